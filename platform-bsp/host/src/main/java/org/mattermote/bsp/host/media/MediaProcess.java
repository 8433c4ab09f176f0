package org.mattermote.bsp.host.media;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.channels.SelectableChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.mattermote.bsp.host.BackOff;
import org.mattermote.bsp.host.ByteQueue;
import org.mattermote.bsp.host.HostClock;
import org.mattermote.bsp.host.HostException;
import org.mattermote.bsp.host.Waking;
import org.mattermote.stack.port.MediaWire;
import org.mattermote.stack.port.PortStatus;

/**
 * A media processor that is a process: its standard input and output are the wire, of its standard
 * error each line is told. One that has ended is started again when the device next looks, as often
 * as the back-off allows. Pipes cannot be selected: one thread reads and wakes the loop, another
 * writes.
 */
public final class MediaProcess implements MediaWire, Waking, AutoCloseable {
    private static final int CAPACITY = 4096;
    private static final int PART = 1024;

    private final List<String> command;
    private final BackOff backOff;
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private Consumer<String> told = line -> {};
    private volatile Runnable wake = () -> {};
    private boolean isClosed;
    private Life life;

    /** One process. */
    private static final class Life {
        final Process process;
        final ByteQueue in = new ByteQueue(CAPACITY);
        final ByteQueue out = new ByteQueue(CAPACITY);
        volatile boolean isOver;

        /** Whether it ever said something. */
        volatile boolean spoke;

        Life(Process process) {
            this.process = process;
        }
    }

    /**
     * Starts the process.
     *
     * @throws HostException when there is no such command
     */
    public MediaProcess(HostClock clock, List<String> command) throws HostException {
        this.command = List.copyOf(command);
        backOff = new BackOff(clock);
        try {
            start();
        } catch (IOException e) {
            throw new HostException("the media processor does not start: " + e.getMessage());
        }
    }

    private void start() throws IOException {
        Life made = new Life(new ProcessBuilder(command).start());
        thread("media-read", () -> read(made));
        thread("media-write", () -> write(made));
        thread("media-errors", () -> errors(made));
        life = made;
    }

    private static void thread(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void read(Life of) {
        byte[] part = new byte[PART];
        try (InputStream from = of.process.getInputStream()) {
            int count = from.read(part);
            while (count >= 0 && of.in.putAll(part, count)) {
                of.spoke = true;
                wake.run();
                count = from.read(part);
            }
        } catch (IOException e) {
            // It has ended.
        }
        of.isOver = true;
        of.out.close();
        of.process.destroy();
        wake.run();
    }

    private static void write(Life of) {
        byte[] part = new byte[PART];
        try (OutputStream to = of.process.getOutputStream()) {
            int count = of.out.takeSome(part);
            while (count > 0) {
                to.write(part, 0, count);
                to.flush();
                count = of.out.takeSome(part);
            }
        } catch (IOException e) {
            // It has ended, as who reads will notice.
        }
    }

    private void errors(Life of) {
        try (BufferedReader from =
                new BufferedReader(
                        new InputStreamReader(
                                of.process.getErrorStream(), StandardCharsets.UTF_8))) {
            for (String line = from.readLine(); line != null; line = from.readLine()) {
                // of a stack trace the last line says what it was
                if (!line.isBlank() && line.charAt(0) != ' ' && !line.startsWith("Traceback")) {
                    lines.add(line);
                    wake.run();
                }
            }
        } catch (IOException e) {
            // It has ended.
        }
    }

    /** Tells, in a line each, what goes wrong. */
    public void tells(Consumer<String> line) {
        told = line;
        tell();
    }

    private void tell() {
        for (String line = lines.poll(); line != null; line = lines.poll()) {
            told.accept("media " + line);
        }
    }

    /** Whether there is a process; one that has ended is told once, and started when it is time. */
    private boolean lives() {
        if (life != null && life.isOver) {
            if (life.in.room() < CAPACITY) {
                return true;
            }
            end();
        }
        if (life == null && !isClosed && backOff.isOver()) {
            try {
                start();
            } catch (IOException e) {
                backOff.failed();
            }
        }
        return life != null;
    }

    private void end() {
        if (life.spoke) {
            backOff.worked();
        }
        backOff.failed();
        life = null;
        tell();
        told.accept("media processor ended; it is started again");
    }

    @Override
    public int read(byte[] buffer, int offset, int capacity) {
        return lives() ? life.in.takeUpTo(buffer, offset, capacity) : PortStatus.FAILED;
    }

    @Override
    public int write(byte[] bytes, int offset, int length) {
        return lives() ? life.out.put(bytes, offset, length) : PortStatus.FAILED;
    }

    @Override
    public void watchedBy(BiConsumer<SelectableChannel, Integer> channels, Runnable now) {
        wake = now;
    }

    @Override
    public void came() {
        tell();
    }

    @Override
    public void close() {
        isClosed = true;
        if (life != null) {
            // what it was sent last still goes; then it ends by itself
            life.out.close();
            life.in.close();
            life.process.destroy();
            life = null;
        }
    }
}
