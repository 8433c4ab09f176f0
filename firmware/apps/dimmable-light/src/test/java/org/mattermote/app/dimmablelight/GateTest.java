package org.mattermote.app.dimmablelight;

import org.mattermote.firmware.testkit.AppContract;

class GateTest extends AppContract {
    GateTest() {
        super(
                DimmableLightApp.class,
                "org/mattermote/app/dimmablelight/DimmableLightHook.onOff(IZ)V",
                "org/mattermote/app/dimmablelight/DimmableLightHook.level(IIZ)V",
                "org/mattermote/stack/cluster/LevelControlCluster.store(J)I");
    }
}
