package org.mattermote.app.switchapp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mattermote.firmware.testkit.AppRig;
import org.mattermote.stack.model.Endpoint;

class SwitchAppTest {
    @Test
    void shouldBeWhatItsDeviceTypeDemands() {
        AppRig<SwitchApp> rig = new AppRig<>(SwitchApp::new);
        rig.boot();
        Endpoint endpoint = rig.endpoint();
        assertEquals(0x0103, endpoint.deviceType(0));
        assertEquals(3, endpoint.deviceTypeRevision(0));
        assertEquals(List.of(0x0003, 0x001D, 0x001E), AppRig.clusters(endpoint));
        rig.app().button(10);
        rig.stack().poll(20);
    }
}
