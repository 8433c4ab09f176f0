package org.mattermote.stack.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import org.junit.jupiter.api.Test;

class HeadersTest {
    private final MessageHeader message = new MessageHeader();
    private final ProtocolHeader protocol = new ProtocolHeader();
    private final byte[] out = new byte[64];

    @Test
    void shouldReadAndWriteTheHeadersOfSecuredMessages() {
        int count = 0;
        for (JsonElement e :
                Vectors.read("messages.json").getAsJsonObject().getAsJsonArray("vectors")) {
            JsonObject vector = e.getAsJsonObject();
            byte[] plain = Vectors.hex(vector.get("plain").getAsString());
            int n = message.decode(plain, 0, plain.length);
            assertEquals(vector.get("session_id").getAsInt(), message.sessionId);
            boolean group = message.sessionType() == MessageHeader.SESSION_GROUP;
            assertEquals(vector.has("group_id"), group);
            assertEquals(group ? 18 : 8, n);
            assertEquals(group, message.hasSource);
            if (group) {
                assertEquals(MessageHeader.DESTINATION_GROUP, message.destinationKind);
                assertEquals(vector.get("group_id").getAsInt(), message.destinationGroupId);
                assertEquals(1L, message.sourceNodeId);
            } else {
                assertEquals(12345, message.counter);
                assertEquals(MessageHeader.DESTINATION_NONE, message.destinationKind);
            }
            assertEquals(plain[3] < 0, message.isPrivate());
            assertEquals(n, message.encode(out, 5));
            assertEquals(Vectors.hex(plain, 0, n), Vectors.hex(out, 5, n));
            // Under privacy the length is told by what stays open.
            byte[] wire = Vectors.hex(vector.get("on_wire").getAsString());
            assertEquals(n, message.decode(wire, 0, wire.length));

            int p = protocol.decode(plain, n, plain.length - n);
            assertEquals(6, p);
            assertEquals(0x64, protocol.opcode);
            assertEquals(0x0EEE, protocol.exchangeId);
            assertEquals(0x7D20, protocol.protocolId);
            assertEquals(p, protocol.encode(out, 0));
            assertEquals(Vectors.hex(plain, n, p), Vectors.hex(out, 0, p));
            count++;
        }
        assertEquals(10, count);
    }

    @Test
    void shouldReadAndWriteTheHeadersOfTheRecordings() {
        int count = 0;
        JsonObject recording = Vectors.read("commissioning.json").getAsJsonObject();
        for (String run : recording.keySet()) {
            for (JsonElement e : recording.getAsJsonObject(run).getAsJsonArray("messages")) {
                JsonObject m = e.getAsJsonObject();
                byte[] raw = Vectors.hex(m.get("raw").getAsString());
                JsonObject want = m.getAsJsonObject("message_header");
                int n = message.decode(raw, 0, raw.length);
                assertTrue(n > 0);
                assertEquals(want.get("message_flags").getAsInt(), message.flags);
                assertEquals(want.get("session_id").getAsInt(), message.sessionId);
                assertEquals(want.get("security_flags").getAsInt(), message.securityFlags);
                assertEquals((int) want.get("counter").getAsLong(), message.counter);
                assertEquals(want.has("source_node_id"), message.hasSource);
                if (message.hasSource) {
                    assertEquals(
                            Long.parseUnsignedLong(want.get("source_node_id").getAsString(), 16),
                            message.sourceNodeId);
                }
                boolean toNode = want.has("destination_node_id");
                assertEquals(
                        toNode ? MessageHeader.DESTINATION_NODE : MessageHeader.DESTINATION_NONE,
                        message.destinationKind);
                if (toNode) {
                    assertEquals(
                            Long.parseUnsignedLong(
                                    want.get("destination_node_id").getAsString(), 16),
                            message.destinationNodeId);
                }
                assertEquals(n, message.encode(out, 0));
                assertEquals(Vectors.hex(raw, 0, n), Vectors.hex(out, 0, n));

                byte[] plain;
                int at = 0;
                if (m.has("plaintext")) {
                    plain = Vectors.hex(m.get("plaintext").getAsString());
                } else {
                    plain = raw;
                    at = n;
                }
                int p = protocol.decode(plain, at, plain.length - at);
                JsonObject head = m.getAsJsonObject("protocol_header");
                assertEquals(head.get("exchange_flags").getAsInt(), protocol.exchangeFlags);
                assertEquals(head.get("opcode").getAsInt(), protocol.opcode);
                assertEquals(head.get("exchange_id").getAsInt(), protocol.exchangeId);
                assertEquals(head.get("protocol_id").getAsInt(), protocol.protocolId);
                assertEquals(head.has("acked_counter"), protocol.isAcknowledgement());
                if (protocol.isAcknowledgement()) {
                    assertEquals(
                            (int) head.get("acked_counter").getAsLong(), protocol.ackedCounter);
                }
                assertEquals(
                        m.get("payload").getAsString(),
                        Vectors.hex(plain, at + p, plain.length - at - p));
                assertEquals(p, protocol.encode(out, 0));
                assertEquals(Vectors.hex(plain, at, p), Vectors.hex(out, 0, p));
                count++;
            }
        }
        assertTrue(count > 300, "messages=" + count);
    }

    @Test
    void shouldRefuseOtherVersionsAndReservedDestinations() {
        assertEquals(CodecStatus.MALFORMED, decode("10 0000 00 01000000"));
        assertEquals(CodecStatus.MALFORMED, decode("03 0000 00 01000000 0000000000000000"));
        assertEquals(CodecStatus.TRUNCATED, decode("00 0000 00 010000"));
        assertEquals(CodecStatus.TRUNCATED, decode("04 0000 00 01000000 00000000000000"));
        assertEquals(CodecStatus.TRUNCATED, decode("05 0000 00 01000000 0000000000000000 00"));
        assertEquals(CodecStatus.TRUNCATED, decode("02 0000 00 01000000 00"));
        assertEquals(CodecStatus.TRUNCATED, decode(""));
        assertEquals(10, decode("02 0000 00 01000000 3412"));
        assertEquals(0x1234, message.destinationGroupId);
    }

    @Test
    void shouldPassOverExtensions() {
        assertEquals(13, decode("00 0000 20 01000000 0300 aabbcc dd"));
        assertEquals(CodecStatus.TRUNCATED, decode("00 0000 20 01000000 0300 aabb"));
        assertEquals(CodecStatus.TRUNCATED, decode("00 0000 20 01000000 03"));
        assertEquals(20, decode("01 0000 20 01000000 0100000000000000 0200 aabb"));
        assertEquals(16, message.encode(out, 0));
        assertEquals("0100000001000000", Vectors.hex(out, 0, 8));

        byte[] b = Vectors.hex("1a 05 2211 0300 f1ff 44332211 0100 99 77");
        assertEquals(15, protocol.decode(b, 0, b.length));
        assertEquals(0xFFF1, protocol.vendorId);
        assertEquals(0x11223344, protocol.ackedCounter);
        assertFalse(protocol.isInitiator());
        assertEquals(12, protocol.encode(out, 0));
        assertEquals("120522110300f1ff44332211", Vectors.hex(out, 0, 12));
        for (int length = 0; length < 15; length++) {
            assertEquals(CodecStatus.TRUNCATED, protocol.decode(b, 0, length));
        }
    }

    private int decode(String hex) {
        byte[] b = Vectors.hex(hex);
        return message.decode(b, 0, b.length);
    }
}
