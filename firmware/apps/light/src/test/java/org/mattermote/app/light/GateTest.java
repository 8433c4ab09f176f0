package org.mattermote.app.light;

import org.mattermote.firmware.testkit.AppContract;

class GateTest extends AppContract {
    GateTest() {
        super(
                LightApp.class,
                "org/mattermote/app/light/LightHook.onOff(IZ)V",
                "org/mattermote/stack/cluster/OnOffCluster.setOn(ZJ)V",
                "org/mattermote/stack/fabric/GroupTable.forget(I)V",
                "org/mattermote/stack/secure/CaseContext.clear()V",
                "org/mattermote/stack/message/SecureSession.clear()V",
                "org/mattermote/stack/crypto/P256Product.multiply([I[I[I)V");
    }
}
