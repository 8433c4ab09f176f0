package org.mattermote.webrtc.media;

/**
 * The messages between the device and its media processor, over a {@link
 * org.mattermote.webrtc.link.FrameLink}. The first byte says which; then fields in this order, all
 * of which are there. Integers are little-endian; a text is its length in bytes (2) and that many
 * bytes; an id is a WebRTCSessionID (2). Bytes behind the last field are passed over, as is a
 * message nobody knows.
 *
 * <pre>
 *  device to processor
 *   1 OPEN               id, policy (1: 0 all, 1 relay), text user fragment of ours, text password;
 *                        of an id that is open: what the next gathering goes by
 *   2 ICE_SERVER         id, any number of: 1 byte (0 URL, 1 user name, 2 credential), text
 *                        before the OPEN of that id; none before a later one: as before
 *   3 PEER               id, flags (1: bit 0 we control, bit 1 we begin DTLS), text user fragment
 *                        of the peer, text password, fingerprint of its certificate (32, SHA-256),
 *                        text user fragment of ours, text password, number of streams (1), streams
 *   4 CANDIDATE          id, candidate of the peer
 *   5 END_OF_CANDIDATES  id
 *   6 CLOSE              id; also behind a FAILED, for what came of an OPEN that crossed it
 *
 *  processor to device, each in one frame
 *   81 SOURCE_READY      -
 *   82 STANDBY           -
 *   83 CANDIDATE         id, candidate of ours
 *   84 GATHERED          id; each gathering has one, before any candidate of the next
 *   85 CONNECTED         id
 *   86 FAILED            id, reason (1, WebRTCEndReasonEnum); the processor has forgotten the id
 *   HELLO, of itself     flags (1: bit 0 the source is in standby), fingerprint of its certificate
 *                        (32, SHA-256)
 *
 *  stream     section (1), kind (1: 0 audio, 1 video), codec (1), direction seen from us (1: bit 0
 *             sends, bit 1 receives), payload type (1), feedback (1, bits), number of the maker's
 *             stream (1), text mid; none of a section that is refused
 *  candidate  section (1, FF none), component less 1 (1), transport (1: 0 UDP, 1 TCP active,
 *             2 passive, 3 simultaneous open), type (1: 0 host, 1 srflx, 2 prflx, 3 relay),
 *             foundation (4), priority (4), port (2), address; then what it is seen from: address,
 *             and port (2) unless that is none
 *  address    kind (1): 0 none; 1 IPv4 (4); 2 IPv6 (16); 3 name of multicast DNS that is a UUID
 *             (16); 4 another such name, without ".local" (16, zeros behind it)
 *  codec      of {@link org.mattermote.webrtc.sdp.Codec}: 1 H.264, 2 VP8, 3 Opus, 4 PCMU, 5 PCMA
 *  feedback   of {@link org.mattermote.webrtc.sdp.Feedback}
 * </pre>
 *
 * <p>A peer's connectivity checks may come before its PEER: then it answers an offer of ours, and
 * we control. PEER comes again after each further agreement. Other credentials of ours than before,
 * or of the peer's, are a restart of ICE: the media goes on, candidates and CONNECTED come anew. A
 * gathering that has not ended by then ends at once with its GATHERED, by which the device knows
 * which candidates are of before. Another fingerprint of the peer, or another part in DTLS, begins
 * DTLS anew, with a restart or without. What is told of an id nobody opened comes to nothing, at
 * either end.
 */
final class LinkMessage {
    static final int OPEN = 1;
    static final int ICE_SERVER = 2;
    static final int PEER = 3;
    static final int CANDIDATE = 4;
    static final int END_OF_CANDIDATES = 5;
    static final int CLOSE = 6;

    static final int SOURCE_READY = 0x81;
    static final int STANDBY = 0x82;
    static final int LOCAL_CANDIDATE = 0x83;
    static final int GATHERED = 0x84;
    static final int CONNECTED = 0x85;
    static final int FAILED = 0x86;

    /** Flags of a PEER. */
    static final int CONTROLLING = 1;

    static final int DTLS_CLIENT = 2;

    /** Texts of an ICE_SERVER. */
    static final int URL = 0;

    static final int USERNAME = 1;
    static final int CREDENTIAL = 2;

    /** Flag of a HELLO. */
    static final int IN_STANDBY = 1;

    private LinkMessage() {}
}
