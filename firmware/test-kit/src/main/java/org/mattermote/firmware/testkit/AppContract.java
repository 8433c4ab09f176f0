package org.mattermote.firmware.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.mattermote.firmware.ram.BootCount;
import org.mattermote.firmware.ram.DeviceClasses;
import org.mattermote.firmware.ram.ObjectGraph;
import org.mattermote.firmware.ram.QuietBoot;
import org.mattermote.firmware.ram.RamTable;
import org.mattermote.firmware.ram.Tally;
import org.mattermote.stack.App;
import org.mattermote.stack.gate.AllocationGate;
import org.mattermote.stack.gate.ClassSet;
import org.mattermote.stack.gate.DeviceGate;

/**
 * What holds for every app: the gates on device code, no allocation after boot (by the class files,
 * and measured), and a ceiling of RAM. A module's test extends it.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
public abstract class AppContract {
    /** Bytes. To fall, never to rise. */
    private static final int CEILING = 63_999;

    /** A part of the load that takes seconds. */
    private static final int PART = 20;

    private final Class<? extends App> app;
    private final List<String> farEnds;
    private final int ceiling;

    /**
     * @param farEnds of calls through interfaces and tables, which a walk from poll that is
     *     complete reaches: {@code org/mattermote/…/Type.method(I)V}
     */
    protected AppContract(Class<? extends App> app, String... farEnds) {
        this(CEILING, app, farEnds);
    }

    /**
     * @param ceiling bytes of RAM, for an app that is more than a light
     */
    protected AppContract(int ceiling, Class<? extends App> app, String... farEnds) {
        this.ceiling = ceiling;
        this.app = app;
        this.farEnds = List.of(farEnds);
    }

    /** First, before other class loaders have made copies of the device. */
    @Test
    @Order(1)
    void shouldAllocateNothingUnderLoad() {
        LoadRun run = new LoadRun(app.getName());
        long allocated = run.applyAsLong(PART);
        run.done.forEach(line -> System.out.println("mote: " + line));
        assertEquals(0, allocated, run.done::toString);
        assertEquals(DeviceNode.IDLE, run.node().usage());
    }

    @Test
    @Order(2)
    void shouldFindNothingToRefuse() {
        assertEquals(List.of(), DeviceGate.device(Path.of("target/classes")));
    }

    @Test
    @Order(2)
    void shouldAllocateNothingAfterBoot() {
        List<String> roots =
                List.of(
                        "org.mattermote.stack.Stack.poll(J)J",
                        "org.mattermote.stack.Stack.stop(J)V",
                        app.getName() + ".button(J)V");
        AllocationGate.Verdict verdict =
                AllocationGate.judge(ClassSet.holding(DeviceClasses.modules(app)), roots);
        assertEquals(List.of(), verdict.refusals());
        assertEquals(
                List.of(),
                farEnds.stream().filter(end -> !verdict.methods().contains(end)).toList());
    }

    @Test
    @Order(3)
    void shouldFitItsRam() {
        BootCount count = BootCount.of(app);
        RamTable table = count.table();
        ObjectGraph graph =
                new ObjectGraph(
                        DeviceClasses.holding(DeviceClasses.modules(app)), app.getClassLoader());
        new QuietBoot(app.getName()).get().forEach(graph::walk);
        Tally walked = graph.tally().plus(count.leftBehind());
        assertEquals(count.made().toString(), walked.toString());
        assertEquals(List.of(), count.computedStatics());
        System.out.printf("mote: RAM, sealed: %,d bytes%n", table.total());
        assertTrue(table.total() <= ceiling, () -> table.markdown(true));
    }
}
