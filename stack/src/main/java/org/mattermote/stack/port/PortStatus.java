package org.mattermote.stack.port;

/** What a port answers beside a length or a value: 0 or more is success. */
public final class PortStatus {
    public static final int OK = 0;

    /** Nothing is waiting, or nothing is stored under this key. */
    public static final int NONE = -1;

    /** The device below refused or failed; the call had no effect. */
    public static final int FAILED = -2;

    /** The buffer given is smaller than what would have to go into it. */
    public static final int TOO_SMALL = -3;

    /** The medium is full. */
    public static final int FULL = -4;

    /** What is stored is damaged; nothing of it was taken and nothing overwritten. */
    public static final int DAMAGED = -5;

    /** The device below does something else; ask again. */
    public static final int BUSY = -6;

    /** What was given is no valid number, point or signature. */
    public static final int INVALID = -7;

    private PortStatus() {}
}
