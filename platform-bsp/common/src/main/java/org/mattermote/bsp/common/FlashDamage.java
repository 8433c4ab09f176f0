package org.mattermote.bsp.common;

/** Why {@link FlashLog#open()} refused what is stored. */
public final class FlashDamage {
    public static final int NONE = 0;

    /** The flash could not be read. */
    public static final int UNREADABLE = 1;

    /** There is something, but no bank header: not a log of ours, or its header is gone. */
    public static final int MAGIC = 2;

    /** Written in a layout this code does not know. */
    public static final int VERSION = 3;

    /** Written for another number of pages. */
    public static final int GEOMETRY = 4;

    /** The checksum of a bank header is wrong. */
    public static final int HEADER_CHECKSUM = 5;

    /** The checksum of a record is wrong, and it is not the torn end of the log. */
    public static final int RECORD_CHECKSUM = 6;

    /** Something lies behind the end of the log. */
    public static final int GAP = 7;

    /**
     * Records are sound but out of order, or a commit record counts other records than are there.
     */
    public static final int SEQUENCE = 8;

    /** Sound, but holds more keys than this firmware has index entries. */
    public static final int TOO_MANY_KEYS = 9;

    private FlashDamage() {}
}
