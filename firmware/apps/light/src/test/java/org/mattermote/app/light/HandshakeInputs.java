package org.mattermote.app.light;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.ProtocolHeader;
import org.mattermote.stack.codec.SecureChannelOpcode;
import org.mattermote.stack.codec.StatusReport;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvType;
import org.mattermote.stack.fuzz.Parts;
import org.mattermote.stack.port.LogEvent;
import org.mattermote.stack.sim.Handshake;
import org.mattermote.stack.sim.Oracle;
import org.mattermote.stack.sim.SimController;
import org.mattermote.stack.sim.Tlv;

/**
 * Messages of the secure channel to a light in the middle of a handshake: they are answered well
 * formed, leave nothing behind, and make a session only with the proof that the honest peer has.
 */
final class HandshakeInputs {
    private static final int[] OPCODES = {
        SecureChannelOpcode.PBKDF_PARAM_REQUEST,
        SecureChannelOpcode.PAKE1,
        SecureChannelOpcode.PAKE3,
        SecureChannelOpcode.SIGMA1,
        SecureChannelOpcode.SIGMA3,
        SecureChannelOpcode.STATUS_REPORT,
        SecureChannelOpcode.STANDALONE_ACK,
        SecureChannelOpcode.PBKDF_PARAM_RESPONSE,
        SecureChannelOpcode.PAKE2,
        SecureChannelOpcode.SIGMA2,
        SecureChannelOpcode.SIGMA2_RESUME,
        SecureChannelOpcode.MSG_COUNTER_SYNC_REQ,
        SecureChannelOpcode.MSG_COUNTER_SYNC_RSP,
        SecureChannelOpcode.CHECK_IN,
        0x7F,
        0xFF,
    };

    private static final int MOST = 8;

    // How a message is sent.
    private static final int NEW_EXCHANGE = 1;
    private static final int NEW_PEER = 2;
    private static final int UNRELIABLE = 4;
    private static final int LATER = 8;

    /** The string is TBEData3, to be sealed into Sigma3. */
    private static final int TBE = 16;

    /** A handshake that waits for the message in {@link #next}. */
    private static final class Step {
        FuzzDevice device;
        FuzzDevice.Stage stage;
        Line line;
        int opcode;
        byte[] next;

        /** TBEData3 and the key that seals it, or null. */
        byte[] tbe;

        byte[] tbeKey;

        /** Whether nobody but the honest peer can have made this. */
        boolean isProof(byte[] payload) {
            return contains(payload, end(next)) || tbe != null && contains(payload, end(tbe));
        }

        /** Where tags and signatures stand. */
        private static byte[] end(byte[] message) {
            return Arrays.copyOfRange(message, message.length - 17, message.length - 1);
        }
    }

    private final List<Step> steps = new ArrayList<>();
    private final StatusReport report = new StatusReport();
    private Line line;

    /**
     * Adds the state in which the device waits for message {@code opcode} of {@code handshake}.
     *
     * @param tbe what the handshake seals in Sigma3, filled on its way; or null
     */
    void add(FuzzDevice device, SimController by, Handshake handshake, int opcode, byte[][] tbe) {
        Map<String, Integer> idle = device.tables();
        Step step = new Step();
        by.tamper =
                (sent, payload) -> {
                    if (sent == opcode) {
                        step.next = payload;
                        return null;
                    }
                    return payload;
                };
        SimController.Talk talk = by.start(handshake);
        // Long enough for an acknowledgement, too short for a time-out.
        device.network.run(() -> step.next != null, FuzzDevice.MINUTE);
        device.network.pass(1_000);
        step.device = device;
        step.opcode = opcode;
        boolean first =
                opcode == SecureChannelOpcode.PBKDF_PARAM_REQUEST
                        || opcode == SecureChannelOpcode.SIGMA1;
        step.line = first ? Line.stranger(7) : Line.after(null, device.lastSentBy(by));
        if (tbe != null) {
            step.tbe = tbe[0];
            step.tbeKey = by.secrets.get(by.secrets.size() - 1);
        }
        step.stage = device.stage(idle);
        steps.add(step);
        by.tamper = (sent, payload) -> payload;
        talk.dead = true;
        // The next state begins where nothing of this one is left.
        device.network.pass(2 * FuzzDevice.MINUTE);
    }

    /** For each state the message it waits for, and that one twice. */
    List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        byte[] close = {0, 0, 0, 0, 0, 0, 3, 0};
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            int opcode = number(step.opcode);
            seeds.add(Parts.row(i, opcode, 0, step.next));
            seeds.add(Parts.row(i, opcode, LATER, step.next, opcode, NEW_PEER, step.next));
            int report = number(SecureChannelOpcode.STATUS_REPORT);
            seeds.add(Parts.row(i, report, 0, close));
            seeds.add(Parts.row(i, opcode, 0, step.next, report, 0, new byte[close.length]));
            if (step.tbe != null) {
                seeds.add(Parts.row(i, opcode, TBE, step.tbe));
            }
        }
        return seeds;
    }

    private static int number(int opcode) {
        for (int i = 0; i < OPCODES.length; i++) {
            if (OPCODES[i] == opcode) {
                return i;
            }
        }
        throw new IllegalArgumentException("opcode " + opcode);
    }

    /** The state; then for each message its opcode's number, how it is sent, and its payload. */
    void run(byte[] data) {
        Parts parts = new Parts(data);
        Step step = steps.get(parts.number() % steps.size());
        FuzzDevice device = step.device;
        device.start(step.stage);
        device.listener = this::check;
        boolean proved = false;
        int before = made(device);
        Line first = step.line.copy();
        line = first;
        for (int n = 0; n < MOST && !parts.isEmpty(); n++) {
            int opcode = OPCODES[parts.number() % OPCODES.length];
            int how = parts.number();
            byte[] payload = parts.string();
            proved |= step.isProof(payload);
            if ((how & TBE) != 0 && step.tbeKey != null) {
                payload = sealed(step, payload);
            }
            line = (how & NEW_PEER) != 0 ? Line.stranger(100 + n) : first;
            int exchange = line.exchangeId;
            line.exchangeId += (how & NEW_EXCHANGE) != 0 ? 1 + n : 0;
            int flags = ProtocolHeader.INITIATOR;
            flags |= (how & UNRELIABLE) != 0 ? 0 : ProtocolHeader.RELIABLE;
            device.arrive(line.message(flags, 0, 0, opcode, payload), device.adminAddress());
            device.pass((how & LATER) != 0 ? 1_000 : 5);
            line.exchangeId = exchange;
        }
        device.mustRest(20 * FuzzDevice.MINUTE, FuzzRun.LASTING);
        assertTrue(proved || made(device) == before, "a session without proof");
    }

    /** Sessions since boot. */
    private static int made(FuzzDevice device) {
        int[] events = device.node.events;
        return events[LogEvent.PASE_ESTABLISHED] + events[LogEvent.CASE_ESTABLISHED];
    }

    private static byte[] sealed(Step step, byte[] tbe) {
        byte[] bytes = Oracle.seal(step.tbeKey, "NCASE_Sigma3N".getBytes(), new byte[0], tbe);
        return Tlv.struct(out -> Tlv.bytes(out, 1, bytes));
    }

    private static boolean contains(byte[] in, byte[] part) {
        for (int at = 0; at + part.length <= in.length; at++) {
            if (Arrays.equals(in, at, at + part.length, part, 0, part.length)) {
                return true;
            }
        }
        return false;
    }

    private void check(byte[] datagram) {
        Line.Message message = line.open(datagram);
        if (message == null) {
            return;
        }
        byte[] payload = message.payload();
        assertEquals(0, message.header().protocolId);
        switch (message.header().opcode) {
            case SecureChannelOpcode.STANDALONE_ACK -> assertEquals(0, payload.length);
            case SecureChannelOpcode.STATUS_REPORT ->
                    assertEquals(CodecStatus.OK, report.decode(payload, 0, payload.length));
            case SecureChannelOpcode.PBKDF_PARAM_RESPONSE,
                    SecureChannelOpcode.PAKE2,
                    SecureChannelOpcode.SIGMA2,
                    SecureChannelOpcode.SIGMA2_RESUME -> {
                TlvReader reader = new TlvReader();
                reader.wrap(payload, 0, payload.length);
                assertEquals(CodecStatus.OK, reader.next());
                assertEquals(TlvType.STRUCT, reader.type());
                assertEquals(CodecStatus.OK, reader.validate());
                assertEquals(payload.length, reader.elementEnd());
            }
            default -> throw new AssertionError("opcode " + message.header().opcode);
        }
    }
}
