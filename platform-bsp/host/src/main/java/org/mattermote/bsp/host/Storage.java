package org.mattermote.bsp.host;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.mattermote.bsp.common.FlashDamage;
import org.mattermote.bsp.common.FlashLog;
import org.mattermote.stack.port.KeyValueStore;
import org.mattermote.stack.port.PortStatus;

/**
 * The folder in which one device keeps everything: {@value #STORE} (flash pages with the key-value
 * log), {@value #PROPERTIES} (what a factory gives a device once) and {@value #LOCK}, locked while
 * the device runs. Other files in it are left alone.
 *
 * <p>A store that is damaged is refused and stays as it is; {@link #reset} makes a new one.
 */
public final class Storage implements AutoCloseable {
    public static final String STORE = "mattermote.store";
    public static final String PROPERTIES = "device.properties";
    public static final String LOCK = "mattermote.lock";

    /** 64 pages of 4 KiB: a bank holds 128 KiB. */
    static final int PAGES = 64;

    static final int PAGE_SIZE = 4096;
    static final int MAX_RECORDS = 512;

    private final FileChannel lock;
    private final FileFlash flash;
    private final FlashLog log;
    private final DeviceProperties properties;

    private Storage(FileChannel lock, FileFlash flash, FlashLog log, DeviceProperties properties) {
        this.lock = lock;
        this.flash = flash;
        this.log = log;
        this.properties = properties;
    }

    /** Opens the storage in {@code folder}, made if it is not there. */
    public static Storage open(Path folder) throws HostException {
        FileChannel lock = lock(folder);
        FileFlash flash = null;
        try {
            Path file = folder.resolve(STORE);
            if (!Files.exists(file)) {
                FileFlash.create(file, PAGES, PAGE_SIZE);
            }
            flash = openFlash(file, folder);
            FlashLog log = new FlashLog(flash, MAX_RECORDS);
            if (log.open() != PortStatus.OK) {
                throw new HostException(file + ": " + damage(log) + advice(folder));
            }
            DeviceProperties properties = DeviceProperties.open(folder.resolve(PROPERTIES));
            return new Storage(lock, flash, log, properties);
        } catch (HostException e) {
            if (flash != null) {
                flash.close();
            }
            release(lock);
            throw e;
        }
    }

    /** Factory reset of a device that does not run. What {@value #PROPERTIES} says stays. */
    public static void reset(Path folder) throws HostException {
        if (!Files.exists(folder)) {
            return;
        }
        FileChannel lock = lock(folder);
        try {
            Path file = folder.resolve(STORE);
            if (Files.exists(file)) {
                FileFlash.create(file, PAGES, PAGE_SIZE);
            }
        } finally {
            release(lock);
        }
    }

    private static FileFlash openFlash(Path file, Path folder) throws HostException {
        try {
            return FileFlash.open(file);
        } catch (HostException e) {
            throw new HostException(e.getMessage() + advice(folder));
        }
    }

    private static String advice(Path folder) {
        return "; nothing was changed, `mote reset --storage " + folder + "` starts anew";
    }

    private static String damage(FlashLog log) {
        String at = " at byte " + (FileFlash.HEADER + log.damageAddress());
        switch (log.damage()) {
            case FlashDamage.MAGIC:
                return "wrong magic" + at;
            case FlashDamage.VERSION:
                return "wrong version of the log" + at;
            case FlashDamage.GEOMETRY:
                return "wrong number of pages" + at;
            case FlashDamage.HEADER_CHECKSUM:
                return "wrong checksum of the header" + at;
            case FlashDamage.RECORD_CHECKSUM:
                return "wrong checksum of the record" + at;
            case FlashDamage.GAP:
                return "something behind the end of the log" + at;
            case FlashDamage.SEQUENCE:
                return "records out of order" + at;
            case FlashDamage.TOO_MANY_KEYS:
                return "more than " + MAX_RECORDS + " records";
            default:
                return "cannot be read" + at;
        }
    }

    private static FileChannel lock(Path folder) throws HostException {
        FileChannel channel;
        try {
            Files.createDirectories(folder);
            channel =
                    FileChannel.open(
                            folder.resolve(LOCK),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new HostException(
                    "storage "
                            + folder
                            + " cannot be written: "
                            + HostException.reason(e)
                            + "; give a folder that can");
        }
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // A device in this process has it: the same answer.
        } catch (IOException e) {
            release(channel);
            throw new HostException(
                    "storage " + folder + " cannot be locked: " + HostException.reason(e));
        }
        release(channel);
        throw new HostException(
                "storage "
                        + folder
                        + " is used by another running device; stop it, or give this one its own"
                        + " --storage");
    }

    private static void release(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // The lock ends with the process at the latest.
        }
    }

    public KeyValueStore store() {
        return log;
    }

    public DeviceProperties properties() {
        return properties;
    }

    @Override
    public void close() {
        flash.sync();
        flash.close();
        release(lock);
    }
}
