package org.mattermote.webrtc.requestor;

import org.mattermote.stack.mem.Slot;
import org.mattermote.stack.mem.SlotState;
import org.mattermote.webrtc.media.OfferParams;

/** A session with a camera: cameras give the same ids, so its peer and fabric name it too. */
public final class RequestorSession extends Slot {
    long peerNodeId;
    char id;
    char peerEndpoint;
    int videoStream = OfferParams.NULL;
    int audioStream = OfferParams.NULL;
    byte fabricIndex;
    byte usage;
    boolean metadataEnabled;

    RequestorSession() {}

    /** WebRTCSessionID, as the camera gave it. */
    public int id() {
        return id;
    }

    public long peerNodeId() {
        return peerNodeId;
    }

    /** Endpoint of the camera's provider. */
    public int peerEndpoint() {
        return peerEndpoint;
    }

    public int fabricIndex() {
        return fabricIndex & 0xFF;
    }

    boolean isOf(int fabric, long node, int session) {
        return isTaken() && id == session && fabricIndex() == fabric && peerNodeId == node;
    }

    @Override
    protected void clear() {
        peerNodeId = 0;
        id = 0;
        peerEndpoint = 0;
        videoStream = OfferParams.NULL;
        audioStream = OfferParams.NULL;
        fabricIndex = 0;
        usage = 0;
        metadataEnabled = false;
    }

    @Override
    protected void state(SlotState state) {
        peerNodeId = state.wide(peerNodeId);
        id = (char) state.integer(id);
        peerEndpoint = (char) state.integer(peerEndpoint);
        videoStream = state.integer(videoStream);
        audioStream = state.integer(audioStream);
        fabricIndex = (byte) state.integer(fabricIndex);
        usage = (byte) state.integer(usage);
        metadataEnabled = state.flag(metadataEnabled);
    }
}
