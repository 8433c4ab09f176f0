package org.mattermote.app.light;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.mattermote.firmware.testkit.MemoryFactory;
import org.mattermote.firmware.testkit.MemoryRecords;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.sim.Im;
import org.mattermote.stack.sim.SimAdministrator;
import org.mattermote.stack.sim.SimClient;
import org.mattermote.stack.sim.SimController;
import org.mattermote.stack.sim.SimFabric;
import org.mattermote.stack.sim.SimNetwork;
import org.mattermote.stack.sim.SimPort;

/** A hub and a light that it commissions, for tests of what hubs do. */
final class Hub {
    static final int NODE_ID = 0x500;

    final SimNetwork network = new SimNetwork(11);
    final SimPort port = network.attach();
    final LightNode node = new LightNode(port, new MemoryRecords(), 13, 0);
    final SimAdministrator admin;

    /** Payloads of what the device said of the interaction model. */
    final List<byte[]> heard = new ArrayList<>();

    private int fabrics;

    Hub() {
        network.add(node);
        admin = another(true);
    }

    static Hub commissioned() {
        Hub hub = new Hub();
        hub.admin.commission(MemoryFactory.PASSCODE);
        return hub;
    }

    /** Another hub, with a fabric of its own. */
    SimAdministrator another(boolean withIntermediate) {
        int n = fabrics++;
        SimFabric fabric = new SimFabric(100 + n, 0xFA00 + n, withIntermediate);
        return new SimAdministrator(
                network, network.attach(), port, fabric, 0x900 + n, NODE_ID + n, 200 + n);
    }

    SimClient client() {
        return admin.client;
    }

    SimController controller() {
        return admin.controller;
    }

    /** Lets time pass until it is answered, whatever the answer. */
    SimClient.Transaction done(SimClient.Transaction t) {
        assertTrue(network.run(() -> t.done, 60_000), "no answer");
        t.answers.forEach(answer -> heard.add(answer.payload()));
        return t;
    }

    List<Im.Report> read(int... paths) {
        return reported(done(client().read(paths)));
    }

    List<Im.Report> reported(SimClient.Transaction t) {
        List<Im.Report> all = new ArrayList<>();
        t.answers.forEach(answer -> all.addAll(Im.reported(answer.payload())));
        return all;
    }

    int write(int endpoint, int cluster, int attribute, Consumer<TlvWriter> value) {
        return done(client().write(endpoint, cluster, attribute, value)).status;
    }

    int invoke(int endpoint, int cluster, int command, Consumer<TlvWriter> fields) {
        return done(client().invoke(endpoint, cluster, command, fields)).status;
    }
}
