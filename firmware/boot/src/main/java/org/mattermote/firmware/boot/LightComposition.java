package org.mattermote.firmware.boot;

import org.mattermote.app.light.LightApp;
import org.mattermote.bsp.host.Device;
import org.mattermote.stack.Stack;
import org.mattermote.stack.model.Endpoint;
import org.mattermote.stack.model.spec.DeviceTypes;

/** The light on this machine: its stack, its endpoint, and {@code b} for its button. */
final class LightComposition implements Composition {
    @Override
    public Device compose(RunOptions options, HostPorts ports, ReadyListener ready) {
        Stack stack = Wiring.stack(ports);
        LightApp light = new LightApp(stack.clusterWorkspace(), ports.log);
        Endpoint endpoint = light.endpoint(stack.groups(LightApp.ENDPOINT, light.identify()));
        stack.compose(new Endpoint[] {endpoint}, DeviceTypes.ON_OFF_LIGHT);
        light.start();
        return new NodeDevice(stack, ports, ready, light::toggle);
    }
}
