package org.mattermote.app.colorlight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mattermote.firmware.testkit.AppRig;
import org.mattermote.stack.cluster.IdentifyCluster;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.Endpoint;
import org.mattermote.stack.model.spec.ColorControlSpec;
import org.mattermote.stack.model.spec.IdentifySpec;
import org.mattermote.stack.model.spec.LevelControlSpec;
import org.mattermote.stack.model.spec.OnOffSpec;
import org.mattermote.stack.model.spec.ScenesManagementSpec;
import org.mattermote.stack.port.LogEvent;

class ColorLightAppTest {
    private final AppRig<ColorLightApp> rig = new AppRig<>(ColorLightApp::new);

    @Test
    void shouldBeAnExtendedColorLight() {
        rig.boot();
        Endpoint endpoint = rig.endpoint();
        assertEquals(0x010D, endpoint.deviceType(0));
        assertEquals(4, endpoint.deviceTypeRevision(0));
        assertEquals(
                List.of(0x03, 0x04, 0x06, 0x08, 0x1D, 0x62, 0x0300), AppRig.clusters(endpoint));
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
        rig.boot();
        List<Long> white = List.of((long) LogEvent.COLOR, 1L, 1L, 0x616B607DL);
        assertEquals(List.of(white), rig.shown());
        rig.app().button(10);
        rig.app().button(20);
        rig.app().button(30);
        assertEquals(
                List.of(onOff(1), level(254), onOff(0), level(0), onOff(1), level(254)),
                rig.shown());
        rig.boot();
        assertEquals(List.of(onOff(1), level(254), white), rig.shown());
    }

    @Test
    void shouldSayTheColorWhenItRests() {
        List<List<Long>> log = new ArrayList<>();
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
        rig.boot();
        rig.shown();
        Cluster identify = rig.endpoint().find(IdentifySpec.ID);
        ((IdentifyCluster) identify).identify(2, 0);
        identify.poll(2000);
        assertEquals(
                List.of(
                        AppRig.line(LogEvent.IDENTIFY, 1, 2L),
                        AppRig.line(LogEvent.IDENTIFY, 1, 0L)),
                rig.shown());
    }

    private static List<Long> onOff(long value) {
        return AppRig.line(LogEvent.ON_OFF, 1, value);
    }

    private static List<Long> level(long value) {
        return AppRig.line(LogEvent.LEVEL, 1, value);
    }
}
