package org.mattermote.stack.interact;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.sim.Im;
import org.mattermote.stack.sim.SimController;
import org.mattermote.stack.sim.SimFabric;
import org.mattermote.stack.sim.SimNetwork;
import org.mattermote.stack.sim.SimPort;

/** A node that takes commands: the simulation's controller, since it is what can have a session. */
final class BoundLight {
    final SimController controller;
    final SimFabric.Identity own;
    final long deviceNodeId;

    /** Endpoint, cluster, command and hexadecimal fields of each command that came. */
    final List<String> commands = new ArrayList<>();

    /** What each is answered with; nothing when it is null. */
    Consumer<SimController.Talk> answer;

    /** Is not there: acknowledges nothing either. */
    boolean dead;

    private final SimNetwork network;
    private final List<SimController.Talk> talks = new ArrayList<>();

    BoundLight(
            SimNetwork network,
            SimPort device,
            SimFabric fabric,
            long nodeId,
            long deviceNodeId,
            long seed) {
        this.network = network;
        this.deviceNodeId = deviceNodeId;
        own = fabric.issue(nodeId);
        controller = new SimController(network.attach(), device, seed);
        controller.acceptor = this::accept;
        answer = this::succeed;
        network.add(controller);
    }

    /** Makes a session, for the device to use. */
    void connect() {
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
                    if (message.opcode() != Im.INVOKE_REQUEST) {
                        commands.add("opcode " + message.opcode());
                        controller.finish(talk);
                        return;
                    }
                    commands.add(text(message.payload()));
                    if (answer != null) {
                        answer.accept(talk);
                    }
                };
        talks.add(talk);
    }

    /** Dies in the middle of everything, and forgets its sessions. */
    void die() {
        dead = true;
        for (SimController.Talk talk : talks) {
            talk.dead = true;
        }
        controller.forget(controller.session);
    }

    void succeed(SimController.Talk talk) {
        status(talk, 0);
    }

    /** An InvokeResponse with a status. */
    void status(SimController.Talk talk, int status) {
        respond(talk, out -> putStatus(out, status));
    }

    static void putStatus(TlvWriter out, int status) {
        out.startStruct(TlvTag.ANONYMOUS);
        out.startStruct(1);
        out.startList(0);
        out.putUnsigned(0, 1);
        out.putUnsigned(1, 6);
        out.putUnsigned(2, 1);
        out.endContainer();
        out.startStruct(1);
        out.putUnsigned(0, status);
        out.endContainer();
        out.endContainer();
        out.endContainer();
    }

    /** An InvokeResponse, its InvokeResponseIBs written by {@code list}. */
    void respond(SimController.Talk talk, Consumer<TlvWriter> list) {
        send(
                talk,
                Im.INVOKE_RESPONSE,
                Im.message(
                        out -> {
                            out.putBool(0, false);
                            out.startArray(1);
                            list.accept(out);
                            out.endContainer();
                        }));
    }

    void send(SimController.Talk talk, int opcode, byte[] payload) {
        controller.send(talk, 1, opcode, payload, true);
    }

    /** Endpoint/cluster/command, and the fields when there are some; * for no endpoint. */
    static String text(byte[] request) {
        StringBuilder text = new StringBuilder();
        for (int tag = 0; tag < 3; tag++) {
            TlvReader member = Im.at(request, 2, -1, 0, tag);
            text.append(tag == 0 ? "" : "/").append(member == null ? "*" : "" + member.value());
        }
        TlvReader fields = Im.at(request, 2, -1, 1);
        fields.enter();
        while (fields.next() == 0) {
            text.append(' ').append(fields.tag()).append('=').append(fields.value());
        }
        return text.toString();
    }
}
