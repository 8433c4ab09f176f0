package org.mattermote.app.light;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mattermote.firmware.testkit.MemoryFactory;
import org.mattermote.firmware.testkit.MemoryRecords;
import org.mattermote.stack.requirement.Tag;
import org.mattermote.stack.sim.Restart;
import org.mattermote.stack.sim.SimAdministrator;
import org.mattermote.stack.sim.SimFabric;
import org.mattermote.stack.sim.SimNetwork;
import org.mattermote.stack.sim.SimNode;
import org.mattermote.stack.sim.SimPort;

/** A controller's process ends in the middle of CASE and begins again, on its port and exchange. */
class ControllerRestartTest {
    private static final int RESTARTS = 100;

    /** Of a poll in which there is something to compute, ms: the longest of a Cortex-M4. */
    private static final int STEP = 14;

    private final SimNetwork network = new SimNetwork(41);
    private final SimPort port = network.attach();
    private final LightNode node = new LightNode(port, new MemoryRecords(), 41, 0);
    private final SimAdministrator admin =
            new SimAdministrator(
                    network,
                    network.attach(),
                    port,
                    new SimFabric(41, 0xFAB4, true),
                    0x99,
                    0x55,
                    42);
    private final Restart restart = new Restart(network, network.attach(), port, admin);

    /** The light on a slow processor. */
    private final SimNode slow =
            new SimNode() {
                private long busyUntil;

                @Override
                public long poll(long now) {
                    if (now < busyUntil) {
                        return busyUntil;
                    }
                    long next = node.poll(now);
                    busyUntil = now + (next <= now ? STEP : 0);
                    return Math.max(next, busyUntil);
                }
            };

    @BeforeEach
    void commission() {
        network.add(slow);
        admin.commission(MemoryFactory.PASSCODE);
        network.pass(10_000);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("stale-exchange R35")
    @Tag("stale-exchange R36")
    void shouldServeItsFirstAttempt(Restart.Moment moment) {
        long longest = 0;
        for (int i = 0; i < RESTARTS; i++) {
            longest = Math.max(longest, attempt(moment, i));
            // Now and then what was cut off has to end by itself.
            network.pass(i % 3 * 200);
        }
        System.out.printf(
                "mote: %d restarts %s: longest %d ms, strays %d%n",
                RESTARTS, moment, longest, restart.strays);
        assertTrue(longest < 1_000, "ms " + longest);
        assertEquals(0, restart.strays);
        assertEquals(LightNode.IDLE, rest());
        assertEquals(0, node.allocated);
    }

    @Test
    @Tag("stale-exchange R36")
    void shouldServeTheFirstAttemptAtWhateverMomentItsLastProcessEnded() {
        TreeMap<String, Integer> atRest = null;
        TableWatch watch = new TableWatch(node.stack);
        Restart.Moment[] moments = Restart.Moment.values();
        for (int i = 0; i < RESTARTS; i++) {
            attempt(moments[i % moments.length], i);
        }
        assertEquals(LightNode.IDLE, rest());
        atRest = watch.inUse();
        for (int i = 0; i < RESTARTS; i++) {
            attempt(moments[(i + i / 5) % moments.length], i);
        }
        assertEquals(LightNode.IDLE, rest());
        assertEquals(atRest, watch.inUse());
    }

    private long attempt(Restart.Moment moment, int i) {
        restart.die(moment);
        // The device may be anywhere in its computation.
        network.pass(i % 40 * STEP / 2);
        return restart.serve();
    }

    private String rest() {
        network.run(() -> node.usage().equals(LightNode.IDLE), 60_000);
        return node.usage();
    }
}
