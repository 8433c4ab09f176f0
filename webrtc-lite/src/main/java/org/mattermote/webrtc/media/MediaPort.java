package org.mattermote.webrtc.media;

import org.mattermote.stack.codec.TlvReader;
import org.mattermote.webrtc.ice.IceCandidate;
import org.mattermote.webrtc.ice.IceCredentials;
import org.mattermote.webrtc.sdp.SdpDescription;
import org.mattermote.webrtc.sdp.SdpSession;

/**
 * The port to the media processor, which has the camera, the codecs, and of WebRTC what is not
 * signalling: connectivity checks, DTLS, SRTP. It sees no description: what was agreed, candidates,
 * an end. Every request is taken at once, as a whole or not at all, and what comes of it is told to
 * {@link MediaEvents} within {@link #poll}, in the order it came about.
 *
 * <p>A session goes by its WebRTCSessionID. Requests are made of one that is open: from an {@link
 * #open} that is OK to {@link #close}, or until the processor is lost.
 *
 * <p>Requests answer OK; RESOURCE_EXHAUSTED when they cannot be taken now, or are longer than can
 * ever be; INVALID_IN_STATE while the processor is not {@link #isReady}.
 */
public interface MediaPort {
    /** Bytes of a fingerprint, SHA-256. */
    int FINGERPRINT_LENGTH = 32;

    /** Once, at boot. */
    void attach(MediaEvents events);

    /** Whether there is a processor that said who it is, and so a fingerprint. */
    boolean isReady();

    /** Whether the source is in standby: an offer would have to wait for sourceReady. */
    boolean isStandby();

    /** Writes the SHA-256 of the processor's DTLS certificate, 32 bytes, once it is ready. */
    void fingerprint(byte[] into, int at);

    /**
     * Begins a session, and with it the gathering of candidates.
     *
     * @param credentials our user fragment and password
     * @param policy a constant of {@link org.mattermote.webrtc.ice.IcePolicy}
     * @param iceServers stands on a list of ICEServerStruct, and then may be anywhere in it; null
     *     for none. One that is too long for the way to the processor is passed over
     */
    int open(int id, IceCredentials credentials, int policy, TlvReader iceServers);

    /**
     * Says what the next gathering of a session goes by, for a further offer of the peer: {@link
     * #connect} follows, with which it is taken or refused, and begins that gathering where the
     * credentials are new.
     *
     * @param iceServers null for those of before; else, and the others, as of {@link #open}
     */
    void renew(int id, IceCredentials credentials, int policy, TlvReader iceServers);

    /**
     * Says what was agreed with the peer: media goes from now on as {@code session} says, once
     * there is a path. Again after each further agreement, with credentials of ours that may be new
     * ones.
     *
     * @param peer whence its user fragment, its password and its fingerprint are
     * @param session streams, payload types, directions, who begins DTLS, our credentials
     * @param controlling whether our side made the offer (RFC 8445 6.1.1)
     */
    int connect(int id, SdpDescription peer, SdpSession session, boolean controlling);

    /** A candidate of the peer. */
    int candidate(int id, IceCandidate candidate);

    /** The peer has no more candidates. */
    int endOfCandidates(int id);

    /** Ends a session; nothing is told of it any more. Never refused. */
    void close(int id);

    /**
     * Does what is due.
     *
     * @return when to do so again at the latest
     */
    long poll(long nowMillis);
}
