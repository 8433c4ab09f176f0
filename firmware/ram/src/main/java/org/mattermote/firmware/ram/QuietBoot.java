package org.mattermote.firmware.ram;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.mattermote.stack.App;
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

/** A product booted over ports behind which there is nothing, and sealed. */
public final class QuietBoot implements Supplier<List<Object>> {
    private static final Map<String, Integer> ANSWERS =
            Map.of("get", PortStatus.NONE, "receive", PortStatus.NONE);

    private static final String HERE = QuietBoot.class.getName().replace('.', '/');

    private final String app;

    /**
     * @param app name of the class of the product, which has a constructor of stack and ports
     */
    public QuietBoot(String app) {
        this.app = app;
    }

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
    public List<Object> unsealed(Sizes sizes) {
        Ports ports = ports();
        Stack stack = new Stack(ports, sizes, 0);
        App made = make(stack, ports);
        stack.compose(made);
        made.start();
        stack.start(0);
        return List.of(stack, made);
    }

    private App make(Stack stack, Ports ports) {
        try {
            Class<?> type = Class.forName(app, true, QuietBoot.class.getClassLoader());
            // Reflection is no instruction that could be counted.
            AllocationLog.object(app.replace('.', '/'), HERE);
            return (App) type.getConstructor(Stack.class, Ports.class).newInstance(stack, ports);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ports behind which there is nothing. */
    public static Ports ports() {
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
