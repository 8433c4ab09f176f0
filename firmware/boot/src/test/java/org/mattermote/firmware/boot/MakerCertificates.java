package org.mattermote.firmware.boot;

import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;

/** The certificates of a maker, made anew: what the files of {@code mote factory-data} are. */
final class MakerCertificates {
    private static final String VENDOR = "1.3.6.1.4.1.37244.2.1";
    private static final String PRODUCT = "1.3.6.1.4.1.37244.2.2";

    final KeyPair paaKey = key("secp256r1");
    final KeyPair paiKey = key("secp256r1");
    KeyPair dacKey = key("secp256r1");

    /** Null for none. */
    String paiVendor = "1234";

    String paiProduct;
    String dacVendor = "1234";
    String dacProduct = "5678";

    /** Ids in the common names instead of attributes of their own. */
    boolean inCommonName;

    int declaredVendor = 0x1234;
    int[] declaredProducts = {0x5678};
    int certificationType = 2;

    /** Whose certificates the declaration allows, or −1. */
    int originVendor = -1;

    int originProduct = -1;
    byte[] authorizedPaa;

    static KeyPair key(String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private X500Name name(String common, String vendor, String product) {
        X500NameBuilder name = new X500NameBuilder();
        String ids =
                (vendor == null ? "" : " Mvid:" + vendor)
                        + (product == null ? "" : " Mpid:" + product);
        name.addRDN(BCStyle.CN, common + (inCommonName ? ids : ""));
        if (!inCommonName && vendor != null) {
            name.addRDN(new ASN1ObjectIdentifier(VENDOR), new DERUTF8String(vendor));
        }
        if (!inCommonName && product != null) {
            name.addRDN(new ASN1ObjectIdentifier(PRODUCT), new DERUTF8String(product));
        }
        return name.build();
    }

    private byte[] certificate(
            X500Name issuer, KeyPair issuerKey, X500Name subject, KeyPair key, boolean authority)
            throws Exception {
        JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
        ContentSigner signer =
                new JcaContentSignerBuilder("SHA256withECDSA").build(issuerKey.getPrivate());
        return new JcaX509v3CertificateBuilder(
                        issuer,
                        BigInteger.valueOf(System.nanoTime()),
                        new Date(0),
                        new Date(4_000_000_000_000L),
                        subject,
                        key.getPublic())
                .addExtension(
                        Extension.basicConstraints,
                        true,
                        authority ? new BasicConstraints(0) : new BasicConstraints(false))
                .addExtension(
                        Extension.authorityKeyIdentifier,
                        false,
                        extensions.createAuthorityKeyIdentifier(issuerKey.getPublic()))
                .build(signer)
                .getEncoded();
    }

    byte[] pai() throws Exception {
        return certificate(
                name("PAA", null, null), paaKey, name("PAI", paiVendor, paiProduct), paiKey, true);
    }

    byte[] dac() throws Exception {
        return certificate(
                name("PAI", paiVendor, paiProduct),
                paiKey,
                name("DAC", dacVendor, dacProduct),
                dacKey,
                false);
    }

    byte[] declaration() throws Exception {
        byte[] bytes = new byte[400];
        TlvWriter out = new TlvWriter();
        out.wrap(bytes, 0, bytes.length);
        out.startStruct(TlvTag.ANONYMOUS);
        out.putUnsigned(0, 1);
        out.putUnsigned(1, declaredVendor);
        out.startArray(2);
        for (int product : declaredProducts) {
            out.putUnsigned(TlvTag.ANONYMOUS, product);
        }
        out.endContainer();
        out.putUnsigned(3, 0x0100);
        byte[] number = "ZIG20142ZB330003-24".getBytes(StandardCharsets.US_ASCII);
        out.putUtf8(4, number, 0, number.length);
        out.putUnsigned(5, 0);
        out.putUnsigned(6, 0);
        out.putUnsigned(7, 1);
        out.putUnsigned(8, certificationType);
        if (originVendor >= 0) {
            out.putUnsigned(9, originVendor);
            out.putUnsigned(10, originProduct);
        }
        if (authorizedPaa != null) {
            out.startArray(11);
            out.putBytes(TlvTag.ANONYMOUS, authorizedPaa, 0, authorizedPaa.length);
            out.endContainer();
        }
        out.endContainer();
        CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
        generator.addSignerInfoGenerator(
                new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build())
                        .setDirectSignature(true)
                        .build(
                                new JcaContentSignerBuilder("SHA256withECDSA")
                                        .build(key("secp256r1").getPrivate()),
                                new byte[20]));
        return generator
                .generate(
                        new CMSProcessableByteArray(java.util.Arrays.copyOf(bytes, out.position())),
                        true)
                .getEncoded();
    }

    /** Scalar of the device's key, big-endian. */
    byte[] scalar() {
        byte[] number = ((ECPrivateKey) dacKey.getPrivate()).getS().toByteArray();
        byte[] out = new byte[32];
        int length = Math.min(32, number.length);
        System.arraycopy(number, number.length - length, out, 32 - length, length);
        return out;
    }

    byte[] sec1() throws Exception {
        return new org.bouncycastle.asn1.sec.ECPrivateKey(256, new BigInteger(1, scalar()))
                .getEncoded();
    }

    static byte[] pem(String kind, byte[] der) {
        StringWriter out = new StringWriter();
        out.write("-----BEGIN " + kind + "-----\n");
        out.write(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der));
        out.write("\n-----END " + kind + "-----\n");
        return out.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** The four files, and the options that name them. */
    String[] write(Path folder) throws Exception {
        Files.write(folder.resolve("dac.pem"), pem("CERTIFICATE", dac()));
        Files.write(folder.resolve("dac-key.der"), dacKey.getPrivate().getEncoded());
        Files.write(folder.resolve("pai.der"), pai());
        Files.write(folder.resolve("cd.der"), declaration());
        return new String[] {
            "--dac", folder.resolve("dac.pem").toString(),
            "--dac-key", folder.resolve("dac-key.der").toString(),
            "--pai", folder.resolve("pai.der").toString(),
            "--cd", folder.resolve("cd.der").toString(),
        };
    }
}
