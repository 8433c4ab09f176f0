package org.mattermote.app.outlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mattermote.firmware.testkit.AppRig;
import org.mattermote.stack.model.Endpoint;
import org.mattermote.stack.model.spec.IdentifySpec;
import org.mattermote.stack.model.spec.OnOffSpec;
import org.mattermote.stack.model.spec.ScenesManagementSpec;
import org.mattermote.stack.port.LogEvent;

class OutletAppTest {
    private final AppRig<OutletApp> rig = new AppRig<>(OutletApp::new);

    @Test
    void shouldBeAnOnOffPlugInUnit() {
        rig.boot();
        Endpoint endpoint = rig.endpoint();
        assertEquals(0x010A, endpoint.deviceType(0));
        assertEquals(4, endpoint.deviceTypeRevision(0));
        assertEquals(List.of(0x03, 0x04, 0x06, 0x1D, 0x62), AppRig.clusters(endpoint));
        // What the device type makes mandatory.
        assertTrue(endpoint.find(IdentifySpec.ID).hasCommand(IdentifySpec.CMD_TRIGGER_EFFECT));
        assertEquals(OnOffSpec.FEATURE_LIGHTING, endpoint.find(OnOffSpec.ID).featureMap());
        assertTrue(
                endpoint.find(ScenesManagementSpec.ID)
                        .hasCommand(ScenesManagementSpec.CMD_COPY_SCENE));
    }

    @Test
    void shouldSwitchTheRelayByItsButtonAndRemember() {
        rig.boot();
        assertEquals(List.of(), rig.shown());
        rig.app().button(10);
        rig.app().button(20);
        rig.app().button(30);
        assertEquals(List.of(onOff(1), onOff(0), onOff(1)), rig.shown());
        rig.boot();
        assertEquals(List.of(onOff(1)), rig.shown());
    }

    private static List<Long> onOff(long value) {
        return AppRig.line(LogEvent.ON_OFF, 1, value);
    }
}
