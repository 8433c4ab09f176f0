package org.mattermote.stack;

import org.mattermote.stack.cluster.AccessControlCluster;
import org.mattermote.stack.cluster.AdministratorCommissioningCluster;
import org.mattermote.stack.cluster.BasicInformationCluster;
import org.mattermote.stack.cluster.DescriptorCluster;
import org.mattermote.stack.cluster.GeneralCommissioningCluster;
import org.mattermote.stack.cluster.GeneralDiagnosticsCluster;
import org.mattermote.stack.cluster.NetworkCommissioningCluster;
import org.mattermote.stack.cluster.OperationalCredentialsCluster;
import org.mattermote.stack.cluster.TestEvents;
import org.mattermote.stack.commission.CommissioningWindows;
import org.mattermote.stack.crypto.Csr;
import org.mattermote.stack.fabric.FabricStatus;
import org.mattermote.stack.fabric.StoreKeys;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.Endpoint;
import org.mattermote.stack.model.EventLog;
import org.mattermote.stack.model.Node;
import org.mattermote.stack.model.spec.DeviceTypes;
import org.mattermote.stack.model.spec.GeneralCommissioningSpec;
import org.mattermote.stack.model.spec.GeneralDiagnosticsSpec;
import org.mattermote.stack.model.spec.TimeSynchronizationSpec;
import org.mattermote.stack.port.LogEvent;
import org.mattermote.stack.port.PortStatus;

/** The node's data model: endpoint 0 as every node has it, and the application's endpoints. */
final class RootNode {
    static final int[] DEVICE_TYPES = {
        DeviceTypes.ROOT_NODE, DeviceTypes.ROOT_NODE_REVISION,
    };

    private static final int[] NONE = {};
    private static final int UNIQUE_ID_SEED = 16;

    private final BasicInformationCluster basicInformation;
    private final GeneralDiagnosticsCluster generalDiagnostics;
    private final Node node;

    RootNode(
            Sizes sizes,
            Ports ports,
            CryptoRoom crypto,
            FabricRoom fabric,
            CommissioningWindows windows,
            SessionLinks links,
            EventLog events,
            NetworkRoom network,
            Cluster[] more,
            Endpoint[] application,
            int[] types) {
        AccessControlCluster accessControl =
                new AccessControlCluster(
                        fabric.accessControl,
                        fabric.fabrics,
                        sizes.accessControlEntries,
                        events,
                        fabric.clusters);
        byte[] uniqueIdSeed = new byte[UNIQUE_ID_SEED];
        crypto.drbg.generate(uniqueIdSeed, 0, UNIQUE_ID_SEED);
        basicInformation =
                new BasicInformationCluster(
                        ports.data,
                        fabric.clusters,
                        ports.log,
                        events,
                        uniqueIdSeed,
                        sizes.interaction.pathsPerInvoke);
        generalDiagnostics =
                new GeneralDiagnosticsCluster(
                        ports.network,
                        ports.boot,
                        ports.data,
                        hasTime(more) ? fabric.time : null,
                        fabric.clusters,
                        ports.log,
                        events,
                        network == null
                                ? GeneralDiagnosticsSpec.INTERFACE_TYPE_ETHERNET
                                : network.interfaceType);
        AdministratorCommissioningCluster administratorCommissioning =
                new AdministratorCommissioningCluster(
                        windows,
                        fabric.fabrics,
                        fabric.failSafe,
                        true,
                        crypto.p256,
                        fabric.clusters);
        windows.setCluster(administratorCommissioning);
        OperationalCredentialsCluster operationalCredentials =
                new OperationalCredentialsCluster(
                        fabric.fabrics,
                        fabric.failSafe,
                        fabric.chain,
                        accessControl,
                        ports.data,
                        fabric.time,
                        crypto.drbg,
                        crypto.sha,
                        crypto.jobs,
                        new Csr(crypto.ecdsa, crypto.sha),
                        links,
                        basicInformation,
                        fabric.clusters);
        GeneralCommissioningCluster generalCommissioning =
                new GeneralCommissioningCluster(
                        fabric.failSafe,
                        windows,
                        basicInformation,
                        fabric.clusters,
                        GeneralCommissioningSpec.REGULATORY_LOCATION_TYPE_INDOOR_OUTDOOR);
        if (generalCommissioning.load() != FabricStatus.OK) {
            ports.log.event(LogEvent.STORE_FAILED, StoreKeys.REGULATORY, PortStatus.DAMAGED, 0);
        }
        if (network != null) {
            network.cluster.setGeneralCommissioning(generalCommissioning);
        }
        Cluster[] always = {
            new DescriptorCluster(NONE, numbers(application)),
            accessControl,
            basicInformation,
            generalCommissioning,
            network == null ? new NetworkCommissioningCluster(ports.network) : network.cluster,
            generalDiagnostics,
            administratorCommissioning,
            operationalCredentials,
            fabric.groupKeyManagement,
        };
        for (int i = 0; i < more.length; i++) {
            if (more[i] instanceof TestEvents) {
                generalDiagnostics.addTestEvents((TestEvents) more[i]);
            }
        }
        Cluster[] clusters = new Cluster[always.length + more.length];
        System.arraycopy(always, 0, clusters, 0, always.length);
        System.arraycopy(more, 0, clusters, always.length, more.length);
        Endpoint[] endpoints = new Endpoint[application.length + 1];
        endpoints[0] = new Endpoint(0, types, clusters);
        System.arraycopy(application, 0, endpoints, 1, application.length);
        node = new Node(endpoints, crypto.drbg.nextInt());
        node.useEvents(events);
    }

    void addTestEvents(TestEvents part) {
        generalDiagnostics.addTestEvents(part);
    }

    Node node() {
        return node;
    }

    /**
     * @param storeGood whether what is stored could be read
     */
    void start(boolean storeGood, long nowMillis) {
        generalDiagnostics.startUp(nowMillis);
        basicInformation.startUp(nowMillis);
        generalDiagnostics.setFault(
                GeneralDiagnosticsSpec.ATTR_ACTIVE_HARDWARE_FAULTS,
                GeneralDiagnosticsSpec.HARDWARE_FAULT_NON_VOLATILE_MEMORY_ERROR,
                !storeGood,
                nowMillis);
    }

    void stop(long nowMillis) {
        basicInformation.shutDown(nowMillis);
    }

    /** TimeSnapshot tells UTC where a cluster says how good it is. */
    private static boolean hasTime(Cluster[] clusters) {
        for (int i = 0; i < clusters.length; i++) {
            if (clusters[i].id() == TimeSynchronizationSpec.ID) {
                return true;
            }
        }
        return false;
    }

    private static int[] numbers(Endpoint[] endpoints) {
        int[] numbers = new int[endpoints.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = endpoints[i].id();
        }
        return numbers;
    }
}
