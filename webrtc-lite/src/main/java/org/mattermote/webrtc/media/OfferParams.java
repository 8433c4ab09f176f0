package org.mattermote.webrtc.media;

import org.mattermote.stack.codec.TlvReader;

/** What a SolicitOffer or ProvideOffer asks for; valid during the call that shows it. */
public final class OfferParams {
    /** Entries that a list of streams has at most. */
    public static final int MAX_STREAMS = 16;

    /** Of a stream: any that suits. */
    public static final int NULL = -1;

    /** Of a stream: no such media. Of what a later offer may leave out: as before. */
    public static final int ABSENT = -2;

    /** StreamUsageEnum. */
    public int usage;

    /** Endpoint of the peer's requestor. */
    public int endpoint;

    /** Id of a video stream, NULL or ABSENT. */
    public int videoStream;

    public int audioStream;

    /** Entries of {@link #videoStreams}; 0 when the list is absent. */
    public int videoStreamCount;

    public int audioStreamCount;
    public final char[] videoStreams = new char[MAX_STREAMS];
    public final char[] audioStreams = new char[MAX_STREAMS];

    public boolean metadataEnabled;

    /** A constant of {@link org.mattermote.webrtc.ice.IcePolicy}, or ABSENT. */
    public int policy;

    public boolean hasIceServers;

    /** Stands on the list of ICEServerStruct, whose limits were checked, if there is one. */
    public final TlvReader iceServers = new TlvReader();

    /** Whether video is asked for in any form. */
    public boolean wantsVideo() {
        return videoStream != ABSENT || videoStreamCount > 0;
    }

    public boolean wantsAudio() {
        return audioStream != ABSENT || audioStreamCount > 0;
    }
}
