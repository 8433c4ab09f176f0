package org.mattermote.app.dimmablelight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mattermote.firmware.testkit.AppRig;
import org.mattermote.stack.cluster.IdentifyCluster;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.Endpoint;
import org.mattermote.stack.model.spec.IdentifySpec;
import org.mattermote.stack.model.spec.LevelControlSpec;
import org.mattermote.stack.model.spec.OnOffSpec;
import org.mattermote.stack.model.spec.ScenesManagementSpec;
import org.mattermote.stack.port.LogEvent;

class DimmableLightAppTest {
    private final AppRig<DimmableLightApp> rig = new AppRig<>(DimmableLightApp::new);

    @Test
    void shouldBeADimmableLight() {
        rig.boot();
        Endpoint endpoint = rig.endpoint();
        assertEquals(0x0101, endpoint.deviceType(0));
        assertEquals(3, endpoint.deviceTypeRevision(0));
        assertEquals(List.of(0x03, 0x04, 0x06, 0x08, 0x1D, 0x62), AppRig.clusters(endpoint));
        // What the device type makes mandatory.
        assertTrue(endpoint.find(IdentifySpec.ID).hasCommand(IdentifySpec.CMD_TRIGGER_EFFECT));
        assertEquals(OnOffSpec.FEATURE_LIGHTING, endpoint.find(OnOffSpec.ID).featureMap());
        assertTrue(
                endpoint.find(ScenesManagementSpec.ID)
                        .hasCommand(ScenesManagementSpec.CMD_COPY_SCENE));
        assertEquals(
                LevelControlSpec.FEATURE_ON_OFF | LevelControlSpec.FEATURE_LIGHTING,
                endpoint.find(LevelControlSpec.ID).featureMap());
    }

    @Test
    void shouldSwitchTheLampByItsButtonAndRemember() {
        rig.boot();
        assertEquals(List.of(), rig.shown());
        rig.app().button(10);
        rig.app().button(20);
        rig.app().button(30);
        assertEquals(
                List.of(onOff(1), level(254), onOff(0), level(0), onOff(1), level(254)),
                rig.shown());
        rig.boot();
        assertEquals(List.of(onOff(1), level(254)), rig.shown());
    }

    @Test
    void shouldShowWhereItIs() {
        rig.boot();
        Cluster identify = rig.endpoint().find(IdentifySpec.ID);
        ((IdentifyCluster) identify).identify(2, 0);
        identify.poll(2000);
        assertEquals(
                List.of(AppRig.line(LogEvent.IDENTIFY, 1, 2), AppRig.line(LogEvent.IDENTIFY, 1, 0)),
                rig.shown());
    }

    private static List<Long> onOff(long value) {
        return AppRig.line(LogEvent.ON_OFF, 1, value);
    }

    private static List<Long> level(long value) {
        return AppRig.line(LogEvent.LEVEL, 1, value);
    }
}
