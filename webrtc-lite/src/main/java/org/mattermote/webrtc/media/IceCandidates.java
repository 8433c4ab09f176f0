package org.mattermote.webrtc.media;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvType;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.webrtc.spec.WebRtcTypes;

/**
 * Candidates of a command, one after the other, where they lie in the message. Those that are too
 * long are passed over and counted.
 */
public final class IceCandidates {
    /** Of {@link #sectionIndex} and {@link #midLength}: null. */
    public static final int NULL = -1;

    private final int maxLength;
    private final TlvReader list = new TlvReader();
    private final TlvReader item = new TlvReader();
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
        this.maxLength = maxLength;
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
        if (list.type() != TlvType.ARRAY || list.enter() != CodecStatus.OK) {
            return ImStatus.INVALID_COMMAND;
        }
        int count = 0;
        boolean emptyMid = false;
        int status = list.next();
        while (status == CodecStatus.OK) {
            if (!readItem()) {
                return ImStatus.INVALID_COMMAND;
            }
            emptyMid |= midLength == 0;
            count++;
            status = list.next();
        }
        if (status != CodecStatus.END) {
            return ImStatus.INVALID_COMMAND;
        }
        if (count == 0 || emptyMid) {
            return ImStatus.CONSTRAINT_ERROR;
        }
        rewind(from);
        return ImStatus.SUCCESS;
    }

    private void rewind(TlvReader from) {
        list.copyFrom(from);
        list.enter();
        passedOver = 0;
    }

    /** The next one; false when there are no more. */
    public boolean next() {
        while (list.next() == CodecStatus.OK) {
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

    private boolean readItem() {
        if (list.type() != TlvType.STRUCT) {
            return false;
        }
        item.copyFrom(list);
        item.enter();
        array = item.array();
        candidateLength = NULL;
        midLength = NULL;
        sectionIndex = NULL;
        int status = item.next();
        while (status == CodecStatus.OK) {
            if (!readMember()) {
                return false;
            }
            status = item.next();
        }
        return status == CodecStatus.END && candidateLength != NULL;
    }

    private boolean readMember() {
        switch (item.tag()) {
            case WebRtcTypes.ICE_CANDIDATE_STRUCT_CANDIDATE:
                candidateAt = item.dataOffset();
                candidateLength = item.dataLength();
                return item.type() == TlvType.UTF8 && item.validUtf8();
            case WebRtcTypes.ICE_CANDIDATE_STRUCT_SDP_MID:
                if (item.isNull()) {
                    return true;
                }
                midAt = item.dataOffset();
                midLength = item.dataLength();
                return item.type() == TlvType.UTF8 && item.validUtf8();
            case WebRtcTypes.ICE_CANDIDATE_STRUCT_SDP_M_LINE_INDEX:
                if (item.isNull()) {
                    return true;
                }
                sectionIndex = item.u16();
                return sectionIndex >= 0;
            default:
                return true;
        }
    }
}
