package org.mattermote.stack.secure;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.SessionParameters;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.mem.ByteSpan;
import org.mattermote.stack.message.Packet;

/** Sigma2 (Matter core 4.14.2.4.2). */
final class Sigma2 extends SigmaMessage {
    final ByteSpan random = new ByteSpan();
    final ByteSpan ephemeralKey = new ByteSpan();

    /** TBEData2 with its tag. */
    final ByteSpan encrypted = new ByteSpan();

    Sigma2(TlvReader reader, SessionParameters parameters) {
        super(reader, parameters);
    }

    @Override
    void clear() {
        random.clear();
        ephemeralKey.clear();
        encrypted.clear();
    }

    @Override
    int readMember(int tag) {
        switch (tag) {
            case 1:
                return reader.span(random, CaseContext.RANDOM, CaseContext.RANDOM);
            case 2:
                return readSessionId();
            case 3:
                return reader.span(ephemeralKey, CaseContext.POINT, CaseContext.POINT);
            case 4:
                return reader.span(encrypted, CaseKeys.TAG, Packet.CAPACITY);
            case 5:
                return readParameters();
            default:
                return CodecStatus.OK;
        }
    }

    @Override
    boolean isComplete() {
        return random.array != null && ephemeralKey.array != null && encrypted.array != null;
    }
}
