package org.mattermote.app.light;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mattermote.bsp.host.EmulatedRadio;
import org.mattermote.firmware.testkit.MemoryFactory;
import org.mattermote.firmware.testkit.MemoryRecords;
import org.mattermote.stack.Stack;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.model.spec.GeneralCommissioningSpec;
import org.mattermote.stack.model.spec.GeneralDiagnosticsSpec;
import org.mattermote.stack.model.spec.NetworkCommissioningSpec;
import org.mattermote.stack.port.NetworkDriver;
import org.mattermote.stack.sim.Im;
import org.mattermote.stack.sim.ScriptedRadio;
import org.mattermote.stack.sim.SimAdministrator;
import org.mattermote.stack.sim.SimFabric;
import org.mattermote.stack.sim.SimNetwork;
import org.mattermote.stack.sim.SimPort;
import org.mattermote.stack.transport.ble.SimCentral;

/**
 * The whole light brought onto a Wi-Fi or a Thread network by a simulated commissioner. While the
 * radio is on no network, no packet of the network goes to or from the light.
 */
class WirelessCommissioningTest {
    private static final int NETWORKS = NetworkCommissioningSpec.ID;
    private static final byte[] DATASET = ScriptedRadio.dataset(0xE1);
    private static final byte[] EXTENDED_PAN_ID = new byte[8];

    static {
        Arrays.fill(EXTENDED_PAN_ID, (byte) 0xE1);
    }

    /** What the device is, and how it is reached. */
    enum Kind {
        WIFI_OVER_BLE(false, true, true),
        THREAD_OVER_BLE(true, true, true),
        WIFI_WITHOUT_CONCURRENCE(false, true, false),
        THREAD_WITHOUT_CONCURRENCE(true, true, false),
        WIFI_OVER_UDP(false, false, true),
        THREAD_OVER_UDP(true, false, true);

        final boolean thread;
        final boolean ble;
        final boolean concurrent;

        Kind(boolean thread, boolean ble, boolean concurrent) {
            this.thread = thread;
            this.ble = ble;
            this.concurrent = concurrent;
        }
    }

    private final SimNetwork network = new SimNetwork(5);
    private final SimPort port = network.attach();
    private final SimCentral central = new SimCentral();
    private final MemoryRecords records = new MemoryRecords();
    private Kind kind;
    private EmulatedRadio radio;
    private LightNode node;
    private int commissioners;

    private void boot(Kind of) {
        kind = of;
        radio =
                kind.thread
                        ? EmulatedRadio.thread(EXTENDED_PAN_ID, DATASET)
                        : EmulatedRadio.wifi("home", "password");
        node =
                new LightNode(
                        port,
                        null,
                        kind.ble ? central.controller() : null,
                        this::wire,
                        records,
                        5,
                        network.now);
        if (kind.ble) {
            network.fate =
                    (datagram, random) ->
                            radio.isConnected() ? new long[] {SimNetwork.LATENCY} : new long[0];
        }
        network.add(node);
        network.add(central);
        network.pass(100);
    }

    private void wire(Stack stack) {
        if (kind.thread) {
            stack.thread(radio);
        } else {
            stack.wifi(radio);
        }
        if (!kind.concurrent) {
            stack.nonConcurrent(stack.bleLink());
        }
    }

    private void restart() {
        network.remove(node);
        network.remove(central);
        boot(kind);
    }

    private SimAdministrator commissioner() {
        commissioners++;
        SimAdministrator admin =
                new SimAdministrator(
                        network,
                        network.attach(),
                        port,
                        new SimFabric(commissioners, 0xFAB000L + commissioners, true),
                        0x99,
                        0x55,
                        commissioners);
        if (kind.ble) {
            central.connect();
            admin.controller.connection = central;
        }
        return admin;
    }

    private byte[] id() {
        return kind.thread ? EXTENDED_PAN_ID : "home".getBytes();
    }

    private static Consumer<TlvWriter> bytes(byte[] first, int breadcrumb) {
        return out -> {
            out.putBytes(0, first, 0, first.length);
            out.putUnsigned(1, breadcrumb);
        };
    }

    private void addNetwork(SimAdministrator admin, String password) {
        if (kind.thread) {
            admin.command(
                    NETWORKS,
                    NetworkCommissioningSpec.CMD_ADD_OR_UPDATE_THREAD_NETWORK,
                    0,
                    bytes(DATASET, 4));
        } else {
            admin.command(
                    NETWORKS,
                    NetworkCommissioningSpec.CMD_ADD_OR_UPDATE_WIFI_NETWORK,
                    0,
                    out -> {
                        out.putBytes(0, id(), 0, id().length);
                        out.putBytes(1, password.getBytes(), 0, password.length());
                        out.putUnsigned(2, 4);
                    });
        }
    }

    private void scan(SimAdministrator admin) {
        byte[] answer =
                admin.invoke(
                        NETWORKS,
                        NetworkCommissioningSpec.CMD_SCAN_NETWORKS,
                        out -> {
                            out.putNull(0);
                            out.putUnsigned(1, 3);
                        });
        assertEquals(0, Im.field(answer, 0));
        assertEquals(1, radio.scans);
    }

    private void connect(SimAdministrator admin, int expected) {
        admin.command(
                NETWORKS, NetworkCommissioningSpec.CMD_CONNECT_NETWORK, expected, bytes(id(), 5));
    }

    private long read(SimAdministrator admin, int cluster, int attribute) {
        return Im.reported(admin.expect(admin.client.read(0, cluster, attribute), "read").answer())
                .get(0)
                .value();
    }

    /** From AddNOC on. */
    private void complete(SimAdministrator admin) {
        admin.controller.connection = null;
        admin.operational();
        assertEquals(
                5,
                read(admin, GeneralCommissioningSpec.ID, GeneralCommissioningSpec.ATTR_BREADCRUMB));
        admin.complete();
    }

    private void assertNothingLeft() {
        network.pass(1_000);
        assertEquals(LightNode.IDLE, node.usage());
        assertEquals(0, node.allocated);
    }

    @ParameterizedTest
    @EnumSource
    void shouldBeCommissionedAndComeBack(Kind of) {
        boot(of);
        SimAdministrator admin = commissioner();
        admin.provision(MemoryFactory.PASSCODE);
        boolean concurrent =
                read(
                                admin,
                                GeneralCommissioningSpec.ID,
                                GeneralCommissioningSpec.ATTR_SUPPORTS_CONCURRENT_CONNECTION)
                        == 1;
        assertEquals(kind.concurrent, concurrent);
        scan(admin);
        addNetwork(admin, "password");
        connect(admin, 0);
        assertEquals(concurrent, radio.isConnected());
        assertEquals(kind.ble, central.isConnected());
        if (!concurrent) {
            assertTrue(network.run(radio::isConnected, 10_000));
            assertFalse(central.isConnected());
        }
        complete(admin);
        network.pass(1_000);
        assertFalse(central.isConnected());
        assertFalse(central.isAdvertising());
        assertNothingLeft();
        assertEquals(1, node.stack.fabricCount());
        restart();
        network.pass(3_000);
        assertTrue(radio.isConnected());
        assertFalse(central.isAdvertising());
        admin.operational();
        admin.expect(admin.client.read(1, 6, 0), "the lamp");
        byte[] interfaces =
                admin.expect(
                                admin.client.read(
                                        0,
                                        GeneralDiagnosticsSpec.ID,
                                        GeneralDiagnosticsSpec.ATTR_NETWORK_INTERFACES),
                                "interfaces")
                        .answer();
        assertEquals(
                kind.thread
                        ? GeneralDiagnosticsSpec.INTERFACE_TYPE_THREAD
                        : GeneralDiagnosticsSpec.INTERFACE_TYPE_WIFI,
                Im.at(interfaces, 1, -1, 1, 2, -1, GeneralDiagnosticsSpec.NETWORK_INTERFACE_TYPE)
                        .value());
        assertNothingLeft();
    }

    @Test
    void shouldHearOfTheWrongPasswordAndTakeTheRightOne() {
        boot(Kind.WIFI_OVER_BLE);
        SimAdministrator admin = commissioner();
        admin.provision(MemoryFactory.PASSCODE);
        addNetwork(admin, "passwort");
        connect(admin, NetworkDriver.AUTH_FAILURE);
        addNetwork(admin, "password");
        connect(admin, 0);
        complete(admin);
        assertNothingLeft();
    }

    /** As long as it may take; nobody polls for it, and nobody gives up. */
    @ParameterizedTest
    @EnumSource(names = {"WIFI_OVER_BLE", "WIFI_OVER_UDP"})
    void shouldAnswerWhenASlowNetworkIsJoined(Kind of) {
        boot(of);
        radio.joinMillis = 19_000;
        SimAdministrator admin = commissioner();
        admin.provision(MemoryFactory.PASSCODE);
        addNetwork(admin, "password");
        long polls = node.polls;
        connect(admin, 0);
        assertTrue(node.polls - polls < 4 * 19_000 / 50, node.polls - polls + " polls");
        complete(admin);
        assertNothingLeft();
    }

    /** The commissioner hears Success, but the network is not there. */
    @ParameterizedTest
    @EnumSource(names = {"WIFI_WITHOUT_CONCURRENCE", "THREAD_WITHOUT_CONCURRENCE"})
    void shouldBeFoundOverBleAgainWhenItCouldNotJoin(Kind of) {
        boot(of);
        radio.inReach = false;
        SimAdministrator admin = commissioner();
        admin.provision(MemoryFactory.PASSCODE);
        addNetwork(admin, "password");
        long armed = network.now;
        connect(admin, 0);
        network.pass(50_000);
        assertFalse(central.isAdvertising());
        assertEquals(1, node.stack.fabricCount(), "the fail-safe keeps its time");
        assertTrue(network.run(central::isAdvertising, 15_000));
        assertEquals(60_000, network.now - armed, 2_000);
        assertEquals(0, node.stack.fabricCount());
        assertNothingLeft();
        assertArrayEquals(new byte[0], stored());
        radio.inReach = true;
        int attempts = radio.attempts;
        network.pass(60_000);
        assertEquals(attempts, radio.attempts, "nothing is known of the network any more");
        network.remove(admin.controller);
        SimAdministrator next = commissioner();
        next.provision(MemoryFactory.PASSCODE);
        addNetwork(next, "password");
        connect(next, 0);
        assertTrue(network.run(radio::isConnected, 10_000));
        complete(next);
        assertNothingLeft();
    }

    private byte[] stored() {
        byte[] record = records.all().get(0x000A);
        return record == null ? new byte[0] : record;
    }

    /** The central goes while the radio joins. */
    @ParameterizedTest
    @EnumSource(names = {"WIFI_OVER_BLE", "THREAD_OVER_BLE"})
    void shouldGoOnOverTheNetworkWhenBleIsLostWhileItJoins(Kind of) {
        boot(of);
        SimAdministrator admin = commissioner();
        admin.provision(MemoryFactory.PASSCODE);
        addNetwork(admin, "password");
        admin.client.invoke(
                0, NETWORKS, NetworkCommissioningSpec.CMD_CONNECT_NETWORK, bytes(id(), 5));
        network.pass(500);
        assertEquals(1, radio.attempts);
        central.leave();
        assertTrue(network.run(radio::isConnected, 10_000));
        admin.controller.connection = null;
        admin.operational();
        admin.complete();
        assertNothingLeft();
        assertTrue(stored().length > 0);
    }

    @Test
    void shouldBeAsNewWithoutItsLastFabric() {
        boot(Kind.WIFI_OVER_BLE);
        SimAdministrator admin = commissioner();
        admin.provision(MemoryFactory.PASSCODE);
        addNetwork(admin, "password");
        connect(admin, 0);
        complete(admin);
        admin.command(0x3E, 10, 0, out -> out.putUnsigned(0, admin.fabricIndex));
        assertTrue(network.run(central::isAdvertising, 5_000));
        network.pass(5_000);
        assertFalse(radio.isConnected());
        assertArrayEquals(new byte[0], stored());
        network.remove(admin.controller);
        SimAdministrator next = commissioner();
        next.provision(MemoryFactory.PASSCODE);
        addNetwork(next, "password");
        connect(next, 0);
        complete(next);
        assertNothingLeft();
    }
}
