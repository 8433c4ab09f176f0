package org.mattermote.webrtc.media;

import org.mattermote.stack.model.ImStatus;

/** What a {@link MediaHook} and {@link MediaSignals} answer. */
public final class MediaStatus {
    public static final int OK = 0;

    /** {@link MediaSignals#complete} will follow. */
    public static final int PENDING = 1;

    /** Not in this state: of the peer's doing, or nothing is there to be taken. */
    public static final int INVALID_IN_STATE = -1;

    /** The description is none. */
    public static final int INVALID_COMMAND = -2;

    /** Nothing in the description that could be done. */
    public static final int DYNAMIC_CONSTRAINT = -3;

    /** No place left. */
    public static final int RESOURCE_EXHAUSTED = -4;

    public static final int FAILURE = -5;

    /** There is no such session. */
    public static final int NOT_FOUND = -6;

    /** {@link MediaHook#onOutboundFailed}: no session to the peer could be had. */
    public static final int NO_SESSION = -7;

    /** {@link MediaHook#onOutboundFailed}: the peer did not answer. */
    public static final int NO_ANSWER = -8;

    /** {@link MediaHook#onOutboundFailed}: it does not fit a message to this peer. */
    public static final int MESSAGE_TOO_LARGE = -9;

    private MediaStatus() {}

    /**
     * Status of the command that led to it.
     *
     * @param legacyState whether INVALID_IN_STATE is told as INVALID_ACTION
     */
    public static int toIm(int status, boolean legacyState) {
        switch (status) {
            case OK:
                return ImStatus.SUCCESS;
            case INVALID_IN_STATE:
                return legacyState ? ImStatus.INVALID_ACTION : ImStatus.INVALID_IN_STATE;
            case INVALID_COMMAND:
                return ImStatus.INVALID_COMMAND;
            case DYNAMIC_CONSTRAINT:
                return ImStatus.DYNAMIC_CONSTRAINT_ERROR;
            case RESOURCE_EXHAUSTED:
                return ImStatus.RESOURCE_EXHAUSTED;
            default:
                return ImStatus.FAILURE;
        }
    }
}
