package org.mattermote.app.outlet;

import org.mattermote.firmware.testkit.AppContract;

class GateTest extends AppContract {
    GateTest() {
        super(
                OutletApp.class,
                "org/mattermote/app/outlet/OutletHook.onOff(IZ)V",
                "org/mattermote/stack/cluster/OnOffCluster.expire(J)V");
    }
}
