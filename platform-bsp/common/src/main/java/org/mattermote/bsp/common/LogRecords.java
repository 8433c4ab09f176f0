package org.mattermote.bsp.common;

import org.mattermote.stack.port.KeyValueStore;
import org.mattermote.stack.port.PortStatus;

/**
 * The records of {@link FlashLog}: read, checked, written, copied. What was read of one stays until
 * the next.
 *
 * <pre>
 *  a record is       when its words are
 *  whole             all there, and both checksums right
 *  a torn end        there up to one place, of the last some of the zero bits, none behind
 *  damaged           anything else
 * </pre>
 */
abstract class LogRecords extends LogBanks {
    static final int NO_BANK = -1;

    static final int RECORD_FIELDS = 8;
    static final int RECORD_HEAD = 12;
    static final int RECORD_TAIL = 4;

    static final int PUT = 1;
    static final int REMOVE = 2;
    static final int COMMIT = 3;

    /** The bank that counts. */
    int active = NO_BANK;

    // Of the record whose head was read.
    int recordKind;
    int recordKey;
    int recordLength;
    int recordNumber;

    private boolean crcFailed;

    LogRecords(Flash flash) {
        super(flash);
    }

    /** Reads the head of a record into {@link #words} and the record fields. */
    final int readHead(int bank, int at) {
        if (read(bank, at, words, 0, RECORD_HEAD) != PortStatus.OK) {
            return PortStatus.FAILED;
        }
        int first = word(words, 0);
        recordKey = first & 0xFFFF;
        recordLength = first >>> 16 & 0xFFF;
        recordKind = first >>> 28;
        recordNumber = word(words, 4);
        return PortStatus.OK;
    }

    /** Whether the record fields can be those of a record at this place. */
    final boolean isPlausible(int at) {
        if (recordKind == PUT) {
            return recordLength <= KeyValueStore.MAX_VALUE
                    && at + size(PUT, recordLength) <= bankSize;
        }
        return (recordKind == REMOVE || recordKind == COMMIT) && recordLength == 0;
    }

    /** What the checksum in the head just read must be. */
    final int fieldsCrc() {
        return Crc32.end(Crc32.update(Crc32.START, words, 0, RECORD_FIELDS));
    }

    /** Checksum of the record whose head was just read; sets {@link #crcFailed}. */
    final int contentCrc(int bank, int at) {
        int running = Crc32.update(Crc32.START, words, 0, RECORD_FIELDS);
        crcFailed = false;
        int done = 0;
        while (done < recordLength) {
            int part = Math.min(CHUNK, recordLength - done);
            if (read(bank, at + RECORD_HEAD + done, chunk, 0, part) != PortStatus.OK) {
                crcFailed = true;
                return 0;
            }
            running = Crc32.update(running, chunk, 0, part);
            done += part;
        }
        return Crc32.end(running);
    }

    /** OK, DAMAGED or FAILED for the record whose head was just read. */
    final int checkRecord(int bank, int at) {
        if (!isPlausible(at) || word(words, RECORD_FIELDS) != fieldsCrc()) {
            return PortStatus.DAMAGED;
        }
        if (recordKind != PUT) {
            return PortStatus.OK;
        }
        int crc = contentCrc(bank, at);
        if (crcFailed
                || read(bank, at + RECORD_HEAD + padded(recordLength), words, 0, RECORD_TAIL)
                        != PortStatus.OK) {
            return PortStatus.FAILED;
        }
        return word(words, 0) == crc ? PortStatus.OK : PortStatus.DAMAGED;
    }

    /**
     * Whether the bad record at {@code at} is what a power cut leaves: words up to one place, one
     * word with some of its zero bits, nothing behind.
     *
     * @return 1, 0, or FAILED
     */
    final int isTornEnd(int at) {
        int last = lastProgrammed(active, at);
        if (last == PortStatus.FAILED || last == NOTHING) {
            return PortStatus.FAILED;
        }
        if (last < at + RECORD_FIELDS) {
            return 1;
        }
        // Something lies behind the fields, so they are whole.
        if (readHead(active, at) != PortStatus.OK) {
            return PortStatus.FAILED;
        }
        if (!isPlausible(at)) {
            return 0;
        }
        int headCrc = fieldsCrc();
        int stored = word(words, RECORD_FIELDS);
        if (last == at + RECORD_FIELDS) {
            return (stored & headCrc) == headCrc ? 1 : 0;
        }
        if (stored != headCrc || recordKind != PUT) {
            return 0;
        }
        int tail = at + RECORD_HEAD + padded(recordLength);
        if (last < tail) {
            return 1;
        }
        if (last > tail) {
            return 0;
        }
        int crc = contentCrc(active, at);
        if (crcFailed || read(active, tail, words, 0, RECORD_TAIL) != PortStatus.OK) {
            return PortStatus.FAILED;
        }
        return (word(words, 0) & crc) == crc ? 1 : 0;
    }

    final int writeRecord(
            int bank, int at, int kind, int key, int group, byte[] value, int offset, int length) {
        putWord(words, 0, key | length << 16 | kind << 28);
        putWord(words, 4, group);
        int running = Crc32.update(Crc32.START, words, 0, RECORD_FIELDS);
        putWord(words, RECORD_FIELDS, Crc32.end(running));
        if (program(bank, at, words, 0, RECORD_HEAD) != PortStatus.OK) {
            return PortStatus.FAILED;
        }
        if (kind != PUT) {
            return PortStatus.OK;
        }
        running = Crc32.update(running, value, offset, length);
        int to = at + RECORD_HEAD;
        int whole = length & -Flash.WORD;
        if (whole > 0) {
            if (program(bank, to, value, offset, whole) != PortStatus.OK) {
                return PortStatus.FAILED;
            }
            to += whole;
        }
        if (whole < length) {
            putWord(words, 0, ERASED);
            System.arraycopy(value, offset + whole, words, 0, length - whole);
            if (program(bank, to, words, 0, Flash.WORD) != PortStatus.OK) {
                return PortStatus.FAILED;
            }
            to += Flash.WORD;
        }
        putWord(words, 0, Crc32.end(running));
        return program(bank, to, words, 0, RECORD_TAIL);
    }

    /**
     * Copies a value from the active bank into a record of another transaction in {@code bank}. Its
     * checksum changes by what the transaction's number changes: so nothing is computed of the
     * value, and one that is damaged stays so.
     *
     * @return bytes written; FAILED; DAMAGED when the record's head is not what was committed
     */
    final int copyRecord(int from, int bank, int at, int group) {
        if (readHead(active, from) != PortStatus.OK) {
            return PortStatus.FAILED;
        }
        int length = recordLength;
        int read = fieldsCrc();
        if (recordKind != PUT
                || length > KeyValueStore.MAX_VALUE
                || word(words, RECORD_FIELDS) != read) {
            return PortStatus.DAMAGED;
        }
        putWord(words, 4, group);
        int written = fieldsCrc();
        putWord(words, RECORD_FIELDS, written);
        if (program(bank, at, words, 0, RECORD_HEAD) != PortStatus.OK) {
            return PortStatus.FAILED;
        }
        int all = padded(length);
        int done = 0;
        while (done < all) {
            int part = Math.min(CHUNK, all - done);
            if (read(active, from + RECORD_HEAD + done, chunk, 0, part) != PortStatus.OK) {
                return PortStatus.FAILED;
            }
            if (program(bank, at + RECORD_HEAD + done, chunk, 0, part) != PortStatus.OK) {
                return PortStatus.FAILED;
            }
            done += part;
        }
        if (read(active, from + RECORD_HEAD + all, words, 0, RECORD_TAIL) != PortStatus.OK) {
            return PortStatus.FAILED;
        }
        putWord(words, 0, word(words, 0) ^ Crc32.difference(read ^ written, length));
        if (program(bank, at + RECORD_HEAD + all, words, 0, RECORD_TAIL) != PortStatus.OK) {
            return PortStatus.FAILED;
        }
        return RECORD_HEAD + all + RECORD_TAIL;
    }

    static int size(int kind, int length) {
        return kind == PUT ? RECORD_HEAD + padded(length) + RECORD_TAIL : RECORD_HEAD;
    }

    static int padded(int length) {
        return length + Flash.WORD - 1 & -Flash.WORD;
    }
}
