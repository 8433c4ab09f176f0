package org.mattermote.bsp.common;

/** What {@link FactoryPartition#open()} found wrong. */
public final class FactoryFlaw {
    public static final int NONE = 0;

    /** The flash could not be read. */
    public static final int UNREADABLE = 1;

    /** No factory data of ours, or none at all. */
    public static final int MAGIC = 2;

    /** Written in a layout this code does not know. */
    public static final int VERSION = 3;

    /** It is shorter than it says, or its items are. */
    public static final int LENGTH = 4;

    public static final int CHECKSUM = 5;

    /** An item that must be there is not. */
    public static final int MISSING = 6;

    /** An item that can be there once is there twice. */
    public static final int TWICE = 7;

    /** The length or the value of an item cannot be. */
    public static final int ITEM = 8;

    private FactoryFlaw() {}
}
