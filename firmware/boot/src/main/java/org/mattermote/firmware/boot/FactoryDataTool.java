package org.mattermote.firmware.boot;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.mattermote.bsp.common.FactoryItem;
import org.mattermote.bsp.common.FactoryPartition;
import org.mattermote.bsp.host.FactoryFile;
import org.mattermote.bsp.host.FactoryImage;
import org.mattermote.bsp.host.HostException;
import org.mattermote.stack.codec.SetupPayload;
import org.mattermote.stack.port.DeviceDataPort;

/** {@code mote factory-data}: what a factory gives one device, in one file to program. */
final class FactoryDataTool {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuuMMdd").withResolverStyle(ResolverStyle.STRICT);

    private final FactoryDataCommand given;
    private final Consumer<String> warns;
    private final SecureRandom random = new SecureRandom();
    private final FactoryImage image = new FactoryImage();

    /**
     * @param warns takes a line for what is no mistake but worth a look
     */
    FactoryDataTool(FactoryDataCommand given, Consumer<String> warns) {
        this.given = given;
        this.warns = warns;
    }

    /** Makes the two files, or neither; what the label says. */
    FactoryLabel make() throws HostException {
        if (given.out == null || given.out.isEmpty()) {
            throw new HostException("--out is missing, must be the file to make");
        }
        AttestationFiles attestation = AttestationFiles.of(given);
        int vendorId = id("--vendor-id", given.vendorId, attestation.declaredVendorId());
        int productId = id("--product-id", given.productId, attestation.declaredProductId());
        attestation.checkProduct(vendorId, productId);
        image.addU16(FactoryItem.VENDOR_ID, vendorId);
        image.addU16(FactoryItem.PRODUCT_ID, productId);
        int discriminator = discriminator();
        image.addU16(FactoryItem.DISCRIMINATOR, discriminator);
        int passcode = passcode();
        image.addVerifier(passcode, salt(), iterations());
        image.add(FactoryItem.DAC, attestation.dac());
        image.add(FactoryItem.PAI, attestation.pai());
        image.add(FactoryItem.CERTIFICATION_DECLARATION, attestation.declaration());
        image.add(FactoryItem.ATTESTATION_KEY, attestation.key());
        Arrays.fill(attestation.key(), (byte) 0);
        enableKey();
        texts();
        for (String label : given.fixedLabels) {
            fixedLabel(label);
        }
        byte[] bytes = image.bytes();
        if (bytes.length > FactoryPartition.MAX_LENGTH) {
            throw new HostException("more fixed labels than a partition holds");
        }
        // Whatever a device would refuse is refused here.
        FactoryFile.of(bytes, given.out);
        FactoryLabel label =
                FactoryLabel.of(vendorId, productId, discriminator, passcode, given.ble);
        Path file = Path.of(given.out);
        write(file, bytes);
        try {
            write(FactoryLabel.beside(file), label.lines().getBytes(StandardCharsets.UTF_8));
        } catch (HostException e) {
            delete(file);
            throw e;
        }
        if (attestation.declared().type() == CertificationDeclaration.TEST) {
            warns.accept("the certification declaration is one for tests, not for products");
        }
        return label;
    }

    private static int id(String option, String text, int otherwise) throws HostException {
        return text == null ? otherwise : RunOptions.number(option, text, 0, 0xFFFF);
    }

    private int discriminator() throws HostException {
        return given.discriminator == null
                ? random.nextInt(SetupPayload.MAX_DISCRIMINATOR + 1)
                : RunOptions.number(
                        "--discriminator", given.discriminator, 0, SetupPayload.MAX_DISCRIMINATOR);
    }

    private int passcode() throws HostException {
        if (given.passcode != null) {
            return RunOptions.allowedPasscode(given.passcode);
        }
        int passcode;
        do {
            passcode = 1 + random.nextInt(SetupPayload.MAX_PASSCODE);
        } while (!SetupPayload.isPasscodeAllowed(passcode));
        return passcode;
    }

    private int iterations() throws HostException {
        return RunOptions.number(
                "--iterations",
                given.iterations,
                FactoryPartition.MIN_ITERATIONS,
                FactoryPartition.MAX_ITERATIONS);
    }

    private byte[] salt() throws HostException {
        if (given.salt != null) {
            return hex("--salt", given.salt, FactoryPartition.SALT_MIN, FactoryPartition.SALT_MAX);
        }
        byte[] salt = new byte[FactoryPartition.SALT_MAX];
        random.nextBytes(salt);
        return salt;
    }

    private void enableKey() throws HostException {
        if (given.enableKey == null) {
            return;
        }
        int length = FactoryPartition.ENABLE_KEY_LENGTH;
        byte[] key = hex("--enable-key", given.enableKey, length, length);
        if (Arrays.equals(key, new byte[length])) {
            throw new HostException(
                    "--enable-key is all zero, which stands for none; leave it out");
        }
        image.add(FactoryItem.ENABLE_KEY, key);
    }

    private static byte[] hex(String option, String text, int min, int max) throws HostException {
        byte[] bytes = null;
        try {
            bytes = HexFormat.of().parseHex(text);
        } catch (IllegalArgumentException e) {
            // Said below. The value may be a secret: not repeated.
        }
        if (bytes == null || bytes.length < min || bytes.length > max) {
            String digits = min == max ? "" + 2 * min : 2 * min + " to " + 2 * max;
            throw new HostException(option + " must be " + digits + " hexadecimal digits");
        }
        return bytes;
    }

    private void texts() throws HostException {
        text(DeviceDataPort.TEXT_VENDOR_NAME, "--vendor-name", given.vendorName);
        text(DeviceDataPort.TEXT_PRODUCT_NAME, "--product-name", given.productName);
        text(DeviceDataPort.TEXT_SERIAL_NUMBER, "--serial-number", given.serialNumber);
        String uniqueId = given.uniqueId;
        if (uniqueId == null) {
            byte[] bytes = new byte[16];
            random.nextBytes(bytes);
            uniqueId = HexFormat.of().formatHex(bytes);
        }
        text(DeviceDataPort.TEXT_UNIQUE_ID, "--unique-id", uniqueId);
        if (uniqueId.equals(given.serialNumber)) {
            throw new HostException("--unique-id is the serial number, must be another");
        }
        int hardware = RunOptions.number("--hardware-version", given.hardwareVersion, 0, 0xFFFF);
        image.addU16(FactoryItem.HARDWARE_VERSION, hardware);
        text(
                DeviceDataPort.TEXT_HARDWARE_VERSION,
                "--hardware-version-string",
                given.hardwareVersionString == null
                        ? Integer.toString(hardware)
                        : given.hardwareVersionString);
        checkDate();
        text(
                DeviceDataPort.TEXT_MANUFACTURING_DATE,
                "--manufacturing-date",
                given.manufacturingDate);
        text(DeviceDataPort.TEXT_PART_NUMBER, "--part-number", given.partNumber);
        checkUrl();
        text(DeviceDataPort.TEXT_PRODUCT_URL, "--product-url", given.productUrl);
        text(DeviceDataPort.TEXT_PRODUCT_LABEL, "--product-label", given.productLabel);
    }

    private void text(int text, String option, String value) throws HostException {
        if (value == null) {
            return;
        }
        int length = value.getBytes(StandardCharsets.UTF_8).length;
        int limit = FactoryPartition.textLimit(text);
        if (length == 0 || length > limit) {
            throw new HostException(
                    option + " has " + length + " bytes, must have 1 to " + limit + " of UTF-8");
        }
        image.addText(text, value);
    }

    private void checkDate() throws HostException {
        String date = given.manufacturingDate;
        if (date == null) {
            return;
        }
        try {
            if (date.length() >= 8 && date.chars().allMatch(c -> c > 0x20 && c < 0x7F)) {
                LocalDate.parse(date.substring(0, 8), DATE);
                return;
            }
        } catch (DateTimeParseException e) {
            // Said below.
        }
        throw new HostException(
                "--manufacturing-date "
                        + date
                        + " is no date, must be YYYYMMDD and up to 8 characters of the maker's");
    }

    private void checkUrl() throws HostException {
        if (given.productUrl == null) {
            return;
        }
        try {
            URI url = new URI(given.productUrl);
            boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            if (web && url.getHost() != null) {
                return;
            }
        } catch (URISyntaxException e) {
            // Said below.
        }
        throw new HostException(
                "--product-url "
                        + given.productUrl
                        + " is no address, must be http:// or https://");
    }

    private void fixedLabel(String text) throws HostException {
        int colon = text.indexOf(':');
        int equals = text.indexOf('=', colon + 1);
        if (colon < 1 || equals < 0) {
            throw new HostException(
                    "--fixed-label " + text + " is none, must be ENDPOINT:LABEL=VALUE");
        }
        int endpoint = RunOptions.number("--fixed-label", text.substring(0, colon), 0, 0xFFFE);
        String label = text.substring(colon + 1, equals);
        String value = text.substring(equals + 1);
        for (String part : new String[] {label, value}) {
            if (part.getBytes(StandardCharsets.UTF_8).length > FactoryPartition.MAX_LABEL) {
                throw new HostException(
                        "--fixed-label "
                                + text
                                + " is too long, label and value must have at most "
                                + FactoryPartition.MAX_LABEL
                                + " bytes of UTF-8 each");
            }
        }
        image.addFixedLabel(endpoint, label, value);
    }

    /** A new file that only its owner reads; the one that is there already may be a device's. */
    private static void write(Path file, byte[] bytes) throws HostException {
        FileAttribute<?>[] owner =
                file.getFileSystem().supportedFileAttributeViews().contains("posix")
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0];
        try (FileChannel out =
                FileChannel.open(
                        file,
                        EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        owner)) {
            ByteBuffer all = ByteBuffer.wrap(bytes);
            while (all.hasRemaining()) {
                out.write(all);
            }
            out.force(true);
        } catch (FileAlreadyExistsException e) {
            throw new HostException(file + ": is there already; give another, or remove it");
        } catch (IOException e) {
            throw new HostException(file + ": cannot be written: " + HostException.reason(e));
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // It was whole.
        }
    }
}
