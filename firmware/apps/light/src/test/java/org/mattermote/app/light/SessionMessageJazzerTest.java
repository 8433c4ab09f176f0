package org.mattermote.app.light;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.provider.MethodSource;
import org.mattermote.firmware.testkit.MemoryFactory;
import org.mattermote.stack.codec.MessageHeader;
import org.mattermote.stack.codec.ProtocolHeader;
import org.mattermote.stack.fuzz.Kept;
import org.mattermote.stack.fuzz.Parts;
import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.sim.SimController;

/**
 * Messages that are sealed as they must be in an established session, with anything in the clear
 * and the protocol header: each is answered a bounded number of times, and the session goes on
 * unless a message closed it.
 */
class SessionMessageJazzerTest {
    private static final int MOST = 12;

    /** Of one message: a report's part and a status, each sent five times, and acknowledgements. */
    private static final int ANSWERS = 12;

    private static final int OWN_HEADER = 1;
    private static final int LATER = 2;

    private static final FuzzDevice DEVICE = new FuzzDevice();
    private static final FuzzDevice.Stage STAGE;
    private static final Line LINE;
    private static final int SESSION_ID;

    static {
        DEVICE.admin.commission(MemoryFactory.PASSCODE);
        DEVICE.quiet();
        SimController by = DEVICE.admin.controller;
        LINE = Line.after(by.session, DEVICE.lastSentBy(by));
        SESSION_ID = by.session.peerId;
        STAGE = DEVICE.stage();
    }

    static List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        for (Corpus.Entry entry : new Corpus().secured) {
            ProtocolHeader header = new ProtocolHeader();
            header.exchangeFlags = ProtocolHeader.INITIATOR | seeds.size() & 7;
            header.exchangeId = 0x1000 + seeds.size();
            header.protocolId = entry.protocolId();
            header.opcode = entry.opcode();
            byte[] plain = new byte[header.length() + entry.payload().length];
            int at = header.encode(plain, 0);
            System.arraycopy(entry.payload(), 0, plain, at, entry.payload().length);
            seeds.add(
                    seeds.size() % 2 == 0
                            ? Parts.row(0, 0, plain)
                            : Parts.row(OWN_HEADER, 1, new byte[] {4, 0, 9, 9, 9, 9}, plain));
        }
        return Kept.with(SessionMessageJazzerTest.class, seeds);
    }

    /**
     * For each message bits of how it is sent, by how much its counter is ahead, with a header of
     * its own the flags, the security flags and what is behind the counter, and what is sealed.
     */
    @MethodSource("seeds")
    @FuzzTest(maxDuration = "", maxExecutions = 100_000)
    void shouldStayInBounds(byte[] data) {
        Parts parts = new Parts(data);
        DEVICE.start(STAGE);
        Line line = LINE.copy();
        DEVICE.listener = datagram -> assertNotNull(line.open(datagram));
        while (!parts.isEmpty() && DEVICE.arrived < MOST) {
            int how = parts.number();
            line.counter += (byte) parts.number();
            if ((how & OWN_HEADER) != 0) {
                byte[] front = front(parts.string(), line.counter++);
                DEVICE.arrive(line.sealed(front, parts.string()), DEVICE.adminAddress());
            } else {
                DEVICE.arrive(line.datagram(0, parts.string()), DEVICE.adminAddress());
            }
            DEVICE.pass((how & LATER) != 0 ? 1_000 : 5);
        }
        DEVICE.mustRest(2 * FuzzDevice.DAY, FuzzRun.LASTING);
        assertTrue(DEVICE.sent <= ANSWERS * DEVICE.arrived, "datagrams " + DEVICE.sent);
    }

    /** A header with flags, security flags and addresses as given. */
    private static byte[] front(byte[] given, int counter) {
        byte[] b = Arrays.copyOf(given, Math.max(2, given.length));
        byte[] front = new byte[MessageHeader.MIN_LENGTH + b.length - 2];
        front[MessageHeader.FLAGS_OFFSET] = b[0];
        Bytes.putU16le(front, MessageHeader.SESSION_ID_OFFSET, SESSION_ID);
        front[MessageHeader.SECURITY_FLAGS_OFFSET] = b[1];
        Bytes.putU32le(front, MessageHeader.COUNTER_OFFSET, counter);
        System.arraycopy(b, 2, front, MessageHeader.MIN_LENGTH, b.length - 2);
        return front;
    }
}
