package org.mattermote.stack.message;

import org.mattermote.stack.codec.MessageHeader;
import org.mattermote.stack.codec.ProtocolHeader;
import org.mattermote.stack.crypto.AesCcm;
import org.mattermote.stack.fabric.Fabric;
import org.mattermote.stack.fabric.GroupKeyMap;
import org.mattermote.stack.fabric.GroupKeySet;
import org.mattermote.stack.fabric.GroupKeys;
import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.port.UtcClock;

/**
 * Headers and protection of what this node sends under a group key (Matter core 4.7.1, 4.16.2): its
 * node id is the source, counter and addresses are hidden.
 */
public final class GroupSealer {
    private final GroupKeys keys;
    private final GroupKeyMap map;
    private final UtcClock time;
    private final AesCcm ccm;
    private final MessagePrivacy privacy;
    private final PersistedCounter dataCounter;
    private final MessageHeader header = new MessageHeader();
    private final byte[] key = new byte[GroupKeySet.KEY_LENGTH];
    private final byte[] nonce = new byte[SecureSession.NONCE_LENGTH];

    /** Bytes that headers and tag add to the payload of a message to a group. */
    public static final int OVERHEAD =
            MessageHeader.MIN_LENGTH + 8 + 2 + ProtocolHeader.MIN_LENGTH + SecureSession.TAG_LENGTH;

    /**
     * @param time chooses among the epoch keys
     * @param dataCounter started
     */
    public GroupSealer(
            GroupKeys keys,
            GroupKeyMap map,
            UtcClock time,
            AesCcm ccm,
            MessagePrivacy privacy,
            PersistedCounter dataCounter) {
        this.keys = keys;
        this.map = map;
        this.time = time;
        this.ccm = ccm;
        this.privacy = privacy;
        this.dataCounter = dataCounter;
    }

    /**
     * Completes a packet to a group, whose payload of {@code payloadLength} bytes stands at {@link
     * Packet#PAYLOAD}.
     *
     * @param protocol written as it is, without acknowledgement
     * @return OK; NO_GROUP_KEY, or STORAGE: the packet is as it was, and no counter is used up
     */
    public int seal(
            Fabric fabric, int groupId, ProtocolHeader protocol, Packet packet, int payloadLength) {
        int keySetId = map.find(fabric.fabricIndex, groupId);
        GroupKeySet set = keySetId > 0 ? keys.find(fabric.fabricIndex, keySetId) : null;
        if (set == null) {
            return MessageStatus.NO_GROUP_KEY;
        }
        if (dataCounter.reserve() != MessageStatus.OK) {
            return MessageStatus.STORAGE;
        }
        header.clear();
        header.counter = dataCounter.next();
        header.securityFlags = MessageHeader.SESSION_GROUP | MessageHeader.PRIVACY;
        header.destinationKind = MessageHeader.DESTINATION_GROUP;
        header.destinationGroupId = groupId;
        seal(fabric, set, set.currentKey(time.epochMicros()), protocol, packet, payloadLength);
        return MessageStatus.OK;
    }

    /**
     * Completes a control message to a member, under the key of a message of its.
     *
     * @param session the member's; it stays the receiver's point of view: its source is where this
     *     goes to
     * @param counter the group control counter
     * @return OK; NO_GROUP_KEY when the key is gone, or STORAGE
     */
    public int sealControl(
            Fabric fabric,
            GroupSession session,
            PersistedCounter counter,
            ProtocolHeader protocol,
            Packet packet,
            int payloadLength) {
        GroupKeySet set = keys.find(session.fabricIndex, session.keySetId);
        if (set == null || session.key >= set.keyCount()) {
            return MessageStatus.NO_GROUP_KEY;
        }
        if (counter.reserve() != MessageStatus.OK) {
            return MessageStatus.STORAGE;
        }
        header.clear();
        header.counter = counter.next();
        header.securityFlags =
                MessageHeader.SESSION_GROUP | MessageHeader.CONTROL | MessageHeader.PRIVACY;
        header.destinationKind = MessageHeader.DESTINATION_NODE;
        header.destinationNodeId = session.sourceNodeId;
        seal(fabric, set, session.key, protocol, packet, payloadLength);
        return MessageStatus.OK;
    }

    private void seal(
            Fabric fabric,
            GroupKeySet set,
            int n,
            ProtocolHeader protocol,
            Packet packet,
            int payloadLength) {
        header.hasSource = true;
        header.sourceNodeId = fabric.nodeId;
        header.sessionId = set.sessionId(n);
        int headerLength = header.length();
        int protocolLength = protocol.length();
        int offset = Packet.PAYLOAD - protocolLength - headerLength;
        header.encode(packet.bytes, offset);
        protocol.encode(packet.bytes, offset + headerLength);
        keys.operationalKey(fabric, set, n, key, 0);
        SecureSession.nonce(nonce, header.securityFlags, header.counter, header.sourceNodeId);
        ccm.setKey(key, 0);
        int length =
                headerLength
                        + ccm.seal(
                                nonce,
                                0,
                                packet.bytes,
                                offset,
                                headerLength,
                                packet.bytes,
                                offset + headerLength,
                                protocolLength + payloadLength);
        ccm.clearKey();
        privacy.turn(key, 0, packet.bytes, offset, headerLength, length);
        Bytes.zero(key);
        packet.offset = (char) offset;
        packet.length = (char) length;
        packet.counter = header.counter;
    }
}
