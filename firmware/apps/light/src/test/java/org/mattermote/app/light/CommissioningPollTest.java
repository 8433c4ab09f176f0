package org.mattermote.app.light;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import org.junit.jupiter.api.Test;
import org.mattermote.firmware.testkit.MemoryFactory;
import org.mattermote.firmware.testkit.MemoryRecords;
import org.mattermote.stack.crypto.CryptoJobs;
import org.mattermote.stack.crypto.SoftwareCrypto;
import org.mattermote.stack.port.CryptoPort;
import org.mattermote.stack.sim.SimAdministrator;
import org.mattermote.stack.sim.SimFabric;
import org.mattermote.stack.sim.SimNetwork;
import org.mattermote.stack.sim.SimNode;
import org.mattermote.stack.sim.SimPort;

/** No poll of a commissioning computes more than a step of one computation. */
class CommissioningPollTest {
    /** What a step may go beyond its budget, and what checks of operands take. */
    private static final int BEYOND = 60;

    private final SimNetwork network = new SimNetwork(8);
    private final SimPort port = network.attach();
    private final LightNode node = new LightNode(port, new MemoryRecords(), 5, 0);
    private final SoftwareCrypto crypto = crypto();
    private int mostUnits;
    private int polls;

    private SoftwareCrypto crypto() {
        try {
            return (SoftwareCrypto) ((CryptoJobs) field(field(node.stack, "crypto"), "jobs")).port;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object field(Object of, String name) throws ReflectiveOperationException {
        Field field = of.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(of);
    }

    private long measured(long now) {
        int before = crypto.units();
        long next = node.poll(now);
        int units = crypto.units() - before;
        mostUnits = Math.max(mostUnits, units);
        polls += units > 0 ? 1 : 0;
        return next;
    }

    @Test
    void shouldComputeInSteps() {
        SimNode device = this::measured;
        network.add(device);
        SimAdministrator admin =
                new SimAdministrator(
                        network,
                        network.attach(),
                        port,
                        new SimFabric(7, 0xFAB7, true),
                        0x99,
                        0x55,
                        6);
        admin.commission(MemoryFactory.PASSCODE);
        System.out.println("mote: commissioning: most units " + mostUnits + ", polls " + polls);
        assertTrue(mostUnits <= CryptoPort.STEP_BUDGET + BEYOND, "commissioning: " + mostUnits);
        assertTrue(polls > 80, "polls " + polls);
        mostUnits = 0;
        admin.operational();
        admin.arm(60);
        admin.updateNoc(admin.certify(true));
        admin.operational();
        admin.complete();
        assertTrue(mostUnits <= CryptoPort.STEP_BUDGET + BEYOND, "UpdateNOC: " + mostUnits);
    }
}
