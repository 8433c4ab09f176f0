package org.mattermote.stack.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class GateTest {
    @Test
    void shouldFindNothingToRefuseInTheStack() {
        assertEquals(List.of(), DeviceGate.device(Path.of("target/classes")));
    }
}
