package org.mattermote.stack.transport.dnssd;

/** Record types and classes (RFC 1035 3.2, RFC 2782, RFC 3596, RFC 4034). */
public final class DnsType {
    public static final int A = 1;
    public static final int PTR = 12;
    public static final int TXT = 16;
    public static final int AAAA = 28;
    public static final int SRV = 33;
    public static final int NSEC = 47;
    public static final int ANY = 255;

    public static final int CLASS_IN = 1;
    public static final int CLASS_ANY = 255;

    /** Top bit of a question's class: unicast answer wanted (RFC 6762 5.4). */
    public static final int UNICAST_WANTED = 0x8000;

    /** Top bit of a record's class: forget older records of this set (RFC 6762 10.2). */
    public static final int CACHE_FLUSH = 0x8000;

    private DnsType() {}
}
