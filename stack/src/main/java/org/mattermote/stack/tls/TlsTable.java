package org.mattermote.stack.tls;

/**
 * What there is of one kind, of all fabrics: of each whose it is and its id. Ids are unique in the
 * node, and go up by one with each new one (Matter core 14.4.4.1).
 */
final class TlsTable {
    static final int NONE = -1;

    /** Greatest id. */
    static final int MAX_ID = 65534;

    /** Of the first entry among all tables' places. */
    final int firstPlace;

    private final int perFabric;

    /** By entry; 0 where it is free. */
    private final byte[] fabrics;

    private final char[] ids;

    /** The id that is tried first. */
    private int next;

    TlsTable(int firstPlace, int fabrics, int perFabric) {
        this.firstPlace = firstPlace;
        this.perFabric = perFabric;
        this.fabrics = new byte[fabrics * perFabric];
        ids = new char[fabrics * perFabric];
    }

    /** Entries of all fabrics. */
    int capacity() {
        return ids.length;
    }

    int perFabric() {
        return perFabric;
    }

    /** 0 for a free entry. */
    int fabricIndex(int entry) {
        return fabrics[entry] & 0xFF;
    }

    int id(int entry) {
        return ids[entry];
    }

    /** The entry of a fabric with this id, or {@link #NONE}. */
    int find(int fabricIndex, int id) {
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] == id && fabricIndex(i) == fabricIndex) {
                return i;
            }
        }
        return NONE;
    }

    /** Entries of a fabric. */
    int count(int fabricIndex) {
        int count = 0;
        for (int i = 0; i < ids.length; i++) {
            if (fabricIndex(i) == fabricIndex) {
                count++;
            }
        }
        return count;
    }

    /** Whether a fabric has all it may have. */
    boolean isFull(int fabricIndex) {
        return count(fabricIndex) >= perFabric;
    }

    /** A free entry; there is one for a fabric that is not full. */
    int free() {
        for (int i = 0; i < fabrics.length; i++) {
            if (fabrics[i] == 0) {
                return i;
            }
        }
        return NONE;
    }

    /** An id that nobody has. */
    int freeId() {
        int id = next;
        while (isTaken(id)) {
            id = after(id);
        }
        return id;
    }

    /** The id to be tried after {@code id}. */
    static int after(int id) {
        return id >= MAX_ID ? 0 : id + 1;
    }

    /** The id that is tried first from now on. */
    void setNext(int id) {
        next = id;
    }

    int next() {
        return next;
    }

    void take(int entry, int fabricIndex, int id) {
        fabrics[entry] = (byte) fabricIndex;
        ids[entry] = (char) id;
    }

    void release(int entry) {
        take(entry, 0, 0);
    }

    private boolean isTaken(int id) {
        for (int i = 0; i < ids.length; i++) {
            if (fabrics[i] != 0 && ids[i] == id) {
                return true;
            }
        }
        return false;
    }
}
