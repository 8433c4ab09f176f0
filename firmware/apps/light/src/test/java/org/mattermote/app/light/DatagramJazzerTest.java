package org.mattermote.app.light;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;
import org.mattermote.firmware.testkit.MemoryFactory;
import org.mattermote.stack.codec.MessageHeader;
import org.mattermote.stack.fuzz.Kept;
import org.mattermote.stack.fuzz.Parts;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.sim.Datagram;

/**
 * Datagrams of strangers to a whole light, by UDP: each is answered a bounded number of times, and
 * of none is anything left when all are silent.
 */
class DatagramJazzerTest {
    /** Of one datagram: an answer, sent five times, and an acknowledgement. */
    private static final int ANSWERS = 6;

    private static final int MOST = 16;

    /** Strangers are remembered, in no other's way; a window closes. */
    private static final List<String> LASTING = List.of("UnsecuredSession", "Service");

    private static final PeerAddress[] STRANGERS = new PeerAddress[4];

    static {
        for (int i = 0; i < STRANGERS.length; i++) {
            STRANGERS[i] = new PeerAddress();
            STRANGERS[i].ip[0] = (byte) 0xFD;
            STRANGERS[i].ip[15] = (byte) (0x40 + i);
            STRANGERS[i].port = 5540 + i;
        }
    }

    private final Stages stages = Stages.ONCE;
    private final MessageHeader header = new MessageHeader();

    /** A light that is new, one that is commissioned, and one whose window is open again. */
    private static final class Stages {
        static final Stages ONCE = new Stages();

        final FuzzDevice device = new FuzzDevice();
        final FuzzDevice.Stage[] at = new FuzzDevice.Stage[3];

        Stages() {
            device.quiet();
            at[0] = device.stage();
            device.admin.commission(MemoryFactory.PASSCODE);
            device.quiet();
            at[1] = device.stage();
            device.admin.openBasicWindow(180);
            device.quiet();
            at[2] = device.stage();
        }
    }

    static List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        for (Datagram datagram : Stages.ONCE.device.network.sent) {
            seeds.add(Parts.row(seeds.size() % 3, seeds.size() & 3, 1, datagram.bytes()));
        }
        for (Corpus.Entry entry : new Corpus().unsecured) {
            seeds.add(Parts.row(2, 0, 1, Line.stranger(seeds.size()).message(entry)));
        }
        return Kept.with(DatagramJazzerTest.class, seeds);
    }

    /** The state; then for each datagram who sends it, ms that pass then, and the datagram. */
    @MethodSource("seeds")
    @FuzzTest(maxDuration = "", maxExecutions = 100_000)
    void shouldAnswerInBounds(byte[] data) {
        Parts parts = new Parts(data);
        FuzzDevice device = stages.device;
        device.start(stages.at[parts.number() % stages.at.length]);
        device.listener = this::check;
        int sessions = device.node.stack.sessionCount();
        while (!parts.isEmpty() && device.arrived < MOST) {
            PeerAddress from = STRANGERS[parts.number() & 3];
            int delay = parts.number();
            device.arrive(parts.string(), from);
            device.pass(delay);
        }
        device.mustRest(20 * FuzzDevice.MINUTE, LASTING);
        assertEquals(sessions, device.node.stack.sessionCount());
        assertTrue(device.sent <= ANSWERS * device.arrived, "datagrams " + device.sent);
    }

    private void check(byte[] datagram) {
        assertTrue(header.decode(datagram, 0, datagram.length) > 0);
    }
}
