package org.mattermote.stack.transport.btp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mattermote.stack.fabric.Vectors;

class BtpPacketTest {
    private static final String REQUEST = "656C04000000F70006";

    private final BtpPacket packet = new BtpPacket();

    private int decode(String hex) {
        byte[] bytes = around(hex);
        return packet.decode(bytes, 2, bytes.length - 4);
    }

    private int decodeRequest(String hex) {
        byte[] bytes = around(hex);
        return packet.decodeRequest(bytes, 2, bytes.length - 4);
    }

    /** With other bytes before and behind, which must not be looked at. */
    private static byte[] around(String hex) {
        byte[] inner = Vectors.hex(hex);
        byte[] outer = new byte[inner.length + 4];
        Arrays.fill(outer, (byte) 0xFF);
        System.arraycopy(inner, 0, outer, 2, inner.length);
        return outer;
    }

    @Test
    void shouldReadASegmentWithEverything() {
        assertEquals(BtpFlaw.NONE, decode("0D07FE0201AABB"));
        assertTrue(packet.hasAck() && packet.isBegin() && packet.isEnd() && packet.isSegment());
        assertEquals(7, packet.ackNumber);
        assertEquals(0xFE, packet.sequence);
        assertEquals(0x0102, packet.messageLength);
        assertEquals(2 + 5, packet.payload);
        assertEquals(2, packet.payloadLength);
    }

    @Test
    void shouldReadASegmentInTheMiddle() {
        assertEquals(BtpFlaw.NONE, decode("02FFAA"));
        assertFalse(packet.hasAck() || packet.isBegin() || packet.isEnd());
        assertEquals(0xFF, packet.sequence);
        assertEquals(2 + 2, packet.payload);
        assertEquals(1, packet.payloadLength);
    }

    @Test
    void shouldReadALastSegmentWithAndWithoutTheFlagThatItContinues() {
        assertEquals(BtpFlaw.NONE, decode("0601AA"));
        assertTrue(packet.isEnd());
        assertEquals(BtpFlaw.NONE, decode("0401AA"));
        assertTrue(packet.isEnd() && packet.isSegment());
    }

    @Test
    void shouldReadAnAcknowledgementAlone() {
        assertEquals(BtpFlaw.NONE, decode("080910"));
        assertTrue(packet.hasAck());
        assertFalse(packet.isSegment());
        assertEquals(9, packet.ackNumber);
        assertEquals(16, packet.sequence);
    }

    @Test
    void shouldNotLookAtReservedFlags() {
        assertEquals(BtpFlaw.NONE, decode("980910"));
        assertFalse(packet.isSegment());
    }

    @ParameterizedTest
    @CsvSource({
        "'', -1",
        "08, -1",
        "0809, -1",
        "01, -1",
        "0100, -1",
        "010001, -1",
        "01000100, -7",
        "0D00000100, -7",
        "0200, -7",
        "080001AA, -7",
        "0000, -5",
        "00, -1",
        "030001000A, -6",
        "656C04F40006, -3",
        "4100, -3",
        "2200AA, -3"
    })
    void shouldTellWhatIsWrong(String hex, int flaw) {
        assertEquals(flaw, decode(hex));
    }

    @Test
    void shouldReadWhatItWrites() {
        byte[] bytes = new byte[300];
        for (int ack = -1; ack < 256; ack += 3) {
            for (int flags = 0; flags < 8; flags++) {
                boolean writes = (flags & 3) != 3 && (flags != 0 || ack >= 0);
                if (!writes) {
                    continue;
                }
                int header = BtpPacket.encode(bytes, 1, flags, ack, 200, 1280);
                assertEquals(BtpPacket.headerLength(ack >= 0, (flags & 1) != 0), header);
                int length = header + (flags == 0 ? 0 : 9);
                assertEquals(BtpFlaw.NONE, packet.decode(bytes, 1, length));
                assertEquals(flags | (ack >= 0 ? 8 : 0), packet.flags);
                assertEquals(Math.max(ack, 0), packet.ackNumber);
                assertEquals(200, packet.sequence);
                assertEquals((flags & 1) != 0 ? 1280 : 0, packet.messageLength);
                assertEquals(1 + header, packet.payload);
                assertEquals(length - header, packet.payloadLength);
            }
        }
    }

    @Test
    void shouldReadAHandshakeRequest() {
        assertEquals(BtpFlaw.NONE, decodeRequest(REQUEST));
        assertEquals(4, packet.version);
        assertEquals(247, packet.mtu);
        assertEquals(6, packet.window);
    }

    @ParameterizedTest
    @CsvSource({
        "04000000, 4",
        "40000000, 4",
        "00040000, 4",
        "00400000, 4",
        "00000400, 4",
        "00004000, 4",
        "00000004, 4",
        "00000040, 4",
        "45030201, 4",
        "54000000, 4",
        "00000000, 0",
        "05000000, 0",
        "30210000, 0"
    })
    void shouldFindItsVersionInAnyPlace(String versions, int version) {
        assertEquals(BtpFlaw.NONE, decodeRequest("656C" + versions + "0000FF"));
        assertEquals(version, packet.version);
        assertEquals(0, packet.mtu);
        assertEquals(255, packet.window);
    }

    @ParameterizedTest
    @CsvSource({
        "'', -1",
        "65, -1",
        "656C, -1",
        "656C04000000F700, -1",
        "656C04000000F7000600, -2",
        "64, -2",
        "656D04000000F70006, -2",
        "456C04000000F70006, -2",
        "0D0000010, -2",
        "656C04000000F70000, -4"
    })
    void shouldTellWhatIsWrongWithARequest(String hex, int flaw) {
        assertEquals(flaw, decodeRequest(hex.length() % 2 == 0 ? hex : hex + "0"));
    }

    @Test
    void shouldWriteAResponse() {
        byte[] bytes = new byte[8];
        BtpPacket.encodeResponse(bytes, 1, 4, 0x00F4, 6);
        assertArrayEquals(Vectors.hex("00656C04F4000600"), bytes);
    }
}
