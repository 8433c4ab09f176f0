package org.mattermote.webrtc.sdp;

import static org.mattermote.webrtc.text.WordList.ANY_CASE;

import org.mattermote.webrtc.text.Ascii;
import org.mattermote.webrtc.text.WordList;

/**
 * The format parameters of H.264 (RFC 6184 8.1) in one number.
 *
 * <pre>
 * 31           26 25             24 23          16 15            8 7         0
 * +--------------+-----------------+--------------+---------------+-----------+
 * | 0            | packetization   | profile_idc  | profile-iop   | level_idc |
 * +--------------+-----------------+--------------+---------------+-----------+
 * </pre>
 *
 * Profiles matter as far as a decoder of them takes a stream of constrained baseline: that one in
 * its three spellings, and baseline.
 */
final class H264Format {
    /** Where nothing is said: baseline, level 1, one unit a packet. */
    static final int DEFAULT = 0x42000A;

    static final int PROFILE_MASK = 0xFFFFFF;
    private static final int PACKETIZATION_SHIFT = 24;
    private static final int PACKETIZATION_MODES = 3;

    private static final int BASELINE = 0x42;
    private static final int MAIN = 0x4D;
    private static final int EXTENDED = 0x58;

    /** Bits of profile-iop: the stream keeps the rules of baseline, of main, of extended. */
    private static final int SET0 = 0x80;

    private static final int SET1 = 0x40;

    /** With level 11 and the profiles above: level 1b. */
    private static final int SET3 = 0x10;

    private static final int LEVEL_1B = 11;

    /** Digits of profile-level-id. */
    private static final int ID_LENGTH = 6;

    private static final int PROFILE_LEVEL_ID = 0;
    private static final int PACKETIZATION_MODE = 1;

    /** profile-level-id, packetization-mode. */
    private static final byte[] PARAMETERS = {
        ANY_CASE, 16, 'p', 'r', 'o', 'f', 'i', 'l', 'e', '-', 'l', 'e', 'v', 'e', 'l', '-', 'i',
        'd', 18, 'p', 'a', 'c', 'k', 'e', 't', 'i', 'z', 'a', 't', 'i', 'o', 'n', '-', 'm', 'o',
        'd', 'e'
    };

    private H264Format() {}

    /** {@code format} with one more parameter, {@code name=value}. */
    static int with(int format, byte[] bytes, int name, int length) {
        int end = name + length;
        int equals = Ascii.indexOf('=', bytes, name, end);
        int value = equals + 1;
        if (value > end) {
            return format;
        }
        switch (WordList.find(PARAMETERS, bytes, name, equals - name)) {
            case PROFILE_LEVEL_ID:
                // 0, which is no profile, for what is none
                int id = end - value == ID_LENGTH ? Ascii.hex(bytes, value, ID_LENGTH) : 0;
                return format & ~PROFILE_MASK | Math.max(id, 0);
            case PACKETIZATION_MODE:
                int mode = Ascii.number(bytes, value, end - value, PACKETIZATION_MODES);
                // a mode that is none is one that nobody has
                int known = mode < 0 ? PACKETIZATION_MODES : mode;
                return format & PROFILE_MASK | known << PACKETIZATION_SHIFT;
            default:
                return format;
        }
    }

    static boolean isConstrainedBaseline(int format) {
        int iop = format >> 8 & 0xFF;
        switch (format >> 16 & 0xFF) {
            case BASELINE:
                return (iop & SET1) != 0;
            case MAIN:
                return (iop & SET0) != 0;
            case EXTENDED:
                return (iop & (SET0 | SET1)) == (SET0 | SET1);
            default:
                return false;
        }
    }

    static boolean isBaseline(int format) {
        return (format >> 16 & 0xFF) == BASELINE;
    }

    /** Fragments are allowed, which no picture of a camera does without. */
    static boolean isFragmenting(int format) {
        return format >> PACKETIZATION_SHIFT == 1;
    }

    /** Profile as {@code peer} says it, level the lower of both. */
    static int answer(int own, int peer) {
        if (levelOrder(own) >= levelOrder(peer)) {
            return peer & PROFILE_MASK;
        }
        int iop = (own & SET3 << 8) | peer & 0xFF00 & ~(SET3 << 8);
        return peer & 0xFF0000 | iop | own & 0xFF;
    }

    /** Levels in their order, 1b between 1 and 1.1. */
    private static int levelOrder(int format) {
        int level = format & 0xFF;
        boolean is1b = level == LEVEL_1B && (format >> 8 & SET3) != 0;
        return is1b ? 2 * level - 1 : 2 * level;
    }
}
