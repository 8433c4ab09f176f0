package org.mattermote.stack.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.requirement.Tag;

/** Status reports and session parameters. */
class SessionPartsTest {
    private final byte[] out = new byte[64];
    private final StatusReport report = new StatusReport();
    private final SessionParameters parameters = new SessionParameters();
    private final TlvReader reader = new TlvReader();
    private final TlvWriter writer = new TlvWriter();

    @Test
    @Tag("session-layer R10")
    @Tag("session-layer R11")
    void shouldWriteStatusReports() {
        report.setSecureChannel(SecureChannelProtocolCode.SESSION_ESTABLISHMENT_SUCCESS);
        assertEquals("0000000000000000", encoded());
        report.setBusy(500);
        assertEquals("0800000000000400f401", encoded());
        report.setSecureChannel(SecureChannelProtocolCode.CLOSE_SESSION);
        assertEquals("0000000000000300", encoded());
        report.setSecureChannel(SecureChannelProtocolCode.NO_SHARED_TRUST_ROOTS);
        assertEquals("0100000000000100", encoded());
        report.setSecureChannel(SecureChannelProtocolCode.INVALID_PARAMETER);
        assertEquals("0100000000000200", encoded());
    }

    @Test
    @Tag("session-layer R11")
    void shouldWriteNothingIntoTooLittleRoom() {
        report.setBusy(500);
        out[10] = 0x11;
        assertEquals(CodecStatus.NO_SPACE, report.encodeInto(out, 10, 19));
        assertEquals(0x11, out[10]);
        assertEquals(20, report.encodeInto(out, 10, 20));
        assertEquals(CodecStatus.NO_SPACE, report.encodeInto(out, out.length - 9));
    }

    @Test
    @Tag("session-layer R12")
    void shouldReadStatusReports() {
        byte[] b = Vectors.hex("6300 00000000 0900 0102");
        assertEquals(CodecStatus.TRUNCATED, report.decode(b, 0, 7));
        assertEquals(CodecStatus.OK, report.decode(b, 0, b.length));
        assertEquals(99, report.generalCode);
        assertEquals(GeneralCode.FAILURE, report.effectiveGeneralCode());
        assertEquals(9, report.protocolCode);
        assertTrue(report.isSecureChannel(SecureChannelProtocolCode.INVALID_PARAMETER));
        assertEquals(b, report.data);
        assertEquals(8, report.dataOffset);
        assertEquals(2, report.dataLength);
        assertEquals(0x0201, report.busyWaitMillis());
        byte[] vendor = Vectors.hex("0000 0100f1ff 0900");
        assertEquals(CodecStatus.OK, report.decode(vendor, 0, vendor.length));
        assertEquals(0xFFF10001, report.protocolId);
        assertEquals(9, report.effectiveProtocolCode());
        assertFalse(report.isSecureChannel(9));
        assertEquals(8, report.length());
        assertNull(report.data);
    }

    @Test
    @Tag("session-layer R13")
    void shouldClearAStatusReport() {
        report.setBusy(500);
        report.protocolId = 5;
        report.clear();
        assertEquals("0000000000000000", encoded());
        assertNull(report.data);
    }

    @Test
    @Tag("session-layer R4")
    @Tag("session-layer R5")
    void shouldWriteSessionParametersInTheirSmallestWidths() {
        parameters.specificationVersion = 0x01030000;
        parameters.present = SessionParameters.PRESENT_WITHOUT_TCP;
        writer.wrap(out, 0, out.length);
        parameters.encode(writer, 5);
        assertEquals(
                "3505 2501f401 25022c01 2503a00f 240411 24050b 260600000301 240701 18"
                        .replace(" ", ""),
                Vectors.hex(out, 0, writer.position()));
    }

    @Test
    @Tag("session-layer R5")
    void shouldBoundTheLengthOfSessionParameters() {
        assertEquals(3, parameters.maxLength());
        for (int tag = 1; tag <= 9; tag++) {
            boolean wide = tag == 1 || tag == 2 || tag == 6 || tag == 9;
            long most = wide ? 0xFFFFFFFFL : 0xFFFF;
            assertEquals(CodecStatus.OUT_OF_RANGE, parameters.setValue(tag, most + 1));
            assertEquals(CodecStatus.OUT_OF_RANGE, parameters.setValue(tag, -1));
            assertEquals(CodecStatus.OK, parameters.setValue(tag, most));
            writer.wrap(out, 0, out.length);
            parameters.encode(writer, 5);
            assertEquals(parameters.maxLength(), writer.position());
            if (tag == 7) {
                assertEquals(SessionParameters.MAX_LENGTH_WITHOUT_TCP, parameters.maxLength());
            }
        }
        assertEquals(SessionParameters.MAX_LENGTH, parameters.maxLength());
        assertEquals(CodecStatus.OK, parameters.deleteValue(9));
        assertEquals(41, parameters.maxLength());
        assertEquals(CodecStatus.NOT_FOUND, parameters.setValue(10, 1));
        assertEquals(CodecStatus.NOT_FOUND, parameters.deleteValue(0));
    }

    @Test
    @Tag("session-layer R6")
    void shouldTakeAnyWidthAnyOrderAndUnknownTags() {
        assertEquals(
                CodecStatus.OK,
                decode("3505 27010a00000000000000 36 ff 18 240305 240a01 2602 01000000 18"));
        assertEquals(10, parameters.idleInterval);
        assertEquals(1, parameters.activeInterval);
        assertEquals(5, parameters.activeThreshold);
        assertEquals(0xE, parameters.present);
        assertEquals(CodecStatus.END, reader.next());
    }

    @Test
    @Tag("session-layer R6")
    void shouldRefuseDuplicatesAndWhatIsTooLarge() {
        assertEquals(CodecStatus.MALFORMED, decode("3505 240105 240105 18"));
        assertEquals(CodecStatus.OUT_OF_RANGE, decode("3505 240105 260300000100 18"));
        assertEquals(CodecStatus.OUT_OF_RANGE, decode("3505 27010000000001000000 18"));
        assertEquals(CodecStatus.WRONG_TYPE, decode("3505 200105 18"));
        assertEquals(CodecStatus.WRONG_TYPE, decode("3605 18"));
        assertEquals(CodecStatus.TRUNCATED, decode("3505 240105"));
        assertEquals(500, parameters.idleInterval);
        assertEquals(0, parameters.present);
    }

    @Test
    @Tag("session-layer R7")
    @Tag("session-layer R8")
    void shouldKeepWhatIsAbsentOrZero() {
        assertEquals(CodecStatus.OK, decode("3505 240100 2503401f 18"));
        assertEquals(500, parameters.idleInterval);
        assertEquals(300, parameters.activeInterval);
        assertEquals(8000, parameters.activeThreshold);
        assertEquals(1 << 3, parameters.present);
        assertEquals(1 << 1, parameters.ignoredZeros);
        assertEquals(17, parameters.dataModelRevision);
        assertEquals(11, parameters.interactionModelRevision);
        assertEquals(1, parameters.maxPathsPerInvoke);
        assertEquals(64000, parameters.maxTcpMessageSize);
    }

    @Test
    @Tag("session-layer R4")
    void shouldReadTheSessionParametersOfTheRecordings() {
        int found = 0;
        JsonObject recording = Vectors.read("commissioning.json").getAsJsonObject();
        for (String run : recording.keySet()) {
            for (JsonElement e : recording.getAsJsonObject(run).getAsJsonArray("messages")) {
                JsonObject m = e.getAsJsonObject();
                JsonObject head = m.getAsJsonObject("protocol_header");
                int opcode = head.get("opcode").getAsInt();
                if (head.get("protocol_id").getAsInt() != ProtocolId.SECURE_CHANNEL) {
                    continue;
                }
                int member;
                switch (opcode) {
                    case SecureChannelOpcode.PBKDF_PARAM_REQUEST:
                    case SecureChannelOpcode.PBKDF_PARAM_RESPONSE:
                    case SecureChannelOpcode.SIGMA1:
                    case SecureChannelOpcode.SIGMA2:
                        member = 5;
                        break;
                    case SecureChannelOpcode.SIGMA2_RESUME:
                        member = 4;
                        break;
                    default:
                        continue;
                }
                byte[] b = Vectors.hex(m.get("payload").getAsString());
                reader.wrap(b, 0, b.length);
                reader.next();
                reader.enter();
                if (reader.find(member) != CodecStatus.OK) {
                    continue;
                }
                parameters.clear();
                int from = reader.elementOffset();
                int to = reader.elementEnd();
                assertEquals(CodecStatus.OK, parameters.decodeMember(reader));
                writer.wrap(out, 0, out.length);
                parameters.encode(writer, member);
                JsonObject tlv = m.getAsJsonObject("tlv").getAsJsonObject(Integer.toString(member));
                assertEquals(tlv.get("1").getAsLong(), parameters.idleInterval);
                assertEquals(tlv.size(), Integer.bitCount(parameters.present));
                assertEquals(
                        Vectors.hex(b, from, to - from), Vectors.hex(out, 0, writer.position()));
                found++;
            }
        }
        assertTrue(found >= 10, "found=" + found);
    }

    @Test
    @Tag("session-layer R9")
    void shouldSetDeleteEncodeAndDecodeEachField() {
        long[] values = {0, 700, 400, 5000, 18, 12, 0x01040200, 4, 6, 70000};
        for (int tag = 1; tag <= 9; tag++) {
            assertEquals(CodecStatus.OK, parameters.setValue(tag, values[tag]));
            assertTrue(parameters.has(tag));
        }
        for (int gone = 1; gone <= 9; gone++) {
            SessionParameters some = new SessionParameters();
            some.copyFrom(parameters);
            assertEquals(CodecStatus.OK, some.deleteValue(gone));
            writer.wrap(out, 0, out.length);
            some.encode(writer, 5);
            assertTrue(writer.position() <= some.maxLength());
            reader.wrap(out, 0, writer.position());
            assertEquals(CodecStatus.OK, reader.next());
            SessionParameters read = new SessionParameters();
            assertEquals(CodecStatus.OK, read.decodeMember(reader));
            for (int tag = 1; tag <= 9; tag++) {
                assertEquals(tag != gone, read.has(tag));
            }
            assertEquals(gone == 1 ? 500 : 700, read.idleInterval);
            assertEquals(gone == 2 ? 300 : 400, read.activeInterval);
            assertEquals(gone == 3 ? 4000 : 5000, read.activeThreshold);
            assertEquals(gone == 6 ? 0 : 0x01040200, read.specificationVersion);
            assertEquals(gone == 9 ? 64000 : 70000, read.maxTcpMessageSize);
        }
        // Too small a buffer is told and not overrun.
        byte[] few = new byte[10];
        writer.wrap(few, 0, 8);
        parameters.encode(writer, 5);
        assertTrue(writer.overflowed());
        assertEquals(0, few[8] | few[9]);
    }

    private String encoded() {
        int end = report.encodeInto(out, 3);
        assertEquals(3 + report.length(), end);
        return Vectors.hex(out, 3, end - 3);
    }

    private int decode(String hex) {
        byte[] b = Vectors.hex(hex);
        reader.wrap(b, 0, b.length);
        reader.next();
        return parameters.decodeMember(reader);
    }
}
