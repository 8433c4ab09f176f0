package org.mattermote.bsp.host;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.port.PortStatus;
import org.mattermote.stack.port.StreamPort;

/**
 * The Matter port over TCP, the connections accepted on it, and those that are begun.
 *
 * <p>A channel wakes the loop once: again after its bytes were all taken, or not all of ours were.
 * What the stack leaves where it is, because nothing is free to put it in, so does not wake it
 * without end.
 */
public final class TcpPort implements StreamPort, AutoCloseable {
    private final List<ServerSocketChannel> listening = new ArrayList<>();
    private final SocketChannel[] places;
    private final int[] operations;
    private BiConsumer<SelectableChannel, Integer> watcher = (channel, wanted) -> {};

    private TcpPort(int capacity) {
        places = new SocketChannel[capacity];
        operations = new int[capacity];
    }

    /**
     * On all addresses of this machine, IPv6 and IPv4.
     *
     * @param port 1..65535, or 0 for any free one
     * @param capacity connections at a time
     */
    public static TcpPort open(int port, int capacity) throws HostException {
        TcpPort opened = new TcpPort(capacity);
        opened.listen(new InetSocketAddress(port), port);
        return opened;
    }

    /** On the addresses that the network has now, and no others. */
    public static TcpPort open(int port, int capacity, HostNetwork network) throws HostException {
        TcpPort opened = new TcpPort(capacity);
        for (int i = 0; i < network.interfaceCount(); i++) {
            for (int n = 0; n < network.addressCount(i); n++) {
                PeerAddress own = new PeerAddress();
                network.address(i, n, own.ip, 0);
                own.interfaceIndex = network.interfaceIndex(i);
                own.port = port;
                opened.listen(Addresses.toSocket(own), port);
            }
        }
        return opened;
    }

    private void listen(InetSocketAddress address, int port) throws HostException {
        ServerSocketChannel channel = null;
        try {
            channel = ServerSocketChannel.open();
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.configureBlocking(false);
            channel.bind(address);
            listening.add(channel);
        } catch (IOException e) {
            shut(channel);
            close();
            throw new HostException(
                    UdpSocket.isTaken(e)
                            ? "TCP port " + port + " is in use; give another --port"
                            : "TCP port " + port + " cannot be opened: " + HostException.reason(e));
        }
    }

    /** The port it listens at. */
    public int port() {
        return listening.get(0).socket().getLocalPort();
    }

    /** Tells of each channel, and of the operations that are to wake the loop, once. */
    void watchedBy(BiConsumer<SelectableChannel, Integer> watching) {
        watcher = watching;
        for (ServerSocketChannel channel : listening) {
            watcher.accept(channel, SelectionKey.OP_ACCEPT);
        }
        for (int i = 0; i < places.length; i++) {
            if (places[i] != null) {
                boolean pending = places[i].isConnectionPending();
                want(i, pending ? SelectionKey.OP_CONNECT : SelectionKey.OP_READ, true);
            }
        }
    }

    private void want(int connection, int operation, boolean wanted) {
        int all = operations[connection];
        operations[connection] = wanted ? all | operation : all & ~operation;
        watcher.accept(places[connection], operations[connection]);
    }

    @Override
    public int capacity() {
        return places.length;
    }

    @Override
    public int accept() {
        for (ServerSocketChannel channel : listening) {
            watcher.accept(channel, SelectionKey.OP_ACCEPT);
            SocketChannel newcomer = null;
            try {
                newcomer = channel.accept();
                if (newcomer != null) {
                    newcomer.configureBlocking(false);
                    newcomer.setOption(StandardSocketOptions.TCP_NODELAY, true);
                    newcomer.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
                    int number = place(newcomer, SelectionKey.OP_READ);
                    if (number >= 0) {
                        return number;
                    }
                    shut(newcomer);
                }
            } catch (IOException e) {
                // It went again before it was let in.
                shut(newcomer);
            }
        }
        return PortStatus.NONE;
    }

    private int place(SocketChannel newcomer, int awaited) {
        for (int i = 0; i < places.length; i++) {
            if (places[i] == null) {
                places[i] = newcomer;
                operations[i] = 0;
                want(i, awaited, true);
                return i;
            }
        }
        return PortStatus.NONE;
    }

    @Override
    public int connect(PeerAddress to) {
        SocketChannel begun = null;
        try {
            begun = SocketChannel.open();
            begun.configureBlocking(false);
            begun.setOption(StandardSocketOptions.TCP_NODELAY, true);
            begun.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            boolean done = begun.connect(Addresses.toSocket(to));
            int number = place(begun, done ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT);
            if (number < 0) {
                shut(begun);
            }
            return number;
        } catch (IOException | UnresolvedAddressException e) {
            shut(begun);
            return PortStatus.FAILED;
        }
    }

    /** Whether the connection is there, which it may be from now on. */
    private boolean isThere(int connection) throws IOException {
        SocketChannel channel = places[connection];
        if (!channel.isOpen()) {
            throw new ClosedChannelException();
        }
        if (channel.isConnectionPending()) {
            boolean done = channel.finishConnect();
            operations[connection] = done ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT;
            watcher.accept(channel, operations[connection]);
        }
        return channel.isConnected();
    }

    @Override
    public int receive(int connection, byte[] buffer, int offset, int capacity) {
        try {
            if (!isThere(connection)) {
                return PortStatus.NONE;
            }
            int n = places[connection].read(ByteBuffer.wrap(buffer, offset, capacity));
            // Fewer than there was room for are all that came.
            want(connection, SelectionKey.OP_READ, n >= 0 && n < capacity);
            return n > 0 ? n : n == 0 ? PortStatus.NONE : PortStatus.FAILED;
        } catch (IOException e) {
            return PortStatus.FAILED;
        }
    }

    @Override
    public int send(int connection, byte[] buffer, int offset, int length) {
        try {
            if (!isThere(connection)) {
                return 0;
            }
            int n = places[connection].write(ByteBuffer.wrap(buffer, offset, length));
            want(connection, SelectionKey.OP_WRITE, n < length);
            return n;
        } catch (IOException e) {
            return PortStatus.FAILED;
        }
    }

    @Override
    public void close(int connection) {
        shut(places[connection]);
        places[connection] = null;
    }

    private static void shut(Channel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // Closed as far as it can be.
        }
    }

    @Override
    public void close() {
        for (ServerSocketChannel channel : listening) {
            shut(channel);
        }
        for (int i = 0; i < places.length; i++) {
            close(i);
        }
    }
}
