package org.mattermote.stack.explorer;

import org.mattermote.stack.codec.ProtocolHeader;
import org.mattermote.stack.mem.SlotState;

/** A message under way between a controller and the device, both headers and payload. */
final class Letter implements Comparable<Letter> {
    /** Index of the controller. */
    int who;

    boolean toDevice;

    /** Of the session's keys; 0 for an unsecured message. */
    int keys;

    int sessionId;
    int counter;
    int flags;
    int opcode;
    int protocol;
    int exchangeId;
    int acked;
    int payload;

    /** A copy of it was delivered. */
    boolean doubled;

    Letter copy() {
        Letter copy = new Letter();
        copy.set(this);
        return copy;
    }

    void set(Letter other) {
        who = other.who;
        toDevice = other.toDevice;
        keys = other.keys;
        sessionId = other.sessionId;
        counter = other.counter;
        flags = other.flags;
        opcode = other.opcode;
        protocol = other.protocol;
        exchangeId = other.exchangeId;
        acked = other.acked;
        payload = other.payload;
        doubled = other.doubled;
    }

    boolean isSecure() {
        return keys != 0;
    }

    boolean isReliable() {
        return (flags & ProtocolHeader.RELIABLE) != 0;
    }

    boolean acknowledges() {
        return (flags & ProtocolHeader.ACKNOWLEDGEMENT) != 0;
    }

    void state(SlotState state) {
        int marks = who << 2 | (toDevice ? 2 : 0) | (doubled ? 1 : 0);
        marks = state.integer(marks);
        who = marks >> 2;
        toDevice = (marks & 2) != 0;
        doubled = (marks & 1) != 0;
        int kind = state.integer(flags << 16 | opcode << 8 | protocol);
        flags = kind >>> 16;
        opcode = kind >>> 8 & 0xFF;
        protocol = kind & 0xFF;
        int ids = state.integer(sessionId << 16 | exchangeId);
        sessionId = ids >>> 16;
        exchangeId = ids & 0xFFFF;
        keys = state.integer(keys);
        counter = state.integer(counter);
        acked = state.integer(acked);
        payload = state.integer(payload);
    }

    @Override
    public int compareTo(Letter other) {
        int order = Integer.compare(who, other.who);
        order = order == 0 ? Boolean.compare(toDevice, other.toDevice) : order;
        order = order == 0 ? Integer.compare(keys, other.keys) : order;
        order = order == 0 ? Integer.compare(counter, other.counter) : order;
        order = order == 0 ? Integer.compare(opcode, other.opcode) : order;
        order = order == 0 ? Integer.compare(exchangeId, other.exchangeId) : order;
        order = order == 0 ? Integer.compare(flags, other.flags) : order;
        order = order == 0 ? Integer.compare(acked, other.acked) : order;
        order = order == 0 ? Integer.compare(payload, other.payload) : order;
        order = order == 0 ? Integer.compare(sessionId, other.sessionId) : order;
        return order == 0 ? Boolean.compare(doubled, other.doubled) : order;
    }
}
