package org.mattermote.stack.port;

/** Wall-clock time where the platform has it. */
public interface UtcClock {
    /** Microseconds since 2000-01-01 00:00:00 UTC (Matter epoch-us), or −1 when not known. */
    long epochMicros();
}
