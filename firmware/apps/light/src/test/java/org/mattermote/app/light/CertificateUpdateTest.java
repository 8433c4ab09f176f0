package org.mattermote.app.light;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mattermote.firmware.testkit.MemoryFactory;
import org.mattermote.firmware.testkit.MemoryRecords;
import org.mattermote.stack.sim.SimAdministrator;
import org.mattermote.stack.sim.SimFabric;
import org.mattermote.stack.sim.SimNetwork;
import org.mattermote.stack.sim.SimPort;

/** Sessions and an UpdateNOC that is committed. */
class CertificateUpdateTest {
    private final SimNetwork network = new SimNetwork(9);
    private final SimPort port = network.attach();
    private final LightNode node = new LightNode(port, new MemoryRecords(), 9, 0);
    private final SimAdministrator admin =
            new SimAdministrator(
                    network,
                    network.attach(),
                    port,
                    new SimFabric(7, 0xFAB9, false),
                    0x99,
                    0x55,
                    10);

    @BeforeEach
    void update() {
        network.add(node);
        admin.commission(MemoryFactory.PASSCODE);
        assertEquals(1, node.stack.sessionCount());
        admin.arm(100);
        admin.updateNoc(admin.certify(true));
    }

    @Test
    void shouldEndOldSessionsOnly() {
        admin.operational();
        assertEquals(2, node.stack.sessionCount());
        admin.complete();
        assertEquals(1, node.stack.sessionCount());
        admin.expect(admin.client.invoke(1, 6, 1, out -> {}), "On");
    }

    @Test
    void shouldKeepTheSessionOnWhichItIsCompleted() {
        admin.complete();
        admin.expect(admin.client.invoke(1, 6, 1, out -> {}), "On");
        assertEquals(1, node.stack.sessionCount());
    }

    @Test
    void shouldLeaveSessionsAloneWhenTheNextFailSafeEnds() {
        admin.operational();
        admin.complete();
        admin.arm(100);
        admin.complete();
        admin.expect(admin.client.invoke(1, 6, 1, out -> {}), "On");
    }
}
