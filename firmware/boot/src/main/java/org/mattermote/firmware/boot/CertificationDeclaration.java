package org.mattermote.firmware.boot;

import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.mattermote.bsp.host.HostException;
import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvType;

/**
 * What a certification declaration says (Matter core 6.3): TLV in a CMS envelope. Its signature is
 * not checked: whose key it would have to be, only a commissioner's list says.
 *
 * @param type 0 test, 1 provisional, 2 official
 * @param originVendorId whose certificates the device has, −1 when nobody else's
 */
record CertificationDeclaration(
        int vendorId,
        List<Integer> productIds,
        int type,
        int originVendorId,
        int originProductId,
        List<byte[]> authorizedPaas) {
    static final int TEST = 0;
    static final int OFFICIAL = 2;

    private static final String SIGNED_DATA = "1.2.840.113549.1.7.2";

    // Members of the TLV.
    private static final int FORMAT_VERSION = 0;
    private static final int VENDOR_ID = 1;
    private static final int PRODUCT_IDS = 2;
    private static final int CERTIFICATION_TYPE = 8;
    private static final int ORIGIN_VENDOR_ID = 9;
    private static final int ORIGIN_PRODUCT_ID = 10;
    private static final int AUTHORIZED_PAAS = 11;

    static CertificationDeclaration parse(byte[] der, String name) throws HostException {
        byte[] content;
        try {
            content = content(der);
        } catch (RuntimeException e) {
            throw new HostException(name + ": no CMS signed data, must be a declaration in DER");
        }
        TlvReader reader = new TlvReader();
        reader.wrap(content, 0, content.length);
        int format = -1;
        int vendorId = -1;
        int type = -1;
        int originVendorId = -1;
        int originProductId = -1;
        List<Integer> productIds = new ArrayList<>();
        List<byte[]> paas = new ArrayList<>();
        int status = reader.next();
        if (status != CodecStatus.OK
                || reader.type() != TlvType.STRUCT
                || reader.enter() != CodecStatus.OK) {
            throw new HostException(name + ": signs something that is no declaration");
        }
        while ((status = reader.next()) == CodecStatus.OK) {
            switch (reader.tag()) {
                case FORMAT_VERSION -> format = reader.u16();
                case VENDOR_ID -> vendorId = reader.u16();
                case PRODUCT_IDS -> numbers(reader, productIds);
                case CERTIFICATION_TYPE -> type = reader.u8();
                case ORIGIN_VENDOR_ID -> originVendorId = reader.u16();
                case ORIGIN_PRODUCT_ID -> originProductId = reader.u16();
                case AUTHORIZED_PAAS -> identifiers(reader, paas);
                default -> {
                    // Device type, certificate id and the like: not ours to judge.
                }
            }
        }
        if (status != CodecStatus.END || format != 1 || vendorId < 0 || type < 0) {
            throw new HostException(name + ": signs something that is no declaration");
        }
        return new CertificationDeclaration(
                vendorId, productIds, type, originVendorId, originProductId, paas);
    }

    /** The bytes in the envelope. */
    private static byte[] content(byte[] der) {
        ASN1Sequence info = ASN1Sequence.getInstance(der);
        if (!ASN1ObjectIdentifier.getInstance(info.getObjectAt(0)).getId().equals(SIGNED_DATA)) {
            throw new IllegalArgumentException();
        }
        ASN1Sequence signed = ASN1Sequence.getInstance(explicit(info.getObjectAt(1)));
        ASN1Sequence encapsulated = ASN1Sequence.getInstance(signed.getObjectAt(2));
        return ASN1OctetString.getInstance(explicit(encapsulated.getObjectAt(1))).getOctets();
    }

    private static ASN1Encodable explicit(ASN1Encodable tagged) {
        return ASN1TaggedObject.getInstance(tagged).getExplicitBaseObject();
    }

    private static void numbers(TlvReader reader, List<Integer> into) {
        if (reader.enter() == CodecStatus.OK) {
            while (reader.next() == CodecStatus.OK) {
                into.add(reader.u16());
            }
            reader.exit();
        }
    }

    private static void identifiers(TlvReader reader, List<byte[]> into) {
        if (reader.enter() == CodecStatus.OK) {
            while (reader.next() == CodecStatus.OK) {
                byte[] id = new byte[reader.dataLength()];
                System.arraycopy(reader.array(), reader.dataOffset(), id, 0, id.length);
                into.add(id);
            }
            reader.exit();
        }
    }
}
