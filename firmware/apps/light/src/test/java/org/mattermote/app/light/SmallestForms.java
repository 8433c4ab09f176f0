package org.mattermote.app.light;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Looks at the bytes of TLV (Matter core A.7): every number and every length is in the shortest
 * form there is. It reads for itself, since the reader of the stack hides the form.
 */
final class SmallestForms {
    private static final int END = 0x18;

    private final byte[] b;
    private int at;

    SmallestForms(byte[] tlv) {
        b = tlv;
    }

    void check() {
        int depth = 0;
        do {
            depth += element();
        } while (depth > 0);
        assertEquals(b.length, at);
    }

    /** One element; by how much deeper it is then. */
    private int element() {
        int control = b[at++] & 0xFF;
        if (control == END) {
            return -1;
        }
        int form = control >>> 5;
        assertTrue(form <= 1, "tag form " + form);
        at += form;
        int type = control & 0x1F;
        int size = 1 << (type & 3);
        if (type < 4) {
            long value = number(size) << 64 - 8 * size >> 64 - 8 * size;
            int bits = 4 * size;
            assertTrue(size == 1 || value << 64 - bits >> 64 - bits != value, this::what);
        } else if (type < 8) {
            unsigned(size);
        } else if (type >= 0x0C && type < 0x14) {
            int length = (int) unsigned(size);
            at += length;
        } else if (type == 0x0A) {
            at += 4;
        } else if (type == 0x0B) {
            at += 8;
        }
        return type >= 0x15 && type <= 0x17 ? 1 : 0;
    }

    /** A number that half the bytes would not hold. */
    private long unsigned(int size) {
        long value = number(size);
        assertTrue(size == 1 || value >>> 4 * size != 0, this::what);
        return value;
    }

    private String what() {
        return "a longer form than needed before byte " + at;
    }

    /** Little-endian. */
    private long number(int size) {
        long value = 0;
        for (int i = 0; i < size; i++) {
            value |= (b[at++] & 0xFFL) << 8 * i;
        }
        return value;
    }
}
