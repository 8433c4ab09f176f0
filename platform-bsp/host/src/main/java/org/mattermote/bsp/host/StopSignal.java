package org.mattermote.bsp.host;

/**
 * SIGTERM and SIGINT: the running loop is asked to stop and given two seconds, in which the thread
 * that runs it ends the process; after them, or if no loop runs, the process ends here. Always with
 * 0. (Without this a JVM that got SIGTERM ends with 143.)
 */
public final class StopSignal {
    private static final long WAIT_MILLIS = 2000;

    private HostLoop loop;
    private boolean asked;

    /** Installs it for this process. */
    public static StopSignal install() {
        StopSignal signal = new StopSignal();
        Runtime.getRuntime().addShutdownHook(new Thread(signal::stopAndEnd, "stop"));
        return signal;
    }

    /** The loop that a signal stops, at once if the signal came before; null when it has ended. */
    public synchronized void stops(HostLoop running) {
        loop = running;
        if (asked && loop != null) {
            loop.stop();
        }
    }

    /** Whether a stop was asked for. */
    public synchronized boolean asked() {
        return asked;
    }

    /** Asks the running loop to stop, or the next one. */
    public synchronized void ask() {
        asked = true;
        if (loop != null) {
            loop.stop();
        }
    }

    private synchronized boolean running() {
        return loop != null;
    }

    private void stopAndEnd() {
        boolean running = running();
        ask();
        if (running) {
            try {
                Thread.sleep(WAIT_MILLIS);
            } catch (InterruptedException e) {
                // Ends now.
            }
        }
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }
}
