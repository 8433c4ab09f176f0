package org.mattermote.stack.fabric;

import java.util.Arrays;
import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.MatterCertificate;

/** What tests want out of a Matter certificate. */
final class MatterCertificates {
    private MatterCertificates() {}

    record Keys(byte[] publicKey) {}

    static Keys keys(byte[] tlv) {
        MatterCertificate c = new MatterCertificate();
        if (c.parse(tlv, 0, tlv.length) != CodecStatus.OK) {
            throw new IllegalArgumentException();
        }
        return new Keys(Arrays.copyOfRange(tlv, c.publicKeyOffset, c.publicKeyOffset + 65));
    }
}
