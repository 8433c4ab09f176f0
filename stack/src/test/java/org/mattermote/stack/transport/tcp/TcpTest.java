package org.mattermote.stack.transport.tcp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mattermote.stack.transport.tcp.TcpBench.message;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mattermote.stack.message.Connector;
import org.mattermote.stack.message.Packet;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.transport.tcp.ScriptedStreams.Peer;

class TcpTest {
    private final TcpBench bench = new TcpBench();

    /** Whatever happened: when everybody is gone, everything is free. */
    @AfterEach
    void everythingIsReturned() {
        bench.tcp.close(bench.now);
        assertEquals(0, bench.inUse());
        assertEquals(0, bench.tcp.inUse());
        assertEquals(0, bench.port.inUse());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 192, 193, 1280, 1281, 4096})
    void shouldTakeMessagesOfEveryLengthAndInAnyPieces(int length) {
        bench.use = TcpListener.RESTING;
        Peer peer = bench.connect();
        for (int most : new int[] {Integer.MAX_VALUE, 1, 3, 100}) {
            peer.mostReceived = most;
            bench.taken.clear();
            peer.sendMessage(message(length, most));
            peer.sendMessage(message(length, most + 1));
            bench.settle();
            for (int i = 0; bench.taken.size() < 2 && i < 10_000; i++) {
                bench.poll();
            }
            assertEquals(2, bench.taken.size(), "pieces of " + most);
            assertArrayEquals(message(length, most), bench.taken.get(0).message());
            assertArrayEquals(message(length, most + 1), bench.taken.get(1).message());
            assertEquals(0, bench.inUse());
        }
        assertFalse(peer.closed);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 188, 189, 192, 193, 1232, 1276, 1277, 1280, 1281, 4000})
    void shouldSendMessagesOfEveryLengthAndInAnyPieces(int length) {
        Peer peer = bench.connect();
        for (int most : new int[] {Integer.MAX_VALUE, 1, 3, 100}) {
            peer.mostSent = most;
            assertTrue(bench.send(1, message(length, most)));
            bench.settle();
            List<byte[]> messages = peer.messages();
            assertEquals(1, messages.size());
            assertArrayEquals(message(length, most), messages.get(0));
            assertEquals(0, bench.inUse());
        }
    }

    @Test
    void shouldSendLengthAndMessageInOneWriteWhereThereIsRoom() {
        Peer peer = bench.connect();
        bench.send(1, message(100, 1));
        bench.settle();
        assertEquals(1, peer.writes, "moved within its short packet");
        bench.send(1, message(1000, 1));
        bench.settle();
        assertEquals(2, peer.writes);
        bench.send(1, message(192, 1));
        bench.settle();
        assertEquals(4, peer.writes, "the short packet is full");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4097, 0x10000, 0x7FFFFFFF, 0x80000000, -1})
    void shouldEndAConnectionAtALengthOfNoMessage(int length) {
        Peer peer = bench.connect();
        peer.send(ScriptedStreams.prefix(length));
        peer.sendMessage(message(10, 1));
        bench.settle();
        assertTrue(peer.closed);
        assertEquals(List.of(1), bench.closed);
        assertEquals(1, bench.tcp.counters().badLengths);
        assertEquals(0, bench.taken.size());
    }

    @ParameterizedTest
    @ValueSource(ints = {1281, 4096})
    void shouldLendNoLargeBufferToAStranger(int length) {
        Peer other = bench.connect();
        bench.uses.put(1, TcpListener.RESTING);
        Peer stranger = bench.connect();
        stranger.send(ScriptedStreams.prefix(length));
        bench.settle();
        assertTrue(stranger.closed, "before a byte of it is there");
        assertEquals(1, bench.tcp.counters().badLengths);
        other.sendMessage(message(length, 1));
        bench.settle();
        assertEquals(1, bench.taken.size());
    }

    @Test
    void shouldTurnAwayWhoFindsAllPlacesTakenAndTakeTheNextWhenOneIsFree() {
        Peer first = bench.connect();
        bench.uses.put(1, TcpListener.RESTING);
        Peer second = bench.connect();
        bench.uses.put(2, TcpListener.BUSY);
        bench.now += Tcp.GRACE;
        Peer third = bench.connect();
        assertTrue(third.closed);
        assertFalse(first.closed || second.closed);
        assertEquals(1, bench.tcp.counters().refused);
        assertEquals(List.of(), bench.closed, "nobody knew it");
        first.ended = true;
        Peer fourth = bench.connect();
        bench.settle();
        Peer fifth = fourth.closed ? bench.connect() : fourth;
        fifth.sendMessage(message(5, 5));
        bench.settle();
        assertEquals(3, bench.taken.get(0).connection(), "a number no other had");
    }

    @Test
    void shouldGiveTheOldestUnusedPlaceToANewcomerAfterItsGrace() {
        Peer first = bench.connect();
        bench.now += 10;
        Peer second = bench.connect();
        bench.now += Tcp.GRACE - 11;
        assertTrue(bench.connect().closed, "both may still make a session");
        bench.now += 11;
        Peer fourth = bench.connect();
        assertTrue(first.closed);
        assertFalse(second.closed || fourth.closed);
        assertEquals(1, bench.tcp.counters().displaced);
    }

    @Test
    void shouldEndWhoNeverMakesASession() {
        Peer peer = bench.connect();
        bench.run(bench.now + Tcp.UNUSED_TIMEOUT - 1);
        assertFalse(peer.closed);
        bench.run(bench.now + 1);
        assertTrue(peer.closed);
        assertEquals(1, bench.tcp.counters().idle);
    }

    /** The look at it falls between Sigma1 and the new session. */
    @Test
    void shouldLeaveWhoseSessionHasJustEndedTheTimeForAnother() {
        Peer peer = bench.connect();
        bench.uses.put(1, TcpListener.BUSY);
        bench.run(bench.now + 2 * Tcp.UNUSED_TIMEOUT - 10);
        bench.uses.put(1, TcpListener.UNUSED);
        peer.sendMessage(message(100, 1));
        bench.run(bench.now + Tcp.UNUSED_TIMEOUT - 1);
        assertFalse(peer.closed);
        bench.run(bench.now + 1);
        assertTrue(peer.closed);
    }

    @Test
    void shouldEndAConnectionThatRestsForTheIdleTime() {
        Peer peer = bench.connect();
        bench.uses.put(1, TcpListener.RESTING);
        bench.run(bench.now + 200_000);
        peer.sendMessage(message(10, 1));
        bench.run(bench.now + TcpBench.IDLE - 1);
        assertFalse(peer.closed, "idle since the message");
        bench.run(bench.now + 1);
        assertTrue(peer.closed);
    }

    @Test
    void shouldNotEndARestingConnectionInTheMiddleOfAMessage() {
        Peer peer = bench.connect();
        bench.uses.put(1, TcpListener.RESTING);
        bench.run(bench.now + TcpBench.IDLE - 10);
        peer.send(ScriptedStreams.prefix(100));
        peer.send(Arrays.copyOf(message(100, 1), 50));
        bench.run(bench.now + 20);
        peer.send(Arrays.copyOfRange(message(100, 1), 50, 100));
        bench.settle();
        assertFalse(peer.closed);
        assertArrayEquals(message(100, 1), bench.taken.get(0).message());
        bench.run(bench.now + TcpBench.IDLE);
        assertTrue(peer.closed);
    }

    @ParameterizedTest
    @ValueSource(ints = {TcpListener.RESTING, TcpListener.UNUSED})
    void shouldNotEndAConnectionBeforeItsLastMessageIsGone(int use) {
        Peer peer = bench.connect();
        bench.uses.put(1, TcpListener.RESTING);
        bench.run(bench.now + TcpBench.IDLE - 10);
        bench.uses.put(1, use);
        peer.window = 50;
        bench.send(1, message(100, 1));
        bench.run(bench.now + 20);
        peer.window = 1000;
        bench.settle();
        assertArrayEquals(message(100, 1), peer.messages().get(0));
        bench.run(bench.now + TcpBench.IDLE);
        assertTrue(peer.closed);
    }

    @Test
    void shouldKeepAConnectionThatSomethingIsPromisedOn() {
        Peer peer = bench.connect();
        bench.uses.put(1, TcpListener.BUSY);
        bench.run(bench.now + 10L * TcpBench.IDLE);
        assertFalse(peer.closed);
        bench.uses.put(1, TcpListener.UNUSED);
        bench.run(bench.now + Tcp.UNUSED_TIMEOUT);
        assertTrue(peer.closed);
    }

    @Test
    void shouldEndAPeerWhoseMessageComesTooSlowly() {
        Peer peer = bench.connect();
        bench.uses.put(1, TcpListener.BUSY);
        peer.send((byte) 100);
        long end = bench.now + Tcp.MESSAGE_TIMEOUT;
        bench.run(end - 1);
        peer.send((byte) 0, (byte) 0, (byte) 0, (byte) 7);
        bench.settle();
        assertEquals(1, bench.inUse(), "the message's packet");
        assertFalse(peer.closed);
        bench.run(end);
        assertTrue(peer.closed, "however many bytes come between");
        assertEquals(1, bench.tcp.counters().timeouts);
        assertEquals(0, bench.inUse());
    }

    @Test
    void shouldEndAPeerThatTakesAMessageTooSlowly() {
        Peer peer = bench.connect();
        bench.uses.put(1, TcpListener.BUSY);
        peer.window = 10;
        bench.send(1, message(3000, 1));
        bench.run(bench.now + Tcp.MESSAGE_TIMEOUT - 1);
        peer.window = 1000;
        bench.run(bench.now);
        assertFalse(peer.closed);
        assertEquals(1, bench.large.slot().inUse());
        bench.run(bench.now + 1);
        assertTrue(peer.closed);
        assertEquals(0, bench.inUse());
    }

    @Test
    void shouldEndAConnectionRatherThanLoseOneOfItsMessages() {
        Peer peer = bench.connect();
        peer.window = 0;
        for (int i = 0; i < TcpConnection.MESSAGES; i++) {
            assertTrue(bench.send(1, message(20, i)));
        }
        bench.settle();
        assertFalse(peer.closed);
        bench.send(1, message(20, 9));
        assertEquals(1, bench.tcp.counters().txRefused);
        bench.settle();
        assertTrue(peer.closed);
    }

    @Test
    void shouldSendWhatWaitedInItsOrder() {
        Peer peer = bench.connect();
        peer.window = 30;
        for (int i = 0; i < 4; i++) {
            bench.send(1, message(20, i));
        }
        bench.settle();
        assertEquals(1, peer.messages().size());
        peer.window = Integer.MAX_VALUE;
        bench.settle();
        List<byte[]> rest = peer.messages();
        for (int i = 0; i < 3; i++) {
            assertArrayEquals(message(20, i + 1), rest.get(i));
        }
    }

    private Peer begun() {
        return bench.port.begun.get(bench.port.begun.size() - 1);
    }

    @Test
    void shouldBeginAConnectionAndSendWhatWaitedForIt() {
        bench.port.doorman = peer -> {};
        int number = bench.begin();
        assertEquals(1, number);
        bench.uses.put(number, TcpListener.BEGINNING);
        assertEquals(5540, begun().to.port);
        assertEquals(7, begun().to.low());
        assertTrue(bench.send(number, message(300, 1)));
        bench.run(bench.now + 1000);
        assertEquals(0, begun().writes);
        begun().isThere = true;
        bench.settle();
        assertArrayEquals(message(300, 1), begun().messages().get(0));
        begun().sendMessage(message(700, 2));
        bench.settle();
        assertEquals(number, bench.taken.get(0).connection());
        bench.run(bench.now + 20_000);
        assertFalse(begun().closed, "the handshake takes its time");
        bench.uses.put(number, TcpListener.RESTING);
        bench.run(bench.now + TcpBench.IDLE - 20_001);
        assertFalse(begun().closed);
        bench.run(bench.now + 1);
        assertTrue(begun().closed, "idle as any other");
        assertEquals(1, bench.tcp.counters().begun);
    }

    @Test
    void shouldEndAConnectionOfOursWithWhatUsedIt() {
        int number = bench.begin();
        bench.uses.put(number, TcpListener.BUSY);
        bench.run(bench.now + 100);
        bench.uses.put(number, TcpListener.UNUSED);
        begun().window = 50;
        bench.send(number, message(100, 1));
        bench.settle();
        assertFalse(begun().closed, "its last message first");
        begun().window = 1000;
        bench.settle();
        assertTrue(begun().closed);
        assertArrayEquals(message(100, 1), begun().messages().get(0));
        assertEquals(1, bench.tcp.counters().idle);
    }

    @Test
    void shouldEndAConnectionOfOursThatNothingUses() {
        bench.begin();
        bench.settle();
        assertTrue(begun().closed, "whoever began it found no room for a handshake");
    }

    @Test
    void shouldEndAConnectionThatComesToNothing() {
        bench.port.doorman = peer -> {};
        int silent = bench.begin();
        bench.uses.put(silent, TcpListener.BEGINNING);
        bench.send(silent, message(100, 1));
        bench.run(bench.now + Tcp.CONNECT_TIMEOUT - 1);
        assertFalse(begun().closed);
        bench.run(bench.now + 1);
        assertTrue(begun().closed);
        assertEquals(1, bench.tcp.counters().timeouts);
        bench.port.doorman = peer -> peer.broken = true;
        int refused = bench.begin();
        bench.uses.put(refused, TcpListener.BEGINNING);
        bench.send(refused, message(100, 1));
        bench.settle();
        assertEquals(List.of(silent, refused), bench.closed);
        assertEquals(0, bench.inUse());
        bench.port.reachable = false;
        assertEquals(Connector.NO_WAY, bench.begin());
        assertEquals(0, bench.tcp.inUse());
    }

    /** Whoever asked for it was polled before it ended, and may want another at once. */
    @Test
    void shouldBePolledAtOnceWhenAConnectionHasEnded() {
        bench.port.doorman = peer -> {};
        int number = bench.begin();
        bench.uses.put(number, TcpListener.BEGINNING);
        bench.send(number, message(100, 1));
        bench.settle();
        bench.now += Tcp.CONNECT_TIMEOUT;
        assertEquals(bench.now, bench.poll());
        assertEquals(List.of(number), bench.closed);
        assertEquals(Tcp.NEVER, bench.poll());
    }

    @Test
    void shouldBeginNoConnectionWhereThereIsNoPlace() {
        Peer first = bench.connect();
        bench.connect();
        bench.uses.put(1, TcpListener.RESTING);
        bench.uses.put(2, TcpListener.RESTING);
        bench.run(bench.now + Tcp.GRACE);
        assertEquals(Connector.FULL, bench.begin());
        assertEquals(1, bench.tcp.counters().refused);
        assertEquals(2, bench.port.inUse());
        bench.uses.put(1, TcpListener.UNUSED);
        assertEquals(3, bench.begin());
        assertTrue(first.closed, "a stranger makes room");
        bench.uses.put(3, TcpListener.BEGINNING);
        bench.send(3, message(9, 1));
        bench.run(bench.now + Tcp.GRACE);
        assertTrue(bench.connect().closed, "but not what is being begun");
    }

    @Test
    void shouldLendNoLargeBufferBeforeAHandshakeOfOursIsOver() {
        int number = bench.begin();
        bench.uses.put(number, TcpListener.BEGINNING);
        bench.send(number, message(100, 1));
        begun().send(ScriptedStreams.prefix(1281));
        bench.settle();
        assertTrue(begun().closed);
        assertEquals(1, bench.tcp.counters().badLengths);
    }

    @Test
    void shouldTakeWhatWasSentBeforeThePeerEnded() {
        bench.use = TcpListener.RESTING;
        Peer peer = bench.connect();
        peer.sendMessage(message(10, 1));
        peer.sendMessage(message(2000, 2));
        peer.ended = true;
        bench.settle();
        assertEquals(2, bench.taken.size());
        assertTrue(peer.closed);
        assertEquals(1, bench.tcp.counters().lost);
    }

    @Test
    void shouldReturnEverythingWhenAConnectionBreaksInTheMiddle() {
        bench.use = TcpListener.RESTING;
        Peer peer = bench.connect();
        peer.window = 5;
        peer.send(ScriptedStreams.prefix(3000));
        peer.send(message(1000, 1));
        bench.send(1, message(150, 1));
        bench.send(1, message(1150, 1));
        bench.settle();
        assertEquals(3, bench.inUse());
        peer.broken = true;
        bench.settle();
        assertEquals(0, bench.inUse());
        assertEquals(List.of(1), bench.closed);
        bench.send(1, message(10, 1));
        assertEquals(1, bench.tcp.counters().txRefused, "and to it goes nothing");
    }

    @Test
    void shouldLendTheLargeBufferToOneAfterTheOther() {
        bench.use = TcpListener.RESTING;
        Peer first = bench.connect();
        Peer second = bench.connect();
        first.send(ScriptedStreams.prefix(3000));
        first.send(message(1000, 1));
        bench.settle();
        second.sendMessage(message(2000, 2));
        second.sendMessage(message(10, 3));
        assertEquals(bench.now + Tcp.STARVED_INTERVAL, bench.settle());
        assertEquals(0, bench.taken.size());
        assertNull(bench.packets.lendLarge());
        assertEquals(2010 + 4, second.unread(), "it waits in the port");
        first.send(new byte[2000]);
        bench.settle();
        bench.run(bench.now + Tcp.STARVED_INTERVAL);
        assertEquals(3, bench.taken.size());
    }

    @Test
    void shouldNotEndWhoWaitsWhileAnotherSendsTooSlowly() {
        bench.use = TcpListener.RESTING;
        Peer first = bench.connect();
        Peer second = bench.connect();
        first.send(ScriptedStreams.prefix(3000));
        first.send(message(1000, 1));
        second.sendMessage(message(2000, 2));
        bench.run(bench.now + Tcp.MESSAGE_TIMEOUT + Tcp.STARVED_INTERVAL);
        assertTrue(first.closed);
        assertFalse(second.closed, "it sent all of it at once");
        assertArrayEquals(message(2000, 2), bench.taken.get(0).message());
    }

    @Test
    void shouldLendTheLargeBufferByTurnsToWhoAlwaysHasAMessage() {
        bench.use = TcpListener.RESTING;
        Peer[] peers = {bench.connect(), bench.connect()};
        for (int i = 0; i < 6; i++) {
            for (Peer peer : peers) {
                peer.sendMessage(message(2000, i));
            }
        }
        bench.settle();
        assertEquals(12, bench.taken.size());
        for (int i = 1; i < 12; i++) {
            int before = bench.taken.get(i - 1).connection();
            assertEquals(3 - before, bench.taken.get(i).connection());
        }
    }

    @Test
    void shouldLeaveTheLargeBufferToWhoTookItOver() {
        bench.use = TcpListener.RESTING;
        Peer peer = bench.connect();
        bench.takes = false;
        peer.sendMessage(message(2000, 1));
        bench.poll();
        PeerAddress from = new PeerAddress();
        Packet packet = bench.tcp.receiveLarge(from);
        assertNull(bench.packets.takeOver(new byte[1]), "of another message");
        assertSame(packet, bench.packets.takeOver(packet.bytes));
        bench.large.handled();
        assertNull(bench.packets.lendLarge());
        bench.packets.release(packet);
        assertSame(packet, bench.packets.lendLarge());
        bench.large.handled();
    }

    @Test
    void shouldKeepOnlyLongMessagesInTheLargeBuffer() {
        for (int length : new int[] {100, 1000, 1280}) {
            Packet packet = bench.packets.lendLarge();
            packet.offset = Packet.PAYLOAD - 14;
            packet.length = (char) length;
            Packet kept = bench.packets.settle(packet);
            assertEquals(0, bench.large.slot().inUse(), "length " + length);
            assertEquals(length, kept.length);
            bench.packets.release(kept);
        }
        Packet packet = bench.packets.lendLarge();
        packet.length = 1281;
        assertSame(packet, bench.packets.settle(packet));
        bench.packets.release(packet);
    }

    @Test
    void shouldWaitForAPacketWhenHalfOfThemAreInUse() {
        Peer peer = bench.connect();
        Packet[] used = new Packet[TcpBench.FULL / 2];
        for (int i = 0; i < used.length; i++) {
            used[i] = bench.packets.full().take();
        }
        peer.sendMessage(message(1000, 1));
        bench.settle();
        assertEquals(0, bench.taken.size());
        for (Packet packet : used) {
            bench.packets.release(packet);
        }
        bench.run(bench.now + Tcp.STARVED_INTERVAL);
        assertEquals(1, bench.taken.size());
    }
}
