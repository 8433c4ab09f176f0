package org.mattermote.firmware.image;

import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.model.Cluster;
import org.mattermote.webrtc.ice.IceCandidate;
import org.mattermote.webrtc.ice.IceCredentials;
import org.mattermote.webrtc.media.MediaEvents;
import org.mattermote.webrtc.media.MediaPort;
import org.mattermote.webrtc.media.MediaStatus;
import org.mattermote.webrtc.sdp.SdpDescription;
import org.mattermote.webrtc.sdp.SdpSession;

/** A media processor that does nothing, and tells everything. */
final class StandInProcessor implements MediaPort {
    private final IceCandidate candidate = new IceCandidate();
    private int status = MediaStatus.INVALID_IN_STATE;
    private MediaEvents events;

    @Override
    public void attach(MediaEvents to) {
        events = to;
    }

    @Override
    public boolean isReady() {
        return status == MediaStatus.OK;
    }

    @Override
    public boolean isStandby() {
        return status == MediaStatus.PENDING;
    }

    @Override
    public void fingerprint(byte[] into, int at) {
        into[at] = 1;
    }

    @Override
    public int open(int id, IceCredentials credentials, int policy, TlvReader iceServers) {
        return status;
    }

    @Override
    public int connect(int id, SdpDescription peer, SdpSession session, boolean controlling) {
        return status;
    }

    @Override
    public int candidate(int id, IceCandidate of) {
        return status;
    }

    @Override
    public int endOfCandidates(int id) {
        return status;
    }

    @Override
    public void close(int id) {
        status = MediaStatus.OK;
    }

    @Override
    public long poll(long nowMillis) {
        if (nowMillis == status) {
            events.processorReady();
            events.sourceReady();
            events.localCandidate(status, candidate);
            events.gathered(status);
            events.connected(status);
            events.failed(status, status);
            events.processorLost();
            status = MediaStatus.OK;
        }
        return Cluster.NEVER;
    }
}
