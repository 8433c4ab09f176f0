package org.mattermote.stack.fabric;

import org.mattermote.stack.port.KeyValueStore;

/**
 * What a part of the node keeps for each fabric beside the credentials. {@link FabricTable} calls
 * it inside its own transactions, so that a fabric is stored, restored, and removed as a whole.
 */
public interface FabricRecords {
    /**
     * Puts (or removes, when there is nothing to keep) the records of a fabric in the open
     * transaction.
     *
     * @param scratch room for a record of {@link KeyValueStore#MAX_VALUE} bytes; the caller zeroes
     *     it
     * @return OK or STORE_FAILED
     */
    int store(Fabric fabric, KeyValueStore store, byte[] scratch);

    /** Removes the records of a fabric in the open transaction. */
    int erase(int fabricIndex, KeyValueStore store);

    /**
     * Puts what is stored of a fabric in place of what is in memory.
     *
     * @return OK or DAMAGED
     */
    int load(Fabric fabric, KeyValueStore store, byte[] scratch);

    /** Drops what is in memory of a fabric; the store stays as it is. */
    void forget(int fabricIndex);
}
