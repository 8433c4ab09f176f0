package org.mattermote.bsp.host;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;

/**
 * The one thread of a device: poll, then wait for a packet, a console line, a stop request or the
 * deadline, whichever is first.
 */
public final class HostLoop implements AutoCloseable {
    /** Why the loop ended. */
    public enum Outcome {
        STOPPED,
        RESTART,
        FACTORY_RESET
    }

    /** A clean stop may take this long; then the loop ends all the same. */
    private static final long STOP_MILLIS = 1500;

    /** How often the interfaces and their addresses are looked at. */
    private static final long NETWORK_MILLIS = 1000;

    private final HostClock clock;
    private final HostBoot boot;
    private final HostNetwork network;
    private final ConsoleInput console;
    private final Selector selector;
    private UdpSocket matter;
    private MulticastDnsSocket multicastDns;

    private final List<Waking> others = new ArrayList<>();

    /** Null where there is none. */
    private TcpPort tcp;

    private volatile boolean stopAsked;

    public HostLoop(HostClock clock, HostBoot boot, HostNetwork network, ConsoleInput console)
            throws HostException {
        this.clock = clock;
        this.boot = boot;
        this.network = network;
        this.console = console;
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new HostException("the loop cannot be started: " + HostException.reason(e));
        }
        console.wakes(selector::wakeup);
    }

    /** Packets on {@code channel}, which does not block, wake the loop. */
    private void watch(SelectableChannel channel) {
        watch(channel, SelectionKey.OP_READ);
    }

    private void watch(SelectableChannel channel, int operations) {
        try {
            channel.register(selector, operations);
        } catch (IOException e) {
            throw new IllegalStateException("the selector refused a channel", e);
        }
    }

    /** Packets of the Matter port wake the loop, on addresses that come later too. */
    public void watch(UdpSocket socket) {
        socket.watchedBy(this::watch);
        matter = socket;
    }

    /** Packets of multicast DNS wake the loop, on paths opened later too. */
    public void watch(MulticastDnsSocket socket) {
        socket.watchedBy(this::watch);
        multicastDns = socket;
    }

    /** What comes from a BLE controller or a media processor wakes the loop. */
    public void watch(Waking other) {
        other.watchedBy(this::watch, selector::wakeup);
        others.add(other);
    }

    /** Who comes over TCP wakes the loop, and what they send, and room for what they are sent. */
    public void watch(TcpPort port) {
        port.watchedBy(
                (channel, operations) -> {
                    try {
                        channel.register(selector, operations, port);
                    } catch (IOException e) {
                        // It is closed, which the port will say.
                    }
                });
        tcp = port;
    }

    /** Answers whoever asks how the device is. */
    public void serve(StatusSocket status) throws HostException {
        try {
            status.channel().register(selector, SelectionKey.OP_ACCEPT, status);
        } catch (IOException e) {
            throw new HostException("the loop cannot be started: " + HostException.reason(e));
        }
    }

    /** Asks for a clean stop; from any thread. */
    public void stop() {
        stopAsked = true;
        selector.wakeup();
    }

    public Outcome run(Device device) {
        long networkDue = clock.millis() + NETWORK_MILLIS;
        long stopBy = Long.MAX_VALUE;
        boolean stopping = false;
        while (true) {
            long now = clock.millis();
            for (String line = console.next(); line != null; line = console.next()) {
                device.consoleLine(line, now);
            }
            if (now >= networkDue) {
                network.refresh();
                networkDue = now + NETWORK_MILLIS;
            }
            boolean end = stopAsked || boot.restartAsked() || boot.factoryResetAsked();
            if (end && !stopping) {
                stopping = true;
                stopBy = now + STOP_MILLIS;
                device.stop(now);
            }
            long deadline = device.poll(now);
            if (stopping && (device.stopped() || now >= stopBy)) {
                return outcome();
            }
            await(Math.min(Math.min(deadline, networkDue), stopBy));
            for (SelectionKey key : selector.selectedKeys()) {
                if (key.attachment() instanceof StatusSocket) {
                    ((StatusSocket) key.attachment()).answer(device, clock.millis());
                } else if (key.attachment() == tcp && tcp != null && key.isValid()) {
                    key.interestOps(0);
                }
            }
            selector.selectedKeys().clear();
            others.forEach(Waking::came);
        }
    }

    private Outcome outcome() {
        if (boot.factoryResetAsked()) {
            return Outcome.FACTORY_RESET;
        }
        return boot.restartAsked() && !stopAsked ? Outcome.RESTART : Outcome.STOPPED;
    }

    private void await(long deadline) {
        long wait = deadline - clock.millis();
        try {
            if (wait <= 0) {
                selector.selectNow();
            } else {
                selector.select(wait);
            }
        } catch (IOException e) {
            throw new IllegalStateException("the selector failed", e);
        }
    }

    @Override
    public void close() {
        console.wakes(() -> {});
        if (matter != null) {
            matter.watchedBy(channel -> {});
        }
        if (multicastDns != null) {
            multicastDns.watchedBy(channel -> {});
        }
        others.forEach(other -> other.watchedBy((channel, operations) -> {}, () -> {}));
        if (tcp != null) {
            tcp.watchedBy((channel, operations) -> {});
        }
        try {
            selector.close();
        } catch (IOException e) {
            // Nothing waits on it any more.
        }
    }
}
