package org.mattermote.firmware.image;

import org.mattermote.stack.codec.TlvReader;
import org.mattermote.webrtc.ice.IceCandidate;
import org.mattermote.webrtc.ice.IceCredentials;
import org.mattermote.webrtc.media.MediaEvents;
import org.mattermote.webrtc.media.MediaPort;
import org.mattermote.webrtc.media.MediaStatus;
import org.mattermote.webrtc.sdp.SdpDescription;
import org.mattermote.webrtc.sdp.SdpSession;

/**
 * A media processor without a picture, for {@link AgreeingCameraImage}: one candidate a session,
 * and whatever was agreed is said to go.
 */
final class AgreeingProcessor implements MediaPort {
    private static final int SESSIONS = 32;
    private static final long NEVER = Long.MAX_VALUE;

    /** Of a made-up certificate. */
    private static final byte FINGERPRINT = 0x4D;

    private static final byte[] CANDIDATE = {
        'c', 'a', 'n', 'd', 'i', 'd', 'a', 't', 'e', ':', '1', ' ', '1', ' ', 'u', 'd', 'p', ' ',
        '2', '1', '3', '0', '7', '0', '6', '4', '3', '1', ' ', '1', '9', '2', '.', '0', '.', '2',
        '.', '1', ' ', '5', '0', '0', '0', '0', ' ', 't', 'y', 'p', ' ', 'h', 'o', 's', 't',
    };

    /** What is of a session, a bit each. */
    private static final int OPENED = 1;

    private static final int GATHERED = 2;
    private static final int AGREED = 4;
    private static final int GOES = 8;

    private final IceCandidate candidate = new IceCandidate();
    private final char[] ids = new char[SESSIONS];
    private final byte[] states = new byte[SESSIONS];
    private MediaEvents events;
    private boolean told;

    @Override
    public void attach(MediaEvents to) {
        events = to;
    }

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public boolean isStandby() {
        return false;
    }

    @Override
    public void fingerprint(byte[] into, int at) {
        for (int i = 0; i < FINGERPRINT_LENGTH; i++) {
            into[at + i] = FINGERPRINT;
        }
    }

    private int row(int id) {
        for (int i = 0; i < SESSIONS; i++) {
            if (states[i] != 0 && ids[i] == id) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public int open(int id, IceCredentials credentials, int policy, TlvReader iceServers) {
        for (int i = 0; i < SESSIONS; i++) {
            if (states[i] == 0) {
                ids[i] = (char) id;
                states[i] = OPENED;
                return MediaStatus.OK;
            }
        }
        return MediaStatus.RESOURCE_EXHAUSTED;
    }

    @Override
    public void renew(int id, IceCredentials credentials, int policy, TlvReader iceServers) {}

    @Override
    public int connect(int id, SdpDescription peer, SdpSession session, boolean controlling) {
        int row = row(id);
        if (row >= 0) {
            states[row] |= AGREED;
        }
        return MediaStatus.OK;
    }

    @Override
    public int candidate(int id, IceCandidate peers) {
        return MediaStatus.OK;
    }

    @Override
    public int endOfCandidates(int id) {
        return MediaStatus.OK;
    }

    @Override
    public void close(int id) {
        int row = row(id);
        if (row >= 0) {
            states[row] = 0;
        }
    }

    @Override
    public long poll(long nowMillis) {
        if (!told) {
            told = true;
            events.processorReady();
        }
        for (int i = 0; i < SESSIONS; i++) {
            int state = states[i];
            if (state != 0 && (state & GATHERED) == 0) {
                states[i] |= GATHERED;
                candidate.read(CANDIDATE, 0, CANDIDATE.length);
                events.localCandidate(ids[i], candidate);
                events.gathered(ids[i]);
                return nowMillis;
            }
            if ((state & AGREED) != 0 && (state & GOES) == 0) {
                states[i] |= GOES;
                events.connected(ids[i]);
                return nowMillis;
            }
        }
        return NEVER;
    }
}
