package org.mattermote.stack.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mattermote.stack.codec.SecureChannelOpcode;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.port.LogEvent;
import org.mattermote.stack.requirement.Tag;

/** A handshake starts again on the id of one that is under way: tables, slots and handles. */
class StaleExchangeTest extends ExchangeFixture {
    private static final int SIGMA1 = SecureChannelOpcode.SIGMA1;
    private static final int SIGMA2 = SecureChannelOpcode.SIGMA2;
    private static final int SIGMA3 = SecureChannelOpcode.SIGMA3;

    /** Of the protocol header in an unsecured message with a source node id. */
    private static final int PROTOCOL = 16;

    private byte[] handshake(int flags, int opcode, int id) {
        return peer.unsecured(flags, opcode, id, 0, new byte[4]);
    }

    private Exchange sigma1(int id, long now) {
        receive(handshake(I | R, SIGMA1, id), now);
        return secureChannel.exchange;
    }

    /** Answers the exchange and waits for more; the counter of the answer. */
    private int answer(Exchange exchange, int opcode, long now) {
        TlvWriter out = exchanges.begin(exchange);
        out.startStruct(TlvTag.ANONYMOUS);
        out.endContainer();
        assertEquals(ExchangeStatus.OK, exchanges.sendAndAwait(exchange, opcode, now));
        peer.open(udp.last());
        return peer.header.counter;
    }

    private void acknowledge(int id, int counter, long now) {
        receive(
                peer.unsecured(I | A, SecureChannelOpcode.STANDALONE_ACK, id, counter, new byte[0]),
                now);
    }

    private int sent(int opcode) {
        int count = 0;
        for (byte[] datagram : udp.sent) {
            peer.open(datagram);
            count += peer.protocol.opcode == opcode ? 1 : 0;
        }
        return count;
    }

    @ParameterizedTest
    @ValueSource(ints = {0x21, 0x22, 0x23, 0x24, 0x31, 0x32, 0x33, 0x00, 0x50})
    @Tag("stale-exchange R1")
    void shouldTakeOnlyTwoOpcodesForANewHandshake(int opcode) {
        Exchange first = sigma1(EXCHANGE, 0);
        receive(handshake(I | R, opcode, EXCHANGE), 10);
        assertEquals(0, counters.staleExchangeEvictions);
        assertSame(first, secureChannel.exchange);
        receive(handshake(I | R, SecureChannelOpcode.PBKDF_PARAM_REQUEST, EXCHANGE), 20);
        assertEquals(1, counters.staleExchangeEvictions);
    }

    @Test
    @Tag("stale-exchange R1")
    void shouldNotTakeSigma1OfAnotherProtocolOrVendorForAHandshake() {
        sigma1(EXCHANGE, 0);
        byte[] other = handshake(I | R, SIGMA1, EXCHANGE);
        other[PROTOCOL + 4] = 1;
        receive(other, 10);
        byte[] vendor = handshake(I | R | 0x10, SIGMA1, EXCHANGE);
        vendor[PROTOCOL + 6] = 1;
        receive(vendor, 20);
        assertEquals(0, counters.staleExchangeEvictions);
        assertEquals(1, exchanges.slots().inUse());
    }

    @Test
    @Tag("stale-exchange R3")
    void shouldNotEvictForAReply() {
        sigma1(EXCHANGE, 0);
        receive(handshake(R, SIGMA1, EXCHANGE), 10);
        assertEquals(0, counters.staleExchangeEvictions);
        assertEquals(1, secureChannel.received);
    }

    @Test
    @Tag("stale-exchange R11")
    @Tag("stale-exchange R12")
    @Tag("stale-exchange R13")
    void shouldSendNothingMoreOfAnEvictedHandshakeAndKeepTheSession() {
        Exchange stale = sigma1(EXCHANGE, 0);
        answer(stale, SIGMA2, 0);
        Exchange fresh = sigma1(EXCHANGE, 100);
        assertNotSame(stale, fresh);
        assertTrue(stale.isTaken() && !stale.isOpen());
        assertTrue(stale.isAcknowledged());
        assertEquals(0, outbox.packets().inUse());
        answer(fresh, SIGMA2, 100);
        cleanup.poll(200);
        assertFalse(stale.isTaken());
        int counter = peer.header.counter;
        acknowledge(EXCHANGE, counter, 210);
        for (long now = 300; now < 20_000; now += 100) {
            cleanup.poll(now);
        }
        assertEquals(2, sent(SIGMA2));
        assertEquals(1, unsecured.slots().inUse());
        assertTrue(fresh.isOpen());
        assertEquals(0, sent(SecureChannelOpcode.STATUS_REPORT));
    }

    @Test
    @Tag("stale-exchange R6")
    void shouldDeliverToTheNewExchangeOnly() {
        Exchange stale = sigma1(EXCHANGE, 0);
        answer(stale, SIGMA2, 0);
        Exchange fresh = sigma1(EXCHANGE, 100);
        int counter = answer(fresh, SIGMA2, 100);
        assertTrue(stale.isTaken());
        receive(peer.unsecured(I | R | A, SIGMA3, EXCHANGE, counter, new byte[4]), 110);
        assertSame(fresh, secureChannel.exchange);
        assertEquals(SIGMA3, secureChannel.lastOpcode);
        assertTrue(fresh.isAcknowledged());
    }

    @Test
    @Tag("stale-exchange R8")
    void shouldHaveOneLiveExchangeForEachRoleAndId() {
        Exchange own = exchanges.open(session, PROTOCOL_IM, interaction, 0);
        receive(request(I | R, own.id()), 0);
        assertNotSame(own, interaction.exchange);
        assertTrue(own.isOpen() && interaction.exchange.isOpen());
        receive(request(I | R, own.id()), 10);
        assertEquals(2, exchanges.slots().inUse());
        for (int i = 0; i < 3; i++) {
            Exchange handshake = sigma1(own.id(), 20 + i);
            assertSame(handshake, live(handshake));
        }
        assertTrue(own.isOpen() && interaction.exchange.isOpen());
    }

    /** The one open exchange with the id, role and session of this one. */
    private Exchange live(Exchange like) {
        Exchange found = null;
        for (int i = 0; i < exchanges.slots().capacity(); i++) {
            Exchange at = exchanges.slots().at(i);
            if (at.isTaken()
                    && at.isOpen()
                    && at.id() == like.id()
                    && at.isInitiator() == like.isInitiator()
                    && at.anySession() == like.anySession()) {
                assertNull(found);
                found = at;
            }
        }
        return found;
    }

    @Test
    @Tag("stale-exchange R16")
    void shouldTellThePeerNothingOfTheEvictionButOweTheAcknowledgement() {
        sigma1(EXCHANGE, 0);
        receive(handshake(I | R, SIGMA1, EXCHANGE), 50);
        assertEquals(0, udp.sent.size());
        cleanup.poll(60);
        assertEquals(1, udp.sent.size());
        assertEquals(1, sent(SecureChannelOpcode.STANDALONE_ACK));
        assertEquals(1, exchanges.slots().inUse());
    }

    @Test
    @Tag("stale-exchange R20")
    void shouldCountAndLogAnEviction() {
        sigma1(EXCHANGE, 0);
        sigma1(EXCHANGE, 10);
        assertEquals(1, counters.staleExchangeEvictions);
        assertEquals(List.of(LogEvent.STALE_EXCHANGE_EVICTED + " " + EXCHANGE + " " + SIGMA1), log);
    }

    @Test
    @Tag("stale-exchange R24")
    void shouldTellTheHandlerBeforeTheNewRequestComes() {
        sigma1(EXCHANGE, 0);
        sigma1(EXCHANGE, 10);
        assertEquals(List.of(SIGMA1, -Exchange.EVICTED, SIGMA1), secureChannel.heard);
    }

    @Test
    @Tag("stale-exchange R21")
    @Tag("stale-exchange R23")
    void shouldKnowAnOldHandleNoMoreThoughTheSlotIsTakenAgain() {
        Exchange stale = sigma1(EXCHANGE, 0);
        cleanup.poll(200);
        int handle = stale.handle();
        Exchange fresh = sigma1(EXCHANGE, 300);
        assertSame(stale, fresh);
        assertNotEquals(handle, fresh.handle());
        assertNull(exchanges.find(handle));
        assertSame(fresh, exchanges.find(fresh.handle()));
    }

    @Test
    @Tag("stale-exchange R21")
    @Tag("stale-exchange R23")
    void shouldLeaveAClearedSlotAlone() {
        Exchange exchange = sigma1(EXCHANGE, 0);
        cleanup.poll(200);
        exchanges.close(exchange, 300);
        assertFalse(exchange.isTaken());
        int sent = udp.sent.size();
        exchanges.close(exchange, 310);
        exchanges.abort(exchange, 310);
        exchanges.cancel(exchange, 310);
        assertEquals(0, exchanges.slots().inUse());
        assertEquals(sent, udp.sent.size());
    }

    @Test
    @Tag("stale-exchange R14")
    void shouldTakeTheEvictedSlotWhenThereIsNoOther() {
        for (int i = 0; i < 3; i++) {
            receive(request(I | R, 0x100 + i), 0);
        }
        for (int i = 0; i < 4; i++) {
            sigma1(i, 0);
        }
        Exchange stale = sigma1(EXCHANGE, 0);
        answer(stale, SIGMA2, 0);
        assertTrue(exchanges.isFull(stale.anySession()));
        Exchange fresh = sigma1(EXCHANGE, 10);
        assertSame(stale, fresh);
        assertTrue(fresh.isOpen());
        assertEquals(0, counters.refusals);
        assertTrue(exchanges.isFull(fresh.anySession()));
    }

    private byte[] request(int flags, int id) {
        return peer.secured(session.localSessionId(), flags, READ, id, PROTOCOL_IM, 0);
    }

    @Test
    @Tag("stale-exchange R7")
    @Tag("stale-exchange R22")
    void shouldCloseTheSessionOfAnExchangeGivenUpInTheMiddle() {
        receive(request(I | R), 0);
        answer(interaction.exchange, REPORT, 0);
        exchanges.abort(interaction.exchange, 10);
        cleanup.poll(20);
        assertArrayEquals(new byte[] {0, 0, 0, 0, 0, 0, 3, 0}, peer.open(udp.last()));
        assertEquals(0, sessions.slots().inUse());
    }

    @Test
    @Tag("stale-exchange R7")
    void shouldTakeAnAcknowledgementForAnExchangeGivenUp() {
        receive(request(I | R), 0);
        int counter = answer(interaction.exchange, REPORT, 0);
        exchanges.abort(interaction.exchange, 10);
        receive(
                peer.secured(
                        session.localSessionId(),
                        I | A,
                        SecureChannelOpcode.STANDALONE_ACK,
                        EXCHANGE,
                        0,
                        counter),
                15);
        cleanup.poll(20);
        assertEquals(1, sessions.slots().inUse());
        assertEquals(0, exchanges.slots().inUse());
        assertEquals(1, udp.sent.size());
    }

    @Test
    @Tag("stale-exchange R22")
    void shouldBringItsLastMessageThroughAfterAClose() {
        receive(request(I | R), 0);
        int counter = answer(interaction.exchange, REPORT, 0);
        exchanges.close(interaction.exchange, 10);
        cleanup.poll(500);
        assertEquals(2, udp.sent.size());
        receive(
                peer.secured(
                        session.localSessionId(),
                        I | A,
                        SecureChannelOpcode.STANDALONE_ACK,
                        EXCHANGE,
                        0,
                        counter),
                510);
        assertEquals(0, exchanges.slots().inUse());
        assertEquals(1, sessions.slots().inUse());
    }

    @Test
    @Tag("stale-exchange R25")
    void shouldDeliverNothingToAnExchangeGivenUp() {
        receive(request(I | R), 0);
        Exchange dropped = interaction.exchange;
        answer(dropped, REPORT, 0);
        exchanges.abort(dropped, 10);
        receive(request(I), 15);
        assertNotSame(dropped, interaction.exchange);
        assertTrue(interaction.exchange.isOpen());
        assertFalse(dropped.isOpen());
    }

    @Test
    @Tag("stale-exchange R26")
    void shouldOpenNothingForAcknowledgementsAndReports() {
        int[] opcodes = {SecureChannelOpcode.STANDALONE_ACK, SecureChannelOpcode.STATUS_REPORT};
        for (int opcode : opcodes) {
            receive(peer.secured(session.localSessionId(), I, opcode, EXCHANGE, 0, 0), 0);
        }
        receive(request(0), 0);
        assertEquals(0, exchanges.slots().inUse());
        assertEquals(0, udp.sent.size());
        receive(request(R), 0);
        assertEquals(1, sent(SecureChannelOpcode.STANDALONE_ACK));
    }

    @Test
    @Tag("stale-exchange R27")
    void shouldMakeUnsecuredSessionsForHandshakesOnly() {
        for (int opcode = 0; opcode < 256; opcode++) {
            if (opcode != SIGMA1 && opcode != SecureChannelOpcode.PBKDF_PARAM_REQUEST) {
                receive(handshake(I | R, opcode, EXCHANGE), 0);
            }
        }
        assertEquals(0, unsecured.slots().inUse());
        assertEquals(0, udp.sent.size());
    }

    @Test
    @Tag("stale-exchange R28")
    void shouldOpenNoExchangeOnAnExpiredSession() {
        receive(request(I | R), 0);
        exchanges.expireSession(session, 5);
        receive(request(I | R, 0x77), 10);
        assertEquals(1, interaction.received);
        assertNull(exchanges.open(session, PROTOCOL_IM, interaction, 10));
    }

    @Test
    @Tag("stale-exchange R31")
    void shouldCountItsOwnExchangeIdsOn() {
        int last = exchanges.open(session, PROTOCOL_IM, interaction, 0).id();
        for (int i = 1; i < 5; i++) {
            int id = exchanges.open(session, PROTOCOL_IM, interaction, 0).id();
            assertEquals(last + 1 & 0xFFFF, id);
            last = id;
        }
        assertNull(exchanges.open(session, PROTOCOL_IM, interaction, 0));
    }

    @Test
    @Tag("stale-exchange R22")
    void shouldLeakNothingInManyRestarts() {
        int cycles = 100;
        for (int i = 0; i < cycles; i++) {
            long now = 1_000L * i;
            Exchange stale = sigma1(EXCHANGE, now);
            int counter = answer(stale, SIGMA2, now);
            if (i % 2 == 0) {
                acknowledge(EXCHANGE, counter, now + 10);
            }
            cleanup.poll(now + 300);
        }
        assertEquals(cycles - 1, counters.staleExchangeEvictions);
        assertEquals(0, counters.refusals);
        assertEquals(1, exchanges.slots().inUse());
        assertTrue(exchanges.slots().highWater() <= 2);
    }
}
