package org.mattermote.firmware.boot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.mattermote.bsp.host.HostBoot;
import org.mattermote.bsp.host.HostException;

/**
 * The options of {@code mote run} checked for a device that is no JVM, and its storage folder made
 * ready: a store, and {@value #FACTORY_DATA} with what a factory gives it.
 */
final class Preparation {
    static final String FACTORY_DATA = "factory.bin";

    private Preparation() {}

    /**
     * The words of the ready line between port and fabrics; UDP port and host name; then the QR
     * code as text.
     */
    static String of(RunCommand given) throws HostException {
        if (given.record != null) {
            throw new HostException(
                    "--record is not there with --board "
                            + given.board
                            + "; record with --board jvm, `mote replay --board "
                            + given.board
                            + "` replays that");
        }
        // Which boards there are, mote knows.
        given.board = RunOptions.DEFAULT_BOARD;
        RunOptions options = RunOptions.of(given);
        Label label = Label.of(options, options.hci() != null);
        String hostName;
        try (HostPorts ports = HostPorts.quiet(options, HostBoot.POWER_ON)) {
            write(options.storage().resolve(FACTORY_DATA), ports.factoryData.bytes());
            hostName = new String(ports.storage.properties().hostName());
        }
        return label.words(options)
                + "\n"
                + options.port()
                + " "
                + hostName
                + "\n"
                + (label.isKnown() ? QrText.of(label.qr()) : "");
    }

    /** For its owner's eyes only: it holds the attestation key. */
    private static void write(Path file, byte[] bytes) throws HostException {
        Path part = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.deleteIfExists(part);
            Files.createFile(
                    part,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            try (FileChannel out = FileChannel.open(part, StandardOpenOption.WRITE)) {
                ByteBuffer all = ByteBuffer.wrap(bytes);
                while (all.hasRemaining()) {
                    out.write(all);
                }
                out.force(true);
            }
            Files.move(
                    part,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new HostException(file + ": cannot be written: " + HostException.reason(e));
        }
    }
}
