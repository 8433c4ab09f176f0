package org.mattermote.stack.explorer;

import java.util.Arrays;
import java.util.List;
import org.mattermote.stack.codec.MessageHeader;
import org.mattermote.stack.codec.ProtocolHeader;
import org.mattermote.stack.codec.SecureChannelOpcode;
import org.mattermote.stack.mem.SlotState;
import org.mattermote.stack.message.SecureSession;

/**
 * Messages under way, in any order: so many at most, and what is more is lost. Turns them into
 * datagrams and back.
 */
final class Network {
    private static final String[] FLAGS = {"", "I", "A", "IA", "R", "IR", "AR", "IAR"};

    final Letter[] letters;
    int size;
    private final List<Controller> controllers;
    private final Payloads payloads;
    private final MessageHeader header = new MessageHeader();
    private final ProtocolHeader protocol = new ProtocolHeader();

    Network(int capacity, List<Controller> controllers, Payloads payloads) {
        letters = new Letter[capacity];
        for (int i = 0; i < capacity; i++) {
            letters[i] = new Letter();
        }
        this.controllers = controllers;
        this.payloads = payloads;
    }

    void state(SlotState state) {
        size = state.integer(size);
        for (int i = 0; i < size; i++) {
            letters[i].state(state);
        }
    }

    void put(Letter letter) {
        if (size < letters.length) {
            letters[size++].set(letter);
        }
    }

    void remove(int index) {
        Letter gone = letters[index];
        size--;
        System.arraycopy(letters, index + 1, letters, index, size - index);
        letters[size] = gone;
    }

    /** Acknowledgements of what a controller no longer waits for change nothing, ever. */
    void dropStale() {
        for (int i = size - 1; i >= 0; i--) {
            Letter letter = letters[i];
            if (!letter.toDevice
                    && !letter.isSecure()
                    && letter.acked == Numbers.STALE
                    && letter.protocol == 0
                    && letter.opcode == SecureChannelOpcode.STANDALONE_ACK) {
                remove(i);
            }
        }
    }

    void sort() {
        Arrays.sort(letters, 0, size);
    }

    boolean carries(Letter letter) {
        for (int i = 0; i < size; i++) {
            if (letters[i].toDevice
                    && letters[i].who == letter.who
                    && letters[i].keys == letter.keys
                    && letters[i].counter == letter.counter) {
                return true;
            }
        }
        return false;
    }

    /** The datagram of a controller's message. */
    byte[] datagram(Letter letter) {
        Controller from = controllers.get(letter.who);
        header.clear();
        header.counter = letter.counter;
        if (letter.isSecure()) {
            header.sessionId = letter.sessionId;
        } else if (from.isAsked()) {
            header.destinationKind = MessageHeader.DESTINATION_NODE;
            header.destinationNodeId = payloads.wide(letter.sessionId);
        } else {
            header.hasSource = true;
            header.sourceNodeId = from.ephemeralNodeId;
        }
        protocol.clear();
        protocol.exchangeFlags = letter.flags;
        protocol.opcode = letter.opcode;
        protocol.protocolId = letter.protocol;
        protocol.exchangeId = letter.exchangeId;
        protocol.ackedCounter = letter.acked;
        byte[] payload = payloads.bytes(letter.payload);
        int front = header.length();
        int plain = protocol.length() + payload.length;
        byte[] out = new byte[front + plain + (letter.isSecure() ? 16 : 0)];
        header.encode(out, 0);
        protocol.encode(out, front);
        System.arraycopy(payload, 0, out, front + protocol.length(), payload.length);
        if (letter.isSecure()) {
            from.seal(payloads.bytes(letter.keys), out, front, plain);
        }
        return out;
    }

    /** What the device sent to a controller. */
    Letter letter(byte[] datagram, Controller to, Device device) {
        int front = header.decode(datagram, 0, datagram.length);
        Letter letter = new Letter();
        letter.who = to.index;
        letter.counter = header.counter;
        letter.sessionId = header.sessionId;
        int length = datagram.length - front;
        byte[] bytes = datagram;
        if (header.sessionId != 0) {
            bytes = decrypted(datagram, front, to, device, letter);
            Violation.unless(bytes != null, "a message is encrypted with nobody's key");
            length -= 16;
        } else if (to.isAsked()) {
            letter.sessionId = payloads.number(header.sourceNodeId);
        }
        int head = protocol.decode(bytes, front, length);
        letter.flags = protocol.exchangeFlags;
        letter.opcode = protocol.opcode;
        letter.protocol = protocol.protocolId;
        letter.exchangeId = protocol.exchangeId;
        letter.acked = letter.acknowledges() ? protocol.ackedCounter : 0;
        letter.payload = payloads.number(Arrays.copyOfRange(bytes, front + head, front + length));
        return letter;
    }

    private byte[] decrypted(
            byte[] datagram, int front, Controller to, Device device, Letter letter) {
        var sessions = device.sim.sessions.slots();
        for (int i = 0; i < sessions.capacity(); i++) {
            SecureSession session = sessions.at(i);
            if (session.isTaken()
                    && session.hasKeys()
                    && session.peerSessionId() == header.sessionId
                    && session.isPeerAt(to.address)) {
                byte[] keys = ((byte[]) Inside.SESSION_KEYS.get(session)).clone();
                byte[] copy = datagram.clone();
                if (to.open(keys, copy, front, datagram.length - front) >= 0) {
                    letter.keys = payloads.number(keys);
                    return copy;
                }
            }
        }
        return null;
    }

    String describe(Letter letter) {
        Controller peer = controllers.get(letter.who);
        return (letter.toDevice ? peer.name() + "→device " : "device→" + peer.name() + " ")
                + opcode(letter)
                + " "
                + FLAGS[letter.flags & 7]
                + " #"
                + letter.counter
                + (letter.acknowledges() ? " ack #" + letter.acked : "")
                + (letter.isSecure() ? " in session " + letter.sessionId : "")
                + (letter.doubled ? " (again)" : "");
    }

    private static String opcode(Letter letter) {
        if (letter.protocol != 0) {
            return switch (letter.opcode) {
                case SlowServer.READ -> "Read";
                case SlowServer.INVOKE -> "Invoke";
                case SlowServer.REPORT -> "Report";
                case SlowServer.INVOKED -> "InvokeResponse";
                default -> "StatusResponse";
            };
        }
        return switch (letter.opcode) {
            case SecureChannelOpcode.STANDALONE_ACK -> "Ack";
            case SecureChannelOpcode.PBKDF_PARAM_REQUEST -> "PBKDFParamRequest";
            case SecureChannelOpcode.PBKDF_PARAM_RESPONSE -> "PBKDFParamResponse";
            case SecureChannelOpcode.PAKE1 -> "Pake1";
            case SecureChannelOpcode.PAKE2 -> "Pake2";
            case SecureChannelOpcode.PAKE3 -> "Pake3";
            case SecureChannelOpcode.SIGMA1 -> "Sigma1";
            case SecureChannelOpcode.SIGMA2 -> "Sigma2";
            case SecureChannelOpcode.SIGMA3 -> "Sigma3";
            case SecureChannelOpcode.SIGMA2_RESUME -> "Sigma2Resume";
            default -> "StatusReport";
        };
    }
}
