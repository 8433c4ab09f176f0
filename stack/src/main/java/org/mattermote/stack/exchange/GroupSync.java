package org.mattermote.stack.exchange;

import org.mattermote.stack.codec.ProtocolHeader;
import org.mattermote.stack.codec.ProtocolId;
import org.mattermote.stack.codec.SecureChannelOpcode;
import org.mattermote.stack.crypto.Drbg;
import org.mattermote.stack.fabric.Fabric;
import org.mattermote.stack.fabric.FabricTable;
import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.mem.Pool;
import org.mattermote.stack.mem.Slot;
import org.mattermote.stack.message.GroupPeers;
import org.mattermote.stack.message.GroupSealer;
import org.mattermote.stack.message.GroupSession;
import org.mattermote.stack.message.InboundMessage;
import org.mattermote.stack.message.MessageStatus;
import org.mattermote.stack.message.Packet;
import org.mattermote.stack.message.PersistedCounter;
import org.mattermote.stack.port.DatagramPort;
import org.mattermote.stack.port.PeerAddress;

/**
 * Message counter synchronisation, both sides (Matter core 4.18). Whoever sends to a group is asked
 * by its receivers where its data message counter is, if the policy of the key set says so; its
 * message waits for the answer.
 *
 * <pre>
 *   MsgCounterSyncReq   0x00: challenge, 8 bytes
 *   MsgCounterSyncRsp   0x01: u32 counter, the 8 bytes of the request
 *
 *   state     event                              next      action
 *   free      message of an unknown peer         delayed   keep it, draw a delay of 0..500 ms
 *   delayed   the delay is over                  waiting   draw a challenge, ask
 *   waiting   answer with this challenge         free      the peer is known; process the message
 *   waiting   counter 0, another challenge       waiting   none
 *   waiting   400 ms are over                    free      drop the message
 *   any       message of the same peer           the same  drop it
 *   any       the fabric goes                    free      drop the message
 * </pre>
 *
 * Both are control messages between two nodes, with a counter of their own; nobody acknowledges
 * them.
 */
public final class GroupSync {
    /** MSG_COUNTER_SYNC_REQ_JITTER, ms: the receivers of a group do not all ask at once. */
    public static final int REQUEST_JITTER = 500;

    /** MSG_COUNTER_SYNC_TIMEOUT, ms. */
    public static final int TIMEOUT = 400;

    /** {@link #poll}: nothing is due. */
    public static final long NEVER = Long.MAX_VALUE;

    private static final int CHALLENGE_LENGTH = 8;
    private static final int RESPONSE_LENGTH = 4 + CHALLENGE_LENGTH;

    private final Pool<HeldGroupMessage> held;
    private final GroupPeers controlPeers;
    private final FabricTable fabrics;
    private final GroupSealer sealer;
    private final PersistedCounter dataCounter;
    private final PersistedCounter controlCounter;
    private final Outbox outbox;
    private final DatagramPort udp;
    private final Drbg drbg;
    private final ExchangeCounters counters;
    private final ProtocolHeader protocol = new ProtocolHeader();
    private final PeerAddress to = new PeerAddress();
    private final Packet packet;
    private GroupPeers peers;
    private GroupHandler interactionModel;

    /**
     * @param capacity messages that wait, one of a peer, each in a packet of {@code outbox}
     * @param controlPeers of control messages
     * @param dataCounter what is told to peers
     * @param controlCounter started
     */
    public GroupSync(
            int capacity,
            GroupPeers controlPeers,
            FabricTable fabrics,
            GroupSealer sealer,
            PersistedCounter dataCounter,
            PersistedCounter controlCounter,
            Outbox outbox,
            DatagramPort udp,
            Drbg drbg,
            ExchangeCounters counters) {
        HeldGroupMessage[] slots = new HeldGroupMessage[capacity];
        for (int i = 0; i < capacity; i++) {
            slots[i] = new HeldGroupMessage();
        }
        held = new Pool<HeldGroupMessage>(slots);
        this.controlPeers = controlPeers;
        this.fabrics = fabrics;
        this.sealer = sealer;
        this.dataCounter = dataCounter;
        this.controlCounter = controlCounter;
        this.outbox = outbox;
        packet = outbox.unreliable();
        this.udp = udp;
        this.drbg = drbg;
        this.counters = counters;
    }

    /**
     * Once, at boot.
     *
     * @param peers of data messages
     * @param interactionModel hears the messages that waited
     */
    public void complete(GroupPeers peers, GroupHandler interactionModel) {
        this.peers = peers;
        this.interactionModel = interactionModel;
    }

    /** To be looked at. */
    public Pool<? extends Slot> slots() {
        return held;
    }

    /**
     * A data message of a peer whose counter is not known, under a key that demands it.
     *
     * @return false when it was dropped: one of the peer waits already, or there is no place
     */
    boolean hold(GroupSession session, InboundMessage message, long nowMillis) {
        if (waiting(session) != null) {
            return false;
        }
        HeldGroupMessage slot = held.take();
        if (slot == null) {
            return false;
        }
        Packet in = outbox.store().keep(message.payloadLength);
        if (in == null || in.bytes.length < message.payloadLength) {
            release(slot, in);
            return false;
        }
        slot.keep(session, message, in);
        slot.due = nowMillis + (drbg.nextInt() & 0x7FFFFFFF) % (REQUEST_JITTER + 1);
        return true;
    }

    /**
     * An authentic control message to this node.
     *
     * @return false when it was dropped
     */
    boolean received(GroupSession session, InboundMessage message, long nowMillis) {
        ProtocolHeader heard = message.protocol;
        if (controlPeers.markDuplicate(session, message.header.counter, nowMillis)) {
            counters.rxDuplicates++;
            return true;
        }
        if (heard.vendorId != 0 || heard.protocolId != ProtocolId.SECURE_CHANNEL) {
            return false;
        }
        if (heard.opcode == SecureChannelOpcode.MSG_COUNTER_SYNC_REQ) {
            return heard.isInitiator()
                    && message.payloadLength == CHALLENGE_LENGTH
                    && respond(session, message);
        }
        return heard.opcode == SecureChannelOpcode.MSG_COUNTER_SYNC_RSP
                && !heard.isInitiator()
                && message.payloadLength == RESPONSE_LENGTH
                && synchronise(session, message, nowMillis);
    }

    /**
     * Asks whom it is time to ask, and gives up what waited too long.
     *
     * @return when to poll again, or {@link #NEVER}
     */
    public long poll(long nowMillis) {
        long next = NEVER;
        for (int i = 0; i < held.capacity(); i++) {
            HeldGroupMessage slot = held.at(i);
            if (slot.isTaken() && nowMillis >= slot.due && (slot.asked || !ask(slot, nowMillis))) {
                counters.rxDropped++;
                release(slot, slot.packet);
            }
            if (slot.isTaken()) {
                next = Math.min(next, slot.due);
            }
        }
        return next;
    }

    /** The fabric is gone. */
    public void forget(int fabricIndex) {
        controlPeers.forget(fabricIndex);
        for (int i = 0; i < held.capacity(); i++) {
            HeldGroupMessage slot = held.at(i);
            if (slot.isTaken() && slot.session.fabricIndex() == fabricIndex) {
                release(slot, slot.packet);
            }
        }
    }

    private boolean ask(HeldGroupMessage slot, long nowMillis) {
        slot.asked = true;
        slot.due = nowMillis + TIMEOUT;
        slot.challenge = drbg.nextLong();
        slot.exchangeId = (char) drbg.nextInt();
        address(SecureChannelOpcode.MSG_COUNTER_SYNC_REQ, slot.exchangeId);
        protocol.exchangeFlags = ProtocolHeader.INITIATOR;
        Bytes.putU64le(packet.bytes, Packet.PAYLOAD, slot.challenge);
        slot.sender(to);
        return send(slot.session, CHALLENGE_LENGTH);
    }

    private boolean respond(GroupSession session, InboundMessage request) {
        // The value is used up: a peer may take it for that of a message it has seen.
        if (dataCounter.reserve() != MessageStatus.OK) {
            return false;
        }
        address(SecureChannelOpcode.MSG_COUNTER_SYNC_RSP, request.protocol.exchangeId);
        if (request.protocol.isReliable()) {
            protocol.exchangeFlags = ProtocolHeader.ACKNOWLEDGEMENT;
            protocol.ackedCounter = request.header.counter;
        }
        Bytes.putU32le(packet.bytes, Packet.PAYLOAD, dataCounter.next());
        System.arraycopy(
                request.buffer,
                request.payloadOffset,
                packet.bytes,
                Packet.PAYLOAD + 4,
                CHALLENGE_LENGTH);
        to.set(request.from);
        return send(session, RESPONSE_LENGTH);
    }

    private boolean synchronise(GroupSession session, InboundMessage response, long nowMillis) {
        HeldGroupMessage slot = waiting(session);
        int counter = Bytes.u32le(response.buffer, response.payloadOffset);
        if (slot == null
                || !slot.asked
                || nowMillis > slot.due
                || counter == 0
                || session.keySetId() != slot.session.keySetId()
                || response.protocol.exchangeId != slot.exchangeId
                || Bytes.u64le(response.buffer, response.payloadOffset + 4) != slot.challenge) {
            return false;
        }
        boolean fresh = peers.synchronise(slot.session, counter, slot.counter, nowMillis);
        if (fresh) {
            slot.restore(response);
            interactionModel.receivedInGroup(slot.session, response, nowMillis);
        }
        release(slot, slot.packet);
        return fresh;
    }

    private void release(HeldGroupMessage slot, Packet in) {
        if (in != null) {
            Bytes.zero(in.bytes);
            outbox.store().release(in);
        }
        held.release(slot);
    }

    private HeldGroupMessage waiting(GroupSession session) {
        for (int i = 0; i < held.capacity(); i++) {
            if (held.at(i).isTaken() && held.at(i).isFrom(session)) {
                return held.at(i);
            }
        }
        return null;
    }

    private void address(int opcode, int exchangeId) {
        protocol.clear();
        protocol.protocolId = ProtocolId.SECURE_CHANNEL;
        protocol.opcode = opcode;
        protocol.exchangeId = exchangeId;
    }

    private boolean send(GroupSession session, int payloadLength) {
        Fabric fabric = fabrics.find(session.fabricIndex());
        if (fabric == null
                || sealer.sealControl(
                                fabric, session, controlCounter, protocol, packet, payloadLength)
                        != MessageStatus.OK) {
            return false;
        }
        counters.txMessages++;
        udp.send(packet.bytes, packet.offset, packet.length, to);
        return true;
    }
}
