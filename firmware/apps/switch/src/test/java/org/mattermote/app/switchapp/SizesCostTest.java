package org.mattermote.app.switchapp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.mattermote.firmware.ram.DeviceClasses;
import org.mattermote.firmware.ram.ObjectGraph;
import org.mattermote.firmware.ram.QuietBoot;
import org.mattermote.stack.Sizes;
import org.mattermote.stack.Stack;

/** What the comments of the sizes say an entry costs, of tables that only this app has. */
class SizesCostTest {
    /** So many that alignment does not show. */
    private static final int MORE = 8;

    @Test
    void shouldSayWhatAnEntryCosts() {
        assertEquals(92, cost(sizes -> sizes.boundCommands += MORE));
        assertEquals(68, cost(sizes -> sizes.boundTargets += MORE));
        assertEquals(115, cost(sizes -> sizes.bindings += MORE));
        assertEquals(584, cost(sizes -> sizes.initiatorContexts += MORE));
        assertEquals(52, cost(sizes -> sizes.sessionRequests += MORE));
        assertEquals(116, cost(sizes -> sizes.heldGroupMessages += MORE));
        assertEquals(52, cost(sizes -> sizes.groupControlPeers += MORE));
    }

    private static int cost(Consumer<Sizes> more) {
        Sizes sizes = new Sizes();
        more.accept(sizes);
        return (bytes(sizes) - bytes(new Sizes())) / MORE;
    }

    private static int bytes(Sizes sizes) {
        DeviceClasses device = DeviceClasses.holding(Stack.class, SwitchApp.class);
        ObjectGraph graph = new ObjectGraph(device, SizesCostTest.class.getClassLoader());
        new QuietBoot(SwitchApp.class.getName()).unsealed(sizes).forEach(graph::walk);
        return graph.tally().bytes();
    }
}
