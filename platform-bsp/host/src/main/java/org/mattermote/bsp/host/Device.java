package org.mattermote.bsp.host;

/** What the main loop drives: a stack with its app. All calls come from the loop's thread. */
public interface Device {
    /**
     * Does what is due and what waits in the ports, a bounded part of it.
     *
     * @param nowMillis time of {@link HostClock#millis()}
     * @return when it wants to be called again at the latest, in the same time; {@code nowMillis}
     *     or less for at once, Long.MAX_VALUE for when a packet comes
     */
    long poll(long nowMillis);

    /** Starts a clean stop: sessions closed, records withdrawn. {@link #poll} goes on meanwhile. */
    void stop(long nowMillis);

    /** Whether everything that {@link #stop} sends has been sent. */
    boolean stopped();

    /** How the device is, for a person: lines of {@code name=value}, each with its end. */
    default String status(long nowMillis) {
        return "";
    }

    /** A line typed on the console, without its end. */
    void consoleLine(String line, long nowMillis);
}
