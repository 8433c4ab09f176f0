package org.mattermote.app.colorlight;

import org.mattermote.firmware.testkit.AppContract;

class GateTest extends AppContract {
    GateTest() {
        super(
                ColorLightApp.class,
                "org/mattermote/app/colorlight/ColorLightHook.onOff(IZ)V",
                "org/mattermote/app/colorlight/ColorLightHook.level(IIZ)V",
                "org/mattermote/app/colorlight/ColorLightHook.hueSaturation(IIIZ)V",
                "org/mattermote/stack/cluster/ColorMemory.store(J)I");
    }
}
