package org.mattermote.firmware.boot;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.HashMap;
import java.util.Map;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.sim.SimNode;
import org.mattermote.stack.sim.SimPort;

/**
 * A device in a process of its own as a node of a simulated network, whose time it makes as slow as
 * that of the clock. Every host has a socket of its own there.
 */
final class UdpBridge implements SimNode, AutoCloseable {
    private static final int STEP_MILLIS = 2;

    /** Asked at every turn: it may end the life of the device, and throw. */
    private final Runnable turn;

    private final SimPort port;
    private final Selector selector;
    private final InetSocketAddress device;
    private final Map<Integer, DatagramChannel> channels = new HashMap<>();
    private final byte[] bytes = new byte[1500];

    /** What passes, and when. */
    interface Tap {
        Tap NONE = (datagram, length, toDevice, nanos) -> {};

        void passed(byte[] datagram, int length, boolean toDevice, long nanos);
    }

    Tap tap = Tap.NONE;

    /** Nobody is there: whatever comes from either side is lost. */
    boolean cut;

    private long lastTurn = System.nanoTime();

    /**
     * @param port of the device on the simulated network
     */
    UdpBridge(SimPort port, int udpPort, Runnable turn) throws IOException {
        this(port, new InetSocketAddress(InetAddress.getLoopbackAddress(), udpPort), turn);
    }

    /**
     * @param port of the device on the simulated network
     * @param device where it is outside of it
     */
    UdpBridge(SimPort port, InetSocketAddress device, Runnable turn) throws IOException {
        this.port = port;
        this.turn = turn;
        this.device = device;
        selector = Selector.open();
    }

    @Override
    public long poll(long now) {
        turn.run();
        try {
            forward();
            long left = STEP_MILLIS - (System.nanoTime() - lastTurn) / 1_000_000;
            if (left > 0) {
                selector.select(left);
            } else {
                selector.selectNow();
            }
            lastTurn = System.nanoTime();
            for (SelectionKey key : selector.selectedKeys()) {
                take((DatagramChannel) key.channel(), (PeerAddress) key.attachment());
            }
            selector.selectedKeys().clear();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return now + STEP_MILLIS;
    }

    private void forward() throws IOException {
        PeerAddress from = new PeerAddress();
        int length;
        while ((length = port.receive(bytes, 0, bytes.length, from)) >= 0) {
            if (!cut) {
                DatagramChannel channel = channel(from);
                tap.passed(bytes, length, true, System.nanoTime());
                channel.send(ByteBuffer.wrap(bytes, 0, length), device);
            }
        }
    }

    private DatagramChannel channel(PeerAddress host) throws IOException {
        DatagramChannel channel = channels.get((int) host.ip[15]);
        if (channel == null) {
            channel = DatagramChannel.open();
            channel.configureBlocking(false);
            PeerAddress to = new PeerAddress();
            to.set(host);
            channel.register(selector, SelectionKey.OP_READ, to);
            channels.put((int) host.ip[15], channel);
        }
        return channel;
    }

    private void take(DatagramChannel channel, PeerAddress host) throws IOException {
        ByteBuffer datagram = ByteBuffer.wrap(bytes);
        while (channel.receive(datagram.clear()) != null) {
            if (!cut) {
                tap.passed(bytes, datagram.position(), false, System.nanoTime());
                port.send(bytes, 0, datagram.position(), host);
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (DatagramChannel channel : channels.values()) {
            channel.close();
        }
        selector.close();
    }
}
