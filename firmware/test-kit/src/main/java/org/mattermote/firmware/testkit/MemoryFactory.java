package org.mattermote.firmware.testkit;

import java.util.Random;
import org.mattermote.stack.port.CryptoPort;
import org.mattermote.stack.port.DeviceDataPort;
import org.mattermote.stack.port.PortStatus;
import org.mattermote.stack.sim.SimWindow;

/**
 * Factory data that is only as long as real data; the attestation key signs with the device's own
 * arithmetic, which makes no object.
 */
public final class MemoryFactory implements DeviceDataPort {
    public static final int PASSCODE = 20202021;
    private static final int[] CERTIFICATE_LENGTHS = {0, 491, 463, 541};
    private static final byte[] TEST_EVENT_KEY = "TestEventTrigger".getBytes();
    private static final byte[] SALT = "SPAKE2P Key Salt".getBytes();
    private static final byte[] VERIFIER = new byte[97];

    static {
        new SimWindow(PASSCODE).verifier(VERIFIER, 0);
    }

    private final byte[][] certificates = new byte[CERTIFICATE_LENGTHS.length][];
    private final byte[][] texts = new byte[TEXT_PRODUCT_LABEL + 1][];
    private final byte[] key = new byte[32];

    public MemoryFactory() {
        Random random = new Random(4);
        for (int i = 1; i < CERTIFICATE_LENGTHS.length; i++) {
            certificates[i] = new byte[CERTIFICATE_LENGTHS[i]];
            random.nextBytes(certificates[i]);
        }
        for (int i = 0; i < texts.length; i++) {
            texts[i] = ("Mattermote " + i).getBytes();
        }
        texts[TEXT_MANUFACTURING_DATE] = "20260101".getBytes();
        random.nextBytes(key);
        key[0] = 1;
    }

    private static int copy(byte[] from, byte[] out, int offset, int capacity) {
        if (from == null) {
            return PortStatus.NONE;
        }
        if (from.length > capacity) {
            return PortStatus.TOO_SMALL;
        }
        System.arraycopy(from, 0, out, offset, from.length);
        return from.length;
    }

    @Override
    public int vendorId() {
        return 0xFFF1;
    }

    @Override
    public int productId() {
        return 0x8000;
    }

    @Override
    public int hardwareVersion() {
        return 1;
    }

    @Override
    public int softwareVersion() {
        return 1;
    }

    @Override
    public int discriminator() {
        return 3840;
    }

    @Override
    public int text(int item, byte[] out, int offset, int capacity) {
        return copy(texts[item], out, offset, capacity);
    }

    @Override
    public int certificate(int type, byte[] out, int offset, int capacity) {
        return copy(certificates[type], out, offset, capacity);
    }

    @Override
    public int signWithAttestationKey(
            CryptoPort crypto,
            byte[] hash,
            int hashOffset,
            byte[] extra,
            int extraOffset,
            byte[] signature,
            int signatureOffset) {
        return crypto.startSign(
                key, 0, hash, hashOffset, extra, extraOffset, signature, signatureOffset);
    }

    @Override
    public int testEventKey(byte[] out, int offset, int capacity) {
        return copy(TEST_EVENT_KEY, out, offset, capacity);
    }

    @Override
    public int fixedLabel(int endpoint, int index, byte[] out, int offset, int capacity) {
        return PortStatus.NONE;
    }

    @Override
    public int verifierIterations() {
        return 1000;
    }

    @Override
    public int verifierSalt(byte[] out, int offset, int capacity) {
        return copy(SALT, out, offset, capacity);
    }

    @Override
    public int verifier(byte[] out, int offset, int capacity) {
        return copy(VERIFIER, out, offset, capacity);
    }
}
