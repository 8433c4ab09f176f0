package org.mattermote.webrtc.media;

/** Takes candidates of ours on their way to the peer. */
public interface CandidateSink {
    /** No more candidates in this message; the rest is taken in the next. */
    boolean isFull();

    /**
     * Takes a candidate.
     *
     * @param mid where SDPMid is, of {@code midLength} bytes; null for none
     * @param sectionIndex SDPMLineIndex, {@link IceCandidates#NULL} for none
     * @return OK; RESOURCE_EXHAUSTED for one that is too long, now and ever, and when it is {@link
     *     #isFull}: then it may come again
     */
    int push(
            byte[] text,
            int at,
            int length,
            byte[] mid,
            int midAt,
            int midLength,
            int sectionIndex);
}
