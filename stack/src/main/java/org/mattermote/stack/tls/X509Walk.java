package org.mattermote.stack.tls;

import org.mattermote.stack.mem.Bytes;

/**
 * Walks a certificate in DER (RFC 5280 4.1) and finds what a node has to know of it: from when
 * until when it is good, and its key. Everything is where it has to be and ends where it says;
 * names and extensions are walked to the depth drawn, signatures are not verified.
 *
 * <pre>
 * SEQUENCE
 *   SEQUENCE                                what is signed
 *     [0] { INTEGER version }               may be missing
 *     INTEGER serial number
 *     SEQUENCE algorithm
 *     SEQUENCE issuer { SET { ... } ... }
 *     SEQUENCE { time, time }
 *     SEQUENCE subject { SET { ... } ... }
 *     SEQUENCE { SEQUENCE { OID, ... }, BIT STRING key }
 *     [1] [2]                               may be missing
 *     [3] { SEQUENCE { SEQUENCE { OID, BOOLEAN, OCTET STRING } ... } }
 *   SEQUENCE algorithm
 *   BIT STRING signature
 * </pre>
 */
final class X509Walk {
    private static final int INTEGER = 0x02;
    private static final int BOOLEAN = 0x01;
    private static final int BIT_STRING = 0x03;
    private static final int OCTET_STRING = 0x04;
    private static final int OID = 0x06;
    private static final int UTC_TIME = 0x17;
    private static final int GENERALIZED_TIME = 0x18;
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int VERSION = 0xA0;
    private static final int ISSUER_ID = 0x81;
    private static final int SUBJECT_ID = 0x82;
    private static final int EXTENSIONS = 0xA3;

    private static final int MAX_VERSION = 2;
    private static final int POINT = 65;

    /** Days of the epoch of Matter, 2000-01-01, in the count of {@link #days}. */
    private static final int EPOCH_DAYS = 730425;

    /** id-ecPublicKey with prime256v1, and the head of the point behind it. */
    private static final byte[] P256_KEY = {
        48, 19, 6, 7, 42, -122, 72, -50, 61, 2, 1, 6, 8, 42, -122, 72, -50, 61, 3, 1, 7, 3, 66, 0
    };

    private byte[] b;
    private int at;

    /** Contents of the element that was opened last. */
    private int start;

    private int stop;

    private long notBefore;
    private long notAfter;

    /** Of the point in the array, negative for a key of another kind. */
    private int pointAt;

    private long time;

    /**
     * @return whether it is a certificate; what else this class tells is of use only then
     */
    boolean read(byte[] bytes, int offset, int length) {
        b = bytes;
        at = offset;
        int end = offset + length;
        if (!open(SEQUENCE, end) || stop != end || !open(SEQUENCE, end)) {
            return false;
        }
        int signedEnd = stop;
        return signed(signedEnd)
                && at == signedEnd
                && skip(SEQUENCE, end)
                && skip(BIT_STRING, end)
                && at == end;
    }

    /** Seconds since 2000-01-01 UTC; negative for earlier. */
    long notBefore() {
        return notBefore;
    }

    long notAfter() {
        return notAfter;
    }

    /** Whether its key is this point of P-256, 65 bytes. */
    boolean hasKey(byte[] point, int offset) {
        return pointAt >= 0 && Bytes.equal(b, pointAt, point, offset, POINT);
    }

    private boolean signed(int end) {
        if (is(VERSION, end)) {
            if (!open(VERSION, end)) {
                return false;
            }
            int versionEnd = stop;
            if (!open(INTEGER, versionEnd)
                    || stop - start != 1
                    || b[start] < 0
                    || b[start] > MAX_VERSION
                    || stop != versionEnd) {
                return false;
            }
            at = versionEnd;
        }
        return skip(INTEGER, end)
                && stop > start
                && skip(SEQUENCE, end)
                && name(end)
                && validity(end)
                && name(end)
                && key(end)
                && skipOptional(ISSUER_ID, end)
                && skipOptional(SUBJECT_ID, end)
                && extensions(end);
    }

    private boolean name(int end) {
        if (!open(SEQUENCE, end)) {
            return false;
        }
        int nameEnd = stop;
        while (at < nameEnd) {
            if (!skip(SET, nameEnd)) {
                return false;
            }
        }
        return true;
    }

    private boolean validity(int end) {
        if (!open(SEQUENCE, end)) {
            return false;
        }
        int validityEnd = stop;
        if (!time(validityEnd)) {
            return false;
        }
        notBefore = time;
        if (!time(validityEnd)) {
            return false;
        }
        notAfter = time;
        return at == validityEnd;
    }

    private boolean key(int end) {
        if (!open(SEQUENCE, end)) {
            return false;
        }
        int keyEnd = stop;
        int algorithm = start;
        if (!open(SEQUENCE, keyEnd)) {
            return false;
        }
        int algorithmEnd = stop;
        if (!skip(OID, algorithmEnd)) {
            return false;
        }
        at = algorithmEnd;
        boolean good = skip(BIT_STRING, keyEnd) && at == keyEnd;
        boolean known =
                keyEnd - algorithm == P256_KEY.length + POINT
                        && Bytes.equal(b, algorithm, P256_KEY, 0, P256_KEY.length);
        pointAt = known ? algorithm + P256_KEY.length : -1;
        return good;
    }

    private boolean extensions(int end) {
        if (!is(EXTENSIONS, end)) {
            return true;
        }
        if (!open(EXTENSIONS, end)) {
            return false;
        }
        int outer = stop;
        if (!open(SEQUENCE, outer) || stop != outer) {
            return false;
        }
        while (at < outer) {
            if (!open(SEQUENCE, outer)) {
                return false;
            }
            int one = stop;
            if (!skip(OID, one)
                    || !skipOptional(BOOLEAN, one)
                    || !skip(OCTET_STRING, one)
                    || at != one) {
                return false;
            }
        }
        return true;
    }

    /** UTCTime YYMMDDHHMMSSZ or GeneralizedTime YYYYMMDDHHMMSSZ. */
    private boolean time(int end) {
        boolean isShort = is(UTC_TIME, end);
        if (!skip(isShort ? UTC_TIME : GENERALIZED_TIME, end)
                || stop - start != (isShort ? 13 : 15)
                || b[stop - 1] != 'Z') {
            return false;
        }
        for (int i = start; i < stop - 1; i++) {
            if (b[i] < '0' || b[i] > '9') {
                return false;
            }
        }
        int year = two(start);
        if (isShort) {
            year += year < 50 ? 2000 : 1900;
        } else {
            year = 100 * year + two(start + 2);
        }
        int from = stop - 11;
        int month = two(from);
        int day = two(from + 2);
        int hour = two(from + 4);
        int minute = two(from + 6);
        int second = two(from + 8);
        time = ((days(year, month, day) * 24L + hour) * 60 + minute) * 60 + second;
        return month >= 1
                && month <= 12
                && day >= 1
                && day <= 31
                && hour <= 23
                && minute <= 59
                && second <= 59;
    }

    /** Two digits. */
    private int two(int offset) {
        return (b[offset] - '0') * 10 + b[offset + 1] - '0';
    }

    /** Days from 2000-01-01, with years that begin in March. */
    private static int days(int year, int month, int day) {
        int y = month <= 2 ? year - 1 : year;
        int m = (month + 9) % 12;
        return 365 * y + y / 4 - y / 100 + y / 400 + (m * 306 + 5) / 10 + day - 1 - EPOCH_DAYS;
    }

    /** Whether the next element has this tag. */
    private boolean is(int tag, int end) {
        return at < end && (b[at] & 0xFF) == tag;
    }

    private boolean skipOptional(int tag, int end) {
        return !is(tag, end) || skip(tag, end);
    }

    /** Goes past an element. */
    private boolean skip(int tag, int end) {
        if (!open(tag, end)) {
            return false;
        }
        at = stop;
        return true;
    }

    /**
     * Goes into the element that has to be next, and has to end by {@code end}; {@link #start} and
     * {@link #stop} then are where its contents begin and end. Lengths take the fewest bytes.
     */
    private boolean open(int tag, int end) {
        if (end - at < 2 || (b[at] & 0xFF) != tag) {
            return false;
        }
        int length = b[at + 1] & 0xFF;
        int body = at + 2;
        if (length > 0x7F) {
            int width = length & 0x7F;
            if (width < 1 || width > 2 || end - body < width) {
                return false;
            }
            length = b[body] & 0xFF;
            if (width == 2) {
                length = length << 8 | b[body + 1] & 0xFF;
            }
            body += width;
            if (length < (width == 1 ? 0x80 : 0x100)) {
                return false;
            }
        }
        if (length > end - body) {
            return false;
        }
        start = body;
        stop = body + length;
        at = body;
        return true;
    }
}
