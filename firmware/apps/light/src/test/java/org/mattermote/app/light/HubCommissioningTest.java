package org.mattermote.app.light;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.mattermote.firmware.testkit.MemoryFactory;
import org.mattermote.stack.sim.SimAdministrator;
import org.mattermote.stack.sim.SimFabric;

/** In which orders hubs commission, and give up. */
class HubCommissioningTest {
    private final Hub hub = new Hub();

    private static void credentials(SimAdministrator admin, boolean rootFirst) {
        if (rootFirst) {
            admin.addRoot();
        }
        SimFabric.Identity device = admin.certify(false);
        if (!rootFirst) {
            admin.addRoot();
        }
        admin.addNoc(device);
    }

    /** Neither regulatory configuration nor attestation nor a network. */
    private void commission(boolean rootFirst, boolean requestTwice, int... armed) {
        SimAdministrator admin = hub.admin;
        admin.pase(MemoryFactory.PASSCODE);
        for (int seconds : armed) {
            admin.arm(seconds);
        }
        if (requestTwice) {
            // The later request counts.
            admin.certify(false);
        }
        credentials(admin, rootFirst);
        admin.operational();
        admin.arm(60);
        admin.complete();
        hub.network.pass(120_000);
        assertEquals(1, hub.node.stack.fabricCount());
        assertEquals(0, hub.invoke(1, 6, 2, out -> {}));
    }

    @Test
    void shouldTakeTheRootBeforeTheRequest() {
        commission(true, false, 60);
    }

    @Test
    void shouldTakeTheRootAfterTheRequest() {
        commission(false, false, 60);
    }

    @Test
    void shouldArmAgainForLongerAndForShorter() {
        commission(true, false, 60, 120, 30);
    }

    @Test
    void shouldMakeASecondRequest() {
        commission(false, true, 60);
    }

    @Test
    void shouldBeginAgainAfterAHubGaveUp() {
        hub.admin.pase(MemoryFactory.PASSCODE);
        hub.admin.arm(60);
        credentials(hub.admin, true);
        assertEquals(1, hub.node.stack.fabricCount());
        hub.network.pass(61_000);
        assertEquals(0, hub.node.stack.fabricCount());
        SimAdministrator other = hub.another(false);
        other.commission(MemoryFactory.PASSCODE);
        assertEquals(1, hub.node.stack.fabricCount());
    }
}
