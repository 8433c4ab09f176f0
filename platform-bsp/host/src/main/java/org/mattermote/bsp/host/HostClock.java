package org.mattermote.bsp.host;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.mattermote.stack.port.UtcClock;

/** Monotonic time of this process, and the wall clock of the machine. */
public final class HostClock implements UtcClock {
    private static final Instant MATTER_EPOCH = Instant.parse("2000-01-01T00:00:00Z");

    private final long start = System.nanoTime();

    /** Milliseconds since this clock was made; never goes back. */
    public long millis() {
        return (System.nanoTime() - start) / 1_000_000;
    }

    @Override
    public long epochMicros() {
        return ChronoUnit.MICROS.between(MATTER_EPOCH, Instant.now());
    }
}
