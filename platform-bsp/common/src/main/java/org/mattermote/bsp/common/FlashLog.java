package org.mattermote.bsp.common;

import org.mattermote.stack.port.KeyValueStore;
import org.mattermote.stack.port.PortStatus;

/**
 * Power-safe, wear-levelled key-value log on raw flash.
 *
 * <p>The pages form two banks of equal size. One bank is active and records are appended to it;
 * when it is full, what is still valid is copied to the other one, which then becomes active. So
 * every page is erased equally often. Numbers are little-endian, everything is aligned to words:
 *
 * <pre>
 * bank     +----------------+--------+--------+-----+--------+---------------- erased ---+
 *          | header 24      | record | record | ... | record | FF FF FF FF ...           |
 *          +----------------+--------+--------+-----+--------+---------------------------+
 *
 * header    0 closed   FFFFFFFF while the bank may be used
 *           4 magic    programmed last: with it the bank becomes valid, at once
 *           8 version  16 bits, then 16 bits pages of the flash
 *          12 sequence one more than that of the other bank; the higher one wins
 *          16 CRC-32   of bytes 8 to 15
 *          20 closed   as at 0; two of them, so that an erase cut at either end leaves one
 *
 * record    0 key      16 bits; in a commit the number of records it covers, modulo 65536
 *           2 length   12 bits, bytes of the value; above it 4 bits of kind
 *           4 number   of the transaction, 32 bits, ascending
 *           8 CRC-32   of bytes 0 to 7: a length that cannot be trusted would make damage look like
 *                      a torn end. Remove and commit end here
 *          12 value    padded to a word with FF
 *           n CRC-32   of bytes 0 to 7 and the value without padding; programmed last
 *
 * kind      1 put, 2 remove, 3 commit
 * </pre>
 *
 * Puts and removes lie in flash at once and count from the moment the commit record of their
 * transaction is whole. Records of a transaction without commit are skipped.
 *
 * <pre>
 *  state     event                                       next
 *  DAMAGED   open: in order, or with a torn end          READY
 *  DAMAGED   open: anything else; all others but erase   DAMAGED
 *  DAMAGED   erase                                       READY
 *  READY     begin                                       OPEN
 *  OPEN      put, remove: written, or FULL               OPEN
 *  OPEN      put, remove, and the flash fails            FAILED
 *  OPEN      commit, done or not; abandon                READY
 *  FAILED    put, remove, begin                          FAILED
 *  FAILED    commit, which does nothing; abandon         READY
 * </pre>
 *
 * <p>What a power cut can leave at the end of the log is recovered: it is ignored, and the next
 * write starts with a copy to the other bank. Anything else that is not as it should be makes
 * {@link #open()} answer DAMAGED; {@link #damage()} says why, and nothing is programmed or erased
 * until {@link #erase()}.
 *
 * <p>Below it are {@link LogRecords}, over {@link LogBanks}.
 *
 * <p>Memory: 6 bytes a key, and 140 bytes. A write takes the time of at most one copy: half of all
 * pages erased, then everything valid read and programmed.
 */
public final class FlashLog extends LogRecords implements KeyValueStore {
    /** Layout version this class reads and writes. */
    public static final int VERSION = LogBanks.LAYOUT;

    private static final int REMOVED = -2;

    private static final int STATE_DAMAGED = 0;
    private static final int STATE_READY = 1;

    // The index: slot i is key keys[i], its committed and its staged record (word of the bank).
    private final char[] keys;
    private final char[] committed;
    private final char[] staged;

    private int state = STATE_DAMAGED;
    private int damage = FlashDamage.UNREADABLE;
    private int damageAddress;

    private int sequence;
    private int head;
    private int number;
    private int stagedRecords;
    private boolean inTransaction;
    private boolean transactionFailed;

    /** What lies at {@link #head} is not erased, or there is no bank yet: copy before writing. */
    private boolean mustCopy;

    /** The other bank still looks valid: a copy was cut just before it was closed. */
    private boolean mustClose;

    /**
     * @param flash 2 pages or more; an odd last page, and what is beyond 512 KiB, stays unused. A
     *     bank must hold all values, and beside them the largest transaction
     * @param maxRecords keys that can be stored at a time, staged new ones included
     */
    public FlashLog(Flash flash, int maxRecords) {
        super(flash);
        keys = new char[maxRecords];
        committed = new char[maxRecords];
        staged = new char[maxRecords];
        clearIndex();
    }

    /**
     * Reads the log. Programs and erases nothing.
     *
     * @return OK (also for erased flash, which is an empty log), or DAMAGED with the reason in
     *     {@link #damage()}
     */
    public int open() {
        clearIndex();
        state = STATE_DAMAGED;
        active = NO_BANK;
        inTransaction = false;
        transactionFailed = false;
        stagedRecords = 0;
        mustCopy = false;
        mustClose = false;
        sequence = 0;
        number = 0;
        head = HEADER;
        damage = FlashDamage.NONE;
        damageAddress = 0;

        int first = inspect(0);
        int firstSequence = headerSequence;
        if (first == BANK_DAMAGED || first == BANK_UNREADABLE) {
            return refuse(headerDamage, 0);
        }
        int second = inspect(1);
        int secondSequence = headerSequence;
        if (second == BANK_DAMAGED || second == BANK_UNREADABLE) {
            return refuse(headerDamage, bankSize);
        }
        if (first == BANK_VALID && second == BANK_VALID) {
            if (firstSequence == secondSequence) {
                return refuse(FlashDamage.SEQUENCE, 0);
            }
            active = firstSequence - secondSequence > 0 ? 0 : 1;
            mustClose = true;
        } else if (first == BANK_VALID) {
            active = 0;
        } else if (second == BANK_VALID) {
            active = 1;
        } else {
            return openWithoutBank(first, second);
        }
        sequence = active == 0 ? firstSequence : secondSequence;
        return replay();
    }

    /** Why {@link #open()} answered DAMAGED: a constant of {@link FlashDamage}. */
    public int damage() {
        return damage;
    }

    /** Where in the flash the damage was seen, bytes from the start of the first page. */
    public int damageAddress() {
        return damageAddress;
    }

    /** Keys that have a committed value. */
    public int records() {
        int count = 0;
        for (int i = 0; i < keys.length; i++) {
            if (committed(i) >= 0) {
                count++;
            }
        }
        return count;
    }

    @Override
    public int get(int key, byte[] out, int offset, int capacity) {
        if (state != STATE_READY) {
            return PortStatus.DAMAGED;
        }
        int slot = find(key);
        if (slot < 0 || committed(slot) < 0) {
            return PortStatus.NONE;
        }
        int at = committed(slot);
        if (readHead(active, at) != PortStatus.OK) {
            return PortStatus.FAILED;
        }
        if (recordKind != PUT || recordKey != key || recordLength > MAX_VALUE) {
            return PortStatus.DAMAGED;
        }
        int length = recordLength;
        if (length > capacity) {
            return PortStatus.TOO_SMALL;
        }
        int running = Crc32.update(Crc32.START, words, 0, RECORD_FIELDS);
        if (read(active, at + RECORD_HEAD, out, offset, length) != PortStatus.OK) {
            return PortStatus.FAILED;
        }
        running = Crc32.update(running, out, offset, length);
        if (read(active, at + RECORD_HEAD + padded(length), words, 0, RECORD_TAIL)
                != PortStatus.OK) {
            return PortStatus.FAILED;
        }
        if (word(words, 0) != Crc32.end(running)) {
            for (int i = 0; i < length; i++) {
                out[offset + i] = 0;
            }
            return PortStatus.DAMAGED;
        }
        return length;
    }

    @Override
    public int begin() {
        if (state != STATE_READY) {
            return PortStatus.DAMAGED;
        }
        if (inTransaction) {
            return PortStatus.FAILED;
        }
        inTransaction = true;
        transactionFailed = false;
        stagedRecords = 0;
        number++;
        return PortStatus.OK;
    }

    /**
     * Stages a value of at most {@link #MAX_VALUE} bytes. A value equal to the committed one is not
     * written again.
     *
     * @return OK; FULL when bank or index have no room; FAILED for a wrong key or length, without a
     *     transaction, or when the flash failed (the transaction can then only be abandoned);
     *     DAMAGED
     */
    @Override
    public int put(int key, byte[] value, int offset, int length) {
        if (state != STATE_READY) {
            return PortStatus.DAMAGED;
        }
        if (!inTransaction || transactionFailed || !isKey(key)) {
            return PortStatus.FAILED;
        }
        if (length < 0 || length > MAX_VALUE) {
            return PortStatus.FAILED;
        }
        int slot = find(key);
        if (slot >= 0 && staged(slot) == NOTHING && isCommitted(slot, value, offset, length)) {
            return PortStatus.OK;
        }
        if (slot < 0) {
            slot = findFree();
            if (slot < 0) {
                return PortStatus.FULL;
            }
        }
        int size = size(PUT, length);
        int status = makeRoom(size);
        if (status != PortStatus.OK) {
            return status;
        }
        if (append(PUT, key, value, offset, length) != PortStatus.OK) {
            transactionFailed = true;
            return PortStatus.FAILED;
        }
        keys[slot] = (char) key;
        stageAt(slot, head - size);
        return PortStatus.OK;
    }

    @Override
    public int remove(int key) {
        if (state != STATE_READY) {
            return PortStatus.DAMAGED;
        }
        if (!inTransaction || transactionFailed || !isKey(key)) {
            return PortStatus.FAILED;
        }
        int slot = find(key);
        if (slot < 0 || staged(slot) == REMOVED) {
            return PortStatus.OK;
        }
        int status = makeRoom(RECORD_HEAD);
        if (status != PortStatus.OK) {
            return status;
        }
        if (append(REMOVE, key, words, 0, 0) != PortStatus.OK) {
            transactionFailed = true;
            return PortStatus.FAILED;
        }
        stageAt(slot, REMOVED);
        return PortStatus.OK;
    }

    @Override
    public int commit() {
        if (state != STATE_READY) {
            return PortStatus.DAMAGED;
        }
        if (!inTransaction) {
            return PortStatus.FAILED;
        }
        if (transactionFailed) {
            abandon();
            return PortStatus.FAILED;
        }
        if (stagedRecords > 0) {
            int at = head;
            boolean done =
                    flash.sync() == PortStatus.OK
                            && append(COMMIT, stagedRecords & 0xFFFF, words, 0, 0) == PortStatus.OK
                            && flash.sync() == PortStatus.OK;
            // A driver may fail although the words are there; then they would count after a
            // restart, so they count now.
            if (!done && !isWholeCommit(at)) {
                mustCopy = true;
                abandon();
                return PortStatus.FAILED;
            }
            applyStaged();
        }
        inTransaction = false;
        stagedRecords = 0;
        return PortStatus.OK;
    }

    @Override
    public void abandon() {
        dropStaged();
        inTransaction = false;
        transactionFailed = false;
        stagedRecords = 0;
    }

    /**
     * Factory reset. On a log in order it is power-safe, and the old values are erased, not only
     * forgotten. On a damaged one it erases everything; cut, it may leave the log damaged.
     */
    @Override
    public int erase() {
        abandon();
        if (state != STATE_READY) {
            // The bank that was valid goes last: until then the log stays refused.
            int last = active == NO_BANK ? 0 : active;
            if (eraseBank(1 - last) != PortStatus.OK || eraseBank(last) != PortStatus.OK) {
                return PortStatus.FAILED;
            }
            active = NO_BANK;
            mustClose = false;
            sequence = 0;
            number = 0;
        }
        int old = active;
        int status = switchBank(false);
        if (status != PortStatus.OK) {
            return status;
        }
        clearIndex();
        state = STATE_READY;
        damage = FlashDamage.NONE;
        if (old != NO_BANK) {
            status = eraseBank(old);
            if (status == PortStatus.OK) {
                mustClose = false;
            }
        }
        return status;
    }

    // ---- Opening -------------------------------------------------------------------------------

    private int refuse(int reason, int address) {
        clearIndex();
        state = STATE_DAMAGED;
        damage = reason;
        damageAddress = address;
        return PortStatus.DAMAGED;
    }

    /** No bank is valid: right only for flash that is erased, or whose first header was cut. */
    private int openWithoutBank(int first, int second) {
        int last = lastProgrammed(0, 0);
        int lastOther = lastProgrammed(1, 0);
        if (last == PortStatus.FAILED || lastOther == PortStatus.FAILED) {
            return refuse(FlashDamage.UNREADABLE, 0);
        }
        boolean cutFirstHeader = first == BANK_UNUSED && last < CLOSED_LAST;
        if (lastOther != NOTHING || last != NOTHING && !cutFirstHeader) {
            return refuse(FlashDamage.MAGIC, second == BANK_FOREIGN && last < 0 ? bankSize : 0);
        }
        state = STATE_READY;
        mustCopy = true;
        return PortStatus.OK;
    }

    /** Walks the active bank and builds the index. */
    private int replay() {
        int at = HEADER;
        int group = 0;
        int groupRecords = 0;
        boolean inGroup = false;
        boolean any = false;
        number = 0;
        while (bankSize - at >= RECORD_HEAD) {
            if (readHead(active, at) != PortStatus.OK) {
                return refuse(FlashDamage.UNREADABLE, address(at));
            }
            if (word(words, 0) == ERASED) {
                break;
            }
            int whole = checkRecord(active, at);
            if (whole == PortStatus.FAILED) {
                return refuse(FlashDamage.UNREADABLE, address(at));
            }
            if (whole != PortStatus.OK) {
                int torn = isTornEnd(at);
                if (torn < 0) {
                    return refuse(FlashDamage.UNREADABLE, address(at));
                }
                if (torn == 0) {
                    return refuse(FlashDamage.RECORD_CHECKSUM, address(at));
                }
                mustCopy = true;
                break;
            }
            int size = size(recordKind, recordLength);
            if (inGroup && recordNumber != group) {
                dropStaged();
                inGroup = false;
            }
            if (!inGroup) {
                if (any && recordNumber - number <= 0) {
                    return refuse(FlashDamage.SEQUENCE, address(at));
                }
                inGroup = true;
                any = true;
                group = recordNumber;
                groupRecords = 0;
                number = group;
            }
            if (recordKind == COMMIT) {
                if (recordKey != (groupRecords & 0xFFFF) || groupRecords == 0) {
                    return refuse(FlashDamage.SEQUENCE, address(at));
                }
                applyStaged();
                inGroup = false;
            } else {
                groupRecords++;
                if (stage(at) != PortStatus.OK) {
                    return refuse(FlashDamage.TOO_MANY_KEYS, address(at));
                }
            }
            at += size;
        }
        dropStaged();
        head = at;
        if (!mustCopy) {
            int last = lastProgrammed(active, at);
            if (last == PortStatus.FAILED) {
                return refuse(FlashDamage.UNREADABLE, address(at));
            }
            if (last != NOTHING) {
                return refuse(FlashDamage.GAP, address(last));
            }
        }
        state = STATE_READY;
        return PortStatus.OK;
    }

    /** Takes the record just read into the index as staged. */
    private int stage(int at) {
        int slot = find(recordKey);
        if (recordKind == REMOVE) {
            if (slot >= 0) {
                stageAt(slot, REMOVED);
            }
            return PortStatus.OK;
        }
        if (slot < 0) {
            slot = findFree();
            if (slot < 0) {
                return PortStatus.FULL;
            }
            keys[slot] = (char) recordKey;
        }
        stageAt(slot, at);
        return PortStatus.OK;
    }

    // ---- Records -------------------------------------------------------------------------------

    /** Whether the commit record of the open transaction lies at {@code at}, whole. */
    private boolean isWholeCommit(int at) {
        return readHead(active, at) == PortStatus.OK
                && recordKind == COMMIT
                && recordNumber == number
                && checkRecord(active, at) == PortStatus.OK;
    }

    private boolean isCommitted(int slot, byte[] value, int offset, int length) {
        int at = committed(slot);
        if (at < 0 || readHead(active, at) != PortStatus.OK || recordLength != length) {
            return false;
        }
        if (checkRecord(active, at) != PortStatus.OK) {
            return false;
        }
        int done = 0;
        while (done < length) {
            int part = Math.min(CHUNK, length - done);
            if (read(active, at + RECORD_HEAD + done, chunk, 0, part) != PortStatus.OK) {
                return false;
            }
            for (int i = 0; i < part; i++) {
                if (chunk[i] != value[offset + done + i]) {
                    return false;
                }
            }
            done += part;
        }
        return true;
    }

    /** Appends a record of the open transaction; on an error the end of the log is unusable. */
    private int append(int kind, int key, byte[] value, int offset, int length) {
        int status = writeRecord(active, head, kind, key, number, value, offset, length);
        if (status != PortStatus.OK) {
            mustCopy = true;
            return status;
        }
        head += size(kind, length);
        if (kind != COMMIT) {
            stagedRecords++;
        }
        return PortStatus.OK;
    }

    // ---- Banks ---------------------------------------------------------------------------------

    /** Makes sure that a record of {@code size} bytes and a commit record fit at the head. */
    private int makeRoom(int size) {
        if (closeOtherBank() != PortStatus.OK) {
            transactionFailed = true;
            return PortStatus.FAILED;
        }
        if (!mustCopy && head + size + RECORD_HEAD <= bankSize) {
            return PortStatus.OK;
        }
        int needed = copiedSize();
        if (needed < 0) {
            transactionFailed = true;
            return needed;
        }
        // Asked before the copy: a full store must not wear its flash with each refused put.
        if (needed + size + RECORD_HEAD > bankSize) {
            return PortStatus.FULL;
        }
        int status = switchBank(true);
        if (status != PortStatus.OK) {
            transactionFailed = true;
        }
        return status;
    }

    /** Closes the bank that a cut copy left open beside the active one. */
    private int closeOtherBank() {
        if (!mustClose) {
            return PortStatus.OK;
        }
        int status = close(1 - active);
        if (status == PortStatus.OK) {
            mustClose = false;
        }
        return status;
    }

    /** Bytes a bank holds after a copy, header included, or FAILED. */
    private int copiedSize() {
        int size = HEADER + RECORD_HEAD;
        for (int i = 0; i < keys.length; i++) {
            if (committed(i) >= 0) {
                if (readHead(active, committed(i)) != PortStatus.OK) {
                    return PortStatus.FAILED;
                }
                size += size(recordKind, recordLength);
            }
            if (staged(i) >= 0) {
                if (readHead(active, staged(i)) != PortStatus.OK) {
                    return PortStatus.FAILED;
                }
                size += size(recordKind, recordLength);
            } else if (staged(i) == REMOVED) {
                size += RECORD_HEAD;
            }
        }
        return size;
    }

    /**
     * Writes the other bank and makes it the active one. Until its magic is programmed the old bank
     * counts, from then on the new one; both hold the same committed values.
     *
     * @param keep false: the new bank is empty
     */
    private int switchBank(boolean keep) {
        int to = active == NO_BANK ? 0 : 1 - active;
        int status = eraseBank(to);
        if (status != PortStatus.OK) {
            return status;
        }
        int at = HEADER;
        // Committed values become one transaction, the open one keeps its number above it.
        int group = inTransaction ? number : number + 1;
        int open = group + 1;
        int records = 0;
        int openRecords = 0;
        if (keep) {
            for (int i = 0; i < keys.length; i++) {
                if (committed(i) >= 0) {
                    status = copyRecord(committed(i), to, at, group);
                    if (status < 0) {
                        return status;
                    }
                    at += status;
                    records++;
                }
            }
            if (records > 0) {
                if (writeRecord(to, at, COMMIT, records & 0xFFFF, group, words, 0, 0)
                        != PortStatus.OK) {
                    return PortStatus.FAILED;
                }
                at += RECORD_HEAD;
            }
            for (int i = 0; i < keys.length; i++) {
                if (staged(i) >= 0) {
                    status = copyRecord(staged(i), to, at, open);
                    if (status < 0) {
                        return status;
                    }
                    at += status;
                    openRecords++;
                } else if (staged(i) == REMOVED && committed(i) >= 0) {
                    if (writeRecord(to, at, REMOVE, keys[i], open, words, 0, 0) != PortStatus.OK) {
                        return PortStatus.FAILED;
                    }
                    at += RECORD_HEAD;
                    openRecords++;
                }
            }
        }
        status = writeHeader(to, sequence + 1);
        if (status != PortStatus.OK) {
            // The magic may be there all the same; then after a restart the new bank wins. Nothing
            // may be added to the old one before the new one is erased again.
            mustCopy = true;
            return status;
        }
        if (keep) {
            moveIndex();
        }
        int old = active;
        active = to;
        sequence++;
        head = at;
        number = inTransaction ? open : group;
        stagedRecords = openRecords;
        mustCopy = false;
        if (old != NO_BANK) {
            mustClose = true;
            // Not closed now is not lost: the next write tries again before anything else.
            closeOtherBank();
        }
        return PortStatus.OK;
    }

    /** Gives the index the places {@link #switchBank} copied to, walking in the same order. */
    private void moveIndex() {
        int at = HEADER;
        boolean any = false;
        for (int i = 0; i < keys.length; i++) {
            if (committed(i) >= 0) {
                int size = sizeAt(committed(i));
                commitAt(i, at);
                at += size;
                any = true;
            }
        }
        if (any) {
            at += RECORD_HEAD;
        }
        for (int i = 0; i < keys.length; i++) {
            if (staged(i) >= 0) {
                int size = sizeAt(staged(i));
                stageAt(i, at);
                at += size;
            } else if (staged(i) == REMOVED) {
                if (committed(i) >= 0) {
                    at += RECORD_HEAD;
                } else {
                    stageAt(i, NOTHING);
                }
            }
        }
    }

    /** Size of a record of the old bank; it was read a moment ago. */
    private int sizeAt(int at) {
        readHead(active, at);
        return size(recordKind, recordLength);
    }

    private int address(int at) {
        return active * bankSize + at;
    }

    // ---- Index ---------------------------------------------------------------------------------

    private void clearIndex() {
        for (int i = 0; i < keys.length; i++) {
            commitAt(i, NOTHING);
            stageAt(i, NOTHING);
        }
    }

    /** Address of the committed record, or NOTHING. */
    private int committed(int slot) {
        return unpacked(committed[slot]);
    }

    /** Address of the staged record, REMOVED or NOTHING. */
    private int staged(int slot) {
        return unpacked(staged[slot]);
    }

    private void commitAt(int slot, int at) {
        committed[slot] = packed(at);
    }

    private void stageAt(int slot, int at) {
        staged[slot] = packed(at);
    }

    /** Records start at words, behind a header that is longer than two of them. */
    private static char packed(int at) {
        return (char) (at < 0 ? -1 - at : at / WORD);
    }

    private static int unpacked(char packed) {
        return packed <= -1 - REMOVED ? -1 - packed : packed * WORD;
    }

    private boolean isFree(int slot) {
        return committed(slot) == NOTHING && staged(slot) == NOTHING;
    }

    private int find(int key) {
        for (int i = 0; i < keys.length; i++) {
            if (keys[i] == key && !isFree(i)) {
                return i;
            }
        }
        return NOTHING;
    }

    private int findFree() {
        for (int i = 0; i < keys.length; i++) {
            if (isFree(i)) {
                return i;
            }
        }
        return NOTHING;
    }

    private void applyStaged() {
        for (int i = 0; i < keys.length; i++) {
            int at = staged(i);
            if (at != NOTHING) {
                commitAt(i, at == REMOVED ? NOTHING : at);
                stageAt(i, NOTHING);
            }
        }
    }

    private void dropStaged() {
        for (int i = 0; i < keys.length; i++) {
            stageAt(i, NOTHING);
        }
    }

    private static boolean isKey(int key) {
        return key >= 0 && key <= 0xFFFF;
    }
}
