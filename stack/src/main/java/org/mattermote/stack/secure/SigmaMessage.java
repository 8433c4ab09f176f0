package org.mattermote.stack.secure;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.SessionParameters;
import org.mattermote.stack.codec.TlvReader;

/**
 * A received message of CASE that opens a session on its sender's side (Matter core 4.14.2.4): a
 * structure with a session id and session parameters among its members. Its spans lie in the
 * message and live as long.
 */
abstract class SigmaMessage {
    final SessionParameters parameters;

    /** 1..65535. */
    int sessionId;

    final TlvReader reader;

    /** Shares both within a call. */
    SigmaMessage(TlvReader reader, SessionParameters parameters) {
        this.reader = reader;
        this.parameters = parameters;
    }

    /**
     * Reads a message.
     *
     * @return false when anything is missing, of wrong type or length
     */
    final boolean read(byte[] message, int offset, int length) {
        clear();
        parameters.clear();
        sessionId = 0;
        reader.wrap(message, offset, length);
        int status = reader.next();
        if (status == CodecStatus.OK) {
            status = reader.enter();
        }
        while (status == CodecStatus.OK && (status = reader.next()) == CodecStatus.OK) {
            status = readMember(reader.tag());
        }
        return status == CodecStatus.END && sessionId > 0 && isComplete();
    }

    /** Takes the member that is the session id. */
    final int readSessionId() {
        sessionId = reader.u16();
        return CodecStatus.OK;
    }

    /** Takes the member that the session parameters are. */
    final int readParameters() {
        return parameters.decodeMember(reader);
    }

    /** Forgets what the message before had. */
    abstract void clear();

    /** Takes a member; of unknown tags none. OK, or what is wrong with it. */
    abstract int readMember(int tag);

    /** Whether all is there that must be. */
    abstract boolean isComplete();
}
