package org.mattermote.firmware.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntToLongFunction;
import org.mattermote.stack.App;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.Endpoint;
import org.mattermote.stack.model.Node;
import org.mattermote.stack.sim.Datagram;
import org.mattermote.stack.sim.Im;
import org.mattermote.stack.sim.SimAdministrator;
import org.mattermote.stack.sim.SimClient;
import org.mattermote.stack.sim.SimFabric;
import org.mattermote.stack.sim.SimNetwork;
import org.mattermote.stack.sim.SimPort;

/**
 * A long life of one device, sealed before its first packet: commissioned, and then asked for
 * everything many times. Nothing but classes of the Java library in its signature, so that a class
 * loader can run it with devices of its own.
 */
public final class LoadRun implements IntToLongFunction {
    public static final int PASE = 20;
    public static final int FULL_CASE = 200;
    public static final int RESUMED_CASE = 200;
    public static final int READS = 2_000;
    public static final int WILDCARD_READS = 20;
    public static final int INVOKES = 1_000;
    public static final int WRITES = 200;
    public static final int REPORTS = 1_000;
    public static final int MALFORMED = 1_000;

    private static final int ON_OFF = 6;
    private static final int TOGGLE = 2;
    private static final int MOST_FIELDS = 6;

    private final SimNetwork network = new SimNetwork(21);
    private final SimPort devicePort = network.attach();
    private final DeviceNode node;
    private final SimAdministrator admin =
            new SimAdministrator(
                    network,
                    network.attach(),
                    devicePort,
                    new SimFabric(31, 0xFAB1, true),
                    0x9999,
                    0x5555,
                    8);

    /** What was done, for a person. */
    public final List<String> done = new ArrayList<>();

    /** What is read and subscribed to: On/Off, or else what endpoint 1 has of the highest id. */
    private final Cluster target;

    /**
     * @param app name of the class of the product
     */
    public LoadRun(String app) {
        node = new DeviceNode(type(app), devicePort, new MemoryRecords(), 3, network.now);
        network.add(node);
        Endpoint endpoint = node.stack.node().find(1);
        Cluster onOff = endpoint.find(ON_OFF);
        target = onOff != null ? onOff : endpoint.cluster(endpoint.clusterCount() - 1);
    }

    private static Class<? extends App> type(String app) {
        try {
            return Class.forName(app, true, LoadRun.class.getClassLoader()).asSubclass(App.class);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    public DeviceNode node() {
        return node;
    }

    /** Does everything, a {@code divisor}th of it; bytes allocated since the seal. */
    @Override
    public long applyAsLong(int divisor) {
        admin.commission(MemoryFactory.PASSCODE);
        say("commissioned");
        handshakes(divisor);
        interactions(divisor);
        changes(divisor);
        everything();
        malformed(MALFORMED / divisor);
        network.pass(60_000);
        return node.allocated;
    }

    private void handshakes(int divisor) {
        for (int i = 0; i < PASE / divisor; i++) {
            admin.openBasicWindow(180);
            var operational = admin.controller.session;
            admin.pase(MemoryFactory.PASSCODE);
            admin.controller.session = operational;
            // RevokeCommissioning ends the window, the fail-safe and the session.
            admin.expect(admin.client.invokeTimed(0, 0x3C, 2, out -> {}), "revoke");
            network.sent.clear();
        }
        say(PASE / divisor + " PASE");
        for (int i = 0; i < FULL_CASE / divisor; i++) {
            admin.operational();
            network.sent.clear();
        }
        say(FULL_CASE / divisor + " full CASE");
        for (int i = 0; i < RESUMED_CASE / divisor; i++) {
            admin.resume();
            network.sent.clear();
        }
        say(RESUMED_CASE / divisor + " resumed CASE");
    }

    private void interactions(int divisor) {
        SimClient client = admin.client;
        for (int i = 0; i < READS / divisor; i++) {
            int attribute = target.attributes()[i % target.attributes().length];
            admin.expect(client.read(1, target.id(), attribute, 0, 0x28, i % 20), "read");
            network.sent.clear();
        }
        say(READS / divisor + " reads");
        int attributes = 0;
        for (int i = 0; i < WILDCARD_READS / divisor; i++) {
            SimClient.Transaction all = admin.expect(client.readEverything(), "wildcard read");
            attributes = all.attributes();
            if (all.answers.size() < 3 || attributes < 100) {
                throw new IllegalStateException("a wildcard read of " + attributes);
            }
        }
        say(WILDCARD_READS / divisor + " wildcard reads of " + attributes + " attributes");
        for (int i = 0; i < WRITES / divisor; i++) {
            byte[] label = ("device " + i).getBytes();
            admin.expect(
                    client.write(0, 0x28, 5, out -> out.putUtf8(2, label, 0, label.length)),
                    "write");
        }
        say(WRITES / divisor + " writes");
    }

    /** By a command where there is one, else by the button; each is reported. */
    private void changes(int divisor) {
        SimClient client = admin.client;
        admin.expect(client.subscribe(false, 0, 60, 1, target.id(), Im.ANY), "subscribe");
        int before = client.reports;
        int changes = 0;
        for (int i = 0; i < INVOKES / divisor; i++) {
            int version = target.dataVersion();
            if (target.id() == ON_OFF) {
                admin.expect(client.invoke(1, ON_OFF, TOGGLE, out -> {}), "invoke");
            } else {
                node.button(network.now);
            }
            changes += target.dataVersion() == version ? 0 : 1;
            int wanted = before + Math.min(changes, REPORTS / divisor);
            if (!network.run(() -> client.reports >= wanted, 10_000)) {
                throw new IllegalStateException("no report " + i);
            }
            network.sent.clear();
        }
        say(INVOKES / divisor + " changes, " + (client.reports - before) + " reports");
    }

    /**
     * Every attribute alone, written too, and every command of the application's endpoints, with
     * and without fields; whatever the answer.
     */
    private void everything() {
        int transactions = 0;
        Node model = node.stack.node();
        for (int e = 1; e < model.endpointCount(); e++) {
            Endpoint endpoint = model.endpoint(e);
            for (int c = 0; c < endpoint.clusterCount(); c++) {
                Cluster cluster = endpoint.cluster(c);
                for (int attribute : cluster.attributes()) {
                    admin.expect(admin.client.read(endpoint.id(), cluster.id(), attribute), "read");
                    answered(
                            admin.client.write(
                                    endpoint.id(),
                                    cluster.id(),
                                    attribute,
                                    out -> out.putUnsigned(2, 1)));
                    transactions += 2;
                }
                for (int command : cluster.commands()) {
                    for (int fields = 0; fields <= MOST_FIELDS; fields++) {
                        int count = fields;
                        answered(
                                admin.client.invoke(
                                        endpoint.id(),
                                        cluster.id(),
                                        command,
                                        out -> numbers(out, count)));
                        transactions++;
                    }
                }
                network.sent.clear();
            }
        }
        say(transactions + " transactions with everything there is");
    }

    private static void numbers(TlvWriter out, int count) {
        for (int tag = 0; tag < count; tag++) {
            out.putUnsigned(tag, 1);
        }
    }

    private void answered(SimClient.Transaction transaction) {
        if (!network.run(() -> transaction.done, 10_000)) {
            throw new IllegalStateException("no answer");
        }
    }

    private void malformed(int count) {
        Random random = new Random(6);
        Malformed malformed = new Malformed(random);
        List<byte[]> raw = new ArrayList<>();
        List<byte[]> plain = new ArrayList<>();
        network.sent.clear();
        admin.controller.plainTap = plain::add;
        admin.resume();
        admin.operational();
        admin.expect(admin.client.readEverything(), "wildcard read");
        answered(admin.client.invoke(1, ON_OFF, TOGGLE, out -> {}));
        admin.controller.plainTap = null;
        for (Datagram datagram : network.sent) {
            if (datagram.to() == 0) {
                raw.add(datagram.bytes());
            }
        }
        for (int i = 0; i < count; i++) {
            switch (i % 3) {
                case 0 ->
                        admin.controller.replay(malformed.of(raw.get(random.nextInt(raw.size()))));
                case 1 -> admin.controller.replay(malformed.noise(random.nextInt(1300)));
                default ->
                        admin.controller.sendPlain(
                                admin.controller.session,
                                malformed.of(plain.get(random.nextInt(plain.size()))));
            }
            network.pass(5);
        }
        say(count + " malformed packets");
    }

    private void say(String what) {
        done.add(what + ": " + node.allocated + " bytes, " + node.polls + " polls");
    }
}
