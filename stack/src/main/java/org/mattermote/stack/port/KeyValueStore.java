package org.mattermote.stack.port;

/**
 * Power-safe records. Puts and removes between {@link #begin()} and {@link #commit()} happen all or
 * not at all, whatever moment the power is cut. One transaction at a time; reads see committed
 * values only.
 */
public interface KeyValueStore {
    /** Largest value, bytes. */
    int MAX_VALUE = 2048;

    /**
     * Copies the value of {@code key} (0..65535).
     *
     * @return its length, {@link PortStatus#NONE}, {@link PortStatus#TOO_SMALL} or {@link
     *     PortStatus#DAMAGED}
     */
    int get(int key, byte[] out, int offset, int capacity);

    /** Starts a transaction; FAILED when one is open. */
    int begin();

    int put(int key, byte[] value, int offset, int length);

    /** Removing a key that is not there is OK. */
    int remove(int key);

    /** Makes the transaction durable; on an error nothing of it happened. */
    int commit();

    /** Drops the open transaction, if any. */
    void abandon();

    /** Factory reset: removes every record, power-safe as a commit. */
    int erase();
}
