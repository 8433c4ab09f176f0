package org.mattermote.stack.sim;

import java.util.Arrays;
import java.util.function.Consumer;
import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;

/** Structures of handshake messages, written and read in one line. */
public final class Tlv {
    private Tlv() {}

    /** An anonymous structure with the members that {@code body} writes. */
    public static byte[] struct(Consumer<TlvWriter> body) {
        TlvWriter out = new TlvWriter();
        out.wrap(new byte[8192], 0, 8192);
        out.startStruct(TlvTag.ANONYMOUS);
        body.accept(out);
        out.endContainer();
        return Arrays.copyOf(out.array(), out.position());
    }

    public static void bytes(TlvWriter out, int tag, byte[] value) {
        out.putBytes(tag, value, 0, value.length);
    }

    /** Byte string with this context tag, or null. */
    public static byte[] bytes(byte[] struct, int tag) {
        TlvReader reader = find(struct, tag);
        return reader == null || reader.bytes(0, 4096) < 0
                ? null
                : Arrays.copyOfRange(
                        struct, reader.dataOffset(), reader.dataOffset() + reader.dataLength());
    }

    /** Unsigned 16-bit member, negative when it is missing. */
    public static int u16(byte[] struct, int tag) {
        TlvReader reader = find(struct, tag);
        return reader == null ? -1 : reader.u16();
    }

    /** Reader on the member with this tag, or null. */
    public static TlvReader find(byte[] struct, int tag) {
        TlvReader reader = new TlvReader();
        reader.wrap(struct, 0, struct.length);
        return reader.next() == CodecStatus.OK
                        && reader.enter() == CodecStatus.OK
                        && reader.find(tag) == CodecStatus.OK
                ? reader
                : null;
    }

    /** The structure with the member of this tag left out. */
    public static byte[] without(byte[] struct, int tag) {
        return with(struct, tag, new byte[0]);
    }

    /** The structure with other bytes in place of the member of this tag. */
    public static byte[] with(byte[] struct, int tag, byte[] element) {
        TlvReader reader = find(struct, tag);
        return Oracle.concat(
                Arrays.copyOf(struct, reader.elementOffset()),
                element,
                Arrays.copyOfRange(struct, reader.elementEnd(), struct.length));
    }

    /** One member alone, to be put {@link #with} others. */
    public static byte[] member(Consumer<TlvWriter> body) {
        byte[] struct = struct(body);
        return Arrays.copyOfRange(struct, 1, struct.length - 1);
    }

    /** The structure with another member at its end. */
    public static byte[] and(byte[] struct, byte[] element) {
        return Oracle.concat(Arrays.copyOf(struct, struct.length - 1), element, new byte[] {0x18});
    }
}
