package org.mattermote.app.light;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.mattermote.firmware.testkit.DeviceNode;
import org.mattermote.firmware.testkit.LoadRun;
import org.mattermote.firmware.testkit.PlantLoader;
import org.mattermote.stack.Stack;
import org.mattermote.stack.exchange.ExchangeCounters;
import org.mattermote.stack.gate.AllocationGate;
import org.mattermote.stack.gate.ClassSet;
import org.mattermote.stack.gate.Refusal;
import org.mattermote.stack.requirement.Tag;

/** No allocation after boot (law 1), measured: what the polls of a long life allocate. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WholeDeviceLoadTest {
    /** Where a message whose tag does not fit is counted: as cold a branch as there is. */
    private static final String COLD = "org/mattermote/stack/exchange/MessageDispatch";

    private static final String COUNTER = "rxNotAuthentic";

    private static final int FEW = 10;

    /** A long life has so many at least. */
    private static final int MESSAGES = 10_000;

    /** First, before class loaders of the other test have made copies of the device. */
    @Test
    @Order(1)
    @Tag("session-layer R1")
    void shouldAllocateNothingAfterTheSeal() {
        LoadRun run = new LoadRun(LightApp.class.getName());
        long allocated = run.applyAsLong(1);
        run.done.forEach(line -> System.out.println("mote: " + line));
        ExchangeCounters counters = run.node().stack.counters();
        int messages = counters.rxDatagrams + counters.txMessages;
        System.out.printf(
                "mote: allocated bytes after seal: %d, messages %d%n", allocated, messages);
        assertEquals(0, allocated);
        assertTrue(messages >= MESSAGES, "messages " + messages);
        assertEquals(DeviceNode.IDLE, run.node().usage());
    }

    @Test
    void shouldNoticeOneByteOnAColdBranch() throws Exception {
        assertEquals(0, run(new PlantLoader(null, null)));
        assertTrue(run(new PlantLoader(COLD, COUNTER)) > 0);
    }

    private static long run(ClassLoader loader) throws Exception {
        Object run =
                loader.loadClass(LoadRun.class.getName())
                        .getConstructor(String.class)
                        .newInstance(LightApp.class.getName());
        return ((IntToLongFunction) run).applyAsLong(FEW);
    }

    @Test
    void shouldBeNoticedByTheGateToo() {
        PlantLoader loader = new PlantLoader(COLD, COUNTER);
        ClassSet planted =
                ClassSet.of(
                        ClassSet.holding(Stack.class, LightApp.class).classes().stream()
                                .map(type -> loader.classFile(type.name))
                                .toList());
        List<Refusal> refusals =
                AllocationGate.judge(planted, List.of("org.mattermote.stack.Stack.poll(J)J"))
                        .refusals();
        assertEquals(1, refusals.size(), refusals::toString);
        assertTrue(refusals.get(0).toString().contains("new byte[]"), refusals::toString);
    }
}
