package org.mattermote.app.light;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.mattermote.stack.Ports;
import org.mattermote.stack.Sizes;
import org.mattermote.stack.Stack;
import org.mattermote.stack.port.BootPort;
import org.mattermote.stack.port.DatagramPort;
import org.mattermote.stack.port.DeviceDataPort;
import org.mattermote.stack.port.Entropy;
import org.mattermote.stack.port.KeyValueStore;
import org.mattermote.stack.port.LogPort;
import org.mattermote.stack.port.NetworkPort;
import org.mattermote.stack.port.PortStatus;
import org.mattermote.stack.port.UtcClock;

/** The light, booted over ports behind which there is nothing, and sealed. */
public final class LightBoot implements Supplier<List<Object>> {
    private static final Map<String, Integer> ANSWERS =
            Map.of("get", PortStatus.NONE, "receive", PortStatus.NONE);

    /** What holds the device: its stack and its application. */
    @Override
    public List<Object> get() {
        List<Object> device = unsealed(new Sizes());
        int status = ((Stack) device.get(0)).seal();
        if (status != Stack.SEALED) {
            throw new IllegalStateException("status " + status);
        }
        return device;
    }

    /** The same with any sizes, whether they go together or not. */
    static List<Object> unsealed(Sizes sizes) {
        Ports ports = ports();
        Stack stack = new Stack(ports, sizes, 0);
        LightApp light = new LightApp(stack, ports);
        stack.compose(light.rootClusters(stack), light.endpoints(stack), light.deviceType());
        light.start();
        stack.start(0);
        return List.of(stack, light);
    }

    /** Ports behind which there is nothing. */
    static Ports ports() {
        Ports ports = new Ports();
        ports.udp = quiet(DatagramPort.class);
        ports.mdns = quiet(DatagramPort.class);
        ports.network = quiet(NetworkPort.class);
        ports.store = quiet(KeyValueStore.class);
        ports.data = quiet(DeviceDataPort.class);
        ports.entropy = quiet(Entropy.class);
        ports.clock = quiet(UtcClock.class);
        ports.boot = quiet(BootPort.class);
        ports.log = quiet(LogPort.class);
        return ports;
    }

    private static <T> T quiet(Class<T> port) {
        Object made =
                Proxy.newProxyInstance(
                        port.getClassLoader(),
                        new Class<?>[] {port},
                        (proxy, method, arguments) ->
                                answer(method.getName(), method.getReturnType()));
        return port.cast(made);
    }

    private static Object answer(String method, Class<?> type) {
        int number = ANSWERS.getOrDefault(method, PortStatus.OK);
        return type == void.class ? null : type == long.class ? (Object) (long) number : number;
    }
}
