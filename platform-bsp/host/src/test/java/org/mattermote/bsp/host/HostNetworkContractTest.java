package org.mattermote.bsp.host;

import org.mattermote.bsp.testkit.NetworkPortContract;
import org.mattermote.stack.port.NetworkPort;

class HostNetworkContractTest extends NetworkPortContract {
    @Override
    protected NetworkPort network() throws Exception {
        return HostNetwork.open(null);
    }
}
