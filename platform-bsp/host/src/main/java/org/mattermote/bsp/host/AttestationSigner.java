package org.mattermote.bsp.host;

import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.util.BigIntegers;
import org.mattermote.stack.port.PortStatus;

/** ECDSA on P-256 with the device attestation key; the same hash has the same signature. */
final class AttestationSigner {
    private static final int SCALAR = 32;

    private final ECDSASigner signer;

    AttestationSigner(BigInteger key) {
        signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
        signer.init(
                true,
                new ECPrivateKeyParameters(
                        key, new ECDomainParameters(SECNamedCurves.getByName("secp256r1"))));
    }

    int sign(byte[] hash, int hashOffset, byte[] signature, int signatureOffset) {
        BigInteger[] rs =
                signer.generateSignature(Arrays.copyOfRange(hash, hashOffset, hashOffset + 32));
        for (int i = 0; i < 2; i++) {
            byte[] part = BigIntegers.asUnsignedByteArray(SCALAR, rs[i]);
            System.arraycopy(part, 0, signature, signatureOffset + i * SCALAR, SCALAR);
        }
        return PortStatus.OK;
    }
}
