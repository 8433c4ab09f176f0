package org.mattermote.stack.secure;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.SessionParameters;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.fabric.ResumptionRecord;
import org.mattermote.stack.mem.ByteSpan;

/**
 * A received Sigma2Resume (Matter core 4.14.2.4.4); its spans lie in the message and live as long.
 */
final class Sigma2Resume {
    final ByteSpan resumptionId = new ByteSpan();
    final ByteSpan resumeMic = new ByteSpan();
    final SessionParameters parameters = new SessionParameters();

    /** 1..65535. */
    int sessionId;

    private final TlvReader reader;

    /** Shares {@code reader} within a call. */
    Sigma2Resume(TlvReader reader) {
        this.reader = reader;
    }

    /**
     * Reads a message.
     *
     * @return false when anything is missing, of wrong type or length
     */
    boolean read(byte[] message, int offset, int length) {
        resumptionId.clear();
        resumeMic.clear();
        parameters.clear();
        sessionId = 0;
        reader.wrap(message, offset, length);
        int status = reader.next();
        if (status == CodecStatus.OK) {
            status = reader.enter();
        }
        while (status == CodecStatus.OK && (status = reader.next()) == CodecStatus.OK) {
            status = readMember();
        }
        return status == CodecStatus.END
                && sessionId > 0
                && resumptionId.array != null
                && resumeMic.array != null;
    }

    private int readMember() {
        switch (reader.tag()) {
            case 1:
                return reader.span(
                        resumptionId, ResumptionRecord.ID_LENGTH, ResumptionRecord.ID_LENGTH);
            case 2:
                return reader.span(resumeMic, CaseKeys.TAG, CaseKeys.TAG);
            case 3:
                sessionId = reader.u16();
                return CodecStatus.OK;
            case 4:
                return parameters.decodeMember(reader);
            default:
                return CodecStatus.OK;
        }
    }
}
