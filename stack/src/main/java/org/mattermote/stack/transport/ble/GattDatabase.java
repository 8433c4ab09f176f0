package org.mattermote.stack.transport.ble;

import org.mattermote.stack.mem.Bytes;

/**
 * The attributes a central finds (Bluetooth core, volume 3 part G; Matter core 4.19.4), in constant
 * tables. C3 is there only while there is additional data.
 *
 * <pre>
 * handle | type                | value
 * -------+---------------------+------------------------------------------
 *   1    | primary service     | GAP 0x1800
 *   2, 3 | characteristic      | device name 0x2A00, read
 *   4, 5 | characteristic      | appearance 0x2A01, read
 *   6    | primary service     | GATT 0x1801
 *   7    | primary service     | Matter 0xFFF6
 *   8, 9 | characteristic      | C1 18EE2EF5-263D-4559-959F-4F9C429F9D11, write
 *  10, 11| characteristic      | C2 18EE2EF5-263D-4559-959F-4F9C429F9D12, indicate
 *  12    | configuration       | of C2, read and write
 *  13, 14| characteristic      | C3 64630238-8772-45F2-B87D-748A83218F04, read
 * </pre>
 */
final class GattDatabase {
    static final int PRIMARY_SERVICE = 0x2800;
    static final int SECONDARY_SERVICE = 0x2801;
    static final int C1 = 9;
    static final int C2 = 11;
    static final int C2_CONFIGURATION = 12;
    private static final int C3 = 14;

    private static final int GAP_SERVICE = 1;
    private static final int GATT_SERVICE = 6;
    private static final int MATTER_SERVICE = 7;

    /** An attribute's type is 128 bits long and 3 bytes into its entry's stretch of VALUES. */
    private static final int LONG_TYPE = 0;

    private static final int UUID_LENGTH = 16;
    private static final int NO_SHORT_FORM = -1;

    /** Of handle 1 on: type u16, offset u8 and length u8 of the value in VALUES. */
    private static final int[] ATTRIBUTES = {
        0x28000002, // GAP
        0x28030205,
        0x2A000706, // device name
        0x28030D05,
        0x2A011202, // appearance
        0x28001402, // GATT
        0x28001602, // Matter
        0x28031813,
        0x00001B00, // C1
        0x28032B13,
        0x00002E00, // C2
        0x29020000, // its configuration
        0x28033E13,
        0x00004100 // C3
    };

    private static final byte[] VALUES = {
        // 0x00
        0x00,
        0x18,
        // 0x02
        0x02,
        3,
        0,
        0x00,
        0x2A,
        // 0x07
        'M',
        'a',
        't',
        't',
        'e',
        'r',
        // 0x0D
        0x02,
        5,
        0,
        0x01,
        0x2A,
        // 0x12
        0,
        0,
        // 0x14
        0x01,
        0x18,
        // 0x16
        (byte) 0xF6,
        (byte) 0xFF,
        // 0x18, type of C1 from 0x1B
        0x08,
        9,
        0, //
        0x11,
        (byte) 0x9D,
        (byte) 0x9F,
        0x42,
        (byte) 0x9C,
        0x4F,
        (byte) 0x9F,
        (byte) 0x95, //
        0x59,
        0x45,
        0x3D,
        0x26,
        (byte) 0xF5,
        0x2E,
        (byte) 0xEE,
        0x18,
        // 0x2B, type of C2 from 0x2E
        0x20,
        11,
        0, //
        0x12,
        (byte) 0x9D,
        (byte) 0x9F,
        0x42,
        (byte) 0x9C,
        0x4F,
        (byte) 0x9F,
        (byte) 0x95, //
        0x59,
        0x45,
        0x3D,
        0x26,
        (byte) 0xF5,
        0x2E,
        (byte) 0xEE,
        0x18,
        // 0x3E, type of C3 from 0x41
        0x02,
        14,
        0, //
        0x04,
        (byte) 0x8F,
        0x21,
        (byte) 0x83,
        (byte) 0x8A,
        0x74,
        0x7D,
        (byte) 0xB8, //
        (byte) 0xF2,
        0x45,
        0x72,
        (byte) 0x87,
        0x38,
        0x02,
        0x63,
        0x64
    };

    /** Bluetooth's base UUID up to the 16 bits that differ; after them come two zeros. */
    private static final byte[] BASE_UUID = {
        (byte) 0xFB, 0x34, (byte) 0x9B, 0x5F, (byte) 0x80, 0, 0, (byte) 0x80, 0, 0x10, 0, 0
    };

    /** Null for none. */
    private byte[] additionalData;

    private boolean isAdditionalDataPresent;

    /** The value of C3; the array is kept. Null for no C3. */
    void setAdditionalData(byte[] data) {
        additionalData = data;
    }

    /** Whether C3 may be there. */
    void setAdditionalDataPresent(boolean present) {
        isAdditionalDataPresent = present;
    }

    boolean hasAdditionalData() {
        return additionalData != null && isAdditionalDataPresent;
    }

    int lastHandle() {
        return hasAdditionalData() ? C3 : C2_CONFIGURATION;
    }

    boolean isReadable(int handle) {
        return handle != C1 && handle != C2;
    }

    /** The last handle of the service that begins at {@code handle}; else the handle itself. */
    int groupEnd(int handle) {
        switch (handle) {
            case GAP_SERVICE:
                return GATT_SERVICE - 1;
            case MATTER_SERVICE:
                return lastHandle();
            default:
                return handle;
        }
    }

    /** 0 if the type has no short form. */
    int shortType(int handle) {
        return ATTRIBUTES[handle - 1] >>> 16;
    }

    private static int valueAt(int handle) {
        return ATTRIBUTES[handle - 1] >>> 8 & 0xFF;
    }

    /** Bytes of the type's UUID in its shortest form, 2 or 16. */
    int typeLength(int handle) {
        return shortType(handle) == LONG_TYPE ? UUID_LENGTH : 2;
    }

    /** Writes the type's UUID and returns its length. */
    int putType(int handle, byte[] out, int at) {
        int length = typeLength(handle);
        if (length == 2) {
            Bytes.putU16le(out, at, shortType(handle));
        } else {
            System.arraycopy(VALUES, valueAt(handle), out, at, length);
        }
        return length;
    }

    /** The 16 bits of a UUID of 2 or 16 bytes; negative if it has no such form. */
    static int shortForm(byte[] uuid, int at, int length) {
        if (length == 2) {
            return Bytes.u16le(uuid, at);
        }
        boolean isBase =
                Bytes.equal(uuid, at, BASE_UUID, 0, BASE_UUID.length)
                        && Bytes.u16le(uuid, at + UUID_LENGTH - 2) == 0;
        return isBase ? Bytes.u16le(uuid, at + BASE_UUID.length) : NO_SHORT_FORM;
    }

    /** Whether the attribute's type is this UUID of 2 or 16 bytes. */
    boolean isType(int handle, byte[] uuid, int at, int length) {
        int type = shortType(handle);
        if (type != LONG_TYPE) {
            return type == shortForm(uuid, at, length);
        }
        return length == UUID_LENGTH && Bytes.equal(uuid, at, VALUES, valueAt(handle), length);
    }

    /** Whether the value, one that never changes, is this one. */
    boolean isValue(int handle, byte[] value, int at, int length) {
        int own = ATTRIBUTES[handle - 1] & 0xFF;
        return own != 0 && own == length && Bytes.equal(value, at, VALUES, valueAt(handle), own);
    }

    /**
     * Copies a value from its byte {@code from} on, at most {@code capacity} bytes.
     *
     * @param configuration value of C2's
     * @return the value's whole length
     */
    int read(int handle, int configuration, int from, byte[] out, int at, int capacity) {
        if (handle == C2_CONFIGURATION) {
            for (int i = from; i < 2 && i - from < capacity; i++) {
                out[at + i - from] = (byte) (configuration >>> 8 * i);
            }
            return 2;
        }
        boolean isAdditional = handle == C3;
        byte[] source = isAdditional ? additionalData : VALUES;
        int length = isAdditional ? source.length : ATTRIBUTES[handle - 1] & 0xFF;
        int count = Math.min(length - from, capacity);
        if (count > 0) {
            System.arraycopy(source, isAdditional ? from : valueAt(handle) + from, out, at, count);
        }
        return length;
    }
}
