package org.mattermote.app.light;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.mattermote.firmware.testkit.MemoryFactory;
import org.mattermote.stack.sim.SimAdministrator;
import org.mattermote.stack.sim.Tlv;

/** In which orders hubs commission, and give up. */
class HubCommissioningTest {
    private static final int GENERAL_COMMISSIONING = 0x30;
    private static final int OPERATIONAL_CREDENTIALS = 0x3E;

    private final Hub hub = new Hub();

    private static void arm(SimAdministrator admin, int seconds) {
        admin.command(
                GENERAL_COMMISSIONING,
                0,
                0,
                out -> {
                    out.putUnsigned(0, seconds);
                    out.putUnsigned(1, 0);
                });
    }

    /** Neither regulatory configuration nor attestation nor a network. */
    private void commission(boolean rootFirst, boolean requestTwice, int... armed) {
        SimAdministrator admin = hub.admin;
        admin.pase(MemoryFactory.PASSCODE);
        for (int seconds : armed) {
            arm(admin, seconds);
        }
        if (requestTwice) {
            // The later request counts.
            admin.invoke(OPERATIONAL_CREDENTIALS, 4, out -> Tlv.bytes(out, 0, new byte[32]));
        }
        admin.credentials(rootFirst);
        admin.operational();
        arm(admin, 60);
        admin.command(GENERAL_COMMISSIONING, 4, 0, out -> {});
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
        arm(hub.admin, 60);
        hub.admin.credentials(true);
        assertEquals(1, hub.node.stack.fabricCount());
        hub.network.pass(61_000);
        assertEquals(0, hub.node.stack.fabricCount());
        SimAdministrator other = hub.another(false);
        other.commission(MemoryFactory.PASSCODE);
        assertEquals(1, hub.node.stack.fabricCount());
    }
}
