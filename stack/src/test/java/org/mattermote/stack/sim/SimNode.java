package org.mattermote.stack.sim;

/** Something on a {@link SimNetwork} that lives by being polled. */
public interface SimNode {
    /**
     * Does what is due; returns the next deadline, {@code now} for more, Long.MAX_VALUE for none.
     */
    long poll(long now);
}
