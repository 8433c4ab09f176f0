package org.mattermote.firmware.boot;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import org.mattermote.stack.sim.SimController;

/** A TCP connection of a simulated controller to a device in a process of its own. */
final class TcpBridge implements SimController.Connection, AutoCloseable {
    private static final int LONGEST = 1 << 16;
    private static final int PREFIX = 4;

    private final SocketChannel channel;
    private final ByteBuffer received = ByteBuffer.allocate(LONGEST).order(ByteOrder.LITTLE_ENDIAN);

    /** Length of the longest message, either way. */
    int longest;

    TcpBridge(InetSocketAddress device) throws IOException {
        channel = SocketChannel.open(device);
        channel.configureBlocking(false);
    }

    @Override
    public void send(byte[] message) {
        ByteBuffer out =
                ByteBuffer.allocate(PREFIX + message.length).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(message.length).put(message).flip();
        longest = Math.max(longest, message.length);
        try {
            while (out.hasRemaining()) {
                channel.write(out);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public byte[] receive() {
        try {
            channel.read(received);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        int length = received.position() < PREFIX ? Integer.MAX_VALUE : received.getInt(0);
        if (received.position() - PREFIX < length) {
            return null;
        }
        byte[] message = Arrays.copyOfRange(received.array(), PREFIX, PREFIX + length);
        received.flip().position(PREFIX + length);
        received.compact();
        longest = Math.max(longest, length);
        return message;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
