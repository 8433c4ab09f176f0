package org.mattermote.stack.message;

import org.mattermote.stack.codec.MatterCertificate;
import org.mattermote.stack.codec.MessageHeader;
import org.mattermote.stack.crypto.AesCcm;
import org.mattermote.stack.crypto.CryptoStatus;
import org.mattermote.stack.fabric.Fabric;
import org.mattermote.stack.fabric.FabricTable;
import org.mattermote.stack.fabric.GroupKeyMap;
import org.mattermote.stack.fabric.GroupKeySet;
import org.mattermote.stack.fabric.GroupKeys;
import org.mattermote.stack.mem.Bytes;

/**
 * Finds the group or, for a control message, the fabric that a message was sealed for (Matter core
 * 4.8.2, 4.17.3.6): keys whose group session id the message names are tried one after the other,
 * since two can have the same.
 */
public final class GroupSessions {
    private final FabricTable fabrics;
    private final GroupKeys keys;
    private final GroupKeyMap map;
    private final AesCcm ccm;
    private final MessagePrivacy privacy;
    private final GroupSession session = new GroupSession();
    private final byte[] key = new byte[GroupKeySet.KEY_LENGTH];
    private final byte[] nonce = new byte[SecureSession.NONCE_LENGTH];

    public GroupSessions(
            FabricTable fabrics,
            GroupKeys keys,
            GroupKeyMap map,
            AesCcm ccm,
            MessagePrivacy privacy) {
        this.fabrics = fabrics;
        this.keys = keys;
        this.map = map;
        this.ccm = ccm;
        this.privacy = privacy;
    }

    /** Of the message that was opened last. */
    public GroupSession session() {
        return session;
    }

    /**
     * Shows, authenticates and decrypts a data message to a group, or a control message to a node
     * of ours, in place; {@link #session()} is its session then.
     *
     * @param headerLength of the message header
     * @param length of the whole message
     * @return length of the plaintext behind the header; NOT_AUTHENTIC when no key of ours opens
     *     it; MALFORMED
     */
    public int open(InboundMessage message, int headerLength, int length) {
        int destination =
                message.header.isControl()
                        ? MessageHeader.DESTINATION_NODE
                        : MessageHeader.DESTINATION_GROUP;
        if (length < headerLength + SecureSession.TAG_LENGTH
                || !message.header.hasSource
                || message.header.destinationKind != destination) {
            return MessageStatus.MALFORMED;
        }
        int sessionId = message.header.sessionId;
        int plain = MessageStatus.NOT_AUTHENTIC;
        for (int i = 0; i < keys.capacity() && plain < 0; i++) {
            GroupKeySet set = keys.at(i);
            if (!set.isTaken() || set.keySetId() == 0) {
                continue;
            }
            for (int n = 0; n < set.keyCount() && plain < 0; n++) {
                if (set.sessionId(n) == sessionId) {
                    plain = open(set, n, message, headerLength, length);
                }
            }
        }
        Bytes.zero(key);
        return plain;
    }

    /** As without privacy; what does not fit is hidden again, for the next key. */
    private int open(GroupKeySet set, int n, InboundMessage message, int headerLength, int length) {
        Fabric fabric = fabrics.find(set.fabricIndex());
        if (fabric == null) {
            return MessageStatus.NOT_AUTHENTIC;
        }
        keys.operationalKey(fabric, set, n, key, 0);
        if (!message.header.isPrivate()) {
            return openShown(fabric, set, n, message, headerLength, length);
        }
        turn(message, length);
        int plain = openShown(fabric, set, n, message, headerLength, length);
        if (plain < 0) {
            turn(message, length);
        }
        return plain;
    }

    private void turn(InboundMessage message, int length) {
        privacy.turn(key, 0, message.buffer, 0, message.header.length(), length);
        message.header.decode(message.buffer, 0, length);
    }

    private int openShown(
            Fabric fabric,
            GroupKeySet set,
            int n,
            InboundMessage message,
            int headerLength,
            int length) {
        MessageHeader header = message.header;
        if (!MatterCertificate.isOperationalNodeId(header.sourceNodeId)
                || !isForUs(fabric, set, header)) {
            return MessageStatus.NOT_AUTHENTIC;
        }
        ccm.setKey(key, 0);
        SecureSession.nonce(nonce, header.securityFlags, header.counter, header.sourceNodeId);
        int plain =
                ccm.open(
                        nonce,
                        0,
                        message.buffer,
                        0,
                        headerLength,
                        message.buffer,
                        headerLength,
                        length - headerLength);
        ccm.clearKey();
        if (plain == CryptoStatus.BAD_TAG) {
            return MessageStatus.NOT_AUTHENTIC;
        }
        session.fabricIndex = set.fabricIndex();
        session.groupId = header.destinationGroupId;
        session.keySetId = set.keySetId();
        session.key = n;
        session.policy = set.policy();
        session.sourceNodeId = header.sourceNodeId;
        return plain;
    }

    private boolean isForUs(Fabric fabric, GroupKeySet set, MessageHeader header) {
        return header.isControl()
                ? header.destinationNodeId == fabric.nodeId
                : map.find(set.fabricIndex(), header.destinationGroupId) == set.keySetId();
    }
}
