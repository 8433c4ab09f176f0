package org.mattermote.app.colorlight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.Ports;
import org.mattermote.stack.Sizes;
import org.mattermote.stack.Stack;
import org.mattermote.stack.cluster.IdentifyCluster;
import org.mattermote.stack.fabric.MemoryStore;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.Endpoint;
import org.mattermote.stack.model.spec.ColorControlSpec;
import org.mattermote.stack.model.spec.IdentifySpec;
import org.mattermote.stack.model.spec.LevelControlSpec;
import org.mattermote.stack.model.spec.OnOffSpec;
import org.mattermote.stack.model.spec.ScenesManagementSpec;
import org.mattermote.stack.port.LogEvent;
import org.mattermote.stack.sim.QuietPorts;

class ColorLightAppTest {
    private final MemoryStore store = new MemoryStore();
    private final List<List<Long>> log = new ArrayList<>();
    private Endpoint endpoint;
    private ColorLightApp app;

    private void boot() {
        Ports ports =
                QuietPorts.of(store, (event, a, b, c) -> log.add(List.of((long) event, a, b, c)));
        Stack stack = new Stack(ports, new Sizes(), 0);
        app = new ColorLightApp(stack, ports);
        Endpoint[] endpoints = app.endpoints(stack);
        assertEquals(1, endpoints.length);
        endpoint = endpoints[0];
        stack.compose(app.rootClusters(stack), endpoints, app.deviceType());
        app.start();
        stack.start(0);
        assertEquals(Stack.SEALED, stack.seal());
    }

    @Test
    void shouldBeAnExtendedColorLight() {
        boot();
        assertEquals(1, endpoint.id());
        assertEquals(0x010D, endpoint.deviceType(0));
        assertEquals(4, endpoint.deviceTypeRevision(0));
        assertEquals(
                List.of(0x03, 0x04, 0x06, 0x08, 0x1D, 0x62, 0x0300),
                IntStream.range(0, endpoint.clusterCount())
                        .mapToObj(i -> endpoint.cluster(i).id())
                        .toList());
        // What the device type makes mandatory.
        assertTrue(endpoint.find(IdentifySpec.ID).hasCommand(IdentifySpec.CMD_TRIGGER_EFFECT));
        assertEquals(OnOffSpec.FEATURE_LIGHTING, endpoint.find(OnOffSpec.ID).featureMap());
        assertTrue(
                endpoint.find(ScenesManagementSpec.ID)
                        .hasCommand(ScenesManagementSpec.CMD_COPY_SCENE));
        assertEquals(
                LevelControlSpec.FEATURE_ON_OFF | LevelControlSpec.FEATURE_LIGHTING,
                endpoint.find(LevelControlSpec.ID).featureMap());
        Cluster color = endpoint.find(ColorControlSpec.ID);
        assertEquals(0x1F, color.featureMap());
        assertEquals(19, color.commands().length);
        assertTrue(color.hasAttribute(ColorControlSpec.ATTR_REMAINING_TIME));
    }

    @Test
    void shouldSwitchTheLampByItsButtonAndRemember() {
        boot();
        List<Long> white = List.of((long) LogEvent.COLOR, 1L, 1L, 0x616B607DL);
        assertEquals(List.of(white), log);
        log.clear();
        app.button(10);
        app.button(20);
        app.button(30);
        assertEquals(List.of(onOff(1), level(254), onOff(0), level(0), onOff(1), level(254)), log);
        log.clear();
        boot();
        assertEquals(List.of(onOff(1), level(254), white), log);
    }

    @Test
    void shouldSayTheColorWhenItRests() {
        ColorLightHook hook =
                new ColorLightHook((event, a, b, c) -> log.add(List.of((long) event, a, b, c)));
        hook.hueSaturation(1, 0xFFFF, 254, true);
        assertEquals(List.of(), log);
        hook.hueSaturation(1, 0xFFFF, 254, false);
        hook.hueSaturation(1, 0xFFFF, 254, false);
        hook.colorTemperature(1, 250, false);
        hook.xy(1, 65279, 1, false);
        hook.xy(1, 7, 7, true);
        hook.xy(1, 65279, 1, false);
        assertEquals(
                List.of(
                        List.of((long) LogEvent.COLOR, 1L, 0L, 0xFFFF00FEL),
                        List.of((long) LogEvent.COLOR, 1L, 2L, 250L),
                        List.of((long) LogEvent.COLOR, 1L, 1L, 0xFEFF0001L),
                        List.of((long) LogEvent.COLOR, 1L, 1L, 0xFEFF0001L)),
                log);
    }

    @Test
    void shouldShowWhereItIs() {
        boot();
        log.clear();
        Cluster identify = endpoint.find(IdentifySpec.ID);
        ((IdentifyCluster) identify).identify(2, 0);
        identify.poll(2000);
        assertEquals(
                List.of(
                        List.of((long) LogEvent.IDENTIFY, 1L, 2L, 0L),
                        List.of((long) LogEvent.IDENTIFY, 1L, 0L, 0L)),
                log);
    }

    private static List<Long> onOff(long value) {
        return List.of((long) LogEvent.ON_OFF, 1L, value, 0L);
    }

    private static List<Long> level(long value) {
        return List.of((long) LogEvent.LEVEL, 1L, value, 0L);
    }
}
