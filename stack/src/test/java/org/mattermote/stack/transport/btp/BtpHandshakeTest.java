package org.mattermote.stack.transport.btp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mattermote.stack.fabric.Vectors;

class BtpHandshakeTest {
    private static final String REQUEST = "656C04000000F70006";

    private final BtpBench bench = new BtpBench(6);

    private void request(String hex) {
        bench.connect();
        bench.write(Vectors.hex(hex));
    }

    private void assertEnded(int flaw) {
        assertEquals(1, bench.disconnects);
        assertEquals(flaw, bench.btp.counters().lastFlaw);
        assertEquals(0, bench.inUse());
        assertEquals(Btp.NEVER, bench.poll());
    }

    @Test
    void shouldAnswerWhenC2IsSubscribed() {
        request(REQUEST);
        assertNull(bench.answer(), "not before");
        assertEquals(0, bench.btp.connection());
        bench.subscribe(true);
        assertNull(bench.indicated, "after the answer to that write, in the poll");
        assertArrayEquals(Vectors.hex("656C04F40006"), bench.answer());
        assertEquals(1, bench.btp.connection());
        assertTrue(bench.btp.isOpen(1));
        assertEquals(1, bench.inUse());
        assertNull(bench.answer());
    }

    @Test
    void shouldAnswerWhenC2WasSubscribedTooEarly() {
        bench.connect();
        bench.subscribe(true);
        assertNull(bench.answer());
        bench.write(Vectors.hex(REQUEST));
        assertNotNull(bench.answer());
        assertEquals(1, bench.btp.connection());
    }

    @Test
    void shouldAnswerAsSoonAsTheControllerHasRoom() {
        request(REQUEST);
        bench.subscribe(true);
        bench.hasRoom = false;
        assertNull(bench.answer());
        assertEquals(0, bench.btp.connection());
        bench.hasRoom = true;
        assertNotNull(bench.answer());
    }

    @Test
    void shouldAgreeOnTheLargestSegmentBothTake() {
        int[] mtus = new int[300];
        for (int i = 0; i < mtus.length; i++) {
            mtus[i] = i;
        }
        for (int own : new int[] {23, 24, 100, 185, 246, 247}) {
            bench.mtu = own;
            for (int asked = 0; asked < 600; asked++) {
                BtpCentral central = bench.open(new BtpCentral(asked, 6));
                int expected = asked == 0 ? own - 3 : Math.min(own, Math.max(asked, 23)) - 3;
                assertEquals(Math.min(expected, 244), central.segmentSize());
                bench.disconnect();
            }
        }
        bench.mtu = 517;
        assertEquals(244, bench.open(new BtpCentral(517, 6)).segmentSize());
        bench.disconnect();
        assertEquals(244, bench.open(new BtpCentral(0xFFFF, 6)).segmentSize());
    }

    @Test
    void shouldAgreeOnTheSmallerWindow() {
        for (int own = Btp.MIN_WINDOW; own <= 255; own += 4) {
            BtpBench other = new BtpBench(own);
            for (int asked = 1; asked < 256; asked++) {
                assertEquals(Math.min(own, asked), other.open(new BtpCentral(247, asked)).window());
                other.disconnect();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"05000000", "00000000", "31200000"})
    void shouldRefuseVersionsItDoesNotKnow(String versions) {
        request("656C" + versions + "F70006");
        assertEquals(0, bench.inUse(), "it needs no packet");
        assertEquals(0, bench.disconnects, "it is told first");
        bench.subscribe(true);
        bench.poll();
        assertArrayEquals(Vectors.hex("656C00F40006"), bench.indicated);
        assertEquals(0, bench.disconnects);
        assertEquals(0, bench.btp.connection());
        bench.poll();
        bench.confirm();
        assertEquals(1, bench.disconnects);
        assertEquals(1, bench.btp.counters().versionMismatches);
        bench.disconnect();
        assertEquals(0, bench.closed.size(), "nobody knew of it");
        bench.open(new BtpCentral(247, 6));
    }

    @Test
    void shouldRefuseWithoutAFreePacket() {
        for (int i = 0; i < BtpBench.FULL; i++) {
            bench.packets.full().take();
        }
        request(REQUEST);
        assertEquals(1, bench.disconnects);
        assertEquals(1, bench.btp.counters().packetsExhausted);
        bench.disconnect();
        bench.packets.full().release(bench.packets.full().at(2));
        bench.open(new BtpCentral(247, 6));
        assertEquals(2, bench.btp.connection(), "a number of its own");
        assertEquals(BtpBench.FULL, bench.inUse());
    }

    @ParameterizedTest
    @CsvSource({
        "65, -1",
        "656C04000000F700, -1",
        "656C04000000F7000600, -2",
        "656C04000000F70000, -4",
        "0100010055, -2",
        "080000, -2",
        "656C04F40006, -1"
    })
    void shouldEndWithWhatIsNoRequest(String hex, int flaw) {
        request(hex);
        assertEnded(flaw);
    }

    @ParameterizedTest
    @CsvSource({REQUEST, "0100010055", "656C00000000F70006"})
    void shouldEndWithAnythingAfterTheRequest(String second) {
        request(REQUEST);
        bench.write(Vectors.hex(second));
        assertEnded(BtpFlaw.MANAGEMENT);
        bench.disconnect();
        request("656C05000000F70006");
        bench.write(Vectors.hex(second));
        assertEquals(1, bench.disconnects);
        assertEquals(2, bench.btp.counters().flaws);
    }

    @Test
    void shouldEndWithASecondHandshake() {
        bench.open(new BtpCentral(247, 6));
        bench.write(Vectors.hex(REQUEST));
        assertEnded(BtpFlaw.MANAGEMENT);
        assertEquals(java.util.List.of(1), bench.closed);
    }

    @Test
    void shouldWaitForARequestForAWhile() {
        bench.now = 5000;
        bench.connect();
        assertEquals(35_000, bench.poll());
        bench.now = 34_999;
        assertEquals(35_000, bench.poll());
        assertEquals(0, bench.disconnects);
        bench.now = 35_000;
        assertEquals(Btp.NEVER, bench.poll());
        assertEquals(1, bench.disconnects);
        assertEquals(1, bench.btp.counters().handshakeTimeouts);
        bench.now = 99_000;
        bench.poll();
        assertEquals(1, bench.disconnects, "once");
    }

    @ParameterizedTest
    @CsvSource({REQUEST, "656C05000000F70006"})
    void shouldWaitForTheSubscriptionForAWhile(String hex) {
        request(hex);
        assertEquals(15_000, bench.poll());
        bench.now = 14_999;
        bench.poll();
        assertEquals(0, bench.disconnects);
        bench.now = 15_000;
        assertEquals(Btp.NEVER, bench.poll());
        assertEquals(1, bench.disconnects);
        assertEquals(0, bench.inUse());
    }

    @Test
    void shouldNotWaitLongForTheRefusalToBeConfirmed() {
        request("656C05000000F70006");
        bench.subscribe(true);
        bench.now = 100;
        assertEquals(15_000, bench.poll());
        bench.now = 15_000;
        bench.poll();
        assertEquals(1, bench.disconnects);
    }

    @Test
    void shouldEndWhenUnsubscribedBeforeTheResponse() {
        request(REQUEST);
        bench.hasRoom = false;
        bench.subscribe(true);
        bench.poll();
        bench.subscribe(false);
        assertEquals(1, bench.disconnects);
        assertEquals(0, bench.inUse());
    }

    @Test
    void shouldNotMindBeingSubscribedAgain() {
        BtpCentral central = bench.open(new BtpCentral(247, 6));
        bench.subscribe(true);
        bench.settle(central);
        assertEquals(1, bench.btp.connection());
    }
}
