package org.mattermote.app.sensor;

import org.mattermote.firmware.testkit.AppContract;

class GateTest extends AppContract {
    GateTest() {
        super(
                SensorApp.class,
                "org/mattermote/app/sensor/SensorHook.sample(IJ)J",
                "org/mattermote/app/sensor/SensorHook.occupancy(IZ)V",
                "org/mattermote/stack/model/EventLog.commit(J)I");
    }
}
