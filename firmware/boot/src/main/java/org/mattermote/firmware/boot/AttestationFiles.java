package org.mattermote.firmware.boot;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.math.ec.ECPoint;
import org.mattermote.bsp.common.FactoryPartition;
import org.mattermote.bsp.host.FactoryData;
import org.mattermote.bsp.host.HostException;

/**
 * A maker's attestation: device attestation certificate with its private key, the certificate that
 * signed it, certification declaration; checked against each other.
 *
 * @param vendorId of the certificates
 * @param productId of the device attestation certificate
 */
record AttestationFiles(
        byte[] dac,
        byte[] pai,
        byte[] declaration,
        byte[] key,
        int vendorId,
        int productId,
        byte[] issuerKeyId,
        CertificationDeclaration declared) {
    private static final String VENDOR_OID = "1.3.6.1.4.1.37244.2.1";
    private static final String PRODUCT_OID = "1.3.6.1.4.1.37244.2.2";
    private static final String AUTHORITY_KEY_ID = "2.5.29.35";
    private static final int NONE = -1;
    private static final int KEY_ID = 20;

    private static final Pattern PEM =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");

    /** The four files that were given, or the published test attestation when none was. */
    static AttestationFiles of(FactoryDataCommand given) throws HostException {
        String[] names = {given.dac, given.dacKey, given.pai, given.cd};
        long count = Arrays.stream(names).filter(name -> name != null).count();
        if (count == 0) {
            return of(
                    new Named("dac.der", FactoryData.published("dac.der")),
                    new Named("dac.key", FactoryData.published("dac.key")),
                    new Named("pai.der", FactoryData.published("pai.der")),
                    new Named("cd.der", FactoryData.published("cd.der")));
        }
        if (count != names.length) {
            throw new HostException(
                    "--dac, --dac-key, --pai and --cd go together: give all four, or none for the"
                            + " published test certificates");
        }
        return of(read(given.dac), read(given.dacKey), read(given.pai), read(given.cd));
    }

    private record Named(String name, byte[] bytes) {}

    private static Named read(String name) throws HostException {
        try {
            return new Named(name, Files.readAllBytes(Path.of(name)));
        } catch (IOException e) {
            throw new HostException(name + ": cannot be read: " + HostException.reason(e));
        }
    }

    private static AttestationFiles of(Named dacFile, Named keyFile, Named paiFile, Named cdFile)
            throws HostException {
        X509Certificate dac = certificate(dacFile);
        X509Certificate pai = certificate(paiFile);
        BigInteger key = key(keyFile);
        if (dac.getBasicConstraints() >= 0) {
            throw new HostException(
                    dacFile.name + ": a certificate of an authority, must be that of a device");
        }
        if (pai.getBasicConstraints() < 0) {
            throw new HostException(
                    paiFile.name
                            + ": no certificate of an authority, must be the one that signed"
                            + " the device's");
        }
        signedBy(dac, dacFile, pai, paiFile);
        if (!Arrays.equals(point(dac, dacFile), publicKey(key))) {
            throw new HostException(keyFile.name + ": not the private key of " + dacFile.name);
        }
        point(pai, paiFile);
        int vendorId = id(dac, VENDOR_OID, "Mvid:");
        int productId = id(dac, PRODUCT_OID, "Mpid:");
        if (vendorId == NONE || productId == NONE) {
            throw new HostException(
                    dacFile.name + ": names no vendor id or no product id in its subject");
        }
        if (id(pai, VENDOR_OID, "Mvid:") != vendorId) {
            throw new HostException(
                    paiFile.name
                            + ": of another vendor than "
                            + dacFile.name
                            + ", "
                            + ids(vendorId));
        }
        int paiProduct = id(pai, PRODUCT_OID, "Mpid:");
        if (paiProduct != NONE && paiProduct != productId) {
            throw new HostException(
                    paiFile.name
                            + ": of another product than "
                            + dacFile.name
                            + ", "
                            + ids(productId));
        }
        byte[] declaration = der(cdFile);
        AttestationFiles files =
                new AttestationFiles(
                        encoded(dac, dacFile),
                        encoded(pai, paiFile),
                        limited(declaration, cdFile),
                        fixed(key),
                        vendorId,
                        productId,
                        issuerKeyId(pai),
                        CertificationDeclaration.parse(declaration, cdFile.name));
        files.checkDeclaration(cdFile.name);
        return files;
    }

    /** That the declaration is one for a device with these certificates (Matter core 6.3.1). */
    private void checkDeclaration(String name) throws HostException {
        boolean others = declared.originVendorId() >= 0;
        int vendor = others ? declared.originVendorId() : declared.vendorId();
        if (vendor != vendorId) {
            throw new HostException(
                    String.format(
                            "%s: declares vendor 0x%04X, the certificates are of 0x%04X",
                            name, vendor, vendorId));
        }
        boolean product =
                others
                        ? declared.originProductId() == productId
                        : declared.productIds().contains(productId);
        if (!product) {
            throw new HostException(
                    String.format("%s: does not declare product 0x%04X", name, productId));
        }
        if (!declared.authorizedPaas().isEmpty()
                && declared.authorizedPaas().stream()
                        .noneMatch(id -> Arrays.equals(id, issuerKeyId))) {
            throw new HostException(
                    name + ": allows other authorities than the one that signed the PAI");
        }
    }

    /** Vendor of the product: whose certificates it has may be another. */
    int declaredVendorId() {
        return declared.vendorId();
    }

    /** The one product that is declared, or that of the certificate. */
    int declaredProductId() {
        return declared.productIds().size() == 1 ? declared.productIds().get(0) : productId;
    }

    /** That certificates and declaration are for this product. */
    void checkProduct(int vendor, int product) throws HostException {
        if (declared.originVendorId() < 0 && (vendor != vendorId || product != productId)) {
            throw new HostException(
                    String.format(
                            "the certificates are of vendor 0x%04X product 0x%04X, not of 0x%04X"
                                    + " 0x%04X",
                            vendorId, productId, vendor, product));
        }
        if (declared.vendorId() != vendor || !declared.productIds().contains(product)) {
            throw new HostException(
                    String.format(
                            "the certification declaration does not name vendor 0x%04X product"
                                    + " 0x%04X",
                            vendor, product));
        }
    }

    private static String ids(int id) {
        return String.format("0x%04X", id);
    }

    private static X509Certificate certificate(Named file) throws HostException {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(file.bytes));
        } catch (GeneralSecurityException e) {
            throw new HostException(file.name + ": no certificate, must be one in PEM or DER");
        }
    }

    private static void signedBy(
            X509Certificate dac, Named dacFile, X509Certificate pai, Named paiFile)
            throws HostException {
        try {
            if (dac.getIssuerX500Principal().equals(pai.getSubjectX500Principal())) {
                dac.verify(pai.getPublicKey());
                return;
            }
        } catch (GeneralSecurityException e) {
            // The answer is the same.
        }
        throw new HostException(dacFile.name + ": not signed by " + paiFile.name);
    }

    private static byte[] encoded(X509Certificate certificate, Named file) throws HostException {
        try {
            return limited(certificate.getEncoded(), file);
        } catch (GeneralSecurityException e) {
            throw new HostException(file.name + ": " + HostException.reason(new IOException(e)));
        }
    }

    private static byte[] limited(byte[] bytes, Named file) throws HostException {
        if (bytes.length > FactoryPartition.MAX_CERTIFICATE) {
            throw new HostException(
                    file.name
                            + ": "
                            + bytes.length
                            + " bytes long, must be at most "
                            + FactoryPartition.MAX_CERTIFICATE);
        }
        return bytes;
    }

    /** The uncompressed point of a key on P-256. */
    private static byte[] point(X509Certificate certificate, Named file) throws HostException {
        if (certificate.getPublicKey() instanceof ECPublicKey key
                && key.getParams().getOrder().equals(curve().getN())) {
            byte[] point = new byte[65];
            point[0] = 4;
            System.arraycopy(fixed(key.getW().getAffineX()), 0, point, 1, 32);
            System.arraycopy(fixed(key.getW().getAffineY()), 0, point, 33, 32);
            return point;
        }
        throw new HostException(file.name + ": its key is not on P-256");
    }

    private static X9ECParameters curve() {
        return SECNamedCurves.getByName("secp256r1");
    }

    private static byte[] publicKey(BigInteger key) {
        ECPoint point = curve().getG().multiply(key).normalize();
        return point.getEncoded(false);
    }

    private static byte[] fixed(BigInteger number) {
        byte[] bytes = number.toByteArray();
        byte[] out = new byte[32];
        int length = Math.min(bytes.length, out.length);
        System.arraycopy(bytes, bytes.length - length, out, out.length - length, length);
        return out;
    }

    /** An id of the subject: an attribute of its own, or in the common name. */
    private static int id(X509Certificate certificate, String oid, String mark) {
        X500Name subject = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
        for (RDN rdn : subject.getRDNs()) {
            String text = IETFUtils.valueToString(rdn.getFirst().getValue());
            if (rdn.getFirst().getType().getId().equals(oid)) {
                return hex(text);
            }
        }
        for (RDN rdn : subject.getRDNs(BCStyle.CN)) {
            String text = IETFUtils.valueToString(rdn.getFirst().getValue());
            int at = text.indexOf(mark);
            if (at >= 0 && at + mark.length() + 4 <= text.length()) {
                return hex(text.substring(at + mark.length(), at + mark.length() + 4));
            }
        }
        return NONE;
    }

    private static int hex(String text) {
        return text.matches("[0-9A-F]{4}") ? Integer.parseInt(text, 16) : NONE;
    }

    /** Of the PAA, as the PAI names it; null when it does not. */
    private static byte[] issuerKeyId(X509Certificate pai) {
        byte[] extension = pai.getExtensionValue(AUTHORITY_KEY_ID);
        if (extension == null || extension.length < KEY_ID) {
            return null;
        }
        return Arrays.copyOfRange(extension, extension.length - KEY_ID, extension.length);
    }

    /** What is in the PEM, or the file itself. */
    private static byte[] der(Named file) throws HostException {
        return pem(file, "");
    }

    private static byte[] pem(Named file, String kind) throws HostException {
        Matcher blocks = PEM.matcher(new String(file.bytes, StandardCharsets.ISO_8859_1));
        boolean any = false;
        while (blocks.find()) {
            any = true;
            if (blocks.group(1).endsWith(kind)) {
                return Base64.getMimeDecoder().decode(blocks.group(2));
            }
        }
        if (any) {
            throw new HostException(file.name + ": holds no " + kind);
        }
        return file.bytes;
    }

    private static BigInteger key(Named file) throws HostException {
        String text = new String(file.bytes, StandardCharsets.ISO_8859_1).strip();
        BigInteger key = null;
        try {
            key =
                    text.matches("[0-9A-Fa-f]{64}")
                            ? new BigInteger(1, HexFormat.of().parseHex(text))
                            : key(ASN1Sequence.getInstance(pem(file, "PRIVATE KEY")));
        } catch (RuntimeException e) {
            // Neither the one nor the other.
        }
        if (key == null || key.signum() <= 0 || key.compareTo(curve().getN()) >= 0) {
            throw new HostException(
                    file.name
                            + ": no private key of P-256, must be one in PEM or DER, not"
                            + " encrypted");
        }
        return key;
    }

    /** Of SEC 1, which PKCS 8 wraps. */
    private static BigInteger key(ASN1Sequence sequence) {
        if (ASN1Integer.getInstance(sequence.getObjectAt(0)).intValueExact() == 1) {
            return new BigInteger(
                    1, ASN1OctetString.getInstance(sequence.getObjectAt(1)).getOctets());
        }
        return key(
                ASN1Sequence.getInstance(
                        ASN1OctetString.getInstance(sequence.getObjectAt(2)).getOctets()));
    }
}
