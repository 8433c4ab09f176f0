import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;

import javax.security.auth.x500.X500Principal;

/**
 * Holds what a device sent about itself against the published test roots (Matter core 6.2), with
 * the JDK's own cryptography: none of the code under test and none of the controller's takes part.
 *
 * <p>Usage: {@code java AttestationCheck.java BYTES TRUST}. Ends with 0 and one line of what was
 * proved, or with 1 and one line of what was not. Before it says yes it alters each piece it was
 * given and insists on a no.
 */
public final class AttestationCheck {
    private static final String VENDOR_ID = "1.3.6.1.4.1.37244.2.1";
    private static final String PRODUCT_ID = "1.3.6.1.4.1.37244.2.2";
    private static final byte[] OID_SIGNED_DATA = hex("2a864886f70d010702");
    private static final byte[] OID_DATA = hex("2a864886f70d010701");
    private static final byte[] OID_SHA256 = hex("608648016503040201");
    private static final byte[] OID_ECDSA_SHA256 = hex("2a8648ce3d040302");

    private final Map<String, String> bytes;
    private final Properties trust;

    private AttestationCheck(Map<String, String> bytes, Properties trust) {
        this.bytes = bytes;
        this.trust = trust;
    }

    public static void main(String[] arguments) throws IOException {
        Map<String, String> bytes = new TreeMap<>();
        load(arguments[0]).forEach((name, value) -> bytes.put((String) name, (String) value));
        Properties trust = load(arguments[1]);
        String proved;
        try {
            proved = new AttestationCheck(bytes, trust).run();
            int refused = 0;
            for (String name : bytes.keySet()) {
                Map<String, String> altered = new HashMap<>(bytes);
                altered.put(name, alter(bytes.get(name)));
                if (accepts(altered, trust)) {
                    throw new Refused(
                            "an altered " + name + " was accepted: this check proves nothing");
                }
                refused++;
            }
            proved += "; each of " + refused + " pieces refused when altered";
        } catch (Exception e) {
            System.err.println(e instanceof Refused ? e.getMessage() : e.toString());
            System.exit(1);
            return;
        }
        System.out.println(proved);
    }

    private static boolean accepts(Map<String, String> bytes, Properties trust) {
        try {
            new AttestationCheck(bytes, trust).run();
            return true;
        } catch (Exception e) {
            return false;
        }
    }

    /**
     * One bit of a byte string near its end, where signatures and nonces are, or a number plus one.
     */
    private static String alter(String value) {
        if (value.length() < 16) {
            return Integer.toString(Integer.parseInt(value) + 1);
        }
        byte[] altered = hex(value);
        altered[altered.length - 3] ^= 0x10;
        return HexFormat.of().formatHex(altered);
    }

    private String run() throws Exception {
        X509Certificate dac = certificate(piece("dac"));
        X509Certificate pai = certificate(piece("pai"));
        X509Certificate paa = chain(dac, pai);

        // Vendor and product: certificates, declaration and Basic Information say the same.
        int vendor = Integer.parseInt(bytes.get("vendor"));
        int product = Integer.parseInt(bytes.get("product"));
        require(
                number(dac, VENDOR_ID) == vendor,
                "vendor id of the DAC is not Basic Information's");
        require(
                number(dac, PRODUCT_ID) == product,
                "product id of the DAC is not Basic Information's");
        require(number(pai, VENDOR_ID) == vendor, "vendor id of the PAI is not the DAC's");
        int paiProduct = number(pai, PRODUCT_ID);
        require(paiProduct < 0 || paiProduct == product, "product id of the PAI is not the DAC's");
        int paaVendor = number(paa, VENDOR_ID);
        require(paaVendor < 0 || paaVendor == vendor, "vendor id of the PAA is not the DAC's");

        // Attestation elements, signed with the session's challenge behind them (core 11.18.4.7).
        byte[] elements = piece("elements");
        byte[] challenge = piece("challenge");
        byte[] signature = piece("signature");
        require(elements.length <= 900, "attestation elements are longer than 900 bytes");
        require(challenge.length == 16, "the challenge is not 16 bytes");
        require(signature.length == 64, "the attestation signature is not 64 bytes");
        Signature verifier = Signature.getInstance("SHA256withECDSAinP1363Format");
        verifier.initVerify(dac.getPublicKey());
        verifier.update(elements);
        verifier.update(challenge);
        require(
                verifier.verify(signature),
                "the attestation signature is not the DAC's over elements and challenge");
        Map<Integer, Object> fields = new Tlv(elements).structure();
        require(
                Arrays.equals((byte[]) fields.get(2), piece("nonce")),
                "the elements hold another nonce");
        require(fields.get(3) instanceof Long, "the elements hold no timestamp");

        declaration((byte[]) fields.get(1), vendor, product, paa);
        return "PAA " + common(paa) + " -> PAI " + common(pai) + " -> DAC " + common(dac);
    }

    private X509Certificate chain(X509Certificate dac, X509Certificate pai) throws Exception {
        X509Certificate paa = null;
        for (String name : trust.stringPropertyNames()) {
            if (name.startsWith("paa.")) {
                X509Certificate root = certificate(hex(trust.getProperty(name)));
                if (root.getSubjectX500Principal().equals(pai.getIssuerX500Principal())) {
                    paa = root;
                }
            }
        }
        if (paa == null) {
            throw new Refused("no trusted PAA issued the PAI: " + pai.getIssuerX500Principal());
        }
        for (X509Certificate one : List.of(paa, pai, dac)) {
            require(one.getVersion() == 3, "a certificate is not X.509 v3");
            require(
                    one.getSigAlgOID().equals("1.2.840.10045.4.3.2"),
                    "a signature is not ecdsa-with-SHA256");
            require(one.getEncoded().length <= 600, "a certificate is longer than 600 bytes");
            require(
                    one.getPublicKey() instanceof ECPublicKey key
                            && key.getParams().getOrder().equals(p256().getOrder()),
                    "a key is not on P-256");
            require(
                    one.getExtensionValue("2.5.29.14") != null,
                    "a certificate has no subject key identifier");
        }
        paa.verify(paa.getPublicKey());
        require(paa.getBasicConstraints() >= 1, "the PAA may not issue a PAI");
        require(pai.getBasicConstraints() == 0, "the PAI is no authority of path length 0");
        require(dac.getBasicConstraints() == -1, "the DAC is an authority");
        require(pai.getKeyUsage()[5], "the PAI may not sign certificates");
        require(dac.getKeyUsage()[0] && !dac.getKeyUsage()[5], "the key usage of the DAC is wrong");
        require(
                Arrays.equals(authorityKey(dac), subjectKey(pai)),
                "the DAC names another authority key");
        require(
                Arrays.equals(authorityKey(pai), subjectKey(paa)),
                "the PAI names another authority key");

        CertPath path = CertificateFactory.getInstance("X.509").generateCertPath(List.of(dac, pai));
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(paa, null)));
        parameters.setRevocationEnabled(false);
        CertPathValidator.getInstance("PKIX").validate(path, parameters);
        return paa;
    }

    /** The certification declaration: a CMS SignedData of one signer (core 6.3.1). */
    private void declaration(byte[] cms, int vendor, int product, X509Certificate paa)
            throws Exception {
        Der content = new Der(cms, 0);
        require(content.next() == cms.length, "bytes follow the certification declaration");
        List<Der> outer = content.children();
        require(
                Arrays.equals(outer.get(0).value(), OID_SIGNED_DATA),
                "the declaration is no SignedData");
        List<Der> signedData = outer.get(1).children().get(0).children();
        require(signedData.size() == 4, "the SignedData has " + signedData.size() + " members");
        require(signedData.get(0).integer() == 3, "the SignedData is not version 3");
        List<Der> encapsulated = signedData.get(2).children();
        require(
                Arrays.equals(encapsulated.get(0).value(), OID_DATA),
                "the content is not pkcs7-data");
        byte[] elements = encapsulated.get(1).children().get(0).value();
        List<Der> signers = signedData.get(3).children();
        require(signers.size() == 1, "there is not one signer");
        List<Der> signer = signers.get(0).children();
        require(signer.size() == 5, "the signer has " + signer.size() + " members");
        require(signer.get(0).integer() == 3, "the signer is not version 3");
        require(signer.get(1).tag() == 0x80, "the signer is not named by its key");
        require(
                Arrays.equals(signer.get(2).children().get(0).value(), OID_SHA256),
                "the digest is not SHA-256");
        require(
                Arrays.equals(signer.get(3).children().get(0).value(), OID_ECDSA_SHA256),
                "the declaration is not signed by ecdsa-with-SHA256");

        byte[] point = hex(trust.getProperty("declaration.key"));
        require(
                Arrays.equals(
                        signer.get(1).value(), MessageDigest.getInstance("SHA-1").digest(point)),
                "the signer is not the key that signs test declarations");
        Signature verifier = Signature.getInstance("SHA256withECDSA");
        verifier.initVerify(publicKey(point));
        verifier.update(elements);
        require(
                verifier.verify(signer.get(4).value()),
                "the signature of the declaration is wrong");

        Map<Integer, Object> fields = new Tlv(elements).structure();
        require(fields.get(0).equals(1L), "the declaration's format version is not 1");
        require(fields.get(1).equals((long) vendor), "the declaration is for another vendor");
        require(
                ((List<?>) fields.get(2)).contains((long) product),
                "the declaration does not list the product");
        require(
                fields.get(4) instanceof String id && id.length() == 19,
                "the certificate id has not 19 characters");
        require(
                fields.get(5).equals(0L) && fields.get(6).equals(0L),
                "security level or information is not 0");
        if (fields.get(11) instanceof List<?> roots) {
            boolean named =
                    roots.stream().anyMatch(root -> Arrays.equals((byte[]) root, subjectKey(paa)));
            require(named, "the declaration does not authorise the PAA");
        }
    }

    private byte[] piece(String name) {
        String value = bytes.get(name);
        require(value != null, "no " + name + " was kept");
        return hex(value);
    }

    // ---- Certificates --------------------------------------------------------------------------

    private static X509Certificate certificate(byte[] der) throws GeneralSecurityException {
        ByteArrayInputStream in = new ByteArrayInputStream(der);
        X509Certificate one =
                (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        require(in.available() == 0, "bytes follow a certificate");
        return one;
    }

    /** The value of a Matter attribute in the subject, four hex digits, or -1. */
    private static int number(X509Certificate one, String oid) {
        Map<String, String> names = Map.of(oid, "ID");
        String name = one.getSubjectX500Principal().getName(X500Principal.RFC2253, names);
        for (String part : name.split(",")) {
            if (part.startsWith("ID=")) {
                String value = part.substring(3);
                if (value.startsWith("#")) {
                    value = new String(new Der(hex(value.substring(1)), 0).value());
                }
                require(value.matches("[0-9A-F]{4}"), "an id in a subject is " + value);
                return Integer.parseInt(value, 16);
            }
        }
        return -1;
    }

    private static String common(X509Certificate one) {
        String name = one.getSubjectX500Principal().getName();
        for (String part : name.split(",")) {
            if (part.startsWith("CN=")) {
                return '"' + part.substring(3) + '"';
            }
        }
        return name;
    }

    private static byte[] subjectKey(X509Certificate one) {
        Der outer = new Der(one.getExtensionValue("2.5.29.14"), 0);
        return new Der(outer.value(), 0).value();
    }

    private static byte[] authorityKey(X509Certificate one) {
        Der outer = new Der(one.getExtensionValue("2.5.29.35"), 0);
        return new Der(outer.value(), 0).children().get(0).value();
    }

    private static ECParameterSpec p256() throws GeneralSecurityException {
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec("secp256r1"));
        return parameters.getParameterSpec(ECParameterSpec.class);
    }

    private static PublicKey publicKey(byte[] point) throws GeneralSecurityException {
        BigInteger x = new BigInteger(1, Arrays.copyOfRange(point, 1, 33));
        BigInteger y = new BigInteger(1, Arrays.copyOfRange(point, 33, 65));
        return KeyFactory.getInstance("EC")
                .generatePublic(new ECPublicKeySpec(new ECPoint(x, y), p256()));
    }

    // ---- Encodings -----------------------------------------------------------------------------

    /** One DER element inside an array. */
    private record Der(byte[] all, int at) {
        int tag() {
            return all[at] & 0xff;
        }

        private int start() {
            int length = all[at + 1] & 0xff;
            return at + 2 + (length < 0x80 ? 0 : length - 0x80);
        }

        int next() {
            int length = all[at + 1] & 0xff;
            if (length >= 0x80) {
                length =
                        new BigInteger(1, Arrays.copyOfRange(all, at + 2, start())).intValueExact();
            }
            return start() + length;
        }

        byte[] value() {
            require(start() <= next() && next() <= all.length, "a DER element is truncated");
            return Arrays.copyOfRange(all, start(), next());
        }

        int integer() {
            require(tag() == 2, "no INTEGER where one belongs");
            return new BigInteger(value()).intValueExact();
        }

        List<Der> children() {
            require((tag() & 0x20) != 0 && next() <= all.length, "a DER element holds no others");
            List<Der> children = new ArrayList<>();
            for (int from = start();
                    from < next();
                    from = children.get(children.size() - 1).next()) {
                children.add(new Der(all, from));
            }
            return children;
        }
    }

    /** Reads Matter TLV (core appendix A) into maps, lists, Long, String and byte[]. */
    private static final class Tlv {
        private static final Object END = new Object();
        private final byte[] all;
        private int at;
        private long tag;

        Tlv(byte[] all) {
            this.all = all;
        }

        @SuppressWarnings("unchecked")
        Map<Integer, Object> structure() {
            Object value = element();
            require(value instanceof Map && at == all.length, "TLV is not one structure");
            return (Map<Integer, Object>) value;
        }

        private Object element() {
            int control = all[at++] & 0xff;
            int[] tagLengths = {0, 1, 2, 4, 2, 4, 6, 8};
            tag = number(tagLengths[control >> 5]);
            long mine = tag;
            int type = control & 0x1f;
            switch (type) {
                case 0, 1, 2, 3, 4, 5, 6, 7:
                    return number(1 << (type & 3));
                case 8, 9:
                    return type == 9;
                case 0x0c, 0x0d, 0x0e, 0x0f:
                    return new String(
                            bytes((int) number(1 << (type & 3))),
                            java.nio.charset.StandardCharsets.UTF_8);
                case 0x10, 0x11, 0x12, 0x13:
                    return bytes((int) number(1 << (type & 3)));
                case 0x15:
                    Map<Integer, Object> members = new TreeMap<>();
                    for (Object value = element(); value != END; value = element()) {
                        members.put((int) tag, value);
                    }
                    tag = mine;
                    return members;
                case 0x16, 0x17:
                    List<Object> items = new ArrayList<>();
                    for (Object value = element(); value != END; value = element()) {
                        items.add(value);
                    }
                    tag = mine;
                    return items;
                case 0x18:
                    return END;
                default:
                    throw new Refused("TLV type " + type + " does not belong here");
            }
        }

        private long number(int length) {
            long value = 0;
            for (int i = 0; i < length; i++) {
                value |= (all[at++] & 0xffL) << (8 * i);
            }
            return value;
        }

        private byte[] bytes(int length) {
            require(length >= 0 && at + length <= all.length, "TLV is truncated");
            at += length;
            return Arrays.copyOfRange(all, at - length, at);
        }
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }

    private static Properties load(String file) throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(Files.readString(Path.of(file))));
        return properties;
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new Refused(message);
        }
    }

    /** What was not proved. */
    private static final class Refused extends RuntimeException {
        Refused(String message) {
            super(message);
        }
    }
}
