package org.mattermote.stack;

import org.mattermote.stack.interact.InteractionSizes;

/**
 * How many of everything, with the default firmware's numbers. Bytes an entry as the open VM lays
 * them out.
 */
public final class Sizes {
    /** Fabrics (SupportedFabrics); about 1,500 B each. The specification asks for 5. */
    public int fabrics = 5;

    /** PASE and CASE sessions: 3 for each fabric and one place for a newcomer; about 250 B each. */
    public int secureSessions = 16;

    /** Handshakes' sessions: one more than half-open handshakes; about 120 B each. */
    public int unsecuredSessions = 6;

    /** Half-open CASE handshakes; about 450 B each. */
    public int caseContexts = 4;

    /** Peers whose sessions can be resumed: 3 for each fabric; about 90 B each. */
    public int resumptionRecords = 15;

    /** Exchanges of all sessions together; about 100 B each. */
    public int exchanges = 24;

    /** Messages that wait for an acknowledgement; about 1,290 B each. */
    public int packets = 10;

    /** Longest message received, bytes. */
    public int receiveBuffer = 1280;

    /** Interactions, their paths, and subscriptions. */
    public final InteractionSizes interaction = new InteractionSizes();

    /** Access control entries of a fabric; about 100 B each, times the fabrics. */
    public int accessControlEntries = 4;

    /** Group key sets of a fabric, the IPK's among them; about 100 B each, times the fabrics. */
    public int groupKeySets = 3;

    /** Groups of a fabric. */
    public int groups = 4;

    /** Endpoints of the node that may be in one group. */
    public int endpointsPerGroup = 4;

    /** Network interfaces that are announced on. */
    public int interfaces = 4;

    /** Bytes of stored events. */
    public int eventBytes = 2048;

    /** Bytes of the largest event's fields. */
    public int eventDataBytes = 192;
}
