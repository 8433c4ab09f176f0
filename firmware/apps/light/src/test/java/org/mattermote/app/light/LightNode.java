package org.mattermote.app.light;

import java.util.function.Consumer;
import org.mattermote.firmware.testkit.DeviceNode;
import org.mattermote.firmware.testkit.MemoryRecords;
import org.mattermote.stack.Stack;
import org.mattermote.stack.cluster.OnOffCluster;
import org.mattermote.stack.model.spec.OnOffSpec;
import org.mattermote.stack.port.BleController;
import org.mattermote.stack.sim.SimPort;

/** The whole light, sealed, on a simulated network. */
final class LightNode extends DeviceNode {
    final LightApp light;

    LightNode(SimPort port, MemoryRecords records, long seed, long nowMillis) {
        this(port, null, records, seed, nowMillis);
    }

    /** On a network where nodes find each other. */
    LightNode(SimPort port, SimPort multicast, MemoryRecords records, long seed, long nowMillis) {
        this(port, multicast, null, records, seed, nowMillis);
    }

    /** With a BLE controller. */
    LightNode(
            SimPort port,
            SimPort multicast,
            BleController ble,
            MemoryRecords records,
            long seed,
            long nowMillis) {
        this(port, multicast, ble, stack -> {}, records, seed, nowMillis);
    }

    /** On a board with more. */
    LightNode(
            SimPort port,
            SimPort multicast,
            BleController ble,
            Consumer<Stack> wiring,
            MemoryRecords records,
            long seed,
            long nowMillis) {
        super(LightApp.class, port, multicast, ble, wiring, records, seed, nowMillis);
        light = (LightApp) app;
    }

    /** Whether the lamp is on. */
    boolean isOn() {
        return ((OnOffCluster) stack.node().find(LightApp.ENDPOINT).find(OnOffSpec.ID)).isOn();
    }
}
