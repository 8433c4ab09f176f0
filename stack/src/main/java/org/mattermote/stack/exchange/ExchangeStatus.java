package org.mattermote.stack.exchange;

/** Error codes of the exchange room. */
public final class ExchangeStatus {
    public static final int OK = 0;

    /** The handle or object names an exchange that has ended. */
    public static final int EXCHANGE_STALE = -1;

    /** Every packet buffer is waiting for an acknowledgement. */
    public static final int NO_PACKET = -2;

    /** The session's message counter has run out; the session is expired. */
    public static final int KEY_EXHAUSTED = -3;

    /** The payload did not fit its packet. */
    public static final int TOO_LONG = -4;

    /** The boundary of the group counter could not be written; nothing was sent. */
    public static final int STORAGE = -5;

    /** The fabric has no such group, or no key for it. */
    public static final int NO_GROUP_KEY = -6;

    private ExchangeStatus() {}
}
