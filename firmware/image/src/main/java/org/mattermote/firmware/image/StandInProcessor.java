package org.mattermote.firmware.image;

import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.model.Cluster;
import org.mattermote.webrtc.ice.IceCandidate;
import org.mattermote.webrtc.ice.IceCredentials;
import org.mattermote.webrtc.media.MediaEvents;
import org.mattermote.webrtc.media.MediaPort;
import org.mattermote.webrtc.media.MediaStatus;
import org.mattermote.webrtc.media.StreamChoice;
import org.mattermote.webrtc.sdp.SdpDescription;
import org.mattermote.webrtc.sdp.SdpSession;

/** A media processor that is not there, but tells everything that one may tell. */
final class StandInProcessor implements MediaPort, StreamChoice {
    private final IceCandidate candidate = new IceCandidate();
    private MediaEvents events;
    private int id;
    private int status = MediaStatus.OK;

    @Override
    public void attach(MediaEvents to) {
        events = to;
    }

    @Override
    public boolean isReady() {
        return id != 0;
    }

    @Override
    public boolean isStandby() {
        return status != MediaStatus.OK;
    }

    @Override
    public void fingerprint(byte[] into, int at) {
        into[at] = (byte) id;
    }

    @Override
    public int open(int session, IceCredentials credentials, int policy, TlvReader iceServers) {
        id = session;
        return status;
    }

    @Override
    public void renew(int id, IceCredentials credentials, int policy, TlvReader iceServers) {}

    @Override
    public int connect(int session, SdpDescription peer, SdpSession agreed, boolean controlling) {
        return status;
    }

    @Override
    public int candidate(int session, IceCandidate of) {
        return status;
    }

    @Override
    public int endOfCandidates(int session) {
        return status;
    }

    @Override
    public void close(int session) {
        status = MediaStatus.OK;
    }

    @Override
    public long poll(long nowMillis) {
        events.processorReady();
        events.processorLost();
        events.sourceReady();
        events.localCandidate(id, candidate);
        events.gathered(id);
        events.connected(id);
        events.failed(id, 0);
        return Cluster.NEVER;
    }

    @Override
    public int choose(boolean video, int usage) {
        return id;
    }
}
