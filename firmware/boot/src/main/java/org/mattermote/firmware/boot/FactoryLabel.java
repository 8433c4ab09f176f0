package org.mattermote.firmware.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.mattermote.bsp.host.HostException;

/**
 * What is printed on a device whose factory data is in a file: kept beside it, as the partition
 * itself does not hold the passcode.
 */
record FactoryLabel(int vendorId, int productId, int discriminator, int passcode, Label codes) {
    /** The passcode is not known. */
    static final int UNKNOWN = -1;

    private static final String PASSCODE = "passcode=";

    static FactoryLabel of(
            int vendorId, int productId, int discriminator, int passcode, boolean ble) {
        return new FactoryLabel(
                vendorId,
                productId,
                discriminator,
                passcode,
                Label.of(vendorId, productId, discriminator, passcode, ble));
    }

    /** Where the label of a partition is. */
    static Path beside(Path partition) {
        return partition.resolveSibling(partition.getFileName() + ".label");
    }

    /** The passcode on the label beside a partition, or {@link #UNKNOWN} when there is none. */
    static int passcodeBeside(Path partition) throws HostException {
        Path file = beside(partition);
        try {
            for (String line : Files.readString(file).split("\n")) {
                if (line.startsWith(PASSCODE)) {
                    return RunOptions.allowedPasscode(line.substring(PASSCODE.length()).strip());
                }
            }
            return UNKNOWN;
        } catch (NoSuchFileException e) {
            return UNKNOWN;
        } catch (IOException e) {
            throw new HostException(file + ": cannot be read: " + HostException.reason(e));
        }
    }

    /** One {@code name=value} a line. */
    String lines() {
        return words().replace(' ', '\n') + "\n";
    }

    /** The same in one line. */
    String words() {
        return String.format(
                "vendor-id=0x%04X product-id=0x%04X discriminator=%d passcode=%08d manual=%s qr=%s",
                vendorId, productId, discriminator, passcode, codes.manual(), codes.qr());
    }
}
