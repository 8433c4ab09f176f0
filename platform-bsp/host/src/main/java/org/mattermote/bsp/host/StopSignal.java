package org.mattermote.bsp.host;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * SIGTERM and SIGINT: the running loop is asked to stop and given two seconds, then the process
 * ends with 0. (Without this a JVM that got SIGTERM ends with 143.)
 */
public final class StopSignal {
    private static final long WAIT_MILLIS = 2000;

    private final CountDownLatch done = new CountDownLatch(1);
    private HostLoop loop;
    private boolean asked;

    /** Installs it for this process. */
    public static StopSignal install() {
        StopSignal signal = new StopSignal();
        Runtime.getRuntime().addShutdownHook(new Thread(signal::stopAndEnd, "stop"));
        return signal;
    }

    /** The loop that a signal stops; at once if the signal came before. */
    public synchronized void stops(HostLoop running) {
        loop = running;
        if (asked && loop != null) {
            loop.stop();
        }
    }

    /** Whether a signal came. */
    public synchronized boolean asked() {
        return asked;
    }

    /** Everything is closed. */
    public void done() {
        done.countDown();
    }

    private void stopAndEnd() {
        synchronized (this) {
            asked = true;
            if (loop != null) {
                loop.stop();
            }
        }
        try {
            done.await(WAIT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            // Ends now.
        }
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }
}
