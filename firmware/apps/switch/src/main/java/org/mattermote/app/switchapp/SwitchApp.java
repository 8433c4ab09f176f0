package org.mattermote.app.switchapp;

import org.mattermote.stack.App;
import org.mattermote.stack.Ports;
import org.mattermote.stack.RootClusters;
import org.mattermote.stack.Stack;
import org.mattermote.stack.cluster.DescriptorCluster;
import org.mattermote.stack.cluster.IdentifyCluster;
import org.mattermote.stack.interact.BindingClient;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.Endpoint;
import org.mattermote.stack.model.spec.DeviceTypes;
import org.mattermote.stack.model.spec.IdentifySpec;
import org.mattermote.stack.model.spec.OnOffSpec;
import org.mattermote.stack.port.LogEvent;
import org.mattermote.stack.port.LogPort;

/**
 * The switch as an endpoint: an On/Off Light Switch that tells what it is bound to, nodes and
 * groups, to be on or off.
 *
 * <p>It says On and Off by turns and never Toggle: of two quick presses a light that is slow to
 * reach hears only the last, and lights that were not alike before are so after.
 */
public final class SwitchApp implements App {
    /** Number of its endpoint. */
    public static final int ENDPOINT = 1;

    private static final int[] DEVICE_TYPES = {
        DeviceTypes.ON_OFF_LIGHT_SWITCH, DeviceTypes.ON_OFF_LIGHT_SWITCH_REVISION,
    };

    /** What it controls. */
    private static final int[] CLIENTS = {IdentifySpec.ID, OnOffSpec.ID};

    private static final int[] NONE = {};

    private final LogPort log;
    private final SwitchHook hook;
    private final IdentifyCluster identify;
    private BindingClient bound;

    /** What it said last; after a restart the next press says On. */
    private boolean on;

    public SwitchApp(Stack stack, Ports ports) {
        log = ports.log;
        hook = new SwitchHook(log);
        identify =
                new IdentifyCluster(ENDPOINT, IdentifySpec.IDENTIFY_TYPE_VISIBLE_INDICATOR, hook);
        stack.resumeSubscriptions();
    }

    @Override
    public int deviceType() {
        return DeviceTypes.ON_OFF_LIGHT_SWITCH;
    }

    @Override
    public Cluster[] rootClusters(Stack stack) {
        return RootClusters.all(stack);
    }

    @Override
    public Endpoint[] endpoints(Stack stack) {
        Cluster[] clusters = {
            new DescriptorCluster(CLIENTS, NONE), identify, stack.binding(ENDPOINT, CLIENTS),
        };
        bound = stack.bindingClient(hook);
        stack.groupSync();
        return new Endpoint[] {new Endpoint(ENDPOINT, DEVICE_TYPES, clusters)};
    }

    @Override
    public void start() {}

    /** One press. */
    @Override
    public void button(long nowMillis) {
        on = !on;
        log.event(LogEvent.SWITCH, ENDPOINT, on ? 1 : 0, 0);
        bound.send(ENDPOINT, OnOffSpec.ID, on ? OnOffSpec.CMD_ON : OnOffSpec.CMD_OFF, nowMillis);
    }
}
