package org.mattermote.webrtc.media;

import org.mattermote.webrtc.sdp.SdpDescription;

/** How much a {@link Negotiation} holds; read once, by its constructor. */
public final class MediaSizes {
    /** Sessions of all fabrics together, as many as the provider's. */
    public int sessions = 4;

    /** Longest description in bytes, in either direction; none of them is kept. */
    public int sdpLength = 8192;

    /** Our candidates that the peer has not acknowledged, at most; 19 bytes each a session. */
    public int candidates = 24;

    /** Media sections of a description, at most 5; 26 bytes each a session, and 16. */
    public int sections = SdpDescription.SECTIONS;
}
