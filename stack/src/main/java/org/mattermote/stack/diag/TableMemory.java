package org.mattermote.stack.diag;

import org.mattermote.stack.cluster.HeapUse;

/** How much of the memory of the {@link Tables} is in use. */
public final class TableMemory implements HeapUse {
    /**
     * Bytes an entry by the number of its table, with all that is made for it, as the open VM lays
     * it out; packets of both lengths are one table, and have their average.
     */
    private static final int[] ENTRY = {228, 100, 364, 68, 676, 180, 108, 1097, 60, 12};

    private final Tables tables;

    /**
     * @param tables all set by the first call
     */
    public TableMemory(Tables tables) {
        this.tables = tables;
    }

    @Override
    public long capacity() {
        long bytes = 0;
        for (int i = 0; i < Tables.COUNT; i++) {
            bytes += (long) tables.capacity(i) * ENTRY[i];
        }
        return bytes;
    }

    @Override
    public long used() {
        long bytes = 0;
        for (int i = 0; i < Tables.COUNT; i++) {
            bytes += (long) tables.inUse(i) * ENTRY[i];
        }
        return bytes;
    }
}
