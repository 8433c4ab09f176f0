package org.mattermote.webrtc.media;

import org.mattermote.webrtc.ice.IceCandidate;

/**
 * What a {@link MediaPort} tells, within its poll. What is told of a session that is not open comes
 * to nothing.
 */
public interface MediaEvents {
    /** The processor is there, at first or again: of sessions from before it knows nothing. */
    void processorReady();

    /** The processor is gone, and with it every session. */
    void processorLost();

    /** The source left its standby: offers that wait may be made. */
    void sourceReady();

    /**
     * A candidate of ours.
     *
     * @param candidate valid during the call
     */
    void localCandidate(int id, IceCandidate candidate);

    /**
     * There are no more candidates of ours. Once for each gathering, also for one that a restart of
     * ICE breaks off: what is told before is of that one.
     */
    void gathered(int id);

    /** Media goes. */
    void connected(int id);

    /**
     * The session is over for the processor, which has forgotten it; it is closed all the same, for
     * what may have gone to the processor meanwhile.
     *
     * @param reason WebRTCEndReasonEnum
     */
    void failed(int id, int reason);
}
