package org.mattermote.firmware.image.loop;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.MessageHeader;
import org.mattermote.stack.codec.ProtocolHeader;
import org.mattermote.stack.codec.ProtocolId;
import org.mattermote.stack.codec.SecureChannelOpcode;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.message.SecureSession;

/**
 * The commissioner's exchange with the node: builds and takes apart messages of the secure channel,
 * and lets the node work meanwhile. A millisecond of its time is a poll.
 */
final class LoopTalk {
    /** Payloads of a handshake, one after the other: what transcripts are of. */
    final byte[] said = new byte[2048];

    /** Where the last payload in {@link #said} begins and ends. */
    int from;

    int to;

    /** Id of the session that the commissioner offers. */
    int sessionId;

    final TlvReader reader = new TlvReader();
    final TlvWriter writer = new TlvWriter();

    /** A handshake computes for some hundred polls; the node gives up after 60 s. */
    private static final int PATIENCE = 20_000;

    private final LoopWire wire;
    private final LoopNode node;
    private final MessageHeader header = new MessageHeader();
    private final ProtocolHeader protocol = new ProtocolHeader();
    private final byte[] packet = new byte[LoopWire.LONGEST];
    private final byte[] nonce = new byte[SecureSession.NONCE_LENGTH];
    private long now;
    private long self;
    private int counter;
    private int exchangeId;
    private int peerCounter;
    private boolean owesAcknowledgement;

    LoopTalk(LoopWire wire, LoopNode node) {
        this.wire = wire;
        this.node = node;
    }

    /** A new exchange on no session. */
    void begin() {
        wire.clear();
        self = node.drbg.nextLong() & Long.MAX_VALUE;
        counter = node.drbg.nextInt() & 0xFFFFFFF;
        exchangeId = node.drbg.nextInt() & 0xFFFF;
        sessionId = 1 + (node.drbg.nextInt() & 0x7FFF);
        owesAcknowledgement = false;
        from = 0;
        to = 0;
    }

    /** The next payload of ours: a structure, to be closed by {@link #send}. */
    TlvWriter say() {
        writer.wrap(said, to, said.length);
        writer.startStruct(TlvTag.ANONYMOUS);
        return writer;
    }

    void send(int opcode) {
        writer.endContainer();
        from = to;
        to = writer.position();
        transmit(opcode, ProtocolHeader.RELIABLE);
    }

    /** Ends the exchange: acknowledges the node's last message. */
    void finish() {
        from = to;
        transmit(SecureChannelOpcode.STANDALONE_ACK, 0);
        idle();
    }

    private void transmit(int opcode, int flags) {
        header.clear();
        header.hasSource = true;
        header.sourceNodeId = self;
        header.counter = ++counter;
        int at = header.encode(wire.in, 0);
        at += protocol(opcode, flags, wire.in, at);
        System.arraycopy(said, from, wire.in, at, to - from);
        wire.inLength = at + to - from;
    }

    private int protocol(int opcode, int flags, byte[] out, int at) {
        protocol.clear();
        protocol.exchangeFlags = ProtocolHeader.INITIATOR | flags;
        if (owesAcknowledgement) {
            protocol.exchangeFlags |= ProtocolHeader.ACKNOWLEDGEMENT;
            protocol.ackedCounter = peerCounter;
            owesAcknowledgement = false;
        }
        protocol.opcode = opcode;
        protocol.exchangeId = exchangeId;
        protocol.protocolId = ProtocolId.SECURE_CHANNEL;
        return protocol.encode(out, at);
    }

    /**
     * Lets the node work until it says this; whether it did. Its payload is the last of {@link
     * #said} then.
     */
    boolean await(int opcode) {
        for (int i = 0; i < PATIENCE; i++) {
            node.poll(++now);
            int length = wire.take(packet);
            if (length > 0 && understand(length)) {
                return protocol.opcode == opcode;
            }
        }
        return false;
    }

    /** False for acknowledgements, and for what is not of this exchange. */
    private boolean understand(int length) {
        int at = header.decode(packet, 0, length);
        if (at < 0 || header.sessionId != 0) {
            return false;
        }
        int payload = protocol.decode(packet, at, length - at);
        if (payload < 0
                || protocol.exchangeId != exchangeId
                || protocol.opcode == SecureChannelOpcode.STANDALONE_ACK) {
            return false;
        }
        at += payload;
        if (length - at > said.length - to) {
            return false;
        }
        peerCounter = header.counter;
        owesAcknowledgement = protocol.isReliable();
        from = to;
        System.arraycopy(packet, at, said, from, length - at);
        to = from + length - at;
        return true;
    }

    /** Stands on a member of the last payload; whether it is there. */
    boolean find(int tag) {
        reader.wrap(said, from, to - from);
        return reader.next() == CodecStatus.OK
                && reader.enter() == CodecStatus.OK
                && reader.find(tag) == CodecStatus.OK;
    }

    /** As above, and it must be bytes of this length. */
    boolean find(int tag, int length) {
        return find(tag) && reader.bytes(length, length) >= 0;
    }

    /** Whether the last payload is a report of success. */
    boolean isSuccess() {
        int difference = to - from - 8;
        for (int i = from; i < to; i++) {
            difference |= said[i];
        }
        return difference == 0;
    }

    /**
     * Closes the session that was made, in its own words; whether the node understood them: then it
     * has none any more.
     *
     * @param keys I2R, R2I, attestation challenge
     * @param own node id of the commissioner, 0 after PASE
     */
    boolean close(byte[] keys, int peerSessionId, long own) {
        idle();
        if (node.sessions.slots().inUse() != 1) {
            return false;
        }
        header.clear();
        header.sessionId = peerSessionId;
        header.counter = ++counter;
        int at = header.encode(wire.in, 0);
        int start = at;
        exchangeId = exchangeId + 1 & 0xFFFF;
        owesAcknowledgement = false;
        at += protocol(SecureChannelOpcode.STATUS_REPORT, 0, wire.in, at);
        // Success of the protocol, secure channel, CloseSession.
        Bytes.putU32le(wire.in, at, 0);
        Bytes.putU32le(wire.in, at + 4, 0x00030000);
        at += 8;
        nonce[0] = wire.in[MessageHeader.SECURITY_FLAGS_OFFSET];
        Bytes.putU32le(nonce, 1, header.counter);
        Bytes.putU64le(nonce, 5, own);
        node.ccm.setKey(keys, 0);
        wire.inLength =
                start + node.ccm.seal(nonce, 0, wire.in, 0, start, wire.in, start, at - start);
        node.ccm.clearKey();
        idle();
        return node.sessions.slots().inUse() == 0;
    }

    /** Lets the node finish what it has begun. */
    private void idle() {
        for (int i = 0; i < 8; i++) {
            node.poll(++now);
        }
        wire.clear();
    }
}
