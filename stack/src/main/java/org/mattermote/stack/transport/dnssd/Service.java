package org.mattermote.stack.transport.dnssd;

import org.mattermote.stack.mem.Slot;
import org.mattermote.stack.mem.SlotState;

/**
 * One advertised service: what it is called and what it says. Filled between {@code take} and
 * {@code publish} of {@link MdnsResponder}; to change a published one other than by its TXT values,
 * withdraw it and take another.
 *
 * <pre>
 *  state       event                  next        what is sent
 *  FREE        take                   FILLING
 *  FILLING     publish                ANNOUNCING  first announcement at the next poll
 *  ANNOUNCING  1 s passed             ACTIVE      second announcement
 *  ACTIVE      publish, new address   ANNOUNCING  announcements again
 *  any         withdraw               FREE        goodbye, if it was published
 * </pre>
 *
 * <pre>
 *  0               SUBTYPES                            txtAt()
 *  | instance name | sub-type labels, each behind its | TXT data as on the wire: each
 *  |               | length byte                      | string behind its length byte
 * </pre>
 *
 * No probing: instance names are random or global identifiers (Matter core 4.3).
 */
public final class Service extends Slot {
    /** {@code _matterc._udp}: a node that can be commissioned. */
    public static final int COMMISSIONABLE = 0;

    /** {@code _matter._tcp}: a node of a fabric, whether it speaks TCP or not. */
    public static final int OPERATIONAL = 1;

    public static final int FREE = 0;
    public static final int FILLING = 1;
    public static final int ANNOUNCING = 2;
    public static final int ACTIVE = 3;

    public static final int SUBTYPES_MAX = 5;

    /** Two 16-digit numbers with a hyphen, Matter's longest instance name. */
    static final int INSTANCE_LENGTH_MAX = 33;

    /** Where the sub-types begin. */
    static final int SUBTYPES = INSTANCE_LENGTH_MAX;

    /** {@code _L4095 _S15 _V65535 _T4294967295 _CM} with their length bytes. */
    static final int COMMISSIONABLE_SUBTYPE_BYTES = 7 + 5 + 8 + 13 + 4;

    /** {@code _I} and 16 digits. */
    static final int OPERATIONAL_SUBTYPE_BYTES = 19;

    /** SII, SAI, SAT, T and ICD at their longest, each behind its length byte. */
    static final int OPERATIONAL_TXT_BYTES = 12 + 12 + 10 + 4 + 6;

    long announceAt;

    /** Names and text, laid out as above. */
    final byte[] bytes;

    char txtLength;
    char port;

    /** Position among all services of the responder. */
    final char number;

    final byte type;
    byte instanceLength;
    byte subtypeCount;
    byte subtypeBytes;
    byte state = FREE;
    byte announcementsLeft;
    private boolean overflow;

    /**
     * @param txtBytes the longest TXT data it has room for
     */
    Service(int type, int number, int txtBytes) {
        this.type = (byte) type;
        this.number = (char) number;
        bytes = new byte[txtAt() + txtBytes];
    }

    /** Where the TXT data begin. */
    int txtAt() {
        return SUBTYPES
                + (type == COMMISSIONABLE
                        ? COMMISSIONABLE_SUBTYPE_BYTES
                        : OPERATIONAL_SUBTYPE_BYTES);
    }

    /** COMMISSIONABLE or OPERATIONAL. */
    public int type() {
        return type;
    }

    public int state() {
        return state;
    }

    public boolean isPublished() {
        return state >= ANNOUNCING;
    }

    /** Everything filled in and nothing too long. */
    boolean isComplete() {
        return instanceLength > 0 && port > 0 && !overflow;
    }

    @Override
    protected void clear() {
        state = FREE;
        instanceLength = 0;
        subtypeCount = 0;
        subtypeBytes = 0;
        port = 0;
        announcementsLeft = 0;
        announceAt = 0;
        overflow = false;
        clearTxt();
    }

    /** UDP (and TCP) port of the SRV record, 1..65535. */
    public void port(int port) {
        this.port = (char) port;
    }

    /** Starts the instance name over. */
    public void clearInstance() {
        instanceLength = 0;
    }

    /** Appends 16 upper-case hexadecimal digits to the instance name. */
    public void instanceHex(long value) {
        if (instanceLength + 16 > INSTANCE_LENGTH_MAX) {
            overflow = true;
            return;
        }
        instanceLength = (byte) Digits.hex(value, bytes, instanceLength);
    }

    /** Appends one character to the instance name. */
    public void instanceByte(int character) {
        if (instanceLength + 1 > INSTANCE_LENGTH_MAX) {
            overflow = true;
            return;
        }
        bytes[instanceLength++] = (byte) character;
    }

    /** Adds a sub-type without a value, such as {@code _CM}. */
    public void subtype(byte[] prefix) {
        int at = beginSubtype(prefix, 0);
        if (at >= 0) {
            endSubtype(at);
        }
    }

    /** Adds a sub-type with an unsigned decimal value, such as {@code _L3840}. */
    public void subtypeDecimal(byte[] prefix, long value) {
        int at = beginSubtype(prefix, Digits.decimalLength(value));
        if (at >= 0) {
            endSubtype(Digits.decimal(value, bytes, at));
        }
    }

    /** Adds a sub-type with a value of 16 upper-case hexadecimal digits, such as {@code _I…}. */
    public void subtypeHex(byte[] prefix, long value) {
        int at = beginSubtype(prefix, 16);
        if (at >= 0) {
            endSubtype(Digits.hex(value, bytes, at));
        }
    }

    private int beginSubtype(byte[] prefix, int valueLength) {
        int length = prefix.length + valueLength;
        int at = SUBTYPES + subtypeBytes;
        if (subtypeCount == SUBTYPES_MAX || at + 1 + length > txtAt()) {
            overflow = true;
            return DnssdStatus.FULL;
        }
        bytes[at] = (byte) length;
        System.arraycopy(prefix, 0, bytes, at + 1, prefix.length);
        return at + 1 + prefix.length;
    }

    private void endSubtype(int end) {
        subtypeBytes = (byte) (end - SUBTYPES);
        subtypeCount++;
    }

    /** Where the length byte of sub-type {@code k} stands. */
    int subtypeAt(int k) {
        int at = SUBTYPES;
        for (int i = 0; i < k; i++) {
            at += 1 + bytes[at];
        }
        return at;
    }

    /** Starts the TXT record over: one empty string (RFC 6763 6.1). */
    public void clearTxt() {
        txtLength = 0;
    }

    /** Adds {@code key=value}, the value an unsigned decimal number. */
    public void txtDecimal(byte[] key, long value) {
        int at = beginTxt(key, Digits.decimalLength(value));
        if (at >= 0) {
            endTxt(Digits.decimal(value, bytes, at));
        }
    }

    /** Adds {@code key=first+second}, both decimal. */
    public void txtDecimalPair(byte[] key, long first, long second) {
        int at = beginTxt(key, Digits.decimalLength(first) + 1 + Digits.decimalLength(second));
        if (at >= 0) {
            int plus = Digits.decimal(first, bytes, at);
            bytes[plus] = '+';
            endTxt(Digits.decimal(second, bytes, plus + 1));
        }
    }

    /** Adds {@code key=value}, the value as it stands. */
    public void txtBytes(byte[] key, byte[] value, int offset, int length) {
        int at = beginTxt(key, length);
        if (at >= 0) {
            System.arraycopy(value, offset, bytes, at, length);
            endTxt(at + length);
        }
    }

    /** Adds {@code key=value}, the value two upper-case hexadecimal digits a byte. */
    public void txtHex(byte[] key, byte[] value, int offset, int length) {
        int at = beginTxt(key, 2 * length);
        if (at >= 0) {
            for (int i = 0; i < length; i++) {
                at = Digits.hexByte(value[offset + i], bytes, at);
            }
            endTxt(at);
        }
    }

    private int beginTxt(byte[] key, int valueLength) {
        int length = key.length + 1 + valueLength;
        int at = txtAt() + txtLength;
        if (length > 255 || at + 1 + length > bytes.length) {
            overflow = true;
            return DnssdStatus.FULL;
        }
        bytes[at] = (byte) length;
        System.arraycopy(key, 0, bytes, at + 1, key.length);
        bytes[at + 1 + key.length] = '=';
        return at + 1 + key.length + 1;
    }

    private void endTxt(int end) {
        txtLength = (char) (end - txtAt());
    }

    @Override
    protected void state(SlotState state) {
        announceAt = state.wide(announceAt);
        state.bytes(bytes);
        txtLength = (char) state.integer(txtLength);
        port = (char) state.integer(port);
        instanceLength = (byte) state.integer(instanceLength);
        subtypeCount = (byte) state.integer(subtypeCount);
        subtypeBytes = (byte) state.integer(subtypeBytes);
        this.state = (byte) state.integer(this.state);
        announcementsLeft = (byte) state.integer(announcementsLeft);
        overflow = state.flag(overflow);
    }
}
