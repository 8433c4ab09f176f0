package org.mattermote.stack.explorer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mattermote.stack.codec.ProtocolHeader;
import org.mattermote.stack.codec.SecureChannelOpcode;
import org.mattermote.stack.mem.ByteSpan;
import org.mattermote.stack.mem.Pool;
import org.mattermote.stack.mem.Slot;
import org.mattermote.stack.mem.SlotState;
import org.mattermote.stack.sim.SimDevice;
import org.mattermote.stack.sim.SimFabric;

/**
 * A device, some controllers that start, resume, restart, ask and close, peers that the device asks
 * for a session, and the network between them.
 *
 * <p>After every action {@link Invariants} hold of the device. Of every state of the device that
 * was not seen before, whatever the controllers and the network are in, two things are tried:
 *
 * <ul>
 *   <li>nothing comes in any more, and the server gives its invokes up: after {@link #SILENCE}
 *       every slot is back in its pool, and newcomers get an answer other than Busy;
 *   <li>a CASE and a PASE newcomer come, from elsewhere: each gets Sigma2 or PBKDFParamResponse, or
 *       Busy.
 * </ul>
 */
public final class HandshakeModel implements Model {
    /** What the exploration is about: who is there, and how little room there is. */
    public static final class Setup {
        final List<Controller.Kind> controllers = new ArrayList<>();
        int secureSessions = 3;
        int unsecuredSessions = 3;
        int caseContexts = 1;
        int exchanges = 4;

        /** Handshakes of the device's own at a time. */
        int asks;

        int packets = 3;
        int shortPackets = 1;
        int letters = 3;

        /**
         * How often at most something goes wrong that the parties do not do of themselves: lost,
         * doubled, restarted, silence, other credentials. Negative for any number.
         */
        int faults = -1;

        /** So many of the controllers have a session at the beginning. */
        int established;

        /** Requests in sessions, and the server's slow answers. */
        boolean requests;

        /** Every so many states of the device are tried with newcomers. */
        int newcomersEvery = 1;

        public Setup cases(int count) {
            for (int i = 0; i < count; i++) {
                controllers.add(Controller.Kind.CASE);
            }
            return this;
        }

        public Setup pase() {
            controllers.add(Controller.Kind.PASE);
            return this;
        }

        /** So many CASE handshakes, and what they need. */
        public Setup atATime(int handshakes) {
            caseContexts = handshakes;
            unsecuredSessions = handshakes + 2;
            packets = handshakes + 2;
            exchanges = handshakes + 3;
            return this;
        }

        public Setup secureSessions(int count) {
            secureSessions = count;
            return this;
        }

        /** A peer that the device asks for a session. */
        public Setup asked() {
            controllers.add(Controller.Kind.ASKED);
            asks = 1;
            return this;
        }

        public Setup requests() {
            requests = true;
            return this;
        }

        public Setup established(int first) {
            established = first;
            return this;
        }

        public Setup faults(int atMost) {
            faults = atMost;
            return this;
        }
    }

    /** More than any wait that the device begins, ms. */
    static final long SILENCE = 200_000;

    /** Longer than all retransmissions, shorter than the wait for an answer, ms. */
    private static final long GIVE_UP = 9_000;

    private static final byte[] BUSY = {8, 0, 0, 0, 0, 0, 4, 0, (byte) 0xF4, 1};

    private static final int I = ProtocolHeader.INITIATOR;
    private static final int A = ProtocolHeader.ACKNOWLEDGEMENT;
    private static final int R = ProtocolHeader.RELIABLE;

    private static final String[] KINDS = {
        "start",
        "restart",
        "deliver",
        "deliver-ack",
        "double",
        "lose",
        "resend",
        "reply",
        "step",
        "run",
        "time",
        "silence",
        "close",
        "ask",
        "invoke",
        "answer",
        "give-up",
        "fail-safe",
        "credentials",
        "connect",
        "deliver-busy"
    };
    private static final int START = 0;
    private static final int RESTART = 1;
    private static final int DELIVER = 2;
    private static final int DELIVER_ACK = 3;
    private static final int DOUBLE = 4;
    private static final int LOSE = 5;
    private static final int RESEND = 6;
    private static final int REPLY = 7;
    private static final int STEP = 8;
    private static final int RUN = 9;
    private static final int TIME = 10;
    private static final int SILENT = 11;
    private static final int CLOSE = 12;
    private static final int ASK = 13;
    private static final int INVOKE = 14;
    private static final int ANSWER = 15;
    private static final int GIVE_UP_INVOKE = 16;
    private static final int FAIL_SAFE = 17;
    private static final int CREDENTIALS = 18;
    private static final int CONNECT = 19;
    private static final int DELIVER_BUSY = 20;

    /** So many handshakes of the device can be told apart. */
    private static final int NONCES = 8;

    private final Setup setup;
    private final Device device;
    private final Invariants invariants;
    private final List<Controller> controllers = new ArrayList<>();
    private final Payloads payloads;
    private final Network network;
    private final SlotState state = newState();
    private final ByteSpan span = new ByteSpan();
    private final Visited devices = new Visited();
    private final Newcomers newcomers;
    private final Numbers numbers;
    private final byte[][] saved;

    /** That may still happen. */
    private int faults;

    /** Of the device's next handshake. */
    private int nonce;

    private long triedSilence;
    private long triedNewcomers;

    public HandshakeModel(Setup setup) {
        this(setup, new Payloads());
    }

    /** With payloads that another model numbers, too. */
    HandshakeModel(Setup setup, Payloads payloads) {
        this.setup = setup;
        this.payloads = payloads;
        SimFabric fabric = new SimFabric(3, 0x77, false);
        SimDevice.Options options = new SimDevice.Options();
        options.secureSessions = setup.secureSessions;
        options.unsecuredSessions = setup.unsecuredSessions;
        options.caseContexts = setup.caseContexts;
        options.exchanges = setup.exchanges;
        options.packets = setup.packets;
        options.shortPackets = setup.shortPackets;
        device = new Device(options, fabric, setup.asks);
        device.sent = this::sent;
        for (int i = 0; i < setup.controllers.size(); i++) {
            controllers.add(
                    new Controller(
                            i, setup.controllers.get(i), fabric, device.window.data, payloads));
        }
        network = new Network(setup.letters, controllers, payloads);
        invariants = new Invariants(device);
        newcomers = new Newcomers(device, fabric, payloads);
        numbers = new Numbers(device, network, controllers);
        saved = new byte[device.parts()][LONGEST_PART];
    }

    @SuppressWarnings("unchecked")
    private static SlotState newState() {
        return new SlotState((Pool<? extends Slot>[]) new Pool[0], new Object[0]);
    }

    @Override
    public String[] kinds() {
        return KINDS;
    }

    @Override
    public int kind(int action) {
        return action >> 8;
    }

    @Override
    public void reset() {
        device.reset();
        controllers.forEach(Controller::reset);
        network.size = 0;
        nonce = 0;
        device.setUnsecuredCounter(Controller.NEXT);
        order();
        for (int i = 0; i < setup.established; i++) {
            establish(controllers.get(i));
        }
        faults = setup.faults;
    }

    private void establish(Controller c) {
        act((c.isAsked() ? CONNECT : START) << 8 | c.index);
        while (network.size > 0 || device.isComputing()) {
            act(device.isComputing() ? RUN << 8 : DELIVER << 8);
        }
        Violation.unless(c.keys != 0, "no session is established");
    }

    /** What is not of the device comes first. */
    private int own() {
        return 1 + controllers.size();
    }

    @Override
    public int parts() {
        return own() + device.parts();
    }

    @Override
    public int save(int part, byte[] to) {
        if (part >= own()) {
            return device.save(part - own(), to);
        }
        state.beginSaving(span.set(to, 0, to.length));
        ownState(part);
        return state.length();
    }

    @Override
    public void load(int part, byte[] from) {
        if (part >= own()) {
            device.load(part - own(), from);
            return;
        }
        state.beginLoading(span.set(from, 0, from.length));
        ownState(part);
    }

    private void ownState(int part) {
        if (part == 0) {
            faults = state.integer(faults);
            nonce = state.integer(nonce);
            network.state(state);
        } else {
            controllers.get(part - 1).state(state);
        }
    }

    @Override
    public int actions(int[] out) {
        device.recount();
        int count = 0;
        for (Controller c : controllers) {
            count = actionsOf(c, out, count);
        }
        for (int i = 0; i < network.size; i++) {
            Letter letter = network.letters[i];
            out[count++] = DELIVER << 8 | i;
            if (letter.opcode == SecureChannelOpcode.SIGMA1 && !letter.toDevice) {
                out[count++] = DELIVER_BUSY << 8 | i;
            }
            if (!letter.toDevice && letter.opcode == controllers.get(letter.who).awaited()) {
                out[count++] = DELIVER_ACK << 8 | i;
            }
            if (faults != 0) {
                out[count++] = LOSE << 8 | i;
                if (!letter.doubled) {
                    out[count++] = DOUBLE << 8 | i;
                }
            }
        }
        return actionsOfDevice(out, count);
    }

    private int actionsOf(Controller c, int[] out, int before) {
        int count = before;
        int at = c.index;
        if (c.isAsked() && !device.initiator.isConnecting(1, c.nodeId)) {
            out[count++] = CONNECT << 8 | at;
        }
        if (c.isIdle() && !c.hasPending) {
            if (!c.isAsked()) {
                out[count++] = START << 8 | at;
            }
        } else if (faults != 0) {
            out[count++] = RESTART << 8 | at;
        }
        if (c.hasPending && !network.carries(c.pending)) {
            out[count++] = RESEND << 8 | at;
        }
        if (c.hasAnswer()) {
            out[count++] = REPLY << 8 | at;
        }
        if (c.keys != 0) {
            out[count++] = CLOSE << 8 | at;
            if (setup.requests && c.asked == 0 && c.isIdle() && !c.hasPending) {
                out[count++] = ASK << 8 | at;
                out[count++] = INVOKE << 8 | at;
            }
        }
        return count;
    }

    private int actionsOfDevice(int[] out, int before) {
        int count = before;
        if (device.isComputing()) {
            out[count++] = STEP << 8;
            out[count++] = RUN << 8;
        }
        if (device.nextTimer() != Device.NEVER) {
            out[count++] = TIME << 8;
            if (faults != 0 && device.sim.exchanges.slots().inUse() > 0) {
                out[count++] = SILENT << 8;
            }
        }
        if (device.window.isArmed()) {
            out[count++] = FAIL_SAFE << 8;
        }
        for (int i = 0; i < SlowServer.HELD; i++) {
            if (device.server.holds(i)) {
                out[count++] = ANSWER << 8 | i;
                out[count++] = GIVE_UP_INVOKE << 8 | i;
            }
        }
        if (faults != 0 && device.contexts().inUse() + device.asked().inUse() > 0) {
            out[count++] = CREDENTIALS << 8;
        }
        return count;
    }

    private static boolean isFault(int kind) {
        return switch (kind) {
            case RESTART, LOSE, DOUBLE, SILENT, CREDENTIALS -> true;
            default -> false;
        };
    }

    @Override
    public void act(int action) {
        device.recount();
        int at = action & 0xFF;
        faults -= faults > 0 && isFault(action >> 8) ? 1 : 0;
        switch (action >> 8) {
            case START -> start(controllers.get(at));
            case RESTART -> {
                controllers.get(at).restart();
                if (!controllers.get(at).isAsked()) {
                    start(controllers.get(at));
                }
            }
            case CONNECT -> connect(controllers.get(at));
            case DELIVER_BUSY -> {
                Letter letter = network.letters[at].copy();
                network.remove(at);
                Controller c = controllers.get(letter.who);
                network.put(answer(c, letter, SecureChannelOpcode.STATUS_REPORT, A, BUSY));
            }
            case DELIVER -> deliver(at, false, true);
            case DELIVER_ACK -> deliver(at, false, false);
            case DOUBLE -> deliver(at, true, true);
            case LOSE -> network.remove(at);
            case RESEND -> network.put(controllers.get(at).pending);
            case REPLY -> reply(controllers.get(at), null);
            case STEP -> device.poll();
            case RUN -> device.run();
            case TIME -> {
                device.now = device.nextTimer();
                device.poll();
            }
            case SILENT -> {
                network.size = 0;
                device.sent = (datagram, port) -> {};
                device.stay(GIVE_UP);
                device.sent = this::sent;
            }
            case CLOSE -> close(controllers.get(at));
            case ASK -> ask(controllers.get(at), SlowServer.READ);
            case INVOKE -> ask(controllers.get(at), SlowServer.INVOKE);
            case ANSWER -> device.server.answer(at, device.now);
            case GIVE_UP_INVOKE -> device.server.giveUp(at, device.now);
            case FAIL_SAFE -> device.window.expire(device.now);
            default -> {
                device.sim.caseResponder.fabricUpdated(theFabric(), device.now);
                if (device.initiator != null) {
                    device.initiator.fabricUpdated(theFabric(), device.now);
                }
            }
        }
        invariants.check();
        order();
    }

    private void connect(Controller to) {
        device.random.nonce = 1 + nonce;
        nonce = (nonce + 1) % NONCES;
        device.initiator.connect(1, to.nodeId, to.address, device.now);
        device.random.nonce = 0;
    }

    private org.mattermote.stack.fabric.Fabric theFabric() {
        return device.sim.fabrics.table.find(1);
    }

    // What controllers do.

    private Letter message(Controller from, int opcode, int flags, int payload) {
        Letter letter = new Letter();
        letter.who = from.index;
        letter.toDevice = true;
        letter.counter = from.next++;
        letter.flags = I | flags;
        letter.opcode = opcode;
        letter.exchangeId = from.exchangeId;
        letter.payload = payload;
        return letter;
    }

    private Letter secured(Controller from, int opcode, int flags, int payload) {
        Letter letter = message(from, opcode, flags, payload);
        from.next--;
        letter.keys = from.keys;
        letter.sessionId = from.sessionId;
        letter.counter = from.nextSecure++;
        letter.exchangeId = 0x200 + from.index;
        return letter;
    }

    /** In an exchange that the device opened without a session. */
    private Letter answer(Controller from, Letter to, int opcode, int flags, byte[] payload) {
        Letter letter = message(from, opcode, 0, payloads.number(payload));
        letter.flags = flags;
        letter.exchangeId = to.exchangeId;
        letter.sessionId = to.sessionId;
        letter.acked = to.counter;
        return letter;
    }

    private void say(Controller from, Letter letter) {
        from.pending.set(letter);
        from.hasPending = true;
        network.put(letter);
    }

    private void start(Controller c) {
        c.phase =
                c.kind == Controller.Kind.CASE
                        ? Controller.AWAIT_SIGMA2
                        : Controller.AWAIT_PARAMETERS;
        say(c, message(c, c.firstOpcode(), R, c.first()));
    }

    /** Answers the device; what it acknowledges is null when that was done. */
    private void reply(Controller c, Letter to) {
        int opcode = c.replyOpcode();
        int payload = c.reply();
        Letter letter = message(c, opcode, R | (to == null ? 0 : A), payload);
        letter.acked = to == null ? 0 : to.counter;
        say(c, letter);
    }

    private void acknowledge(Controller c, Letter what) {
        if (!what.isReliable()) {
            return;
        }
        Letter letter;
        if (what.isSecure()) {
            letter = secured(c, SecureChannelOpcode.STANDALONE_ACK, A, 0);
            letter.exchangeId = what.exchangeId;
        } else if (c.isAsked()) {
            letter = answer(c, what, SecureChannelOpcode.STANDALONE_ACK, A, new byte[0]);
        } else {
            letter = message(c, SecureChannelOpcode.STANDALONE_ACK, A, 0);
        }
        letter.acked = what.counter;
        network.put(letter);
    }

    private void close(Controller c) {
        Letter letter =
                secured(
                        c,
                        SecureChannelOpcode.STATUS_REPORT,
                        0,
                        payloads.number(new byte[] {0, 0, 0, 0, 0, 0, 3, 0}));
        letter.exchangeId = 0x300;
        if (c.hasPending && c.pending.isSecure()) {
            c.clearPending();
        }
        c.clearSession();
        network.put(letter);
    }

    private void ask(Controller c, int opcode) {
        c.tag ^= 1;
        c.asked = opcode;
        Letter letter = secured(c, opcode, R, payloads.number(new byte[] {(byte) (0x10 + c.tag)}));
        letter.protocol = 1;
        say(c, letter);
    }

    // What the network does.

    private void deliver(int index, boolean again, boolean reply) {
        Letter letter = network.letters[index].copy();
        if (again) {
            network.letters[index].doubled = true;
        } else {
            network.remove(index);
        }
        Controller c = controllers.get(letter.who);
        if (letter.toDevice) {
            device.random.salt = 1 + c.index;
            device.receive(network.datagram(letter), c.address);
            device.random.salt = 0;
        } else {
            hear(c, letter, reply);
        }
    }

    /** The device sends. */
    private void sent(byte[] datagram, int port) {
        int index = port - controllers.get(0).address.port;
        if (index >= 0 && index < controllers.size()) {
            network.put(network.letter(datagram, controllers.get(index), device));
        }
    }

    private void hear(Controller c, Letter letter, boolean reply) {
        boolean secure = letter.isSecure();
        if (secure && letter.keys != c.keys && letter.keys != c.newKeys) {
            return;
        }
        boolean mine = c.hasPending && c.pending.isSecure() == secure;
        boolean acked = mine && letter.acknowledges() && letter.acked == c.pending.counter;
        if (acked) {
            c.clearPending();
        } else if (mine && letter.acknowledges() && letter.exchangeId == c.pending.exchangeId) {
            acknowledge(c, letter);
            return;
        }
        if (letter.protocol == 0 && letter.opcode == SecureChannelOpcode.STANDALONE_ACK) {
            return;
        }
        if (secure) {
            hearSecured(c, letter, acked);
        } else if (c.isAsked()) {
            hearAsked(c, letter);
        } else if (letter.opcode == SecureChannelOpcode.STATUS_REPORT) {
            acknowledge(c, letter);
            hearReport(c, letter);
        } else if (letter.opcode == SecureChannelOpcode.SIGMA2_RESUME
                && c.awaited() == SecureChannelOpcode.SIGMA2
                && c.id != 0) {
            boolean good = c.resumes(letter.payload);
            byte[] report = {(byte) (good ? 0 : 1), 0, 0, 0, 0, 0, (byte) (good ? 0 : 2), 0};
            if (!good) {
                c.clearHandshake();
            }
            Letter end =
                    message(c, SecureChannelOpcode.STATUS_REPORT, A | R, payloads.number(report));
            end.acked = letter.counter;
            say(c, end);
        } else if (letter.opcode != c.awaited()) {
            acknowledge(c, letter);
        } else if (!c.hears(letter.payload)) {
            c.clearHandshake();
            acknowledge(c, letter);
            say(
                    c,
                    message(
                            c,
                            SecureChannelOpcode.STATUS_REPORT,
                            R,
                            payloads.number(new byte[] {1, 0, 0, 0, 0, 0, 2, 0})));
        } else if (reply) {
            reply(c, letter);
        } else {
            c.clearPending();
            acknowledge(c, letter);
        }
    }

    /** The responder's part of a handshake that the device asked for. */
    private void hearAsked(Controller c, Letter letter) {
        if (letter.opcode == SecureChannelOpcode.SIGMA1 && c.knows(letter.payload)) {
            byte[] sigma2 = payloads.bytes(c.sigma2Resume(letter.payload));
            say(c, answer(c, letter, SecureChannelOpcode.SIGMA2_RESUME, A | R, sigma2));
        } else if (letter.opcode == SecureChannelOpcode.SIGMA1) {
            byte[] sigma2 = payloads.bytes(c.sigma2(letter.payload));
            say(c, answer(c, letter, SecureChannelOpcode.SIGMA2, A | R, sigma2));
        } else if (letter.opcode == SecureChannelOpcode.SIGMA3
                && c.phase == Controller.AWAIT_SIGMA3) {
            boolean fits = c.takesSigma3(letter.payload);
            byte[] report = {(byte) (fits ? 0 : 1), 0, 0, 0, 0, 0, (byte) (fits ? 0 : 2), 0};
            if (fits) {
                c.established();
            } else {
                c.clearHandshake();
            }
            say(c, answer(c, letter, SecureChannelOpcode.STATUS_REPORT, A | R, report));
        } else {
            acknowledge(c, letter);
            if (letter.opcode == SecureChannelOpcode.STATUS_REPORT) {
                boolean good = Arrays.equals(payloads.bytes(letter.payload), new byte[8]);
                if (good && c.phase == Controller.AWAIT_END) {
                    c.established();
                } else {
                    c.clearHandshake();
                }
            }
        }
    }

    private void hearReport(Controller c, Letter letter) {
        boolean good = Arrays.equals(payloads.bytes(letter.payload), new byte[8]);
        if (good && c.phase == Controller.AWAIT_END) {
            c.established();
            c.clearPending();
        } else if (!good && !c.isIdle()) {
            c.clearHandshake();
            c.clearPending();
        }
    }

    private void hearSecured(Controller c, Letter letter, boolean acked) {
        if (letter.protocol == 0) {
            if (letter.keys == c.keys) {
                if (c.hasPending && c.pending.isSecure()) {
                    c.clearPending();
                }
                c.clearSession();
            }
            return;
        }
        if (letter.keys != c.keys) {
            return;
        }
        byte[] answer = payloads.bytes(letter.payload);
        if (acked && letter.opcode != 0x01) {
            Violation.unless(
                    c.asked != 0 && answer.length == 1 && answer[0] == 0x10 + c.tag,
                    "a request gets the answer of another");
        }
        c.asked = 0;
        acknowledge(c, letter);
    }

    // Order.

    /** Brings numbers of messages to the same values in states that are the same. */
    private void order() {
        device.order();
        numbers.order();
        network.dropStale();
        network.sort();
    }

    @Override
    public boolean check(int[] parts) {
        if (!devices.add(Hash.of(parts, own(), parts.length))) {
            return false;
        }
        // What comes changes the device: what it is goes aside.
        int count = device.parts();
        for (int i = 0; i < count; i++) {
            device.save(i, saved[i]);
        }
        device.sent = (datagram, port) -> {};
        String trial = "left in silence";
        try {
            leaveInSilence();
            if (triedSilence % setup.newcomersEvery == 0) {
                triedNewcomers++;
                trial = "then met by newcomers";
                newcomers.getIn();
                restore();
                trial = "met by a newcomer";
                newcomers.comeForCase();
                restore();
                newcomers.comeForPase();
            }
        } catch (RuntimeException e) {
            throw new Violation(
                    (e instanceof Violation ? e.getMessage() : e.toString()) + ", " + trial);
        } finally {
            device.sent = this::sent;
        }
        return true;
    }

    private void leaveInSilence() {
        triedSilence++;
        for (int i = 0; i < SlowServer.HELD; i++) {
            if (device.server.holds(i)) {
                device.server.giveUp(i, device.now);
            }
        }
        device.stay(SILENCE);
        invariants.check();
        invariants.checkIdle();
    }

    private void restore() {
        for (int i = 0; i < device.parts(); i++) {
            device.load(i, saved[i]);
        }
        device.recount();
        device.now = Device.BASE;
    }

    /** How many states of the device there were, and how many were tried in which way. */
    public String tried() {
        return String.format(
                "%,d states of the device: each left in silence, %,d met by newcomers",
                triedSilence, triedNewcomers);
    }

    @Override
    public String name(int action) {
        int at = action & 0xFF;
        String what = KINDS[action >> 8];
        return switch (action >> 8) {
            case START, RESTART, CONNECT, RESEND, REPLY, CLOSE, ASK, INVOKE ->
                    what
                            + " "
                            + controllers.get(at).name()
                            + ", "
                            + controllers.get(at).phaseName();
            case DELIVER, DELIVER_ACK, DELIVER_BUSY, DOUBLE, LOSE ->
                    what + " " + network.describe(network.letters[at]);
            default -> what;
        };
    }
}
