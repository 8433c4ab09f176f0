package org.mattermote.bsp.host;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A Unix socket {@value #NAME} in the storage folder, by which another process asks the running
 * device how it is. Whoever connects is sent {@link Device#status} as UTF-8, then the end; nothing
 * is read. The folder's lock makes the device its only owner, so that a socket file found at the
 * start is left over and is replaced.
 */
public final class StatusSocket implements AutoCloseable {
    public static final String NAME = "mattermote.sock";

    /** The kernel's limit (sun_path) is 108 bytes on Linux and 104 elsewhere, the end included. */
    private static final int PATH_LIMIT = 103;

    private static final long PATIENCE_MILLIS = 5000;

    private final ServerSocketChannel channel;
    private final Path file;

    private StatusSocket(ServerSocketChannel channel, Path file) {
        this.channel = channel;
        this.file = file;
    }

    /**
     * Opens the socket of the device that holds {@code folder}.
     *
     * @throws HostException when it cannot; the device may run without
     */
    public static StatusSocket open(Path folder) throws HostException {
        Path file = folder.resolve(NAME);
        ServerSocketChannel channel = null;
        try {
            Files.deleteIfExists(file);
            channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            channel.bind(address(file));
            channel.configureBlocking(false);
            return new StatusSocket(channel, file);
        } catch (IOException | UnsupportedOperationException e) {
            closeQuietly(channel);
            throw new HostException(
                    file + " cannot be opened: " + e.getMessage() + "; status will not answer");
        }
    }

    /** A long path is given as seen from the working folder, if that is shorter. */
    private static UnixDomainSocketAddress address(Path file) {
        Path given = file;
        if (length(given) > PATH_LIMIT) {
            Path from = Path.of("").toAbsolutePath();
            Path relative = from.relativize(file.toAbsolutePath());
            given = length(relative) < length(given) ? relative : given;
        }
        return UnixDomainSocketAddress.of(given);
    }

    private static int length(Path path) {
        return path.toString().getBytes(StandardCharsets.UTF_8).length;
    }

    SelectableChannel channel() {
        return channel;
    }

    /** Answers everybody who is waiting. Never blocks. */
    void answer(Device device, long nowMillis) {
        SocketChannel asker = accept();
        while (asker != null) {
            try {
                asker.configureBlocking(false);
                // A socket's buffer holds many times this.
                asker.write(
                        ByteBuffer.wrap(device.status(nowMillis).getBytes(StandardCharsets.UTF_8)));
            } catch (IOException e) {
                // It did not wait for the answer.
            }
            closeQuietly(asker);
            asker = accept();
        }
    }

    private SocketChannel accept() {
        try {
            return channel.accept();
        } catch (IOException e) {
            return null;
        }
    }

    /**
     * What the device in {@code folder} says.
     *
     * @throws HostException when no device runs there, or it does not answer
     */
    public static String ask(Path folder) throws HostException {
        Path file = folder.resolve(NAME);
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(address(file));
            return read(channel, folder);
        } catch (IOException e) {
            throw new HostException(
                    "no device runs with --storage " + folder + "; `mote run` starts one");
        }
    }

    private static String read(SocketChannel channel, Path folder)
            throws IOException, HostException {
        channel.configureBlocking(false);
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        ByteBuffer part = ByteBuffer.allocate(4096);
        long until = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
        try (Selector selector = Selector.open()) {
            channel.register(selector, SelectionKey.OP_READ);
            for (int n = 0; n >= 0; n = channel.read(part.clear())) {
                text.write(part.array(), 0, n);
                long left = (until - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    throw new HostException("the device in " + folder + " does not answer");
                }
                selector.select(left);
                selector.selectedKeys().clear();
            }
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    private static void closeQuietly(AutoCloseable closed) {
        try {
            if (closed != null) {
                closed.close();
            }
        } catch (Exception e) {
            // Closed as far as it can be.
        }
    }

    @Override
    public void close() {
        closeQuietly(channel);
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // The next device replaces it.
        }
    }
}
