package org.mattermote.stack.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;

/** A node that the device asks: the simulation's controller, since it is what has sessions. */
public final class SimAnswerer {
    public final SimController controller;
    public final SimFabric.Identity own;

    /** Every message that came. */
    public final List<SimController.Message> heard = new ArrayList<>();

    /** What the first message of each exchange is answered with; nothing when it is null. */
    public BiConsumer<SimController.Talk, SimController.Message> answer;

    /** Is not there: acknowledges nothing either. */
    public boolean dead;

    private final SimNetwork network;
    private final long deviceNodeId;

    public SimAnswerer(
            SimNetwork network, SimPort device, SimFabric fabric, long nodeId, long deviceNodeId) {
        this.network = network;
        this.deviceNodeId = deviceNodeId;
        own = fabric.issue(nodeId);
        controller = new SimController(network.attach(), device, nodeId);
        controller.acceptor = this::accept;
        network.add(controller);
    }

    /** Makes a session, for the device to use. */
    public void connect() {
        SimController.Session before = controller.session;
        controller.operational(own, deviceNodeId);
        if (!network.run(() -> controller.session != before, 10_000)) {
            throw new IllegalStateException("no session");
        }
        network.pass(1_000);
    }

    private void accept(SimController.Talk talk) {
        talk.dead = dead;
        talk.listener =
                message -> {
                    heard.add(message);
                    if (talk.received.size() > 1) {
                        controller.finish(talk);
                    } else if (answer != null) {
                        answer.accept(talk, message);
                    }
                };
    }

    public void send(SimController.Talk talk, int opcode, byte[] payload) {
        controller.send(talk, 1, opcode, payload, true);
    }

    /** A ReportData with whatever {@code reports} puts into the list. */
    public static byte[] report(Reports reports, boolean more, boolean quiet) {
        return Im.message(
                out -> {
                    out.startArray(1);
                    reports.put(out);
                    out.endContainer();
                    if (more) {
                        out.putBool(3, true);
                    }
                    if (quiet) {
                        out.putBool(4, true);
                    }
                });
    }

    /** An AttributeReportIB with a value, which {@code value} writes with the tag 2. */
    public static void putData(
            TlvWriter out, int endpoint, int cluster, int attribute, Reports value) {
        out.startStruct(TlvTag.ANONYMOUS);
        out.startStruct(1);
        out.putUnsigned(0, 77);
        out.startList(1);
        out.putUnsigned(2, endpoint);
        out.putUnsigned(3, cluster);
        out.putUnsigned(4, attribute);
        out.endContainer();
        value.put(out);
        out.endContainer();
        out.endContainer();
    }

    /** Writes something. */
    public interface Reports {
        void put(TlvWriter out);
    }
}
