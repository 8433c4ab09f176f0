package org.mattermote.firmware.image.bench;

import org.mattermote.bsp.common.FactoryPartition;
import org.mattermote.bsp.common.Flash;
import org.mattermote.stack.port.CryptoPort;

/** Factory data of the device that is measured; its attestation key is in software. */
public final class BenchFactory extends FactoryPartition {
    private static final byte[] SOFTWARE_TEXT = {'0', '.', '1', '.', '0'};

    private final byte[] key = new byte[KEY_LENGTH];

    public BenchFactory(Flash flash) {
        super(flash, 1, SOFTWARE_TEXT);
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
        attestationKey(key, 0);
        return crypto.startSign(
                key, 0, hash, hashOffset, extra, extraOffset, signature, signatureOffset);
    }
}
