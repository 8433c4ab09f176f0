package org.mattermote.webrtc.sdp;

import org.mattermote.stack.mem.Bytes;

/**
 * How a peer is reached, as a section or the whole session says it: {@value #LENGTH} bytes of a
 * description's record. Places are offsets from the beginning of the description, little-endian.
 *
 * <pre>
 *  0       2               4          6                  8             10      11
 *  +-------+---------------+----------+------------------+-------------+-------+-----------+
 *  | ufrag | its length    | password | its length       | fingerprint | setup | direction |
 *  +-------+---------------+----------+------------------+-------------+-------+-----------+
 * </pre>
 */
class SdpTransport extends SdpRecord {
    static final int LENGTH = 12;

    static final int UFRAG = 0;
    static final int PASSWORD = 4;

    /** Of 95 letters; 0 where there is none. */
    static final int FINGERPRINT = 8;

    private static final int SETUP = 10;
    private static final int DIRECTION = 11;

    /** As nothing is known of it, in its first {@code length} bytes. */
    final void clear(int length) {
        Bytes.zero(record, at, length);
        setDirection(Direction.SENDRECV);
    }

    final int ufragAt() {
        return get16(UFRAG);
    }

    final int ufragLength() {
        return get16(UFRAG + 2);
    }

    final int passwordAt() {
        return get16(PASSWORD);
    }

    final int passwordLength() {
        return get16(PASSWORD + 2);
    }

    /** UFRAG or PASSWORD. */
    final void setCredential(int which, int place, int length) {
        put16(which, place);
        put16(which + 2, length);
    }

    final int fingerprintAt() {
        return get16(FINGERPRINT);
    }

    final void setFingerprint(int place) {
        put16(FINGERPRINT, place);
    }

    /** Of {@link Setup}. */
    public final int setup() {
        return get(SETUP);
    }

    final void setSetup(int setup) {
        put(SETUP, setup);
    }

    /** Of {@link Direction}, as the peer sees it. */
    public final int direction() {
        return get(DIRECTION);
    }

    final void setDirection(int direction) {
        put(DIRECTION, direction);
    }

    final boolean hasCredentials() {
        return ufragLength() > 0 && passwordLength() > 0;
    }

    /** Takes from {@code other} what is missing here. */
    final void inherit(SdpTransport other) {
        if (!hasCredentials()) {
            System.arraycopy(other.record, other.at + UFRAG, record, at + UFRAG, FINGERPRINT);
        }
        if (fingerprintAt() == 0) {
            setFingerprint(other.fingerprintAt());
        }
        if (setup() == Setup.NONE) {
            setSetup(other.setup());
        }
    }
}
