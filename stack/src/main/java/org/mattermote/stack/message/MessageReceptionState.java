package org.mattermote.stack.message;

import org.mattermote.stack.mem.Bytes;

/**
 * Which message counters of a peer were seen (Matter core 4.6.5): the largest accepted one and a
 * bitmap of the 32 before it; bit i stands for {@code max − 1 − i}.
 *
 * <p>Three policies: secure unicast never rolls over and never goes back; group rolls over; an
 * unsecured peer may go back, since it forgets its counter when it restarts.
 */
public final class MessageReceptionState {
    public static final int SECURE_UNICAST = 1;
    public static final int GROUP = 2;
    public static final int UNSECURED = 3;

    /** MSG_COUNTER_WINDOW_SIZE. */
    public static final int WINDOW = 32;

    private int policy;
    private int max;
    private int bitmap;

    /** Accepts nothing at or below {@code start}; for a secure session {@code start} is 0. */
    public void start(int policy, int start) {
        this.policy = policy;
        max = start;
        bitmap = 0xFFFFFFFF;
    }

    public int max() {
        return max;
    }

    public int bitmap() {
        return bitmap;
    }

    /**
     * Judges a counter and, if it is new, takes it down. On a secure session this is called only
     * after the message authenticated.
     *
     * @return true for a duplicate; the state is then unchanged
     */
    public boolean processCounter(int counter) {
        if (counter == max) {
            return true;
        }
        int behind = max - counter;
        boolean ahead = isAhead(counter);
        if (!ahead && behind >= 1 && behind <= WINDOW) {
            int bit = 1 << behind - 1;
            if ((bitmap & bit) != 0) {
                return true;
            }
            bitmap |= bit;
            return false;
        }
        if (ahead) {
            advance(counter - max);
            max = counter;
            return false;
        }
        if (policy == UNSECURED) {
            max = counter;
            bitmap = 0;
            return false;
        }
        return true;
    }

    private boolean isAhead(int counter) {
        if (policy == SECURE_UNICAST) {
            return Bytes.lessUnsigned(max, counter);
        }
        return counter - max > 0;
    }

    private void advance(int step) {
        if (step < 0 || step > WINDOW) {
            bitmap = 0;
        } else if (step == WINDOW) {
            bitmap = 1 << WINDOW - 1;
        } else {
            bitmap = bitmap << step | 1 << step - 1;
        }
    }
}
