package org.mattermote.stack.interact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.crypto.Aes128;
import org.mattermote.stack.crypto.AesCtr;
import org.mattermote.stack.crypto.Hkdf;
import org.mattermote.stack.exchange.FakeUdp;
import org.mattermote.stack.exchange.GroupSender;
import org.mattermote.stack.exchange.PeerSessions;
import org.mattermote.stack.exchange.SessionListener;
import org.mattermote.stack.fabric.BindingTable;
import org.mattermote.stack.fabric.Fabric;
import org.mattermote.stack.fabric.FabricStatus;
import org.mattermote.stack.fabric.MemoryStore;
import org.mattermote.stack.fabric.RecordStore;
import org.mattermote.stack.fabric.StoreKeys;
import org.mattermote.stack.mem.Scratch;
import org.mattermote.stack.message.GroupSealer;
import org.mattermote.stack.message.MessagePrivacy;
import org.mattermote.stack.message.Packet;
import org.mattermote.stack.message.PersistedCounter;
import org.mattermote.stack.message.SecureSession;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.port.NetworkPort;
import org.mattermote.stack.sim.Fate;
import org.mattermote.stack.sim.Im;
import org.mattermote.stack.sim.SimDevice;
import org.mattermote.stack.sim.SimFabric;
import org.mattermote.stack.sim.SimGroup;
import org.mattermote.stack.sim.SimNetwork;
import org.mattermote.stack.sim.SimNode;
import org.mattermote.stack.sim.SimPort;

/** Commands to bound nodes, with sessions that the lights make when they are asked for. */
class BindingClientTest {
    private static final long NODE = 0x55;
    private static final int SWITCH = 1;
    private static final int ON_OFF = 6;
    private static final int LEVEL = 8;
    private static final int OFF = 0;
    private static final int ON = 1;
    private static final int ANY = BindingTable.NONE;
    private static final int PLACES = 3;
    private static final SimFabric FABRIC = new SimFabric(11, 0xFAB1, true);
    private static final SimFabric.Identity DEVICE = FABRIC.issue(NODE);
    private static final long FIRST = 0x66;
    private static final int KEY_SET = 42;
    private static final byte[] EPOCH_KEY = new byte[16];

    private final List<String> heard = new ArrayList<>();
    private final List<SimGroup> groups = new ArrayList<>();
    private final FakeUdp multicast = new FakeUdp();
    private final BindingTable bindings = new BindingTable(2, 10);
    private final Peers peers = new Peers();
    private final List<BoundLight> lights = new ArrayList<>();
    private SimNetwork network;
    private SimPort port;
    private SimDevice device;
    private BindingClient client;
    private int fabric;

    /** What the room that finds peers does, as far as a test lets it. */
    private final class Peers implements PeerSessions {
        final List<Long> requests = new ArrayList<>();
        int answer = STARTED;

        @Override
        public void addListener(SessionListener listener) {
            assertTrue(listener instanceof BindingClient);
        }

        @Override
        public SecureSession find(int fabricIndex, long peerNodeId) {
            return device.sessions.findPeer(fabricIndex, peerNodeId);
        }

        @Override
        public int request(int fabricIndex, long peerNodeId, long nowMillis) {
            assertEquals(fabric, fabricIndex);
            requests.add(peerNodeId);
            return answer;
        }

        @Override
        public int requestLarge(int fabricIndex, long peerNodeId, long nowMillis) {
            throw new AssertionError("a command of a binding is short");
        }

        /** The light is there, and a session with it. */
        void find(BoundLight light) {
            light.connect();
            SecureSession session = device.sessions.findPeer(fabric, light.own.nodeId());
            client.sessionEstablished(session, network.now);
        }
    }

    private GroupSender groupSender() {
        Object made =
                Proxy.newProxyInstance(
                        NetworkPort.class.getClassLoader(),
                        new Class<?>[] {NetworkPort.class},
                        (proxy, method, arguments) -> 1);
        PersistedCounter counter =
                new PersistedCounter(
                        new RecordStore(new MemoryStore(), new Scratch(64)),
                        (event, a, b, c) -> {},
                        StoreKeys.GROUP_DATA_COUNTER,
                        PersistedCounter.GROUP_BATCH,
                        true);
        counter.start(device.drbg);
        GroupSealer sealer =
                new GroupSealer(
                        device.fabrics.groupKeys,
                        device.fabrics.groupKeyMap,
                        () -> -1,
                        device.ccm,
                        new MessagePrivacy(new AesCtr(new Aes128()), new Hkdf()),
                        counter);
        return new GroupSender(
                device.fabrics.table,
                sealer,
                device.outbox,
                multicast,
                (NetworkPort) made,
                device.drbg,
                device.counters);
    }

    /** Puts a group of the fabric on the node. */
    private void group(int groupId) {
        Fabric joined = device.fabrics.table.find(fabric);
        assertEquals(
                FabricStatus.OK,
                device.fabrics.groupKeys.write(
                        joined, KEY_SET, 0, 1, EPOCH_KEY, 0, new long[] {1}));
        assertEquals(FabricStatus.OK, device.fabrics.groupKeyMap.add(fabric, groupId, KEY_SET));
        groups.add(new SimGroup(FABRIC, EPOCH_KEY, groupId, NODE, 0));
    }

    /** What members of the groups heard: group and command. */
    private List<String> toGroups() {
        List<String> all = new ArrayList<>();
        for (byte[] datagram : multicast.sent) {
            SimGroup.Opened opened = groups.get(0).open(datagram);
            assertEquals(Im.INVOKE_REQUEST, opened.opcode());
            assertEquals(NODE, opened.source());
            all.add(opened.destination() + " " + BoundLight.text(opened.payload()));
        }
        return all;
    }

    @BeforeEach
    void build() {
        network = new SimNetwork(7);
        port = network.attach();
        device = new SimDevice(port, new SimDevice.Options());
        network.add(device);
        fabric = device.join(DEVICE, FABRIC.ipkEpochKey).fabricIndex;
        client =
                new BindingClient(
                        bindings,
                        peers,
                        device.exchanges,
                        groupSender(),
                        (endpoint, fabricIndex, target, status, now) ->
                                heard.add(
                                        endpoint
                                                + "/"
                                                + fabricIndex
                                                + " "
                                                + Long.toHexString(target)
                                                + " "
                                                + status),
                        2,
                        PLACES);
        network.add((SimNode) client::poll);
    }

    /** A light with a session. */
    private BoundLight light() {
        BoundLight light = stranger();
        light.connect();
        return light;
    }

    private BoundLight stranger() {
        long nodeId = FIRST + lights.size();
        BoundLight light = new BoundLight(network, port, FABRIC, nodeId, NODE, 3 + lights.size());
        lights.add(light);
        return light;
    }

    private BoundLight bound() {
        return bind(light());
    }

    private BoundLight bind(BoundLight light) {
        bindings.add(fabric, SWITCH, light.own.nodeId(), ANY, 1, ON_OFF);
        return light;
    }

    private void press(int command) {
        assertEquals(0, client.send(SWITCH, ON_OFF, command, network.now));
    }

    private String of(BoundLight light, int status) {
        return "1/" + fabric + " " + Long.toHexString(light.own.nodeId()) + " " + status;
    }

    private void settle() {
        network.pass(1_000);
    }

    @AfterEach
    void shouldLeaveNothingBehind() {
        network.pass(120_000);
        assertEquals(0, client.targets().inUse());
        assertEquals(0, device.exchanges.slots().inUse());
        assertEquals(Cluster.NEVER, client.poll(network.now));
    }

    @Test
    void shouldCommandEveryBoundNodeOnItsSession() {
        BoundLight first = bound();
        BoundLight second = bound();
        press(ON);
        settle();
        assertEquals(List.of("1/6/1"), first.commands);
        assertEquals(List.of("1/6/1"), second.commands);
        assertEquals(List.of(of(first, 0), of(second, 0)), heard);
        assertEquals(List.of(), peers.requests);
    }

    @Test
    void shouldCommandOnlyWhatIsBoundToThisEndpointForThisCluster() {
        BoundLight light = light();
        bindings.add(fabric, SWITCH, light.own.nodeId(), ANY, 1, LEVEL);
        bindings.add(fabric, SWITCH + 1, light.own.nodeId(), ANY, 2, ON_OFF);
        bindings.add(fabric, SWITCH, light.own.nodeId(), ANY, 3, ANY);
        press(ON);
        settle();
        assertEquals(List.of("3/6/1"), light.commands);
    }

    @Test
    void shouldSendFieldsToo() {
        BoundLight light = light();
        bindings.add(fabric, SWITCH, light.own.nodeId(), ANY, 1, ANY);
        TlvWriter out = client.begin(SWITCH, LEVEL, 4);
        out.putUnsigned(0, 128);
        out.putUnsigned(1, 10);
        assertEquals(0, client.send(network.now));
        settle();
        assertEquals(List.of("1/8/4 0=128 1=10"), light.commands);
        client.begin(SWITCH, LEVEL, 4).putBytes(0, new byte[32], 0, 32);
        assertEquals(BindingClient.TOO_LONG, client.send(network.now));
        settle();
        assertEquals(1, light.commands.size());
        press(ON);
        assertNull(client.begin(SWITCH + 1, LEVEL, 4));
    }

    @Test
    void shouldCommandGroups() {
        group(0x0123);
        group(0x0124);
        bindings.add(fabric, SWITCH, 0, 0x0123, ANY, ON_OFF);
        bindings.add(fabric, SWITCH, 0, 0x0124, ANY, ANY);
        bindings.add(fabric, SWITCH, 0, 0x0125, ANY, ON_OFF);
        press(ON);
        settle();
        assertEquals(List.of("291 */6/1", "292 */6/1"), toGroups());
        assertEquals(
                List.of(
                        "1/" + fabric + " ffffffffffff0123 0",
                        "1/" + fabric + " ffffffffffff0124 0",
                        "1/" + fabric + " ffffffffffff0125 " + BindingClient.NOT_SENT),
                heard);
    }

    @Test
    void shouldWaitForAPacketToSendToAGroup() {
        group(0x0123);
        bindings.add(fabric, SWITCH, 0, 0x0123, ANY, ON_OFF);
        Packet packet;
        List<Packet> all = new ArrayList<>();
        while ((packet = device.outbox.packets().take()) != null) {
            all.add(packet);
        }
        press(ON);
        settle();
        assertEquals(List.of(), heard);
        all.forEach(device.outbox.packets()::release);
        settle();
        assertEquals(List.of("291 */6/1"), toGroups());
        assertEquals(1, heard.size());
    }

    @Test
    void shouldAskForASessionThatIsNotThere() {
        BoundLight light = bind(stranger());
        press(ON);
        settle();
        assertEquals(List.of(FIRST), peers.requests);
        assertEquals(List.of(), heard);
        peers.find(light);
        settle();
        assertEquals(List.of("1/6/1"), light.commands);
        assertEquals(List.of(of(light, 0)), heard);
    }

    @Test
    void shouldSayThatANodeIsNotThereAndTryAnewNextTime() {
        BoundLight light = bind(stranger());
        press(ON);
        settle();
        client.sessionFailed(fabric, FIRST, 0, network.now);
        assertEquals(List.of(of(light, BindingClient.UNREACHABLE)), heard);
        peers.find(light);
        settle();
        assertEquals(List.of(), light.commands, "a light that comes back stays as it is");
        press(OFF);
        settle();
        assertEquals(List.of("1/6/0"), light.commands);
    }

    @Test
    void shouldComeLaterWhenItIsTold() {
        BoundLight light = bind(stranger());
        press(ON);
        settle();
        client.sessionFailed(fabric, FIRST, 2_000, network.now);
        network.pass(1_990);
        assertEquals(1, peers.requests.size());
        network.pass(20);
        assertEquals(2, peers.requests.size());
        client.sessionFailed(fabric + 1, FIRST, 0, network.now);
        client.sessionFailed(fabric, FIRST + 1, 0, network.now);
        assertEquals(List.of(), heard);
        peers.find(light);
        settle();
        assertEquals(List.of(of(light, 0)), heard);
    }

    @Test
    void shouldWaitWhileTooManySessionsAreAskedFor() {
        bind(stranger());
        peers.answer = PeerSessions.BUSY;
        press(ON);
        network.pass(250);
        assertEquals(3, peers.requests.size());
        peers.answer = PeerSessions.STARTED;
        network.pass(5_000);
        assertEquals(4, peers.requests.size());
        peers.find(lights.get(0));
        settle();
        assertEquals(List.of("1/6/1"), lights.get(0).commands);
    }

    @Test
    void shouldGiveACommandUpThatDidNotLeaveInTime() {
        BoundLight light = bind(stranger());
        press(ON);
        network.pass(29_999);
        assertEquals(List.of(), heard);
        network.pass(2);
        assertEquals(List.of(of(light, BindingClient.UNREACHABLE)), heard);
    }

    @Test
    void shouldRepeatOnANewSessionWhatTheOldOneLost() {
        BoundLight light = bound();
        light.die();
        press(ON);
        network.pass(8_000);
        // Once when it was silent, once when it was given up.
        assertEquals(List.of(FIRST, FIRST), peers.requests);
        assertEquals(List.of(), heard);
        light.dead = false;
        light.commands.clear();
        peers.find(light);
        settle();
        assertEquals(List.of("1/6/1"), light.commands);
        assertEquals(List.of(of(light, 0)), heard);
    }

    @Test
    void shouldNotWaitForTheEndOfASilentSession() {
        BoundLight light = bound();
        light.die();
        press(ON);
        network.pass(880);
        assertEquals(List.of(), peers.requests);
        network.pass(40);
        assertEquals(List.of(FIRST), peers.requests);
        light.dead = false;
        light.commands.clear();
        peers.find(light);
        settle();
        assertEquals(List.of("1/6/1"), light.commands);
        assertEquals(List.of(of(light, 0)), heard);
        assertEquals(1, device.sessions.slots().inUse(), "the old session is gone");
    }

    @Test
    void shouldAskAgainForTheSessionOfASilentNodeWhenTooManyAreAskedFor() {
        bound().die();
        peers.answer = PeerSessions.BUSY;
        press(ON);
        network.pass(950);
        assertEquals(1, peers.requests.size());
        network.pass(100);
        assertEquals(2, peers.requests.size());
        peers.answer = PeerSessions.NO_FABRIC;
        network.pass(2_000);
        assertEquals(3, peers.requests.size());
    }

    @Test
    void shouldLeaveASlowNodeItsSession() {
        BoundLight light = bound();
        network.fate = (datagram, random) -> new long[] {700};
        press(ON);
        network.pass(1_000);
        assertEquals(List.of(FIRST), peers.requests);
        network.pass(2_000);
        assertEquals(List.of(of(light, 0)), heard);
        network.fate = Fate.GOOD;
        peers.find(light);
        settle();
        assertEquals(List.of("1/6/1"), light.commands);
        assertEquals(1, heard.size());
    }

    @Test
    void shouldRepeatOnce() {
        BoundLight light = bound();
        light.die();
        press(ON);
        network.pass(8_000);
        light.commands.clear();
        peers.find(light);
        network.pass(10_000);
        assertEquals(List.of(FIRST, FIRST), peers.requests);
        assertEquals(List.of(of(light, BindingClient.UNREACHABLE)), heard);
    }

    @Test
    void shouldNotRepeatWhatWasDelivered() {
        BoundLight light = bound();
        light.answer = null;
        press(ON);
        network.pass(60_000);
        assertEquals(List.of("1/6/1"), light.commands);
        assertEquals(List.of(of(light, BindingClient.NO_ANSWER)), heard);
        assertEquals(List.of(), peers.requests);
    }

    @Test
    void shouldComeLaterWhenANodeIsBusy() {
        BoundLight light = bound();
        light.answer =
                talk -> {
                    light.answer = light::succeed;
                    light.send(talk, Im.STATUS_RESPONSE, Im.status(ImStatus.BUSY));
                };
        press(ON);
        network.pass(480);
        assertEquals(1, light.commands.size());
        network.pass(100);
        assertEquals(List.of("1/6/1", "1/6/1"), light.commands);
        assertEquals(List.of(of(light, 0)), heard);
        heard.clear();
        light.answer = talk -> light.status(talk, ImStatus.BUSY);
        press(ON);
        network.pass(5_000);
        assertEquals(List.of(of(light, ImStatus.BUSY)), heard);
        assertEquals(6, light.commands.size());
    }

    @Test
    void shouldTellWhatANodeRefuses() {
        BoundLight light = bound();
        light.answer = talk -> light.status(talk, ImStatus.UNSUPPORTED_ACCESS);
        press(ON);
        settle();
        assertEquals(List.of(of(light, ImStatus.UNSUPPORTED_ACCESS)), heard);
    }

    @Test
    void shouldSendTheLatestOfSeveralThatWait() {
        BoundLight light = bind(stranger());
        press(ON);
        network.pass(10);
        press(OFF);
        network.pass(10);
        press(ON);
        network.pass(10);
        press(OFF);
        settle();
        peers.find(light);
        settle();
        assertEquals(List.of("1/6/0"), light.commands);
        assertEquals(List.of(FIRST), peers.requests);
    }

    @Test
    void shouldSendTheLatestAfterTheOneUnderWay() {
        BoundLight light = bound();
        press(ON);
        network.pass(1);
        press(OFF);
        client.poll(network.now);
        press(ON);
        client.poll(network.now);
        press(OFF);
        settle();
        assertEquals(List.of("1/6/1", "1/6/0"), light.commands);
        assertEquals(List.of(of(light, 0), of(light, 0)), heard);
    }

    @Test
    void shouldNotWaitForTheAnswerToAnOlderCommand() {
        BoundLight light = bound();
        light.answer = null;
        press(ON);
        settle();
        light.answer = light::succeed;
        press(OFF);
        settle();
        assertEquals(List.of("1/6/1", "1/6/0"), light.commands);
        assertEquals(List.of(of(light, 0)), heard);
    }

    @Test
    void shouldNotSendForABindingThatIsGone() {
        BoundLight light = bind(stranger());
        press(ON);
        settle();
        bindings.clear(fabric, SWITCH);
        peers.find(light);
        settle();
        assertEquals(List.of(), light.commands);
        assertEquals(List.of(), heard);
        assertEquals(0, client.targets().inUse());
    }

    @Test
    void shouldSendForABindingThatWasWrittenAgain() {
        BoundLight light = bind(stranger());
        press(ON);
        settle();
        bindings.clear(fabric, SWITCH);
        bind(light);
        peers.find(light);
        settle();
        assertEquals(List.of("1/6/1"), light.commands);
    }

    @Test
    void shouldForgetAFabricThatGoes() {
        BoundLight silent = bound();
        silent.answer = null;
        bind(stranger());
        press(ON);
        settle();
        assertEquals(2, client.targets().inUse());
        bindings.forget(fabric + 1);
        network.pass(10);
        assertEquals(2, client.targets().inUse());
        bindings.forget(fabric);
        client.poll(network.now);
        assertEquals(0, client.targets().inUse());
        assertEquals(0, device.exchanges.slots().inUse());
        assertEquals(List.of(), heard);
    }

    @Test
    void shouldReachMoreNodesThanItHasPlaces() {
        for (int i = 0; i < 2 * PLACES + 1; i++) {
            bound();
        }
        press(ON);
        settle();
        assertEquals(2 * PLACES + 1, heard.size());
        for (BoundLight light : lights) {
            assertEquals(List.of("1/6/1"), light.commands);
        }
    }

    @Test
    void shouldEndAWalkWhenBindingsAreWritten() {
        for (int i = 0; i < PLACES; i++) {
            bind(stranger());
        }
        BoundLight last = bound();
        press(ON);
        settle();
        bindings.add(fabric, SWITCH, 0x99, ANY, 1, LEVEL);
        for (int i = 0; i < PLACES; i++) {
            client.sessionFailed(fabric, FIRST + i, 0, network.now);
        }
        settle();
        assertEquals(List.of(), last.commands);
        press(OFF);
        settle();
        assertEquals(PLACES, client.targets().inUse());
    }

    @Test
    void shouldSendAFewMessagesAPoll() {
        group(0x0123);
        for (int i = 0; i < 9; i++) {
            bindings.add(fabric, SWITCH, 0, 0x0123, ANY, ANY);
        }
        press(ON);
        assertEquals(network.now, client.poll(network.now));
        assertEquals(4, toGroups().size());
        client.poll(network.now);
        client.poll(network.now);
        assertEquals(9, toGroups().size());
    }

    @Test
    void shouldGiveUpWhatIsNoPeer() {
        BoundLight light = bind(stranger());
        peers.answer = PeerSessions.NO_FABRIC;
        press(ON);
        settle();
        assertEquals(List.of(of(light, BindingClient.UNREACHABLE)), heard);
    }

    @Test
    void shouldOutliveASessionThatIsFull() {
        BoundLight light = bound();
        light.answer = null;
        for (int i = 0; i < 5; i++) {
            device.exchanges.open(
                    device.sessions.findPeer(fabric, FIRST),
                    ImOpcode.PROTOCOL,
                    new InvokeClient(device.exchanges, null),
                    network.now);
        }
        press(ON);
        settle();
        assertEquals(List.of(), light.commands);
        for (int i = 0; i < device.exchanges.slots().capacity(); i++) {
            device.exchanges.cancel(device.exchanges.slots().at(i), network.now);
        }
        light.answer = light::succeed;
        settle();
        assertEquals(List.of("1/6/1"), light.commands);
    }
}
