package org.mattermote.app.outlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.Ports;
import org.mattermote.stack.Sizes;
import org.mattermote.stack.Stack;
import org.mattermote.stack.fabric.MemoryStore;
import org.mattermote.stack.model.Endpoint;
import org.mattermote.stack.model.spec.IdentifySpec;
import org.mattermote.stack.model.spec.OnOffSpec;
import org.mattermote.stack.model.spec.ScenesManagementSpec;
import org.mattermote.stack.port.LogEvent;
import org.mattermote.stack.sim.QuietPorts;

class OutletAppTest {
    private final MemoryStore store = new MemoryStore();
    private final List<List<Long>> log = new ArrayList<>();
    private Endpoint endpoint;
    private OutletApp app;

    private void boot() {
        Ports ports =
                QuietPorts.of(store, (event, a, b, c) -> log.add(List.of((long) event, a, b)));
        Stack stack = new Stack(ports, new Sizes(), 0);
        app = new OutletApp(stack, ports);
        Endpoint[] endpoints = app.endpoints(stack);
        assertEquals(1, endpoints.length);
        endpoint = endpoints[0];
        stack.compose(app.rootClusters(stack), endpoints, app.deviceType());
        app.start();
        stack.start(0);
        assertEquals(Stack.SEALED, stack.seal());
    }

    @Test
    void shouldBeAnOnOffPlugInUnit() {
        boot();
        assertEquals(1, endpoint.id());
        assertEquals(0x010A, endpoint.deviceType(0));
        assertEquals(4, endpoint.deviceTypeRevision(0));
        assertEquals(
                List.of(0x03, 0x04, 0x06, 0x1D, 0x62),
                IntStream.range(0, endpoint.clusterCount())
                        .mapToObj(i -> endpoint.cluster(i).id())
                        .toList());
        // What the device type makes mandatory.
        assertTrue(endpoint.find(IdentifySpec.ID).hasCommand(IdentifySpec.CMD_TRIGGER_EFFECT));
        assertEquals(OnOffSpec.FEATURE_LIGHTING, endpoint.find(OnOffSpec.ID).featureMap());
        assertTrue(
                endpoint.find(ScenesManagementSpec.ID)
                        .hasCommand(ScenesManagementSpec.CMD_COPY_SCENE));
    }

    @Test
    void shouldSwitchTheRelayByItsButtonAndRemember() {
        boot();
        assertEquals(List.of(), log);
        app.button(10);
        app.button(20);
        app.button(30);
        assertEquals(List.of(onOff(1), onOff(0), onOff(1)), log);
        log.clear();
        boot();
        assertEquals(List.of(onOff(1)), log);
    }

    private static List<Long> onOff(long value) {
        return List.of((long) LogEvent.ON_OFF, 1L, value);
    }
}
