package org.mattermote.stack.transport.dnssd;

/** What this room answers beside a length or a value: 0 or more is success. */
public final class DnssdStatus {
    public static final int OK = 0;

    /** The message is not well-formed DNS; nothing of it was used. */
    public static final int MALFORMED = -1;

    /** What was written does not fit; for a record, nothing of it was kept. */
    public static final int FULL = -2;

    /** A service without instance name, port or host name, or one that overflowed when filled. */
    public static final int INCOMPLETE = -3;

    /** No interface has a hardware address to make a host name of. */
    public static final int NONE = -4;

    private DnssdStatus() {}
}
