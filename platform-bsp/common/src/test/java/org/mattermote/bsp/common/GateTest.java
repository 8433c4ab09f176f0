package org.mattermote.bsp.common;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.gate.DeviceGate;

class GateTest {
    @Test
    void shouldFindNothingToRefuse() {
        assertEquals(List.of(), DeviceGate.device(Path.of("target/classes")));
    }
}
