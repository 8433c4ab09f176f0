package org.mattermote.app.light;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mattermote.firmware.testkit.MemoryFactory;
import org.mattermote.firmware.testkit.MemoryRecords;
import org.mattermote.stack.diag.Tables;
import org.mattermote.stack.port.LogEvent;
import org.mattermote.stack.sim.SimAdministrator;
import org.mattermote.stack.sim.SimFabric;
import org.mattermote.stack.sim.SimNetwork;
import org.mattermote.stack.sim.SimPort;
import org.mattermote.stack.transport.ble.SimCentral;

/** The whole light, sealed, commissioned over BLE by a simulated commissioner. */
class BleCommissioningTest {
    private static final int OPERATIONAL_CREDENTIALS = 0x3E;
    private static final int REMOVE_FABRIC = 10;
    private static final long FAIL_SAFE = 61_000;

    private final SimNetwork network = new SimNetwork(5);
    private final SimPort port = network.attach();
    private final SimCentral central = new SimCentral();
    private final LightNode node =
            new LightNode(port, null, central.controller(), new MemoryRecords(), 5, 0);
    private int commissioners;

    BleCommissioningTest() {
        network.add(node);
        network.add(central);
        network.pass(100);
    }

    /** One more, with a fabric of its own. */
    private SimAdministrator commissioner() {
        commissioners++;
        return new SimAdministrator(
                network,
                network.attach(),
                port,
                new SimFabric(commissioners, 0xFAB000L + commissioners, true),
                0x99,
                0x55,
                commissioners);
    }

    private SimAdministrator commission() {
        SimAdministrator admin = commissioner();
        central.connect();
        admin.commission(MemoryFactory.PASSCODE, central);
        return admin;
    }

    private void assertNothingLeft() {
        assertEquals(LightNode.IDLE, node.usage());
        assertEquals(0, node.allocated);
    }

    @Test
    void shouldBeCommissionedAndLeaveTheAir() {
        assertTrue(central.isAdvertising());
        SimAdministrator admin = commission();
        network.pass(1_000);
        assertFalse(central.isConnected());
        assertFalse(central.isAdvertising());
        assertEquals(1, node.stack.fabricCount());
        assertEquals(1, node.stack.sessionCount(), "PASE's is gone");
        assertNothingLeft();
        admin.expect(admin.client.read(1, 6, 0), "the lamp");
    }

    @Test
    void shouldTellWhetherAnybodyCanFindIt() {
        assertEquals(1, node.events[LogEvent.BLE_CONTROLLER], "ready");
        central.silence(true);
        network.pass(60_000);
        assertEquals(2, node.events[LogEvent.BLE_CONTROLLER], "gone");
        central.silence(false);
        network.pass(60_000);
        assertTrue(central.isAdvertising());
        assertEquals(3, node.events[LogEvent.BLE_CONTROLLER], "ready again");
        commission();
    }

    @Test
    void shouldAnswerOverBleWithoutMrp() {
        SimAdministrator admin = commissioner();
        central.connect();
        admin.controller.connection = central;
        admin.pase(MemoryFactory.PASSCODE);
        admin.arm(60);
        network.pass(3_000);
        assertEquals(0, network.sent.size(), "nothing over the network");
        assertEquals(0, node.stack.counters().standaloneAcknowledgements);
        assertEquals(0, node.stack.counters().mrpRetransmissions);
        assertEquals(0, node.inUse(Tables.EXCHANGES));
    }

    @ParameterizedTest
    @CsvSource({"23, 1", "23, 255", "185, 2", "517, 1", "517, 255"})
    void shouldBeCommissionedWithEveryMtuAndWindow(int mtu, int window) {
        central.mtu = mtu;
        central.window = window;
        commission();
        network.pass(1_000);
        assertNothingLeft();
    }

    /** Of all PDUs that a commissioning takes the central is gone behind each. */
    @Test
    void shouldTakeTheNextCommissionerAfterALossAtAnyStep() {
        int pdus = 0;
        while (new BleCommissioningTest().isCutAndTakenAgain(pdus)) {
            pdus++;
        }
        assertTrue(pdus > 50, pdus + " PDUs");
    }

    /** False if the commissioning was through before. */
    private boolean isCutAndTakenAgain(int pdus) {
        SimAdministrator lost = commissioner();
        central.stepsLeft = pdus;
        central.connect();
        try {
            lost.commission(MemoryFactory.PASSCODE, central);
            return false;
        } catch (IllegalStateException e) {
            network.remove(lost.controller);
        }
        String when = "after a loss at " + pdus;
        assertTrue(network.run(central::isAdvertising, FAIL_SAFE), when);
        network.pass(100);
        assertNothingLeft();
        assertEquals(0, node.stack.fabricCount(), when);
        assertEquals(0, node.stack.sessionCount(), when);
        assertEquals(0, node.inUse(Tables.UNSECURED_SESSIONS), when);
        central.stepsLeft = Integer.MAX_VALUE;
        commission();
        network.pass(1_000);
        assertNothingLeft();
        return true;
    }

    @Test
    void shouldRefuseASecondCentral() {
        SimAdministrator admin = commissioner();
        central.connect();
        admin.controller.connection = central;
        admin.pase(MemoryFactory.PASSCODE);
        central.connectSecond();
        admin.arm(60);
        assertTrue(central.isConnected());
        assertTrue(central.isOpen());
    }

    @Test
    void shouldBeCommissionedAHundredTimesInARow() {
        for (int i = 0; i < 100; i++) {
            SimAdministrator admin = commission();
            admin.command(
                    OPERATIONAL_CREDENTIALS,
                    REMOVE_FABRIC,
                    0,
                    out -> out.putUnsigned(0, admin.fabricIndex));
            network.remove(admin.controller);
            network.run(central::isAdvertising, 10_000);
            assertTrue(central.isAdvertising());
            assertEquals(0, node.stack.fabricCount());
        }
        network.pass(5_000);
        assertNothingLeft();
    }

    @Test
    void shouldKeepSilentOnceItsWindowIsOver() {
        network.pass(900_000);
        assertFalse(central.isAdvertising());
        assertThrows(IllegalStateException.class, central::connect);
        assertNothingLeft();
    }
}
