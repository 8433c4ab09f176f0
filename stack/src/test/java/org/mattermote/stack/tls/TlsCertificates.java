package org.mattermote.stack.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Certificates of authorities, and what they give to a node, made by Bouncy Castle. */
final class TlsCertificates {
    static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");
    static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
    static final Instant NOW = Instant.parse("2026-11-22T05:00:00Z");
    static final Instant UNTIL = Instant.parse("2049-12-31T23:59:59Z");

    private static final KeyPair AUTHORITY = keys("EC", 256);

    private static int serial;

    private TlsCertificates() {}

    /** Microseconds as the node counts them. */
    static long micros(Instant at) {
        return (at.getEpochSecond() - EPOCH.getEpochSecond()) * 1_000_000;
    }

    static KeyPair keys(String algorithm, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (algorithm.equals("EC")) {
                generator.initialize(new ECGenParameterSpec("secp" + bits + "r1"));
            } else {
                generator.initialize(bits, new SecureRandom());
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A root of another serial number each time. */
    static byte[] root() {
        return make(AUTHORITY, AUTHORITY.getPublic(), FROM, UNTIL, 0);
    }

    static byte[] root(KeyPair keys) {
        return make(keys, keys.getPublic(), FROM, UNTIL, 0);
    }

    static byte[] root(Instant from, Instant until) {
        return make(AUTHORITY, AUTHORITY.getPublic(), from, until, 0);
    }

    /** A root of exactly so many bytes. */
    static byte[] rootOf(int length) {
        int padding = length - root().length;
        byte[] made = make(AUTHORITY, AUTHORITY.getPublic(), FROM, UNTIL, padding);
        while (made.length != length) {
            padding += length - made.length;
            made = make(AUTHORITY, AUTHORITY.getPublic(), FROM, UNTIL, padding);
        }
        return made;
    }

    /** For the key of a request. */
    static byte[] of(SubjectPublicKeyInfo key) {
        return make(AUTHORITY.getPrivate(), key, FROM, UNTIL, 0);
    }

    static byte[] of(SubjectPublicKeyInfo key, Instant from, Instant until) {
        return make(AUTHORITY.getPrivate(), key, from, until, 0);
    }

    private static byte[] make(
            KeyPair signer, PublicKey key, Instant from, Instant until, int padding) {
        return make(
                signer.getPrivate(),
                SubjectPublicKeyInfo.getInstance(key.getEncoded()),
                from,
                until,
                padding);
    }

    private static byte[] make(
            PrivateKey signer, SubjectPublicKeyInfo key, Instant from, Instant until, int padding) {
        try {
            String algorithm = signer.getAlgorithm().equals("RSA") ? "RSA" : "ECDSA";
            X509v3CertificateBuilder builder =
                    new X509v3CertificateBuilder(
                            new X500Name("CN=Authority,O=Tests"),
                            BigInteger.valueOf(0x01000000L + serial++),
                            Date.from(from),
                            Date.from(until),
                            new X500Name("CN=Subject"),
                            key);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            if (padding > 0) {
                builder.addExtension(
                        new ASN1ObjectIdentifier("1.3.6.1.4.1.37244.99"), false, new byte[padding]);
            }
            return builder.build(
                            new JcaContentSignerBuilder("SHA256with" + algorithm).build(signer))
                    .getEncoded();
        } catch (IOException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }
}
