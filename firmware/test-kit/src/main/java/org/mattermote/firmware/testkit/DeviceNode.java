package org.mattermote.firmware.testkit;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.mattermote.stack.App;
import org.mattermote.stack.Ports;
import org.mattermote.stack.Sizes;
import org.mattermote.stack.Stack;
import org.mattermote.stack.diag.Tables;
import org.mattermote.stack.port.BleController;
import org.mattermote.stack.port.BootPort;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.port.PortStatus;
import org.mattermote.stack.sim.SimNode;
import org.mattermote.stack.sim.SimPort;

/**
 * A whole device, sealed, on a simulated network. Every poll is measured: the bytes that its thread
 * allocated while the stack ran, and nothing of what the simulation does around it.
 */
public class DeviceNode implements SimNode {
    /** Looking the bean up allocates; asking it does not. */
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    public final Stack stack;
    public final App app;
    public final MemoryPort udp = new MemoryPort();
    public final MemoryPort mdns = new MemoryPort();
    public final MemoryRecords records;
    public final MemoryNetwork network = new MemoryNetwork();

    /** Events told to the log port, by number. */
    public final int[] events = new int[64];

    /** Bytes that polls have allocated since the seal. */
    public long allocated;

    public long polls;

    /** Packets that left by the multicast DNS port. */
    public int mdnsPackets;

    /** The first of them. */
    public final List<byte[]> mdnsSent = new ArrayList<>();

    /** The platform was asked for a restart or a factory reset. */
    public boolean asked;

    private final SimPort port;

    /** Null without BLE. */
    private final MemoryController controller;

    /** Where others hear its multicast DNS, and it theirs; null when it is alone. */
    private final SimPort multicast;

    private final byte[] bytes = new byte[MemoryPort.LONGEST];
    private final PeerAddress peer = new PeerAddress();
    private final long thread = Thread.currentThread().getId();

    /**
     * @param type the product; it has a constructor of stack and ports
     * @param seed of its entropy
     */
    public DeviceNode(
            Class<? extends App> type,
            SimPort port,
            MemoryRecords records,
            long seed,
            long nowMillis) {
        this(type, port, null, records, seed, nowMillis);
    }

    /**
     * @param multicast its socket for multicast DNS, where nodes find each other; null for a node
     *     that is alone
     */
    public DeviceNode(
            Class<? extends App> type,
            SimPort port,
            SimPort multicast,
            MemoryRecords records,
            long seed,
            long nowMillis) {
        this(type, port, multicast, null, records, seed, nowMillis);
    }

    /**
     * @param ble its BLE controller; null for a node without
     */
    public DeviceNode(
            Class<? extends App> type,
            SimPort port,
            SimPort multicast,
            BleController ble,
            MemoryRecords records,
            long seed,
            long nowMillis) {
        this(type, port, multicast, ble, stack -> {}, records, seed, nowMillis);
    }

    /**
     * @param wiring names what the board has beside that
     */
    public DeviceNode(
            Class<? extends App> type,
            SimPort port,
            SimPort multicast,
            BleController ble,
            Consumer<Stack> wiring,
            MemoryRecords records,
            long seed,
            long nowMillis) {
        Initialisers.run(type);
        controller = ble == null ? null : new MemoryController(ble);
        this.port = port;
        this.multicast = multicast;
        if (multicast != null) {
            network.reach(port.address.ip);
        }
        this.records = records;
        Ports ports = new Ports();
        ports.udp = udp;
        ports.udpPort = port.address.port;
        ports.mdns = mdns;
        ports.network = network;
        ports.store = records;
        ports.data = new MemoryFactory();
        Random entropy = new Random(seed);
        ports.entropy =
                (out, offset, length) -> {
                    for (int i = 0; i < length; i++) {
                        out[offset + i] = (byte) entropy.nextInt();
                    }
                    return PortStatus.OK;
                };
        ports.clock = () -> -1;
        ports.boot = new Boot();
        ports.log = (event, a, b, c) -> events[event]++;
        stack = new Stack(ports, new Sizes(), 600_000_000L);
        if (controller != null) {
            stack.ble(controller);
        }
        wiring.accept(stack);
        app = make(type, stack, ports);
        stack.compose(app);
        app.start();
        stack.start(nowMillis);
        if (stack.seal() != Stack.SEALED) {
            throw new IllegalStateException("status " + stack.seal());
        }
    }

    private static App make(Class<? extends App> type, Stack stack, Ports ports) {
        try {
            return type.getConstructor(Stack.class, Ports.class).newInstance(stack, ports);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Presses the button; what that allocates counts too. */
    public void button(long nowMillis) {
        long before = THREADS.getThreadAllocatedBytes(thread);
        app.button(nowMillis);
        allocated += THREADS.getThreadAllocatedBytes(thread) - before;
    }

    private final class Boot implements BootPort {
        @Override
        public int reason() {
            return 1;
        }

        @Override
        public void restart() {
            asked = true;
        }

        @Override
        public void factoryReset() {
            asked = true;
        }
    }

    @Override
    public long poll(long now) {
        int length;
        while ((length = port.receive(bytes, 0, bytes.length, peer)) >= 0) {
            udp.arrive(bytes, length, peer);
        }
        while (multicast != null
                && (length = multicast.receive(bytes, 0, bytes.length, peer)) >= 0) {
            mdns.arrive(bytes, length, peer);
        }
        boolean more = controller != null && controller.arrive();
        long before = THREADS.getThreadAllocatedBytes(thread);
        long next = stack.poll(now);
        allocated += THREADS.getThreadAllocatedBytes(thread) - before;
        polls++;
        if (controller != null && (controller.leave() || more)) {
            next = now;
        }
        while ((length = udp.leave(bytes, peer)) >= 0) {
            port.send(bytes, 0, length, peer);
        }
        while ((length = mdns.leave(bytes, peer)) >= 0) {
            mdnsPackets++;
            if (multicast != null) {
                multicast.send(bytes, 0, length, peer);
            }
            if (mdnsSent.size() < 100) {
                mdnsSent.add(Arrays.copyOf(bytes, length));
            }
        }
        return next;
    }

    public int inUse(int table) {
        return stack.tables().inUse(table);
    }

    /** What has to be empty when nothing is under way. */
    public String usage() {
        return "exchanges="
                + inUse(Tables.EXCHANGES)
                + " packets="
                + inUse(Tables.PACKETS)
                + " interactions="
                + inUse(Tables.INTERACTIONS)
                + " case="
                + inUse(Tables.CASE_HANDSHAKES);
    }

    /** {@link #usage()} when nothing is under way. */
    public static final String IDLE = "exchanges=0 packets=0 interactions=0 case=0";
}
