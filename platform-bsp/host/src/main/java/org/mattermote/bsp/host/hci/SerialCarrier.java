package org.mattermote.bsp.host.hci;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.mattermote.bsp.host.BackOff;
import org.mattermote.bsp.host.ByteQueue;
import org.mattermote.bsp.host.HostClock;
import org.mattermote.bsp.host.HostException;
import org.mattermote.stack.port.PortStatus;

/**
 * A serial line, eight bits, no parity, with hardware flow control as the UART transport demands; a
 * pseudo terminal too. A terminal cannot be selected, so that one thread reads and wakes the loop,
 * and another writes, which may take as long as the other side likes. When the line is lost, a
 * write opens it anew, at most as often as the back-off allows.
 */
final class SerialCarrier implements HciCarrier {
    private static final int CAPACITY = 8192;
    private static final int PART = 1024;

    private final String path;
    private final int baud;
    private final BackOff backOff;
    private Line line;
    private Wake wake = HciCarrier.NOBODY;
    private String trouble;

    SerialCarrier(String path, int baud, HostClock clock) {
        this.path = path;
        this.baud = baud;
        backOff = new BackOff(clock);
        open();
    }

    /** One opening of it. */
    private static final class Line {
        // One channel would let nobody write while it reads.
        final FileChannel from;
        final FileChannel to;
        final ByteQueue in = new ByteQueue(CAPACITY);
        final ByteQueue out = new ByteQueue(CAPACITY);
        volatile String broken;

        Line(Path path) throws IOException {
            from = FileChannel.open(path, StandardOpenOption.READ);
            try {
                to = FileChannel.open(path, StandardOpenOption.WRITE);
            } catch (IOException e) {
                from.close();
                throw e;
            }
        }

        void close() {
            breaks("");
            try {
                from.close();
                to.close();
            } catch (IOException e) {
                // Closed as far as it can be.
            }
        }

        void breaks(String why) {
            broken = broken == null ? why : broken;
            out.close();
            in.close();
        }
    }

    private int open() {
        try {
            stty();
            Line made = new Line(Path.of(path));
            start("hci-read", () -> read(made));
            start("hci-write", () -> write(made));
            line = made;
            trouble = null;
            backOff.worked();
            return PortStatus.OK;
        } catch (IOException | HostException e) {
            return fail(
                    e instanceof NoSuchFileException
                            ? "there is no such device file"
                            : e instanceof IOException
                                    ? HostException.reason((IOException) e)
                                    : e.getMessage());
        }
    }

    private void stty() throws IOException, HostException {
        if (!Files.exists(Path.of(path))) {
            throw new NoSuchFileException(path);
        }
        ProcessBuilder stty =
                new ProcessBuilder(
                        "stty",
                        "-F",
                        path,
                        Integer.toString(baud),
                        "raw",
                        "-echo",
                        "cs8",
                        "-cstopb",
                        "-parenb",
                        "clocal",
                        "crtscts");
        stty.redirectErrorStream(true);
        Process process = stty.start();
        process.getOutputStream().close();
        String said;
        try (InputStream out = process.getInputStream()) {
            said = new String(out.readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0) {
                throw new HostException(said.replaceAll("\\s+", " "));
            }
        } catch (InterruptedException e) {
            throw new HostException("interrupted");
        }
    }

    private static void start(String name, Runnable does) {
        Thread thread = new Thread(does, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void read(Line of) {
        ByteBuffer part = ByteBuffer.allocate(PART);
        try {
            int n = of.from.read(part);
            while (n >= 0 && of.in.putAll(part.array(), n)) {
                wake.now();
                n = of.from.read(part.clear());
            }
            of.breaks("the line was closed");
        } catch (IOException e) {
            of.breaks(HostException.reason(e));
        }
        wake.now();
    }

    private void write(Line of) {
        byte[] part = new byte[PART];
        try {
            for (int n = of.out.takeSome(part); n > 0; n = of.out.takeSome(part)) {
                ByteBuffer all = ByteBuffer.wrap(part, 0, n);
                while (all.hasRemaining()) {
                    of.to.write(all);
                }
            }
        } catch (IOException e) {
            of.breaks(HostException.reason(e));
            wake.now();
        }
    }

    private int fail(String why) {
        close();
        trouble = why;
        backOff.failed();
        return PortStatus.FAILED;
    }

    private boolean isOpen() {
        if (line != null && line.broken != null) {
            fail(line.broken);
        }
        return line != null;
    }

    @Override
    public int read(byte[] out, int offset, int length) {
        return isOpen() ? line.in.take(out, offset, length) : PortStatus.FAILED;
    }

    @Override
    public int write(byte[] bytes, int offset, int length) {
        if (!isOpen() && (!backOff.isOver() || open() != PortStatus.OK)) {
            return PortStatus.FAILED;
        }
        if (line.out.room() < length) {
            return PortStatus.NONE;
        }
        line.out.put(bytes, offset, length);
        return PortStatus.OK;
    }

    @Override
    public void step() {
        isOpen();
    }

    @Override
    public void wakes(Wake by) {
        wake = by;
    }

    @Override
    public String trouble() {
        return trouble;
    }

    @Override
    public void close() {
        if (line != null) {
            line.close();
            line = null;
        }
    }
}
