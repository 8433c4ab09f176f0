package org.mattermote.stack.time;

import org.mattermote.stack.mem.Bytes;

/** The text of an IPv6 address (RFC 4291 section 2.2, RFC 5952), in ASCII. */
final class Ipv6Text {
    /** Characters of the longest. */
    static final int MAX_LENGTH = 45;

    private static final int IP_LENGTH = 16;
    private static final int IPV4_LENGTH = 4;
    private static final int GROUP_DIGITS = 4;
    private static final int MAX_OCTET = 255;

    private Ipv6Text() {}

    /**
     * Reads an address that a node may have: neither a multicast one nor the unspecified one; no
     * zone, no prefix, no port.
     *
     * @param ip receives 16 bytes, of which nothing is to be used when it is none
     * @return whether it is one
     */
    static boolean parse(byte[] text, int offset, int length, byte[] ip) {
        int end = offset + length;
        int at = offset;
        int count = 0;
        int gap = -1;
        Bytes.zero(ip, 0, IP_LENGTH);
        if (length >= 2 && text[at] == ':' && text[at + 1] == ':') {
            gap = 0;
            at += 2;
        }
        while (at < end) {
            int group = at;
            int value = 0;
            while (at < end && at - group < GROUP_DIGITS && digit(text[at]) >= 0) {
                value = value << 4 | digit(text[at]);
                at++;
            }
            if (at < end && text[at] == '.') {
                if (count > IP_LENGTH - IPV4_LENGTH || !parseIpv4(text, group, end, ip, count)) {
                    return false;
                }
                count += IPV4_LENGTH;
                break;
            }
            if (at == group || count == IP_LENGTH) {
                return false;
            }
            Bytes.putU16be(ip, count, value);
            count += 2;
            if (at == end) {
                break;
            }
            if (text[at] != ':' || at + 1 == end) {
                return false;
            }
            at++;
            if (text[at] == ':') {
                if (gap >= 0) {
                    return false;
                }
                gap = count;
                at++;
            }
        }
        return spread(ip, count, gap) && ip[0] != -1 && !isZero(ip);
    }

    /** Moves what is behind the gap to the end; false when all together is not an address. */
    private static boolean spread(byte[] ip, int count, int gap) {
        if (gap < 0 || count == IP_LENGTH) {
            return gap < 0 && count == IP_LENGTH;
        }
        int moved = count - gap;
        for (int i = 1; i <= moved; i++) {
            ip[IP_LENGTH - i] = ip[count - i];
        }
        Bytes.zero(ip, gap, IP_LENGTH - count);
        return true;
    }

    private static boolean parseIpv4(byte[] text, int offset, int end, byte[] ip, int into) {
        int at = offset;
        for (int i = 0; i < IPV4_LENGTH; i++) {
            int first = at;
            int value = 0;
            while (at < end && text[at] >= '0' && text[at] <= '9' && value <= MAX_OCTET) {
                value = value * 10 + text[at] - '0';
                at++;
            }
            boolean last = i == IPV4_LENGTH - 1;
            if (at == first
                    || value > MAX_OCTET
                    || at - first > 1 && text[first] == '0'
                    || last != (at == end)
                    || !last && text[at] != '.') {
                return false;
            }
            ip[into + i] = (byte) value;
            at++;
        }
        return true;
    }

    private static boolean isZero(byte[] ip) {
        return (Bytes.u64be(ip, 0) | Bytes.u64be(ip, 8)) == 0;
    }

    /** Value of a hexadecimal digit, −1 for what is none. */
    private static int digit(int c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        int lower = c | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }
}
