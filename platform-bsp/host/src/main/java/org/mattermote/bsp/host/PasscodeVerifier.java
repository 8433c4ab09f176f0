package org.mattermote.bsp.host;

import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.util.BigIntegers;

/** SPAKE2+ verifier of a setup passcode, as a factory computes it (Matter core 3.10). */
final class PasscodeVerifier {
    /** w0 (32 bytes) and the uncompressed point L (65 bytes). */
    static final int LENGTH = 97;

    private static final int HALF = 40;
    private static final int SCALAR = 32;

    private PasscodeVerifier() {}

    static byte[] of(int passcode, byte[] salt, int iterations) {
        byte[] pin = {
            (byte) passcode,
            (byte) (passcode >>> 8),
            (byte) (passcode >>> 16),
            (byte) (passcode >>> 24)
        };
        PKCS5S2ParametersGenerator pbkdf2 = new PKCS5S2ParametersGenerator(new SHA256Digest());
        pbkdf2.init(pin, salt, iterations);
        byte[] ws = ((KeyParameter) pbkdf2.generateDerivedParameters(2 * HALF * 8)).getKey();
        X9ECParameters curve = SECNamedCurves.getByName("secp256r1");
        BigInteger w0 = new BigInteger(1, Arrays.copyOf(ws, HALF)).mod(curve.getN());
        BigInteger w1 = new BigInteger(1, Arrays.copyOfRange(ws, HALF, 2 * HALF)).mod(curve.getN());
        byte[] l = curve.getG().multiply(w1).normalize().getEncoded(false);
        byte[] verifier = new byte[LENGTH];
        System.arraycopy(BigIntegers.asUnsignedByteArray(SCALAR, w0), 0, verifier, 0, SCALAR);
        System.arraycopy(l, 0, verifier, SCALAR, l.length);
        return verifier;
    }
}
