package org.mattermote.app.light;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.mattermote.firmware.ram.QuietBoot;
import org.mattermote.stack.Ports;
import org.mattermote.stack.Sizes;
import org.mattermote.stack.Stack;
import org.mattermote.stack.port.PortStatus;

class SealTest {
    private static Stack composed(Ports ports, Sizes sizes) {
        Stack stack = new Stack(ports, sizes, 0);
        LightApp light = new LightApp(stack, ports);
        stack.compose(light.rootClusters(stack), light.endpoints(stack), light.deviceType());
        return stack;
    }

    @Test
    void shouldSealWhenAllIsThere() {
        Stack stack = new Stack(QuietBoot.ports(), new Sizes(), 0);
        assertEquals(Stack.NOT_COMPOSED, stack.seal());
        stack = composed(QuietBoot.ports(), new Sizes());
        assertEquals(Stack.NOT_STARTED, stack.seal());
        stack.start(0);
        assertFalse(stack.isSealed());
        assertEquals(Stack.SEALED, stack.seal());
        assertTrue(stack.isSealed());
    }

    @Test
    void shouldNotSealWithoutEntropy() {
        Ports ports = QuietBoot.ports();
        ports.entropy = (out, offset, length) -> PortStatus.FAILED;
        assertEquals(Stack.NOT_SEEDED, composed(ports, new Sizes()).seal());
    }

    @Test
    void shouldNotSealWithABadMixOfSizes() {
        Sizes sizes = new Sizes();
        sizes.unsecuredSessions = 1;
        assertEquals(Stack.BAD_SIZES, composed(QuietBoot.ports(), sizes).seal());
    }
}
