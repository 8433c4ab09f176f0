package org.mattermote.webrtc.text;

import static org.mattermote.webrtc.text.WordList.ANY_CASE;

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

    private static final byte[] LOCAL = {ANY_CASE, 6, '.', 'l', 'o', 'c', 'a', 'l'};
    private static final int UUID_TEXT = 36;

    /** A bit for each byte of a UUID that is behind a hyphen. */
    private static final int UUID_PARTS = 1 << 4 | 1 << 6 | 1 << 8 | 1 << 10;

    private static final int IPV4_AT = 12;

    private static final int GROUPS = 8;

    private AddressText() {}

    /**
     * Reads an address into {@code address} (16 bytes) and returns its kind; NONE if it is of no
     * kind known here.
     */
    public static int read(byte[] text, int at, int length, byte[] address) {
        Bytes.zero(address);
        int end = at + length;
        if (Ascii.indexOf(':', text, at, end) < end) {
            return readIpv6(text, at, end, address) ? IPV6 : NONE;
        }
        int name = length - LOCAL[1];
        if (name > 0 && WordList.find(LOCAL, text, at + name, LOCAL[1]) == 0) {
            return readName(text, at, name, address);
        }
        if (!readIpv4(text, at, end, address, IPV4_AT)) {
            return NONE;
        }
        Bytes.putU16be(address, IPV4_AT - 2, 0xFFFF);
        return IPV4;
    }

    /** Four numbers up to 255 without zeros before them; the end is as a point. */
    private static boolean readIpv4(byte[] text, int from, int end, byte[] address, int target) {
        int at = from;
        for (int i = target; i < target + 4; i++) {
            int stop = Ascii.indexOf('.', text, at, end);
            int value = Ascii.number(text, at, stop - at, 255);
            if (value < 0 || text[at] == '0' && stop > at + 1) {
                return false;
            }
            address[i] = (byte) value;
            at = stop + 1;
        }
        return at == end + 1;
    }

    /** RFC 4291 2.2, all three forms; the end is as a colon. */
    private static boolean readIpv6(byte[] text, int from, int end, byte[] address) {
        int filled = 0;
        int gap = -1;
        // A colon at the beginning ends nothing; another is behind it.
        boolean isGapFirst = text[from] == ':';
        int at = isGapFirst ? from + 1 : from;
        int stop;
        do {
            stop = Ascii.indexOf(':', text, at, end);
            int digits = stop - at;
            int value = digits > 4 ? -1 : Ascii.hex(text, at, digits);
            if (digits == 0) {
                // the gap, and once more where it is at the end
                if (stop < end ? gap >= 0 : gap != filled) {
                    return false;
                }
                gap = filled;
            } else if (value >= 0 && filled < LENGTH) {
                Bytes.putU16be(address, filled, value);
                filled += 2;
            } else if (stop == end
                    && filled <= LENGTH - 4
                    && readIpv4(text, at, end, address, filled)) {
                filled += 4;
            } else {
                return false;
            }
            at = stop + 1;
        } while (stop < end);
        if (isGapFirst && gap != 0) {
            return false;
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
        int at = from;
        for (int i = 0; i < LENGTH; i++) {
            if (isUuidPart(i) && text[at++] != '-') {
                return false;
            }
            int value = Ascii.hex(text, at, 2);
            if (value < 0) {
                return false;
            }
            address[i] = (byte) value;
            at += 2;
        }
        return true;
    }

    /** Whether a hyphen is before byte {@code index}. */
    private static boolean isUuidPart(int index) {
        return (UUID_PARTS >> index & 1) != 0;
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
                    if (isUuidPart(i)) {
                        out.letter('-');
                    }
                    out.hex(address[i], 2);
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

    private static void writeIpv6(byte[] address, TextWriter out) {
        int longest = 1;
        int longestAt = GROUPS;
        int run = 0;
        for (int i = 0; i < GROUPS; i++) {
            run = Bytes.u16be(address, 2 * i) == 0 ? run + 1 : 0;
            if (run > longest) {
                longest = run;
                longestAt = i + 1 - run;
            }
        }
        // A colon is before each group but the first, and before the gap; one more if it is last.
        int i = 0;
        while (i < GROUPS) {
            if (i == longestAt) {
                out.letter(':');
                i += longest;
                continue;
            }
            if (i > 0) {
                out.letter(':');
            }
            writeGroup(Bytes.u16be(address, 2 * i), out);
            i++;
        }
        if (longestAt + longest == GROUPS) {
            out.letter(':');
        }
    }

    private static void writeGroup(int value, TextWriter out) {
        int digits = 1;
        while (value >> 4 * digits != 0) {
            digits++;
        }
        out.hex(value, digits);
    }
}
