package org.mattermote.stack.message;

/** Error codes of the message room. */
public final class MessageStatus {
    public static final int OK = 0;

    /** Header malformed, or too short for its session kind. */
    public static final int MALFORMED = -1;

    /** No such session. */
    public static final int NO_SESSION = -2;

    /** The tag does not fit: forged, damaged, or keys of another session. */
    public static final int NOT_AUTHENTIC = -3;

    /** The counter was seen already. */
    public static final int DUPLICATE = -4;

    /** The session's message counter has run out; the session must be closed. */
    public static final int KEY_EXHAUSTED = -5;

    /** The boundary of a persisted counter could not be written. */
    public static final int STORAGE = -6;

    /** No key set is mapped to the group. */
    public static final int NO_GROUP_KEY = -7;

    private MessageStatus() {}
}
