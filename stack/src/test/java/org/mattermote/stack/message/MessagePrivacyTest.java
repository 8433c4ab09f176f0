package org.mattermote.stack.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.codec.MessageHeader;
import org.mattermote.stack.crypto.Aes128;
import org.mattermote.stack.crypto.AesCcm;
import org.mattermote.stack.crypto.AesCtr;
import org.mattermote.stack.crypto.Hkdf;
import org.mattermote.stack.fabric.Vectors;

class MessagePrivacyTest {
    private final MessagePrivacy privacy = new MessagePrivacy(new AesCtr(new Aes128()), new Hkdf());

    private static boolean isPrivate(JsonObject v) {
        return (Vectors.hex(v, "on_wire")[3] & MessageHeader.PRIVACY) != 0;
    }

    @Test
    void shouldHideAndShowAsTheVectorsDo() {
        int seen = 0;
        for (JsonElement e : Vectors.read("messages.json").getAsJsonArray("vectors")) {
            JsonObject v = e.getAsJsonObject();
            if (!v.has("privacy_opens") || !v.get("privacy_opens").getAsBoolean()) {
                continue;
            }
            byte[] key = Vectors.hex(v, "encrypt_key");
            byte[] wire = Vectors.hex(v, "on_wire");
            byte[] shown = Vectors.hex(v, "encrypted");
            MessageHeader header = new MessageHeader();
            header.decode(wire, 0, wire.length);
            byte[] message = wire.clone();
            int length = wire.length;
            assertEquals(length, privacy.turn(key, 0, message, 0, header.length(), length));
            assertArrayEquals(shown, message, v.get("name").getAsString());
            privacy.turn(key, 0, message, 0, header.length(), length);
            assertArrayEquals(wire, message);
            seen++;
        }
        assertEquals(1, seen);
    }

    /** The header of this vector is hidden under the encryption key itself; ours is not. */
    @Test
    void shouldOpenAPrivateMessageOfASession() {
        for (JsonElement e : Vectors.read("messages.json").getAsJsonArray("vectors")) {
            JsonObject v = e.getAsJsonObject();
            if (!isPrivate(v) || !v.get("name").getAsString().contains("pase")) {
                continue;
            }
            SecureSessions sessions = new SecureSessions(1, v.get("session_id").getAsInt() - 1);
            SecureSession session = sessions.reserve(1, 0);
            byte[] keys = Arrays.copyOf(Vectors.hex(v, "encrypt_key"), 48);
            byte[] message = Vectors.hex(v, "encrypted");
            privacy.turn(keys, 0, message, 0, 8, message.length);
            session.activate(SecureSession.TYPE_PASE, false, keys, 0, 0);
            MessageSealer sealer = new MessageSealer(new AesCcm(), privacy, 1);
            MessageHeader header = new MessageHeader();
            int at = header.decode(message, 0, message.length);
            assertTrue(sealer.show(session, header, message, message.length));
            assertEquals(12345, header.counter);
            int length = sealer.open(session, header, message, message.length, at);
            byte[] plain = Vectors.hex(v, "plain");
            assertArrayEquals(plain, Arrays.copyOf(message, at + length));
            return;
        }
        throw new AssertionError("no vector");
    }

    @Test
    void shouldRefuseWhatHasNoTag() {
        byte[] message = new byte[40];
        assertEquals(MessageStatus.MALFORMED, privacy.turn(new byte[16], 0, message, 0, 8, 23));
        assertArrayEquals(new byte[40], message);
    }
}
