package org.mattermote.app.colorlight;

import org.mattermote.stack.App;
import org.mattermote.stack.Ports;
import org.mattermote.stack.RootClusters;
import org.mattermote.stack.Stack;
import org.mattermote.stack.cluster.ClusterWorkspace;
import org.mattermote.stack.cluster.ColorCapabilities;
import org.mattermote.stack.cluster.ColorControlCluster;
import org.mattermote.stack.cluster.DescriptorCluster;
import org.mattermote.stack.cluster.GroupsCluster;
import org.mattermote.stack.cluster.IdentifyCluster;
import org.mattermote.stack.cluster.LevelControlCluster;
import org.mattermote.stack.cluster.OnOffCluster;
import org.mattermote.stack.cluster.SceneAttributes;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.Endpoint;
import org.mattermote.stack.model.spec.ColorControlSpec;
import org.mattermote.stack.model.spec.DeviceTypes;
import org.mattermote.stack.model.spec.IdentifySpec;

/**
 * The color light as an endpoint: Extended Color Light with Descriptor, Identify, Groups, On/Off,
 * Level Control, Scenes Management and Color Control.
 */
public final class ColorLightApp implements App {
    /** Number of its endpoint. */
    public static final int ENDPOINT = 1;

    /** What the device type asks of a lamp. */
    private static final int MIN_LEVEL = 1;

    private static final int MAX_LEVEL = 254;

    /** The device type asks for XY and color temperature. */
    private static final int FEATURES =
            ColorControlSpec.FEATURE_HUE_SATURATION
                    | ColorControlSpec.FEATURE_ENHANCED_HUE
                    | ColorControlSpec.FEATURE_COLOR_LOOP
                    | ColorControlSpec.FEATURE_XY
                    | ColorControlSpec.FEATURE_COLOR_TEMPERATURE;

    /** 6,536 K and 2,000 K. */
    private static final int MIN_MIREDS = 153;

    private static final int MAX_MIREDS = 500;

    /** x, y and intensity of the red, green and blue of your LEDs; here those of a screen. */
    private static final int[] PRIMARIES = {
        41943, 21627, 76, 19661, 39322, 254, 9830, 3932, 26,
    };

    private static final int[] DEVICE_TYPES = {
        DeviceTypes.EXTENDED_COLOR_LIGHT, DeviceTypes.EXTENDED_COLOR_LIGHT_REVISION,
    };

    private static final int[] NONE = {};

    private final IdentifyCluster identify;
    private final OnOffCluster onOff;
    private final LevelControlCluster level;
    private final ColorControlCluster color;

    public ColorLightApp(Stack stack, Ports ports) {
        stack.resumeSubscriptions();
        ColorLightHook hook = new ColorLightHook(ports.log);
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
        color =
                new ColorControlCluster(
                        ENDPOINT,
                        new ColorCapabilities(
                                FEATURES, MIN_MIREDS, MAX_MIREDS, MIN_MIREDS, PRIMARIES),
                        onOff,
                        level,
                        hook,
                        workspace,
                        ports.log,
                        bootReason);
    }

    @Override
    public int deviceType() {
        return DeviceTypes.EXTENDED_COLOR_LIGHT;
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
            level,
            stack.scenes(ENDPOINT, groups, new SceneAttributes[] {onOff, level, color}),
            color,
        };
        return new Endpoint[] {new Endpoint(ENDPOINT, DEVICE_TYPES, clusters)};
    }

    @Override
    public void start() {
        onOff.start();
        level.start();
        color.start();
    }

    @Override
    public void button(long nowMillis) {
        onOff.setOn(!onOff.isOn(), nowMillis);
    }
}
