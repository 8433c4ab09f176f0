package org.mattermote.bsp.host.hci;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.mattermote.bsp.host.BackOff;
import org.mattermote.bsp.host.ByteQueue;
import org.mattermote.bsp.host.HostClock;
import org.mattermote.bsp.host.HostException;
import org.mattermote.stack.port.PortStatus;

/**
 * A TCP connection to a controller. When it is lost, a write makes the next one, at most as often
 * as the back-off allows.
 *
 * <pre>
 *  state       | read         | write
 *  CLOSED      | FAILED       | back-off over: CONNECTING, NONE; else FAILED
 *  CONNECTING  | NONE, FAILED | done: OPEN; failed: CLOSED, FAILED; else NONE
 *  OPEN        | bytes        | bytes; an end or an error of either: CLOSED, FAILED
 * </pre>
 */
final class TcpCarrier implements HciCarrier {
    private static final int OPEN_MILLIS = 3000;
    private static final int CAPACITY = 8192;

    private final InetSocketAddress to;
    private final BackOff backOff;
    private final ByteQueue in = new ByteQueue(CAPACITY);
    private final ByteBuffer part = ByteBuffer.allocate(CAPACITY);
    private final ByteBuffer out = ByteBuffer.allocate(CAPACITY);
    private SocketChannel channel;
    private boolean connecting;
    private boolean full;
    private String trouble;
    private Wake wake = HciCarrier.NOBODY;

    /** A connection refused is {@link #trouble}, no exception: the controller may come later. */
    TcpCarrier(String host, int port, HostClock clock) throws HostException {
        to = new InetSocketAddress(host, port);
        backOff = new BackOff(clock);
        if (to.isUnresolved()) {
            throw new HostException("--hci tcp: host " + host + " is unknown");
        }
        out.limit(0);
        try {
            channel = SocketChannel.open();
            channel.socket().connect(to, OPEN_MILLIS);
            opened();
        } catch (IOException e) {
            fail(HostException.reason(e));
        }
    }

    private void opened() throws IOException {
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        connecting = false;
        trouble = null;
        backOff.worked();
        in.clear();
        full = false;
        out.clear().limit(0);
        wake.on(channel, SelectionKey.OP_READ);
    }

    private int fail(String why) {
        closeChannel();
        trouble = why;
        backOff.failed();
        return PortStatus.FAILED;
    }

    private void closeChannel() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // Closed as far as it can be.
        }
        channel = null;
        connecting = false;
    }

    /** OK when there is a connection, NONE when one is being made, FAILED. */
    private int connected(boolean again) {
        try {
            if (channel == null) {
                if (!again || !backOff.isOver()) {
                    return PortStatus.FAILED;
                }
                channel = SocketChannel.open();
                channel.configureBlocking(false);
                connecting = !channel.connect(to);
                if (connecting) {
                    wake.on(channel, SelectionKey.OP_CONNECT);
                    return PortStatus.NONE;
                }
                opened();
            } else if (connecting) {
                if (!channel.finishConnect()) {
                    return PortStatus.NONE;
                }
                opened();
            }
            return PortStatus.OK;
        } catch (IOException e) {
            return fail(HostException.reason(e));
        }
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
        int status = connected(false);
        if (status != PortStatus.OK) {
            return status;
        }
        status = in.take(buffer, offset, length);
        if (full && status == PortStatus.OK) {
            full = false;
            wake.on(channel, SelectionKey.OP_READ);
        }
        if (status == PortStatus.NONE && fill()) {
            status = in.take(buffer, offset, length);
        }
        return status == PortStatus.NONE && channel == null ? PortStatus.FAILED : status;
    }

    /** Whether anything came. Without room nobody waits for more. */
    private boolean fill() {
        if (in.room() == 0) {
            wake.on(channel, 0);
            full = true;
            return false;
        }
        try {
            part.clear().limit(in.room());
            int n = channel.read(part);
            if (n < 0) {
                fail("the connection was closed");
                return false;
            }
            in.put(part.array(), 0, n);
            return n > 0;
        } catch (IOException e) {
            fail(HostException.reason(e));
            return false;
        }
    }

    @Override
    public int write(byte[] bytes, int offset, int length) {
        int status = connected(true);
        if (status != PortStatus.OK) {
            return status;
        }
        try {
            if (!flushed()) {
                return PortStatus.NONE;
            }
            out.clear().put(bytes, offset, length).flip();
            channel.write(out);
            return PortStatus.OK;
        } catch (IOException e) {
            return fail(HostException.reason(e));
        }
    }

    private boolean flushed() throws IOException {
        if (out.hasRemaining()) {
            channel.write(out);
        }
        return !out.hasRemaining();
    }

    @Override
    public void step() {
        try {
            if (connected(false) == PortStatus.OK) {
                flushed();
                fill();
            }
        } catch (IOException e) {
            fail(HostException.reason(e));
        }
    }

    @Override
    public void wakes(Wake by) {
        wake = by;
        if (channel != null) {
            wake.on(channel, connecting ? SelectionKey.OP_CONNECT : SelectionKey.OP_READ);
        }
    }

    @Override
    public String trouble() {
        return trouble;
    }

    @Override
    public void close() {
        closeChannel();
    }
}
