package org.mattermote.app.light;

import org.mattermote.stack.App;
import org.mattermote.stack.Ports;
import org.mattermote.stack.RootClusters;
import org.mattermote.stack.Stack;
import org.mattermote.stack.cluster.DescriptorCluster;
import org.mattermote.stack.cluster.GroupsCluster;
import org.mattermote.stack.cluster.IdentifyCluster;
import org.mattermote.stack.cluster.OnOffCluster;
import org.mattermote.stack.cluster.SceneAttributes;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.Endpoint;
import org.mattermote.stack.model.spec.DeviceTypes;
import org.mattermote.stack.model.spec.IdentifySpec;

/**
 * The light as an endpoint: On/Off Light with Descriptor, Identify, Groups, On/Off and Scenes
 * Management.
 */
public final class LightApp implements App {
    /** Number of its endpoint. */
    public static final int ENDPOINT = 1;

    private static final int[] DEVICE_TYPES = {
        DeviceTypes.ON_OFF_LIGHT, DeviceTypes.ON_OFF_LIGHT_REVISION,
    };

    private static final int[] NONE = {};

    private final IdentifyCluster identify;
    private final OnOffCluster onOff;

    public LightApp(Stack stack, Ports ports) {
        this(stack, ports, new LightHook(ports.log));
    }

    /**
     * @param hook the lamp
     */
    public LightApp(Stack stack, Ports ports, LightHook hook) {
        stack.resumeSubscriptions();
        identify = new IdentifyCluster(ENDPOINT, IdentifySpec.IDENTIFY_TYPE_LIGHT_OUTPUT, hook);
        onOff =
                new OnOffCluster(
                        ENDPOINT, hook, stack.clusterWorkspace(), ports.log, ports.boot.reason());
    }

    @Override
    public int deviceType() {
        return DeviceTypes.ON_OFF_LIGHT;
    }

    @Override
    public Cluster[] rootClusters(Stack stack) {
        return RootClusters.all(stack);
    }

    @Override
    public Endpoint[] endpoints(Stack stack) {
        GroupsCluster groups = stack.groups(ENDPOINT, identify);
        Cluster[] clusters = {
            new DescriptorCluster(NONE, NONE),
            identify,
            groups,
            onOff,
            stack.scenes(ENDPOINT, groups, new SceneAttributes[] {onOff}),
        };
        return new Endpoint[] {new Endpoint(ENDPOINT, DEVICE_TYPES, clusters)};
    }

    @Override
    public void start() {
        onOff.start();
    }

    @Override
    public void button(long nowMillis) {
        onOff.setOn(!onOff.isOn(), nowMillis);
    }
}
