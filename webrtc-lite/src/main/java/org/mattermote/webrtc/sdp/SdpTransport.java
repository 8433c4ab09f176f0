package org.mattermote.webrtc.sdp;

/**
 * How a peer is reached, as a section or the whole session says it. Places are offsets from the
 * beginning of the description.
 */
class SdpTransport {
    char ufragAt;
    char ufragLength;
    char passwordAt;
    char passwordLength;

    /** Of 95 letters; 0 where there is none. */
    char fingerprintAt;

    byte setup;
    byte direction;

    /** As nothing is known of it. */
    void clear() {
        ufragAt = 0;
        ufragLength = 0;
        passwordAt = 0;
        passwordLength = 0;
        fingerprintAt = 0;
        setup = Setup.NONE;
        direction = Direction.SENDRECV;
    }

    /** Of {@link Setup}. */
    public final int setup() {
        return setup & 0xFF;
    }

    /** Of {@link Direction}, as the peer sees it. */
    public final int direction() {
        return direction & 0xFF;
    }

    final boolean hasCredentials() {
        return ufragLength > 0 && passwordLength > 0;
    }

    /** Takes from {@code other} what is missing here. */
    final void inherit(SdpTransport other) {
        if (!hasCredentials()) {
            ufragAt = other.ufragAt;
            ufragLength = other.ufragLength;
            passwordAt = other.passwordAt;
            passwordLength = other.passwordLength;
        }
        if (fingerprintAt == 0) {
            fingerprintAt = other.fingerprintAt;
        }
        if (setup == Setup.NONE) {
            setup = other.setup;
        }
    }
}
