package org.mattermote.app.dimmablelight;

import org.mattermote.stack.App;
import org.mattermote.stack.Ports;
import org.mattermote.stack.RootClusters;
import org.mattermote.stack.Stack;
import org.mattermote.stack.cluster.ClusterWorkspace;
import org.mattermote.stack.cluster.DescriptorCluster;
import org.mattermote.stack.cluster.GroupsCluster;
import org.mattermote.stack.cluster.IdentifyCluster;
import org.mattermote.stack.cluster.LevelControlCluster;
import org.mattermote.stack.cluster.OnOffCluster;
import org.mattermote.stack.cluster.SceneAttributes;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.Endpoint;
import org.mattermote.stack.model.spec.DeviceTypes;
import org.mattermote.stack.model.spec.IdentifySpec;

/**
 * The dimmable light as an endpoint: Dimmable Light with Descriptor, Identify, Groups, On/Off,
 * Level Control and Scenes Management.
 */
public final class DimmableLightApp implements App {
    /** Number of its endpoint. */
    public static final int ENDPOINT = 1;

    /** What the device type asks of a lamp. */
    private static final int MIN_LEVEL = 1;

    private static final int MAX_LEVEL = 254;

    private static final int[] DEVICE_TYPES = {
        DeviceTypes.DIMMABLE_LIGHT, DeviceTypes.DIMMABLE_LIGHT_REVISION,
    };

    private static final int[] NONE = {};

    private final IdentifyCluster identify;
    private final OnOffCluster onOff;
    private final LevelControlCluster level;

    public DimmableLightApp(Stack stack, Ports ports) {
        stack.resumeSubscriptions();
        DimmableLightHook hook = new DimmableLightHook(ports.log);
        ClusterWorkspace workspace = stack.clusterWorkspace();
        int bootReason = ports.boot.reason();
        identify = new IdentifyCluster(ENDPOINT, IdentifySpec.IDENTIFY_TYPE_LIGHT_OUTPUT, hook);
        onOff = new OnOffCluster(ENDPOINT, hook, workspace, ports.log, bootReason);
        level =
                new LevelControlCluster(
                        ENDPOINT,
                        MIN_LEVEL,
                        MAX_LEVEL,
                        onOff,
                        hook,
                        workspace,
                        ports.log,
                        bootReason);
    }

    @Override
    public int deviceType() {
        return DeviceTypes.DIMMABLE_LIGHT;
    }

    @Override
    public Cluster[] rootClusters(Stack stack) {
        return RootClusters.all(stack);
    }

    @Override
    public Endpoint[] endpoints(Stack stack) {
        stack.groupSync();
        GroupsCluster groups = stack.groups(ENDPOINT, identify);
        Cluster[] clusters = {
            new DescriptorCluster(NONE, NONE),
            identify,
            groups,
            onOff,
            level,
            stack.scenes(ENDPOINT, groups, new SceneAttributes[] {onOff, level}),
        };
        return new Endpoint[] {new Endpoint(ENDPOINT, DEVICE_TYPES, clusters)};
    }

    @Override
    public void start() {
        onOff.start();
        level.start();
    }

    @Override
    public void button(long nowMillis) {
        onOff.setOn(!onOff.isOn(), nowMillis);
    }
}
