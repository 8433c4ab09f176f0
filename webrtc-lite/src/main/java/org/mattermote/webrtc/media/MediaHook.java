package org.mattermote.webrtc.media;

/**
 * What the provider asks about the media of its sessions: descriptions, connectivity checks,
 * encryption, codecs. Called in its thread; no method may wait. Stretches of bytes are valid during
 * the call.
 *
 * <p>Errors are those of {@link MediaStatus}.
 */
public interface MediaHook {
    /** Once, at boot. */
    void attach(MediaSignals signals);

    /**
     * Whether onSolicitOffer, onOffer and onAnswer may answer PENDING. The commands then take one
     * poll more, one of them at a time in the node.
     */
    boolean answersLater();

    /**
     * SolicitOffer. An offer is to be queued at once, unless {@code reply.deferred} is set: then
     * when the source is ready.
     *
     * @param reply id and session are set; takes deferred and the streams
     * @return OK, PENDING or an error, and then there is no such session
     */
    int onSolicitOffer(OfferParams params, MediaReply reply);

    /**
     * ProvideOffer, of a new session or again of one that is there; the answer is to be queued.
     *
     * @param reply id and session are set; takes the streams
     * @return OK, PENDING or an error: a new session then is none, one that was there stays as it
     *     is
     */
    int onOffer(byte[] sdp, int at, int length, OfferParams params, MediaReply reply);

    /** ProvideAnswer: OK, PENDING or an error. */
    int onAnswer(byte[] sdp, int at, int length, MediaReply reply);

    /** ProvideICECandidates: OK or an error. They may come before our answer was sent. */
    int onIceCandidates(int id, IceCandidates candidates);

    /**
     * The session is over: everything held for it is to be given back.
     *
     * @param reason WebRTCEndReasonEnum
     * @return OK or an error, which changes nothing
     */
    int onEndSession(int id, int reason);

    /**
     * Writes the offer that was queued; again after {@link #onOutboundFailed}.
     *
     * @return its length; 0 when it has no place any more, since the peer's offer or answer came
     *     meanwhile, and nothing is to be sent; INVALID_IN_STATE when there is none,
     *     RESOURCE_EXHAUSTED when it is longer than {@code capacity}
     */
    int takeOfferSdp(int id, byte[] buffer, int at, int capacity);

    /** As {@link #takeOfferSdp}. */
    int takeAnswerSdp(int id, byte[] buffer, int at, int capacity);

    /**
     * Gives candidates that are not under way yet, in their order, until the sink is full. What the
     * sink took is under way until {@link #onCandidatesAcknowledged} or {@link #onOutboundFailed}.
     *
     * @return OK or an error
     */
    int takeIceCandidates(int id, CandidateSink sink);

    /** The peer has the candidates that were taken, in a description or of their own. */
    void onCandidatesAcknowledged(int id);

    /**
     * What was queued could not be sent. An offer and an answer are taken a second time, a second
     * later; a second failure ends the session. Candidates are under way no more, and are taken
     * when they are queued again.
     *
     * @param kind OFFER, ANSWER or ICE_CANDIDATES of {@link MediaSignals}
     */
    void onOutboundFailed(int id, int kind, int error);

    /**
     * Does what is due; in every poll of the node.
     *
     * @return when to do so again at the latest
     */
    long poll(long nowMillis);

    /** Every session of a fabric is over; {@link #onEndSession} is not called for them. */
    void onFabricRemoved(int fabricIndex);
}
