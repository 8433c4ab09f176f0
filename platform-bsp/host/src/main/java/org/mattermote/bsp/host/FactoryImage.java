package org.mattermote.bsp.host;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.mattermote.bsp.common.FactoryItem;
import org.mattermote.bsp.common.FactoryPartition;

/** Writes a factory-data partition, item by item, for {@link FactoryPartition} to read. */
public final class FactoryImage {
    private final ByteArrayOutputStream items = new ByteArrayOutputStream();
    private int count;

    /** Adds an item of {@link FactoryItem}. */
    public void add(int item, byte[] value) {
        items.writeBytes(
                little(FactoryPartition.ITEM_HEAD)
                        .putShort((short) item)
                        .putShort((short) value.length)
                        .array());
        items.writeBytes(value);
        count++;
    }

    public void addU16(int item, int value) {
        add(item, little(2).putShort((short) value).array());
    }

    /** A text of {@link org.mattermote.stack.port.DeviceDataPort}; null is none. */
    public void addText(int text, String value) {
        if (value != null) {
            add(FactoryItem.TEXT + text, value.getBytes(StandardCharsets.UTF_8));
        }
    }

    public void addFixedLabel(int endpoint, String label, String value) {
        byte[] first = label.getBytes(StandardCharsets.UTF_8);
        byte[] second = value.getBytes(StandardCharsets.UTF_8);
        add(
                FactoryItem.FIXED_LABEL,
                little(FactoryPartition.LABEL_HEAD + first.length + second.length)
                        .putShort((short) endpoint)
                        .put((byte) first.length)
                        .put(first)
                        .put(second)
                        .array());
    }

    /** Adds what a device checks a passcode with, and not the passcode. */
    public void addVerifier(int passcode, byte[] salt, int iterations) {
        add(FactoryItem.VERIFIER_ITERATIONS, little(4).putInt(iterations).array());
        add(FactoryItem.VERIFIER_SALT, salt);
        add(FactoryItem.VERIFIER, PasscodeVerifier.of(passcode, salt, iterations));
    }

    /** The partition. */
    public byte[] bytes() {
        ByteBuffer image =
                little(FactoryPartition.HEAD + items.size())
                        .putInt(FactoryPartition.MAGIC)
                        .putShort((short) FactoryPartition.VERSION)
                        .putShort((short) count)
                        .putInt(items.size());
        CRC32 crc = new CRC32();
        crc.update(image.array(), 0, image.position());
        crc.update(items.toByteArray());
        return image.putInt((int) crc.getValue()).put(items.toByteArray()).array();
    }

    private static ByteBuffer little(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }
}
