package org.mattermote.webrtc.media;

/**
 * Chooses among the allocated streams where the peer leaves it to the camera: what Camera AV Stream
 * Management knows. {@link Negotiation} asks it for who names no stream.
 */
public interface StreamChoice {
    /**
     * The allocated video or audio stream that suits a session.
     *
     * @param usage StreamUsageEnum
     * @return its id, or {@link OfferParams#NULL} when none is allocated
     */
    int choose(boolean video, int usage);
}
