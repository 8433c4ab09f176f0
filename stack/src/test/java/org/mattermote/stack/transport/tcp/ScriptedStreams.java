package org.mattermote.stack.transport.tcp;

import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.port.PortStatus;
import org.mattermote.stack.port.StreamPort;

/**
 * A stream port whose peers are a test: bytes move when and as far as it says. What the device
 * calls allocates nothing.
 */
public final class ScriptedStreams implements StreamPort {
    private final Deque<Peer> newcomers = new ArrayDeque<>();

    /** The connections that the device began, in order. */
    public final List<Peer> begun = new ArrayList<>(100);

    /** Made before they are begun, so that the device's call allocates nothing. */
    private final Deque<Peer> spares = new ArrayDeque<>();

    /** Who answers at an address, called as soon as the device begins a connection to it. */
    public Consumer<Peer> doorman = peer -> peer.isThere = true;

    /** Whether there is a way to any address. */
    public boolean reachable = true;

    private final Peer[] places;

    /** The other end of a connection. */
    public static final class Peer {
        private final Deque<Byte> toDevice = new ArrayDeque<>();
        private final ByteArrayOutputStream fromDevice = new ByteArrayOutputStream(1 << 18);

        /** How many bytes a call of the device takes at most. */
        public int mostReceived = Integer.MAX_VALUE;

        /** How many bytes the device may still send. */
        public int window = Integer.MAX_VALUE;

        /** How many bytes a call of the device sends at most. */
        public int mostSent = Integer.MAX_VALUE;

        /** Whether the peer has ended its side: what it sent before still arrives. */
        public boolean ended;

        /** Whether the connection is broken: nothing arrives any more. */
        public boolean broken;

        /** Whether the device has closed it. */
        public boolean closed;

        /** Whether the device has accepted it. */
        public boolean accepted;

        /** Whether the device began it, and where that wanted to. */
        public boolean isBegun;

        public final PeerAddress to = new PeerAddress();

        /** Whether the connection that the device began is there; it may break before. */
        public boolean isThere;

        /** How often the device sent something. */
        public int writes;

        private int read;

        public void send(byte... bytes) {
            for (byte b : bytes) {
                toDevice.add(b);
            }
        }

        /** Sends a message behind its length. */
        public void sendMessage(byte[] message) {
            send(prefix(message.length));
            send(message);
        }

        /** What the device has not taken. */
        public int unread() {
            return toDevice.size();
        }

        /** The messages of the device that came since this was asked last. */
        public List<byte[]> messages() {
            byte[] all = fromDevice.toByteArray();
            List<byte[]> messages = new ArrayList<>();
            while (all.length - read >= 4) {
                int length =
                        all[read] & 0xFF
                                | (all[read + 1] & 0xFF) << 8
                                | (all[read + 2] & 0xFF) << 16
                                | all[read + 3] << 24;
                if (all.length - read - 4 < length) {
                    break;
                }
                messages.add(Arrays.copyOfRange(all, read + 4, read + 4 + length));
                read += 4 + length;
            }
            if (read == all.length) {
                fromDevice.reset();
                read = 0;
            }
            return messages;
        }
    }

    public ScriptedStreams(int capacity) {
        places = new Peer[capacity];
    }

    public static byte[] prefix(int length) {
        return new byte[] {
            (byte) length, (byte) (length >> 8), (byte) (length >> 16), (byte) (length >> 24)
        };
    }

    /** Somebody connects, and waits to be accepted. */
    public Peer connect() {
        Peer peer = new Peer();
        newcomers.add(peer);
        return peer;
    }

    /** Makes the other ends of so many connections that the device will begin. */
    public void prepare(int count) {
        for (int i = 0; i < count; i++) {
            spares.add(new Peer());
        }
    }

    /** Places in use. */
    public int inUse() {
        return (int) Arrays.stream(places).filter(p -> p != null).count();
    }

    @Override
    public int capacity() {
        return places.length;
    }

    @Override
    public int accept() {
        if (newcomers.isEmpty()) {
            return PortStatus.NONE;
        }
        for (int i = 0; i < places.length; i++) {
            if (places[i] == null) {
                places[i] = newcomers.remove();
                places[i].accepted = true;
                return i;
            }
        }
        return PortStatus.NONE;
    }

    @Override
    public int connect(PeerAddress to) {
        if (!reachable) {
            return PortStatus.FAILED;
        }
        for (int i = 0; i < places.length; i++) {
            if (places[i] == null) {
                Peer peer = spares.isEmpty() ? new Peer() : spares.remove();
                peer.isBegun = true;
                peer.to.set(to);
                places[i] = peer;
                begun.add(peer);
                doorman.accept(peer);
                return i;
            }
        }
        return PortStatus.NONE;
    }

    private Peer at(int connection) {
        if (places[connection] == null) {
            throw new AssertionError("no connection has number " + connection);
        }
        return places[connection];
    }

    @Override
    public int receive(int connection, byte[] buffer, int offset, int capacity) {
        Peer peer = at(connection);
        if (capacity < 1 || offset + capacity > buffer.length) {
            throw new AssertionError("asked for " + capacity);
        }
        if (peer.broken) {
            return PortStatus.FAILED;
        }
        if (peer.isBegun && !peer.isThere) {
            return PortStatus.NONE;
        }
        int n = Math.min(Math.min(capacity, peer.mostReceived), peer.toDevice.size());
        for (int i = 0; i < n; i++) {
            buffer[offset + i] = peer.toDevice.remove();
        }
        return n > 0
                ? n
                : peer.ended && peer.toDevice.isEmpty() ? PortStatus.FAILED : PortStatus.NONE;
    }

    @Override
    public int send(int connection, byte[] buffer, int offset, int length) {
        Peer peer = at(connection);
        if (length < 1 || offset + length > buffer.length) {
            throw new AssertionError("asked to send " + length);
        }
        if (peer.broken) {
            return PortStatus.FAILED;
        }
        if (peer.isBegun && !peer.isThere) {
            return 0;
        }
        int n = Math.min(Math.min(length, peer.mostSent), peer.window);
        peer.window -= peer.window == Integer.MAX_VALUE ? 0 : n;
        peer.fromDevice.write(buffer, offset, n);
        peer.writes++;
        return n;
    }

    @Override
    public void close(int connection) {
        at(connection).closed = true;
        places[connection] = null;
    }
}
