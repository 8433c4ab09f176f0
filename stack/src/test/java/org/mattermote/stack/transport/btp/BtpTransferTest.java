package org.mattermote.stack.transport.btp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mattermote.stack.transport.btp.BtpCentral.message;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mattermote.stack.fabric.Vectors;
import org.mattermote.stack.message.Packet;
import org.mattermote.stack.message.Packets;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.port.PortStatus;

class BtpTransferTest {
    private static void assertSame(List<byte[]> expected, List<byte[]> actual, String what) {
        assertEquals(expected.size(), actual.size(), what);
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(expected.get(i), actual.get(i), what);
        }
    }

    /** Sends a message each way and sees both arrive; most time that it may take, ms. */
    private static void exchange(BtpBench bench, BtpCentral central, int length, int most) {
        byte[] there = message(length, 3);
        byte[] back = message(length, 4);
        bench.taken.clear();
        central.received().clear();
        long end = bench.now + most;
        central.send(there);
        for (long step = bench.now; bench.taken.isEmpty() && step < end; step += 500) {
            bench.run(central, step);
        }
        assertTrue(bench.send(back));
        for (long step = bench.now; central.received().isEmpty() && step < end; step += 500) {
            bench.run(central, step);
        }
        assertSame(List.of(there), bench.taken, "to the device " + central);
        assertSame(List.of(back), central.received(), "to the central " + central);
    }

    @Test
    void shouldWriteSegmentsAsTheSpecificationHasThem() {
        BtpBench bench = new BtpBench(6);
        BtpCentral central = bench.open(new BtpCentral(23, 6));
        bench.write(0x0D, 0, 0, 3, 0, 1, 2, 3);
        assertTrue(bench.send(message(40, 0)));
        bench.poll();
        byte[] m = message(40, 0);
        assertEquals(0x09, bench.indicated[0], "B and A");
        assertEquals(0, bench.indicated[1]);
        assertEquals(1, bench.indicated[2], "after the response's 0");
        assertEquals(40, bench.indicated[3]);
        assertEquals(0, bench.indicated[4]);
        assertEquals(m[0], bench.indicated[5]);
        assertEquals(20, bench.confirm().length);
        bench.poll();
        assertEquals(0x02, bench.indicated[0], "C");
        assertEquals(2, bench.indicated[1]);
        assertEquals(m[15], bench.indicated[2]);
        assertEquals(20, bench.confirm().length);
        bench.poll();
        assertEquals(0x06, bench.indicated[0], "C and E");
        assertEquals(3, bench.indicated[1]);
        assertEquals(m[39], bench.indicated[8]);
        assertEquals(9, bench.confirm().length);
        assertNull(bench.answer());
        assertEquals(1, bench.inUse(), "what messages are put together in");
        assertEquals(1, bench.btp.counters().txMessages);
        assertEquals(20, central.segmentSize());
    }

    @Test
    void shouldCarryMessagesOfEveryLengthInSegmentsOfEverySize() {
        for (int size = 20; size <= 244; size++) {
            BtpBench bench = new BtpBench(255);
            BtpCentral central = bench.open(new BtpCentral(size + 3, 255));
            assertEquals(size, central.segmentSize());
            for (int length = 1; length <= 1280; length++) {
                exchange(bench, central, length, 60_000);
            }
            bench.disconnect();
            assertEquals(0, bench.inUse());
        }
    }

    @Test
    void shouldCarryMessagesOfEveryLengthInAnOrdinaryWindow() {
        for (int size : new int[] {20, 21, 97, 182, 244}) {
            BtpBench bench = new BtpBench(6);
            BtpCentral central = bench.open(new BtpCentral(size + 3, 6));
            for (int length = 1; length <= 1280; length++) {
                exchange(bench, central, length, 200_000);
            }
        }
    }

    @Test
    void shouldCarryMessagesInWindowsOfEverySize() {
        for (int window = 1; window <= 255; window++) {
            BtpBench bench = new BtpBench(255);
            BtpCentral central = bench.open(new BtpCentral(window % 2 == 0 ? 23 : 150, window));
            for (int length : new int[] {1, 15, 200, 700, 1280, 1279}) {
                exchange(bench, central, length, 600_000);
            }
            assertTrue(central.mostOutstanding <= window && central.mostOwed <= window);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 6, 255})
    void shouldHardlyWaitWhileTheCentralAcknowledgesAtOnce(int window) {
        BtpBench bench = new BtpBench(window < 3 ? 3 : window);
        BtpCentral central = bench.open(new BtpCentral(247, window));
        central.immediateAckAt = window == 1 ? 0 : 1;
        for (int i = 0; i < 20; i++) {
            central.received().clear();
            bench.taken.clear();
            long began = bench.now;
            central.send(message(900, i));
            // In the smallest windows its acknowledgement alone left it no place.
            bench.run(central, began + (window <= 2 ? 250 : 0));
            assertEquals(1, bench.taken.size(), "message " + i + " " + central);
            assertTrue(bench.send(message(1000, i)));
            bench.settle(central);
            assertEquals(1, central.received().size(), "answer " + i + " " + central);
        }
    }

    @Test
    void shouldSendNothingElseThanWhatIsAsked() {
        BtpBench bench = new BtpBench(6);
        BtpCentral central = bench.open(new BtpCentral(247, 6));
        for (int i = 0; i < 50; i++) {
            central.send(message(100, i));
            bench.settle(central);
            bench.send(message(100, i));
            bench.settle(central);
        }
        assertEquals(0, bench.btp.counters().standaloneAcknowledgements);
        assertEquals(0, central.acksReceived);
        assertEquals(0, bench.now);
    }

    @Test
    void shouldGoOnPastTheLastSequenceNumber() {
        BtpBench bench = new BtpBench(255);
        for (int window : new int[] {1, 2, 3, 6, 254, 255}) {
            BtpCentral central = bench.open(new BtpCentral(23, window));
            central.immediateAckAt = 1;
            for (int i = 0; i < 40; i++) {
                exchange(bench, central, 333, 600_000);
            }
            assertTrue(central.segments > 1024);
            bench.disconnect();
        }
    }

    @Test
    void shouldSendMessagesInOrderAndOneAfterTheOther() {
        BtpBench bench = new BtpBench(new Packets(6, 1280, 4), 6, 4);
        BtpCentral central = bench.open(new BtpCentral(100, 6));
        List<byte[]> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            all.add(message(50 + 300 * i, i));
            assertTrue(bench.send(all.get(i)));
        }
        bench.run(central, 60_000);
        assertSame(all, central.received(), "");
        assertEquals(1, bench.inUse());
    }

    @Test
    void shouldGiveBackWhatHasNoPlace() {
        BtpBench bench = new BtpBench(6, 2);
        BtpCentral central = bench.open(new BtpCentral(100, 6));
        assertTrue(bench.send(message(10, 0)) && bench.send(message(1200, 1)));
        int inUse = bench.inUse();
        assertTrue(bench.send(message(1000, 2)));
        assertTrue(bench.send(message(10, 3)));
        assertEquals(inUse, bench.inUse());
        assertEquals(2, bench.btp.counters().txRefused);
        bench.run(central, 20_000);
        assertSame(List.of(message(10, 0), message(1200, 1)), central.received(), "");
    }

    @Test
    void shouldGiveBackWhatIsForNoConnection() {
        BtpBench bench = new BtpBench(6);
        assertTrue(bench.send(message(10, 0), 0));
        assertTrue(bench.send(message(10, 0), 1));
        bench.connect();
        assertTrue(bench.send(message(10, 0), 1));
        bench.disconnect();
        BtpCentral central = bench.open(new BtpCentral(247, 6));
        assertTrue(bench.send(message(10, 0), 1), "the one before");
        assertTrue(bench.send(message(10, 0), 3));
        assertTrue(bench.send(new byte[0]), "nothing to send");
        Packet packet = bench.packets.brief().take();
        packet.length = 1;
        bench.btp.send(packet, new PeerAddress());
        assertEquals(7, bench.btp.counters().txRefused);
        assertEquals(1, bench.inUse());
        bench.settle(central);
        assertEquals(0, central.received().size());
    }

    @Test
    void shouldHoldAPacketUntilItsLastSegmentIsConfirmed() {
        BtpBench bench = new BtpBench(6);
        bench.open(new BtpCentral(247, 6));
        assertTrue(bench.send(message(1, 0)));
        bench.poll();
        assertEquals(2, bench.inUse());
        bench.poll();
        assertEquals(2, bench.inUse());
        bench.confirm();
        assertEquals(1, bench.inUse());
    }

    @Test
    void shouldIndicateOneAtATime() {
        BtpBench bench = new BtpBench(6);
        bench.open(new BtpCentral(23, 6));
        bench.send(message(100, 0));
        bench.poll();
        byte[] first = bench.indicated;
        bench.poll();
        bench.now = 3000;
        bench.poll();
        assertTrue(first == bench.indicated, "until it is confirmed");
    }

    @Test
    void shouldWaitForTheController() {
        BtpBench bench = new BtpBench(6);
        BtpCentral central = bench.open(new BtpCentral(247, 6));
        bench.send(message(100, 0));
        bench.hasRoom = false;
        bench.settle(central);
        assertEquals(0, central.received().size());
        bench.hasRoom = true;
        bench.settle(central);
        assertEquals(1, central.received().size());
    }

    @Test
    void shouldStopAtTheLastPlaceOfTheWindow() {
        BtpBench bench = new BtpBench(6);
        BtpCentral central = bench.open(new BtpCentral(23, 4));
        bench.send(message(500, 0));
        int sent = 0;
        while (bench.answer() != null) {
            sent++;
        }
        assertEquals(2, sent, "with the response three of four; the fourth needs something to say");
        bench.write(0x0D, 0, 0, 1, 0, 5);
        bench.takeAll();
        byte[] next = bench.answer();
        assertEquals(0x0A, next[0], "C and A");
        assertEquals(0, next[1]);
        assertTrue(bench.answer() == null || central.window() == 4);
    }

    @Test
    void shouldSendTheLastOneWithAnAcknowledgementOnly() {
        BtpBench bench = new BtpBench(3);
        bench.open(new BtpCentral(23, 3));
        bench.send(message(500, 0));
        assertEquals(1, bench.answer()[1]);
        assertNull(bench.answer(), "one place left");
        // Acknowledges nothing, but is something to acknowledge.
        bench.write(0x05, 0, 1, 0, 5);
        assertEquals(0x0A, bench.answer()[0]);
        assertNull(bench.answer(), "no place left");
        bench.write(0x08, 2, 1);
        assertEquals(0x0A, bench.answer()[0]);
        assertEquals(0x02, bench.answer()[0]);
        assertNull(bench.answer(), "one place left");
    }

    @Test
    void shouldTakeShortSegmentsAndThoseOfControllersThatCountTheHeaderIn() {
        BtpBench bench = new BtpBench(6);
        BtpCentral central = bench.open(new BtpCentral(23, 6));
        bench.write(0x09, 0, 0, 30, 0, 1, 2, 3);
        byte[] longer = new byte[23];
        longer[0] = 0x02;
        longer[1] = 1;
        bench.write(longer);
        bench.write(0x04, 2, 9, 9, 9, 9, 9, 9);
        bench.takeAll();
        assertEquals(30, bench.taken.get(0).length);
        assertEquals(20, central.segmentSize());
        bench.write(
                new byte[] {
                    0x01, 3, 30, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
                });
        assertEquals(BtpFlaw.SEGMENT_LENGTH, bench.btp.counters().lastFlaw);
    }

    @Test
    void shouldAcknowledgeNothingWhileAMessageWaits() {
        BtpBench bench = new BtpBench(6);
        bench.takes = false;
        BtpCentral central = bench.open(new BtpCentral(23, 6));
        central.immediateAckAt = 1;
        central.send(message(20, 0));
        central.send(message(20, 1));
        bench.settle(central);
        assertNull(bench.answer());
        bench.now = 10_000;
        assertNull(bench.answer(), "not even late");
        bench.send(message(5, 0));
        assertEquals(0x05, bench.answer()[0], "nor with a message");
        assertArrayEquals(message(20, 0), bench.take());
        assertArrayEquals(message(20, 1), bench.take());
        assertNull(bench.take());
        byte[] ack = bench.answer();
        assertEquals(0x08, ack[0]);
        assertEquals(3, ack[1]);
    }

    @Test
    void shouldPutTheNextMessageTogetherBehindTheOneThatWaits() {
        BtpBench bench = new BtpBench(20);
        bench.takes = false;
        BtpCentral central = bench.open(new BtpCentral(247, 20));
        central.send(message(700, 0));
        central.send(message(580, 1));
        bench.settle(central);
        assertEquals(0, bench.disconnects);
        assertArrayEquals(message(700, 0), bench.take());
        assertArrayEquals(message(580, 1), bench.take());
        central.send(message(700, 2));
        central.send(message(581, 3));
        bench.settle(central);
        assertEquals(1, bench.disconnects);
        assertEquals(BtpFlaw.OVERRUN, bench.btp.counters().lastFlaw);
        assertEquals(0, bench.inUse());
        assertEquals(1, bench.btp.counters().lostMessages);
    }

    @Test
    void shouldNotTakeAThirdMessageWhileTwoWait() {
        BtpBench bench = new BtpBench(20);
        bench.takes = false;
        BtpCentral central = bench.open(new BtpCentral(247, 20));
        for (int i = 0; i < 3; i++) {
            central.send(message(10, i));
        }
        bench.settle(central);
        assertEquals(BtpFlaw.OVERRUN, bench.btp.counters().lastFlaw);
        assertNull(bench.take(), "gone with the connection");
    }

    @Test
    void shouldGoOnWithAHalfMessageWhenTheOneBeforeIsTaken() {
        BtpBench bench = new BtpBench(20);
        bench.takes = false;
        bench.open(new BtpCentral(23, 20));
        bench.write(0x0D, 0, 0, 2, 0, 1, 2);
        bench.write(0x01, 1, 4, 0, 3, 4);
        assertArrayEquals(Vectors.hex("0102"), bench.take());
        assertNull(bench.take());
        bench.write(0x06, 2, 5, 6);
        assertArrayEquals(Vectors.hex("03040506"), bench.take());
    }

    @Test
    void shouldDropWhatIsLongerThanTheBuffer() {
        BtpBench bench = new BtpBench(20);
        bench.takes = false;
        BtpCentral central = bench.open(new BtpCentral(247, 20));
        central.send(message(100, 0));
        central.send(message(10, 1));
        bench.settle(central);
        byte[] small = new byte[50];
        PeerAddress from = new PeerAddress();
        assertEquals(PortStatus.TOO_SMALL, bench.btp.receive(small, 0, 50, from));
        assertEquals(10, bench.btp.receive(small, 7, 10, from));
        assertEquals(message(10, 1)[9], small[16]);
        assertEquals(PortStatus.NONE, bench.btp.receive(small, 0, 50, from));
        assertFalse(bench.btp.connection() == 0);
        assertEquals(bench.btp.connection(), from.connection());
    }
}
