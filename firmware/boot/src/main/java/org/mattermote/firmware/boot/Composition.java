package org.mattermote.firmware.boot;

import org.mattermote.bsp.host.Device;

/** Puts a product together from its ports: stack, app, and what drives them. */
public interface Composition {
    /**
     * @param ready to be told once, when a controller can reach the device
     */
    Device compose(RunOptions options, HostPorts ports, ReadyListener ready);
}
