package org.mattermote.webrtc.provider;

import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.mem.SlotState;
import org.mattermote.webrtc.media.CandidateSink;
import org.mattermote.webrtc.media.IceCandidates;
import org.mattermote.webrtc.media.MediaStatus;
import org.mattermote.webrtc.spec.WebRtcTransportRequestorSpec;
import org.mattermote.webrtc.spec.WebRtcTypes;

/** The fields of an ICECandidates command, which the media port fills candidate by candidate. */
final class CandidateBatch implements CandidateSink {
    /** Ends of a structure and of the list. */
    private static final int ENDS = 2;

    private final int longest;
    private final int most;

    /** Of the command that is being written. */
    private TlvWriter out;

    private int count;
    private boolean full;

    CandidateBatch(WebRtcSizes sizes) {
        longest = sizes.candidateLength;
        most = sizes.candidates;
    }

    /** Begins a command. */
    void begin(TlvWriter out, int id) {
        this.out = out;
        out.putUnsigned(WebRtcTransportRequestorSpec.ICE_CANDIDATES_WEBRTC_SESSION_ID, id);
        out.startArray(WebRtcTransportRequestorSpec.ICE_CANDIDATES_ICE_CANDIDATES);
        out.reserve(ENDS);
        count = 0;
        full = false;
    }

    @Override
    public boolean isFull() {
        return full || count == most;
    }

    @Override
    public int push(
            byte[] text,
            int at,
            int length,
            byte[] mid,
            int midAt,
            int midLength,
            int sectionIndex) {
        if (length > longest || isFull()) {
            return MediaStatus.RESOURCE_EXHAUSTED;
        }
        int mark = out.mark();
        out.startStruct(TlvTag.ANONYMOUS);
        out.putUtf8(WebRtcTypes.ICE_CANDIDATE_STRUCT_CANDIDATE, text, at, length);
        if (mid == null) {
            out.putNull(WebRtcTypes.ICE_CANDIDATE_STRUCT_SDP_MID);
        } else {
            out.putUtf8(WebRtcTypes.ICE_CANDIDATE_STRUCT_SDP_MID, mid, midAt, midLength);
        }
        if (sectionIndex == IceCandidates.NULL) {
            out.putNull(WebRtcTypes.ICE_CANDIDATE_STRUCT_SDP_M_LINE_INDEX);
        } else {
            out.putUnsigned(WebRtcTypes.ICE_CANDIDATE_STRUCT_SDP_M_LINE_INDEX, sectionIndex);
        }
        out.endContainer();
        if (out.overflowed()) {
            out.rewind(mark);
            full = true;
            return MediaStatus.RESOURCE_EXHAUSTED;
        }
        count++;
        return MediaStatus.OK;
    }

    /** Candidates taken. */
    int count() {
        return count;
    }

    /** Completes the command. */
    void end() {
        out.unreserve(ENDS);
        out.endContainer();
    }

    /** What {@link #isFull} and {@link #count} answer; nothing is written any more then. */
    void state(SlotState state) {
        count = state.integer(count);
        full = state.flag(full);
    }
}
