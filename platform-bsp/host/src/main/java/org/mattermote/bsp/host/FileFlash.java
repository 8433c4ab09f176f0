package org.mattermote.bsp.host;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.mattermote.bsp.common.Flash;
import org.mattermote.stack.port.PortStatus;

/**
 * Flash pages in one file. Reads come from a copy in memory; programs and erases go to the file at
 * once and are on the disk after {@link #sync()}.
 *
 * <pre>
 *  0 magic      8 bytes "MMFLASH" and a line feed
 *  8 version    32 bits, little-endian as all numbers
 * 12 pages      32 bits
 * 16 page size  32 bits
 * 20 CRC-32     of bytes 0 to 19
 * 24 zeros      8 bytes
 * 32 the pages
 * </pre>
 */
public final class FileFlash implements Flash, AutoCloseable {
    public static final int VERSION = 1;

    /** Bytes before the first page. */
    public static final int HEADER = 32;

    /** Place of the number of pages. */
    public static final int PAGES_AT = 12;

    /** Place of the bytes of a page. */
    public static final int PAGE_SIZE_AT = 16;

    private static final byte[] MAGIC = "MMFLASH\n".getBytes(StandardCharsets.US_ASCII);
    private static final int CHECKED = 20;
    private static final int MAX_SIZE = 64 << 20;

    private final FileChannel channel;
    private final int pageCount;
    private final int pageSize;
    private final byte[] content;

    private FileFlash(FileChannel channel, int pageCount, int pageSize, byte[] content) {
        this.channel = channel;
        this.pageCount = pageCount;
        this.pageSize = pageSize;
        this.content = content;
    }

    /**
     * Writes a file of erased pages, replacing whatever is there: the new file appears whole or not
     * at all.
     */
    public static void create(Path file, int pageCount, int pageSize) throws HostException {
        Path part = file.resolveSibling(file.getFileName() + ".new");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(header(pageCount, pageSize));
        byte[] erased = new byte[pageCount * pageSize];
        Arrays.fill(erased, (byte) 0xFF);
        bytes.writeBytes(erased);
        try (FileChannel out =
                FileChannel.open(
                        part,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            keepPrivate(part);
            writeFully(out, ByteBuffer.wrap(bytes.toByteArray()), 0);
            out.force(true);
        } catch (IOException e) {
            throw new HostException(file + ": cannot be written: " + HostException.reason(e));
        }
        try {
            Files.move(
                    part,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new HostException(file + ": cannot be written: " + HostException.reason(e));
        }
    }

    /** The store will hold private keys: nobody but its owner reads it, where files have owners. */
    private static void keepPrivate(Path file) throws IOException {
        try {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        } catch (UnsupportedOperationException e) {
            // The folder's own protection is all there is.
        }
    }

    /** Opens what {@link #create} made. Refuses any other file and leaves it as it is. */
    public static FileFlash open(Path file) throws HostException {
        FileChannel channel;
        try {
            channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new HostException(file + ": cannot be opened: " + HostException.reason(e));
        }
        try {
            return opened(file, channel);
        } catch (IOException e) {
            closeQuietly(channel);
            throw new HostException(file + ": cannot be read: " + HostException.reason(e));
        } catch (HostException e) {
            closeQuietly(channel);
            throw e;
        }
    }

    private static FileFlash opened(Path file, FileChannel channel)
            throws IOException, HostException {
        long size = channel.size();
        ByteBuffer head = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
        readFully(channel, head, 0);
        if (size < HEADER || !Arrays.equals(Arrays.copyOf(head.array(), MAGIC.length), MAGIC)) {
            throw new HostException(file + ": wrong magic, not a store of Mattermote");
        }
        CRC32 crc = new CRC32();
        crc.update(head.array(), 0, CHECKED);
        int version = head.getInt(8);
        if (version != VERSION) {
            throw new HostException(
                    file
                            + ": version "
                            + Integer.toUnsignedString(version)
                            + ", this program reads version "
                            + VERSION);
        }
        if (head.getInt(CHECKED) != (int) crc.getValue()) {
            throw new HostException(file + ": wrong checksum of the file header");
        }
        int pageCount = head.getInt(PAGES_AT);
        int pageSize = head.getInt(PAGE_SIZE_AT);
        long content = (long) pageCount * pageSize;
        if (pageCount < 2 || pageSize < 64 || pageSize % WORD != 0 || content > MAX_SIZE) {
            throw new HostException(file + ": wrong number or size of pages");
        }
        if (size != HEADER + content) {
            throw new HostException(
                    file + ": " + size + " bytes long, must be " + (HEADER + content));
        }
        ByteBuffer pages = ByteBuffer.allocate((int) content);
        readFully(channel, pages, HEADER);
        return new FileFlash(channel, pageCount, pageSize, pages.array());
    }

    private static byte[] header(int pageCount, int pageSize) {
        ByteBuffer head = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
        head.put(MAGIC).putInt(VERSION).putInt(pageCount).putInt(pageSize);
        CRC32 crc = new CRC32();
        crc.update(head.array(), 0, CHECKED);
        head.putInt((int) crc.getValue());
        return head.array();
    }

    private static void readFully(FileChannel channel, ByteBuffer to, long from)
            throws IOException {
        while (to.hasRemaining() && channel.read(to, from + to.position()) >= 0) {
            // Goes on until full or at the end of the file.
        }
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes, long at)
            throws IOException {
        long to = at;
        while (bytes.hasRemaining()) {
            to += channel.write(bytes, to);
        }
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // Nothing was written through it.
        }
    }

    @Override
    public int pageCount() {
        return pageCount;
    }

    @Override
    public int pageSize() {
        return pageSize;
    }

    @Override
    public int read(int page, int offset, byte[] out, int outOffset, int length) {
        System.arraycopy(content, page * pageSize + offset, out, outOffset, length);
        return PortStatus.OK;
    }

    @Override
    public int program(int page, int offset, byte[] bytes, int from, int length) {
        int at = page * pageSize + offset;
        for (int i = 0; i < length; i++) {
            if (content[at + i] != -1) {
                return PortStatus.FAILED;
            }
        }
        return write(at, bytes, from, length);
    }

    @Override
    public int erase(int page) {
        byte[] erased = new byte[pageSize];
        Arrays.fill(erased, (byte) 0xFF);
        return write(page * pageSize, erased, 0, pageSize);
    }

    private int write(int at, byte[] bytes, int from, int length) {
        try {
            writeFully(channel, ByteBuffer.wrap(bytes, from, length), (long) HEADER + at);
        } catch (IOException e) {
            return PortStatus.FAILED;
        }
        System.arraycopy(bytes, from, content, at, length);
        return PortStatus.OK;
    }

    @Override
    public int sync() {
        try {
            channel.force(false);
            return PortStatus.OK;
        } catch (IOException e) {
            return PortStatus.FAILED;
        }
    }

    @Override
    public void close() {
        closeQuietly(channel);
    }
}
