package org.mattermote.app.light;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.mattermote.stack.codec.MessageHeader;
import org.mattermote.stack.codec.ProtocolHeader;
import org.mattermote.stack.sim.Oracle;
import org.mattermote.stack.sim.SimController;

/**
 * A peer's end of messages with the device, on a session or without one: it makes datagrams of any
 * messages and opens what comes back.
 */
final class Line {
    /** A message that came. */
    record Message(int counter, ProtocolHeader header, byte[] payload) {}

    /** Of the next message; each message raises it by one. */
    int counter;

    int exchangeId;

    private final SimController.Session session;
    private final long ephemeralNodeId;
    private final MessageHeader header = new MessageHeader();

    private Line(SimController.Session session, long ephemeralNodeId, int counter) {
        this.session = session;
        this.ephemeralNodeId = ephemeralNodeId;
        this.counter = counter;
    }

    /** On no session, as somebody who never spoke before. */
    static Line stranger(int number) {
        Line line = new Line(null, 0x1000 + number, 0x10000);
        line.exchangeId = 1 + number & 0xFFFF;
        return line;
    }

    /** On {@code session}, or none, from where the peer's last datagram left it. */
    static Line after(SimController.Session session, byte[] lastSent) {
        MessageHeader last = new MessageHeader();
        int length = last.decode(lastSent, 0, lastSent.length);
        Line line = new Line(session, last.sourceNodeId, last.counter + 1);
        if (session == null) {
            ProtocolHeader protocol = new ProtocolHeader();
            protocol.decode(lastSent, length, lastSent.length - length);
            line.exchangeId = protocol.exchangeId;
        }
        return line;
    }

    /** The same, so that each input may go on from it. */
    Line copy() {
        Line line = new Line(session, ephemeralNodeId, counter);
        line.exchangeId = exchangeId;
        return line;
    }

    byte[] message(Corpus.Entry entry) {
        int flags = ProtocolHeader.INITIATOR | ProtocolHeader.RELIABLE;
        return message(flags, 0, entry.protocolId(), entry.opcode(), entry.payload());
    }

    /**
     * @param flags of the exchange
     */
    byte[] message(int flags, int ackedCounter, int protocolId, int opcode, byte[] payload) {
        ProtocolHeader protocol = new ProtocolHeader();
        protocol.exchangeFlags = flags;
        protocol.ackedCounter = ackedCounter;
        protocol.exchangeId = exchangeId;
        protocol.protocolId = protocolId;
        protocol.opcode = opcode;
        byte[] plain = new byte[protocol.length() + payload.length];
        int at = protocol.encode(plain, 0);
        System.arraycopy(payload, 0, plain, at, payload.length);
        return datagram(0, plain);
    }

    /** A datagram of what stands for a protocol header and a payload. */
    byte[] datagram(int securityFlags, byte[] plain) {
        header.clear();
        header.securityFlags = securityFlags;
        header.counter = counter++;
        if (session == null) {
            header.hasSource = true;
            header.sourceNodeId = ephemeralNodeId;
        } else {
            header.sessionId = session.peerId;
        }
        byte[] front = new byte[header.length()];
        header.encode(front, 0);
        return sealed(front, plain);
    }

    /** The same behind a header that is given, extensions and all. */
    byte[] sealed(byte[] front, byte[] plain) {
        return Oracle.concat(
                front,
                session == null
                        ? plain
                        : Oracle.seal(session.i2r, nonce(front, session.ownNodeId), front, plain));
    }

    /** What the device says to this end, or null when it is for another. */
    Message open(byte[] datagram) {
        int length = header.decode(datagram, 0, datagram.length);
        assertTrue(length > 0);
        byte[] plain = Arrays.copyOfRange(datagram, length, datagram.length);
        if (session == null) {
            if (header.sessionId != 0 || header.destinationNodeId != ephemeralNodeId) {
                return null;
            }
        } else if (header.sessionId != session.localId) {
            return null;
        } else {
            byte[] front = Arrays.copyOf(datagram, length);
            plain = Oracle.open(session.r2i, nonce(front, session.peerNodeId), front, plain);
            assertNotNull(plain, "sealed wrongly");
        }
        ProtocolHeader protocol = new ProtocolHeader();
        int protocolLength = protocol.decode(plain, 0, plain.length);
        assertTrue(protocolLength > 0);
        return new Message(
                header.counter, protocol, Arrays.copyOfRange(plain, protocolLength, plain.length));
    }

    private static byte[] nonce(byte[] front, long nodeId) {
        byte[] nonce = new byte[13];
        nonce[0] = front[MessageHeader.SECURITY_FLAGS_OFFSET];
        System.arraycopy(front, MessageHeader.COUNTER_OFFSET, nonce, 1, 4);
        System.arraycopy(Oracle.le(nodeId, 8), 0, nonce, 5, 8);
        return nonce;
    }
}
