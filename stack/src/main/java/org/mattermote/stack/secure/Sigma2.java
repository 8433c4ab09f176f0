package org.mattermote.stack.secure;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.SessionParameters;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.mem.ByteSpan;

/** A received Sigma2 (Matter core 4.14.2.4.2); its spans lie in the message and live as long. */
final class Sigma2 {
    final ByteSpan random = new ByteSpan();
    final ByteSpan ephemeralKey = new ByteSpan();

    /** TBEData2 with its tag. */
    final ByteSpan encrypted = new ByteSpan();

    final SessionParameters parameters = new SessionParameters();

    /** 1..65535. */
    int sessionId;

    private final TlvReader reader;

    /** Shares {@code reader} within a call. */
    Sigma2(TlvReader reader) {
        this.reader = reader;
    }

    /**
     * Reads a message.
     *
     * @return false when anything is missing, of wrong type or length
     */
    boolean read(byte[] message, int offset, int length) {
        random.clear();
        ephemeralKey.clear();
        encrypted.clear();
        parameters.clear();
        sessionId = 0;
        reader.wrap(message, offset, length);
        int status = reader.next();
        if (status == CodecStatus.OK) {
            status = reader.enter();
        }
        while (status == CodecStatus.OK && (status = reader.next()) == CodecStatus.OK) {
            status = readMember(length);
        }
        return status == CodecStatus.END
                && sessionId > 0
                && random.array != null
                && ephemeralKey.array != null
                && encrypted.array != null;
    }

    private int readMember(int longest) {
        switch (reader.tag()) {
            case 1:
                return reader.span(random, CaseContext.RANDOM, CaseContext.RANDOM);
            case 2:
                sessionId = reader.u16();
                return CodecStatus.OK;
            case 3:
                return reader.span(ephemeralKey, CaseContext.POINT, CaseContext.POINT);
            case 4:
                return reader.span(encrypted, CaseKeys.TAG, longest);
            case 5:
                return parameters.decodeMember(reader);
            default:
                return CodecStatus.OK;
        }
    }
}
