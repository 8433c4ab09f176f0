package org.mattermote.stack;

import org.mattermote.stack.cluster.ThreadCommissioningCluster;
import org.mattermote.stack.cluster.WiFiCommissioningCluster;
import org.mattermote.stack.cluster.WirelessCommissioningCluster;
import org.mattermote.stack.model.spec.GeneralDiagnosticsSpec;
import org.mattermote.stack.port.LogPort;
import org.mattermote.stack.port.ThreadPort;
import org.mattermote.stack.port.WiFiPort;

/** A network that an administrator names: Wi-Fi or Thread in place of Ethernet. */
final class NetworkRoom {
    final WirelessCommissioningCluster cluster;

    /** INTERFACE_TYPE constant of General Diagnostics. */
    final int interfaceType;

    private NetworkRoom(WirelessCommissioningCluster cluster, int interfaceType) {
        this.cluster = cluster;
        this.interfaceType = interfaceType;
    }

    static NetworkRoom wifi(WiFiPort driver, Sizes sizes, FabricRoom fabric, LogPort log) {
        return new NetworkRoom(
                new WiFiCommissioningCluster(
                        driver,
                        sizes.networks,
                        fabric.fabrics,
                        fabric.failSafe,
                        fabric.clusters,
                        log),
                GeneralDiagnosticsSpec.INTERFACE_TYPE_WIFI);
    }

    static NetworkRoom thread(ThreadPort driver, Sizes sizes, FabricRoom fabric, LogPort log) {
        return new NetworkRoom(
                new ThreadCommissioningCluster(
                        driver,
                        sizes.networks,
                        fabric.fabrics,
                        fabric.failSafe,
                        fabric.clusters,
                        log),
                GeneralDiagnosticsSpec.INTERFACE_TYPE_THREAD);
    }
}
