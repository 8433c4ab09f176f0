package org.mattermote.app.light;

import java.io.ByteArrayOutputStream;
import org.mattermote.stack.codec.TlvTag;

/** TLV whose numbers take eight bytes and whose lengths take four, needed or not. */
final class LongForms {
    private static final int UNSIGNED_64 = 0x07;
    private static final int FALSE = 0x08;
    private static final int UTF8_32 = 0x0E;
    private static final int STRUCT = 0x15;
    private static final int ARRAY = 0x16;
    private static final int LIST = 0x17;
    private static final int END = 0x18;
    private static final int CONTEXT_TAG = 0x20;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private LongForms start(int type, int tag) {
        if (tag == TlvTag.ANONYMOUS) {
            out.write(type);
        } else {
            out.write(type | CONTEXT_TAG);
            out.write(tag);
        }
        return this;
    }

    LongForms struct(int tag) {
        return start(STRUCT, tag);
    }

    LongForms array(int tag) {
        return start(ARRAY, tag);
    }

    LongForms list(int tag) {
        return start(LIST, tag);
    }

    LongForms end() {
        out.write(END);
        return this;
    }

    LongForms bool(int tag, boolean value) {
        return start(FALSE + (value ? 1 : 0), tag);
    }

    LongForms number(int tag, long value) {
        start(UNSIGNED_64, tag);
        for (int i = 0; i < 8; i++) {
            out.write((int) (value >>> 8 * i));
        }
        return this;
    }

    LongForms text(int tag, byte[] text) {
        start(UTF8_32, tag);
        for (int i = 0; i < 4; i++) {
            out.write(text.length >>> 8 * i);
        }
        out.writeBytes(text);
        return this;
    }

    byte[] bytes() {
        return out.toByteArray();
    }
}
