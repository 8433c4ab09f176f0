package org.mattermote.stack.codec;

/**
 * Rebuilds the X.509 form of a Matter certificate, byte for byte (Matter core 6.5.2): what its
 * signature was made over.
 *
 * <pre>
 *  Certificate ::= SEQUENCE {
 *    TBSCertificate ::= SEQUENCE {
 *      [0] version 2, INTEGER serial, algorithm, issuer, validity, subject, public key info,
 *      [3] SEQUENCE OF Extension }
 *    algorithm
 *    BIT STRING { SEQUENCE { INTEGER r, INTEGER s } } }
 * </pre>
 */
public final class DerCertificateWriter {
    private static final byte[] ECDSA_WITH_SHA256 = {
        0x2A, (byte) 0x86, 0x48, (byte) 0xCE, 0x3D, 0x04, 0x03, 0x02
    };
    private static final byte[] EC_PUBLIC_KEY = {
        0x2A, (byte) 0x86, 0x48, (byte) 0xCE, 0x3D, 0x02, 0x01
    };
    private static final byte[] PRIME256V1 = {
        0x2A, (byte) 0x86, 0x48, (byte) 0xCE, 0x3D, 0x03, 0x01, 0x07
    };
    private static final byte[] DOMAIN_COMPONENT = {
        0x09, (byte) 0x92, 0x26, (byte) 0x89, (byte) 0x93, (byte) 0xF2, 0x2C, 0x64, 0x01, 0x19
    };

    /** 1.3.6.1.4.1.37244.1, then one number each. */
    private static final byte[] MATTER = {
        0x2B, 0x06, 0x01, 0x04, 0x01, (byte) 0x82, (byte) 0xA2, 0x7C, 0x01
    };

    /** 1.3.6.1.5.5.7.3, then one number each. */
    private static final byte[] KEY_PURPOSE = {0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03};

    /** Last number of 2.5.4.x for the attributes 1 to 15. */
    private static final byte[] TEXT_ATTRIBUTES = {
        3, 4, 5, 6, 7, 8, 10, 11, 12, 41, 42, 43, 44, 46, 65
    };

    /** Last number of {@link #MATTER} for the attributes 17 to 23. */
    private static final byte[] NUMBER_ATTRIBUTES = {1, 2, 3, 4, 5, 6, 7};

    /** Last number of {@link #KEY_PURPOSE} for the purposes 1 to 6. */
    private static final byte[] PURPOSES = {1, 2, 3, 4, 8, 9};

    /** Last number of 2.5.29.x for the extensions 1 to 5. */
    private static final byte[] EXTENSIONS = {19, 15, 37, 14, 35};

    private static final int SECONDS_PER_DAY = 86400;

    private final DerWriter der = new DerWriter();
    private final TlvReader reader;
    private final TlvReader purposes;

    public DerCertificateWriter() {
        this(new TlvReader(), new TlvReader());
    }

    /** Two readers for use during a call, which others may use between calls. */
    public DerCertificateWriter(TlvReader reader, TlvReader purposes) {
        this.reader = reader;
        this.purposes = purposes;
    }

    /**
     * Writes the TBSCertificate of a parsed certificate.
     *
     * @param capacity bytes of {@code out} from {@code off} on that may be written
     * @return length, or NO_SPACE; WRONG_TYPE for a certificate that was not parsed
     */
    public int writeTbs(MatterCertificate c, byte[] out, int off, int capacity) {
        if (!c.isParsed()) {
            return CodecStatus.WRONG_TYPE;
        }
        der.wrap(out, off, off + capacity);
        tbs(c);
        return der.overflowed() ? CodecStatus.NO_SPACE : der.position() - off;
    }

    /** As {@link #writeTbs}, with the signature, so the whole X.509 certificate. */
    public int writeCertificate(MatterCertificate c, byte[] out, int off, int capacity) {
        if (!c.isParsed()) {
            return CodecStatus.WRONG_TYPE;
        }
        der.wrap(out, off, off + capacity);
        int certificate = der.begin(DerWriter.SEQUENCE);
        tbs(c);
        signatureAlgorithm();
        int bits = der.begin(DerWriter.BIT_STRING);
        der.putByte(0);
        der.putSignature(c.array(), c.signatureOffset);
        der.end(bits);
        der.end(certificate);
        return der.overflowed() ? CodecStatus.NO_SPACE : der.position() - off;
    }

    private void tbs(MatterCertificate c) {
        byte[] b = c.array();
        int tbs = der.begin(DerWriter.SEQUENCE);
        int version = der.begin(DerWriter.CONTEXT);
        der.putSmallInteger(2);
        der.end(version);
        der.putElement(DerWriter.INTEGER, b, c.serialOffset, c.serialLength);
        signatureAlgorithm();
        name(b, c.issuerOffset, c.issuerLength);
        int validity = der.begin(DerWriter.SEQUENCE);
        time(c.notBefore);
        if (c.notAfter == 0) {
            noEnd();
        } else {
            time(c.notAfter);
        }
        der.end(validity);
        name(b, c.subjectOffset, c.subjectLength);
        int key = der.begin(DerWriter.SEQUENCE);
        int algorithm = der.begin(DerWriter.SEQUENCE);
        der.putOid(EC_PUBLIC_KEY);
        der.putOid(PRIME256V1);
        der.end(algorithm);
        der.putBitString(b, c.publicKeyOffset, MatterCertificate.PUBLIC_KEY_LENGTH);
        der.end(key);
        int explicit = der.begin(DerWriter.CONTEXT + 3);
        int list = der.begin(DerWriter.SEQUENCE);
        reader.wrap(b, c.extensionsOffset, c.extensionsLength);
        while (reader.next() == CodecStatus.OK) {
            extension(c);
        }
        der.end(list);
        der.end(explicit);
        der.end(tbs);
    }

    private void signatureAlgorithm() {
        int algorithm = der.begin(DerWriter.SEQUENCE);
        der.putOid(ECDSA_WITH_SHA256);
        der.end(algorithm);
    }

    private void name(byte[] b, int offset, int length) {
        int name = der.begin(DerWriter.SEQUENCE);
        reader.wrap(b, offset, length);
        while (reader.next() == CodecStatus.OK) {
            int set = der.begin(DerWriter.SET);
            int pair = der.begin(DerWriter.SEQUENCE);
            attribute(reader.tag());
            der.end(pair);
            der.end(set);
        }
        der.end(name);
    }

    private void attribute(int tag) {
        int oid = der.begin(DerWriter.OBJECT_IDENTIFIER);
        int form = DerWriter.UTF8_STRING;
        if (tag == MatterCertificate.DN_DOMAIN_COMPONENT) {
            der.putRaw(DOMAIN_COMPONENT, 0, DOMAIN_COMPONENT.length);
            form = DerWriter.IA5_STRING;
        } else if (reader.type() == TlvType.UTF8) {
            der.putByte(0x55);
            der.putByte(0x04);
            der.putByte(TEXT_ATTRIBUTES[(tag & ~MatterCertificate.DN_PRINTABLE) - 1]);
            if ((tag & MatterCertificate.DN_PRINTABLE) != 0) {
                form = DerWriter.PRINTABLE_STRING;
            }
        } else {
            der.putRaw(MATTER, 0, MATTER.length);
            der.putByte(NUMBER_ATTRIBUTES[tag - MatterCertificate.DN_NODE_ID]);
        }
        der.end(oid);
        int text = der.begin(form);
        if (reader.type() == TlvType.UTF8) {
            der.putRaw(reader.array(), reader.dataOffset(), reader.dataLength());
        } else {
            int digits = tag == MatterCertificate.DN_NOC_CAT ? 8 : 16;
            for (int shift = digits * 4 - 4; shift >= 0; shift -= 4) {
                int digit = (int) (reader.value() >>> shift) & 0xF;
                der.putByte(digit < 10 ? '0' + digit : 'A' - 10 + digit);
            }
        }
        der.end(text);
    }

    /** Seconds since 2000 as UTCTime up to 2049, as GeneralizedTime after it. */
    private void time(long seconds) {
        int days = (int) (seconds / SECONDS_PER_DAY);
        int second = (int) (seconds % SECONDS_PER_DAY);
        int year = 2000;
        int yearDays = 366;
        while (days >= yearDays) {
            days -= yearDays;
            year++;
            // 2100 is the one year of the range that the century rule changes.
            yearDays = (year & 3) == 0 && year != 2100 ? 366 : 365;
        }
        int month = 1;
        int monthDays = 31;
        while (days >= monthDays) {
            days -= monthDays;
            month++;
            if (month == 2) {
                monthDays = yearDays - 337;
            } else {
                monthDays = month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
            }
        }
        int mark;
        if (year < 2050) {
            mark = der.begin(DerWriter.UTC_TIME);
        } else {
            mark = der.begin(DerWriter.GENERALIZED_TIME);
            twoDigits(year / 100);
        }
        twoDigits(year % 100);
        twoDigits(month);
        twoDigits(days + 1);
        twoDigits(second / 3600);
        twoDigits(second / 60 % 60);
        twoDigits(second % 60);
        der.putByte('Z');
        der.end(mark);
    }

    /** 9999-12-31 23:59:59, which means no end. */
    private void noEnd() {
        int mark = der.begin(DerWriter.GENERALIZED_TIME);
        twoDigits(99);
        twoDigits(99);
        twoDigits(12);
        twoDigits(31);
        twoDigits(23);
        twoDigits(59);
        twoDigits(59);
        der.putByte('Z');
        der.end(mark);
    }

    private void twoDigits(int v) {
        der.putByte('0' + v / 10);
        der.putByte('0' + v % 10);
    }

    /** The extension the reader is on. */
    private void extension(MatterCertificate c) {
        int tag = reader.tag();
        if (tag == MatterCertificate.EXT_FUTURE) {
            der.putRaw(reader.array(), reader.dataOffset(), reader.dataLength());
            return;
        }
        int extension = der.begin(DerWriter.SEQUENCE);
        int oid = der.begin(DerWriter.OBJECT_IDENTIFIER);
        der.putByte(0x55);
        der.putByte(0x1D);
        der.putByte(EXTENSIONS[tag - 1]);
        der.end(oid);
        if (tag <= MatterCertificate.EXT_EXTENDED_KEY_USAGE) {
            der.putBoolean(true);
        }
        int value = der.begin(DerWriter.OCTET_STRING);
        int inner;
        switch (tag) {
            case MatterCertificate.EXT_BASIC_CONSTRAINTS:
                inner = der.begin(DerWriter.SEQUENCE);
                if (c.isCa) {
                    der.putBoolean(true);
                }
                if (c.pathLen >= 0) {
                    int number = der.begin(DerWriter.INTEGER);
                    if (c.pathLen > 0x7F) {
                        der.putByte(0);
                    }
                    der.putByte(c.pathLen);
                    der.end(number);
                }
                break;
            case MatterCertificate.EXT_KEY_USAGE:
                inner = der.begin(DerWriter.BIT_STRING);
                keyUsage(c.keyUsage);
                break;
            case MatterCertificate.EXT_EXTENDED_KEY_USAGE:
                inner = der.begin(DerWriter.SEQUENCE);
                keyPurposes();
                break;
            case MatterCertificate.EXT_SUBJECT_KEY_ID:
                inner = der.begin(DerWriter.OCTET_STRING);
                der.putRaw(reader.array(), reader.dataOffset(), reader.dataLength());
                break;
            default:
                inner = der.begin(DerWriter.SEQUENCE);
                // [0] IMPLICIT OCTET STRING: primitive.
                der.putElement(0x80, reader.array(), reader.dataOffset(), reader.dataLength());
                break;
        }
        der.end(inner);
        der.end(value);
        der.end(extension);
    }

    /** Contents of a named bit list: first bit first, zeros at the end left out. */
    private void keyUsage(int bits) {
        int count = 0;
        for (int i = 0; i < 9; i++) {
            if ((bits >>> i & 1) != 0) {
                count = i + 1;
            }
        }
        der.putByte((8 - (count & 7)) & 7);
        for (int i = 0; i < count; i += 8) {
            int octet = 0;
            for (int k = 0; k < 8; k++) {
                octet |= (bits >>> (i + k) & 1) << (7 - k);
            }
            der.putByte(octet);
        }
    }

    private void keyPurposes() {
        purposes.copyFrom(reader);
        purposes.enter();
        while (purposes.next() == CodecStatus.OK) {
            int oid = der.begin(DerWriter.OBJECT_IDENTIFIER);
            der.putRaw(KEY_PURPOSE, 0, KEY_PURPOSE.length);
            der.putByte(PURPOSES[purposes.u8() - 1]);
            der.end(oid);
        }
    }
}
