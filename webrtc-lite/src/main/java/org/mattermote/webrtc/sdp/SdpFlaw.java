package org.mattermote.webrtc.sdp;

import org.mattermote.stack.model.ImStatus;

/** Why a description is not taken, or not written: one number for each reason. */
public final class SdpFlaw {
    public static final int NONE = 0;

    // What is no description, or none that can be answered: INVALID_COMMAND.

    /** The first line is not {@code v=0}. */
    public static final int NO_VERSION = -1;

    /** A line that does not begin with a letter and an equals sign. */
    public static final int NOT_A_LINE = -2;

    /** A line of more than {@link LineScanner#LINE_MAX} bytes. */
    public static final int LINE_TOO_LONG = -3;

    /** Something else where a number has to be, or a number out of range. */
    public static final int NOT_A_NUMBER = -4;

    /** No media section. */
    public static final int NO_SECTION = -5;

    /** More media sections than the record holds. */
    public static final int TOO_MANY_SECTIONS = -6;

    /** A media line that ends before its formats. */
    public static final int MEDIA_LINE = -7;

    /** A mid that is not 1 to 16 letters of a token, or that two sections have. */
    public static final int MID = -8;

    /** A section has no user fragment or no password, and the session has none either. */
    public static final int NO_CREDENTIALS = -9;

    /** A user fragment or a password of a wrong length or with a letter that may not be in it. */
    public static final int CREDENTIALS = -10;

    /** A section has no SHA-256 fingerprint, and the session has none either. */
    public static final int NO_FINGERPRINT = -11;

    /** A SHA-256 fingerprint that is not 32 bytes in upper case. */
    public static final int FINGERPRINT = -12;

    /** A setup that is none of active, passive, actpass; in an answer, that is actpass. */
    public static final int SETUP = -13;

    /** The sections of an answer are not those that were offered. */
    public static final int SECTIONS = -14;

    // What cannot be done: DYNAMIC_CONSTRAINT_ERROR.

    /** A section for media that does not go over UDP/TLS/RTP/SAVPF, or data not over DTLS. */
    public static final int PROTOCOL = -20;

    /** No section that we have a stream and a codec for. */
    public static final int NO_CODEC = -21;

    // What is too long: CONSTRAINT_ERROR.

    /** More bytes than SDP_LEN. */
    public static final int TOO_LONG = -30;

    // What there is no room for: RESOURCE_EXHAUSTED.

    /** What we would write does not fit SDP_LEN. */
    public static final int NO_SPACE = -41;

    private SdpFlaw() {}

    /** The status of {@link ImStatus} that a command ends with. */
    public static int status(int flaw) {
        if (flaw >= NONE) {
            return ImStatus.SUCCESS;
        }
        if (flaw > PROTOCOL) {
            return ImStatus.INVALID_COMMAND;
        }
        if (flaw > TOO_LONG) {
            return ImStatus.DYNAMIC_CONSTRAINT_ERROR;
        }
        return flaw > NO_SPACE ? ImStatus.CONSTRAINT_ERROR : ImStatus.RESOURCE_EXHAUSTED;
    }
}
