package org.mattermote.stack.secure;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.SessionParameters;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.crypto.Sha256;
import org.mattermote.stack.fabric.ResumptionRecord;
import org.mattermote.stack.mem.ByteSpan;

/** Sigma1 (Matter core 4.14.2.4.1). Resumption id and its proof are both there or both absent. */
final class Sigma1 extends SigmaMessage {
    final ByteSpan random = new ByteSpan();
    final ByteSpan destinationId = new ByteSpan();
    final ByteSpan ephemeralKey = new ByteSpan();

    /** Array null where absent. */
    final ByteSpan resumptionId = new ByteSpan();

    final ByteSpan resumeMic = new ByteSpan();

    Sigma1(TlvReader reader, SessionParameters parameters) {
        super(reader, parameters);
    }

    boolean asksToResume() {
        return resumptionId.array != null;
    }

    @Override
    void clear() {
        random.clear();
        destinationId.clear();
        ephemeralKey.clear();
        resumptionId.clear();
        resumeMic.clear();
    }

    @Override
    int readMember(int tag) {
        switch (tag) {
            case 1:
                return reader.span(random, CaseContext.RANDOM, CaseContext.RANDOM);
            case 2:
                return readSessionId();
            case 3:
                return reader.span(destinationId, Sha256.LENGTH, Sha256.LENGTH);
            case 4:
                return reader.span(ephemeralKey, CaseContext.POINT, CaseContext.POINT);
            case 5:
                return readParameters();
            case 6:
                return reader.span(
                        resumptionId, ResumptionRecord.ID_LENGTH, ResumptionRecord.ID_LENGTH);
            case 7:
                return reader.span(resumeMic, CaseKeys.TAG, CaseKeys.TAG);
            default:
                return CodecStatus.OK;
        }
    }

    @Override
    boolean isComplete() {
        return random.array != null
                && destinationId.array != null
                && ephemeralKey.array != null
                && (resumptionId.array == null) == (resumeMic.array == null);
    }
}
