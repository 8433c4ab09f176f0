package org.mattermote.bsp.natives;

import org.mattermote.bsp.common.FactoryPartition;
import org.mattermote.stack.port.CryptoPort;

/** Factory data in the board's flash; the attestation key is read for each signature. */
public final class BoardFactoryData extends FactoryPartition {
    private final byte[] key = new byte[KEY_LENGTH];

    public BoardFactoryData(int softwareVersion, byte[] softwareText) {
        super(new BoardFlash(BoardFlash.FACTORY), softwareVersion, softwareText);
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
        int job =
                crypto.startSign(
                        key, 0, hash, hashOffset, extra, extraOffset, signature, signatureOffset);
        return job;
    }
}
