package org.mattermote.stack.transport.dnssd;

import org.mattermote.stack.mem.Bytes;

/**
 * Reads a DNS message where it lies (RFC 1035 4.1). Integers are big-endian.
 *
 * <pre>
 *  0      2       4        6         8             10            12
 *  +------+-------+--------+---------+-------------+-------------+----------+---------
 *  | id   | flags | #quest | #answer | #authority  | #additional | questions| records
 *  +------+-------+--------+---------+-------------+-------------+----------+---------
 * </pre>
 *
 * Nothing is copied. Names stay where they are and are compared label by label; every name and
 * every length was checked before an accessor tells it, so comparing cannot leave the message. A
 * compression pointer must lead to before the name it continues, hence no name can loop.
 */
public final class DnsReader {
    public static final int HEADER_LENGTH = 12;

    private static final int FLAG_RESPONSE = 0x8000;
    private static final int FLAG_TRUNCATED = 0x0200;
    private static final int OPCODE_MASK = 0x7800;
    private static final int RCODE_MASK = 0x000F;

    private static final int NAME_LENGTH_MAX = 255;

    /** More compression pointers than any sane name has; bounds the work of one name. */
    private static final int POINTERS_MAX = 32;

    private byte[] buffer;
    private int start;
    private int end;
    private int position;

    private int name;
    private int type;
    private int dnsClass;
    private int ttl;
    private int data;
    private int dataLength;

    /** Next label of the name that is being compared. */
    private int cursor;

    /** Reads {@code length} bytes at {@code offset} from here on; OK or MALFORMED. */
    public int wrap(byte[] buffer, int offset, int length) {
        this.buffer = buffer;
        start = offset;
        end = offset + length;
        position = offset + HEADER_LENGTH;
        return length < HEADER_LENGTH ? DnssdStatus.MALFORMED : DnssdStatus.OK;
    }

    public int id() {
        return Bytes.u16be(buffer, start);
    }

    private int flags() {
        return Bytes.u16be(buffer, start + 2);
    }

    public boolean isResponse() {
        return (flags() & FLAG_RESPONSE) != 0;
    }

    /** A standard query or response (opcode 0, response code 0): all that RFC 6762 18 allows. */
    public boolean isStandard() {
        return (flags() & (OPCODE_MASK | RCODE_MASK)) == 0;
    }

    /** More known answers follow in another packet (RFC 6762 7.2). */
    public boolean isTruncated() {
        return (flags() & FLAG_TRUNCATED) != 0;
    }

    public int questionCount() {
        return Bytes.u16be(buffer, start + 4);
    }

    public int answerCount() {
        return Bytes.u16be(buffer, start + 6);
    }

    public int authorityCount() {
        return Bytes.u16be(buffer, start + 8);
    }

    public int additionalCount() {
        return Bytes.u16be(buffer, start + 10);
    }

    /** Where the next question or record begins, from the start of the message. */
    public int position() {
        return position - start;
    }

    /** Steps to the next question: {@link #name()}, {@link #type()}, {@link #dnsClass()}. */
    public int nextQuestion() {
        name = position;
        int after = nameEnd(position);
        if (after < 0 || after + 4 > end) {
            return DnssdStatus.MALFORMED;
        }
        type = Bytes.u16be(buffer, after);
        dnsClass = Bytes.u16be(buffer, after + 2);
        position = after + 4;
        return DnssdStatus.OK;
    }

    /** Steps to the next record; the name in a PTR or SRV record is checked as well. */
    public int nextRecord() {
        name = position;
        int after = nameEnd(position);
        if (after < 0 || after + 10 > end) {
            return DnssdStatus.MALFORMED;
        }
        type = Bytes.u16be(buffer, after);
        dnsClass = Bytes.u16be(buffer, after + 2);
        ttl = Bytes.u16be(buffer, after + 4) << 16 | Bytes.u16be(buffer, after + 6);
        dataLength = Bytes.u16be(buffer, after + 8);
        data = after + 10;
        position = data + dataLength;
        if (position > end) {
            return DnssdStatus.MALFORMED;
        }
        if (type == DnsType.PTR && nameEnd(data) != position) {
            return DnssdStatus.MALFORMED;
        }
        if (type == DnsType.SRV && (dataLength < 7 || nameEnd(data + 6) != position)) {
            return DnssdStatus.MALFORMED;
        }
        return DnssdStatus.OK;
    }

    /** Where the name of the present question or record lies: for {@link #compare}. */
    public int name() {
        return name;
    }

    public int type() {
        return type;
    }

    /** Class without its top bit. */
    public int dnsClass() {
        return dnsClass & 0x7FFF;
    }

    /** Top bit of the class: unicast wanted in a question, cache flush in a record. */
    public boolean hasTopBit() {
        return (dnsClass & 0x8000) != 0;
    }

    /** Seconds; a value above 2^31 − 1 reads as 0 (RFC 2181 8). */
    public int ttl() {
        return Math.max(ttl, 0);
    }

    /** Index of the record's data in the wrapped array. */
    public int data() {
        return data;
    }

    public int dataLength() {
        return dataLength;
    }

    /** Where the message begins in the wrapped array. */
    int start() {
        return start;
    }

    /** The array that was wrapped. */
    public byte[] buffer() {
        return buffer;
    }

    /** Starts comparing the (already checked) name at {@code at}. */
    public DnsReader compare(int at) {
        cursor = at;
        return this;
    }

    /**
     * Is the next label this one, ASCII letters of either case being equal? Steps over it if so.
     */
    public boolean label(byte[] label, int offset, int length) {
        int at = resolve(cursor);
        if (buffer[at] != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (lowerCase(buffer[at + 1 + i]) != lowerCase(label[offset + i])) {
                return false;
            }
        }
        cursor = at + 1 + length;
        return true;
    }

    /** Are the next labels these, each behind its length byte? */
    public boolean labels(byte[] labels) {
        int at = 0;
        while (at < labels.length) {
            if (!label(labels, at + 1, labels[at])) {
                return false;
            }
            at += 1 + labels[at];
        }
        return true;
    }

    /** Copies the next label behind its length byte, 64 bytes at most, and steps over it. */
    public void takeLabel(byte[] out, int offset) {
        int at = resolve(cursor);
        int length = 1 + buffer[at];
        System.arraycopy(buffer, at, out, offset, length);
        cursor = at + length;
    }

    /** Steps over the next label. */
    public void skipLabel() {
        int at = resolve(cursor);
        cursor = at + 1 + buffer[at];
    }

    /** Does the name end here? */
    public boolean end() {
        return buffer[resolve(cursor)] == 0;
    }

    private int resolve(int at) {
        int resolved = at;
        while ((buffer[resolved] & 0xC0) == 0xC0) {
            resolved = start + (Bytes.u16be(buffer, resolved) & 0x3FFF);
        }
        return resolved;
    }

    private static int lowerCase(byte b) {
        return b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b;
    }

    /** Checks the name at {@code at} and finds where what follows it begins; or MALFORMED. */
    private int nameEnd(int at) {
        int segment = at;
        int here = at;
        int after = -1;
        int length = 1;
        int pointers = 0;
        while (here < end) {
            int b = buffer[here] & 0xFF;
            if (b == 0) {
                return after < 0 ? here + 1 : after;
            }
            if (b >= 0xC0) {
                if (here + 1 >= end || ++pointers > POINTERS_MAX) {
                    return DnssdStatus.MALFORMED;
                }
                int target = start + (Bytes.u16be(buffer, here) & 0x3FFF);
                if (target < start + HEADER_LENGTH || target >= segment) {
                    return DnssdStatus.MALFORMED;
                }
                if (after < 0) {
                    after = here + 2;
                }
                segment = target;
                here = target;
            } else {
                length += 1 + b;
                if (b > 63 || length > NAME_LENGTH_MAX) {
                    return DnssdStatus.MALFORMED;
                }
                here += 1 + b;
            }
        }
        return DnssdStatus.MALFORMED;
    }
}
