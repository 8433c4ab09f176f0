package org.mattermote.stack.codec;

/** General codes of a status report (Matter core appendix D.3). */
public final class GeneralCode {
    public static final int SUCCESS = 0;
    public static final int FAILURE = 1;
    public static final int BAD_PRECONDITION = 2;
    public static final int OUT_OF_RANGE = 3;
    public static final int BAD_REQUEST = 4;
    public static final int UNSUPPORTED = 5;
    public static final int UNEXPECTED = 6;
    public static final int RESOURCE_EXHAUSTED = 7;
    public static final int BUSY = 8;
    public static final int TIMEOUT = 9;
    public static final int CONTINUE = 10;
    public static final int ABORTED = 11;
    public static final int INVALID_ARGUMENT = 12;
    public static final int NOT_FOUND = 13;
    public static final int ALREADY_EXISTS = 14;
    public static final int PERMISSION_DENIED = 15;
    public static final int DATA_LOSS = 16;
    public static final int MESSAGE_TOO_LARGE = 17;

    private GeneralCode() {}
}
