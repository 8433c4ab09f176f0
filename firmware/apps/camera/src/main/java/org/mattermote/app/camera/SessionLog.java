package org.mattermote.app.camera;

import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.port.LogEvent;
import org.mattermote.stack.port.LogPort;
import org.mattermote.webrtc.ice.IceCandidate;
import org.mattermote.webrtc.ice.IceCredentials;
import org.mattermote.webrtc.media.MediaEvents;
import org.mattermote.webrtc.media.MediaPort;
import org.mattermote.webrtc.media.MediaStatus;
import org.mattermote.webrtc.sdp.SdpDescription;
import org.mattermote.webrtc.sdp.SdpSession;

/**
 * Sits between who negotiates and the media processor, and says what becomes of the sessions. An
 * indicator that the camera is viewed goes here.
 */
final class SessionLog implements MediaPort, MediaEvents {
    private static final int OVER = 0;
    private static final int BEGUN = 1;
    private static final int CONNECTED = 2;

    /** The reason of a session that was ended here, or by its peer. */
    private static final int NO_REASON = -1;

    private static final int NONE = -1;

    private final MediaPort processor;
    private final LogPort log;
    private MediaEvents events;

    /** The session that is told to have failed just now, which is closed for that. */
    private int failing = NONE;

    SessionLog(MediaPort processor, LogPort log) {
        this.processor = processor;
        this.log = log;
    }

    @Override
    public void attach(MediaEvents to) {
        events = to;
        processor.attach(this);
    }

    @Override
    public boolean isReady() {
        return processor.isReady();
    }

    @Override
    public boolean isStandby() {
        return processor.isStandby();
    }

    @Override
    public void fingerprint(byte[] into, int at) {
        processor.fingerprint(into, at);
    }

    @Override
    public int open(int id, IceCredentials credentials, int policy, TlvReader iceServers) {
        int status = processor.open(id, credentials, policy, iceServers);
        if (status == MediaStatus.OK) {
            log.event(LogEvent.MEDIA_SESSION, id, BEGUN, 0);
        }
        return status;
    }

    @Override
    public void renew(int id, IceCredentials credentials, int policy, TlvReader iceServers) {
        processor.renew(id, credentials, policy, iceServers);
    }

    @Override
    public int connect(int id, SdpDescription peer, SdpSession session, boolean controlling) {
        return processor.connect(id, peer, session, controlling);
    }

    @Override
    public int candidate(int id, IceCandidate candidate) {
        return processor.candidate(id, candidate);
    }

    @Override
    public int endOfCandidates(int id) {
        return processor.endOfCandidates(id);
    }

    @Override
    public void close(int id) {
        if (id != failing) {
            log.event(LogEvent.MEDIA_SESSION, id, OVER, NO_REASON);
        }
        processor.close(id);
    }

    @Override
    public long poll(long nowMillis) {
        return processor.poll(nowMillis);
    }

    @Override
    public void processorReady() {
        log.event(LogEvent.MEDIA_PROCESSOR, 1, 0, 0);
        events.processorReady();
    }

    @Override
    public void processorLost() {
        log.event(LogEvent.MEDIA_PROCESSOR, 0, 0, 0);
        events.processorLost();
    }

    @Override
    public void sourceReady() {
        events.sourceReady();
    }

    @Override
    public void localCandidate(int id, IceCandidate candidate) {
        events.localCandidate(id, candidate);
    }

    @Override
    public void gathered(int id) {
        events.gathered(id);
    }

    @Override
    public void connected(int id) {
        log.event(LogEvent.MEDIA_SESSION, id, CONNECTED, 0);
        events.connected(id);
    }

    @Override
    public void failed(int id, int reason) {
        log.event(LogEvent.MEDIA_SESSION, id, OVER, reason);
        failing = id;
        events.failed(id, reason);
        failing = NONE;
    }
}
