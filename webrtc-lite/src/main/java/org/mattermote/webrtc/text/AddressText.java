package org.mattermote.webrtc.text;

import org.mattermote.stack.mem.Bytes;

/**
 * The address of a candidate: an IPv4 or IPv6 address, or a name of multicast DNS. Every kind has
 * its place in 16 bytes, so that a record of it has a fixed size.
 *
 * <pre>
 * IPV4       as an IPv4-mapped IPv6 address: ten bytes 0, two FF, the four of it
 * IPV6       as it is
 * MDNS_UUID  the 16 bytes of the UUID before ".local", which is what browsers say for a host
 * MDNS_NAME  1 to 16 letters, digits and hyphens before ".local" in lower case, then zeros
 * </pre>
 */
public final class AddressText {
    /** No address that is known here. */
    public static final int NONE = 0;

    public static final int IPV4 = 1;
    public static final int IPV6 = 2;
    public static final int MDNS_UUID = 3;
    public static final int MDNS_NAME = 4;

    /** Bytes of any address. */
    public static final int LENGTH = 16;

    private static final byte[] LOCAL = {WordList.ANY_CASE, 6, '.', 'l', 'o', 'c', 'a', 'l'};
    private static final int UUID_TEXT = 36;

    /** A bit for each letter of a UUID that is a hyphen, and for each byte that is behind one. */
    private static final int UUID_HYPHENS = 1 << 8 | 1 << 13 | 1 << 18 | 1 << 23;

    private static final int UUID_PARTS = 1 << 4 | 1 << 6 | 1 << 8 | 1 << 10;

    private static final int IPV4_AT = 12;

    /** Longest: four times three digits, three dots. */
    private static final int IPV4_TEXT_MAX = 15;

    private static final int GROUPS = 8;

    private AddressText() {}

    /**
     * Reads an address into {@code address} (16 bytes) and returns its kind; NONE if it is of no
     * kind known here.
     */
    public static int read(byte[] text, int at, int length, byte[] address) {
        Bytes.zero(address);
        int end = at + length;
        for (int i = at; i < end; i++) {
            if (text[i] == ':') {
                return readIpv6(text, at, end, address) ? IPV6 : NONE;
            }
        }
        int name = length - LOCAL[1];
        if (name > 0 && WordList.find(LOCAL, text, at + name, LOCAL[1]) == 0) {
            return readName(text, at, name, address);
        }
        if (length > IPV4_TEXT_MAX || !readIpv4(text, at, end, address, IPV4_AT)) {
            return NONE;
        }
        address[IPV4_AT - 2] = -1;
        address[IPV4_AT - 1] = -1;
        return IPV4;
    }

    private static boolean readIpv4(byte[] text, int from, int end, byte[] address, int target) {
        int at = from;
        for (int part = 0; part < 4; part++) {
            int first = at;
            int value = 0;
            while (at < end && Ascii.isDigit(text[at]) && at - first < 3) {
                value = value * 10 + text[at++] - '0';
            }
            if (at == first || value > 255 || text[first] == '0' && at - first > 1) {
                return false;
            }
            address[target + part] = (byte) value;
            if (part < 3 && (at == end || text[at++] != '.')) {
                return false;
            }
        }
        return at == end;
    }

    /** RFC 4291 2.2, all three forms. */
    private static boolean readIpv6(byte[] text, int from, int end, byte[] address) {
        int at = from;
        int filled = 0;
        int gap = -1;
        if (end - at >= 2 && text[at] == ':' && text[at + 1] == ':') {
            gap = 0;
            at += 2;
        }
        while (at < end) {
            int group = at;
            int value = 0;
            while (at < end && Ascii.hexDigit(text[at]) >= 0) {
                value = value << 4 | Ascii.hexDigit(text[at++]);
            }
            if (at < end && text[at] == '.') {
                if (filled > LENGTH - 4 || !readIpv4(text, group, end, address, filled)) {
                    return false;
                }
                filled += 4;
                break;
            }
            if (at == group || at - group > 4 || filled == LENGTH) {
                return false;
            }
            address[filled++] = (byte) (value >> 8);
            address[filled++] = (byte) value;
            if (at == end) {
                break;
            }
            if (text[at++] != ':' || at == end) {
                return false;
            }
            if (text[at] == ':') {
                if (gap >= 0) {
                    return false;
                }
                gap = filled;
                at++;
            }
        }
        if (gap < 0 || filled == LENGTH) {
            return gap < 0 && filled == LENGTH;
        }
        // What comes after the gap is the end.
        int tail = filled - gap;
        System.arraycopy(address, gap, address, LENGTH - tail, tail);
        Bytes.zero(address, gap, LENGTH - filled);
        return true;
    }

    private static int readName(byte[] text, int at, int length, byte[] address) {
        if (length == UUID_TEXT) {
            return readUuid(text, at, address) ? MDNS_UUID : NONE;
        }
        if (length > LENGTH) {
            return NONE;
        }
        for (int i = 0; i < length; i++) {
            int letter = text[at + i];
            if (!Ascii.isDigit(letter) && !Ascii.isLetter(letter) && letter != '-') {
                return NONE;
            }
            // In lower case; of digits and the hyphen the bit is set.
            address[i] = (byte) (letter | 0x20);
        }
        return MDNS_NAME;
    }

    private static boolean readUuid(byte[] text, int from, byte[] address) {
        int digits = 0;
        for (int i = 0; i < UUID_TEXT; i++) {
            int letter = text[from + i];
            int digit = Ascii.hexDigit(letter);
            if (i < 32 && (UUID_HYPHENS >> i & 1) != 0) {
                if (letter != '-') {
                    return false;
                }
            } else if (digit < 0) {
                return false;
            } else {
                address[digits >> 1] = (byte) (address[digits >> 1] << 4 | digit);
                digits++;
            }
        }
        return true;
    }

    /** Writes an address of kind {@code kind}, IPv6 as RFC 5952 says. */
    public static void write(int kind, byte[] address, TextWriter out) {
        switch (kind) {
            case IPV4:
                for (int i = 0; i < 4; i++) {
                    if (i > 0) {
                        out.letter('.');
                    }
                    out.number(address[IPV4_AT + i] & 0xFF);
                }
                break;
            case IPV6:
                writeIpv6(address, out);
                break;
            case MDNS_UUID:
                for (int i = 0; i < LENGTH; i++) {
                    if ((UUID_PARTS >> i & 1) != 0) {
                        out.letter('-');
                    }
                    out.hexByte(address[i]);
                }
                out.word(LOCAL, 0);
                break;
            default:
                int length = 0;
                while (length < LENGTH && address[length] != 0) {
                    length++;
                }
                out.put(address, 0, length);
                out.word(LOCAL, 0);
                break;
        }
    }

    private static int group(byte[] address, int index) {
        return (address[2 * index] & 0xFF) << 8 | address[2 * index + 1] & 0xFF;
    }

    private static void writeIpv6(byte[] address, TextWriter out) {
        int longest = 1;
        int longestAt = GROUPS;
        int run = 0;
        for (int i = 0; i < GROUPS; i++) {
            run = group(address, i) == 0 ? run + 1 : 0;
            if (run > longest) {
                longest = run;
                longestAt = i + 1 - run;
            }
        }
        int i = 0;
        while (i < GROUPS) {
            if (i == longestAt) {
                out.letter(':');
                out.letter(':');
                i += longest;
                continue;
            }
            if (i > 0 && i != longestAt + longest) {
                out.letter(':');
            }
            writeGroup(group(address, i), out);
            i++;
        }
    }

    private static void writeGroup(int value, TextWriter out) {
        int shift = 12;
        while (shift > 0 && value >> shift == 0) {
            shift -= 4;
        }
        while (shift >= 0) {
            out.hexDigit(value >> shift);
            shift -= 4;
        }
    }
}
