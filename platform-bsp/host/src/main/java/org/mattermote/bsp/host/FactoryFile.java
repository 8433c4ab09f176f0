package org.mattermote.bsp.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import org.mattermote.bsp.common.FactoryFlaw;
import org.mattermote.bsp.common.FactoryPartition;
import org.mattermote.bsp.common.Flash;
import org.mattermote.stack.port.PortStatus;

/**
 * A factory-data partition in memory, as {@code mote factory-data} or {@link FactoryData} made it.
 */
public final class FactoryFile extends FactoryPartition {
    private final byte[] bytes;

    private FactoryFile(byte[] bytes) {
        super(new Pages(bytes));
        this.bytes = bytes;
    }

    /** Opens a partition; the message of a refusal says of {@code name} what is wrong. */
    public static FactoryFile of(byte[] bytes, String name) throws HostException {
        FactoryFile file = new FactoryFile(bytes.clone());
        int flaw = file.open();
        if (flaw != FactoryFlaw.NONE) {
            throw new HostException(
                    name + ": " + words(flaw) + "; make one with `mote factory-data`");
        }
        return file;
    }

    public static FactoryFile open(Path path) throws HostException {
        try {
            if (Files.size(path) > MAX_LENGTH) {
                throw new HostException(path + ": longer than factory data can be");
            }
            return of(Files.readAllBytes(path), path.toString());
        } catch (IOException e) {
            throw new HostException(path + ": cannot be read: " + HostException.reason(e));
        }
    }

    private static String words(int flaw) {
        switch (flaw) {
            case FactoryFlaw.MAGIC:
                return "no factory data";
            case FactoryFlaw.VERSION:
                return "factory data of another version than " + VERSION;
            case FactoryFlaw.CHECKSUM:
                return "wrong checksum of the factory data";
            case FactoryFlaw.MISSING:
                return "factory data without an item that must be there";
            case FactoryFlaw.TWICE:
                return "factory data with an item twice";
            case FactoryFlaw.ITEM:
                return "factory data with an item that cannot be";
            default:
                return "factory data cut short";
        }
    }

    /** The partition itself: it holds the attestation key. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Whether this is the passcode whose verifier it holds. */
    public boolean isPasscode(int passcode) {
        byte[] salt = new byte[SALT_MAX];
        byte[] verifier = new byte[VERIFIER_LENGTH];
        int length = verifierSalt(salt, 0, salt.length);
        verifier(verifier, 0, verifier.length);
        return MessageDigest.isEqual(
                verifier,
                PasscodeVerifier.of(passcode, Arrays.copyOf(salt, length), verifierIterations()));
    }

    /** The bytes as pages that can only be read. */
    private static final class Pages implements Flash {
        private static final int PAGE = 256;

        private final byte[] content;

        Pages(byte[] bytes) {
            content = Arrays.copyOf(bytes, Math.max(2, (bytes.length + PAGE - 1) / PAGE) * PAGE);
            Arrays.fill(content, bytes.length, content.length, (byte) 0xFF);
        }

        @Override
        public int pageCount() {
            return content.length / PAGE;
        }

        @Override
        public int pageSize() {
            return PAGE;
        }

        @Override
        public int read(int page, int offset, byte[] out, int outOffset, int length) {
            System.arraycopy(content, page * PAGE + offset, out, outOffset, length);
            return PortStatus.OK;
        }

        @Override
        public int program(int page, int offset, byte[] from, int fromOffset, int length) {
            return PortStatus.FAILED;
        }

        @Override
        public int erase(int page) {
            return PortStatus.FAILED;
        }

        @Override
        public int sync() {
            return PortStatus.OK;
        }
    }
}
