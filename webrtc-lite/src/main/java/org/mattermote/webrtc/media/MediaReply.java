package org.mattermote.webrtc.media;

import org.mattermote.stack.mem.SlotState;

/** Which session a {@link MediaHook} is asked about, and what it says of its streams. */
public final class MediaReply {
    /** WebRTCSessionID. */
    public int id;

    /** Handle for {@link MediaSignals#complete}, of this session in its present life. */
    public int session;

    /** Fabric of the session's peer. */
    public int fabricIndex;

    /** The offer comes once the source is out of its standby; false before it is said. */
    public boolean deferred;

    /** Of the stream that was chosen, or {@link OfferParams#NULL}. */
    public int videoStream;

    public int audioStream;

    public void set(MediaReply other) {
        id = other.id;
        session = other.session;
        fabricIndex = other.fabricIndex;
        deferred = other.deferred;
        videoStream = other.videoStream;
        audioStream = other.audioStream;
    }

    public void state(SlotState state) {
        id = state.integer(id);
        session = state.integer(session);
        fabricIndex = state.integer(fabricIndex);
        deferred = state.flag(deferred);
        videoStream = state.integer(videoStream);
        audioStream = state.integer(audioStream);
    }
}
