package org.mattermote.stack;

/** The rules of {@link Sizes#check}. */
public final class SizesStatus {
    public static final int OK = 0;

    /** At least 5 fabrics (Matter core 11.18.5.3), at most 254, the greatest fabric index. */
    public static final int FABRICS = -1;

    /** 3 sessions for each fabric (Matter core 4.14.2.8) and one place for a newcomer. */
    public static final int SECURE_SESSIONS = -2;

    /** At least 1 half-open handshake, and a session for each. */
    public static final int CASE_CONTEXTS = -3;

    /** One for each CASE handshake, one for PASE, one for a newcomer that has to be answered. */
    public static final int UNSECURED_SESSIONS = -4;

    /** 3 peers for each fabric, no more than one record of the store holds: 24. */
    public static final int RESUMPTION_RECORDS = -5;

    /** A report and a request at a time, and a path in each invocation. */
    public static final int INTERACTIONS = -6;

    /** 3 for each fabric (Matter core 2.11.2.2). */
    public static final int SUBSCRIPTIONS = -7;

    /** 9 paths a read, 3 a subscription (Matter core 2.11.2.1, 2.11.2.2); 255 in all of either. */
    public static final int PATHS = -8;

    /** One for each handshake, each interaction and a newcomer. */
    public static final int EXCHANGES = -9;

    /**
     * One for each handshake, PASE's among them, and one for an interaction; any short ones; each
     * as long as UDP carries.
     */
    public static final int PACKETS = -10;

    /** The longest IPv6 packet nobody fragments, 1,280 bytes. */
    public static final int RECEIVE_BUFFER = -11;

    /**
     * Of each fabric 4 access control entries, 1 key set and 1 group with 1 endpoint; of none more
     * than one record of the store holds, and no group of more than 255 endpoints.
     */
    public static final int FABRIC_TABLES = -12;

    /** 1 to 32 network interfaces. */
    public static final int INTERFACES = -13;

    /** 64 bytes an event, and place for 4 of the largest. */
    public static final int EVENTS = -14;

    /** Room for discriminator, mode, ids, device type and session parameters; 371 is all. */
    public static final int COMMISSIONABLE_TEXT = -15;

    /** A handshake of our own at a time, and a request for each. */
    public static final int INITIATOR = -16;

    /** A command at a time, to a node at a time. */
    public static final int BOUND = -17;

    /** A window of 3 to 255 segments, and a message. */
    public static final int BTP = -18;

    /** A network, no more than one record of the store holds: 7. */
    public static final int NETWORKS = -19;

    /** A TCP connection and a message on it, and a large buffer of more than a packet has. */
    public static final int TCP = -20;

    private SizesStatus() {}
}
