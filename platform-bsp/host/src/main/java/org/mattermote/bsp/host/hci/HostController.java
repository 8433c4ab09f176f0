package org.mattermote.bsp.host.hci;

import java.nio.channels.SelectableChannel;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.mattermote.bsp.common.H4;
import org.mattermote.bsp.host.HostClock;
import org.mattermote.bsp.host.HostException;
import org.mattermote.bsp.host.Waking;
import org.mattermote.stack.port.BleController;

/**
 * The controller that {@code --hci} names. It may go, and may come back: a line is printed each
 * time, and the device does without it meanwhile.
 */
public final class HostController implements BleController, Waking, AutoCloseable {
    /** Of a controller of this or another machine: ACL data of BR/EDR length. */
    private static final int LONGEST = 5 + 1024;

    private final HciSpec spec;
    private final HciCarrier carrier;
    private final H4 packets;
    private Consumer<String> told = line -> {};

    /** What was told last; null that it is there. */
    private String trouble;

    private int losses;

    private HostController(HciSpec spec, HciCarrier carrier) {
        this.spec = spec;
        this.carrier = carrier;
        packets = new H4(carrier, LONGEST);
    }

    /**
     * @throws HostException when there can never be such a controller
     */
    public static HostController open(HciSpec spec, HostClock clock) throws HostException {
        switch (spec.kind()) {
            case TCP:
                return new HostController(spec, new TcpCarrier(spec.name(), spec.number(), clock));
            case SERIAL:
                return new HostController(
                        spec, new SerialCarrier(spec.name(), spec.number(), clock));
            default:
                return new HostController(spec, new UserChannel(spec.name(), clock));
        }
    }

    /** Whether it can be reached now. */
    public boolean isThere() {
        return carrier.trouble() == null;
    }

    /** Tells when it goes or comes back; at once if it is not there. */
    public void tells(Consumer<String> line) {
        told = line;
        tell();
    }

    private void tell() {
        String now = carrier.trouble();
        if (now != null && trouble == null) {
            told.accept(
                    "BLE controller " + spec.text() + ": " + now + "; goes on without Bluetooth");
        } else if (now == null && trouble != null) {
            told.accept("BLE controller " + spec.text() + " is there again");
        }
        if (now == null && trouble == null && packets.losses() > losses) {
            told.accept(
                    "BLE controller "
                            + spec.text()
                            + ": what it sends is no HCI, or parts of it are missing");
        }
        losses = packets.losses();
        trouble = now;
    }

    @Override
    public void watchedBy(BiConsumer<SelectableChannel, Integer> channels, Runnable now) {
        carrier.wakes(
                new HciCarrier.Wake() {
                    @Override
                    public void on(SelectableChannel channel, int operations) {
                        channels.accept(channel, operations);
                    }

                    @Override
                    public void now() {
                        now.run();
                    }
                });
    }

    @Override
    public void came() {
        carrier.step();
        tell();
    }

    @Override
    public int receive(byte[] buffer, int offset, int capacity) {
        int length = packets.receive(buffer, offset, capacity);
        tell();
        return length;
    }

    @Override
    public int send(byte[] packet, int offset, int length) {
        int status = packets.send(packet, offset, length);
        tell();
        return status;
    }

    @Override
    public void close() {
        carrier.close();
    }
}
