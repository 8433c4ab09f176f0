package org.mattermote.firmware.image;

import org.mattermote.stack.App;
import org.mattermote.stack.Ports;
import org.mattermote.stack.Stack;
import org.mattermote.stack.cluster.DescriptorCluster;
import org.mattermote.stack.cluster.EthernetNetworkDiagnosticsCluster;
import org.mattermote.stack.cluster.OnOffCluster;
import org.mattermote.stack.cluster.OnOffHook;
import org.mattermote.stack.cluster.SoftwareDiagnosticsCluster;
import org.mattermote.stack.cluster.TimeSynchronizationCluster;
import org.mattermote.stack.diag.TableMemory;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.Endpoint;
import org.mattermote.stack.model.spec.DeviceTypes;

/** On/Off and nothing else on endpoint 1; its lamp is a field. */
final class CoreApp implements App, OnOffHook {
    private static final int ENDPOINT = 1;

    /** Two years of daylight saving time. */
    static final int DST_OFFSETS = 4;

    static final int[] DEVICE_TYPES = {
        DeviceTypes.ON_OFF_LIGHT, DeviceTypes.ON_OFF_LIGHT_REVISION,
    };

    private static final int[] NONE = {};

    private final Ports ports;
    private final OnOffCluster onOff;
    private boolean lit;

    CoreApp(Stack stack, Ports ports) {
        this.ports = ports;
        onOff =
                new OnOffCluster(
                        ENDPOINT, this, stack.clusterWorkspace(), ports.log, ports.boot.reason());
    }

    @Override
    public int deviceType() {
        return DeviceTypes.ON_OFF_LIGHT;
    }

    @Override
    public Cluster[] rootClusters(Stack stack) {
        return rootClusters(stack, time(stack));
    }

    /** The same, with another Time Synchronization. */
    Cluster[] rootClusters(Stack stack, Cluster time) {
        return new Cluster[] {
            new SoftwareDiagnosticsCluster(new TableMemory(stack.tables()), stack.events()),
            new EthernetNetworkDiagnosticsCluster(ports.network),
            time,
        };
    }

    Cluster time(Stack stack) {
        return new TimeSynchronizationCluster(
                stack.time(), DST_OFFSETS, stack.clusterWorkspace(), ports.log, stack.events());
    }

    @Override
    public Endpoint[] endpoints(Stack stack) {
        Cluster[] clusters = {new DescriptorCluster(NONE, NONE), onOff};
        return new Endpoint[] {new Endpoint(ENDPOINT, DEVICE_TYPES, clusters)};
    }

    @Override
    public void start() {
        onOff.start();
    }

    @Override
    public void button(long nowMillis) {
        onOff.setOn(!lit, nowMillis);
    }

    @Override
    public void onOff(int endpoint, boolean on) {
        lit = on;
    }

    @Override
    public void offWithEffect(int endpoint, int effect, int variant) {}
}
