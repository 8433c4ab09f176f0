package org.mattermote.stack.secure;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.SessionParameters;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.crypto.Sha256;
import org.mattermote.stack.fabric.ResumptionRecord;
import org.mattermote.stack.mem.ByteSpan;
import org.mattermote.stack.message.InboundMessage;

/** A received Sigma1 (Matter core 4.14.2.4.1); its spans lie in the message and live as long. */
final class Sigma1 {
    private static final int MIC = 16;

    final ByteSpan random = new ByteSpan();
    final ByteSpan destinationId = new ByteSpan();
    final ByteSpan ephemeralKey = new ByteSpan();

    /** Array null where absent. */
    final ByteSpan resumptionId = new ByteSpan();

    final ByteSpan resumeMic = new ByteSpan();
    final SessionParameters parameters = new SessionParameters();

    /** 1..65535. */
    int sessionId;

    private final TlvReader reader;

    /** Shares {@code reader} within a call. */
    Sigma1(TlvReader reader) {
        this.reader = reader;
    }

    boolean asksToResume() {
        return resumptionId.array != null;
    }

    /**
     * Reads a message.
     *
     * @return false when anything is missing, of wrong type or length, or when only one of
     *     resumption id and its proof is there
     */
    boolean read(InboundMessage message) {
        random.clear();
        destinationId.clear();
        ephemeralKey.clear();
        resumptionId.clear();
        resumeMic.clear();
        parameters.clear();
        sessionId = 0;
        reader.wrap(message.buffer, message.payloadOffset, message.payloadLength);
        int status = reader.next();
        if (status == CodecStatus.OK) {
            status = reader.enter();
        }
        while (status == CodecStatus.OK && (status = reader.next()) == CodecStatus.OK) {
            status = readMember();
        }
        return status == CodecStatus.END
                && sessionId > 0
                && random.array != null
                && destinationId.array != null
                && ephemeralKey.array != null
                && (resumptionId.array == null) == (resumeMic.array == null);
    }

    private int readMember() {
        switch (reader.tag()) {
            case 1:
                return reader.span(random, CaseContext.RANDOM, CaseContext.RANDOM);
            case 2:
                sessionId = reader.u16();
                return CodecStatus.OK;
            case 3:
                return reader.span(destinationId, Sha256.LENGTH, Sha256.LENGTH);
            case 4:
                return reader.span(ephemeralKey, CaseContext.POINT, CaseContext.POINT);
            case 5:
                return parameters.decodeMember(reader);
            case 6:
                return reader.span(
                        resumptionId, ResumptionRecord.ID_LENGTH, ResumptionRecord.ID_LENGTH);
            case 7:
                return reader.span(resumeMic, MIC, MIC);
            default:
                return CodecStatus.OK;
        }
    }
}
