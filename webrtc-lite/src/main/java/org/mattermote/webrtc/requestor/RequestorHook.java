package org.mattermote.webrtc.requestor;

import org.mattermote.stack.codec.TlvReader;
import org.mattermote.webrtc.media.IceCandidates;

/**
 * Who views: hears what cameras say of its sessions, in the thread of the node; no method may wait,
 * and stretches of bytes are valid during the call. Errors are those of MediaStatus.
 */
public interface RequestorHook {
    /**
     * The camera offers.
     *
     * @param iceServers stands on the list, whose limits were checked; null for none
     * @param policy a constant of IcePolicy
     * @return OK or an error
     */
    int onOffer(
            RequestorSession session,
            byte[] sdp,
            int at,
            int length,
            TlvReader iceServers,
            int policy);

    /** The camera answers: OK or an error. */
    int onAnswer(RequestorSession session, byte[] sdp, int at, int length);

    /** Candidates of the camera: OK or an error. */
    int onIceCandidates(RequestorSession session, IceCandidates candidates);

    /**
     * The camera ended the session, which is forgotten then.
     *
     * @param reason WebRTCEndReasonEnum
     * @return OK or an error, which changes nothing
     */
    int onEnd(RequestorSession session, int reason);

    /** Every session of a fabric is forgotten. */
    void onFabricRemoved(int fabricIndex);
}
