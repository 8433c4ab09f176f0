package org.mattermote.bsp.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.gate.DeviceGate;

class DirectionsTest {
    @Test
    void shouldKnowOnlyWhatItMay() {
        assertEquals(List.of(), DeviceGate.host(Path.of("target/classes")));
    }
}
