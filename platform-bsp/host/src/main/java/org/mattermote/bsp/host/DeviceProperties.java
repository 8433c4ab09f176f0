package org.mattermote.bsp.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;

/**
 * What a factory would give a device once: serial number, unique id, the salt of its passcode
 * verifier. Made at the first start, kept through factory resets, in a file of {@code name=value}
 * lines.
 */
public final class DeviceProperties {
    private static final String SERIAL_NUMBER = "serial-number";
    private static final String UNIQUE_ID = "unique-id";
    private static final String VERIFIER_SALT = "verifier-salt";
    private static final int TEXT_LIMIT = 32;

    private String serialNumber;
    private String uniqueId;
    private byte[] verifierSalt;

    private DeviceProperties() {}

    static DeviceProperties open(Path file) throws HostException {
        DeviceProperties properties = new DeviceProperties();
        if (Files.exists(file)) {
            properties.read(file);
        } else {
            properties.make();
            properties.write(file);
        }
        return properties;
    }

    /** 1 to 32 characters of ASCII. */
    public String serialNumber() {
        return serialNumber;
    }

    /** 1 to 32 characters of ASCII, not derived from the serial number. */
    public String uniqueId() {
        return uniqueId;
    }

    /** 16 to 32 bytes. */
    public byte[] verifierSalt() {
        return verifierSalt.clone();
    }

    /**
     * A host name for this device alone, though others on this machine have the same hardware
     * address: 12 upper-case hexadecimal digits in ASCII, always the same.
     */
    public byte[] hostName() {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            byte[] digest = sha.digest(("host name " + uniqueId).getBytes(StandardCharsets.UTF_8));
            String name = HexFormat.of().withUpperCase().formatHex(digest, 0, 6);
            return name.getBytes(StandardCharsets.US_ASCII);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void make() {
        SecureRandom random = new SecureRandom();
        serialNumber = hex(random, 6).toUpperCase(Locale.ROOT);
        uniqueId = hex(random, 16);
        verifierSalt = new byte[32];
        random.nextBytes(verifierSalt);
    }

    private static String hex(SecureRandom random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private void read(Path file) throws HostException {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new HostException(file + ": cannot be read: " + HostException.reason(e));
        }
        for (String line : text.split("\n")) {
            int equals = line.indexOf('=');
            if (equals < 0 || line.startsWith("#")) {
                continue;
            }
            String value = line.substring(equals + 1).strip();
            switch (line.substring(0, equals).strip()) {
                case SERIAL_NUMBER -> serialNumber = value;
                case UNIQUE_ID -> uniqueId = value;
                case VERIFIER_SALT -> verifierSalt = salt(value);
                default -> {
                    // Written by a later version; not ours to judge.
                }
            }
        }
        check(file, SERIAL_NUMBER, isText(serialNumber), "1 to 32 printable ASCII characters");
        check(file, UNIQUE_ID, isText(uniqueId), "1 to 32 printable ASCII characters");
        check(file, VERIFIER_SALT, verifierSalt != null, "32 to 64 hexadecimal digits");
    }

    private static void check(Path file, String name, boolean good, String right)
            throws HostException {
        if (!good) {
            throw new HostException(file + ": " + name + " must be " + right);
        }
    }

    private static boolean isText(String value) {
        return value != null
                && !value.isEmpty()
                && value.length() <= TEXT_LIMIT
                && value.chars().allMatch(c -> c > 0x20 && c < 0x7F);
    }

    private static byte[] salt(String value) {
        byte[] salt;
        try {
            salt = HexFormat.of().parseHex(value);
        } catch (IllegalArgumentException e) {
            return null;
        }
        return salt.length >= 16 && salt.length <= 32 ? salt : null;
    }

    private void write(Path file) throws HostException {
        String text =
                "# Given once, as in a factory. Keep it: controllers know the device by it.\n"
                        + (SERIAL_NUMBER + "=" + serialNumber + "\n")
                        + (UNIQUE_ID + "=" + uniqueId + "\n")
                        + (VERIFIER_SALT + "=" + HexFormat.of().formatHex(verifierSalt) + "\n");
        Path part = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel out =
                FileChannel.open(
                        part,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
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
}
