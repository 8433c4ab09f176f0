package org.mattermote.webrtc.media;

import org.mattermote.stack.mem.Slot;
import org.mattermote.stack.mem.SlotState;
import org.mattermote.webrtc.sdp.SdpSession;

/** A session that a {@link Negotiation} looks after. */
final class MediaSession extends Slot {
    /**
     * {@link #notes}: to be queued, the description, of which {@link SdpSession#description} says
     * the kind.
     */
    static final int DESCRIPTION = 1;

    /** To be queued, candidates or their end. */
    static final int CANDIDATES = 2;

    /** The description of ours was taken to be sent. */
    static final int TAKEN = 4;

    /** The peer has it: it is not sent again. */
    static final int DELIVERED = 8;

    /** WebRTCSessionID. */
    char id;

    /** What is to be queued still, and how far our description is, a bit each. */
    private char notes;

    byte fabricIndex;

    /** What goes to this peer: a bit for each of {@link org.mattermote.webrtc.sdp.MediaKind}. */
    byte kinds;

    /** The offer waits for the source. */
    boolean deferred;

    /** Our side made the first offer, or the peer is a lite one (RFC 8445 6.1.1). */
    boolean controlling;

    final SdpSession sdp;

    MediaSession(MediaSizes sizes) {
        sdp = new SdpSession(sizes.sections, sizes.candidates);
    }

    int fabricIndex() {
        return fabricIndex & 0xFF;
    }

    void note(int what) {
        notes |= (char) what;
    }

    boolean has(int what) {
        return (notes & what) != 0;
    }

    void forget(int what) {
        notes &= (char) ~what;
    }

    @Override
    protected void clear() {
        id = 0;
        fabricIndex = 0;
        notes = 0;
        kinds = 0;
        deferred = false;
        controlling = false;
        sdp.clear();
    }

    @Override
    protected void state(SlotState state) {
        id = (char) state.integer(id);
        fabricIndex = (byte) state.integer(fabricIndex);
        notes = (char) state.integer(notes);
        kinds = (byte) state.integer(kinds);
        deferred = state.flag(deferred);
        controlling = state.flag(controlling);
        sdp.state(state);
    }
}
