package org.mattermote.stack;

import org.mattermote.stack.fabric.FabricCertificates;
import org.mattermote.stack.interact.InteractionSizes;
import org.mattermote.stack.message.Packet;
import org.mattermote.stack.port.KeyValueStore;
import org.mattermote.stack.transport.btp.Btp;
import org.mattermote.stack.transport.dnssd.MdnsResponder;

/**
 * How many of everything, with the default firmware's numbers. Bytes an entry are those of all that
 * is made for it, as the open VM lays it out.
 */
public final class Sizes {
    /** A handle has 16 bits for the place in a table. */
    private static final int MAX_ENTRIES = 0xFFFF;

    /** A packet has its length in 16 bits. */
    private static final int MAX_PACKET = 0xFFFF;

    /** Our two certificates for CASE, the second still in its record. */
    private static final int MIN_SCRATCH = 1216;

    /** What a Cortex-M4 decrypts or encrypts in a poll with AES in software, bytes. */
    private static final int TCP_MESSAGE_IN_SOFTWARE = 4096;

    /** MAX_TCP_MESSAGE_SIZE of who names none. */
    private static final int MAX_TCP_MESSAGE = 64000;

    /** What is around all that one record in the store says of a fabric. */
    private static final int RECORD_HEAD = 16;

    // What one entry takes in the record of its fabric, each at its longest.
    private static final int STORED_RESUMPTION = 84;
    private static final int STORED_ACCESS_CONTROL_ENTRY = 101;
    private static final int STORED_GROUP_KEY_SET = 105;
    private static final int STORED_CLIENT = 44;
    private static final int STORED_NETWORK = 272;
    private static final int STORED_GROUP = 28;
    private static final int STORED_ENDPOINT = 3;

    /** A group has its number of endpoints in a byte. */
    private static final int MAX_ENDPOINTS = 255;

    /**
     * Fabrics (SupportedFabrics), with all that is kept by fabric 1,337 B each. The specification
     * asks for 5.
     */
    public int fabrics = 5;

    /** PASE and CASE sessions: 3 for each fabric and one place for a newcomer; 228 B each. */
    public int secureSessions = 16;

    /** Handshakes' sessions: one more than half-open handshakes; 100 B each. */
    public int unsecuredSessions = 6;

    /** Half-open CASE handshakes; 364 B each. */
    public int caseContexts = 4;

    /**
     * Peers whose sessions can be resumed: 3 for each fabric, at most 24; 156 B each, and beyond
     * the 17th 84 B of the working memory. 0 where the wiring names no {@code ResumptionRecords}.
     */
    public int resumptionRecords = 15;

    /** Exchanges of all sessions together; 68 B each. */
    public int exchanges = 24;

    /**
     * Messages of any length that wait for an acknowledgement; 1,336 B each. One for each CASE
     * handshake, which holds its Sigma2 and later its peer's Sigma3, one for PASE, and one to write
     * the next message in, long or short; ten controllers on five fabrics were seen to use 5.
     */
    public int packets = 6;

    /** Messages of up to 192 bytes that wait for an acknowledgement; 252 B each. */
    public int shortPackets = 8;

    /**
     * Bytes of each of these {@link #packets}; what UDP and BLE carry fits the default, more is for
     * a transport that takes longer messages.
     */
    public int packetBytes = Packet.CAPACITY;

    /** Longest message received, bytes. */
    public int receiveBuffer = 1280;

    /** Interactions, their paths, and subscriptions. */
    public final InteractionSizes interaction = new InteractionSizes();

    /** Access control entries of a fabric; for five fabrics 300 B each. */
    public int accessControlEntries = 4;

    /** Group key sets of a fabric, the IPK's among them; for five fabrics 740 B each. */
    public int groupKeySets = 3;

    /** Groups of a fabric; for five fabrics 233 B each. */
    public int groups = 4;

    /** Endpoints of the node that may be in one group; for all groups 40 B each. */
    public int endpointsPerGroup = 4;

    /** Nodes whose messages to groups are told from repeated ones, of all fabrics; 52 B each. */
    public int groupPeers = 16;

    /**
     * Messages to groups that wait for their sender's counter, one of a sender, where the wiring
     * names {@code groupSync}; 116 B an entry, and a packet while it waits.
     */
    public int heldGroupMessages = 1;

    /**
     * Nodes whose control messages to groups are told from repeated ones, where the wiring names
     * {@code groupSync}; 52 B an entry. Few: a recorded answer does not fit the next challenge, and
     * a recorded request changes nothing.
     */
    public int groupControlPeers = 4;

    /** Bindings of a fabric where there is a Binding cluster; for five fabrics 115 B an entry. */
    public int bindings = 10;

    /**
     * Clients of a fabric that can register where there is ICD Management; for five fabrics 350 B
     * an entry.
     */
    public int registeredClients = 2;

    /**
     * Pairs of an endpoint and a client cluster whose commands go to bindings, where the wiring
     * names {@code Stack.bindingClient}; 92 B an entry.
     */
    public int boundCommands = 2;

    /** Nodes that commands are on their way to, further ones wait; 68 B an entry. */
    public int boundTargets = 6;

    /**
     * Handshakes of our own that may be under way at a time, where the wiring names {@code
     * Stack.peerSessions}; with the resolution of the peer's address 584 B an entry.
     */
    public int initiatorContexts = 2;

    /** Peers that sessions are wanted with, or that rest after a failure; 52 B an entry. */
    public int sessionRequests = 4;

    /**
     * Segments that may be on their way unacknowledged in either direction over BLE, 3 to 255,
     * where the wiring names {@code Stack.ble}; no memory.
     */
    public int btpWindow = 6;

    /** Messages that may wait to be sent over BLE; 4 B an entry, and the packet each is in. */
    public int btpMessages = 4;

    /**
     * Networks that are kept (MaxNetworks), where the wiring names {@code Stack.wifi} or {@code
     * Stack.thread}: of Wi-Fi 120 B an entry, of Thread 288 B.
     */
    public int networks = 1;

    /**
     * TCP connections at a time, where the wiring names {@code Stack.tcp}; 152 B an entry, and the
     * packets of messages that come in or wait.
     */
    public int tcpConnections = 2;

    /**
     * Longest message over TCP, either way, bytes: of one buffer that is lent to one message at a
     * time. It is decrypted or encrypted in one poll; without an accelerator for AES that takes
     * longer than a poll should above {@value #TCP_MESSAGE_IN_SOFTWARE} on a Cortex-M4.
     */
    public int tcpMessage = TCP_MESSAGE_IN_SOFTWARE;

    /** How long a TCP connection stays that carries nothing but resting sessions, ms. */
    public int tcpIdleMillis = 300000;

    /** Network interfaces that are announced on; 184 B each. */
    public int interfaces = 4;

    /**
     * Bytes of what a commissionable node says of itself, its TXT record: 85 for the numbers, 36
     * for a device name and 14 for a pairing hint. A rotating id takes up to 104 more, an
     * instruction 132.
     */
    public int commissionableText = 144;

    /** Bytes of stored events. */
    public int eventBytes = 1536;

    /** Bytes of the largest event's fields. */
    public int eventDataBytes = 192;

    /**
     * Bytes of the working memory that the rooms share, if more than they need at most; records of
     * the store pass through it.
     */
    public int storageBuffer = 0;

    /**
     * Bytes of working memory that the rooms share: certificates that wait to be stored, and the
     * largest of what one call needs: a packet of multicast DNS, or the longest record in the
     * store, which is one of a fabric that has all there is.
     */
    int scratch() {
        int needed = Math.max(MIN_SCRATCH, Math.max(resumptionRecord(), fabricRecord()));
        needed = Math.max(needed, MdnsResponder.BUFFER_LENGTH);
        return Math.max(FabricCertificates.KEPT + needed, storageBuffer);
    }

    private int resumptionRecord() {
        return RECORD_HEAD + STORED_RESUMPTION * resumptionRecords;
    }

    /** The longest of the other records. */
    private int fabricRecord() {
        // The record of its mapping to a key set is shorter than that of the group.
        int group = STORED_GROUP + STORED_ENDPOINT * endpointsPerGroup;
        int longest = STORED_ACCESS_CONTROL_ENTRY * accessControlEntries;
        longest = Math.max(longest, STORED_GROUP_KEY_SET * groupKeySets);
        longest = Math.max(longest, group * groups);
        longest = Math.max(longest, STORED_CLIENT * registeredClients);
        longest = Math.max(longest, STORED_NETWORK * networks);
        return RECORD_HEAD + longest;
    }

    /**
     * Looks for a mix that cannot work: a table that starves another, or less than the
     * specification asks for.
     *
     * @return {@link SizesStatus#OK}, or the first rule that is broken
     */
    public int check() {
        if (fabrics < 5 || fabrics > 254) {
            return SizesStatus.FABRICS;
        }
        if (secureSessions < 3 * fabrics + 1 || secureSessions > MAX_ENTRIES) {
            return SizesStatus.SECURE_SESSIONS;
        }
        if (caseContexts < 1 || caseContexts > secureSessions) {
            return SizesStatus.CASE_CONTEXTS;
        }
        if (unsecuredSessions < caseContexts + 2 || unsecuredSessions > MAX_ENTRIES) {
            return SizesStatus.UNSECURED_SESSIONS;
        }
        if (resumptionRecords != 0 && resumptionRecords < 3 * fabrics
                || isTooLong(resumptionRecords, resumptionRecord())) {
            return SizesStatus.RESUMPTION_RECORDS;
        }
        if (interaction.interactions < 2 || interaction.pathsPerInvoke < 1) {
            return SizesStatus.INTERACTIONS;
        }
        if (interaction.subscriptions < 3 * fabrics || interaction.subscriptions > MAX_ENTRIES) {
            return SizesStatus.SUBSCRIPTIONS;
        }
        if (!interaction.hasPaths()) {
            return SizesStatus.PATHS;
        }
        if (exchanges < caseContexts + 2 + interaction.interactions || exchanges > MAX_ENTRIES) {
            return SizesStatus.EXCHANGES;
        }
        if (packets < caseContexts + 2
                || packets > MAX_ENTRIES
                || packetBytes < Packet.CAPACITY
                || packetBytes > MAX_PACKET) {
            return SizesStatus.PACKETS;
        }
        if (shortPackets < 0 || shortPackets > MAX_ENTRIES) {
            return SizesStatus.PACKETS;
        }
        if (receiveBuffer < 1280) {
            return SizesStatus.RECEIVE_BUFFER;
        }
        if (accessControlEntries < 4 || groupKeySets < 1 || groups < 1 || endpointsPerGroup < 1) {
            return SizesStatus.FABRIC_TABLES;
        }
        if (groupPeers < 1 || groupControlPeers < 1) {
            return SizesStatus.FABRIC_TABLES;
        }
        if (endpointsPerGroup > MAX_ENDPOINTS
                || isTooLong(accessControlEntries, fabricRecord())
                || isTooLong(groupKeySets, fabricRecord())
                || isTooLong(groups, fabricRecord())) {
            return SizesStatus.FABRIC_TABLES;
        }
        if (registeredClients < 1 || isTooLong(registeredClients, fabricRecord())) {
            return SizesStatus.FABRIC_TABLES;
        }
        if (boundCommands < 1
                || boundCommands > Byte.MAX_VALUE
                || boundTargets < 1
                || boundTargets > MAX_ENTRIES) {
            return SizesStatus.BOUND;
        }
        if (initiatorContexts < 1
                || sessionRequests < initiatorContexts
                || sessionRequests > MAX_ENTRIES) {
            return SizesStatus.INITIATOR;
        }
        if (btpWindow < Btp.MIN_WINDOW || btpWindow > Btp.MAX_WINDOW || btpMessages < 1) {
            return SizesStatus.BTP;
        }
        if (networks < 1 || isTooLong(networks, fabricRecord())) {
            return SizesStatus.NETWORKS;
        }
        if (tcpConnections < 1
                || tcpConnections > MAX_ENTRIES
                || tcpMessage <= Packet.CAPACITY
                || tcpMessage > MAX_TCP_MESSAGE
                || tcpIdleMillis < 0) {
            return SizesStatus.TCP;
        }
        if (interfaces < 1 || interfaces > 32) {
            return SizesStatus.INTERFACES;
        }
        if (commissionableText < 85 || commissionableText > 371) {
            return SizesStatus.COMMISSIONABLE_TEXT;
        }
        return eventDataBytes < 64 || eventBytes < 4 * eventDataBytes
                ? SizesStatus.EVENTS
                : SizesStatus.OK;
    }

    /** Whether the record of all entries does not fit into a value of the store. */
    private static boolean isTooLong(int entries, int record) {
        return entries > KeyValueStore.MAX_VALUE || record > KeyValueStore.MAX_VALUE;
    }
}
