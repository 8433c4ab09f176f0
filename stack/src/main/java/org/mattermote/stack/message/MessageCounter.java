package org.mattermote.stack.message;

import org.mattermote.stack.mem.SlotState;

/**
 * A message counter of ours (Matter core 4.6.1): 32 bits, unsigned, random start in 1..2^28. {@link
 * #next()} rolls over; a secure session asks {@link #isExhausted()} first and never lets it.
 */
public final class MessageCounter {
    private int value;
    private boolean exhausted;

    /**
     * Starts anew.
     *
     * @param random 32 random bits, of which 28 are used
     */
    public void start(int random) {
        startAt((random & 0x0FFFFFFF) + 1);
    }

    public void startAt(int first) {
        value = first;
        exhausted = false;
    }

    /** The value for the next message; advances by one modulo 2^32. */
    public int next() {
        int current = value;
        value++;
        exhausted |= value == 0;
        return current;
    }

    /** Whether the value after 0xFFFFFFFF would have to be used. */
    public boolean isExhausted() {
        return exhausted;
    }

    /** Its part of the state of the slot it belongs to. */
    void state(SlotState state) {
        value = state.integer(value);
        exhausted = state.flag(exhausted);
    }
}
