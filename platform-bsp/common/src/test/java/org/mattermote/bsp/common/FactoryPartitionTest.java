package org.mattermote.bsp.common;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.port.CryptoPort;
import org.mattermote.stack.port.DeviceDataPort;
import org.mattermote.stack.port.PortStatus;

class FactoryPartitionTest {
    private static final int PAGE = 128;

    private final Map<Integer, byte[]> items = new LinkedHashMap<>();
    private final ByteArrayOutputStream more = new ByteArrayOutputStream();
    private int moreItems;

    FactoryPartitionTest() {
        items.put(FactoryItem.VENDOR_ID, u16(0xFFF1));
        items.put(FactoryItem.PRODUCT_ID, u16(0x8001));
        items.put(FactoryItem.DISCRIMINATOR, u16(4095));
        items.put(FactoryItem.HARDWARE_VERSION, u16(7));
        items.put(FactoryItem.VERIFIER_ITERATIONS, new byte[] {(byte) 0xE8, 3, 0, 0});
        items.put(FactoryItem.VERIFIER_SALT, bytes(16));
        items.put(FactoryItem.VERIFIER, bytes(97));
        items.put(FactoryItem.DAC, bytes(491));
        items.put(FactoryItem.PAI, bytes(463));
        items.put(FactoryItem.CERTIFICATION_DECLARATION, bytes(541));
        items.put(FactoryItem.ATTESTATION_KEY, bytes(32));
        items.put(FactoryItem.ENABLE_KEY, bytes(16));
        items.put(FactoryItem.TEXT, utf8("Vendor"));
        items.put(FactoryItem.TEXT + 1, utf8("Product"));
        items.put(FactoryItem.TEXT + DeviceDataPort.TEXT_PRODUCT_URL, bytes(256));
    }

    private static byte[] u16(int value) {
        return new byte[] {(byte) value, (byte) (value >> 8)};
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private void add(int number, byte[] value) {
        put(more, number, value);
        moreItems++;
    }

    private static void put(ByteArrayOutputStream out, int number, byte[] value) {
        out.writeBytes(u16(number));
        out.writeBytes(u16(value.length));
        out.writeBytes(value);
    }

    private void label(int endpoint, String label, String value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(u16(endpoint));
        bytes.write(label.length());
        bytes.writeBytes(utf8(label));
        bytes.writeBytes(utf8(value));
        add(FactoryItem.FIXED_LABEL, bytes.toByteArray());
    }

    private byte[] image() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        items.forEach((number, value) -> put(all, number, value));
        all.writeBytes(more.toByteArray());
        return sealed(
                ByteBuffer.allocate(16 + all.size())
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .put(utf8("MMFD"))
                        .putShort((short) 1)
                        .putShort((short) (items.size() + moreItems))
                        .putInt(all.size())
                        .putInt(0)
                        .put(all.toByteArray())
                        .array());
    }

    /** With the checksum that fits. */
    private static byte[] sealed(byte[] image) {
        CRC32 crc = new CRC32();
        crc.update(image, 0, 12);
        crc.update(image, 16, image.length - 16);
        ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN).putInt(12, (int) crc.getValue());
        return image;
    }

    private static final class Partition extends FactoryPartition {
        Partition(byte[] image) {
            super(flash(image));
        }

        private static Flash flash(byte[] image) {
            PowerCutFlash flash = new PowerCutFlash(Math.max(2, image.length / PAGE + 1), PAGE);
            System.arraycopy(image, 0, flash.content(), 0, image.length);
            return flash;
        }

        /** The scalar that a signature is started with. */
        byte[] key() {
            byte[][] scalar = new byte[1][];
            Object crypto =
                    Proxy.newProxyInstance(
                            CryptoPort.class.getClassLoader(),
                            new Class<?>[] {CryptoPort.class},
                            (proxy, method, arguments) -> {
                                scalar[0] = ((byte[]) arguments[0]).clone();
                                return 5;
                            });
            byte[] bytes = new byte[64];
            assertEquals(
                    5, signWithAttestationKey((CryptoPort) crypto, bytes, 0, bytes, 0, bytes, 0));
            return scalar[0];
        }
    }

    private Partition opened() {
        Partition partition = new Partition(image());
        assertEquals(FactoryFlaw.NONE, partition.open());
        return partition;
    }

    private int flaw() {
        return new Partition(image()).open();
    }

    private interface Copy {
        int copy(byte[] out, int offset, int capacity);
    }

    private static byte[] copied(Copy item) {
        byte[] out = new byte[700];
        int length = item.copy(out, 5, 600);
        assertTrue(length >= 0, "status " + length);
        assertEquals(PortStatus.TOO_SMALL, item.copy(out, 5, length - 1));
        return Arrays.copyOfRange(out, 5, 5 + length);
    }

    @Test
    void shouldGiveWhatTheFactoryWrote() {
        Partition data = opened();
        assertEquals(0xFFF1, data.vendorId());
        assertEquals(0x8001, data.productId());
        assertEquals(4095, data.discriminator());
        assertEquals(7, data.hardwareVersion());
        assertEquals(1000, data.verifierIterations());
        assertArrayEquals(bytes(16), copied(data::verifierSalt));
        assertArrayEquals(bytes(97), copied(data::verifier));
        assertArrayEquals(bytes(16), copied(data::testEventKey));
        assertArrayEquals(bytes(32), data.key());
        int[] types = {
            DeviceDataPort.CERTIFICATE_DAC,
            DeviceDataPort.CERTIFICATE_PAI,
            DeviceDataPort.CERTIFICATION_DECLARATION
        };
        int[] lengths = {491, 463, 541};
        for (int i = 0; i < types.length; i++) {
            int type = types[i];
            byte[] der = copied((out, offset, room) -> data.certificate(type, out, offset, room));
            assertArrayEquals(bytes(lengths[i]), der);
        }
        assertEquals("Vendor", text(data, DeviceDataPort.TEXT_VENDOR_NAME));
        assertEquals("Product", text(data, DeviceDataPort.TEXT_PRODUCT_NAME));
        assertEquals("0.1.0", text(data, DeviceDataPort.TEXT_SOFTWARE_VERSION));
        assertEquals(1, data.softwareVersion());
        assertEquals(
                PortStatus.NONE, data.text(DeviceDataPort.TEXT_SERIAL_NUMBER, new byte[9], 0, 9));
        assertEquals(PortStatus.NONE, data.certificate(0, new byte[9], 0, 9));
    }

    private static String text(Partition data, int item) {
        byte[] text = copied((out, offset, room) -> data.text(item, out, offset, room));
        return new String(text, StandardCharsets.UTF_8);
    }

    @Test
    void shouldGiveTheFixedLabelsOfEachEndpoint() {
        label(1, "room", "bedroom 2");
        label(2, "floor", "");
        add(0x4321, new byte[0]);
        label(1, "orientation abcd", "North 1234567890");
        Partition data = opened();
        byte[] out = new byte[40];
        assertEquals(4 << 8 | 9, data.fixedLabel(1, 0, out, 2, 32));
        assertEquals("roombedroom 2", new String(out, 2, 13, StandardCharsets.UTF_8));
        assertEquals(16 << 8 | 16, data.fixedLabel(1, 1, out, 0, 32));
        assertEquals(PortStatus.TOO_SMALL, data.fixedLabel(1, 1, out, 0, 31));
        assertEquals(PortStatus.NONE, data.fixedLabel(1, 2, out, 0, 32));
        assertEquals(5 << 8, data.fixedLabel(2, 0, out, 0, 32));
        assertEquals(PortStatus.NONE, data.fixedLabel(3, 0, out, 0, 32));
    }

    @Test
    void shouldHaveNoItemsBeforeItIsOpenedNorWhenItIsFlawed() {
        Partition data = new Partition(image());
        assertEquals(0, data.vendorId());
        assertEquals(0, data.verifierIterations());
        assertEquals(PortStatus.NONE, data.verifier(new byte[97], 0, 97));
        assertEquals(PortStatus.NONE, data.fixedLabel(1, 0, new byte[97], 0, 97));
        byte[] image = image();
        image[100] ^= 1;
        data = new Partition(image);
        assertEquals(FactoryFlaw.CHECKSUM, data.open());
        assertEquals(0, data.vendorId());
    }

    @Test
    void shouldSayWhatIsWrong() {
        assertEquals(FactoryFlaw.MAGIC, new Partition(new byte[0]).open());
        byte[] image = image();
        image[4] = 2;
        assertEquals(FactoryFlaw.VERSION, new Partition(sealed(image)).open());
        items.remove(FactoryItem.PAI);
        assertEquals(FactoryFlaw.MISSING, flaw());
    }

    @Test
    void shouldRefuseAnItemTwice() {
        add(FactoryItem.DAC, bytes(491));
        assertEquals(FactoryFlaw.TWICE, flaw());
    }

    @Test
    void shouldRefuseValuesThatCannotBe() {
        Map<Integer, byte[]> wrong = new LinkedHashMap<>();
        wrong.put(FactoryItem.DISCRIMINATOR, u16(4096));
        wrong.put(FactoryItem.VENDOR_ID, new byte[1]);
        wrong.put(FactoryItem.VERIFIER_ITERATIONS, new byte[] {(byte) 0xE7, 3, 0, 0});
        wrong.put(FactoryItem.VERIFIER_SALT, bytes(33));
        wrong.put(FactoryItem.ATTESTATION_KEY, bytes(31));
        wrong.put(FactoryItem.DAC, bytes(601));
        wrong.put(FactoryItem.TEXT, bytes(33));
        wrong.put(FactoryItem.TEXT + 1, new byte[0]);
        wrong.forEach(
                (number, value) -> {
                    FactoryPartitionTest other = new FactoryPartitionTest();
                    other.items.put(number, value);
                    assertEquals(FactoryFlaw.ITEM, other.flaw(), "item " + number);
                });
        FactoryPartitionTest other = new FactoryPartitionTest();
        other.label(1, "12345678901234567", "");
        assertEquals(FactoryFlaw.ITEM, other.flaw());
    }

    /** Whatever lies there, behind a checksum that fits. */
    @Test
    void shouldTakeAnyBytes() {
        label(1, "room", "bedroom 2");
        byte[] good = image();
        Random random = new Random(7);
        int accepted = 0;
        for (int i = 0; i < 100_000; i++) {
            byte[] image = Arrays.copyOf(good, good.length - random.nextInt(i % 4 == 0 ? 600 : 1));
            for (int n = random.nextInt(4); n >= 0; n--) {
                int at = i % 2 == 0 ? random.nextInt(image.length) : random.nextInt(300);
                image[at] = (byte) random.nextInt();
            }
            if (i % 4 == 0) {
                ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN).putInt(8, image.length - 16);
            }
            Partition data = new Partition(sealed(image));
            byte[] out = new byte[600];
            if (data.open() == FactoryFlaw.NONE) {
                accepted++;
            }
            data.certificate(DeviceDataPort.CERTIFICATE_PAI, out, 0, 600);
            data.text(DeviceDataPort.TEXT_PRODUCT_URL, out, 0, 256);
            data.fixedLabel(1, 0, out, 0, 32);
            data.fixedLabel(1, 1, out, 0, 32);
        }
        assertTrue(accepted > 10_000, "accepted " + accepted);
    }
}
