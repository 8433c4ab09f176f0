package org.mattermote.stack.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SetupPayloadTest {
    private final SetupPayload payload = new SetupPayload();
    private final byte[] out = new byte[64];

    @Test
    void shouldWriteAndReadEveryCode() {
        int count = 0;
        for (JsonElement e : codes().getAsJsonArray("codes")) {
            JsonObject code = e.getAsJsonObject();
            fill(code);
            String qr = code.get("qr").getAsString();
            assertEquals(SetupPayload.QR_LENGTH, payload.qr(out, 2));
            assertEquals(qr, ascii(2, SetupPayload.QR_LENGTH));
            assertEquals(code.get("packed").getAsString(), Vectors.hex(payload.packed(), 0, 11));
            String manual = code.get("manual").getAsString();
            assertEquals(manual.length(), payload.manualCode(out, 2));
            assertEquals(manual, ascii(2, manual.length()));

            assertEquals(CodecStatus.OK, payload.parseQr(bytes("  " + qr), 2, qr.length()));
            check(code);
            assertEquals(code.get("flow").getAsInt(), payload.customFlow);
            assertEquals(code.get("capabilities").getAsInt(), payload.discoveryCapabilities);
            assertEquals(code.get("discriminator").getAsInt(), payload.discriminator);
            assertFalse(payload.hasShortDiscriminator);
            assertEquals(0, payload.optionalLength);

            assertEquals(CodecStatus.OK, payload.parseManual(bytes(manual), 0, manual.length()));
            assertTrue(payload.hasShortDiscriminator);
            assertEquals(code.get("discriminator").getAsInt() & 0xF00, payload.discriminator);
            assertEquals(code.get("passcode").getAsInt(), payload.passcode);
            if (manual.length() == SetupPayload.MANUAL_LENGTH_WITH_IDS) {
                check(code);
                assertNotEquals(SetupPayload.FLOW_STANDARD, payload.customFlow);
            }
            count++;
        }
        assertEquals(8, count);
    }

    @Test
    void shouldRefuseForbiddenPasscodes() {
        for (JsonElement e : codes().getAsJsonArray("invalid_passcodes")) {
            assertFalse(SetupPayload.isPasscodeAllowed(e.getAsInt()), e.toString());
            fill(codes().getAsJsonArray("codes").get(0).getAsJsonObject());
            payload.passcode = e.getAsInt();
            assertEquals(CodecStatus.OUT_OF_RANGE, payload.qr(out, 0));
            assertEquals(CodecStatus.OUT_OF_RANGE, payload.manualCode(out, 0));
        }
        assertFalse(SetupPayload.isPasscodeAllowed(-1));
        assertFalse(SetupPayload.isPasscodeAllowed(99999999));
        assertFalse(SetupPayload.isPasscodeAllowed(100000000));
        assertTrue(SetupPayload.isPasscodeAllowed(1));
        assertTrue(SetupPayload.isPasscodeAllowed(99999998));
        assertTrue(SetupPayload.isPasscodeAllowed(20202021));
    }

    @Test
    void shouldConvertBase38() {
        for (JsonElement e : codes().getAsJsonArray("base38")) {
            byte[] raw = Vectors.hex(e.getAsJsonObject().get("hex").getAsString());
            String text = e.getAsJsonObject().get("text").getAsString();
            assertEquals(text.length(), Base38.encodedLength(raw.length));
            assertEquals(text.length(), Base38.encode(raw, 0, raw.length, out, 1));
            assertEquals(text, ascii(1, text.length()));
            byte[] back = new byte[raw.length];
            assertEquals(
                    raw.length, Base38.decode(bytes(text), 0, text.length(), back, 0, back.length));
            assertEquals(Vectors.hex(raw, 0, raw.length), Vectors.hex(back, 0, back.length));
            if (raw.length > 0) {
                assertEquals(
                        CodecStatus.NO_SPACE,
                        Base38.decode(bytes(text), 0, text.length(), back, 0, back.length - 1));
                assertEquals(
                        CodecStatus.NO_SPACE,
                        Base38.encode(raw, 0, raw.length, new byte[text.length() - 1], 0));
            }
        }
        // The value after FF, FFFF, FFFFFF; odd lengths; characters of no value.
        for (String bad : new String[] {"S6", "OE71", "QLS18", ".....", "A", "ABC", "a0", "A_"}) {
            assertEquals(
                    CodecStatus.MALFORMED,
                    Base38.decode(bytes(bad), 0, bad.length(), out, 0, out.length),
                    bad);
        }
    }

    @Test
    void shouldFindEveryWrongDigitAndEverySwap() {
        byte[] code = bytes("34970112332");
        for (int i = 0; i < code.length; i++) {
            byte right = code[i];
            for (int d = '0'; d <= '9'; d++) {
                code[i] = (byte) d;
                assertEquals(d == right, Verhoeff.isValid(code, 0, code.length));
            }
            code[i] = right;
            if (i > 0 && code[i] != code[i - 1]) {
                code[i] = code[i - 1];
                code[i - 1] = right;
                assertEquals(CodecStatus.MALFORMED, payload.parseManual(code, 0, code.length));
                code[i - 1] = code[i];
                code[i] = right;
            }
        }
        assertEquals(3, Verhoeff.checkDigit(bytes("236"), 0, 3));
    }

    @Test
    void shouldRefuseBadText() {
        assertEquals(CodecStatus.TRUNCATED, qr("MT:Y.K90AFN00KA0648G0"));
        assertEquals(CodecStatus.MALFORMED, qr("MX:Y.K90AFN00KA0648G00"));
        assertEquals(CodecStatus.MALFORMED, qr("MT:Y.K90AFN00KA0648G0a"));
        // One more byte, which begins no TLV.
        assertEquals(CodecStatus.TRUNCATED, qr("MT:Y.K90AFN00KA0648G000"));
        // Version 1.
        byte[] packed = Vectors.hex("89ff07008400e04b846802");
        assertEquals(CodecStatus.OUT_OF_RANGE, qr("MT:" + base38(packed)));
        // Padding.
        packed = Vectors.hex("88ff07008400e04b846812");
        assertEquals(CodecStatus.MALFORMED, qr("MT:" + base38(packed)));
        assertEquals(CodecStatus.MALFORMED, manual("3497011233"));
        assertEquals(CodecStatus.MALFORMED, manual("3497011233A"));
        assertEquals(CodecStatus.MALFORMED, manual(withCheck("8497011233")));
        assertEquals(CodecStatus.MALFORMED, manual(withCheck("7497011233")));
        assertEquals(CodecStatus.MALFORMED, manual(withCheck("34970112330000100001")));
        assertEquals(CodecStatus.OUT_OF_RANGE, manual(withCheck("3655361233")));
        assertEquals(CodecStatus.OUT_OF_RANGE, manual(withCheck("3497018192")));
        assertEquals(CodecStatus.OUT_OF_RANGE, manual(withCheck("74970112336553600001")));
        assertEquals(CodecStatus.OK, manual(withCheck("74970112336553500001")));
    }

    @Test
    void shouldReadOptionalTlv() {
        String head = "88ff07008400e04b846802";
        assertEquals(CodecStatus.OK, qr("MT:" + base38(Vectors.hex(head + "152c0002414218"))));
        assertEquals(7, payload.optionalLength);
        assertEquals(CodecStatus.TRUNCATED, qr("MT:" + base38(Vectors.hex(head + "152c00024142"))));
        assertEquals(CodecStatus.MALFORMED, qr("MT:" + base38(Vectors.hex(head + "0401"))));
        assertEquals(CodecStatus.MALFORMED, qr("MT:" + base38(Vectors.hex(head + "151800"))));
    }

    @Test
    void shouldNotWriteBeyondTheArray() {
        fill(codes().getAsJsonArray("codes").get(4).getAsJsonObject());
        assertEquals(CodecStatus.NO_SPACE, payload.qr(out, out.length - 21));
        assertEquals(CodecStatus.NO_SPACE, payload.manualCode(out, out.length - 20));
        assertEquals(21, payload.manualCode(out, out.length - 21));
        payload.discriminator = 4096;
        assertEquals(CodecStatus.OUT_OF_RANGE, payload.manualCode(out, 0));
    }

    private void fill(JsonObject code) {
        payload.clear();
        payload.vendorId = code.get("vendor_id").getAsInt();
        payload.productId = code.get("product_id").getAsInt();
        payload.customFlow = code.get("flow").getAsInt();
        payload.discoveryCapabilities = code.get("capabilities").getAsInt();
        payload.discriminator = code.get("discriminator").getAsInt();
        payload.passcode = code.get("passcode").getAsInt();
    }

    private void check(JsonObject code) {
        assertEquals(code.get("vendor_id").getAsInt(), payload.vendorId);
        assertEquals(code.get("product_id").getAsInt(), payload.productId);
        assertEquals(code.get("passcode").getAsInt(), payload.passcode);
    }

    private int qr(String text) {
        return payload.parseQr(bytes(text), 0, text.length());
    }

    private int manual(String text) {
        return payload.parseManual(bytes(text), 0, text.length());
    }

    private static String withCheck(String digits) {
        return digits + Verhoeff.checkDigit(bytes(digits), 0, digits.length());
    }

    private static String base38(byte[] raw) {
        byte[] text = new byte[64];
        int n = Base38.encode(raw, 0, raw.length, text, 0);
        return new String(text, 0, n, StandardCharsets.US_ASCII);
    }

    private static JsonObject codes() {
        return Vectors.read("setup_codes.json").getAsJsonObject();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private String ascii(int offset, int length) {
        return new String(out, offset, length, StandardCharsets.US_ASCII);
    }
}
