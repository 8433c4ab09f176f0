package org.mattermote.stack.fabric;

/**
 * What a part of the node keeps for each fabric beside the credentials. {@link FabricTable} calls
 * it inside its own transactions, so that a fabric is stored, restored, and removed as a whole.
 */
public interface FabricRecords {
    /**
     * Puts (or removes, when there is nothing to keep) the record of a fabric in the open
     * transaction.
     *
     * @return OK, or what the store answers
     */
    int store(Fabric fabric, RecordStore records);

    /** Removes the record of a fabric in the open transaction. */
    int erase(int fabricIndex, RecordStore records);

    /**
     * Puts what is stored of a fabric in place of what is in memory.
     *
     * @return OK or DAMAGED; the caller closes the record
     */
    int load(Fabric fabric, RecordStore records);

    /** Drops what is in memory of a fabric; the store stays as it is. */
    void forget(int fabricIndex);
}
