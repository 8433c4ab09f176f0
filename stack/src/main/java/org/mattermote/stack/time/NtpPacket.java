package org.mattermote.stack.time;

import org.mattermote.stack.mem.Bytes;

/**
 * A packet of NTP (RFC 5905 section 7.3), without extensions and authentication; all numbers most
 * significant byte first:
 *
 * <pre>
 *  0     1       2    3         4          8               12          16
 * +-----+-------+----+---------+----------+---------------+-----------+
 * |flags|stratum|poll|precision|root delay|root dispersion|reference id|
 * +-----+-------+----+---------+----------+---------------+-----------+
 * 16                   24                32                40                 48
 * +--------------------+-----------------+-----------------+------------------+
 * |reference timestamp |origin timestamp |receive timestamp|transmit timestamp|
 * +--------------------+-----------------+-----------------+------------------+
 * </pre>
 *
 * Flags are leap indicator (2 bits), version (3 bits) and mode (3 bits). Root delay and dispersion
 * are seconds with 16 bits behind the point, timestamps seconds since 1900 with 32; they begin anew
 * in 2036.
 */
final class NtpPacket {
    static final int LENGTH = 48;

    /** {@link #check}: it is a time that may be used. */
    static final int OK = 0;

    /** {@link #check}: not the answer to what was asked; the right one may still come. */
    static final int NOT_OURS = -1;

    /** {@link #check}: the server is not synchronised, or says nothing that makes sense. */
    static final int NO_TIME = -2;

    /** {@link #check}: the kiss-o'-death RATE, to ask less often. */
    static final int SLOWER = -3;

    /** {@link #check}: the kiss-o'-death DENY or RSTR, not to ask again. */
    static final int DENIED = -4;

    private static final int STRATUM = 1;
    private static final int ROOT_DELAY = 4;
    private static final int ROOT_DISPERSION = 8;
    private static final int REFERENCE_ID = 12;
    private static final int ORIGIN = 24;
    private static final int RECEIVE = 32;
    private static final int TRANSMIT = 40;

    private static final int VERSION = 4;
    private static final int MODE_CLIENT = 3;
    private static final int MODE_SERVER = 4;
    private static final int NOT_SYNCHRONISED = 3;
    private static final int MAX_STRATUM = 15;

    /** Of root delay and dispersion: a second. */
    private static final int ROOT_SECOND = 1 << 16;

    private static final int RATE = 0x52415445;
    private static final int DENY = 0x44454E59;
    private static final int RSTR = 0x52535452;

    /** From 1900 to 2000, s. */
    private static final long EPOCH = 3155673600L;

    private static final long ERA = 1L << 32;
    private static final int MICROS = 1000000;

    private NtpPacket() {}

    /**
     * Writes a question that says nothing of this node.
     *
     * @param nonce in the place of the transmit timestamp, which the answer repeats
     */
    static void ask(byte[] packet, long nonce) {
        Bytes.zero(packet, 0, LENGTH);
        packet[0] = (byte) (VERSION << 3 | MODE_CLIENT);
        Bytes.putU64be(packet, TRANSMIT, nonce);
    }

    /** What the answer to a question is worth, {@link #OK} or a negative number. */
    static int check(byte[] packet, int length, long nonce) {
        int flags = packet[0] & 0xFF;
        if (length != LENGTH
                || (flags >> 3 & 7) != VERSION
                || (flags & 7) != MODE_SERVER
                || Bytes.u64be(packet, ORIGIN) != nonce) {
            return NOT_OURS;
        }
        int stratum = packet[STRATUM] & 0xFF;
        if (stratum == 0) {
            return kiss(u32(packet, REFERENCE_ID));
        }
        boolean good =
                flags >> 6 != NOT_SYNCHRONISED
                        && stratum <= MAX_STRATUM
                        && isBelowASecond(u32(packet, ROOT_DELAY))
                        && isBelowASecond(u32(packet, ROOT_DISPERSION))
                        && Bytes.u64be(packet, RECEIVE) != 0
                        && Bytes.u64be(packet, TRANSMIT) != 0
                        && heldMicros(packet) >= 0;
        return good ? OK : NO_TIME;
    }

    private static int kiss(int code) {
        if (code == RATE) {
            return SLOWER;
        }
        return code == DENY || code == RSTR ? DENIED : NO_TIME;
    }

    private static boolean isBelowASecond(int root) {
        return root >= 0 && root < ROOT_SECOND;
    }

    /** From receive to transmit timestamp, µs; negative when they are in the wrong order. */
    static long heldMicros(byte[] packet) {
        // The difference is right even where the timestamps begin anew between the two.
        long held = Bytes.u64be(packet, TRANSMIT) - Bytes.u64be(packet, RECEIVE);
        return held < 0 ? -1 : (held >> 32) * MICROS + fraction(held);
    }

    /** The transmit timestamp as µs since 2000-01-01 UTC, up to 2136. */
    static long transmitMicros(byte[] packet) {
        long transmit = Bytes.u64be(packet, TRANSMIT);
        long seconds = (transmit >>> 32) - EPOCH;
        return (seconds < 0 ? seconds + ERA : seconds) * MICROS + fraction(transmit);
    }

    /** How far the server's own time may be off, µs: half its root delay and its dispersion. */
    static int rootMicros(byte[] packet) {
        long root = u32(packet, ROOT_DELAY) / 2 + u32(packet, ROOT_DISPERSION);
        return (int) (root * MICROS / ROOT_SECOND);
    }

    private static int u32(byte[] packet, int at) {
        return Bytes.u16be(packet, at) << 16 | Bytes.u16be(packet, at + 2);
    }

    private static long fraction(long timestamp) {
        return (timestamp & 0xFFFFFFFFL) * MICROS >>> 32;
    }
}
