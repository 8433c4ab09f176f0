package org.mattermote.firmware.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mattermote.firmware.boot.model.CompositionCheck;
import org.mattermote.firmware.boot.model.Specification;
import org.mattermote.stack.Ports;
import org.mattermote.stack.Stack;
import org.mattermote.stack.fabric.MemoryStore;
import org.mattermote.stack.sim.QuietPorts;

class AppsTest {
    private static List<String> apps() {
        return Apps.names();
    }

    @ParameterizedTest
    @MethodSource("apps")
    void shouldBeWhatItsDeviceTypesDemand(String app) {
        Ports ports = QuietPorts.of(new MemoryStore(), (event, a, b, c) -> {});
        Stack stack = Wiring.stack(ports);
        Apps.compose(app, stack, ports);
        assertEquals(
                List.of(), CompositionCheck.flaws(Specification.of(stack.node()), stack.node()));
    }
}
