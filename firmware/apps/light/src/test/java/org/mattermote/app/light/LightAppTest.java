package org.mattermote.app.light;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mattermote.firmware.testkit.AppRig;
import org.mattermote.stack.cluster.IdentifyCluster;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.Endpoint;
import org.mattermote.stack.model.spec.IdentifySpec;
import org.mattermote.stack.model.spec.OnOffSpec;
import org.mattermote.stack.model.spec.ScenesManagementSpec;
import org.mattermote.stack.port.LogEvent;

class LightAppTest {
    private final AppRig<LightApp> rig = new AppRig<>(LightApp::new);

    @Test
    void shouldBeAnOnOffLight() {
        rig.boot();
        Endpoint endpoint = rig.endpoint();
        assertEquals(0x0100, endpoint.deviceType(0));
        assertEquals(3, endpoint.deviceTypeRevision(0));
        assertEquals(List.of(0x03, 0x04, 0x06, 0x1D, 0x62), AppRig.clusters(endpoint));
        // What the device type makes mandatory.
        assertTrue(endpoint.find(IdentifySpec.ID).hasCommand(IdentifySpec.CMD_TRIGGER_EFFECT));
        assertEquals(OnOffSpec.FEATURE_LIGHTING, endpoint.find(OnOffSpec.ID).featureMap());
        assertTrue(
                endpoint.find(ScenesManagementSpec.ID)
                        .hasCommand(ScenesManagementSpec.CMD_COPY_SCENE));
    }

    @Test
    void shouldSwitchTheLampByItsButtonAndRemember() {
        rig.boot();
        assertEquals(List.of(), rig.shown());
        rig.app().button(10);
        rig.app().button(20);
        rig.app().button(30);
        assertEquals(List.of(onOff(1), onOff(0), onOff(1)), rig.shown());
        rig.boot();
        assertEquals(List.of(onOff(1)), rig.shown());
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
}
