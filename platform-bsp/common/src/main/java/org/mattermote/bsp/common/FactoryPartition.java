package org.mattermote.bsp.common;

import org.mattermote.stack.port.CryptoPort;
import org.mattermote.stack.port.DeviceDataPort;
import org.mattermote.stack.port.PortStatus;

/**
 * Factory data as it lies in flash, read where it lies: {@code mote factory-data} writes it, the
 * factory programs it as it is. It signs with the attestation key in it, read for each signature; a
 * platform whose chip keeps the key overrides that.
 *
 * <pre>
 *   0  magic     4 bytes "MMFD"
 *   4  version   16 bits, little-endian as all numbers
 *   6  items     16 bits, how many
 *   8  length    32 bits, bytes of all items
 *  12  CRC-32    of bytes 0 to 11 and of all items
 *  16  items     each: 16 bits number ({@link FactoryItem}), 16 bits length, the value
 * </pre>
 *
 * <p>An item of unknown number is passed over: what a later version adds, an earlier one can live
 * without, or the version is another. Items come in any order. The partition begins with the first
 * page and may go over several.
 *
 * <p>Memory: about 300 bytes.
 */
public class FactoryPartition implements DeviceDataPort {
    /** Layout version this class reads. */
    public static final int VERSION = 1;

    /** Bytes before the first item. */
    public static final int HEAD = 16;

    /** Bytes before the value of an item. */
    public static final int ITEM_HEAD = 4;

    /** The bytes "MMFD". */
    public static final int MAGIC = 0x44464D4D;

    /** Longest partition, bytes. */
    public static final int MAX_LENGTH = 0xFFFF;

    /** Longest certificate or declaration, bytes. */
    public static final int MAX_CERTIFICATE = 600;

    public static final int SALT_MIN = 16;
    public static final int SALT_MAX = 32;
    public static final int VERIFIER_LENGTH = 97;
    public static final int KEY_LENGTH = 32;
    public static final int ENABLE_KEY_LENGTH = 16;
    public static final int MIN_ITERATIONS = 1000;
    public static final int MAX_ITERATIONS = 100_000;
    public static final int MAX_DISCRIMINATOR = 4095;

    /** Longest label and longest value of a fixed label, bytes. */
    public static final int MAX_LABEL = 16;

    /** Bytes of a fixed label before its text. */
    public static final int LABEL_HEAD = 3;

    private static final int TEXTS = DeviceDataPort.TEXT_PRODUCT_LABEL + 1;
    private static final int SINGLE_ITEMS = FactoryItem.TEXT + TEXTS;
    private static final int CRC_AT = 12;
    private static final int CHUNK = 64;

    /** Longest text of each kind, bytes (Matter core 11.1.5). */
    private static final int[] TEXT_LIMITS = {32, 32, 32, 32, 64, 64, 16, 32, 256, 64};

    private final Flash flash;
    // Of item i the place of its value and its length; 0 where there is none.
    private final char[] places = new char[SINGLE_ITEMS];
    private final char[] lengths = new char[SINGLE_ITEMS];

    private final byte[] chunk = new byte[CHUNK];
    private final byte[] key = new byte[KEY_LENGTH];
    private int end;

    public FactoryPartition(Flash flash) {
        this.flash = flash;
    }

    /** Longest text of this kind that Basic Information takes, bytes. */
    public static int textLimit(int text) {
        return TEXT_LIMITS[text];
    }

    /**
     * Reads and checks all of it; before this there are no items.
     *
     * @return {@link FactoryFlaw#NONE}, or what is wrong: the device must not start then
     */
    public int open() {
        clear();
        int flaw = check();
        if (flaw != FactoryFlaw.NONE) {
            clear();
        }
        // The key went through it.
        for (int i = 0; i < CHUNK; i++) {
            chunk[i] = 0;
        }
        return flaw;
    }

    private void clear() {
        end = HEAD;
        for (int i = 0; i < SINGLE_ITEMS; i++) {
            places[i] = 0;
            lengths[i] = 0;
        }
    }

    private int check() {
        if (read(0, chunk, 0, HEAD) != PortStatus.OK) {
            return FactoryFlaw.UNREADABLE;
        }
        if (u32(chunk, 0) != MAGIC) {
            return FactoryFlaw.MAGIC;
        }
        if (u16(chunk, 4) != VERSION) {
            return FactoryFlaw.VERSION;
        }
        int items = u16(chunk, 6);
        int length = u32(chunk, 8);
        if (length < 0
                || length > MAX_LENGTH - HEAD
                || length > flash.pageCount() * flash.pageSize() - HEAD) {
            return FactoryFlaw.LENGTH;
        }
        int flaw = checksum(HEAD + length);
        if (flaw != FactoryFlaw.NONE) {
            return flaw;
        }
        end = HEAD + length;
        int at = HEAD;
        for (int i = 0; i < items && flaw == FactoryFlaw.NONE; i++) {
            flaw = item(at);
            at += ITEM_HEAD + u16(chunk, 2);
        }
        if (flaw != FactoryFlaw.NONE) {
            return flaw;
        }
        return at == end ? complete() : FactoryFlaw.LENGTH;
    }

    /** Of the bytes up to {@code until}; their head is in the chunk. */
    private int checksum(int until) {
        int wanted = u32(chunk, CRC_AT);
        int running = Crc32.update(Crc32.START, chunk, 0, CRC_AT);
        int at = HEAD;
        while (at < until) {
            int part = Math.min(CHUNK, until - at);
            if (read(at, chunk, 0, part) != PortStatus.OK) {
                return FactoryFlaw.UNREADABLE;
            }
            running = Crc32.update(running, chunk, 0, part);
            at += part;
        }
        return Crc32.end(running) == wanted ? FactoryFlaw.NONE : FactoryFlaw.CHECKSUM;
    }

    /** Takes the item at {@code at} in; its head is in the chunk then. */
    private int item(int at) {
        if (at + ITEM_HEAD > end) {
            return FactoryFlaw.LENGTH;
        }
        if (read(at, chunk, 0, ITEM_HEAD) != PortStatus.OK) {
            return FactoryFlaw.UNREADABLE;
        }
        int number = u16(chunk, 0);
        int length = u16(chunk, 2);
        int value = at + ITEM_HEAD;
        if (value + length > end) {
            return FactoryFlaw.LENGTH;
        }
        if (number == FactoryItem.FIXED_LABEL) {
            return label(value, length);
        }
        if (!isKnown(number)) {
            return FactoryFlaw.NONE;
        }
        if (places[number] != 0) {
            return FactoryFlaw.TWICE;
        }
        if (!isLength(number, length)) {
            return FactoryFlaw.ITEM;
        }
        places[number] = (char) value;
        lengths[number] = (char) length;
        return FactoryFlaw.NONE;
    }

    /** A fixed label; the head of its item stays in the chunk. */
    private int label(int value, int length) {
        if (length < LABEL_HEAD || length > LABEL_HEAD + 2 * MAX_LABEL) {
            return FactoryFlaw.ITEM;
        }
        if (read(value, chunk, ITEM_HEAD, LABEL_HEAD) != PortStatus.OK) {
            return FactoryFlaw.UNREADABLE;
        }
        int label = chunk[ITEM_HEAD + 2] & 0xFF;
        int rest = length - LABEL_HEAD - label;
        return label > MAX_LABEL || rest < 0 || rest > MAX_LABEL
                ? FactoryFlaw.ITEM
                : FactoryFlaw.NONE;
    }

    private static boolean isKnown(int number) {
        return number >= FactoryItem.VENDOR_ID && number <= FactoryItem.ENABLE_KEY
                || number >= FactoryItem.TEXT && number < SINGLE_ITEMS;
    }

    private static boolean isLength(int number, int length) {
        switch (number) {
            case FactoryItem.VENDOR_ID:
            case FactoryItem.PRODUCT_ID:
            case FactoryItem.DISCRIMINATOR:
            case FactoryItem.HARDWARE_VERSION:
                return length == 2;
            case FactoryItem.VERIFIER_ITERATIONS:
                return length == 4;
            case FactoryItem.VERIFIER_SALT:
                return length >= SALT_MIN && length <= SALT_MAX;
            case FactoryItem.VERIFIER:
                return length == VERIFIER_LENGTH;
            case FactoryItem.DAC:
            case FactoryItem.PAI:
            case FactoryItem.CERTIFICATION_DECLARATION:
                return length > 0 && length <= MAX_CERTIFICATE;
            case FactoryItem.ATTESTATION_KEY:
                return length == KEY_LENGTH;
            case FactoryItem.ENABLE_KEY:
                return length == ENABLE_KEY_LENGTH;
            default:
                return length > 0 && length <= TEXT_LIMITS[number - FactoryItem.TEXT];
        }
    }

    private int complete() {
        for (int i = FactoryItem.VENDOR_ID; i <= FactoryItem.ATTESTATION_KEY; i++) {
            if (places[i] == 0) {
                return FactoryFlaw.MISSING;
            }
        }
        if (places[FactoryItem.TEXT + TEXT_VENDOR_NAME] == 0
                || places[FactoryItem.TEXT + TEXT_PRODUCT_NAME] == 0) {
            return FactoryFlaw.MISSING;
        }
        int iterations = verifierIterations();
        return discriminator() > MAX_DISCRIMINATOR
                        || iterations < MIN_ITERATIONS
                        || iterations > MAX_ITERATIONS
                ? FactoryFlaw.ITEM
                : FactoryFlaw.NONE;
    }

    /** Reads over the ends of pages. */
    private int read(int from, byte[] out, int offset, int length) {
        int pageSize = flash.pageSize();
        int done = 0;
        while (done < length) {
            int page = (from + done) / pageSize;
            int at = (from + done) % pageSize;
            int part = Math.min(length - done, pageSize - at);
            if (page >= flash.pageCount()
                    || flash.read(page, at, out, offset + done, part) != PortStatus.OK) {
                return PortStatus.FAILED;
            }
            done += part;
        }
        return PortStatus.OK;
    }

    private static int u16(byte[] bytes, int at) {
        return bytes[at] & 0xFF | (bytes[at + 1] & 0xFF) << 8;
    }

    private static int u32(byte[] bytes, int at) {
        return u16(bytes, at) | u16(bytes, at + 2) << 16;
    }

    private int number(int item) {
        if (places[item] == 0 || read(places[item], chunk, 0, 2) != PortStatus.OK) {
            return 0;
        }
        return u16(chunk, 0);
    }

    private int copy(int item, byte[] out, int offset, int capacity) {
        int length = lengths[item];
        if (length == 0) {
            return PortStatus.NONE;
        }
        if (length > capacity) {
            return PortStatus.TOO_SMALL;
        }
        int status = read(places[item], out, offset, length);
        return status == PortStatus.OK ? length : status;
    }

    @Override
    public int signWithAttestationKey(
            CryptoPort crypto,
            byte[] hash,
            int hashOffset,
            byte[] extra,
            int extraOffset,
            byte[] signature,
            int signatureOffset) {
        int length = copy(FactoryItem.ATTESTATION_KEY, key, 0, KEY_LENGTH);
        return length != KEY_LENGTH
                ? PortStatus.FAILED
                : crypto.startSign(
                        key, 0, hash, hashOffset, extra, extraOffset, signature, signatureOffset);
    }

    @Override
    public int vendorId() {
        return number(FactoryItem.VENDOR_ID);
    }

    @Override
    public int productId() {
        return number(FactoryItem.PRODUCT_ID);
    }

    @Override
    public int hardwareVersion() {
        return number(FactoryItem.HARDWARE_VERSION);
    }

    @Override
    public int softwareVersion() {
        return Software.VERSION;
    }

    @Override
    public int discriminator() {
        return number(FactoryItem.DISCRIMINATOR);
    }

    @Override
    public int text(int item, byte[] out, int offset, int capacity) {
        if (item < 0 || item >= TEXTS) {
            return PortStatus.NONE;
        }
        if (item != TEXT_SOFTWARE_VERSION) {
            return copy(FactoryItem.TEXT + item, out, offset, capacity);
        }
        if (Software.TEXT.length > capacity) {
            return PortStatus.TOO_SMALL;
        }
        System.arraycopy(Software.TEXT, 0, out, offset, Software.TEXT.length);
        return Software.TEXT.length;
    }

    @Override
    public int certificate(int type, byte[] out, int offset, int capacity) {
        switch (type) {
            case CERTIFICATE_DAC:
                return copy(FactoryItem.DAC, out, offset, capacity);
            case CERTIFICATE_PAI:
                return copy(FactoryItem.PAI, out, offset, capacity);
            case CERTIFICATION_DECLARATION:
                return copy(FactoryItem.CERTIFICATION_DECLARATION, out, offset, capacity);
            default:
                return PortStatus.NONE;
        }
    }

    @Override
    public int verifierIterations() {
        int place = places[FactoryItem.VERIFIER_ITERATIONS];
        return place == 0 || read(place, chunk, 0, 4) != PortStatus.OK ? 0 : u32(chunk, 0);
    }

    @Override
    public int verifierSalt(byte[] out, int offset, int capacity) {
        return copy(FactoryItem.VERIFIER_SALT, out, offset, capacity);
    }

    @Override
    public int verifier(byte[] out, int offset, int capacity) {
        return copy(FactoryItem.VERIFIER, out, offset, capacity);
    }

    @Override
    public int testEventKey(byte[] out, int offset, int capacity) {
        return copy(FactoryItem.ENABLE_KEY, out, offset, capacity);
    }

    @Override
    public int fixedLabel(int endpoint, int index, byte[] out, int offset, int capacity) {
        int left = index;
        int at = HEAD;
        while (at < end) {
            if (read(at, chunk, 0, ITEM_HEAD) != PortStatus.OK) {
                return PortStatus.FAILED;
            }
            int number = u16(chunk, 0);
            int length = u16(chunk, 2);
            at += ITEM_HEAD;
            if (number == FactoryItem.FIXED_LABEL) {
                if (read(at, chunk, 0, LABEL_HEAD) != PortStatus.OK) {
                    return PortStatus.FAILED;
                }
                if (u16(chunk, 0) == endpoint && left-- == 0) {
                    return copyLabel(at + LABEL_HEAD, length - LABEL_HEAD, out, offset, capacity);
                }
            }
            at += length;
        }
        return PortStatus.NONE;
    }

    /** Label and value at {@code at}, whose head is in the chunk. */
    private int copyLabel(int at, int length, byte[] out, int offset, int capacity) {
        int label = chunk[2] & 0xFF;
        if (length > capacity) {
            return PortStatus.TOO_SMALL;
        }
        int status = read(at, out, offset, length);
        return status == PortStatus.OK ? label << 8 | length - label : status;
    }
}
