package org.mattermote.firmware.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mattermote.bsp.common.FlashLog;
import org.mattermote.stack.port.PortStatus;
import org.mattermote.stack.sim.SimNetwork;
import org.mattermote.stack.sim.SimPort;

/**
 * The power goes at every single word that a life of a device programs into its flash, and at every
 * page it erases. Each time the device that starts again is what it was before the step or what it
 * is after it, and after it if the step had been answered.
 */
@Timeout(600)
class PowerCutTest {
    private static final String APP = "dimmable-light";
    private static final int MAX_RECORDS = 128;

    /** Of so many cuts one is followed by one more at each write of the boot after it. */
    private static final int EVERY_BOOT = 60;

    private static final int SETTLE = 10_000;

    private final SimNetwork network = new SimNetwork(3);
    private final SimPort port = network.attach();
    private final ScriptedLife life = new ScriptedLife(network, port);
    private final Random random = new Random(11);
    private RecordedFlash flash = new RecordedFlash();
    private AppNode node;
    private int cuts;

    private static FlashLog opened(RecordedFlash flash) {
        FlashLog log = new FlashLog(flash, MAX_RECORDS);
        assertEquals(PortStatus.OK, log.open(), () -> "damage " + log.damage());
        return log;
    }

    /** A device that starts from a store that is in order. */
    private static AppNode boot(FlashLog log, SimPort port, long now) {
        AppNode node = new AppNode(APP, port, log, (event, a, b, c) -> {}, now + 1, now);
        assertTrue(node.stack.isStoreGood());
        return node;
    }

    private static Map<String, String> stateOf(byte[] image) {
        return stateOf(new RecordedFlash(image));
    }

    private static Map<String, String> stateOf(RecordedFlash flash) {
        FlashLog log = opened(flash);
        AppNode node = boot(log, new SimNetwork(1).attach(), 0);
        return NodeState.of(node.stack.node(), log);
    }

    private void restart() {
        network.remove(node);
        flash = new RecordedFlash(flash.image());
        node = boot(opened(flash), port, network.now);
        network.add(node);
    }

    @Test
    void shouldBeBeforeOrAfterAStepWhereverThePowerGoes() {
        node = boot(opened(flash), port, 0);
        network.add(node);
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (Map.Entry<String, Runnable> step : life.steps().entrySet()) {
            int before = cuts;
            run(step.getKey(), step.getValue());
            counts.put(step.getKey(), cuts - before);
        }
        System.out.println("mote: power cuts " + cuts + " " + counts);
        assertEquals(0, node.stack.fabricCount());
    }

    private void run(String name, Runnable step) {
        if (ScriptedLife.isPreparation(name)) {
            step.run();
            return;
        }
        boolean commissions = name.startsWith("commission");
        if (!commissions) {
            restart();
            life.first.operational();
        }
        network.pass(SETTLE);
        flash.steps.clear();
        byte[] image = flash.image();
        Map<String, String> old = stateOf(image);
        step.run();
        int answered = flash.steps.size();
        network.pass(SETTLE);
        Map<String, String> young = stateOf(flash.image());
        assertFalse(old.equals(young), name + " changes nothing");
        List<RecordedFlash.Step> steps = new ArrayList<>(flash.steps);
        assertTrue(steps.size() > 2, name);
        for (int i = 0; i < steps.size(); i++) {
            check(name, i, image, i < answered ? old : young, young);
            check(
                    name,
                    i,
                    RecordedFlash.torn(image, steps.get(i), random),
                    i < answered ? old : young,
                    young);
            RecordedFlash.apply(image, steps.get(i));
        }
        check(name, steps.size(), image, young, young);
    }

    private void check(
            String name,
            int cut,
            byte[] image,
            Map<String, String> old,
            Map<String, String> young) {
        RecordedFlash left = new RecordedFlash(image);
        Map<String, String> now = stateOf(left);
        if (!now.equals(old) && !now.equals(young)) {
            fail(
                    name
                            + ", cut at write "
                            + cut
                            + ", neither before:\n"
                            + NodeState.difference(old, now)
                            + "nor after:\n"
                            + NodeState.difference(young, now));
        }
        if (cuts++ % EVERY_BOOT == 0) {
            byte[] again = image.clone();
            for (RecordedFlash.Step step : left.steps) {
                assertEquals(now, stateOf(RecordedFlash.torn(again, step, random)), name);
                RecordedFlash.apply(again, step);
                assertEquals(now, stateOf(again), name);
            }
        }
    }
}
