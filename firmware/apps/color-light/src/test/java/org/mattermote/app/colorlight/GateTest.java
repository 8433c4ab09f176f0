package org.mattermote.app.colorlight;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.Stack;
import org.mattermote.stack.gate.AllocationGate;
import org.mattermote.stack.gate.ClassSet;
import org.mattermote.stack.gate.DeviceGate;

class GateTest {
    /** What runs once the device is sealed. */
    private static final List<String> ROOTS =
            List.of(
                    "org.mattermote.stack.Stack.poll(J)J",
                    "org.mattermote.stack.Stack.stop(J)V",
                    "org.mattermote.app.colorlight.ColorLightApp.button(J)V");

    /** Far ends of calls through interfaces and tables: a walk that misses one ended too early. */
    private static final List<String> FAR_ENDS =
            List.of(
                    "org/mattermote/app/colorlight/ColorLightHook.onOff(IZ)V",
                    "org/mattermote/app/colorlight/ColorLightHook.level(IIZ)V",
                    "org/mattermote/app/colorlight/ColorLightHook.hueSaturation(IIIZ)V",
                    "org/mattermote/stack/cluster/ColorMemory.store(J)I");

    @Test
    void shouldFindNothingToRefuse() {
        assertEquals(List.of(), DeviceGate.device(Path.of("target/classes")));
    }

    @Test
    void shouldAllocateNothingAfterBoot() {
        ClassSet world = ClassSet.holding(Stack.class, ColorLightApp.class);
        AllocationGate.Verdict verdict = AllocationGate.judge(world, ROOTS);
        assertEquals(List.of(), verdict.refusals());
        assertEquals(
                List.of(), FAR_ENDS.stream().filter(m -> !verdict.methods().contains(m)).toList());
    }
}
