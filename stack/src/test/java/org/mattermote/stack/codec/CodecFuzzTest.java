package org.mattermote.stack.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random and mutated bytes through everything that reads. Each input lies at the very end of its
 * array, so a step beyond it is an exception; its surroundings are checked to be unchanged.
 */
class CodecFuzzTest {
    private static final int ROUNDS = 100_000;

    private final Random random = new Random(20260821);
    private final TlvReader reader = new TlvReader();
    private final TlvReader ahead = new TlvReader();
    private final TlvWriter writer = new TlvWriter();
    private final byte[] out = new byte[2048];

    @Test
    void shouldWalkAnyBytesToAnEnd() {
        List<byte[]> seeds = payloads();
        for (int n = 0; n < ROUNDS; n++) {
            byte[] b = n % 4 == 0 ? noise(60) : mutate(pick(seeds));
            int offset = random.nextInt(4);
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
            // Going into everything and going over it agree, errors included.
            assertEquals(deep, status, () -> Vectors.hex(b, 0, b.length));
            wander(array, offset, b.length);
        }
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
        assertEquals(CodecStatus.OK, writer.putElement(tag, reader));
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

    /** Any calls in any order. */
    private void wander(byte[] array, int offset, int length) {
        reader.wrap(array, offset, length);
        for (int i = 0; i < 40; i++) {
            switch (random.nextInt(7)) {
                case 0, 1, 2 -> reader.next();
                case 3 -> reader.enter();
                case 4 -> reader.exit();
                case 5 -> {
                    ahead.copyFrom(reader);
                    ahead.find(random.nextInt(8));
                }
                default -> {
                    reader.elementEnd();
                    writer.wrap(out, 0, random.nextInt(64));
                    writer.putElement(random.nextInt(256), reader);
                }
            }
            assertTrue(reader.position() <= offset + length);
            assertTrue(reader.depth() >= 0 && reader.depth() <= TlvReader.MAX_DEPTH);
        }
    }

    @Test
    void shouldReadAnyHeaderBytes() {
        MessageHeader message = new MessageHeader();
        ProtocolHeader protocol = new ProtocolHeader();
        StatusReport report = new StatusReport();
        SessionParameters parameters = new SessionParameters();
        List<byte[]> seeds = new ArrayList<>();
        for (JsonElement e : messages()) {
            seeds.add(Vectors.hex(e.getAsJsonObject().get("raw").getAsString()));
        }
        seeds.add(
                Vectors.hex(
                        "3505 2501f401 25022c01 2503a00f 240411 24050b 260600000301 240701 18"));
        for (int n = 0; n < ROUNDS; n++) {
            byte[] b = n % 3 == 0 ? noise(40) : mutate(pick(seeds));
            if (n % 2 == 0) {
                b = Arrays.copyOf(b, Math.min(b.length, random.nextInt(40)));
            }
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
            if (report.decode(b, 0, b.length) == CodecStatus.OK) {
                assertEquals(b.length, report.encodeInto(out, 0));
                assertTrue(Arrays.equals(b, 0, b.length, out, 0, b.length));
            }
            reader.wrap(b, 0, b.length);
            parameters.clear();
            if (reader.next() == CodecStatus.OK
                    && parameters.decodeMember(reader) != CodecStatus.OK) {
                assertEquals(0, parameters.present);
            }
        }
    }

    @Test
    void shouldReadAnyCertificateBytes() {
        MatterCertificate certificate = new MatterCertificate();
        DerCertificateWriter der = new DerCertificateWriter();
        List<byte[]> seeds = new ArrayList<>();
        for (String file : new String[] {"operational_certs.json", "operational_certs_bad.json"}) {
            JsonObject certs = Vectors.read(file).getAsJsonObject().getAsJsonObject("certs");
            for (String name : certs.keySet()) {
                if (certs.getAsJsonObject(name).has("tlv")) {
                    seeds.add(Vectors.hex(certs.getAsJsonObject(name).get("tlv").getAsString()));
                }
            }
        }
        int good = 0;
        for (int n = 0; n < ROUNDS; n++) {
            byte[] b = n % 10 == 0 ? noise(420) : mutate(pick(seeds));
            byte[] before = b.clone();
            int status = certificate.parse(b, 0, b.length);
            if (status == CodecStatus.OK) {
                good++;
                certificate.checkRules();
                int length = der.writeTbs(certificate, out, 7, random.nextInt(700));
                assertTrue(length == CodecStatus.NO_SPACE || length > 0);
            } else {
                assertEquals(MatterCertificate.KIND_UNKNOWN, certificate.kind());
                assertTrue(certificate.checkRules() < 0);
            }
            assertArrayEquals(before, b);
        }
        assertTrue(good > ROUNDS / 10, "good=" + good);
    }

    @Test
    void shouldReadAnySetupText() {
        SetupPayload payload = new SetupPayload();
        SetupPayload again = new SetupPayload();
        List<byte[]> seeds = new ArrayList<>();
        JsonObject codes = Vectors.read("setup_codes.json").getAsJsonObject();
        for (JsonElement e : codes.getAsJsonArray("codes")) {
            seeds.add(ascii(e.getAsJsonObject().get("qr").getAsString()));
            seeds.add(ascii(e.getAsJsonObject().get("manual").getAsString()));
            seeds.add(ascii(e.getAsJsonObject().get("qr").getAsString() + "1N.0JOT-X5"));
        }
        byte[] alphabet = ascii("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-.");
        for (int n = 0; n < ROUNDS; n++) {
            byte[] b;
            if (n % 3 == 0) {
                b = n % 2 == 0 ? mutate(pick(seeds)) : noise(40);
            } else {
                b = pick(seeds).clone();
                for (int k = random.nextInt(3); k >= 0; k--) {
                    int at = random.nextInt(b.length);
                    b[at] = alphabet[random.nextInt(b.length > 21 ? alphabet.length : 10)];
                }
            }
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
        byte[] raw = new byte[20];
        byte[] back = new byte[20];
        for (int n = 0; n < ROUNDS; n++) {
            random.nextBytes(raw);
            int length = random.nextInt(raw.length + 1);
            int characters = Base38.encode(raw, 0, length, out, 0);
            assertEquals(length, Base38.decode(out, 0, characters, back, 0, back.length));
            assertTrue(Arrays.equals(raw, 0, length, back, 0, length));
        }
    }

    private byte[] noise(int most) {
        byte[] b = new byte[random.nextInt(most + 1)];
        random.nextBytes(b);
        if (random.nextBoolean()) {
            // Short tags and small types, or nearly nothing is ever well formed.
            for (int i = 0; i < b.length; i++) {
                if (random.nextInt(3) > 0) {
                    b[i] = (byte) (b[i] & 0x3F);
                    if ((b[i] & 0x1F) > 0x18) {
                        b[i] = 0x18;
                    }
                }
            }
        }
        return b;
    }

    private byte[] mutate(byte[] seed) {
        byte[] b = seed.clone();
        int changes = random.nextInt(4);
        for (int i = 0; i < changes && b.length > 1; i++) {
            int at = random.nextInt(b.length);
            switch (random.nextInt(6)) {
                case 0 -> b[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> b[at] = (byte) random.nextInt(256);
                case 2 -> b = Arrays.copyOf(b, at + 1);
                case 3 -> {
                    byte[] shorter = new byte[b.length - 1];
                    System.arraycopy(b, 0, shorter, 0, at);
                    System.arraycopy(b, at + 1, shorter, at, b.length - at - 1);
                    b = shorter;
                }
                case 4 -> {
                    int from = random.nextInt(b.length);
                    int n = random.nextInt(Math.min(16, b.length - Math.max(at, from)) + 1);
                    byte[] longer = new byte[b.length + n];
                    System.arraycopy(b, 0, longer, 0, at);
                    System.arraycopy(b, from, longer, at, n);
                    System.arraycopy(b, at, longer, at + n, b.length - at);
                    b = longer;
                }
                default -> b[at] = (byte) (random.nextBoolean() ? 0x18 : 0x15 + random.nextInt(3));
            }
        }
        return b;
    }

    private byte[] pick(List<byte[]> seeds) {
        return seeds.get(random.nextInt(seeds.size()));
    }

    private static List<byte[]> payloads() {
        List<byte[]> seeds = new ArrayList<>();
        for (JsonElement e : messages()) {
            if (e.getAsJsonObject().has("tlv")) {
                byte[] b = Vectors.hex(e.getAsJsonObject().get("payload").getAsString());
                if (b.length < 500) {
                    seeds.add(b);
                }
            }
        }
        for (JsonElement e : Vectors.read("tlv.json").getAsJsonArray()) {
            seeds.add(Vectors.hex(e.getAsJsonObject().get("hex").getAsString()));
        }
        return seeds;
    }

    private static List<JsonElement> messages() {
        List<JsonElement> all = new ArrayList<>();
        JsonObject recording = Vectors.read("commissioning.json").getAsJsonObject();
        for (String run : recording.keySet()) {
            recording.getAsJsonObject(run).getAsJsonArray("messages").forEach(all::add);
        }
        return all;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
