package org.mattermote.bsp.host;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Lines of standard input. A daemon thread waits for them and does nothing but put them in a queue
 * and wake the loop; the end of the input ends the thread, not the device.
 */
public final class ConsoleInput {
    private final ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();
    private volatile Runnable wake = () -> {};

    public ConsoleInput(InputStream in) {
        Thread reader = new Thread(() -> read(in), "console");
        reader.setDaemon(true);
        reader.start();
    }

    private void read(InputStream in) {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
                wake.run();
            }
        } catch (IOException e) {
            // As good as its end.
        }
    }

    void wakes(Runnable action) {
        wake = action;
    }

    /** The next line, or null. */
    String next() {
        return lines.poll();
    }
}
