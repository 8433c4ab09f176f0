package org.mattermote.stack.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.mattermote.stack.codec.TlvWriter;

/**
 * The interaction model's client on a session of a {@link SimController}: it asks, answers every
 * part of a report, and takes the reports of its subscriptions.
 */
public final class SimClient {
    /** A transaction it began, or a report it was sent. */
    public static final class Transaction {
        /** Null until it is on its way. */
        public SimController.Talk talk;

        /** Reports in it, status responses to timed requests not among them. */
        public final List<SimController.Message> answers = new ArrayList<>();

        public boolean done;

        /** The last answer's status, 0 for one that has what was asked. */
        public int status = -1;

        public byte[] answer() {
            return answers.get(answers.size() - 1).payload();
        }

        /** How many attributes came. */
        public int attributes() {
            int count = 0;
            for (SimController.Message m : answers) {
                count += m.opcode() == Im.REPORT_DATA ? Im.reports(m.payload()) : 0;
            }
            return count;
        }
    }

    public final SimController controller;

    /** Reports of subscriptions that came complete, the first ones not among them. */
    public int reports;

    /** Takes each complete report of a subscription. */
    public Consumer<Transaction> onReport = report -> {};

    public SimClient(SimController controller) {
        this.controller = controller;
        controller.acceptor = this::accept;
    }

    private SimController.Session session() {
        return controller.session;
    }

    public Transaction read(int... paths) {
        return begin(Im.READ_REQUEST, Im.read(paths), null);
    }

    public Transaction readEverything() {
        return begin(Im.READ_REQUEST, Im.readEverything(), null);
    }

    public Transaction subscribe(boolean keep, int minSeconds, int maxSeconds, int... paths) {
        return begin(Im.SUBSCRIBE_REQUEST, Im.subscribe(keep, minSeconds, maxSeconds, paths), null);
    }

    public Transaction write(int endpoint, int cluster, int attribute, Consumer<TlvWriter> value) {
        return begin(Im.WRITE_REQUEST, Im.write(false, endpoint, cluster, attribute, value), null);
    }

    public Transaction invoke(int endpoint, int cluster, int command, Consumer<TlvWriter> fields) {
        return begin(Im.INVOKE_REQUEST, Im.invoke(false, endpoint, cluster, command, fields), null);
    }

    /** An invoke after a timed request. */
    public Transaction invokeTimed(
            int endpoint, int cluster, int command, Consumer<TlvWriter> fields) {
        return begin(
                Im.TIMED_REQUEST,
                Im.timed(5_000),
                Im.invoke(true, endpoint, cluster, command, fields));
    }

    /** A request as its bytes say. */
    public Transaction request(int opcode, byte[] payload) {
        return begin(opcode, payload, null);
    }

    private Transaction begin(int opcode, byte[] payload, byte[] afterTimed) {
        Transaction t = new Transaction();
        t.talk = controller.openSecured(session());
        byte[][] next = {afterTimed};
        t.talk.listener =
                message -> {
                    if (next[0] != null
                            && message.opcode() == Im.STATUS_RESPONSE
                            && Im.statusOf(message.payload()) == 0) {
                        byte[] invoke = next[0];
                        next[0] = null;
                        controller.send(t.talk, 1, Im.INVOKE_REQUEST, invoke, true);
                    } else {
                        take(t, message);
                    }
                };
        controller.send(t.talk, 1, opcode, payload, true);
        return t;
    }

    private void accept(SimController.Talk talk) {
        Transaction t = new Transaction();
        t.talk = talk;
        talk.listener =
                message -> {
                    take(t, message);
                    if (t.done && t.status == 0) {
                        reports++;
                        onReport.accept(t);
                    }
                };
    }

    private void take(Transaction t, SimController.Message message) {
        t.answers.add(message);
        if (message.opcode() == Im.REPORT_DATA) {
            boolean last = !Im.flag(message.payload(), 3);
            boolean quiet = Im.flag(message.payload(), 4);
            boolean priming = !t.talk.responder && Im.at(message.payload(), 0) != null;
            if (!quiet) {
                controller.send(t.talk, 1, Im.STATUS_RESPONSE, Im.status(0), true);
            }
            if (last && !priming) {
                end(t, 0);
            }
        } else if (message.opcode() == Im.SUBSCRIBE_RESPONSE) {
            end(t, 0);
        } else {
            end(t, Im.resultOf(message.opcode(), message.payload()));
        }
    }

    private void end(Transaction t, int status) {
        t.status = status;
        t.done = true;
        controller.finish(t.talk);
    }
}
