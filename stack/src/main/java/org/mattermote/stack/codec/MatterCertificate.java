package org.mattermote.stack.codec;

import org.mattermote.stack.mem.Bytes;

/**
 * A Matter certificate in TLV (Matter core 6.5), read in place: strings are offsets into the array
 * that was parsed, which must stay as it is while the certificate is in use.
 *
 * <pre>
 *   anonymous structure, all members, in this order
 *    1 serialNumber        bytes 1..20       7 publicKeyAlgorithm  u8 = 1 (EC)
 *    2 signatureAlgorithm  u8 = 1 (ECDSA     8 ellipticCurveId     u8 = 1 (P-256)
 *                          with SHA-256)     9 publicKey           bytes 65
 *    3 issuer              list             10 extensions          list
 *    4 notBefore           u32              11 signature           bytes 64, r and s
 *    5 notAfter            u32, 0 = never
 *    6 subject             list
 * </pre>
 *
 * {@link #parse} takes only that form. {@link #checkRules} then holds the contents against what the
 * kind of certificate asks for. Chain, signature and present time are not looked at here.
 */
public final class MatterCertificate {
    /** Longest TLV form, bytes. */
    public static final int MAX_LENGTH = 400;

    /** Longest DER form, bytes. */
    public static final int MAX_DER_LENGTH = 600;

    public static final int PUBLIC_KEY_LENGTH = 65;
    public static final int SIGNATURE_LENGTH = 64;
    public static final int KEY_ID_LENGTH = 20;
    public static final int MAX_CATS = 3;

    public static final int KIND_UNKNOWN = 0;
    public static final int RCAC = 1;
    public static final int ICAC = 2;
    public static final int NOC = 3;
    public static final int FIRMWARE_SIGNER = 4;
    public static final int VID_VERIFICATION_SIGNER = 5;

    /** Tags of the attributes of a name that carry numbers. */
    public static final int DN_NODE_ID = 17;

    public static final int DN_FIRMWARE_SIGNING_ID = 18;
    public static final int DN_ICAC_ID = 19;
    public static final int DN_RCAC_ID = 20;
    public static final int DN_FABRIC_ID = 21;
    public static final int DN_NOC_CAT = 22;
    public static final int DN_VVS_ID = 23;

    /** Last tag of the attributes that carry text. */
    public static final int DN_DOMAIN_COMPONENT = 16;

    /** Set in the tag of an attribute whose text is a PrintableString. */
    public static final int DN_PRINTABLE = 0x80;

    public static final int EXT_BASIC_CONSTRAINTS = 1;
    public static final int EXT_KEY_USAGE = 2;
    public static final int EXT_EXTENDED_KEY_USAGE = 3;
    public static final int EXT_SUBJECT_KEY_ID = 4;
    public static final int EXT_AUTHORITY_KEY_ID = 5;
    public static final int EXT_FUTURE = 6;

    public static final int KEY_USAGE_DIGITAL_SIGNATURE = 0x01;
    public static final int KEY_USAGE_KEY_CERT_SIGN = 0x20;
    public static final int KEY_USAGE_CRL_SIGN = 0x40;

    public static final int EKU_SERVER_AUTH = 1;
    public static final int EKU_CLIENT_AUTH = 2;

    /** Seconds since 2000-01-01 UTC. */
    public long notBefore;

    /** Seconds since 2000-01-01 UTC; 0 for no end. */
    public long notAfter;

    public int serialOffset;
    public int serialLength;
    public int publicKeyOffset;
    public int signatureOffset;

    /** Attributes of the issuer's name, without the list around them. */
    public int issuerOffset;

    public int issuerLength;

    /** Attributes of the subject's name, without the list around them. */
    public int subjectOffset;

    public int subjectLength;

    /** The extensions, without the list around them. */
    public int extensionsOffset;

    public int extensionsLength;

    /** Bit n: the subject has the number attribute of tag n. */
    public int subjectIds;

    public long nodeId;
    public long fabricId;
    public long rcacId;
    public long icacId;
    public long firmwareSigningId;
    public long vvsId;

    /** CASE authenticated tags of the subject, the first three. */
    public final int[] cats = new int[MAX_CATS];

    /** How many CATs the subject has; {@link #checkRules} refuses more than three. */
    public int catCount;

    /** Bit n: there is an extension of tag n. */
    public int extensions;

    /** Is one of the future extensions marked critical. */
    public boolean hasCriticalFuture;

    public boolean isCa;

    /** -1 when absent. */
    public int pathLen;

    /** Bit 0 digitalSignature to bit 8 decipherOnly. */
    public int keyUsage;

    /** Bit n: key purpose n, {@link #EKU_SERVER_AUTH} and so on. */
    public int extendedKeyUsage;

    /** Of 20 bytes, -1 when absent. */
    public int subjectKeyIdOffset;

    /** Of 20 bytes, -1 when absent. */
    public int authorityKeyIdOffset;

    private final TlvReader reader;
    private final TlvReader other;
    private byte[] b;
    private int length;

    /** Ids in the subject that say the kind, and fabric ids, with repetitions. */
    private int kindIds;

    private int fabricIds;
    private boolean parsed;

    public MatterCertificate() {
        this(new TlvReader(), new TlvReader());
    }

    /** Two readers for use during a call, which others may use between calls. */
    public MatterCertificate(TlvReader reader, TlvReader other) {
        this.reader = reader;
        this.other = other;
    }

    /** The array that was parsed. */
    public byte[] array() {
        return b;
    }

    /** Length of the TLV form, bytes. */
    public int length() {
        return length;
    }

    /** Has the last {@link #parse} succeeded. */
    public boolean isParsed() {
        return parsed;
    }

    /**
     * Reads one certificate, exactly {@code len} bytes.
     *
     * @return OK; OUT_OF_RANGE for more than {@link #MAX_LENGTH} bytes, another algorithm, a wrong
     *     length or value; NOT_FOUND for a missing, misplaced or unknown member; WRONG_TYPE;
     *     MALFORMED for members twice, bytes left over, or a future extension that is none; or an
     *     error of the reader
     */
    public int parse(byte[] bytes, int off, int len) {
        b = bytes;
        length = len;
        clear();
        if (len > MAX_LENGTH) {
            return CodecStatus.OUT_OF_RANGE;
        }
        reader.wrap(bytes, off, len);
        int status = reader.next();
        if (status != CodecStatus.OK) {
            return status == CodecStatus.END ? CodecStatus.TRUNCATED : status;
        }
        if (reader.type() != TlvType.STRUCT) {
            return CodecStatus.WRONG_TYPE;
        }
        if (reader.tag() != TlvTag.ANONYMOUS) {
            return CodecStatus.MALFORMED;
        }
        status = reader.enter();
        for (int tag = 1; status >= CodecStatus.OK && tag <= 11; tag++) {
            status = reader.next();
            if (status == CodecStatus.END || status == CodecStatus.OK && reader.tag() != tag) {
                return CodecStatus.NOT_FOUND;
            }
            if (status == CodecStatus.OK) {
                status = member(tag);
            }
        }
        if (status < CodecStatus.OK) {
            return status;
        }
        status = reader.next();
        if (status != CodecStatus.END) {
            return status < CodecStatus.OK ? status : CodecStatus.NOT_FOUND;
        }
        status = reader.exit();
        if (status != CodecStatus.OK) {
            return status;
        }
        if (reader.position() != off + len) {
            return CodecStatus.MALFORMED;
        }
        parsed = true;
        return CodecStatus.OK;
    }

    /** RCAC, ICAC, NOC, FIRMWARE_SIGNER or VID_VERIFICATION_SIGNER by the one id in the subject. */
    public int kind() {
        if (!parsed || kindIds != 1) {
            return KIND_UNKNOWN;
        }
        if (hasSubject(DN_RCAC_ID)) {
            return RCAC;
        }
        if (hasSubject(DN_ICAC_ID)) {
            return ICAC;
        }
        if (hasSubject(DN_NODE_ID)) {
            return NOC;
        }
        return hasSubject(DN_FIRMWARE_SIGNING_ID) ? FIRMWARE_SIGNER : VID_VERIFICATION_SIGNER;
    }

    public boolean hasSubject(int dnTag) {
        return (subjectIds >>> dnTag & 1) != 0;
    }

    public boolean hasExtension(int extensionTag) {
        return (extensions >>> extensionTag & 1) != 0;
    }

    /**
     * Holds a parsed certificate against the rules for its kind (Matter core 6.5.5 to 6.5.11).
     *
     * @return OK, or the first {@link CertificateFlaw}
     */
    public int checkRules() {
        int kind = kind();
        if (kind == KIND_UNKNOWN) {
            return CertificateFlaw.SUBJECT_KIND;
        }
        if (kind > NOC) {
            return CertificateFlaw.NOT_OPERATIONAL;
        }
        if (kind == NOC && !isOperationalNodeId(nodeId)) {
            return CertificateFlaw.NODE_ID;
        }
        if (fabricIds > 1 || fabricIds == 0 && kind == NOC || fabricIds == 1 && fabricId == 0) {
            return CertificateFlaw.FABRIC_ID;
        }
        if (kind == NOC ? !catsAllowed() : catCount > 0) {
            return CertificateFlaw.CATS;
        }
        if (kind == RCAC && !isIssuedByName(this)) {
            return CertificateFlaw.ISSUER;
        }
        if (notAfter != 0 && notBefore > notAfter) {
            return CertificateFlaw.VALIDITY;
        }
        boolean ca = kind != NOC;
        int mostBelow = kind == RCAC ? 1 : ca ? 0 : -1;
        if (!hasExtension(EXT_BASIC_CONSTRAINTS) || isCa != ca || pathLen > mostBelow) {
            return CertificateFlaw.BASIC_CONSTRAINTS;
        }
        int caUsage = KEY_USAGE_KEY_CERT_SIGN | KEY_USAGE_CRL_SIGN;
        if (ca
                ? (keyUsage & ~KEY_USAGE_DIGITAL_SIGNATURE) != caUsage
                : keyUsage != KEY_USAGE_DIGITAL_SIGNATURE) {
            return CertificateFlaw.KEY_USAGE;
        }
        int nodePurposes = 1 << EKU_SERVER_AUTH | 1 << EKU_CLIENT_AUTH;
        if (ca
                ? hasExtension(EXT_EXTENDED_KEY_USAGE)
                : (extendedKeyUsage & nodePurposes) != nodePurposes) {
            return CertificateFlaw.EXTENDED_KEY_USAGE;
        }
        if (subjectKeyIdOffset < 0
                || authorityKeyIdOffset < 0
                || kind == RCAC && !isIssuedByKey(this)) {
            return CertificateFlaw.KEY_IDENTIFIERS;
        }
        return hasCriticalFuture ? CertificateFlaw.CRITICAL_EXTENSION : CodecStatus.OK;
    }

    /** From 1 to 0xFFFFFFEF_FFFFFFFF (Matter core 2.5.5.1). */
    public static boolean isOperationalNodeId(long id) {
        return id != 0 && id + Long.MIN_VALUE <= (0xFFFFFFEFFFFFFFFFL ^ Long.MIN_VALUE);
    }

    /**
     * Is this certificate's issuer the subject of {@code issuer}: the same attributes with the same
     * values in the same order, of whatever width the numbers are.
     */
    public boolean isIssuedByName(MatterCertificate issuer) {
        reader.wrap(b, issuerOffset, issuerLength);
        other.wrap(issuer.b, issuer.subjectOffset, issuer.subjectLength);
        int status = reader.next();
        while (status == CodecStatus.OK) {
            if (other.next() != CodecStatus.OK
                    || reader.tag() != other.tag()
                    || reader.type() != other.type()) {
                return false;
            }
            if (reader.type() == TlvType.UNSIGNED) {
                if (reader.value() != other.value()) {
                    return false;
                }
            } else if (reader.dataLength() != other.dataLength()
                    || !Bytes.equal(
                            b,
                            reader.dataOffset(),
                            issuer.b,
                            other.dataOffset(),
                            reader.dataLength())) {
                return false;
            }
            status = reader.next();
        }
        return status == CodecStatus.END && other.next() == CodecStatus.END;
    }

    /** Is this certificate's authority key identifier the subject key identifier of another. */
    public boolean isIssuedByKey(MatterCertificate issuer) {
        return authorityKeyIdOffset >= 0
                && issuer.subjectKeyIdOffset >= 0
                && Bytes.equal(
                        b,
                        authorityKeyIdOffset,
                        issuer.b,
                        issuer.subjectKeyIdOffset,
                        KEY_ID_LENGTH);
    }

    private void clear() {
        parsed = false;
        notBefore = 0;
        notAfter = 0;
        serialOffset = 0;
        serialLength = 0;
        publicKeyOffset = 0;
        signatureOffset = 0;
        issuerOffset = 0;
        issuerLength = 0;
        subjectOffset = 0;
        subjectLength = 0;
        extensionsOffset = 0;
        extensionsLength = 0;
        subjectIds = 0;
        nodeId = 0;
        fabricId = 0;
        rcacId = 0;
        icacId = 0;
        firmwareSigningId = 0;
        vvsId = 0;
        catCount = 0;
        for (int i = 0; i < MAX_CATS; i++) {
            cats[i] = 0;
        }
        extensions = 0;
        hasCriticalFuture = false;
        isCa = false;
        pathLen = -1;
        keyUsage = 0;
        extendedKeyUsage = 0;
        subjectKeyIdOffset = -1;
        authorityKeyIdOffset = -1;
        kindIds = 0;
        fabricIds = 0;
    }

    private boolean catsAllowed() {
        if (catCount > MAX_CATS) {
            return false;
        }
        for (int i = 0; i < catCount; i++) {
            if ((cats[i] & 0xFFFF) == 0) {
                return false;
            }
            for (int k = 0; k < i; k++) {
                if (cats[i] >>> 16 == cats[k] >>> 16) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Takes in the member of a tag; 0 or more is good. */
    private int member(int tag) {
        int status;
        switch (tag) {
            case 1:
                status = reader.bytes(1, 20);
                serialOffset = reader.dataOffset();
                serialLength = reader.dataLength();
                return status;
            case 3:
                issuerOffset = reader.dataOffset();
                status = name(false);
                issuerLength = reader.position() - 1 - issuerOffset;
                return status;
            case 4:
                notBefore = reader.u32();
                return notBefore < 0 ? (int) notBefore : CodecStatus.OK;
            case 5:
                notAfter = reader.u32();
                return notAfter < 0 ? (int) notAfter : CodecStatus.OK;
            case 6:
                subjectOffset = reader.dataOffset();
                status = name(true);
                subjectLength = reader.position() - 1 - subjectOffset;
                return status;
            case 9:
                publicKeyOffset = reader.dataOffset();
                status = reader.bytes(PUBLIC_KEY_LENGTH, PUBLIC_KEY_LENGTH);
                return status >= 0 && b[publicKeyOffset] != 4 ? CodecStatus.OUT_OF_RANGE : status;
            case 10:
                extensionsOffset = reader.dataOffset();
                status = extensionList();
                extensionsLength = reader.position() - 1 - extensionsOffset;
                return status;
            case 11:
                signatureOffset = reader.dataOffset();
                return reader.bytes(SIGNATURE_LENGTH, SIGNATURE_LENGTH);
            default:
                // Signature algorithm, key algorithm, curve: there is one of each.
                status = reader.u8();
                return status >= 0 && status != 1 ? CodecStatus.OUT_OF_RANGE : status;
        }
    }

    private int name(boolean ofSubject) {
        if (reader.type() != TlvType.LIST) {
            return CodecStatus.WRONG_TYPE;
        }
        int status = reader.enter();
        while (status == CodecStatus.OK && (status = reader.next()) == CodecStatus.OK) {
            int tag = reader.tag();
            int text = tag & ~DN_PRINTABLE;
            if (tag == DN_DOMAIN_COMPONENT || tag > 0 && text >= 1 && text <= 15) {
                if (reader.type() != TlvType.UTF8) {
                    return CodecStatus.WRONG_TYPE;
                }
                if (!reader.validUtf8()) {
                    return CodecStatus.MALFORMED;
                }
            } else if (tag == DN_NOC_CAT) {
                long cat = reader.u32();
                if (cat < 0) {
                    return (int) cat;
                }
                if (ofSubject) {
                    if (catCount < MAX_CATS) {
                        cats[catCount] = (int) cat;
                    }
                    catCount++;
                    subjectIds |= 1 << tag;
                }
            } else if (tag >= DN_NODE_ID && tag <= DN_VVS_ID) {
                status = reader.readU64();
                if (status == CodecStatus.OK && ofSubject) {
                    id(tag, reader.value());
                }
            } else {
                return CodecStatus.NOT_FOUND;
            }
        }
        return status == CodecStatus.END ? reader.exit() : status;
    }

    private void id(int tag, long value) {
        subjectIds |= 1 << tag;
        if (tag == DN_FABRIC_ID) {
            fabricIds++;
            fabricId = value;
            return;
        }
        kindIds++;
        switch (tag) {
            case DN_NODE_ID:
                nodeId = value;
                break;
            case DN_FIRMWARE_SIGNING_ID:
                firmwareSigningId = value;
                break;
            case DN_ICAC_ID:
                icacId = value;
                break;
            case DN_RCAC_ID:
                rcacId = value;
                break;
            default:
                vvsId = value;
                break;
        }
    }

    private int extensionList() {
        if (reader.type() != TlvType.LIST) {
            return CodecStatus.WRONG_TYPE;
        }
        int status = reader.enter();
        while (status >= CodecStatus.OK && (status = reader.next()) == CodecStatus.OK) {
            int tag = reader.tag();
            if (tag < EXT_BASIC_CONSTRAINTS || tag > EXT_FUTURE) {
                return CodecStatus.NOT_FOUND;
            }
            if (tag != EXT_FUTURE && hasExtension(tag)) {
                return CodecStatus.MALFORMED;
            }
            extensions |= 1 << tag;
            status = extension(tag);
        }
        return status == CodecStatus.END ? reader.exit() : status;
    }

    private int extension(int tag) {
        switch (tag) {
            case EXT_BASIC_CONSTRAINTS:
                return basicConstraints();
            case EXT_KEY_USAGE:
                keyUsage = reader.unsignedInt(0x1FF);
                return keyUsage;
            case EXT_EXTENDED_KEY_USAGE:
                return keyPurposes();
            case EXT_SUBJECT_KEY_ID:
                subjectKeyIdOffset = reader.dataOffset();
                return reader.bytes(KEY_ID_LENGTH, KEY_ID_LENGTH);
            case EXT_AUTHORITY_KEY_ID:
                authorityKeyIdOffset = reader.dataOffset();
                return reader.bytes(KEY_ID_LENGTH, KEY_ID_LENGTH);
            default:
                int status = reader.bytes(1, MAX_LENGTH);
                return status < 0 ? status : future(reader.dataOffset(), status);
        }
    }

    private int basicConstraints() {
        if (reader.type() != TlvType.STRUCT) {
            return CodecStatus.WRONG_TYPE;
        }
        int status = reader.enter();
        if (status == CodecStatus.OK) {
            status = reader.next();
        }
        if (status != CodecStatus.OK || reader.tag() != 1) {
            return status == CodecStatus.OK || status == CodecStatus.END
                    ? CodecStatus.NOT_FOUND
                    : status;
        }
        status = reader.bool();
        if (status < 0) {
            return status;
        }
        isCa = status == 1;
        status = reader.next();
        if (status == CodecStatus.OK && reader.tag() == 2) {
            pathLen = reader.u8();
            if (pathLen < 0) {
                return pathLen;
            }
            status = reader.next();
        }
        if (status == CodecStatus.OK) {
            return CodecStatus.NOT_FOUND;
        }
        return status == CodecStatus.END ? reader.exit() : status;
    }

    private int keyPurposes() {
        if (reader.type() != TlvType.ARRAY) {
            return CodecStatus.WRONG_TYPE;
        }
        int status = reader.enter();
        while (status == CodecStatus.OK && (status = reader.next()) == CodecStatus.OK) {
            int purpose = reader.u8();
            if (purpose < 0) {
                return purpose;
            }
            if (purpose < 1 || purpose > 6) {
                return CodecStatus.OUT_OF_RANGE;
            }
            if ((extendedKeyUsage >>> purpose & 1) != 0) {
                return CodecStatus.MALFORMED;
            }
            extendedKeyUsage |= 1 << purpose;
        }
        if (status != CodecStatus.END) {
            return status;
        }
        return extendedKeyUsage == 0 ? CodecStatus.OUT_OF_RANGE : reader.exit();
    }

    /**
     * Is this exactly one X.509 Extension, and none of those that have a TLV form, which it would
     * contradict.
     *
     * <pre>SEQUENCE { OBJECT IDENTIFIER, BOOLEAN critical DEFAULT FALSE, OCTET STRING }</pre>
     */
    private int future(int at, int len) {
        int end = at + len;
        int p = derContents(at, end, 0x30);
        if (p < 0 || derEnd(at, end) != end) {
            return CodecStatus.MALFORMED;
        }
        int oid = derContents(p, end, 0x06);
        if (oid < 0) {
            return CodecStatus.MALFORMED;
        }
        p = derEnd(p, end);
        if (p - oid == 3 && b[oid] == 0x55 && b[oid + 1] == 0x1D) {
            int known = b[oid + 2];
            if (known == 19 || known == 15 || known == 37 || known == 14 || known == 35) {
                return CodecStatus.MALFORMED;
            }
        }
        int flag = derContents(p, end, 0x01);
        if (flag >= 0) {
            p = derEnd(p, end);
            if (p - flag != 1) {
                return CodecStatus.MALFORMED;
            }
            hasCriticalFuture |= b[flag] != 0;
        }
        return derContents(p, end, 0x04) < 0 || derEnd(p, end) != end
                ? CodecStatus.MALFORMED
                : CodecStatus.OK;
    }

    /**
     * Where the contents of the DER element at {@code p} begin, negative if it is no {@code tag}.
     */
    private int derContents(int p, int end, int tag) {
        return derEnd(p, end) < 0 || (b[p] & 0xFF) != tag ? -1 : p + derHead(p);
    }

    /** The offset behind the DER element at {@code p}, negative if it is not within {@code end}. */
    private int derEnd(int p, int end) {
        if (end - p < 2) {
            return -1;
        }
        int first = b[p + 1] & 0xFF;
        int head = derHead(p);
        if (first > 0x82 || first == 0x80 || end - p < head) {
            return -1;
        }
        int len = first;
        if (first == 0x81) {
            len = b[p + 2] & 0xFF;
        } else if (first == 0x82) {
            len = Bytes.u16be(b, p + 2);
        }
        return end - p - head < len ? -1 : p + head + len;
    }

    private int derHead(int p) {
        int first = b[p + 1] & 0xFF;
        return first < 0x80 ? 2 : 2 + (first & 0x7F);
    }
}
