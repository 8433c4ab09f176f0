package org.mattermote.stack.mem;

/** How full a fixed table is and was, in entries. To be looked at and never changed. */
public interface Occupancy {
    int capacity();

    int inUse();

    /** Most entries ever in use at once since boot. */
    int highWater();

    /** How often an entry was wanted and none was free. */
    int refusals();
}
