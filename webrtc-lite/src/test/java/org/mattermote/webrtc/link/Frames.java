package org.mattermote.webrtc.link;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Frames and the bytes on the wire, written another way than the link does it. */
public final class Frames {
    private Frames() {}

    private static int crc(byte[] bytes, int length) {
        int crc = 0xFFFF;
        for (int i = 0; i < length; i++) {
            crc ^= bytes[i] & 0xFF;
            for (int k = 0; k < 8; k++) {
                crc = (crc & 1) != 0 ? crc >> 1 ^ 0x8408 : crc >> 1;
            }
        }
        return crc ^ 0xFFFF;
    }

    /** With checksum, stuffed, and the 0 behind it. */
    public static byte[] encode(byte[] body) {
        byte[] whole = Arrays.copyOf(body, body.length + 2);
        int crc = crc(body, body.length);
        whole[body.length] = (byte) crc;
        whole[body.length + 1] = (byte) (crc >> 8);
        byte[] out = new byte[whole.length + 2];
        int code = 0;
        int at = 1;
        for (byte b : whole) {
            if (b == 0) {
                out[code] = (byte) (at - code);
                code = at++;
            } else {
                out[at++] = b;
            }
        }
        out[code] = (byte) (at - code);
        return out;
    }

    /** The bodies of the frames in these bytes; null for each that is none. */
    public static List<byte[]> decode(byte[] wire) {
        List<byte[]> bodies = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < wire.length; i++) {
            if (wire[i] == 0) {
                if (i > from) {
                    bodies.add(body(wire, from, i));
                }
                from = i + 1;
            }
        }
        return bodies;
    }

    private static byte[] body(byte[] wire, int from, int to) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int at = from;
        while (at < to) {
            int code = wire[at] & 0xFF;
            if (at + code > to) {
                return null;
            }
            out.write(wire, at + 1, code - 1);
            at += code;
            if (at < to && code < 0xFF) {
                out.write(0);
            }
        }
        byte[] whole = out.toByteArray();
        int length = whole.length - 2;
        boolean right =
                length > 0
                        && crc(whole, length)
                                == (whole[length] & 0xFF | (whole[length + 1] & 0xFF) << 8);
        return right ? Arrays.copyOf(whole, length) : null;
    }
}
