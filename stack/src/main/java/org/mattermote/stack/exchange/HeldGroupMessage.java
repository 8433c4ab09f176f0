package org.mattermote.stack.exchange;

import org.mattermote.stack.mem.Slot;
import org.mattermote.stack.mem.SlotState;
import org.mattermote.stack.message.GroupSession;
import org.mattermote.stack.message.InboundMessage;
import org.mattermote.stack.message.Packet;
import org.mattermote.stack.port.PeerAddress;

/**
 * A message to a group that waits until its sender says where its counter is: {@link GroupSync}.
 */
final class HeldGroupMessage extends Slot {
    final GroupSession session = new GroupSession();

    /** Its bytes begin with the payload. */
    Packet packet;

    /** When the request is to be sent, then when its answer is too late, ms. */
    long due;

    /** Of the request; random. */
    long challenge;

    private long addressHigh;
    private long addressLow;
    private int interfaceIndex;

    /** Of the message. */
    int counter;

    char exchangeId;
    private char port;
    private char length;
    private byte opcode;

    /** The request is sent. */
    boolean asked;

    /** Keeps a message in a packet that has room for its payload. */
    void keep(GroupSession from, InboundMessage message, Packet in) {
        packet = in;
        session.copy(from);
        addressHigh = message.from.high();
        addressLow = message.from.low();
        interfaceIndex = message.from.interfaceIndex;
        port = (char) message.from.port;
        counter = message.header.counter;
        opcode = (byte) message.protocol.opcode;
        length = (char) message.payloadLength;
        System.arraycopy(message.buffer, message.payloadOffset, packet.bytes, 0, length);
    }

    /** Puts what handlers read of the message into another one, which is done with. */
    void restore(InboundMessage message) {
        message.protocol.opcode = opcode & 0xFF;
        message.payloadOffset = 0;
        message.payloadLength = length;
        System.arraycopy(packet.bytes, 0, message.buffer, 0, length);
    }

    void sender(PeerAddress out) {
        out.set(addressHigh, addressLow, port, interfaceIndex);
    }

    boolean isFrom(GroupSession other) {
        return session.fabricIndex() == other.fabricIndex()
                && session.sourceNodeId() == other.sourceNodeId();
    }

    @Override
    protected void clear() {
        packet = null;
        due = 0;
        challenge = 0;
        addressHigh = 0;
        addressLow = 0;
        interfaceIndex = 0;
        counter = 0;
        exchangeId = 0;
        port = 0;
        length = 0;
        opcode = 0;
        asked = false;
    }

    @Override
    protected void state(SlotState state) {
        session.state(state);
        packet = (Packet) state.slot(packet);
        due = state.wide(due);
        challenge = state.wide(challenge);
        addressHigh = state.wide(addressHigh);
        addressLow = state.wide(addressLow);
        interfaceIndex = state.integer(interfaceIndex);
        counter = state.integer(counter);
        exchangeId = (char) state.integer(exchangeId);
        port = (char) state.integer(port);
        length = (char) state.integer(length);
        opcode = (byte) state.integer(opcode);
        asked = state.flag(asked);
    }
}
