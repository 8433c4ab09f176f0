package org.mattermote.webrtc.avstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.fabric.MemoryStore;

/** The power goes at each step of each transaction of a camera. */
class AvPowerCutTest {
    private static final List<Consumer<AvRig>> SCRIPT =
            List.of(
                    rig -> rig.priorities(1, 3),
                    rig -> rig.video(1),
                    rig ->
                            rig.video(
                                    v -> {
                                        v.keyFrame = 1;
                                        v.maxRate = 20;
                                    }),
                    rig -> rig.video(2),
                    rig -> rig.audio(),
                    rig -> rig.snapshot(),
                    rig -> rig.writeBool(AvRig.LIVE_PRIVACY, true),
                    rig -> rig.viewport(0, 0, 960, 540),
                    rig -> rig.writeBool(AvRig.MUTED, true),
                    rig -> rig.remove(AvRig.VIDEO_DEALLOCATE, 1),
                    rig -> rig.remove(AvRig.SNAPSHOT_DEALLOCATE, 1));

    private static MemoryStore copy(MemoryStore store) {
        MemoryStore copy = new MemoryStore();
        copy.copy(store);
        return copy;
    }

    private static String kept(MemoryStore store) {
        AvRig rig = new AvRig(store, new TestCamera());
        assertEquals(List.of(), rig.logged);
        return rig.kept();
    }

    @Test
    void shouldDoEachStepWhollyOrNotAtAll() {
        MemoryStore store = new MemoryStore();
        int cuts = 0;
        for (Consumer<AvRig> step : SCRIPT) {
            String before = kept(store);
            MemoryStore done = copy(store);
            step.accept(new AvRig(done, new TestCamera()));
            String after = kept(done);
            assertTrue(!after.equals(before), after);
            boolean cut = true;
            for (int power = 0; cut; power++) {
                MemoryStore failing = copy(store);
                AvRig rig = new AvRig(failing, new TestCamera());
                failing.power = power;
                cut = false;
                try {
                    step.accept(rig);
                } catch (MemoryStore.PowerCut e) {
                    cut = true;
                    cuts++;
                }
                failing.power = Integer.MAX_VALUE;
                String now = kept(failing);
                assertTrue(now.equals(before) || now.equals(after), now);
                assertTrue(cut || now.equals(after), now);
            }
            store = done;
        }
        assertTrue(cuts >= 3 * SCRIPT.size(), cuts + " cuts");
    }
}
