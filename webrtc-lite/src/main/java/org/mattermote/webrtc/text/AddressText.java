package org.mattermote.webrtc.text;

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

    private static final byte[] LOCAL = {'.', 'l', 'o', 'c', 'a', 'l'};
    private static final int UUID_TEXT = 36;
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
        for (int i = 0; i < LENGTH; i++) {
            address[i] = 0;
        }
        int end = at + length;
        for (int i = at; i < end; i++) {
            if (text[i] == ':') {
                return readIpv6(text, at, end, address) ? IPV6 : NONE;
            }
        }
        int name = length - LOCAL.length;
        if (name > 0 && Ascii.equalAnyCase(text, at + name, LOCAL.length, LOCAL)) {
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
            int group = groupEnd(text, at, end);
            if (group < end && text[group] == '.') {
                if (filled > LENGTH - 4 || !readIpv4(text, at, end, address, filled)) {
                    return false;
                }
                filled += 4;
                at = end;
                break;
            }
            if (group == at || group - at > 4 || filled == LENGTH) {
                return false;
            }
            int value = 0;
            while (at < group) {
                value = value << 4 | Ascii.hexDigit(text[at++]);
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
        if (gap < 0) {
            return filled == LENGTH;
        }
        return filled < LENGTH && spread(address, gap, filled);
    }

    private static int groupEnd(byte[] text, int from, int end) {
        int at = from;
        while (at < end && Ascii.hexDigit(text[at]) >= 0) {
            at++;
        }
        return at;
    }

    /** Moves what comes after the gap to the end. */
    private static boolean spread(byte[] address, int gap, int filled) {
        int tail = filled - gap;
        for (int i = 1; i <= tail; i++) {
            address[LENGTH - i] = address[filled - i];
        }
        for (int i = gap; i < LENGTH - tail; i++) {
            address[i] = 0;
        }
        return true;
    }

    private static int readName(byte[] text, int at, int length, byte[] address) {
        if (length == UUID_TEXT && readUuid(text, at, address)) {
            return MDNS_UUID;
        }
        if (length > LENGTH) {
            return NONE;
        }
        for (int i = 0; i < length; i++) {
            int letter = text[at + i];
            if (!Ascii.isDigit(letter) && !Ascii.isLetter(letter) && letter != '-') {
                return NONE;
            }
            address[i] = (byte) (Ascii.isLetter(letter) ? letter | 0x20 : letter);
        }
        return MDNS_NAME;
    }

    /** Hyphens after 4, 6, 8 and 10 bytes; false leaves {@code address} zero. */
    private static boolean readUuid(byte[] text, int from, byte[] address) {
        int at = from;
        for (int i = 0; i < LENGTH; i++) {
            boolean hyphen = isAfterHyphen(i);
            int high = hyphen && text[at] != '-' ? -1 : Ascii.hexDigit(text[hyphen ? ++at : at]);
            int low = high < 0 ? -1 : Ascii.hexDigit(text[at + 1]);
            if (low < 0) {
                for (int k = 0; k < i; k++) {
                    address[k] = 0;
                }
                return false;
            }
            address[i] = (byte) (high << 4 | low);
            at += 2;
        }
        return true;
    }

    private static boolean isAfterHyphen(int index) {
        return index == 4 || index == 6 || index == 8 || index == 10;
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
                    if (isAfterHyphen(i)) {
                        out.letter('-');
                    }
                    out.hexByte(address[i]);
                }
                out.put(LOCAL);
                break;
            default:
                int length = 0;
                while (length < LENGTH && address[length] != 0) {
                    length++;
                }
                out.put(address, 0, length);
                out.put(LOCAL);
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
        boolean digits = false;
        for (int shift = 12; shift >= 0; shift -= 4) {
            int digit = value >> shift & 15;
            if (digit != 0 || digits || shift == 0) {
                out.hexDigit(digit);
                digits = true;
            }
        }
    }
}
