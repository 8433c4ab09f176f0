package org.mattermote.stack.transport.btp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mattermote.stack.transport.btp.BtpCentral.message;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BtpTimersTest {
    private final BtpBench bench = new BtpBench(6);

    @Test
    void shouldAcknowledgeAloneAfterAWhile() {
        bench.open(new BtpCentral(247, 6));
        bench.now = 1000;
        bench.write(0x0D, 0, 0, 1, 0, 9);
        assertNull(bench.answer());
        bench.now = 2000;
        bench.write(0x05, 1, 1, 0, 9);
        assertEquals(3500, bench.poll(), "by the first one's time");
        bench.now = 3499;
        assertNull(bench.answer());
        bench.now = 3500;
        bench.poll();
        assertEquals(0x08, bench.indicated[0]);
        assertEquals(1, bench.indicated[1], "the last one");
        assertEquals(1, bench.indicated[2]);
        assertEquals(3, bench.indicated.length);
        bench.confirm();
        assertEquals(18_500, bench.poll(), "nothing is owed, but our own is to be acknowledged");
        assertEquals(1, bench.btp.counters().standaloneAcknowledgements);
    }

    @Test
    void shouldAcknowledgeAtOnceWhenTheWindowGetsNarrow() {
        bench.open(new BtpCentral(247, 6));
        for (int i = 0; i < 3; i++) {
            bench.write(i == 0 ? new byte[] {0x09, 0, 0, 50, 0, 1} : new byte[] {2, (byte) i, 1});
            assertNull(bench.answer(), "after packet " + i);
        }
        bench.write(2, 3, 1);
        byte[] ack = bench.answer();
        assertEquals(0x08, ack[0]);
        assertEquals(3, ack[1]);
    }

    @ParameterizedTest
    @CsvSource({"3, 2", "4, 2", "5, 3", "6, 4", "10, 8", "255, 253"})
    void shouldAcknowledgeLongMessagesInTime(int window, int after) {
        BtpBench other = new BtpBench(255);
        other.open(new BtpCentral(247, window));
        other.write(0x09, 0, 0, 0, 5, 1);
        for (int i = 1; i < after; i++) {
            assertNull(other.answer(), "after " + i);
            other.write(2, i, 1);
        }
        assertNotNull(other.answer());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void shouldAcknowledgeEachSegmentOfALongMessageInASmallWindow(int window) {
        bench.open(new BtpCentral(247, window));
        bench.write(0x09, 0, 0, 50, 0, 1);
        assertEquals(0x08, bench.answer()[0]);
        bench.write(0x0A, 1, 1, 1);
        assertEquals(0x08, bench.answer()[0]);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void shouldLeaveTheAcknowledgementToTheAnswerInASmallWindow(int window) {
        bench.open(new BtpCentral(247, window));
        bench.write(0x0D, 0, 0, 1, 0, 1);
        assertNull(bench.answer());
        bench.now = 1000;
        bench.send(message(10, 0));
        assertEquals(0x0D, bench.answer()[0]);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void shouldNotHurryForAcknowledgements(int window) {
        BtpCentral central = bench.open(new BtpCentral(247, window));
        central.immediateAckAt = 1;
        bench.run(central, 100_000);
        int most = window < 3 ? 60_000 / 250 : 60_000 / 2500;
        assertTrue(bench.btp.counters().standaloneAcknowledgements <= most);
    }

    @Test
    void shouldEndWhenTheResponseIsNotAcknowledged() {
        bench.now = 7;
        bench.open(new BtpCentral(247, 6));
        assertEquals(15_007, bench.poll());
        bench.now = 15_006;
        bench.poll();
        assertEquals(0, bench.disconnects);
        bench.now = 15_007;
        assertEquals(Btp.NEVER, bench.poll());
        assertEquals(1, bench.disconnects);
        assertEquals(1, bench.btp.counters().ackTimeouts);
        assertEquals(List.of(1), bench.closed);
        assertEquals(0, bench.inUse());
    }

    @Test
    void shouldEndWhenAnyPacketIsNotAcknowledged() {
        bench.open(new BtpCentral(247, 6));
        bench.now = 1000;
        bench.write(0x08, 0, 0);
        bench.now = 2000;
        bench.send(message(10, 0));
        bench.answer();
        bench.now = 4000;
        bench.send(message(10, 0));
        bench.answer();
        assertEquals(17_000, bench.poll());
        bench.now = 10_000;
        bench.write(0x08, 1, 1);
        assertEquals(12_500, bench.poll(), "when to acknowledge that");
        bench.now = 12_500;
        assertNotNull(bench.answer());
        assertEquals(25_000, bench.poll(), "from the acknowledgement on");
        bench.now = 25_000;
        bench.poll();
        assertEquals(1, bench.btp.counters().ackTimeouts);
        assertEquals(0, bench.inUse());
    }

    @Test
    void shouldEndWhenAnIndicationIsNeverConfirmed() {
        bench.open(new BtpCentral(247, 6));
        bench.write(0x0D, 0, 0, 1, 0, 9);
        bench.send(message(500, 0));
        bench.send(message(500, 0));
        bench.poll();
        assertEquals(15_000, bench.poll());
        bench.now = 15_000;
        bench.poll();
        assertEquals(1, bench.disconnects);
        assertEquals(0, bench.inUse());
    }

    @Test
    void shouldKeepAnIdleConnectionForAMinute() {
        BtpCentral central = bench.open(new BtpCentral(247, 6));
        bench.now = 1000;
        central.send(message(10, 0));
        bench.settle(central);
        bench.send(message(10, 0));
        bench.settle(central);
        bench.run(central, 60_999);
        assertEquals(0, bench.disconnects);
        assertTrue(central.acksSent > 5 && central.acksReceived > 5);
        bench.run(central, 61_000);
        assertEquals(1, bench.disconnects);
        assertEquals(1, bench.btp.counters().idleTimeouts);
        assertEquals(List.of(1), bench.closed);
        assertEquals(0, bench.inUse());
    }

    @Test
    void shouldKeepAConnectionLongerWhoseCentralMayAwaitAnAnswer() {
        BtpCentral central = bench.open(new BtpCentral(247, 6));
        central.send(message(10, 0));
        bench.settle(central);
        bench.run(central, 299_999);
        assertEquals(0, bench.disconnects);
        bench.run(central, 300_000);
        assertEquals(1, bench.disconnects);
        bench.disconnect();
        bench.open(new BtpCentral(247, 6));
        bench.write(0x09, 0, 0, 50, 0, 1);
        bench.answer();
        bench.now += 2500;
        bench.poll();
        bench.confirm();
        bench.write(0x08, 1, 1);
        bench.now = 360_000;
        bench.poll();
        assertEquals(1, bench.disconnects, "half a message awaits none");
    }

    @Test
    void shouldNotBeIdleWhileItSends() {
        BtpCentral central = bench.open(new BtpCentral(247, 6));
        for (int i = 0; i < 10; i++) {
            bench.run(central, bench.now + 50_000);
            bench.send(message(10, i));
            bench.settle(central);
            bench.run(central, bench.now + 50_000);
            central.send(message(10, i));
            bench.settle(central);
        }
        assertEquals(0, bench.disconnects);
        assertEquals(10, central.received().size());
        assertEquals(10, bench.taken.size());
    }

    @Test
    void shouldHaveNoDeadlineWithoutAConnection() {
        assertEquals(Btp.NEVER, bench.poll());
        bench.open(new BtpCentral(247, 6));
        bench.write(0x0D, 0, 0, 1, 0, 9);
        bench.send(message(500, 0));
        bench.disconnect();
        assertEquals(Btp.NEVER, bench.poll());
        assertEquals(0, bench.inUse());
    }
}
