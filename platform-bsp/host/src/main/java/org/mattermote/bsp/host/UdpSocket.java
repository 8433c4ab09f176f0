package org.mattermote.bsp.host;

import java.io.IOException;
import java.net.BindException;
import java.nio.channels.SelectableChannel;
import java.util.function.Consumer;
import org.mattermote.stack.port.DatagramPort;

/** The Matter port on this machine: on all of its addresses, or on those of one interface. */
public abstract class UdpSocket implements DatagramPort, AutoCloseable {
    UdpSocket() {}

    /**
     * On all addresses of this machine, IPv6 and IPv4.
     *
     * @param port 1..65535, or 0 for any free one
     */
    public static UdpSocket open(int port) throws HostException {
        return WildcardSocket.of(port);
    }

    /**
     * On the addresses of the interfaces of {@code network} and no others, so that several devices
     * have the same port, each on its interface.
     *
     * @param port 1..65535, or 0 for any free one
     */
    public static UdpSocket open(int port, HostNetwork network) throws HostException {
        return AddressSocket.of(port, network);
    }

    /** The port it is bound to. */
    public abstract int port();

    /** Is told, in one line, of each address that came later and cannot be served. */
    public void tells(Consumer<String> listener) {}

    /** Tells of each channel there is and will be: packets on it are to wake the loop. */
    abstract void watchedBy(Consumer<SelectableChannel> watching);

    /** Follows the addresses of the network; for every look at it. */
    void adjust() {}

    abstract int join(int interfaceIndex, byte[] group, int offset);

    abstract int leave(int interfaceIndex, byte[] group, int offset);

    @Override
    public abstract void close();

    static boolean isTaken(IOException e) {
        return e instanceof BindException && HostException.reason(e).contains("in use");
    }

    static HostException refusal(int port, IOException e) {
        return new HostException(
                isTaken(e)
                        ? "UDP port " + port + " is in use; give another --port"
                        : "UDP port " + port + " cannot be opened: " + HostException.reason(e));
    }
}
