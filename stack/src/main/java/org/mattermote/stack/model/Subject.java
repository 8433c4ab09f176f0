package org.mattermote.stack.model;

/** Who is acting: the accessing subject of one interaction (Matter core 6.6.3). */
public final class Subject {
    public static final int AUTH_MODE_PASE = 1;
    public static final int AUTH_MODE_CASE = 2;
    public static final int AUTH_MODE_GROUP = 3;

    /** One of the AUTH_MODE constants. */
    public int authMode;

    /** Accessing fabric index, 0 on PASE before AddNOC. */
    public int fabricIndex;

    /** Node id of the peer (CASE), group id (group), 0 (PASE). */
    public long nodeId;

    /** CASE authenticated tags, 0 where absent. */
    public final int[] cats = new int[3];

    /** Handle of the secure session the interaction runs on. */
    public int session;

    /**
     * Array that holds the session's attestation challenge of 16 bytes; never changed by readers.
     */
    public byte[] attestationChallenge;

    /** Whether its transport carries messages that are longer than a datagram. */
    public boolean largeMessages;

    public void set(Subject other) {
        authMode = other.authMode;
        fabricIndex = other.fabricIndex;
        nodeId = other.nodeId;
        System.arraycopy(other.cats, 0, cats, 0, cats.length);
        session = other.session;
        attestationChallenge = other.attestationChallenge;
        largeMessages = other.largeMessages;
    }
}
