package org.mattermote.app.sensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mattermote.firmware.testkit.DeviceNode;
import org.mattermote.firmware.testkit.MemoryFactory;
import org.mattermote.firmware.testkit.MemoryRecords;
import org.mattermote.stack.codec.MessageHeader;
import org.mattermote.stack.codec.ProtocolHeader;
import org.mattermote.stack.codec.SecureChannelOpcode;
import org.mattermote.stack.model.spec.IcdManagementSpec;
import org.mattermote.stack.requirement.Tag;
import org.mattermote.stack.sim.CheckIn;
import org.mattermote.stack.sim.Datagram;
import org.mattermote.stack.sim.Im;
import org.mattermote.stack.sim.SimAdministrator;
import org.mattermote.stack.sim.SimController;
import org.mattermote.stack.sim.SimDevice;
import org.mattermote.stack.sim.SimFabric;
import org.mattermote.stack.sim.SimNetwork;
import org.mattermote.stack.sim.SimPeer;
import org.mattermote.stack.sim.SimPort;
import org.mattermote.stack.sim.Tlv;

/** The whole sensor and a registered client that is not always there, in virtual time. */
class CheckInTest {
    private static final int ICD = IcdManagementSpec.ID;
    private static final long CLIENT = 0x900;
    private static final long SECOND = 1000;
    private static final long HOUR = 3600 * SECOND;

    /** Settings of the app. */
    private static final long IDLE = 600 * SECOND;

    private static final long BACK_OFF = 3600 * SECOND;
    private static final long ACTIVE = 10 * SECOND;
    private static final int THRESHOLD = 5000;

    /** Five transmissions to an idle peer that says nothing, at most (session layer R56). */
    private static final long LADDER = 7049;

    /** Three questions over multicast DNS, and a look for their answers. */
    private static final long SEARCH = 7100;

    private static final byte[] KEY = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};

    private final SimNetwork network = new SimNetwork(3);
    private final SimPort port = network.attach();
    private final SimPort multicast = network.attachMulticast(port);
    private final SimPort home = network.attach();
    private final SimFabric fabric = new SimFabric(7, 0xFAB7, false);
    private final SimAdministrator admin =
            new SimAdministrator(network, home, port, fabric, CLIENT, 0x55, 6);

    /** The client for multicast DNS: a socket of its own, where Check-Ins come to. */
    private final SimPort found = network.attach();

    private MemoryRecords records = new MemoryRecords();
    private DeviceNode node = boot(8);

    /** A Check-In that left, with the message around it. */
    private record Sent(long at, CheckIn message, Datagram datagram) {}

    private DeviceNode boot(long seed) {
        DeviceNode booted =
                new DeviceNode(SensorApp.class, port, multicast, records, seed, network.now);
        network.add(booted);
        return booted;
    }

    /** The power goes and comes back; what is durable is there. */
    private void restart(long seed) {
        network.remove(node);
        MemoryRecords kept = new MemoryRecords();
        kept.copy(records);
        records = kept;
        node = boot(seed);
    }

    /** The client says where it is, from now on. */
    private SimPeer appear() {
        SimPeer peer = new SimPeer(network, found, new SimDevice.Options(), 1);
        peer.join(fabric, CLIENT, network.now);
        network.add(peer);
        return peer;
    }

    private int commission() {
        admin.commission(MemoryFactory.PASSCODE);
        return register(KEY);
    }

    private int register(byte[] key) {
        byte[] response =
                admin.invoke(
                        ICD,
                        IcdManagementSpec.CMD_REGISTER_CLIENT,
                        out -> {
                            out.putUnsigned(0, CLIENT);
                            out.putUnsigned(1, CLIENT);
                            Tlv.bytes(out, 2, key);
                            out.putUnsigned(4, 0);
                        });
        return Im.field(response, 0);
    }

    private void subscribe() {
        admin.expect(admin.client.subscribe(false, 0, 3600, 1, 0x0402, 0), "subscription");
    }

    private long read(int attribute) {
        return Im.data(admin.expect(admin.client.read(0, ICD, attribute), "read").answer()).value();
    }

    private List<Sent> checkIns() {
        return checkIns(KEY);
    }

    /** Those that left for the client's address, opened with its key. */
    private List<Sent> checkIns(byte[] key) {
        List<Sent> all = new ArrayList<>();
        for (Datagram d : network.sent) {
            if (network.isFrom(d, port.address) && d.opcode() == SecureChannelOpcode.CHECK_IN) {
                MessageHeader header = new MessageHeader();
                int headerLength = header.decode(d.bytes(), 0, d.bytes().length);
                ProtocolHeader protocol = new ProtocolHeader();
                int length =
                        headerLength
                                + protocol.decode(
                                        d.bytes(), headerLength, d.bytes().length - headerLength);
                byte[] payload = Arrays.copyOfRange(d.bytes(), length, d.bytes().length);
                all.add(new Sent(d.sentAt(), CheckIn.open(key, payload), d));
            }
        }
        return all;
    }

    private void die() {
        network.remove(admin.controller);
        network.sent.clear();
    }

    @Test
    @Tag("session-layer R66")
    @Tag("session-layer R67")
    void shouldCheckInAtOnceWhenAReportFails() {
        int counter = commission();
        subscribe();
        appear();
        network.pass(30 * SECOND);
        assertFalse(node.stack.icd().isActive());
        die();
        long changed = network.now;
        node.app.button(changed);
        assertTrue(network.run(() -> !checkIns().isEmpty(), HOUR));
        Sent first = checkIns().get(0);
        System.out.printf(
                "mote: check-in %d ms after the change that could not be reported%n",
                first.at() - changed);
        assertTrue(first.at() - changed <= LADDER, "ms " + (first.at() - changed));
        assertEquals(found.address.ip[15], first.datagram().to());
        assertEquals(0, node.stack.subscriptionCount());
        assertNotNull(first.message());
        assertEquals(counter + 1, first.message().counter());
        assertArrayEquals(
                new byte[] {(byte) THRESHOLD, (byte) (THRESHOLD >> 8)}, first.message().data());
        assertEquals(0, node.allocated);
    }

    /** Not found by multicast DNS: to where it was, when three questions are not answered. */
    @Test
    void shouldTurnToWhereTheClientWasLast() {
        commission();
        subscribe();
        network.pass(30 * SECOND);
        die();
        long changed = network.now;
        node.app.button(changed);
        assertTrue(network.run(() -> !checkIns().isEmpty(), HOUR));
        Sent first = checkIns().get(0);
        assertTrue(first.at() - changed <= LADDER + SEARCH, "ms " + (first.at() - changed));
        assertEquals(home.address.ip[15], first.datagram().to());
        assertTrue(node.stack.icd().isActive());
    }

    /** Matter core 4.22.4: a new exchange of a session that is none, and no acknowledgement. */
    @Test
    @Tag("session-layer R67")
    void shouldSendUnsecuredAndUnreliable() {
        commission();
        subscribe();
        die();
        node.app.button(network.now);
        network.run(() -> !checkIns().isEmpty(), HOUR);
        network.pass(HOUR);
        Set<Long> sources = new HashSet<>();
        Set<Integer> exchanges = new HashSet<>();
        List<Sent> all = checkIns();
        assertTrue(all.size() > 1);
        for (Sent sent : all) {
            byte[] b = sent.datagram().bytes();
            MessageHeader header = new MessageHeader();
            int length = header.decode(b, 0, b.length);
            ProtocolHeader protocol = new ProtocolHeader();
            protocol.decode(b, length, b.length - length);
            assertEquals(0, header.sessionId);
            assertEquals(0, header.securityFlags);
            assertTrue(header.hasSource);
            assertEquals(MessageHeader.DESTINATION_NONE, header.destinationKind);
            assertEquals(ProtocolHeader.INITIATOR, protocol.exchangeFlags);
            assertEquals(0, protocol.protocolId);
            assertEquals(b.length, length + protocol.length() + 35);
            assertNotEquals(0x55, header.sourceNodeId);
            assertTrue(sources.add(header.sourceNodeId));
            assertTrue(exchanges.add(protocol.exchangeId));
        }
    }

    @Test
    @Tag("session-layer R66")
    void shouldBackOffFromAClientThatIsAway() {
        commission();
        subscribe();
        appear();
        die();
        node.app.button(network.now);
        network.run(() -> !checkIns().isEmpty(), HOUR);
        long first = checkIns().get(0).at();
        network.pass(6 * HOUR);
        List<Sent> all = checkIns();
        List<Long> gaps = new ArrayList<>();
        for (int i = 1; i < all.size(); i++) {
            gaps.add(all.get(i).at() - all.get(i - 1).at());
            assertEquals(all.get(i - 1).message().counter() + 1, all.get(i).message().counter());
        }
        assertEquals(
                List.of(IDLE, 2 * IDLE, 4 * IDLE, BACK_OFF, BACK_OFF, BACK_OFF, BACK_OFF), gaps);
        // The user wants it to be found: not an hour later, but now.
        int count = all.size();
        node.button(network.now);
        network.pass(SECOND);
        assertEquals(count + 1, checkIns().size());
        network.pass(IDLE);
        assertEquals(count + 2, checkIns().size());
        assertTrue(first > 0);
        assertEquals(0, node.allocated);
    }

    @Test
    void shouldBeSilentTowardsWhoIsSubscribed() {
        commission();
        subscribe();
        network.sent.clear();
        network.pass(5 * HOUR);
        assertEquals(List.of(), checkIns());
        die();
        node.app.button(network.now);
        network.run(() -> !checkIns().isEmpty(), HOUR);
        network.add(admin.controller);
        admin.operational();
        subscribe();
        network.sent.clear();
        network.pass(5 * HOUR);
        assertEquals(List.of(), checkIns());
        assertEquals(1, node.stack.subscriptionCount());
    }

    /** Without a subscription from the start: when active mode begins, not before. */
    @Test
    void shouldCheckInWhenActiveModeBegins() {
        commission();
        network.sent.clear();
        network.pass(20 * SECOND);
        assertFalse(node.stack.icd().isActive());
        assertEquals(List.of(), checkIns());
        assertTrue(network.run(() -> !checkIns().isEmpty(), IDLE));
        assertTrue(node.stack.icd().isActive());
        assertTrue(network.run(() -> !node.stack.icd().isActive(), ACTIVE + THRESHOLD));
    }

    @Test
    @Tag("session-layer R34")
    @Tag("session-layer R35")
    @Tag("session-layer R66")
    void shouldNeverRepeatACounterThroughRestarts() {
        int counter = commission();
        network.pass(SECOND);
        network.sent.clear();
        network.remove(admin.controller);
        int last = counter;
        for (int restart = 0; restart < 20; restart++) {
            restart(100 + restart);
            network.sent.clear();
            // The address of the client is not known: it is heard from again first.
            network.add(admin.controller);
            admin.operational();
            network.pass(restart * 40 * SECOND);
            long told = read(IcdManagementSpec.ATTR_ICD_COUNTER);
            assertTrue(told >= last, told + " " + last);
            network.remove(admin.controller);
            network.sent.clear();
            network.pass(2 * HOUR);
            List<Sent> all = checkIns();
            assertFalse(all.isEmpty());
            for (Sent sent : all) {
                assertTrue(sent.message().counter() > last);
                last = sent.message().counter();
            }
        }
    }

    @Test
    void shouldUseTheKeyThatWasRegisteredLast() {
        commission();
        byte[] other = KEY.clone();
        other[3] = 99;
        int counter = register(other);
        network.sent.clear();
        assertTrue(network.run(() -> !checkIns().isEmpty(), 2 * IDLE));
        assertEquals(List.of(counter + 1), counters(other));
        assertEquals(null, checkIns(KEY).get(0).message());
    }

    private List<Integer> counters(byte[] key) {
        return checkIns(key).stream().map(sent -> sent.message().counter()).toList();
    }

    @Test
    void shouldForgetWhoUnregistersOrLeaves() {
        commission();
        assertEquals(1, read(IcdManagementSpec.ATTR_OPERATING_MODE));
        admin.expect(
                admin.client.invoke(
                        0,
                        ICD,
                        IcdManagementSpec.CMD_UNREGISTER_CLIENT,
                        out -> out.putUnsigned(0, CLIENT)),
                "UnregisterClient");
        assertEquals(0, read(IcdManagementSpec.ATTR_OPERATING_MODE));
        network.sent.clear();
        network.pass(3 * HOUR);
        assertEquals(List.of(), checkIns());
        register(KEY);
        admin.invoke(0x3E, 10, out -> out.putUnsigned(0, admin.fabricIndex));
        network.sent.clear();
        network.pass(3 * HOUR);
        assertEquals(List.of(), checkIns());
        assertFalse(node.stack.icd().isLongIdleTime());
        assertEquals(0, node.stack.fabricCount());
    }

    /** Matter core 4.3.4: a long idle time ICD does not say how often it polls. */
    @Test
    void shouldSayHowItSleeps() {
        network.pass(5 * SECOND);
        assertTrue(said("ICD=0", "SII=2000", "SAI=300", "SAT=5000", "CM=1"));
        admin.commission(MemoryFactory.PASSCODE);
        network.pass(5 * SECOND);
        assertTrue(said("ICD=0", "SII=2000", "SAT=5000", "_matter"));
        assertFalse(said("ICD=1"));
        node.mdnsSent.clear();
        register(KEY);
        network.pass(5 * SECOND);
        assertTrue(said("ICD=1", "SAI=300", "SAT=5000", "_matter"));
        assertFalse(said("SII="));
        assertFalse(said("ICD=0"));
        restart(9);
        network.pass(5 * SECOND);
        assertTrue(said("ICD=1"));
        assertFalse(said("ICD=0"));
        assertTrue(node.stack.icd().isLongIdleTime());
    }

    /** Whether one packet of its multicast DNS has all of these. */
    private boolean said(String... all) {
        return node.mdnsSent.stream()
                .map(packet -> new String(packet, StandardCharsets.ISO_8859_1))
                .anyMatch(text -> Arrays.stream(all).allMatch(text::contains));
    }

    @Test
    void shouldSleepWhenNothingIsUnderWay() {
        commission();
        subscribe();
        network.pass(30 * SECOND);
        assertFalse(node.stack.icd().isActive());
        assertEquals(2000, node.stack.icd().pollInterval());
        // A report wakes it, and its answer keeps it awake for the threshold.
        node.app.button(network.now);
        network.pass(100);
        assertTrue(node.stack.icd().isActive());
        assertEquals(300, node.stack.icd().pollInterval());
        long asked = network.now;
        byte[] response =
                admin.invoke(
                        ICD,
                        IcdManagementSpec.CMD_STAY_ACTIVE_REQUEST,
                        out -> out.putUnsigned(0, 60_000));
        assertEquals(30_000, Im.field(response, 0));
        network.pass(30 * SECOND - 10);
        assertTrue(node.stack.icd().isActive());
        network.run(() -> !node.stack.icd().isActive(), HOUR);
        assertTrue(network.now - asked <= 30 * SECOND + 10, "ms " + (network.now - asked));
        SimController.Session session = admin.controller.session;
        assertNotNull(session);
    }
}
