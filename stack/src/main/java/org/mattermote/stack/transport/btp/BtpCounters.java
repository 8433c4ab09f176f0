package org.mattermote.stack.transport.btp;

/** What happened over BTP since boot. Counts only; nothing acts on them. */
public final class BtpCounters {
    /** Centrals that connected. */
    public int connections;

    /** Handshakes that were answered with a version. */
    public int handshakes;

    /** Handshakes of no version that is known here. */
    public int versionMismatches;

    /** Handshakes that no packet was free for. */
    public int packetsExhausted;

    /** Connections ended for a flaw. */
    public int flaws;

    /** The last of these, of {@link BtpFlaw}. */
    public int lastFlaw;

    /** Connections ended since no handshake came, or none could be answered. */
    public int handshakeTimeouts;

    /** Connections ended since an acknowledgement did not come. */
    public int ackTimeouts;

    /** Connections ended since no message went over them for long. */
    public int idleTimeouts;

    /** Connections that ended with a message of ours unsent, or with one of theirs not taken. */
    public int lostMessages;

    /** Messages taken, whole. */
    public int rxMessages;

    /** Messages sent, whole. */
    public int txMessages;

    /** Messages that were not to be sent: no such connection, no place in the queue. */
    public int txRefused;

    /** Acknowledgements that no segment carried. */
    public int standaloneAcknowledgements;
}
