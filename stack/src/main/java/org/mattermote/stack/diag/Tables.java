package org.mattermote.stack.diag;

import org.mattermote.stack.mem.Occupancy;

/** The tables of a node by number, to be looked at and never changed. */
public final class Tables {
    public static final int SECURE_SESSIONS = 0;
    public static final int UNSECURED_SESSIONS = 1;
    public static final int CASE_HANDSHAKES = 2;
    public static final int EXCHANGES = 3;
    public static final int PACKETS = 4;
    public static final int INTERACTIONS = 5;
    public static final int SUBSCRIPTIONS = 6;
    public static final int FABRICS = 7;
    public static final int ACCESS_CONTROL_ENTRIES = 8;

    /** Paths and data version filters of reads and subscriptions. */
    public static final int PATHS = 9;

    /** Numbers are below this. */
    public static final int COUNT = 10;

    private final Occupancy[] tables = new Occupancy[COUNT];

    /** At boot, once for each number. */
    public void set(int number, Occupancy table) {
        tables[number] = table;
    }

    public int inUse(int number) {
        return tables[number].inUse();
    }

    public int capacity(int number) {
        return tables[number].capacity();
    }

    /** Most entries ever in use at once since boot. */
    public int highWater(int number) {
        return tables[number].highWater();
    }

    /** How often an entry was wanted and none was free. */
    public int refusals(int number) {
        return tables[number].refusals();
    }
}
