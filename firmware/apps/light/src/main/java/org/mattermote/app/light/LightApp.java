package org.mattermote.app.light;

import org.mattermote.stack.App;
import org.mattermote.stack.Stack;
import org.mattermote.stack.cluster.ClusterWorkspace;
import org.mattermote.stack.cluster.DescriptorCluster;
import org.mattermote.stack.cluster.IdentifyCluster;
import org.mattermote.stack.cluster.OnOffCluster;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.Endpoint;
import org.mattermote.stack.model.spec.DeviceTypes;
import org.mattermote.stack.model.spec.IdentifySpec;
import org.mattermote.stack.port.LogPort;

/** The light as an endpoint: On/Off Light with Descriptor, Identify, Groups and On/Off. */
public final class LightApp implements App {
    /** Number of its endpoint. */
    public static final int ENDPOINT = 1;

    private static final int[] DEVICE_TYPES = {
        DeviceTypes.ON_OFF_LIGHT, DeviceTypes.ON_OFF_LIGHT_REVISION,
    };

    private static final int[] NONE = {};

    private final IdentifyCluster identify;
    private final OnOffCluster onOff;

    public LightApp(ClusterWorkspace workspace, LogPort log) {
        LightHook hook = new LightHook(log);
        identify = new IdentifyCluster(ENDPOINT, IdentifySpec.IDENTIFY_TYPE_LIGHT_OUTPUT, hook);
        onOff = new OnOffCluster(ENDPOINT, hook, workspace, log);
    }

    @Override
    public int deviceType() {
        return DeviceTypes.ON_OFF_LIGHT;
    }

    @Override
    public Cluster[] rootClusters(Stack stack) {
        return new Cluster[0];
    }

    @Override
    public Endpoint[] endpoints(Stack stack) {
        return new Endpoint[] {endpoint(stack.groups(ENDPOINT, identify))};
    }

    /** For Groups, whose AddGroupIfIdentifying asks it. */
    public IdentifyCluster identify() {
        return identify;
    }

    public OnOffCluster onOff() {
        return onOff;
    }

    /**
     * The endpoint. Once, at boot.
     *
     * @param groups the Groups cluster of this endpoint
     */
    public Endpoint endpoint(Cluster groups) {
        return new Endpoint(
                ENDPOINT,
                DEVICE_TYPES,
                new Cluster[] {new DescriptorCluster(NONE, NONE), identify, groups, onOff});
    }

    @Override
    public void start() {
        onOff.start();
    }

    @Override
    public void button(long nowMillis) {
        toggle(nowMillis);
    }

    /** The button of the lamp. */
    public void toggle(long nowMillis) {
        onOff.setOn(!onOff.isOn(), nowMillis);
    }
}
