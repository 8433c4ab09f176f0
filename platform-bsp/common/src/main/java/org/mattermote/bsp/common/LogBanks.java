package org.mattermote.bsp.common;

import org.mattermote.stack.port.PortStatus;

/**
 * The flash below {@link FlashLog}: two banks of equal size, whose addresses go on from page to
 * page, and the header that says whether a bank counts.
 *
 * <pre>
 *  bank     event                      next
 *  any      erased                     UNUSED
 *  UNUSED   header written, cut        UNUSED
 *  UNUSED   header written             VALID, from its last word on
 *  VALID    closed, one word or both   UNUSED
 *  UNUSED   erasing it cut             UNUSED, or FOREIGN
 *  VALID    a bit of the header lost   DAMAGED; UNUSED or FOREIGN if it was not of bytes 8 to 19
 * </pre>
 */
abstract class LogBanks {
    /** Layout version. */
    static final int LAYOUT = 1;

    /** No address. */
    static final int NOTHING = -1;

    private static final int MAGIC = 0x4F4C4D4D; // the bytes "MMLO"
    static final int ERASED = -1;

    static final int HEADER = 24;
    private static final int CLOSED_FIRST = 0;
    private static final int MAGIC_AT = 4;
    private static final int VERSION_AT = 8;
    private static final int SEQUENCE_AT = 12;
    private static final int CRC_AT = 16;
    static final int CLOSED_LAST = 20;

    static final int WORD = 4;

    /** Bytes of a bank whose words have a number of 16 bits. */
    private static final int MAX_BANK = 0x10000 * WORD;

    static final int CHUNK = 128;

    // What a bank header can be.
    static final int BANK_UNUSED = 0;
    static final int BANK_VALID = 1;
    static final int BANK_FOREIGN = 2;
    static final int BANK_DAMAGED = 3;
    static final int BANK_UNREADABLE = 4;

    final Flash flash;
    private final int pageSize;
    private final int bankPages;
    final int bankSize;

    final byte[] chunk = new byte[CHUNK];
    final byte[] words = new byte[12];

    /** Of a bank that is VALID. */
    int headerSequence;

    /** Of one that is DAMAGED or UNREADABLE: a constant of {@link FlashDamage}. */
    int headerDamage;

    LogBanks(Flash flash) {
        this.flash = flash;
        pageSize = flash.pageSize();
        bankPages = Math.min(flash.pageCount() / 2, MAX_BANK / pageSize);
        bankSize = bankPages * pageSize;
    }

    /** Reads the header of a bank; sets {@link #headerSequence} and {@link #headerDamage}. */
    final int inspect(int bank) {
        headerSequence = 0;
        headerDamage = FlashDamage.NONE;
        if (read(bank, 0, chunk, 0, HEADER) != PortStatus.OK) {
            headerDamage = FlashDamage.UNREADABLE;
            return BANK_UNREADABLE;
        }
        int magic = word(chunk, MAGIC_AT);
        if (word(chunk, CLOSED_FIRST) != ERASED || word(chunk, CLOSED_LAST) != ERASED) {
            return magic == MAGIC ? BANK_UNUSED : BANK_FOREIGN;
        }
        if (magic != MAGIC) {
            // Only some zero bits of the magic: its programming was cut, the bank never counted.
            return (magic & MAGIC) == MAGIC ? BANK_UNUSED : BANK_FOREIGN;
        }
        headerSequence = word(chunk, SEQUENCE_AT);
        int version = word(chunk, VERSION_AT);
        int crc = Crc32.end(Crc32.update(Crc32.START, chunk, VERSION_AT, CRC_AT - VERSION_AT));
        if (word(chunk, CRC_AT) != crc) {
            headerDamage = FlashDamage.HEADER_CHECKSUM;
            return BANK_DAMAGED;
        }
        if ((version & 0xFFFF) != LAYOUT) {
            headerDamage = FlashDamage.VERSION;
            return BANK_DAMAGED;
        }
        if (version >>> 16 != (flash.pageCount() & 0xFFFF)) {
            headerDamage = FlashDamage.GEOMETRY;
            return BANK_DAMAGED;
        }
        return BANK_VALID;
    }

    final int writeHeader(int bank, int value) {
        putWord(chunk, 0, LAYOUT | flash.pageCount() << 16);
        putWord(chunk, 4, value);
        putWord(chunk, 8, Crc32.end(Crc32.update(Crc32.START, chunk, 0, 8)));
        if (program(bank, VERSION_AT, chunk, 0, 12) != PortStatus.OK
                || flash.sync() != PortStatus.OK) {
            return PortStatus.FAILED;
        }
        putWord(words, 0, MAGIC);
        if (program(bank, MAGIC_AT, words, 0, Flash.WORD) != PortStatus.OK) {
            return PortStatus.FAILED;
        }
        return flash.sync();
    }

    final int close(int bank) {
        if (read(bank, 0, chunk, 0, HEADER) != PortStatus.OK) {
            return PortStatus.FAILED;
        }
        putWord(words, 0, 0);
        if (word(chunk, CLOSED_FIRST) == ERASED
                && program(bank, CLOSED_FIRST, words, 0, Flash.WORD) != PortStatus.OK) {
            return PortStatus.FAILED;
        }
        if (word(chunk, CLOSED_LAST) == ERASED
                && program(bank, CLOSED_LAST, words, 0, Flash.WORD) != PortStatus.OK) {
            return PortStatus.FAILED;
        }
        return flash.sync();
    }

    final int eraseBank(int bank) {
        for (int i = 0; i < bankPages; i++) {
            if (flash.erase(bank * bankPages + i) != PortStatus.OK) {
                return PortStatus.FAILED;
            }
        }
        return flash.sync();
    }

    /**
     * Address in the bank of the last word from {@code from} on that is not erased; {@link
     * #NOTHING} or FAILED.
     */
    final int lastProgrammed(int bank, int from) {
        int end = bankSize;
        while (end > from) {
            int start = Math.max(from, end - CHUNK);
            if (read(bank, start, chunk, 0, end - start) != PortStatus.OK) {
                return PortStatus.FAILED;
            }
            for (int at = end - Flash.WORD; at >= start; at -= Flash.WORD) {
                if (word(chunk, at - start) != ERASED) {
                    return at;
                }
            }
            end = start;
        }
        return NOTHING;
    }

    final int read(int bank, int at, byte[] out, int offset, int length) {
        int done = 0;
        while (done < length) {
            int in = (at + done) % pageSize;
            int part = Math.min(length - done, pageSize - in);
            int page = bank * bankPages + (at + done) / pageSize;
            if (flash.read(page, in, out, offset + done, part) != PortStatus.OK) {
                return PortStatus.FAILED;
            }
            done += part;
        }
        return PortStatus.OK;
    }

    final int program(int bank, int at, byte[] bytes, int from, int length) {
        int done = 0;
        while (done < length) {
            int in = (at + done) % pageSize;
            int part = Math.min(length - done, pageSize - in);
            int page = bank * bankPages + (at + done) / pageSize;
            if (flash.program(page, in, bytes, from + done, part) != PortStatus.OK) {
                return PortStatus.FAILED;
            }
            done += part;
        }
        return PortStatus.OK;
    }

    static int word(byte[] b, int at) {
        return b[at] & 0xFF | (b[at + 1] & 0xFF) << 8 | (b[at + 2] & 0xFF) << 16 | b[at + 3] << 24;
    }

    static void putWord(byte[] b, int at, int value) {
        b[at] = (byte) value;
        b[at + 1] = (byte) (value >>> 8);
        b[at + 2] = (byte) (value >>> 16);
        b[at + 3] = (byte) (value >>> 24);
    }
}
