package org.mattermote.webrtc.media;

/**
 * What who does the media may ask for at any time, from within a hook also. What is queued is sent
 * in later polls, to the peer of the session, in the order of its queueing.
 */
public interface MediaSignals {
    /** Kinds of what is sent. */
    int OFFER = 0;

    int ANSWER = 1;
    int ICE_CANDIDATES = 2;
    int END = 3;

    /** An offer can be taken: OK, NOT_FOUND, RESOURCE_EXHAUSTED. */
    int offer(int id);

    /** An answer can be taken: OK, NOT_FOUND, RESOURCE_EXHAUSTED. */
    int answer(int id);

    /** Candidates can be taken: OK, NOT_FOUND, RESOURCE_EXHAUSTED. */
    int iceCandidates(int id);

    /**
     * Ends a session; whatever else is queued for it is not sent. The row goes when the peer was
     * told, or could not be; no hook is called.
     *
     * @param reason WebRTCEndReasonEnum
     * @return OK or NOT_FOUND
     */
    int end(int id, int reason);

    /**
     * What a hook answered PENDING to is done.
     *
     * @param status OK or an error
     * @param reply {@code id} and {@code session} as the hook saw them, and the streams. For a
     *     session that is gone, {@link MediaHook#onEndSession} follows with UnknownReason
     */
    void complete(int status, MediaReply reply);
}
