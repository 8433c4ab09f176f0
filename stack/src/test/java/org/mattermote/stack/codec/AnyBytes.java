package org.mattermote.stack.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.x509.TBSCertificate;

/**
 * What holds for any bytes that something reads, good ones or not. Each input lies at the very end
 * of its array, so a step beyond it is an exception.
 */
final class AnyBytes {
    private final TlvReader reader = new TlvReader();
    private final TlvReader ahead = new TlvReader();
    private final TlvWriter writer = new TlvWriter();
    private final MessageHeader message = new MessageHeader();
    private final ProtocolHeader protocol = new ProtocolHeader();
    private final StatusReport report = new StatusReport();
    private final SessionParameters parameters = new SessionParameters();
    private final MatterCertificate certificate = new MatterCertificate();
    private final DerCertificateWriter der = new DerCertificateWriter();
    private final SetupPayload payload = new SetupPayload();
    private final SetupPayload again = new SetupPayload();
    private final byte[] out = new byte[2048];

    /**
     * Going into every element and going over it agree, errors included; what is well formed is
     * copied byte for byte.
     */
    void tlv(byte[] b, int offset) {
        byte[] array = new byte[offset + b.length];
        System.arraycopy(b, 0, array, offset, b.length);
        reader.wrap(array, offset, b.length);
        int deep = walkDeep(array, offset);
        reader.wrap(array, offset, b.length);
        int status = CodecStatus.OK;
        while (status == CodecStatus.OK && (status = reader.next()) == CodecStatus.OK) {
            status = reader.validate();
            if (status == CodecStatus.OK) {
                checkCopy();
            }
        }
        assertEquals(deep, status, () -> Vectors.hex(b, 0, b.length));
    }

    /** Visits every element; END or the error. */
    private int walkDeep(byte[] array, int offset) {
        int steps = 0;
        while (true) {
            assertTrue(steps++ < 10_000);
            int status = reader.next();
            if (status == CodecStatus.OK) {
                assertTrue(reader.elementOffset() >= offset);
                assertTrue(reader.position() <= array.length);
                assertTrue(reader.dataOffset() + reader.dataLength() <= array.length);
                assertTrue(reader.depth() <= TlvReader.MAX_DEPTH);
                reader.validUtf8();
                reader.tagNumber();
                reader.tagProfile();
                if (TlvType.isContainer(reader.type())) {
                    status = reader.enter();
                    if (status != CodecStatus.OK) {
                        return status;
                    }
                }
            } else if (status == CodecStatus.END && reader.depth() > 0) {
                status = reader.exit();
                if (status != CodecStatus.OK) {
                    return status;
                }
            } else {
                return status;
            }
        }
    }

    private void checkCopy() {
        int length = reader.elementEnd() - reader.elementOffset();
        writer.wrap(out, 0, out.length);
        int tag = reader.tag() == TlvTag.PROFILE ? 3 : reader.tag();
        int status = writer.putElement(tag, reader);
        if (length > out.length) {
            assertTrue(status != CodecStatus.OK || writer.overflowed());
            return;
        }
        assertEquals(CodecStatus.OK, status);
        if (tag == reader.tag()) {
            assertEquals(length, writer.position());
            assertTrue(
                    Arrays.equals(
                            reader.array(),
                            reader.elementOffset(),
                            reader.elementEnd(),
                            out,
                            0,
                            length));
        }
    }

    /** Any calls in any order: 3 bits of each number choose one, the others are its argument. */
    void wander(byte[] b, int offset, byte[] calls) {
        byte[] array = new byte[offset + b.length];
        System.arraycopy(b, 0, array, offset, b.length);
        reader.wrap(array, offset, b.length);
        for (byte call : calls) {
            int argument = call >>> 3 & 0x1F;
            switch (call & 7) {
                case 0, 1, 2, 3 -> reader.next();
                case 4 -> reader.enter();
                case 5 -> reader.exit();
                case 6 -> {
                    ahead.copyFrom(reader);
                    ahead.find(argument & 7);
                }
                default -> {
                    reader.elementEnd();
                    writer.wrap(out, 0, 2 * argument);
                    writer.putElement(argument, reader);
                }
            }
            assertTrue(reader.position() <= array.length);
            assertTrue(reader.depth() >= 0 && reader.depth() <= TlvReader.MAX_DEPTH);
        }
    }

    /** Headers that are taken are written again as they were. */
    void message(byte[] b) {
        int length = message.decode(b, 0, b.length);
        if (length >= 0) {
            assertTrue(length >= MessageHeader.MIN_LENGTH && length <= b.length);
            assertEquals(message.length(), message.encode(out, 0));
            assertTrue(message.length() <= length);
            if ((message.securityFlags & MessageHeader.EXTENSIONS) == 0) {
                out[0] |= (byte) (message.flags & 0x08);
                assertTrue(Arrays.equals(b, 0, length, out, 0, length));
            }
        }
        length = protocol.decode(b, 0, b.length);
        if (length >= 0) {
            assertTrue(length >= ProtocolHeader.MIN_LENGTH && length <= b.length);
            assertEquals(protocol.length(), protocol.encode(out, 0));
            if ((protocol.exchangeFlags & ProtocolHeader.EXTENSIONS) == 0) {
                assertTrue(Arrays.equals(b, 0, length, out, 0, length));
            }
        }
        if (b.length <= out.length && report.decode(b, 0, b.length) == CodecStatus.OK) {
            assertEquals(b.length, report.encodeInto(out, 0));
            assertTrue(Arrays.equals(b, 0, b.length, out, 0, b.length));
        }
        reader.wrap(b, 0, b.length);
        parameters.clear();
        if (reader.next() == CodecStatus.OK && parameters.decodeMember(reader) != CodecStatus.OK) {
            assertEquals(0, parameters.present);
        }
    }

    /**
     * A certificate that is taken becomes DER which another reader takes and writes alike; one that
     * is not leaves nothing.
     *
     * @return whether it was taken
     */
    boolean certificate(byte[] b, int room) {
        byte[] before = b.clone();
        int status = certificate.parse(b, 0, b.length);
        if (status == CodecStatus.OK) {
            boolean follows = certificate.checkRules() == CodecStatus.OK;
            int length = der.writeTbs(certificate, out, 7, room);
            assertTrue(length == CodecStatus.NO_SPACE || length > 0 && length <= room);
            int all = der.writeTbs(certificate, out, 0, MatterCertificate.MAX_DER_LENGTH);
            // A serial number and what the future brings are copied unread.
            if (all > 0
                    && hasShortSerial(b)
                    && !certificate.hasExtension(MatterCertificate.EXT_FUTURE)) {
                checkDer(Arrays.copyOf(out, all), follows);
            }
        } else {
            assertEquals(MatterCertificate.KIND_UNKNOWN, certificate.kind());
            assertTrue(certificate.checkRules() < 0);
        }
        assertArrayEquals(before, b);
        return status == CodecStatus.OK;
    }

    /** Whether the serial number is as short as DER wants it. */
    private boolean hasShortSerial(byte[] b) {
        int at = certificate.serialOffset;
        int sign = b[at] >> 7;
        return certificate.serialLength == 1 || b[at] != sign || b[at + 1] >> 7 != sign;
    }

    private static void checkDer(byte[] tbs, boolean followsRules) {
        try {
            assertArrayEquals(tbs, ASN1Primitive.fromByteArray(tbs).getEncoded("DER"));
            if (followsRules) {
                assertArrayEquals(tbs, TBSCertificate.getInstance(tbs).getEncoded("DER"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A code that is taken is written again as it was. */
    void setup(byte[] b) {
        if (payload.parseQr(b, 0, b.length) == CodecStatus.OK && payload.optionalLength == 0) {
            assertEquals(b.length, payload.qr(out, 0));
            assertTrue(Arrays.equals(b, 0, b.length, out, 0, b.length));
        }
        if (payload.parseManual(b, 0, b.length) == CodecStatus.OK) {
            assertEquals(b.length, payload.manualCode(out, 0));
            assertTrue(Arrays.equals(b, 0, b.length, out, 0, b.length));
            assertEquals(CodecStatus.OK, again.parseManual(out, 0, b.length));
            assertEquals(payload.passcode, again.passcode);
        }
    }

    /** Any bytes there and back through base 38. */
    void base38(byte[] raw) {
        byte[] text = new byte[2 * raw.length + 8];
        byte[] back = new byte[raw.length];
        int characters = Base38.encode(raw, 0, raw.length, text, 0);
        assertEquals(raw.length, Base38.decode(text, 0, characters, back, 0, back.length));
        assertArrayEquals(raw, back);
    }
}
