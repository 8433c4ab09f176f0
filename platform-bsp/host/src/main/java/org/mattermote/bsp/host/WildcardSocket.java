package org.mattermote.bsp.host;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectableChannel;
import java.util.function.Consumer;
import org.mattermote.stack.port.PeerAddress;

/** The Matter port on all addresses of this machine: one channel, IPv6 and IPv4. */
final class WildcardSocket extends UdpSocket {
    private final DatagramIo io;
    private final int port;

    private WildcardSocket(DatagramIo io, int port) {
        this.io = io;
        this.port = port;
    }

    static WildcardSocket of(int port) throws HostException {
        DatagramIo io = null;
        try {
            io = DatagramIo.open();
            io.channel().bind(new InetSocketAddress(port));
            InetSocketAddress bound = (InetSocketAddress) io.channel().getLocalAddress();
            return new WildcardSocket(io, bound.getPort());
        } catch (IOException e) {
            if (io != null) {
                io.close();
            }
            throw refusal(port, e);
        }
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    void watchedBy(Consumer<SelectableChannel> watching) {
        watching.accept(io.channel());
    }

    @Override
    public int receive(byte[] buffer, int offset, int capacity, PeerAddress from) {
        return io.receive(buffer, offset, capacity, from);
    }

    @Override
    public int send(byte[] buffer, int offset, int length, PeerAddress to) {
        return io.send(buffer, offset, length, to);
    }

    @Override
    int join(int interfaceIndex, byte[] group, int offset) {
        return io.join(interfaceIndex, group, offset);
    }

    @Override
    int leave(int interfaceIndex, byte[] group, int offset) {
        return io.leave(interfaceIndex, group, offset);
    }

    @Override
    public void close() {
        io.close();
    }
}
