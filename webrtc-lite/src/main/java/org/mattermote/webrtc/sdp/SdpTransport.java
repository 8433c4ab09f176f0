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
class SdpTransport {
    static final int LENGTH = 12;

    private static final int UFRAG = 0;
    private static final int PASSWORD = 4;
    private static final int FINGERPRINT = 8;
    private static final int SETUP = 10;
    private static final int DIRECTION = 11;

    byte[] record;
    int at;

    final void lend(byte[] bytes, int offset) {
        record = bytes;
        at = offset;
    }

    final int u16(int place) {
        return Bytes.u16le(record, at + place);
    }

    final void put16(int place, int value) {
        Bytes.putU16le(record, at + place, value);
    }

    final int ufragAt() {
        return u16(UFRAG);
    }

    final int ufragLength() {
        return u16(UFRAG + 2);
    }

    final void setUfrag(int place, int length) {
        put16(UFRAG, place);
        put16(UFRAG + 2, length);
    }

    final int passwordAt() {
        return u16(PASSWORD);
    }

    final int passwordLength() {
        return u16(PASSWORD + 2);
    }

    final void setPassword(int place, int length) {
        put16(PASSWORD, place);
        put16(PASSWORD + 2, length);
    }

    /** Of 95 letters; 0 where there is none. */
    final int fingerprintAt() {
        return u16(FINGERPRINT);
    }

    final void setFingerprint(int place) {
        put16(FINGERPRINT, place);
    }

    /** Of {@link Setup}. */
    public final int setup() {
        return record[at + SETUP];
    }

    final void setSetup(int setup) {
        record[at + SETUP] = (byte) setup;
    }

    /** Of {@link Direction}, as the peer sees it. */
    public final int direction() {
        return record[at + DIRECTION];
    }

    final void setDirection(int direction) {
        record[at + DIRECTION] = (byte) direction;
    }

    final boolean hasCredentials() {
        return ufragLength() > 0 && passwordLength() > 0;
    }

    /** Takes from {@code other} what is missing here. */
    final void inherit(SdpTransport other) {
        if (!hasCredentials()) {
            setUfrag(other.ufragAt(), other.ufragLength());
            setPassword(other.passwordAt(), other.passwordLength());
        }
        if (fingerprintAt() == 0) {
            setFingerprint(other.fingerprintAt());
        }
        if (setup() == Setup.NONE) {
            setSetup(other.setup());
        }
    }
}
