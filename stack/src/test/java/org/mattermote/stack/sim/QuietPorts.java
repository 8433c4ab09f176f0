package org.mattermote.stack.sim;

import java.lang.reflect.Proxy;
import java.util.Map;
import org.mattermote.stack.Ports;
import org.mattermote.stack.port.BootPort;
import org.mattermote.stack.port.DatagramPort;
import org.mattermote.stack.port.DeviceDataPort;
import org.mattermote.stack.port.Entropy;
import org.mattermote.stack.port.KeyValueStore;
import org.mattermote.stack.port.LogPort;
import org.mattermote.stack.port.NetworkPort;
import org.mattermote.stack.port.PortStatus;
import org.mattermote.stack.port.UtcClock;

/** Ports behind which there is nothing, to put a product together on. */
public final class QuietPorts {
    private static final Map<String, Integer> ANSWERS =
            Map.of(
                    "get",
                    PortStatus.NONE,
                    "receive",
                    PortStatus.NONE,
                    "epochMicros",
                    PortStatus.NONE);

    private QuietPorts() {}

    public static Ports of(KeyValueStore store, LogPort log) {
        Ports ports = new Ports();
        ports.udp = quiet(DatagramPort.class);
        ports.mdns = quiet(DatagramPort.class);
        ports.network = quiet(NetworkPort.class);
        ports.store = store;
        ports.data = quiet(DeviceDataPort.class);
        ports.entropy = quiet(Entropy.class);
        ports.clock = quiet(UtcClock.class);
        ports.boot = quiet(BootPort.class);
        ports.log = log;
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
