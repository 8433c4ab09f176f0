package org.mattermote.bsp.host;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectableChannel;
import org.mattermote.stack.port.DatagramPort;
import org.mattermote.stack.port.PeerAddress;

/** The Matter port: one UDP socket on all addresses of this machine, IPv6 and IPv4. */
public final class UdpSocket implements DatagramPort, AutoCloseable {
    private final DatagramIo io;
    private final int port;

    private UdpSocket(DatagramIo io, int port) {
        this.io = io;
        this.port = port;
    }

    /**
     * @param port 1..65535, or 0 for any free one
     */
    public static UdpSocket open(int port) throws HostException {
        DatagramIo io = null;
        try {
            io = DatagramIo.open();
            io.channel().bind(new InetSocketAddress(port));
            InetSocketAddress bound = (InetSocketAddress) io.channel().getLocalAddress();
            return new UdpSocket(io, bound.getPort());
        } catch (BindException e) {
            io.close();
            String why = HostException.reason(e);
            throw new HostException(
                    why.contains("in use")
                            ? "UDP port " + port + " is in use; give another --port"
                            : "UDP port " + port + " cannot be opened: " + why);
        } catch (IOException e) {
            if (io != null) {
                io.close();
            }
            throw new HostException(
                    "UDP port " + port + " cannot be opened: " + HostException.reason(e));
        }
    }

    /** The port it is bound to. */
    public int port() {
        return port;
    }

    public SelectableChannel channel() {
        return io.channel();
    }

    @Override
    public int receive(byte[] buffer, int offset, int capacity, PeerAddress from) {
        return io.receive(buffer, offset, capacity, from);
    }

    @Override
    public int send(byte[] buffer, int offset, int length, PeerAddress to) {
        return io.send(buffer, offset, length, to);
    }

    int join(int interfaceIndex, byte[] group, int offset) {
        return io.join(interfaceIndex, group, offset);
    }

    int leave(int interfaceIndex, byte[] group, int offset) {
        return io.leave(interfaceIndex, group, offset);
    }

    @Override
    public void close() {
        io.close();
    }
}
