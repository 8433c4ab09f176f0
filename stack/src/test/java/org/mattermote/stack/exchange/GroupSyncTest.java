package org.mattermote.stack.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.codec.MessageHeader;
import org.mattermote.stack.codec.ProtocolHeader;
import org.mattermote.stack.codec.SecureChannelOpcode;
import org.mattermote.stack.fabric.FabricStatus;
import org.mattermote.stack.fabric.GroupKeySet;
import org.mattermote.stack.fabric.StoreKeys;
import org.mattermote.stack.message.GroupPeers;
import org.mattermote.stack.message.GroupSessions;
import org.mattermote.stack.message.InboundMessage;
import org.mattermote.stack.message.Packet;
import org.mattermote.stack.message.PersistedCounter;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.requirement.Tag;
import org.mattermote.stack.sim.Oracle;
import org.mattermote.stack.sim.SimGroup;

class GroupSyncTest extends GroupFixture {
    private static final int REQ = SecureChannelOpcode.MSG_COUNTER_SYNC_REQ;
    private static final int RSP = SecureChannelOpcode.MSG_COUNTER_SYNC_RSP;
    private static final int INVOKE = 8;
    private static final long SENDER = 0x77;
    private static final byte[] CHALLENGE = {1, 2, 3, 4, 5, 6, 7, 8};
    private static final int LATEST = GroupSync.REQUEST_JITTER + GroupSync.TIMEOUT + 1;

    private final InboundMessage message = new InboundMessage(1280);

    /** First payload bytes of what came through, each with its sender. */
    private final List<String> heard = new ArrayList<>();

    private GroupPeers peers;
    private PersistedCounter controlCounter;
    private GroupSync sync;
    private GroupDispatch dispatch;
    private SimGroup sender;
    private long now;

    @Override
    @BeforeEach
    void boot() {
        super.boot();
        peers = new GroupPeers(4);
        controlCounter = counter(StoreKeys.GROUP_CONTROL_COUNTER, false);
        GroupHandler handler =
                (session, in, when) -> {
                    assertEquals(INVOKE, in.protocol.opcode);
                    assertEquals(GROUP, session.groupId());
                    assertEquals(fabric.fabricIndex, session.fabricIndex());
                    heard.add(session.sourceNodeId() + ":" + in.buffer[in.payloadOffset]);
                };
        sync =
                new GroupSync(
                        2,
                        new GroupPeers(4),
                        fabrics.table,
                        sealer,
                        dataCounter,
                        controlCounter,
                        outbox,
                        udp,
                        drbg,
                        counters);
        sync.complete(peers, handler);
        GroupSessions sessions =
                new GroupSessions(
                        fabrics.table, fabrics.groupKeys, fabrics.groupKeyMap, ccm, privacy);
        dispatch = new GroupDispatch(sessions, peers, counters, handler, sync);
        sender = member(1, SENDER, 5000);
        writePolicy(GroupKeySet.POLICY_CACHE_AND_SYNC, 0, 1, 2);
    }

    @AfterEach
    void shouldHoldNothingForEver() {
        pass(LATEST);
        assertEquals(0, sync.slots().inUse());
        assertEquals(GroupSync.NEVER, sync.poll(now));
    }

    private boolean receive(byte[] datagram) {
        System.arraycopy(datagram, 0, message.buffer, 0, datagram.length);
        message.from.clear();
        message.from.ip[0] = (byte) 0xFD;
        message.from.ip[15] = 9;
        message.from.port = 41000;
        message.from.interfaceIndex = 3;
        int headerLength = message.header.decode(message.buffer, 0, datagram.length);
        return dispatch.received(message, headerLength, datagram.length, now);
    }

    private boolean say(SimGroup from, int what) {
        return receive(from.message(INVOKE, new byte[] {(byte) what, 0}));
    }

    private void pass(long millis) {
        for (long end = now + millis; now < end; now++) {
            sync.poll(now);
        }
        sync.poll(now);
    }

    /** Lets the delay pass; what was asked. */
    private SimGroup.Opened request() {
        int before = udp.sent.size();
        int waited = 0;
        while (udp.sent.size() == before && waited++ <= GroupSync.REQUEST_JITTER) {
            sync.poll(now++);
        }
        assertEquals(before + 1, udp.sent.size());
        now--;
        return sender.open(udp.last());
    }

    private byte[] response(SimGroup.Opened request, int counter) {
        return sender.control(
                fabric.nodeId,
                0,
                RSP,
                request.exchangeId(),
                Oracle.concat(Oracle.le(counter, 4), request.payload()));
    }

    /** The sender becomes known, at its counter. */
    private void synchronise() {
        say(sender, 0);
        assertTrue(receive(response(request(), sender.counter++)));
        heard.clear();
    }

    // The responder.

    private byte[] ask(SimGroup from, long destination) {
        return from.control(destination, ProtocolHeader.INITIATOR, REQ, 0x4321, CHALLENGE);
    }

    @Test
    @Tag("session-layer R28")
    @Tag("session-layer R29")
    @Tag("session-layer R61")
    @Tag("session-layer R62")
    void shouldTellItsCounterToWhomAsks() {
        int counter = dataCounter.value();
        int control = controlCounter.value();
        for (boolean hidden : new boolean[] {false, true}) {
            sender.isPrivate = hidden;
            assertTrue(receive(ask(sender, fabric.nodeId)));
            SimGroup.Opened told = sender.open(udp.last());
            assertEquals(
                    MessageHeader.SESSION_GROUP | MessageHeader.CONTROL | MessageHeader.PRIVACY,
                    told.securityFlags());
            assertEquals(control++, told.counter());
            assertEquals(fabric.nodeId, told.source());
            assertFalse(told.toGroup());
            assertEquals(SENDER, told.destination());
            assertEquals(0, told.exchangeFlags());
            assertEquals(RSP, told.opcode());
            assertEquals(0x4321, told.exchangeId());
            assertEquals(0, told.protocolId());
            assertArrayEquals(Oracle.concat(Oracle.le(counter++, 4), CHALLENGE), told.payload());
            PeerAddress to = udp.destinations.get(udp.destinations.size() - 1);
            assertTrue(to.matches(message.from));
            assertEquals(3, to.interfaceIndex);
        }
        assertEquals(counter, dataCounter.value(), "no message has a counter that was told");
    }

    @Test
    @Tag("session-layer R30")
    @Tag("session-layer R62")
    void shouldNeverTellTheCounterZero() {
        store.set(
                StoreKeys.GROUP_DATA_COUNTER,
                new byte[] {0x15, 0x24, 0, 1, 0x26, 1, -1, -1, -1, -1, 0x18});
        boot();
        for (int counter : new int[] {-1, 1, 2}) {
            assertTrue(receive(ask(sender, fabric.nodeId)));
            assertArrayEquals(
                    Oracle.concat(Oracle.le(counter, 4), CHALLENGE),
                    sender.open(udp.last()).payload());
        }
    }

    @Test
    void shouldAcknowledgeARequestThatWantsIt() {
        sender.controlCounter = 0x0A0B0C0D;
        byte[] request =
                sender.control(
                        fabric.nodeId,
                        ProtocolHeader.INITIATOR | ProtocolHeader.RELIABLE,
                        REQ,
                        1,
                        CHALLENGE);
        assertTrue(receive(request));
        SimGroup.Opened told = sender.open(udp.last());
        assertEquals(ProtocolHeader.ACKNOWLEDGEMENT, told.exchangeFlags());
        assertArrayEquals(
                Oracle.le(0x0A0B0C0D, 4), Arrays.copyOf(told.payload(), 4), "before the payload");
    }

    @Test
    @Tag("session-layer R61")
    @Tag("session-layer R62")
    void shouldAnswerNothingElse() {
        int i = ProtocolHeader.INITIATOR;
        assertFalse(receive(ask(sender, fabric.nodeId + 1)));
        assertFalse(receive(ask(member(1, 0, 1), fabric.nodeId)));
        assertFalse(receive(sender.control(fabric.nodeId, i, REQ, 1, Arrays.copyOf(CHALLENGE, 7))));
        assertFalse(receive(sender.control(fabric.nodeId, i, REQ, 1, Arrays.copyOf(CHALLENGE, 9))));
        assertFalse(receive(sender.control(fabric.nodeId, i, REQ, 1, new byte[0])));
        assertFalse(receive(sender.control(fabric.nodeId, 0, REQ, 1, CHALLENGE)));
        assertFalse(receive(sender.control(fabric.nodeId, i, 0x40, 1, CHALLENGE)));
        byte[] forged = ask(sender, fabric.nodeId);
        forged[forged.length - 1] ^= 1;
        assertFalse(receive(forged));
        sender.securityFlags = MessageHeader.SESSION_GROUP | MessageHeader.CONTROL;
        assertFalse(say(sender, 1), "a control message to a group");
        assertTrue(udp.sent.isEmpty());
        assertNull(store.value(StoreKeys.GROUP_DATA_COUNTER), "nothing was counted");
    }

    @Test
    @Tag("session-layer R25")
    void shouldAnswerARecordedRequestOnce() {
        byte[] request = ask(sender, fabric.nodeId);
        assertTrue(receive(request));
        receive(request);
        assertEquals(1, udp.sent.size());
        assertEquals(1, counters.rxDuplicates);
    }

    @Test
    @Tag("session-layer R34")
    void shouldAnswerNothingWhenACounterCannotBeKept() {
        store.refuse = true;
        assertFalse(receive(ask(sender, fabric.nodeId)));
        assertTrue(udp.sent.isEmpty());
        assertTrue(storeFailures.contains((long) StoreKeys.GROUP_DATA_COUNTER));
    }

    // The requester.

    @Test
    @Tag("session-layer R25")
    @Tag("session-layer R61")
    @Tag("session-layer R63")
    void shouldProcessAMessageOnceItsSenderSaidWhereItsCounterIs() {
        int control = controlCounter.value();
        assertTrue(say(sender, 1));
        assertTrue(heard.isEmpty());
        SimGroup.Opened request = request();
        assertEquals(
                MessageHeader.SESSION_GROUP | MessageHeader.CONTROL | MessageHeader.PRIVACY,
                request.securityFlags());
        assertEquals(control, request.counter());
        assertEquals(fabric.nodeId, request.source());
        assertFalse(request.toGroup());
        assertEquals(SENDER, request.destination());
        assertEquals(ProtocolHeader.INITIATOR, request.exchangeFlags());
        assertEquals(REQ, request.opcode());
        assertEquals(0, request.protocolId());
        assertEquals(8, request.payload().length);
        PeerAddress to = udp.destinations.get(0);
        assertTrue(to.matches(message.from), "unicast to the sender");
        assertTrue(heard.isEmpty());
        assertTrue(receive(response(request, 5003)));
        assertEquals(List.of("119:1"), heard);
        // From here on there is nothing to ask.
        sender.counter = 5000;
        say(sender, 1);
        sender.counter = 5002;
        say(sender, 1);
        assertEquals(1, heard.size(), "what is before the counter is old");
        sender.counter = 5004;
        assertTrue(say(sender, 2));
        sender.counter = 5003;
        assertTrue(say(sender, 3));
        assertEquals(List.of("119:1", "119:2", "119:3"), heard);
        sender.counter = 5003;
        say(sender, 3);
        assertEquals(3, heard.size());
        assertEquals(1, udp.sent.size());
    }

    @Test
    @Tag("session-layer R63")
    void shouldSpreadItsRequestsOverTheJitter() {
        Set<Long> delays = new HashSet<>();
        long most = 0;
        for (int i = 0; i < 200; i++) {
            long from = now;
            say(sender, 1);
            request();
            delays.add(now - from);
            most = Math.max(most, now - from);
            pass(LATEST);
        }
        assertTrue(most <= GroupSync.REQUEST_JITTER);
        assertTrue(most > 480 && delays.size() > 100, most + " ms, " + delays.size() + " delays");
        drbg.next(new byte[4]);
        say(sender, 1);
        sync.poll(now);
        assertEquals(201, udp.sent.size());
    }

    @Test
    @Tag("session-layer R63")
    @Tag("session-layer T23")
    void shouldIgnoreACounterOfZeroAndAnotherChallenge() {
        say(sender, 1);
        SimGroup.Opened request = request();
        assertFalse(receive(response(request, 0)));
        byte[] other = request.payload();
        other[7] ^= 1;
        assertFalse(receive(response(request, 5003)));
        other[7] ^= 1;
        assertTrue(heard.isEmpty());
        assertTrue(receive(response(request, 5003)), "it still waits");
        assertEquals(List.of("119:1"), heard);
    }

    @Test
    @Tag("session-layer R63")
    @Tag("session-layer T23")
    void shouldDropTheMessageWhenTheAnswerIsTooLate() {
        say(sender, 1);
        SimGroup.Opened request = request();
        long asked = now;
        pass(GroupSync.TIMEOUT - 1);
        assertEquals(1, sync.slots().inUse());
        now = asked + GroupSync.TIMEOUT + 1;
        assertFalse(receive(response(request, 5003)), "401 ms");
        now = asked + GroupSync.TIMEOUT;
        sync.poll(now);
        assertEquals(0, sync.slots().inUse());
        assertFalse(receive(response(request, 5003)));
        assertTrue(heard.isEmpty());
        // Not known yet: the next message asks again.
        assertTrue(say(sender, 2));
        SimGroup.Opened again = request();
        assertFalse(Arrays.equals(request.payload(), again.payload()));
        assertTrue(receive(response(again, 5003)));
        assertEquals(List.of("119:2"), heard);
    }

    @Test
    @Tag("session-layer R61")
    void shouldIgnoreWhatIsNoAnswer() {
        say(sender, 1);
        byte[] early =
                sender.control(fabric.nodeId, 0, RSP, 0, Oracle.concat(CHALLENGE, new byte[4]));
        assertFalse(receive(early), "nobody was asked yet");
        SimGroup.Opened request = request();
        byte[] payload = Oracle.concat(Oracle.le(5003, 4), request.payload());
        int id = request.exchangeId();
        assertFalse(receive(sender.control(fabric.nodeId, 0, RSP, id, Arrays.copyOf(payload, 11))));
        assertFalse(receive(sender.control(fabric.nodeId, 0, RSP, id, Arrays.copyOf(payload, 13))));
        assertFalse(receive(sender.control(fabric.nodeId, 0, RSP, id + 1, payload)));
        assertFalse(receive(sender.control(fabric.nodeId, 1, RSP, id, payload)));
        assertFalse(receive(sender.control(fabric.nodeId + 1, 0, RSP, id, payload)));
        SimGroup another = member(1, SENDER + 1, 1);
        assertFalse(receive(another.control(fabric.nodeId, 0, RSP, id, payload)));
        assertTrue(heard.isEmpty());
        assertTrue(receive(response(request, 5003)));
        assertEquals(1, heard.size());
    }

    @Test
    @Tag("session-layer R63")
    void shouldNotProcessARecordedMessageThatIsSentAgain() {
        int[] behind = {0, 1, 32, 33, 4000, Integer.MIN_VALUE};
        for (int i = 0; i < behind.length; i++) {
            sender = member(1, SENDER + i % 4, 5000);
            peers.forget(fabric.fabricIndex);
            sender.controlCounter += 100 * i;
            heard.clear();
            say(sender, 1);
            boolean fresh = behind[i] >= 0 && behind[i] <= 32;
            assertEquals(fresh, receive(response(request(), 5000 + behind[i])));
            assertEquals(fresh ? 1 : 0, heard.size(), behind[i] + " behind");
            pass(LATEST);
        }
    }

    @Test
    @Tag("session-layer R63")
    void shouldProcessAMessageThatIsAheadAndItOnce() {
        say(sender, 1);
        assertTrue(receive(response(request(), 4998)));
        assertEquals(1, heard.size());
        sender.counter = 5000;
        say(sender, 1);
        assertEquals(1, heard.size());
        sender.counter = 4999;
        say(sender, 2);
        assertEquals(2, heard.size());
    }

    @Test
    void shouldKeepOneMessageOfAPeerAndAsManyAsThereArePlaces() {
        SimGroup second = member(1, SENDER + 1, 1);
        SimGroup third = member(1, SENDER + 2, 1);
        assertTrue(say(sender, 1));
        assertFalse(say(sender, 2));
        assertTrue(say(second, 3));
        assertFalse(say(third, 4));
        assertEquals(2, sync.slots().inUse());
        pass(LATEST);
        assertEquals(2, udp.sent.size());
        assertTrue(say(third, 5));
    }

    @Test
    void shouldNotKeepWhatIsTooLongOrNoRequest() {
        sender.flags = 0;
        assertFalse(say(sender, 1));
        sender.flags = ProtocolHeader.INITIATOR | ProtocolHeader.RELIABLE;
        assertFalse(say(sender, 1));
        sender.flags = ProtocolHeader.INITIATOR;
        assertTrue(say(sender, 1));
    }

    @Test
    void shouldKeepAMessageInAPacketThatNobodyNeeds() {
        byte[] text = new byte[1200];
        text[0] = 5;
        assertTrue(receive(sender.message(INVOKE, new byte[Packet.SHORT])));
        assertEquals(1, outbox.shortPackets().inUse());
        SimGroup second = member(1, SENDER + 1, 1);
        assertTrue(receive(second.message(INVOKE, text)));
        assertEquals(1, outbox.packets().inUse());
        pass(LATEST);
        assertEquals(0, outbox.shortPackets().inUse() + outbox.packets().inUse());
        // One of two is left to write in, and that is not lent.
        Packet used = outbox.packets().take();
        assertFalse(receive(second.message(INVOKE, text)));
        outbox.packets().release(used);
        assertTrue(receive(sender.message(INVOKE, text)));
        assertTrue(receive(response(request(), sender.counter)));
        assertEquals(List.of("119:5"), heard);
        assertEquals(0, outbox.packets().inUse());
    }

    @Test
    @Tag("session-layer R64")
    void shouldAskNobodyWithTrustFirst() {
        writeKeys(0, 1, 2);
        assertTrue(say(sender, 1));
        assertEquals(List.of("119:1"), heard);
        // Having been trusted is not to be known, when the policy changes.
        writePolicy(GroupKeySet.POLICY_CACHE_AND_SYNC, 0, 1, 2);
        assertTrue(say(sender, 2));
        assertEquals(1, heard.size());
        assertTrue(receive(response(request(), sender.counter)));
        assertEquals(List.of("119:1", "119:2"), heard);
    }

    @Test
    void shouldAskAgainWhomItForgot() {
        synchronise();
        writeKeys(0, 1, 2);
        for (int i = 1; i <= 4; i++) {
            now++;
            assertTrue(say(member(1, SENDER + i, 9), 9));
        }
        writePolicy(GroupKeySet.POLICY_CACHE_AND_SYNC, 0, 1, 2);
        heard.clear();
        assertTrue(say(sender, 1));
        assertTrue(heard.isEmpty());
        assertTrue(receive(response(request(), sender.counter)));
        assertEquals(1, heard.size());
    }

    @Test
    void shouldForgetWhatWaitsWithItsFabric() {
        say(sender, 1);
        sync.forget(fabric.fabricIndex + 1);
        assertEquals(1, sync.slots().inUse());
        sync.forget(fabric.fabricIndex);
        assertEquals(0, sync.slots().inUse());
        pass(LATEST);
        assertTrue(udp.sent.isEmpty());
    }

    @Test
    void shouldDropAMessageWhoseKeyWentMeanwhile() {
        say(sender, 1);
        assertEquals(FabricStatus.OK, fabrics.groupKeys.remove(fabric.fabricIndex, KEY_SET));
        pass(GroupSync.REQUEST_JITTER);
        assertEquals(0, sync.slots().inUse());
        assertTrue(udp.sent.isEmpty());
    }

    @Test
    void shouldAskUnderTheKeyOfTheMessage() {
        sender = member(2, SENDER, 5000);
        say(sender, 1);
        SimGroup.Opened request = request();
        assertNotNull(request);
        assertNotEquals(0, request.exchangeId());
        assertTrue(receive(response(request, 5001)));
    }

    @Test
    void shouldSynchroniseWithANodeOfItsKind() {
        // What one told is what the other takes, and the message after it is new.
        GroupSender group =
                new GroupSender(fabrics.table, sealer, outbox, udp, network(), drbg, counters);
        for (int n = 1; n <= 3; n++) {
            group.begin().putRaw(new byte[] {(byte) n, 0}, 0, 2);
            assertEquals(ExchangeStatus.OK, group.send(fabric.fabricIndex, GROUP, INVOKE));
            assertTrue(receive(udp.last()));
            if (n == 1) {
                assertTrue(heard.isEmpty());
                request();
                assertTrue(receive(udp.last()), "its own request");
                assertTrue(receive(udp.last()), "its own answer");
            }
            assertEquals(n, heard.size());
        }
    }
}
