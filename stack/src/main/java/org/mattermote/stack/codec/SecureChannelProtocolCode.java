package org.mattermote.stack.codec;

/** Protocol codes of a status report of the secure channel (Matter core 4.11.1.3). */
public final class SecureChannelProtocolCode {
    public static final int SESSION_ESTABLISHMENT_SUCCESS = 0;
    public static final int NO_SHARED_TRUST_ROOTS = 1;
    public static final int INVALID_PARAMETER = 2;
    public static final int CLOSE_SESSION = 3;

    /** With 2 bytes of data: the least time to wait, ms. */
    public static final int BUSY = 4;

    public static final int SESSION_NOT_FOUND = 5;

    private SecureChannelProtocolCode() {}

    /** The {@link GeneralCode} that goes with a code. */
    public static int generalCode(int protocolCode) {
        switch (protocolCode) {
            case SESSION_ESTABLISHMENT_SUCCESS:
            case CLOSE_SESSION:
                return GeneralCode.SUCCESS;
            case BUSY:
                return GeneralCode.BUSY;
            default:
                return GeneralCode.FAILURE;
        }
    }
}
