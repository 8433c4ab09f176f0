package org.mattermote.bsp.host.recording;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.mattermote.bsp.host.FileFlash;

/**
 * A recording as a native image reads it: without settings to understand and without compression.
 * Numbers are big-endian, "bytes" as in {@link RecordFormat}.
 *
 * <pre>
 *  8 bytes   "MMREPLAY"
 *  32 bits   version, 2
 *  32 bits   UDP port
 *  32 bits   1 with a BLE controller, 0 without
 *  bytes     host name
 *  bytes     factory data
 *  32 bits   pages of the store
 *  32 bits   bytes of a page
 *  32 bits   pages that are not erased; each: 32 bits number, the page
 *  entries   of {@link RecordFormat}, to the end
 * </pre>
 */
public final class FlatRecord {
    private static final byte[] MAGIC = "MMREPLAY".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 2;

    private final byte[] store;
    private final byte[] entries;

    /**
     * @param store the file of {@link FileFlash}
     */
    FlatRecord(byte[] store, byte[] entries) {
        this.store = store;
        this.entries = entries;
    }

    /** The file. */
    public byte[] bytes(int port, boolean ble, boolean media, byte[] hostName, byte[] factoryData) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.write(MAGIC);
            out.writeInt(VERSION);
            out.writeInt(port);
            out.writeInt((ble ? 1 : 0) | (media ? 2 : 0));
            put(out, hostName);
            put(out, factoryData);
            putStore(out);
            out.write(entries);
        } catch (IOException e) {
            throw new IllegalStateException("memory takes everything", e);
        }
        return bytes.toByteArray();
    }

    private static void put(DataOutputStream out, byte[] value) throws IOException {
        out.writeInt(value.length);
        out.write(value);
    }

    private void putStore(DataOutputStream out) throws IOException {
        ByteBuffer head = ByteBuffer.wrap(store).order(ByteOrder.LITTLE_ENDIAN);
        int pages = head.getInt(FileFlash.PAGES_AT);
        int size = head.getInt(FileFlash.PAGE_SIZE_AT);
        int kept = 0;
        for (int page = 0; page < pages; page++) {
            kept += isErased(page, size) ? 0 : 1;
        }
        out.writeInt(pages);
        out.writeInt(size);
        out.writeInt(kept);
        for (int page = 0; page < pages; page++) {
            if (!isErased(page, size)) {
                out.writeInt(page);
                out.write(store, FileFlash.HEADER + page * size, size);
            }
        }
    }

    private boolean isErased(int page, int size) {
        for (int i = 0; i < size; i++) {
            if (store[FileFlash.HEADER + page * size + i] != -1) {
                return false;
            }
        }
        return true;
    }
}
