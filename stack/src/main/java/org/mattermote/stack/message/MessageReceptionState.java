package org.mattermote.stack.message;

import org.mattermote.stack.mem.Bytes;

/**
 * Which message counters of a peer were seen (Matter core 4.6.5): the largest accepted one and a
 * bitmap of the 32 before it; bit i stands for {@code max − 1 − i}. A state is one long, kept by
 * the session it belongs to:
 *
 * <pre>
 *  63      32 31       0
 * +----------+----------+
 * | max      | bitmap   |
 * +----------+----------+
 * </pre>
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

    private MessageReceptionState() {}

    /** Accepts nothing at or below {@code max}; for a secure session that is 0. */
    public static long startAt(int max) {
        return of(max, 0xFFFFFFFF);
    }

    /** {@code first} was seen, and of what came before it nothing. */
    public static long startWith(int first) {
        return of(first, 0);
    }

    public static int max(long state) {
        return (int) (state >>> 32);
    }

    public static int bitmap(long state) {
        return (int) state;
    }

    /**
     * Judges a counter and, if it is new, takes it down. On a secure session this is called only
     * after the message authenticated.
     *
     * @return the state from now on; the same for a duplicate, another one for a new counter
     */
    public static long accept(int policy, long state, int counter) {
        int max = max(state);
        if (counter == max) {
            return state;
        }
        int behind = max - counter;
        boolean ahead = isAhead(policy, max, counter);
        if (!ahead && behind >= 1 && behind <= WINDOW) {
            return of(max, bitmap(state) | 1 << behind - 1);
        }
        if (ahead) {
            return of(counter, advance(bitmap(state), counter - max));
        }
        return policy == UNSECURED ? of(counter, 0) : state;
    }

    private static long of(int max, int bitmap) {
        return (long) max << 32 | bitmap & 0xFFFFFFFFL;
    }

    private static boolean isAhead(int policy, int max, int counter) {
        if (policy == SECURE_UNICAST) {
            return Bytes.lessUnsigned(max, counter);
        }
        return counter - max > 0;
    }

    private static int advance(int bitmap, int step) {
        if (step < 0 || step > WINDOW) {
            return 0;
        }
        return step == WINDOW ? 1 << WINDOW - 1 : bitmap << step | 1 << step - 1;
    }
}
