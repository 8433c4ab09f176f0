package org.mattermote.stack.transport.btp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mattermote.stack.mem.Scratch;
import org.mattermote.stack.message.Packet;
import org.mattermote.stack.message.Packets;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.port.PortStatus;
import org.mattermote.stack.transport.ble.GattHandler;
import org.mattermote.stack.transport.ble.GattLink;

/** A device's BTP on a link that a test moves by hand, in virtual time. */
final class BtpBench implements GattLink {
    static final int FULL = 4;
    static final int SHORT = 4;

    final Packets packets;
    final Scratch scratch = new Scratch(256);
    final Btp btp;
    final List<byte[]> taken = new ArrayList<>();

    /** Connections that were open and are no more. */
    final List<Integer> closed = new ArrayList<>();

    private int open;
    private final byte[] buffer = new byte[1280];
    private final PeerAddress from = new PeerAddress();

    long now;
    int mtu = 247;
    boolean isConnected;
    boolean isSubscribed;

    /** Whether the controller takes a packet. */
    boolean hasRoom = true;

    /** Indicated, not confirmed yet. */
    byte[] indicated;

    int disconnects;

    /** Of what messages are taken as soon as they are whole. */
    boolean takes = true;

    BtpBench(int window) {
        this(window, 4);
    }

    BtpBench(int window, int queue) {
        this(new Packets(FULL, 1280, SHORT), window, queue);
    }

    BtpBench(Packets packets, int window, int queue) {
        this.packets = packets;
        btp = new Btp(packets, scratch, window, queue);
        btp.setLink(this);
    }

    @Override
    public int mtu() {
        return mtu;
    }

    @Override
    public boolean canIndicate() {
        return isConnected && isSubscribed && hasRoom && indicated == null && disconnects == 0;
    }

    @Override
    public boolean indicate(byte[] value, int offset, int length, long nowMillis) {
        if (!canIndicate()) {
            return false;
        }
        if (length > mtu - 3) {
            throw new AssertionError("an indication of " + length);
        }
        indicated = Arrays.copyOfRange(value, offset, offset + length);
        return true;
    }

    @Override
    public void disconnect(long nowMillis) {
        disconnects++;
    }

    /** As the layers above see it: by the number. */
    private void look() {
        int number = btp.connection();
        if (number != open && open != 0) {
            closed.add(open);
        }
        open = number;
    }

    void connect() {
        isConnected = true;
        isSubscribed = false;
        indicated = null;
        disconnects = 0;
        btp.connected(now);
        look();
    }

    void disconnect() {
        isConnected = false;
        isSubscribed = false;
        indicated = null;
        disconnects = 0;
        btp.disconnected(now);
        look();
    }

    void subscribe(boolean on) {
        isSubscribed = on;
        if (!on) {
            indicated = null;
        }
        btp.subscribed(on, now);
        look();
    }

    void write(byte[] value) {
        byte[] around = new byte[value.length + 5];
        System.arraycopy(value, 0, around, 3, value.length);
        if (btp.written(around, 3, value.length, now) != GattHandler.TAKEN) {
            throw new AssertionError("a write was refused");
        }
        look();
    }

    void write(int... value) {
        byte[] bytes = new byte[value.length];
        for (int i = 0; i < value.length; i++) {
            bytes[i] = (byte) value[i];
        }
        write(bytes);
    }

    /** Confirms what was indicated: it, or null if nothing was. */
    byte[] confirm() {
        byte[] value = indicated;
        if (value != null) {
            indicated = null;
            btp.confirmed(now);
            look();
        }
        return value;
    }

    /** What the device indicates now, confirmed; null if nothing. */
    byte[] answer() {
        poll();
        return confirm();
    }

    /** Takes waiting messages if it does, and polls. */
    long poll() {
        if (takes) {
            takeAll();
        }
        long next = btp.poll(now);
        look();
        if (!scratch.isIdle()) {
            throw new AssertionError("working memory is kept");
        }
        return next;
    }

    byte[] take() {
        int length = btp.receive(buffer, 0, buffer.length, from);
        if (length == PortStatus.NONE) {
            return null;
        }
        if (!from.isConnection() || !btp.isOpen(from.connection())) {
            throw new AssertionError("a message of another connection");
        }
        return Arrays.copyOf(buffer, length);
    }

    void takeAll() {
        for (byte[] message = take(); message != null; message = take()) {
            taken.add(message);
        }
    }

    /** Connects, shakes hands, subscribes; the central has the response. */
    BtpCentral open(BtpCentral central) {
        connect();
        write(central.request());
        subscribe(true);
        central.indicated(answer(), now);
        return central;
    }

    /** False if there is no packet free to send it in. */
    boolean send(byte[] message) {
        return send(message, btp.connection());
    }

    boolean send(byte[] message, int connection) {
        Packet packet =
                message.length <= Packet.SHORT
                                && packets.brief().inUse() < packets.brief().capacity()
                        ? packets.brief().take()
                        : packets.full().take();
        if (packet == null) {
            return false;
        }
        packet.offset = (char) (packet.bytes.length - message.length);
        packet.length = (char) message.length;
        System.arraycopy(message, 0, packet.bytes, packet.offset, message.length);
        PeerAddress to = new PeerAddress();
        to.setConnection(connection);
        btp.send(packet, to);
        return true;
    }

    int inUse() {
        return packets.full().inUse() + packets.brief().inUse();
    }

    void close() {
        btp.close(now);
        look();
    }

    /** Lets both sides go on until nothing more can be done at this time. */
    void settle(BtpCentral central) {
        boolean moved = true;
        for (int i = 0; moved; i++) {
            if (i == 100_000) {
                throw new AssertionError("never at rest: " + central);
            }
            poll();
            byte[] value = confirm();
            if (value != null) {
                central.indicated(value, now);
            }
            byte[] packet = disconnects > 0 ? null : central.next(now);
            if (packet != null) {
                write(packet);
            }
            moved = value != null || packet != null;
        }
    }

    /** The same while time goes on, to {@code end} at most, as long as something is unsent. */
    void run(BtpCentral central, long end) {
        settle(central);
        while (now < end && disconnects == 0) {
            long next = Math.min(poll(), central.deadline());
            if (next <= now) {
                throw new AssertionError("nothing was done at " + now + ": " + central);
            }
            now = Math.min(next, end);
            settle(central);
        }
    }
}
