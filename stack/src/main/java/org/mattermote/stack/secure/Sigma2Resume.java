package org.mattermote.stack.secure;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.SessionParameters;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.fabric.ResumptionRecord;
import org.mattermote.stack.mem.ByteSpan;

/** Sigma2Resume (Matter core 4.14.2.4.4). */
final class Sigma2Resume extends SigmaMessage {
    final ByteSpan resumptionId = new ByteSpan();
    final ByteSpan resumeMic = new ByteSpan();

    Sigma2Resume(TlvReader reader, SessionParameters parameters) {
        super(reader, parameters);
    }

    @Override
    void clear() {
        resumptionId.clear();
        resumeMic.clear();
    }

    @Override
    int readMember(int tag) {
        switch (tag) {
            case 1:
                return reader.span(
                        resumptionId, ResumptionRecord.ID_LENGTH, ResumptionRecord.ID_LENGTH);
            case 2:
                return reader.span(resumeMic, CaseKeys.TAG, CaseKeys.TAG);
            case 3:
                return readSessionId();
            case 4:
                return readParameters();
            default:
                return CodecStatus.OK;
        }
    }

    @Override
    boolean isComplete() {
        return resumptionId.array != null && resumeMic.array != null;
    }
}
