package org.mattermote.webrtc.media;

import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.webrtc.spec.WebRtcTypes;

/**
 * Candidates of a command, one after the other, where they lie in the message. Those that are too
 * long are passed over and counted.
 */
public final class IceCandidates {
    /** Of {@link #sectionIndex} and {@link #midLength}: null. */
    public static final int NULL = -1;

    /** Members of a candidate. */
    private static final int TAGS = 3;

    private final int maxLength;
    private final CheckedFields fields;
    private final TlvReader list;
    private int passedOver;

    public byte[] array;

    /** Where the text of the candidate is, as IceCandidate reads it. */
    public int candidateAt;

    public int candidateLength;

    /** Where SDPMid is. */
    public int midAt;

    /** NULL for none. */
    public int midLength;

    /** SDPMLineIndex, or NULL. */
    public int sectionIndex;

    /**
     * @param maxLength bytes of the longest candidate that is given
     */
    public IceCandidates(int maxLength) {
        this(maxLength, new CheckedFields(TAGS), new TlvReader());
    }

    /**
     * @param maxLength bytes of the longest candidate that is given
     * @param fields of the caller's, as {@code list}: used until the last candidate is given
     */
    public IceCandidates(int maxLength, CheckedFields fields, TlvReader list) {
        this.maxLength = maxLength;
        this.fields = fields;
        this.list = list;
    }

    /**
     * Looks at a list of ICECandidateStruct as a whole, and begins with the first.
     *
     * @param from stands on the list
     * @return SUCCESS; INVALID_COMMAND for what is no such list, CONSTRAINT_ERROR for an empty one
     *     or an empty SDPMid
     */
    public int open(TlvReader from) {
        list.copyFrom(from);
        boolean empty = true;
        boolean emptyMid = false;
        if (fields.enter(list)) {
            while (fields.next(list)) {
                readItem();
                empty = false;
                emptyMid |= midLength == 0;
            }
        }
        if (empty || emptyMid) {
            fields.limit(ImStatus.CONSTRAINT_ERROR);
        }
        rewind(from);
        return fields.status();
    }

    private void rewind(TlvReader from) {
        list.copyFrom(from);
        list.enter();
        passedOver = 0;
    }

    /** The next one; false when there are no more. */
    public boolean next() {
        while (fields.next(list)) {
            readItem();
            if (candidateLength <= maxLength) {
                return true;
            }
            passedOver++;
        }
        return false;
    }

    /** How many were too long, so far. */
    public int passedOver() {
        return passedOver;
    }

    private void readItem() {
        fields.take(list);
        array = fields.array();
        candidateLength =
                fields.needed(
                        fields.text(WebRtcTypes.ICE_CANDIDATE_STRUCT_CANDIDATE, CheckedFields.ANY));
        candidateAt = fields.offset(WebRtcTypes.ICE_CANDIDATE_STRUCT_CANDIDATE);
        midLength = NULL;
        if (fields.hasValue(WebRtcTypes.ICE_CANDIDATE_STRUCT_SDP_MID)) {
            midLength = fields.text(WebRtcTypes.ICE_CANDIDATE_STRUCT_SDP_MID, CheckedFields.ANY);
            midAt = fields.offset(WebRtcTypes.ICE_CANDIDATE_STRUCT_SDP_MID);
        }
        sectionIndex = NULL;
        if (fields.hasValue(WebRtcTypes.ICE_CANDIDATE_STRUCT_SDP_M_LINE_INDEX)) {
            sectionIndex =
                    fields.unsigned(
                            WebRtcTypes.ICE_CANDIDATE_STRUCT_SDP_M_LINE_INDEX,
                            CheckedFields.MAX_U16);
            if (sectionIndex < 0) {
                fields.wrong();
            }
        }
    }
}
