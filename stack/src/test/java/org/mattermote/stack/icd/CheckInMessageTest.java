package org.mattermote.stack.icd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.crypto.AesCcm;
import org.mattermote.stack.crypto.Hmac;
import org.mattermote.stack.fabric.Vectors;
import org.mattermote.stack.requirement.Tag;
import org.mattermote.stack.sim.CheckIn;

class CheckInMessageTest {
    private static final byte[] KEY = Vectors.hex("000102030405060708090a0b0c0d0e0f");

    /** The specification writes it without a radix; the bytes say which. */
    private static final int COUNTER = 0x12345678;

    private static final byte[] MESSAGE =
            Vectors.hex(
                    "7a2c1f9186dd42152b6ae46aa1d9822490c0cc" + "f1d8967c3eb8402a454247ef55179447");

    private final CheckInMessage message = new CheckInMessage(new Hmac(), new AesCcm());

    private byte[] seal(byte[] key, int counter, byte[] data) {
        byte[] out = new byte[3 + CheckInMessage.MIN_LENGTH + data.length + 3];
        System.arraycopy(data, 0, out, 3 + CheckInMessage.DATA, data.length);
        int length = message.seal(key, 0, counter, out, 3, data.length);
        assertEquals(CheckInMessage.MIN_LENGTH + data.length, length);
        assertArrayEquals(new byte[3], Arrays.copyOf(out, 3));
        assertArrayEquals(new byte[3], Arrays.copyOfRange(out, 3 + length, out.length));
        return Arrays.copyOfRange(out, 3, 3 + length);
    }

    @Test
    @Tag("session-layer R67")
    @Tag("session-layer T24")
    void shouldBeAsTheSpecificationHasIt() {
        byte[] sealed = seal(KEY, COUNTER, new byte[] {(byte) 0xA0, 0x0F});
        assertArrayEquals(MESSAGE, sealed);
        assertEquals(35, sealed.length);
        assertEquals(33, seal(KEY, COUNTER, new byte[0]).length);
        assertEquals(2, message.open(KEY, 0, sealed, 0, sealed.length));
        assertEquals(COUNTER, CheckInMessage.counter(sealed, 0));
        assertEquals(0x0FA0, sealed[17] & 0xFF | (sealed[18] & 0xFF) << 8);
    }

    @Test
    @Tag("session-layer R67")
    @Tag("session-layer T24")
    void shouldAgreeWithTheVectors() {
        int good = 0;
        for (JsonElement e : Vectors.read("checkin.json").getAsJsonArray("vectors")) {
            JsonObject v = e.getAsJsonObject();
            byte[] key = Vectors.hex(v, "key");
            int counter = v.get("counter").getAsInt();
            byte[] data = Vectors.hex(v, "application_data");
            byte[] payload = Vectors.hex(v, "payload");
            boolean verified = v.get("verified").getAsBoolean();
            byte[] sealed = seal(key, counter, data);
            assertEquals(verified, Arrays.equals(payload, sealed));
            int opened = message.open(key, 0, payload, 0, payload.length);
            assertEquals(verified ? data.length : CheckInMessage.NOT_AUTHENTIC, opened);
            if (verified) {
                assertEquals(counter, CheckInMessage.counter(payload, 0));
                assertArrayEquals(
                        data, Arrays.copyOfRange(payload, CheckInMessage.DATA, 17 + data.length));
                good++;
            }
        }
        assertEquals(5, good);
    }

    @Test
    @Tag("session-layer T24")
    void shouldRefuseWhatWasAltered() {
        for (int i = 0; i < MESSAGE.length; i++) {
            byte[] altered = MESSAGE.clone();
            altered[i] ^= 1;
            assertEquals(-1, message.open(KEY, 0, altered, 0, altered.length), "byte " + i);
        }
        byte[] other = KEY.clone();
        other[15] ^= 1;
        assertEquals(-1, message.open(other, 0, MESSAGE.clone(), 0, MESSAGE.length));
        for (int length = 0; length < MESSAGE.length; length++) {
            assertEquals(-1, message.open(KEY, 0, MESSAGE.clone(), 0, length));
        }
    }

    /** Both the tag and the nonce are checked: a nonce of another counter with a good tag. */
    @Test
    @Tag("session-layer T24")
    void shouldRefuseTheNonceOfAnotherCounter() {
        byte[] made = CheckIn.seal(KEY, 7, new byte[] {1, 2});
        assertEquals(2, message.open(KEY, 0, made.clone(), 0, made.length));
        byte[] forged = CheckIn.sealWithNonce(CheckIn.nonce(KEY, 8), KEY, 7, new byte[] {1, 2});
        assertEquals(-1, message.open(KEY, 0, forged, 0, forged.length));
    }

    @Test
    void shouldReadAnything() {
        Random random = new Random(4);
        for (int n = 0; n < 20_000; n++) {
            byte[] any = new byte[random.nextInt(80)];
            random.nextBytes(any);
            assertEquals(-1, message.open(KEY, 0, any, 0, any.length));
        }
        for (int n = 0; n < 2_000; n++) {
            byte[] key = new byte[16];
            random.nextBytes(key);
            byte[] data = new byte[random.nextInt(40)];
            random.nextBytes(data);
            int counter = random.nextInt();
            byte[] sealed = seal(key, counter, data);
            CheckIn opened = CheckIn.open(key, sealed);
            assertEquals(counter, opened.counter());
            assertArrayEquals(data, opened.data());
            assertTrue(message.open(key, 0, sealed, 0, sealed.length) >= 0);
        }
    }
}
