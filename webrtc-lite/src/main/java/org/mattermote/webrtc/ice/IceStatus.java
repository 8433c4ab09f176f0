package org.mattermote.webrtc.ice;

/** What the methods of this room answer. */
public final class IceStatus {
    public static final int OK = 0;

    /** There are no more candidates, and there will be none. */
    public static final int END_OF_CANDIDATES = 1;

    /** None at the moment. */
    public static final int NOTHING = 2;

    /** Known already: same address, port and component. Not an error. */
    public static final int DUPLICATE = 3;

    /** Understood, and of no use here: a candidate for TCP. */
    public static final int IGNORED = 4;

    /** The text is no candidate. */
    public static final int MALFORMED = -1;

    /** A candidate of a transport, a type or an address that nobody here knows. */
    public static final int UNKNOWN = -2;

    /** No room, and nothing that may give way. */
    public static final int FULL = -3;

    /** The policy keeps it to itself. */
    public static final int SUPPRESSED = -4;

    /** After the end of candidates, or of a gathering that a restart has ended. */
    public static final int ENDED = -5;

    private IceStatus() {}
}
