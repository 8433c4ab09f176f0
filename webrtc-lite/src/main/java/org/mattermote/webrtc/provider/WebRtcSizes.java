package org.mattermote.webrtc.provider;

/**
 * How much a provider holds; read once, by its constructor, which takes them as they are. They are
 * constants of a product, whose tests ask {@link #check}.
 */
public final class WebRtcSizes {
    /** {@link #check}: fits together. */
    public static final int OK = 0;

    /** {@link #check}: sessions not from 3 to 32. */
    public static final int BAD_SESSIONS = -1;

    /** {@link #check}: descriptions below 512 bytes. */
    public static final int BAD_SDP_LENGTH = -2;

    /** {@link #check}: no room for a description, or for one candidate, around which TLV goes. */
    public static final int BAD_OUT_LENGTH = -3;

    /** {@link #check}: candidates below 128 bytes, or none in a batch. */
    public static final int BAD_CANDIDATES = -4;

    /** {@link #check}: fewer than two queued items a session, or above 127. */
    public static final int BAD_QUEUE = -5;

    /** {@link #check}: streams not from 1 to 16. */
    public static final int BAD_STREAMS = -6;

    private static final int MIN_SESSIONS = 3;
    private static final int MAX_SESSIONS = 32;
    private static final int MIN_SDP = 512;
    private static final int SDP_OVERHEAD = 64;
    private static final int MIN_CANDIDATE = 128;
    private static final int CANDIDATE_OVERHEAD = 80;
    private static final int MAX_QUEUE = 127;
    private static final int MAX_STREAMS = 16;

    /**
     * Sessions of all fabrics together; 136 bytes each with four {@link #streams}, 120 with two.
     */
    public int sessions = 4;

    /** Longest description in bytes, in either direction. */
    public int sdpLength = 8192;

    /** Bytes of the longest push, as far as a message holds it; no buffer. */
    public int outLength = 8192 + 1024;

    /** Longest candidate, bytes. */
    public int candidateLength = 256;

    /** Candidates in a message, at most. */
    public int candidates = 16;

    /** Places for what is to be sent, 5 bytes each; one a session comes on top, for its end. */
    public int queue = 16;

    /** Entries of each list of streams that a session keeps; 4 bytes each a session. */
    public int streams = 4;

    /** OK, or what is wrong. */
    public int check() {
        if (sessions < MIN_SESSIONS || sessions > MAX_SESSIONS) {
            return BAD_SESSIONS;
        }
        if (sdpLength < MIN_SDP) {
            return BAD_SDP_LENGTH;
        }
        if (candidateLength < MIN_CANDIDATE || candidates < 1) {
            return BAD_CANDIDATES;
        }
        if (outLength < sdpLength + SDP_OVERHEAD
                || outLength < candidateLength + CANDIDATE_OVERHEAD) {
            return BAD_OUT_LENGTH;
        }
        if (queue < 2 * sessions || queue > MAX_QUEUE) {
            return BAD_QUEUE;
        }
        return streams < 1 || streams > MAX_STREAMS ? BAD_STREAMS : OK;
    }
}
