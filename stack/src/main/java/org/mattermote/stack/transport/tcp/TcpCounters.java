package org.mattermote.stack.transport.tcp;

/** What happened since boot. */
public final class TcpCounters {
    /** Connections taken, and begun. */
    public int connections;

    /** Of these, those that were begun. */
    public int begun;

    /** Newcomers turned away, and connections not begun, because all places were in use. */
    public int refused;

    /** Connections that had to make room for a newcomer, no session being on them. */
    public int displaced;

    /** Connections ended because a length was 0, or above the longest message of who is there. */
    public int badLengths;

    /**
     * Connections ended because the peer was not there, sent a message, or took one, too slowly.
     */
    public int timeouts;

    /** Connections ended because nothing used them any more. */
    public int idle;

    /** Connections that the peer ended, or the network. */
    public int lost;

    public int rxMessages;
    public int txMessages;

    /** Messages for a connection that is no more, or that does not take them fast enough. */
    public int txRefused;
}
