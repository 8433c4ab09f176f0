package org.mattermote.stack.exchange;

import org.mattermote.stack.codec.ProtocolHeader;
import org.mattermote.stack.codec.ProtocolId;
import org.mattermote.stack.message.GroupPeers;
import org.mattermote.stack.message.GroupSessions;
import org.mattermote.stack.message.InboundMessage;
import org.mattermote.stack.message.MessageStatus;

/**
 * The way of a message to a group: key, duplicate check, handler (Matter core 4.7.2, 4.12.5.2). It
 * is neither acknowledged nor answered, so it has no exchange.
 */
public final class GroupDispatch implements GroupReceiver {
    private final GroupSessions sessions;
    private final GroupPeers peers;
    private final ExchangeCounters counters;
    private final GroupHandler interactionModel;

    /** Null where peers are trusted with their first message, and do not ask. */
    private final GroupSync sync;

    /**
     * @param sync null where peers are trusted with their first message, and do not ask
     */
    public GroupDispatch(
            GroupSessions sessions,
            GroupPeers peers,
            ExchangeCounters counters,
            GroupHandler interactionModel,
            GroupSync sync) {
        this.sessions = sessions;
        this.peers = peers;
        this.counters = counters;
        this.interactionModel = interactionModel;
        this.sync = sync;
    }

    @Override
    public boolean received(InboundMessage message, int headerLength, int length, long nowMillis) {
        boolean control = message.header.isControl();
        if (control && sync == null) {
            return false;
        }
        int plain = sessions.open(message, headerLength, length);
        if (plain < 0) {
            if (plain == MessageStatus.NOT_AUTHENTIC) {
                counters.rxNotAuthentic++;
            }
            return false;
        }
        ProtocolHeader protocol = message.protocol;
        int protocolLength = protocol.decode(message.buffer, headerLength, plain);
        if (protocolLength < 0) {
            return false;
        }
        message.payloadOffset = headerLength + protocolLength;
        message.payloadLength = plain - protocolLength;
        if (control) {
            return sync.received(sessions.session(), message, nowMillis);
        }
        if (protocol.isReliable() || protocol.isAcknowledgement()) {
            return false;
        }
        if (sync != null
                && sessions.session().isCacheAndSync()
                && !peers.isSynchronised(sessions.session())) {
            return isRequest(protocol) && sync.hold(sessions.session(), message, nowMillis);
        }
        if (peers.markDuplicate(sessions.session(), message.header.counter, nowMillis)) {
            counters.rxDuplicates++;
            return true;
        }
        if (!isRequest(protocol)) {
            return false;
        }
        interactionModel.receivedInGroup(sessions.session(), message, nowMillis);
        return true;
    }

    private static boolean isRequest(ProtocolHeader protocol) {
        return protocol.isInitiator()
                && protocol.vendorId == 0
                && protocol.protocolId == ProtocolId.INTERACTION_MODEL;
    }
}
