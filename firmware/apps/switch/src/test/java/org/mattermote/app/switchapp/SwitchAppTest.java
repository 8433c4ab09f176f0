package org.mattermote.app.switchapp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.Ports;
import org.mattermote.stack.Sizes;
import org.mattermote.stack.Stack;
import org.mattermote.stack.fabric.MemoryStore;
import org.mattermote.stack.model.Endpoint;
import org.mattermote.stack.sim.QuietPorts;

class SwitchAppTest {
    @Test
    void shouldBeWhatItsDeviceTypeDemands() {
        Ports ports = QuietPorts.of(new MemoryStore(), (event, a, b, c) -> {});
        Stack stack = new Stack(ports, new Sizes(), 0);
        SwitchApp app = new SwitchApp(stack, ports);
        Endpoint[] endpoints = app.endpoints(stack);
        assertEquals(1, endpoints.length);
        Endpoint endpoint = endpoints[0];
        assertEquals(0x0103, endpoint.deviceType(0));
        assertEquals(3, endpoint.deviceTypeRevision(0));
        assertEquals(
                List.of(0x0003, 0x001D, 0x001E),
                IntStream.range(0, endpoint.clusterCount())
                        .mapToObj(i -> endpoint.cluster(i).id())
                        .toList());
        stack.compose(app.rootClusters(stack), endpoints, app.deviceType());
        app.start();
        stack.start(0);
        assertEquals(Stack.SEALED, stack.seal());
        app.button(10);
        stack.poll(20);
    }
}
