package org.mattermote.stack.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TlvTest {
    private final byte[] buffer = new byte[2048];
    private final TlvWriter writer = new TlvWriter();
    private final TlvReader reader = new TlvReader();

    @Test
    void shouldReadEveryVector() {
        int elements = 0;
        for (JsonElement e : Vectors.read("tlv.json").getAsJsonArray()) {
            JsonObject vector = e.getAsJsonObject();
            byte[] b = Vectors.hex(vector.get("hex").getAsString());
            String name = vector.get("name").getAsString();
            // An offset shows that nothing counts from the start of the array.
            byte[] shifted = new byte[b.length + 7];
            System.arraycopy(b, 0, shifted, 3, b.length);
            reader.wrap(shifted, 3, b.length);
            assertEquals(CodecStatus.OK, reader.next(), name);
            assertEquals(CodecStatus.OK, reader.validate(), name);
            assertEquals(3, reader.elementOffset(), name);
            assertEquals(3 + b.length, reader.elementEnd(), name);
            checkTag(name, vector.get("tag"));
            checkValue(name, vector.getAsJsonObject("value"));
            assertEquals(CodecStatus.END, reader.next(), name);
            assertEquals(CodecStatus.END, reader.next(), name);
            elements++;
        }
        assertEquals(64, elements);
    }

    @Test
    void shouldWriteEveryVectorButFloats() {
        for (JsonElement e : Vectors.read("tlv.json").getAsJsonArray()) {
            JsonObject vector = e.getAsJsonObject();
            JsonObject value = vector.getAsJsonObject("value");
            if (value.has("float32") || value.has("float64")) {
                continue;
            }
            String hex = vector.get("hex").getAsString();
            writer.wrap(buffer, 5, buffer.length);
            writeVector(vector);
            assertFalse(writer.overflowed());
            assertEquals(hex, Vectors.hex(buffer, 5, writer.position() - 5));
            // One byte less is an overflow, and nothing behind the limit is touched.
            int length = writer.position() - 5;
            buffer[5 + length - 1] = 0x5A;
            writer.wrap(buffer, 5, 5 + length - 1);
            writeVector(vector);
            assertTrue(writer.overflowed(), hex);
            assertEquals(0x5A, buffer[5 + length - 1]);
        }
    }

    @Test
    void shouldCopyEveryVectorUnderAnotherTag() {
        for (JsonElement e : Vectors.read("tlv.json").getAsJsonArray()) {
            byte[] b = Vectors.hex(e.getAsJsonObject().get("hex").getAsString());
            reader.wrap(b, 0, b.length);
            reader.next();
            writer.wrap(buffer, 0, buffer.length);
            assertEquals(CodecStatus.OK, writer.putElement(7, reader));
            int type = reader.type();
            long value = reader.value();
            int dataLength = reader.dataLength();
            int tagged = writer.position();
            reader.wrap(buffer, 0, tagged);
            assertEquals(CodecStatus.OK, reader.next());
            assertEquals(7, reader.tag());
            assertEquals(type, reader.type());
            assertEquals(value, reader.value());
            assertEquals(dataLength, reader.dataLength());
            assertEquals(tagged, reader.elementEnd());
            if ((b[0] & 0xE0) == 0) {
                byte[] back = new byte[b.length];
                writer.wrap(back, 0, back.length);
                assertEquals(CodecStatus.OK, writer.putElement(TlvTag.ANONYMOUS, reader));
                assertEquals(Vectors.hex(b, 0, b.length), Vectors.hex(back, 0, back.length));
            }
        }
    }

    @Test
    void shouldReportEveryTruncation() {
        for (JsonElement e : Vectors.read("tlv.json").getAsJsonArray()) {
            byte[] b = Vectors.hex(e.getAsJsonObject().get("hex").getAsString());
            for (int length = 1; length < b.length; length++) {
                reader.wrap(b, 0, length);
                int status = reader.next();
                if (status == CodecStatus.OK) {
                    status = reader.validate();
                }
                assertEquals(CodecStatus.TRUNCATED, status);
            }
        }
    }

    @Test
    void shouldRefuseLengthsBeyondTheData() {
        for (String hex :
                new String[] {
                    "1005 00010203",
                    "11 ffff 00",
                    "12 ffffffff 00",
                    "13 ffffffffffffffff 00",
                    "13 0000000001000000 00",
                    "12 ffffff7f 00",
                    "0c 01",
                    "0f 01",
                    "e4 f1ff",
                    "24"
                }) {
            assertEquals(CodecStatus.TRUNCATED, first(hex), hex);
        }
    }

    @Test
    void shouldRefuseWhatIsNoElement() {
        for (String hex : new String[] {"18", "19", "1f", "3800", "f8", "39 00"}) {
            assertEquals(CodecStatus.MALFORMED, first(hex), hex);
        }
        // An end with a tag, a member of a structure without tag, one of an array with tag.
        for (String hex : new String[] {"15 3800 18", "15 0401 18", "16 240001 18"}) {
            assertEquals(CodecStatus.OK, first(hex), hex);
            assertEquals(CodecStatus.MALFORMED, reader.validate(), hex);
            assertEquals(CodecStatus.OK, reader.enter());
            assertEquals(CodecStatus.MALFORMED, reader.next(), hex);
            assertEquals(CodecStatus.MALFORMED, reader.next(), hex);
            assertEquals(CodecStatus.MALFORMED, reader.exit(), hex);
        }
        assertEquals(CodecStatus.OK, first("17 0401 240001 18"));
        assertEquals(CodecStatus.OK, reader.validate());
    }

    @Test
    void shouldStopAtTheDepthLimit() {
        StringBuilder deep = new StringBuilder();
        for (int i = 0; i < TlvReader.MAX_DEPTH; i++) {
            deep.append("16");
        }
        String ends = deep.toString().replace("16", "18");
        assertEquals(CodecStatus.OK, first(deep + "04 01" + ends));
        assertEquals(CodecStatus.OK, reader.validate());
        for (int i = 0; i < TlvReader.MAX_DEPTH; i++) {
            assertEquals(i, reader.depth());
            assertEquals(CodecStatus.OK, reader.enter());
            assertEquals(CodecStatus.OK, reader.next());
        }
        assertEquals(1, reader.u8());
        for (int i = 0; i < TlvReader.MAX_DEPTH; i++) {
            assertEquals(CodecStatus.OK, reader.exit());
        }
        assertEquals(CodecStatus.END, reader.next());

        assertEquals(CodecStatus.OK, first("16" + deep + ends + "18"));
        assertEquals(CodecStatus.TOO_DEEP, reader.validate());
        for (int i = 0; i < TlvReader.MAX_DEPTH; i++) {
            reader.enter();
            reader.next();
        }
        assertEquals(CodecStatus.TOO_DEEP, reader.enter());
        assertEquals(CodecStatus.OK, first("16" + deep + ends + "18"));
        assertEquals(CodecStatus.TOO_DEEP, reader.next());
    }

    @Test
    void shouldPassOverUnreadContainersAndLeaveEarly() {
        first("15 360015 2401051818 2402 07 3503 2401 01 2402 02 18 2404 09 18 0403");
        assertEquals(CodecStatus.OK, reader.enter());
        assertEquals(CodecStatus.OK, reader.next());
        assertEquals(0, reader.tag());
        assertEquals(TlvType.ARRAY, reader.type());
        assertEquals(CodecStatus.OK, reader.next());
        assertEquals(7, reader.u8());
        assertEquals(CodecStatus.OK, reader.next());
        assertEquals(TlvType.STRUCT, reader.type());
        assertEquals(CodecStatus.OK, reader.enter());
        assertEquals(CodecStatus.OK, reader.next());
        assertEquals(CodecStatus.OK, reader.exit());
        TlvReader ahead = new TlvReader();
        ahead.copyFrom(reader);
        assertEquals(CodecStatus.OK, ahead.find(4));
        assertEquals(9, ahead.u8());
        assertEquals(CodecStatus.NOT_FOUND, ahead.find(4));
        assertEquals(CodecStatus.OK, reader.exit());
        assertEquals(CodecStatus.OK, reader.next());
        assertEquals(3, reader.u8());
        assertEquals(CodecStatus.NOT_FOUND, reader.exit());
        assertEquals(CodecStatus.END, reader.next());
    }

    @Test
    void shouldCheckTypesAndRanges() {
        first("05 0001");
        assertEquals(CodecStatus.OUT_OF_RANGE, reader.u8());
        assertEquals(256, reader.u16());
        assertEquals(256, reader.u32());
        assertEquals(CodecStatus.OUT_OF_RANGE, reader.unsignedInt(255));
        assertEquals(CodecStatus.WRONG_TYPE, reader.bool());
        assertEquals(CodecStatus.WRONG_TYPE, reader.readSigned(-1, 1));
        assertEquals(CodecStatus.WRONG_TYPE, reader.enter());
        // Wide encodings of small values are allowed.
        first("07 0500000000000000");
        assertEquals(5, reader.u8());
        first("07 ffffffffffffffff");
        assertEquals(CodecStatus.OUT_OF_RANGE, reader.u32());
        assertEquals(CodecStatus.OUT_OF_RANGE, reader.u8());
        assertEquals(CodecStatus.OK, reader.readU64());
        assertEquals(-1L, reader.unsignedValue());
        first("00 ef");
        assertEquals(CodecStatus.WRONG_TYPE, reader.u8());
        assertEquals(CodecStatus.WRONG_TYPE, reader.readU64());
        assertEquals(CodecStatus.OK, reader.readSigned(-17, 0));
        assertEquals(CodecStatus.OUT_OF_RANGE, reader.readSigned(-16, 0));
        first("10 03 010203");
        assertEquals(3, reader.bytes(0, 3));
        assertEquals(CodecStatus.OUT_OF_RANGE, reader.bytes(4, 5));
        assertEquals(CodecStatus.OUT_OF_RANGE, reader.bytes(0, 2));
        assertEquals(CodecStatus.WRONG_TYPE, reader.utf8(0, 3));
        assertFalse(reader.validUtf8());
        first("14");
        assertTrue(reader.isNull());
        assertEquals(CodecStatus.WRONG_TYPE, (int) reader.u32());
    }

    @Test
    void shouldJudgeUtf8AsTheJdkDoes() {
        java.util.Random random = new java.util.Random(8);
        byte[] starts = {0x41, (byte) 0xC3, (byte) 0xE0, (byte) 0xED, (byte) 0xF0, (byte) 0xF4};
        for (int n = 0; n < 200_000; n++) {
            byte[] b = new byte[random.nextInt(7)];
            for (int i = 0; i < b.length; i++) {
                b[i] =
                        random.nextInt(4) == 0
                                ? starts[random.nextInt(starts.length)]
                                : (byte)
                                        (0x80 + random.nextInt(random.nextBoolean() ? 0x40 : 0x80));
            }
            boolean valid =
                    java.util.Arrays.equals(
                            b,
                            new String(b, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8));
            assertEquals(valid, TlvReader.isUtf8(b, 0, b.length), Vectors.hex(b, 0, b.length));
        }
    }

    @Test
    void shouldRollBackAndKeepRoomForTheEnd() {
        writer.wrap(buffer, 0, 10);
        writer.startStruct(TlvTag.ANONYMOUS);
        assertEquals(CodecStatus.OK, writer.reserve(1));
        writer.putUnsigned(1, 5);
        int mark = writer.mark();
        assertEquals(5, writer.remaining());
        writer.putUnsigned(2, 0x10000);
        assertTrue(writer.overflowed());
        assertEquals(0, writer.remaining());
        writer.putBool(3, true);
        assertEquals(4, writer.position());
        int late = writer.mark();
        writer.rewind(late);
        assertTrue(writer.overflowed());
        writer.rewind(mark);
        assertFalse(writer.overflowed());
        writer.putUnsigned(2, 0x100);
        writer.putNull(TlvTag.ANONYMOUS);
        writer.unreserve(1);
        writer.endContainer();
        assertEquals("15240105250200011418", Vectors.hex(buffer, 0, writer.position()));
        assertEquals(CodecStatus.NO_SPACE, writer.reserve(1));
        writer.unreserve(1);
        assertEquals(10, writer.limit());
    }

    @Test
    void shouldNotWrapAroundOnHugeLengths() {
        writer.wrap(buffer, 0, 16);
        assertEquals(CodecStatus.NO_SPACE, writer.beginBytes(1, Integer.MAX_VALUE));
        assertTrue(writer.overflowed());
        writer.wrap(buffer, 0, 16);
        assertEquals(CodecStatus.NO_SPACE, writer.beginBytes(1, 14));
        writer.wrap(buffer, 0, 16);
        assertEquals(3, writer.beginBytes(1, 13));
        assertEquals(16, writer.position());
    }

    @Test
    void shouldRereadEveryRecordedPayload() {
        int payloads = 0;
        JsonObject recording = Vectors.read("commissioning.json").getAsJsonObject();
        for (String run : recording.keySet()) {
            for (JsonElement e : recording.getAsJsonObject(run).getAsJsonArray("messages")) {
                JsonObject message = e.getAsJsonObject();
                if (!message.has("tlv")) {
                    continue;
                }
                byte[] b = Vectors.hex(message.get("payload").getAsString());
                reader.wrap(b, 0, b.length);
                assertEquals(CodecStatus.OK, reader.next());
                assertEquals(CodecStatus.OK, reader.validate());
                String name = run + " " + message.get("n");
                compare(name, message.get("tlv"));
                assertEquals(CodecStatus.END, reader.next(), name);
                payloads++;
            }
        }
        assertTrue(payloads > 150, "payloads=" + payloads);
    }

    /** Compares the element the reader is on with its recorded form, and leaves it. */
    private void compare(String name, JsonElement expected) {
        switch (reader.type()) {
            case TlvType.STRUCT, TlvType.LIST -> {
                boolean list = reader.type() == TlvType.LIST;
                JsonElement inner = list ? expected.getAsJsonObject().get("list") : expected;
                reader.enter();
                if (inner.isJsonArray()) {
                    compareItems(name, inner.getAsJsonArray());
                } else {
                    int count = 0;
                    while (reader.next() == CodecStatus.OK) {
                        String tag = reader.tag() == TlvTag.ANONYMOUS ? "" : "" + reader.tag();
                        assertTrue(inner.getAsJsonObject().has(tag), name + " tag " + tag);
                        compare(name, inner.getAsJsonObject().get(tag));
                        count++;
                    }
                    assertEquals(inner.getAsJsonObject().size(), count, name);
                    assertEquals(CodecStatus.OK, reader.exit(), name);
                }
            }
            case TlvType.ARRAY -> {
                reader.enter();
                compareItems(name, expected.getAsJsonArray());
            }
            case TlvType.UNSIGNED -> {
                String text =
                        expected.isJsonObject()
                                ? expected.getAsJsonObject().get("uint").getAsString()
                                : expected.getAsString();
                assertEquals(text, Long.toUnsignedString(reader.unsignedValue()), name);
            }
            case TlvType.SIGNED ->
                    assertEquals(
                            expected.getAsJsonObject().get("int").getAsLong(),
                            reader.value(),
                            name);
            case TlvType.BOOL -> assertEquals(expected.getAsBoolean(), reader.boolValue(), name);
            case TlvType.NULL -> assertTrue(expected.isJsonNull(), name);
            case TlvType.BYTES -> assertEquals(expected.getAsString(), "hex:" + data(), name);
            case TlvType.UTF8 -> {
                assertTrue(reader.validUtf8());
                assertEquals(expected.getAsString(), text(), name);
            }
            default -> assertTrue(expected.getAsJsonObject().has("float"), name);
        }
    }

    private void compareItems(String name, JsonArray items) {
        for (JsonElement item : items) {
            assertEquals(CodecStatus.OK, reader.next(), name);
            assertEquals(TlvTag.ANONYMOUS, reader.tag());
            compare(name, item);
        }
        assertEquals(CodecStatus.END, reader.next(), name);
        assertEquals(CodecStatus.OK, reader.exit(), name);
    }

    private int first(String hex) {
        byte[] b = Vectors.hex(hex);
        reader.wrap(b, 0, b.length);
        return reader.next();
    }

    private String data() {
        return Vectors.hex(reader.array(), reader.dataOffset(), reader.dataLength());
    }

    private String text() {
        return new String(
                reader.array(), reader.dataOffset(), reader.dataLength(), StandardCharsets.UTF_8);
    }

    private void checkTag(String name, JsonElement tag) {
        if (tag == null || tag.isJsonNull()) {
            assertEquals(TlvTag.ANONYMOUS, reader.tag(), name);
        } else if (tag.isJsonArray()) {
            assertEquals(TlvTag.PROFILE, reader.tag(), name);
            assertEquals((int) tag.getAsJsonArray().get(0).getAsLong(), reader.tagProfile(), name);
            assertEquals(tag.getAsJsonArray().get(1).getAsLong(), reader.tagNumber(), name);
        } else {
            assertEquals(tag.getAsInt(), reader.tag(), name);
        }
    }

    private void checkValue(String name, JsonObject value) {
        for (String key : value.keySet()) {
            JsonElement v = value.get(key);
            switch (key) {
                case "tag" -> checkTag(name, v);
                case "bool" -> assertEquals(v.getAsBoolean() ? 1 : 0, reader.bool(), name);
                case "null" -> assertTrue(reader.isNull(), name);
                case "int" -> {
                    assertEquals(TlvType.SIGNED, reader.type(), name);
                    assertEquals(v.getAsLong(), reader.value(), name);
                }
                case "uint" -> {
                    assertEquals(TlvType.UNSIGNED, reader.type(), name);
                    assertEquals(new BigInteger(v.getAsString()).longValue(), reader.value());
                }
                case "float32" ->
                        assertEquals(
                                real(v).floatValue(), Float.intBitsToFloat((int) reader.value()));
                case "float64" ->
                        assertEquals(
                                real(v).doubleValue(), Double.longBitsToDouble(reader.value()));
                case "utf8" -> {
                    assertEquals(TlvType.UTF8, reader.type(), name);
                    assertEquals(v.getAsString(), text(), name);
                    assertTrue(reader.validUtf8(), name);
                }
                case "octets" -> {
                    assertEquals(TlvType.BYTES, reader.type(), name);
                    assertEquals(v.getAsString(), data(), name);
                }
                default -> {
                    int type =
                            key.equals("struct")
                                    ? TlvType.STRUCT
                                    : key.equals("array") ? TlvType.ARRAY : TlvType.LIST;
                    assertEquals(type, reader.type(), name);
                    assertEquals(CodecStatus.OK, reader.enter(), name);
                    for (JsonElement item : v.getAsJsonArray()) {
                        assertEquals(CodecStatus.OK, reader.next(), name);
                        if (!item.getAsJsonObject().has("tag")) {
                            assertEquals(TlvTag.ANONYMOUS, reader.tag(), name);
                        }
                        checkValue(name, item.getAsJsonObject());
                    }
                    assertEquals(CodecStatus.END, reader.next(), name);
                    assertEquals(CodecStatus.OK, reader.exit(), name);
                }
            }
        }
    }

    private static Number real(JsonElement v) {
        String text = v.getAsString();
        if (text.endsWith("inf")) {
            return text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        return new BigDecimal(text);
    }

    private void writeVector(JsonObject vector) {
        int tag = TlvTag.ANONYMOUS;
        if (vector.get("tag").isJsonArray()) {
            JsonArray pair = vector.getAsJsonArray("tag");
            writer.profileTag((int) pair.get(0).getAsLong(), (int) pair.get(1).getAsLong());
            tag = TlvTag.PROFILE;
        }
        write(tag, vector.getAsJsonObject("value"));
    }

    private void write(int outer, JsonObject value) {
        int tag = value.has("tag") ? value.get("tag").getAsInt() : outer;
        for (String key : value.keySet()) {
            JsonElement v = value.get(key);
            switch (key) {
                case "tag" -> {}
                case "bool" -> writer.putBool(tag, v.getAsBoolean());
                case "null" -> writer.putNull(tag);
                case "int" -> writer.putSigned(tag, v.getAsLong());
                case "uint" -> writer.putUnsigned(tag, new BigInteger(v.getAsString()).longValue());
                case "utf8" -> {
                    byte[] b = v.getAsString().getBytes(StandardCharsets.UTF_8);
                    writer.putUtf8(tag, b, 0, b.length);
                }
                case "octets" -> {
                    byte[] b = Vectors.hex(v.getAsString());
                    writer.putBytes(tag, b, 0, b.length);
                }
                default -> {
                    if (key.equals("struct")) {
                        writer.startStruct(tag);
                    } else if (key.equals("array")) {
                        writer.startArray(tag);
                    } else {
                        writer.startList(tag);
                    }
                    for (JsonElement item : v.getAsJsonArray()) {
                        JsonObject member = item.getAsJsonObject();
                        if (member.has("float32")) {
                            byte[] raw = new byte[5];
                            raw[0] = 0x0A;
                            org.mattermote.stack.mem.Bytes.putU32le(
                                    raw,
                                    1,
                                    Float.floatToIntBits(real(member.get("float32")).floatValue()));
                            writer.putRaw(raw, 0, 5);
                        } else {
                            write(TlvTag.ANONYMOUS, member);
                        }
                    }
                    writer.endContainer();
                }
            }
        }
    }
}
