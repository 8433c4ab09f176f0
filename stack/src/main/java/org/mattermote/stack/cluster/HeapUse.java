package org.mattermote.stack.cluster;

/**
 * Memory of the node as Software Diagnostics tells of it, bytes. Nothing is allocated after boot:
 * what is used and what is free are entries of fixed tables.
 */
public interface HeapUse {
    /** In all tables together. */
    long capacity();

    /** Of the entries that are in use. */
    long used();
}
