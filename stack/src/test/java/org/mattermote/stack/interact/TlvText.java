package org.mattermote.stack.interact;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvType;
import org.mattermote.stack.codec.TlvWriter;

/**
 * TLV as text, both ways: {@code {tag:value,…}} a structure, {@code <tag:value,…>} a list, {@code
 * [value,…]} an array, {@code 5} unsigned, {@code +5} and {@code -5} signed, {@code 'text'}, {@code
 * x00ff} bytes, {@code true}, {@code false}, {@code null}.
 */
final class TlvText {
    private final String text;
    private int at;
    private final TlvWriter w = new TlvWriter();

    private TlvText(String text) {
        this.text = text;
    }

    static byte[] bytes(String text) {
        byte[] buffer = new byte[8192];
        TlvText parser = new TlvText(text);
        parser.w.wrap(buffer, 0, buffer.length);
        parser.value(TlvTag.ANONYMOUS);
        if (parser.at != text.length() || parser.w.overflowed()) {
            throw new IllegalArgumentException(text + " at " + parser.at);
        }
        return Arrays.copyOf(buffer, parser.w.position());
    }

    static String text(byte[] bytes) {
        TlvReader r = new TlvReader();
        r.wrap(bytes, 0, bytes.length);
        if (r.next() != CodecStatus.OK || r.elementEnd() != bytes.length) {
            throw new IllegalArgumentException(HexFormat.of().formatHex(bytes));
        }
        StringBuilder out = new StringBuilder();
        print(r, out);
        return out.toString();
    }

    private static void print(TlvReader r, StringBuilder out) {
        switch (r.type()) {
            case TlvType.SIGNED -> out.append(r.value() >= 0 ? "+" : "").append(r.value());
            case TlvType.UNSIGNED -> out.append(Long.toUnsignedString(r.value()));
            case TlvType.BOOL -> out.append(r.boolValue());
            case TlvType.NULL -> out.append("null");
            case TlvType.UTF8 ->
                    out.append("'")
                            .append(
                                    new String(
                                            r.array(),
                                            r.dataOffset(),
                                            r.dataLength(),
                                            StandardCharsets.UTF_8))
                            .append("'");
            case TlvType.BYTES ->
                    out.append("x")
                            .append(
                                    HexFormat.of()
                                            .formatHex(
                                                    r.array(),
                                                    r.dataOffset(),
                                                    r.dataOffset() + r.dataLength()));
            case TlvType.STRUCT -> container(r, out, '{', '}');
            case TlvType.ARRAY -> container(r, out, '[', ']');
            case TlvType.LIST -> container(r, out, '<', '>');
            default -> throw new IllegalArgumentException("type " + r.type());
        }
    }

    private static void container(TlvReader r, StringBuilder out, char open, char close) {
        out.append(open);
        r.enter();
        int status = r.next();
        boolean first = true;
        while (status == CodecStatus.OK) {
            if (!first) {
                out.append(',');
            }
            first = false;
            if (open != '[') {
                out.append(r.tag()).append(':');
            }
            print(r, out);
            status = r.next();
        }
        if (status != CodecStatus.END) {
            throw new IllegalArgumentException("status " + status + " in " + out);
        }
        r.exit();
        out.append(close);
    }

    private void value(int tag) {
        char c = text.charAt(at);
        if (c == '{') {
            w.startStruct(tag);
            members('}', true);
        } else if (c == '<') {
            w.startList(tag);
            members('>', true);
        } else if (c == '[') {
            w.startArray(tag);
            members(']', false);
        } else if (c == '\'') {
            int end = text.indexOf('\'', at + 1);
            byte[] utf8 = text.substring(at + 1, end).getBytes(StandardCharsets.UTF_8);
            w.putUtf8(tag, utf8, 0, utf8.length);
            at = end + 1;
        } else {
            int end = at;
            while (end < text.length() && ",]}>".indexOf(text.charAt(end)) < 0) {
                end++;
            }
            word(tag, text.substring(at, end));
            at = end;
        }
    }

    private void word(int tag, String word) {
        if (word.equals("null")) {
            w.putNull(tag);
        } else if (word.equals("true") || word.equals("false")) {
            w.putBool(tag, word.equals("true"));
        } else if (word.startsWith("x")) {
            byte[] b = HexFormat.of().parseHex(word.substring(1));
            w.putBytes(tag, b, 0, b.length);
        } else if (word.startsWith("-") || word.startsWith("+")) {
            w.putSigned(tag, Long.parseLong(word));
        } else {
            w.putUnsigned(tag, Long.parseUnsignedLong(word));
        }
    }

    private void members(char close, boolean tagged) {
        at++;
        while (text.charAt(at) != close) {
            int tag = TlvTag.ANONYMOUS;
            if (tagged) {
                int colon = text.indexOf(':', at);
                tag = Integer.parseInt(text.substring(at, colon));
                at = colon + 1;
            }
            value(tag);
            if (text.charAt(at) == ',') {
                at++;
            }
        }
        at++;
        w.endContainer();
    }
}
