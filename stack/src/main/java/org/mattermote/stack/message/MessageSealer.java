package org.mattermote.stack.message;

import org.mattermote.stack.codec.MessageHeader;
import org.mattermote.stack.codec.ProtocolHeader;
import org.mattermote.stack.crypto.AesCcm;
import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.mem.SlotState;

/** Puts headers and protection on messages, and takes them off (Matter core 4.8). */
public final class MessageSealer {
    private final AesCcm ccm;

    /** Null when private messages are not taken. */
    private final MessagePrivacy privacy;

    private final byte[] nonce = new byte[SecureSession.NONCE_LENGTH];
    private final MessageHeader header = new MessageHeader();

    /** Shared by all unsecured sessions. */
    private final MessageCounter unencryptedMessageCounter = new MessageCounter();

    /**
     * @param privacy null when private messages are not taken
     * @param counterSeed random bits for the unencrypted counter's start
     */
    public MessageSealer(AesCcm ccm, MessagePrivacy privacy, int counterSeed) {
        this.ccm = ccm;
        this.privacy = privacy;
        unencryptedMessageCounter.start(counterSeed);
    }

    /** Bytes that headers and tag add to a payload at most, on this kind of session. */
    public static int overhead(Session session) {
        return session.isSecure()
                ? MessageHeader.MIN_LENGTH + ProtocolHeader.MAX_LENGTH + SecureSession.TAG_LENGTH
                : MessageHeader.MIN_LENGTH + 8 + ProtocolHeader.MAX_LENGTH;
    }

    /**
     * Completes a packet whose payload of {@code payloadLength} bytes stands at {@link
     * Packet#PAYLOAD}.
     *
     * @param protocol written as it is
     * @return OK or KEY_EXHAUSTED
     */
    public int seal(Session session, ProtocolHeader protocol, Packet packet, int payloadLength) {
        header.clear();
        if (session.isSecure()) {
            return sealSecure((SecureSession) session, protocol, packet, payloadLength);
        }
        UnsecuredSession unsecured = (UnsecuredSession) session;
        if (unsecured.isInitiator()) {
            header.hasSource = true;
            header.sourceNodeId = unsecured.ephemeralInitiatorNodeId();
        } else {
            header.destinationKind = MessageHeader.DESTINATION_NODE;
            header.destinationNodeId = unsecured.ephemeralInitiatorNodeId();
        }
        header.counter = unencryptedMessageCounter.next();
        putHeaders(protocol, packet, payloadLength);
        return MessageStatus.OK;
    }

    /**
     * Shows the hidden part of a private message's header and reads it again. That says nothing of
     * its being authentic.
     *
     * @param received as decoded from the hidden form
     * @param length of the whole message
     * @return false when the message is to be dropped
     */
    public boolean show(SecureSession session, MessageHeader received, byte[] message, int length) {
        return privacy != null
                && session.show(privacy, message, 0, received.length(), length) >= 0
                && received.decode(message, 0, length) >= 0;
    }

    /**
     * Authenticates and decrypts a secured message in place.
     *
     * @param length of the whole message
     * @param headerLength of its message header
     * @return length of the plaintext behind the header, NOT_AUTHENTIC or MALFORMED
     */
    public int open(
            SecureSession session,
            MessageHeader received,
            byte[] message,
            int length,
            int headerLength) {
        return session.open(
                ccm,
                nonce,
                message,
                0,
                headerLength,
                length,
                received.securityFlags,
                received.counter);
    }

    /** What it holds. */
    public void state(SlotState state) {
        unencryptedMessageCounter.state(state);
    }

    private int sealSecure(
            SecureSession session, ProtocolHeader protocol, Packet packet, int payloadLength) {
        if (session.localMessageCounter().isExhausted()) {
            return MessageStatus.KEY_EXHAUSTED;
        }
        header.sessionId = session.peerSessionId();
        header.counter = session.localMessageCounter().next();
        int headerLength = putHeaders(protocol, packet, payloadLength);
        packet.length =
                (char)
                        session.seal(
                                ccm,
                                nonce,
                                packet.bytes,
                                packet.offset,
                                headerLength,
                                packet.length,
                                header.securityFlags,
                                header.counter);
        Bytes.zero(nonce);
        return MessageStatus.OK;
    }

    private int putHeaders(ProtocolHeader protocol, Packet packet, int payloadLength) {
        int headerLength = header.length();
        int protocolLength = protocol.length();
        packet.offset = (char) (Packet.PAYLOAD - protocolLength - headerLength);
        packet.length = (char) (headerLength + protocolLength + payloadLength);
        packet.counter = header.counter;
        header.encode(packet.bytes, packet.offset);
        protocol.encode(packet.bytes, packet.offset + headerLength);
        return headerLength;
    }
}
