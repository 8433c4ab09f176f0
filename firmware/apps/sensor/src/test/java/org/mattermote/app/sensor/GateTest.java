package org.mattermote.app.sensor;

import org.mattermote.firmware.testkit.AppContract;

class GateTest extends AppContract {
    GateTest() {
        super(
                SensorApp.class,
                "org/mattermote/app/sensor/SensorHook.sample(IJ)J",
                "org/mattermote/app/sensor/SensorHook.occupancy(IZ)V",
                "org/mattermote/stack/icd/CheckInMessage.seal([BII[BII)I",
                "org/mattermote/stack/fabric/RegisteredClients.put(IJJ[BII)I",
                "org/mattermote/stack/model/EventLog.commit(J)I");
    }
}
