package org.mattermote.stack.transport.dnssd;

import org.mattermote.stack.mem.Bytes;

/**
 * Writes a DNS message into a fixed array. A record is written between {@link #beginRecord} and
 * {@link #endRecord}; one that does not fit is taken back whole, so the message is always sound.
 *
 * <p>Names are written label by label straight into the message, and at {@link #endName} the
 * longest tail that is there already is replaced by a pointer. Hence the array needs up to 255
 * bytes more than the limit to compress a name that crosses it; with less a record is refused a
 * little early.
 */
public final class DnsWriter {
    /** Labels that later names may point to; names beyond are written out. */
    private static final int LABELS = 64;

    private static final int POINTER_REACH = 0x4000;
    private static final int NAME_LENGTH_MAX = 255;

    /** Where they begin. */
    private final char[] labels = new char[LABELS];

    private int labelCount;

    private byte[] buffer;
    private int start;
    private int limit;

    /** End of what may be written to. */
    private int end;

    private int position;
    private boolean overflow;

    private int nameStart;
    private int recordStart;
    private int recordLabelCount;
    private int lengthAt;

    /**
     * Starts a message at {@code start}; what lies before its byte {@code position} (12 or more) is
     * kept.
     *
     * @param limit most bytes of the message; up to 255 more may be written to
     */
    public void begin(byte[] buffer, int start, int position, int limit) {
        this.buffer = buffer;
        this.start = start;
        this.limit = Math.min(start + limit, buffer.length);
        end = Math.min(this.limit + NAME_LENGTH_MAX, buffer.length);
        this.position = start + position;
        labelCount = 0;
        overflow = this.position > this.limit;
    }

    /** Bytes written so far, the header included. */
    public int length() {
        return position - start;
    }

    /** Starts a record with its owner name: labels and {@link #endName} come next. */
    public void beginRecord() {
        recordStart = position;
        recordLabelCount = labelCount;
        nameStart = position;
    }

    /** Starts a name within a record's data. */
    public void beginName() {
        nameStart = position;
    }

    public void label(byte[] label, int offset, int length) {
        if (overflow || position + 1 + length + 1 > end) {
            overflow = true;
            return;
        }
        buffer[position] = (byte) length;
        System.arraycopy(label, offset, buffer, position + 1, length);
        position += 1 + length;
    }

    /** Labels that stand each behind its length byte. */
    public void labels(byte[] labels) {
        int at = 0;
        while (at < labels.length) {
            label(labels, at + 1, labels[at]);
            at += 1 + labels[at];
        }
    }

    /**
     * Ends the name.
     *
     * @param compress false where the reader may not know compression in this kind of data
     */
    public void endName(boolean compress) {
        if (overflow) {
            return;
        }
        int end = position;
        int at = nameStart;
        int target = -1;
        int known = labelCount;
        while (at < end) {
            if (compress) {
                target = find(at, end, known);
                if (target >= 0) {
                    break;
                }
            }
            if (labelCount < LABELS && at - start < POINTER_REACH) {
                labels[labelCount++] = (char) at;
            }
            at += 1 + buffer[at];
        }
        if (target >= 0) {
            Bytes.putU16be(buffer, at, 0xC000 | target - start);
            position = at + 2;
        } else {
            buffer[end] = 0;
            position = end + 1;
        }
        overflow = position > limit;
    }

    /** Type, class (with its top bit) and time to live in seconds; the record's data come next. */
    public void beginData(int type, int dnsClass, int ttl) {
        u16(type);
        u16(dnsClass);
        u16(ttl >>> 16);
        u16(ttl);
        lengthAt = position;
        u16(0);
    }

    public void u16(int value) {
        if (overflow || position + 2 > limit) {
            overflow = true;
            return;
        }
        Bytes.putU16be(buffer, position, value);
        position += 2;
    }

    public void bytes(byte[] source, int offset, int length) {
        if (overflow || position + length > limit) {
            overflow = true;
            return;
        }
        System.arraycopy(source, offset, buffer, position, length);
        position += length;
    }

    /** Fills in the data's length. FULL when the record does not fit: then it is not there. */
    public int endRecord() {
        if (overflow) {
            return takeBack();
        }
        Bytes.putU16be(buffer, lengthAt, position - lengthAt - 2);
        return DnssdStatus.OK;
    }

    /** Makes what {@link #beginRecord} began a question, its name being complete; OK or FULL. */
    public int endQuestion(int type, int dnsClass) {
        u16(type);
        u16(dnsClass);
        return overflow ? takeBack() : DnssdStatus.OK;
    }

    private int takeBack() {
        position = recordStart;
        labelCount = recordLabelCount;
        overflow = position > limit;
        return DnssdStatus.FULL;
    }

    /** Writes the header; authority records there are none. */
    public void header(int id, int flags, int questions, int answers, int additionals) {
        Bytes.putU16be(buffer, start, id);
        Bytes.putU16be(buffer, start + 2, flags);
        Bytes.putU16be(buffer, start + 4, questions);
        Bytes.putU16be(buffer, start + 6, answers);
        Bytes.putU16be(buffer, start + 8, 0);
        Bytes.putU16be(buffer, start + 10, additionals);
    }

    /** Where a name equal to the labels {@code at} to {@code end} stands already; or −1. */
    private int find(int at, int end, int known) {
        for (int i = 0; i < known; i++) {
            if (sameTail(labels[i], at, end)) {
                return labels[i];
            }
        }
        return -1;
    }

    private boolean sameTail(int written, int at, int end) {
        int there = written;
        int here = at;
        while (true) {
            while ((buffer[there] & 0xC0) == 0xC0) {
                there = start + (Bytes.u16be(buffer, there) & 0x3FFF);
            }
            if (here == end) {
                return buffer[there] == 0;
            }
            int length = buffer[here];
            if (buffer[there] != length
                    || !Bytes.equal(buffer, there + 1, buffer, here + 1, length)) {
                return false;
            }
            there += 1 + length;
            here += 1 + length;
        }
    }
}
