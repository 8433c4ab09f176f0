package org.mattermote.stack.model;

/**
 * Orders the changes of all attributes of the node. A subscription remembers the counter at its
 * last report; whatever carries a later stamp is due. 2^31 changes may lie between two reports.
 */
public final class ChangeCounter {
    private int value;

    /** Stamp of the latest change. */
    public int value() {
        return value;
    }

    /** Stamp for a new change; never 0, which stands for "never". */
    int next() {
        value++;
        if (value == 0) {
            value = 1;
        }
        return value;
    }

    /** Whether {@code stamp} was given after {@code since}. */
    public static boolean isAfter(int stamp, int since) {
        return stamp != 0 && stamp - since > 0;
    }
}
