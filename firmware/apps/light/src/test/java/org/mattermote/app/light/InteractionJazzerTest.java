package org.mattermote.app.light;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;
import org.mattermote.firmware.testkit.MemoryFactory;
import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.ProtocolHeader;
import org.mattermote.stack.codec.SecureChannelOpcode;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvType;
import org.mattermote.stack.fuzz.Kept;
import org.mattermote.stack.fuzz.Parts;
import org.mattermote.stack.sim.Im;
import org.mattermote.stack.sim.SimAdministrator;
import org.mattermote.stack.sim.SimController;

/**
 * Messages of the interaction model to a whole light in an established session: each answer is well
 * formed, the light goes on answering, a day later nothing is left that is not meant to last, and
 * what is stored can be loaded.
 */
class InteractionJazzerTest {
    private static final int MOST = 12;
    private static final int REVISION = 0xFF;

    /** One input in so many is followed by a restart, chosen by its content. */
    private static final int RESTARTS = 64;

    // Bits of a message's number; the lowest four are its opcode.
    private static final int SAME_EXCHANGE = 0x10;
    private static final int UNRELIABLE = 0x20;
    private static final int LATER = 0x40;
    private static final int SILENT = 0x80;

    private final Stages stages = Stages.ONCE;
    private FuzzDevice device;
    private Line line;
    private boolean silent;
    private int answers;

    /** Sessions by CASE of an administrator and of a stranger, and by PASE with a fail-safe. */
    private static final class Stages {
        static final Stages ONCE = new Stages();

        final FuzzDevice[] devices = {new FuzzDevice(), null, new FuzzDevice()};
        final FuzzDevice.Stage[] at = new FuzzDevice.Stage[devices.length];
        final Line[] lines = new Line[devices.length];

        Stages() {
            FuzzDevice commissioned = devices[0];
            devices[1] = commissioned;
            commissioned.admin.commission(MemoryFactory.PASSCODE);
            SimController other =
                    new SimController(commissioned.network.attach(), commissioned.port, 12);
            commissioned.network.add(other);
            SimController.Talk talk =
                    other.operational(commissioned.admin.fabric.issue(0x7777), 0x5555);
            commissioned.network.run(
                    () -> other.session != null && talk.isAcknowledged(), FuzzDevice.MINUTE);
            talk.finished = true;
            keep(0, commissioned.admin.controller);
            keep(1, other);
            SimAdministrator commissioner = devices[2].admin;
            commissioner.pase(MemoryFactory.PASSCODE);
            commissioner.command(
                    0x30,
                    0,
                    0,
                    out -> {
                        out.putUnsigned(0, 60);
                        out.putUnsigned(1, 1);
                    });
            keep(2, commissioner.controller);
        }

        private void keep(int number, SimController by) {
            FuzzDevice device = devices[number];
            device.quiet();
            lines[number] = Line.after(by.session, device.lastSentBy(by));
            at[number] = device.stage();
        }
    }

    static List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        for (Corpus.Entry entry : new Corpus().secured) {
            if (entry.protocolId() == 1 && entry.opcode() != Im.REPORT_DATA) {
                int stage = seeds.size() % 3;
                seeds.add(Parts.row(stage, entry.opcode(), entry.payload()));
            }
        }
        seeds.add(Parts.row(0, Im.READ_REQUEST, Im.readEverything()));
        byte[] everything = Im.subscribe(true, 0, 60, Im.ANY, Im.ANY, Im.ANY);
        seeds.add(Parts.row(0, Im.SUBSCRIBE_REQUEST, everything, SILENT + 3, everything));
        byte[] toggle = Im.invoke(true, 1, 6, 2, out -> {});
        seeds.add(
                Parts.row(
                        0,
                        Im.TIMED_REQUEST,
                        Im.timed(500),
                        SAME_EXCHANGE + Im.INVOKE_REQUEST,
                        toggle));
        byte[] label = {'x'};
        seeds.add(
                Parts.row(
                        0,
                        Im.WRITE_REQUEST,
                        Im.write(false, 0, 0x28, 5, out -> out.putUtf8(2, label, 0, 1)),
                        LATER + Im.INVOKE_REQUEST,
                        Im.invoke(false, 1, 3, 0, out -> out.putUnsigned(0, 5))));
        return Kept.with(InteractionJazzerTest.class, seeds);
    }

    /** The session; then for each message its opcode with the bits above, and its payload. */
    @MethodSource("seeds")
    @FuzzTest(maxDuration = "", maxExecutions = 100_000)
    void shouldAnswerWellAndForget(byte[] data) {
        Parts parts = new Parts(data);
        int stage = parts.number() % stages.at.length;
        device = stages.devices[stage];
        device.start(stages.at[stage]);
        line = stages.lines[stage].copy();
        device.listener = this::answer;
        int most = 0;
        int number = 0;
        while (!parts.isEmpty() && most++ < MOST) {
            int bits = parts.number();
            if ((bits & SAME_EXCHANGE) == 0) {
                number = 0x4000 + most;
            }
            silent = (bits & SILENT) != 0;
            send(number, bits & 0xF, parts.string(), (bits & UNRELIABLE) == 0);
            device.pass((bits & LATER) != 0 ? 1_000 : 5);
        }
        mustBeHeard();
        device.mustRest(2 * FuzzDevice.DAY, FuzzRun.LASTING);
        if (Arrays.hashCode(data) % RESTARTS == 0) {
            device.mustRestart();
        }
    }

    private void send(int exchange, int opcode, byte[] payload, boolean reliable) {
        line.exchangeId = exchange;
        int flags = ProtocolHeader.INITIATOR | (reliable ? ProtocolHeader.RELIABLE : 0);
        device.arrive(line.message(flags, 0, 1, opcode, payload), device.adminAddress());
    }

    private void answer(byte[] datagram) {
        Line.Message message = line.open(datagram);
        if (message == null) {
            return;
        }
        ProtocolHeader header = message.header();
        if (header.protocolId == 1) {
            answers++;
            check(header.opcode, message.payload());
        } else {
            assertEquals(0, header.protocolId);
            assertTrue(
                    header.opcode == SecureChannelOpcode.STANDALONE_ACK
                            || header.opcode == SecureChannelOpcode.STATUS_REPORT);
        }
        if (silent || !header.isReliable()) {
            return;
        }
        boolean report = header.protocolId == 1 && header.opcode == Im.REPORT_DATA;
        boolean goesOn = report && !Im.flag(message.payload(), 4);
        line.exchangeId = header.exchangeId;
        int flags = ProtocolHeader.ACKNOWLEDGEMENT;
        flags |= header.isInitiator() ? 0 : ProtocolHeader.INITIATOR;
        device.arrive(
                goesOn
                        ? line.message(flags, message.counter(), 1, 1, Im.status(0))
                        : line.message(
                                flags,
                                message.counter(),
                                0,
                                SecureChannelOpcode.STANDALONE_ACK,
                                new byte[0]),
                device.adminAddress());
    }

    /** A structure with the revision in it and nothing behind, of an opcode that a server sends. */
    private static void check(int opcode, byte[] payload) {
        assertTrue(
                opcode == Im.STATUS_RESPONSE
                        || opcode == Im.SUBSCRIBE_RESPONSE
                        || opcode == Im.REPORT_DATA
                        || opcode == Im.WRITE_RESPONSE
                        || opcode == Im.INVOKE_RESPONSE,
                "opcode " + opcode);
        TlvReader reader = new TlvReader();
        reader.wrap(payload, 0, payload.length);
        assertEquals(CodecStatus.OK, reader.next());
        assertEquals(TlvType.STRUCT, reader.type());
        assertEquals(TlvTag.ANONYMOUS, reader.tag());
        assertEquals(CodecStatus.OK, reader.validate());
        assertEquals(payload.length, reader.elementEnd());
        assertEquals(CodecStatus.OK, reader.enter());
        assertEquals(CodecStatus.OK, reader.find(REVISION));
        assertEquals(TlvType.UNSIGNED, reader.type());
    }

    /** A session that is still there is answered, once what was begun is given up. */
    private void mustBeHeard() {
        silent = false;
        device.pass(FuzzDevice.MINUTE);
        if (device.node.stack.sessionCount() != device.sessionsAtStart()) {
            return;
        }
        answers = 0;
        send(0x3FFF, Im.READ_REQUEST, Im.read(0, 0x28, 1), true);
        device.pass(1_000);
        assertTrue(answers > 0, "no answer");
    }
}
