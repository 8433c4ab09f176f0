package org.mattermote.stack.sim;

import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.modes.CCMBlockCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.ECPoint;

/** The controller's cryptography, by Bouncy Castle: none of it is the code under test. */
public final class Oracle {
    private static final X9ECParameters P256 = CustomNamedCurves.getByName("secp256r1");
    private static final ECDomainParameters DOMAIN =
            new ECDomainParameters(P256.getCurve(), P256.getG(), P256.getN(), P256.getH());

    /** Order of the curve. */
    public static final BigInteger N = P256.getN();

    private Oracle() {}

    public static byte[] sha256(byte[]... parts) {
        SHA256Digest digest = new SHA256Digest();
        for (byte[] part : parts) {
            digest.update(part, 0, part.length);
        }
        byte[] out = new byte[32];
        digest.doFinal(out, 0);
        return out;
    }

    public static byte[] hmac(byte[] key, byte[] data) {
        HMac mac = new HMac(new SHA256Digest());
        mac.init(new KeyParameter(key));
        mac.update(data, 0, data.length);
        byte[] out = new byte[32];
        mac.doFinal(out, 0);
        return out;
    }

    public static byte[] hkdf(byte[] secret, byte[] salt, String info, int length) {
        HKDFBytesGenerator hkdf = new HKDFBytesGenerator(new SHA256Digest());
        hkdf.init(new HKDFParameters(secret, salt, info.getBytes()));
        byte[] out = new byte[length];
        hkdf.generateBytes(out, 0, length);
        return out;
    }

    public static byte[] pbkdf2(byte[] password, byte[] salt, int iterations, int length) {
        PKCS5S2ParametersGenerator generator = new PKCS5S2ParametersGenerator(new SHA256Digest());
        generator.init(password, salt, iterations);
        return ((KeyParameter) generator.generateDerivedMacParameters(8 * length)).getKey();
    }

    public static byte[] seal(byte[] key, byte[] nonce, byte[] aad, byte[] plain) {
        return ccm(true, key, nonce, aad, plain);
    }

    /** Null when the tag does not fit. */
    public static byte[] open(byte[] key, byte[] nonce, byte[] aad, byte[] sealed) {
        return ccm(false, key, nonce, aad, sealed);
    }

    private static byte[] ccm(boolean seal, byte[] key, byte[] nonce, byte[] aad, byte[] in) {
        CCMBlockCipher ccm = (CCMBlockCipher) CCMBlockCipher.newInstance(AESEngine.newInstance());
        ccm.init(seal, new AEADParameters(new KeyParameter(key), 128, nonce, aad));
        byte[] out = new byte[ccm.getOutputSize(in.length)];
        try {
            int length = ccm.processBytes(in, 0, in.length, out, 0);
            length += ccm.doFinal(out, length);
            return Arrays.copyOf(out, length);
        } catch (InvalidCipherTextException e) {
            return null;
        }
    }

    public static ECPoint point(byte[] encoded) {
        return P256.getCurve().decodePoint(encoded);
    }

    public static byte[] encode(ECPoint point) {
        return point.normalize().getEncoded(false);
    }

    public static ECPoint base(BigInteger scalar) {
        return P256.getG().multiply(scalar);
    }

    public static BigInteger number(byte[] bytes) {
        return new BigInteger(1, bytes);
    }

    /** Big-endian, 32 bytes. */
    public static byte[] bytes32(BigInteger number) {
        byte[] raw = number.toByteArray();
        byte[] out = new byte[32];
        int length = Math.min(raw.length, 32);
        System.arraycopy(raw, raw.length - length, out, 32 - length, length);
        return out;
    }

    public static byte[] publicKey(byte[] privateKey) {
        return encode(base(number(privateKey)));
    }

    /** x coordinate of the shared point. */
    public static byte[] ecdh(byte[] privateKey, byte[] publicKey) {
        ECPoint shared = point(publicKey).multiply(number(privateKey)).normalize();
        return shared.getAffineXCoord().getEncoded();
    }

    /** Raw r ‖ s over SHA-256 of the parts; deterministic. */
    public static byte[] sign(byte[] privateKey, byte[]... parts) {
        ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
        signer.init(true, new ECPrivateKeyParameters(number(privateKey), DOMAIN));
        BigInteger[] rs = signer.generateSignature(sha256(parts));
        return concat(bytes32(rs[0]), bytes32(rs[1]));
    }

    public static boolean verify(byte[] publicKey, byte[] signature, byte[]... parts) {
        ECDSASigner signer = new ECDSASigner();
        signer.init(false, new ECPublicKeyParameters(point(publicKey), DOMAIN));
        return signer.verifySignature(
                sha256(parts),
                number(Arrays.copyOf(signature, 32)),
                number(Arrays.copyOfRange(signature, 32, 64)));
    }

    public static byte[] concat(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] out = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, out, at, part.length);
            at += part.length;
        }
        return out;
    }

    /** Little-endian. */
    public static byte[] le(long value, int length) {
        byte[] out = new byte[length];
        for (int i = 0; i < length; i++) {
            out[i] = (byte) (value >>> 8 * i);
        }
        return out;
    }

    /** Big-endian, 8 bytes. */
    public static byte[] be8(long value) {
        byte[] out = new byte[8];
        for (int i = 0; i < 8; i++) {
            out[i] = (byte) (value >>> 56 - 8 * i);
        }
        return out;
    }
}
