package org.mattermote.stack.explorer;

import java.util.Arrays;
import java.util.function.BiConsumer;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.exchange.Exchange;
import org.mattermote.stack.exchange.ExchangeHandler;
import org.mattermote.stack.fabric.CertificateChain;
import org.mattermote.stack.fabric.ResumptionRecord;
import org.mattermote.stack.mem.ByteSpan;
import org.mattermote.stack.mem.Pool;
import org.mattermote.stack.mem.Slot;
import org.mattermote.stack.mem.SlotState;
import org.mattermote.stack.message.InboundMessage;
import org.mattermote.stack.message.MessageCounter;
import org.mattermote.stack.message.Packet;
import org.mattermote.stack.message.SecureSession;
import org.mattermote.stack.message.UnsecuredSession;
import org.mattermote.stack.port.DatagramPort;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.port.PortStatus;
import org.mattermote.stack.secure.CaseInitiator;
import org.mattermote.stack.sim.SimDevice;
import org.mattermote.stack.sim.SimFabric;
import org.mattermote.stack.sim.SimWindow;

/**
 * The device: the classes that ship, wired by {@link SimDevice}, in smaller tables. Its state goes
 * to bytes slot by slot. Between two actions it is put in order, so that states that differ in
 * nothing that matters are equal:
 *
 * <ul>
 *   <li>it is always {@link #BASE} o'clock; deadlines are from now, one that is over is due now;
 *   <li>of the times of sessions only the order counts, of waits what is above the patience, of a
 *       peer's activity what is above its threshold;
 *   <li>a slot begins with generation 0 when no handle names it; a handle that is dead is the same
 *       dead handle always;
 *   <li>session ids are given out anew from the first free one: the worst case of those that can
 *       be;
 *   <li>jitter of retransmissions is 0, and what a free slot or a dead field holds is nothing.
 * </ul>
 */
final class Device {
    static final long BASE = 1_000_000;
    static final long NEVER = Long.MAX_VALUE;
    static final long NODE_ID = 0x11;

    /** A handle whose slot was released. */
    static final int DEAD_HANDLE = 0x7FFF0000;

    static final int IDLE = 0;
    private static final int AWAIT_SIGMA3 = 5;
    private static final int OPEN_SIGMA3 = 6;
    private static final int ESTABLISH = 9;
    private static final int AWAIT_RESUMED = 10;

    // Of handshakes that it asked for.

    private static final int AWAIT_SIGMA2 = 3;
    private static final int VERIFY_SIGMA2 = 6;
    private static final int SEND_SIGMA3 = 9;
    private static final int AWAIT_REPORT = 10;

    /** Past these no difference is made. */
    private static final int THRESHOLD = 4000;

    private static final int PATIENCE = 1000;
    private static final byte OPEN = 1;
    private static final byte DROPPED = 3;

    /** What is not a slot. */
    private static final int ROOMS = 6;

    /** What slots and rooms refer to, but for what slots hold. */
    private static final int OTHERS = 9;

    private static final int MAX_POLLS = 3000;

    final SimDevice sim;
    final FakeRandom random = new FakeRandom();
    final FakeCrypto crypto = new FakeCrypto();
    final Window window = new Window(new SimWindow(20202021));
    final SlowServer server = new SlowServer();

    /** Null in a device that only answers. */
    final CaseInitiator initiator;

    long now = BASE;

    /** Takes what it sends: bytes of a buffer, and the port it goes to. */
    BiConsumer<byte[], Integer> sent;

    private final byte[] inbox = new byte[2048];
    private int inboxLength = PortStatus.NONE;
    private final PeerAddress inboxFrom = new PeerAddress();
    private final SlotState state;
    private final ByteSpan span = new ByteSpan();
    private final Pool<? extends Slot>[] pools;
    private final Slot[] slots;

    /** Of each slot when it is free. */
    private final byte[][] atBoot;

    /** Of each room. */
    private final byte[][] rooms = new byte[ROOMS][];

    private final int[] poolOf;
    private final boolean[] recount;
    private final CertificateChain chain;
    private final MessageCounter counter;

    /**
     * @param asksFor sessions it asks others for at a time
     */
    @SuppressWarnings("unchecked")
    Device(SimDevice.Options options, SimFabric fabric, int asksFor) {
        options.drbg = random;
        options.crypto = crypto;
        options.access = window;
        sim = new SimDevice(new Wire(), options);
        sim.join(fabric.issue(NODE_ID), fabric.ipkEpochKey);
        window.sessions = sim.sessions;
        window.exchanges = sim.exchanges;
        server.exchanges = sim.exchanges;
        initiator = asksFor == 0 ? null : sim.initiate(asksFor);
        Watch watch = new Watch();
        sim.dispatch.setHandlers(watch, server);
        chain = (CertificateChain) Inside.CHAIN.get(sim.computation);
        counter = (MessageCounter) Inside.UNENCRYPTED.get(Inside.SEALER.get(sim.outbox));
        pools =
                new Pool[] {
                    sim.exchanges.slots(),
                    sim.outbox.packets(),
                    sim.outbox.shortPackets(),
                    sim.sessions.slots(),
                    sim.unsecuredSessions.slots(),
                    sim.caseResponder.contexts(),
                    sim.resumption.slots(),
                    initiator == null ? new Pool<Slot>(new Slot[0]) : initiator.contexts()
                };
        int count = Arrays.stream(pools).mapToInt(Pool::capacity).sum();
        slots = new Slot[count];
        poolOf = new int[count];
        recount = new boolean[pools.length];
        Object[] others = new Object[OTHERS + count];
        others[0] = watch;
        others[1] = server;
        others[2] = work();
        others[3] = paseBytes();
        others[4] = sim.fabrics.scratch.bytes;
        others[5] = sim.secureChannel;
        others[6] = sim.pase;
        others[7] = sim.computation;
        others[8] = chain;
        int at = 0;
        for (int p = 0; p < pools.length; p++) {
            for (int i = 0; i < pools[p].capacity(); i++) {
                slots[at] = pools[p].at(i);
                poolOf[at] = p;
                if (slots[at] instanceof Packet packet) {
                    others[OTHERS + at] = packet.bytes;
                } else if (pools[p] == contexts() || p == pools.length - 1) {
                    others[OTHERS + at] = Inside.CONTEXT_BYTES.get(slots[at]);
                } else {
                    others[OTHERS + at] = new Object();
                }
                at++;
            }
        }
        state = new SlotState(pools, others);
        atBoot = new byte[count][];
        byte[] buffer = new byte[Model.LONGEST_PART];
        for (int i = 0; i < count; i++) {
            int length = state.save(slots[i], span.set(buffer, 0, buffer.length));
            atBoot[i] = Arrays.copyOf(buffer, length);
        }
        for (int i = 0; i < ROOMS; i++) {
            rooms[i] = Arrays.copyOf(buffer, save(i, buffer));
        }
    }

    /** Its end of the network. */
    private final class Wire implements DatagramPort {
        @Override
        public int receive(byte[] buffer, int offset, int capacity, PeerAddress from) {
            int length = inboxLength;
            if (length > 0) {
                System.arraycopy(inbox, 0, buffer, offset, length);
                from.set(inboxFrom);
                inboxLength = PortStatus.NONE;
            }
            return length;
        }

        @Override
        public int send(byte[] buffer, int offset, int length, PeerAddress to) {
            sent.accept(Arrays.copyOfRange(buffer, offset, offset + length), to.port);
            return PortStatus.OK;
        }
    }

    /** Stands before the secure channel and sees that only live exchanges hear messages. */
    private final class Watch implements ExchangeHandler {
        @Override
        public void received(Exchange exchange, InboundMessage message, long at) {
            Violation.unless(exchange.isOpen(), "a message is delivered to an ended exchange");
            sim.secureChannel.received(exchange, message, at);
        }

        @Override
        public void closed(Exchange exchange, int reason, long at) {
            sim.secureChannel.closed(exchange, reason, at);
        }

        @Override
        public int writeBusy(TlvWriter out, int waitMillis) {
            return sim.secureChannel.writeBusy(out, waitMillis);
        }
    }

    int parts() {
        return ROOMS + slots.length;
    }

    byte[] work() {
        return (byte[]) Inside.WORK.get(sim.computation);
    }

    byte[] paseBytes() {
        return (byte[]) Inside.PASE_BYTES.get(sim.pase);
    }

    int paseState() {
        return (int) Inside.PASE_STATE.get(sim.pase);
    }

    /** As at boot, whatever went wrong before. */
    void reset() {
        now = BASE;
        for (int i = 0; i < rooms.length; i++) {
            load(i, rooms[i]);
        }
        for (int i = 0; i < slots.length; i++) {
            state.load(slots[i], span.set(atBoot[i], 0, atBoot[i].length));
        }
        Arrays.fill(recount, true);
        recount();
        Inside.BEGUN.set(sim.exchanges, null);
    }

    int save(int part, byte[] to) {
        if (part >= ROOMS) {
            int i = part - ROOMS;
            to[0] = (byte) (slots[i].isTaken() ? 1 : 0);
            int length = to[0] == 0 ? 0 : state.save(slots[i], span.set(to, 1, to.length - 1));
            Violation.unless(length >= 0, "a slot refers to what is none of its own");
            return 1 + length;
        }
        state.beginSaving(span.set(to, 0, to.length));
        room(part);
        Violation.unless(state.length() >= 0, "a room holds what is none of its own");
        return state.length();
    }

    void load(int part, byte[] from) {
        if (part >= ROOMS) {
            int i = part - ROOMS;
            recount[poolOf[i]] = true;
            if (from[0] == 0) {
                state.load(slots[i], span.set(atBoot[i], 0, atBoot[i].length));
            } else {
                state.load(slots[i], span.set(from, 1, from.length - 1));
            }
            return;
        }
        state.beginLoading(span.set(from, 0, from.length));
        room(part);
    }

    private void room(int part) {
        switch (part) {
            case 0 -> window.state(state);
            case 1 -> server.state(state);
            case 2 -> {
                crypto.state(state);
                sim.jobs.state(state);
            }
            case 3 -> sim.pase.state(state);
            case 4 -> sim.computation.state(state);
            default -> chainState();
        }
    }

    private void chainState() {
        boolean used = state.flag(isVerifying());
        if (used) {
            chain.state(state);
        } else {
            chain.cancel();
        }
    }

    /** Counts the taken slots again after loading. */
    void recount() {
        for (int p = 0; p < pools.length; p++) {
            if (recount[p]) {
                pools[p].recount();
                recount[p] = false;
            }
        }
    }

    private boolean isVerifying() {
        for (int i = 0; i < contexts().capacity(); i++) {
            int at = contextState(i);
            if (at > OPEN_SIGMA3 && at <= ESTABLISH) {
                return true;
            }
        }
        for (int i = 0; i < asked().capacity(); i++) {
            int at = stateOf(asked().at(i));
            if (at >= VERIFY_SIGMA2 && at <= SEND_SIGMA3) {
                return true;
            }
        }
        return false;
    }

    /** Handshakes that it answers. */
    Pool<? extends Slot> contexts() {
        return sim.caseResponder.contexts();
    }

    /** Handshakes that it asked for. */
    Pool<? extends Slot> asked() {
        return pools[pools.length - 1];
    }

    /** State of a handshake that it answers, 0 for none. */
    int contextState(int index) {
        return stateOf(contexts().at(index));
    }

    /** State of a handshake, 0 for none. */
    static int stateOf(Slot context) {
        return context.isTaken() ? (byte) Inside.CONTEXT_STATE.get(context) : 0;
    }

    /** Whether a handshake that it asked for is the peer's turn. */
    static boolean isAsking(int state) {
        return state == AWAIT_SIGMA2 || state == AWAIT_REPORT;
    }

    static boolean isWaiting(int contextState) {
        return contextState == AWAIT_SIGMA3 || contextState == AWAIT_RESUMED;
    }

    boolean isComputing() {
        for (int i = 0; i < contexts().capacity(); i++) {
            int at = contextState(i);
            if (at != 0 && !isWaiting(at)) {
                return true;
            }
        }
        for (int i = 0; i < asked().capacity(); i++) {
            int at = stateOf(asked().at(i));
            if (at != 0 && !isAsking(at)) {
                return true;
            }
        }
        return paseState() >= 2 && paseState() <= 4;
    }

    /** When it has to be polled though nothing comes; {@link #now} for at once. */
    long nextTimer() {
        long next = window.deadline;
        if (paseState() != IDLE) {
            next = Math.min(next, (long) Inside.PASE_DEADLINE.get(sim.pase));
        }
        Pool<Exchange> exchanges = sim.exchanges.slots();
        for (int i = 0; i < exchanges.capacity(); i++) {
            Exchange exchange = exchanges.at(i);
            if (exchange.isTaken()) {
                if ((byte) Inside.EXCHANGE_STATE.get(exchange) == DROPPED) {
                    return now;
                }
                next = Math.min(next, (long) Inside.ACK_DEADLINE.get(exchange));
                next = Math.min(next, (long) Inside.RESPONSE_DEADLINE.get(exchange));
                Packet packet = unacknowledged(exchange);
                next = packet == null ? next : Math.min(next, packet.sendAt);
            }
        }
        return next == NEVER ? NEVER : Math.max(next, now);
    }

    static Packet unacknowledged(Exchange exchange) {
        return (Packet) Inside.UNACKNOWLEDGED.get(exchange);
    }

    /** What the main loop does when no datagram waits: at most one step of a computation. */
    void poll() {
        sim.secureChannel.poll(now);
        sim.cleanup.poll(now);
        if (window.deadline <= now) {
            window.expire(now);
        }
    }

    /** Computes until nothing is to be computed. */
    void run() {
        for (int polls = 0; isComputing(); polls++) {
            Violation.unless(polls < MAX_POLLS, "a computation does not end");
            poll();
        }
    }

    /** Lets time go by with a silent network. */
    void stay(long millis) {
        long end = now + millis;
        for (int polls = 0; isComputing() || nextTimer() <= end; polls++) {
            Violation.unless(polls < MAX_POLLS, "time does not go on");
            if (!isComputing()) {
                now = nextTimer();
            }
            poll();
        }
        now = end;
    }

    /** One datagram comes in. */
    void receive(byte[] datagram, PeerAddress from) {
        System.arraycopy(datagram, 0, inbox, 0, datagram.length);
        inboxLength = datagram.length;
        inboxFrom.set(from);
        sim.dispatch.poll(now);
    }

    /** Number of the next unsecured message. */
    int unsecuredCounter() {
        return (int) Inside.COUNTER_VALUE.get(counter);
    }

    void setUnsecuredCounter(int value) {
        Inside.COUNTER_VALUE.set(counter, value);
    }

    /** Puts in order all that does not depend on the controllers. */
    void order() {
        Inside.LAST_SESSION_ID.set(sim.sessions, 0);
        Inside.JITTER.set(sim.outbox, 0);
        Inside.NEXT_EXCHANGE_ID.set(sim.exchanges, 0x800);
        orderTimes();
        orderHandles();
        orderWork();
        orderRecords();
        now = BASE;
    }

    private long due(long deadline) {
        return deadline == NEVER ? NEVER : Math.max(deadline, now) - now + BASE;
    }

    private void orderTimes() {
        if (window.isArmed()) {
            window.deadline = due(window.deadline);
        }
        if (paseState() != IDLE) {
            Inside.PASE_DEADLINE.set(sim.pase, due((long) Inside.PASE_DEADLINE.get(sim.pase)));
        }
        Pool<Exchange> exchanges = sim.exchanges.slots();
        for (int i = 0; i < exchanges.capacity(); i++) {
            Exchange exchange = exchanges.at(i);
            if (!exchange.isTaken()) {
                continue;
            }
            Inside.ACK_DEADLINE.set(exchange, due((long) Inside.ACK_DEADLINE.get(exchange)));
            Inside.RESPONSE_DEADLINE.set(
                    exchange, due((long) Inside.RESPONSE_DEADLINE.get(exchange)));
            Packet packet = unacknowledged(exchange);
            if (packet != null) {
                packet.sendAt = due(packet.sendAt);
                clearAround(packet, packet.offset, packet.offset + packet.length);
            }
            if (!(boolean) Inside.ACK_OWED.get(exchange)) {
                Inside.ACK_COUNTER.set(exchange, 0);
            }
            if ((byte) Inside.EXCHANGE_STATE.get(exchange) != OPEN) {
                exchange.owner = -1;
            }
        }
        orderSessions();
        orderWaits();
    }

    private static void clearAround(Packet packet, int from, int to) {
        Arrays.fill(packet.bytes, 0, from, (byte) 0);
        Arrays.fill(packet.bytes, to, packet.bytes.length, (byte) 0);
    }

    private void orderSessions() {
        Pool<SecureSession> secure = sim.sessions.slots();
        Pool<UnsecuredSession> unsecured = sim.unsecuredSessions.slots();
        int all = secure.capacity() + unsecured.capacity();
        long[] times = new long[all];
        int count = 0;
        for (int i = 0; i < all; i++) {
            Slot session =
                    i < secure.capacity() ? secure.at(i) : unsecured.at(i - secure.capacity());
            if (session.isTaken()) {
                long active = (long) Inside.ACTIVE_TIMESTAMP.get(session);
                Inside.ACTIVE_TIMESTAMP.set(session, BASE - Math.min(now - active, THRESHOLD));
                times[count++] = (long) Inside.SESSION_TIMESTAMP.get(session);
            }
        }
        Arrays.sort(times, 0, count);
        for (int i = 0; i < all; i++) {
            Slot session =
                    i < secure.capacity() ? secure.at(i) : unsecured.at(i - secure.capacity());
            if (session.isTaken()) {
                long time = (long) Inside.SESSION_TIMESTAMP.get(session);
                int later = time < now ? 1 : 0;
                for (int t = count - 1; t >= 0 && times[t] > time; t--) {
                    later += t > 0 && times[t - 1] == times[t] || times[t] == now ? 0 : 1;
                }
                Inside.SESSION_TIMESTAMP.set(session, BASE - later);
            }
        }
    }

    private void orderWaits() {
        for (int i = 0; i < asked().capacity(); i++) {
            if (asked().at(i).isTaken()) {
                Inside.WAITING_SINCE.set(asked().at(i), 0L);
            }
        }
        Pool<? extends Slot> contexts = contexts();
        long[] waits = new long[contexts.capacity()];
        for (int i = 0; i < waits.length; i++) {
            Slot context = contexts.at(i);
            waits[i] =
                    isWaiting(contextState(i)) ? now - (long) Inside.WAITING_SINCE.get(context) : 0;
        }
        for (int i = 0; i < waits.length; i++) {
            Slot context = contexts.at(i);
            if (!context.isTaken()) {
                continue;
            }
            if (!isWaiting(contextState(i))) {
                Inside.WAITING_SINCE.set(context, 0L);
                continue;
            }
            long wait = Math.min(waits[i], PATIENCE);
            for (int n = 0; n < waits.length; n++) {
                wait += waits[n] >= PATIENCE && waits[n] < waits[i] ? 1 : 0;
            }
            Inside.WAITING_SINCE.set(context, BASE - wait);
        }
    }

    /** Brings slots that a live handle names, and all others, to generation 0. */
    private void orderHandles() {
        window.handle = ordered(window.handle, sim.sessions.slots());
        for (int i = 0; i < server.held.length; i++) {
            server.held[i] = ordered(server.held[i], sim.exchanges.slots());
        }
        orderResumed(contexts());
        orderResumed(asked());
        for (Slot slot : slots) {
            Inside.TENURE.set(slot, slot.isTaken() ? Inside.TAKEN : (char) 0);
        }
    }

    private void orderResumed(Pool<? extends Slot> handshakes) {
        for (int i = 0; i < handshakes.capacity(); i++) {
            Slot context = handshakes.at(i);
            if (context.isTaken()) {
                int resumed = (int) Inside.RESUMED.get(context);
                Inside.RESUMED.set(context, ordered(resumed, sim.resumption.slots()));
            }
        }
    }

    private static int ordered(int handle, Pool<? extends Slot> pool) {
        if (handle < 0) {
            return handle;
        }
        Slot slot = pool.at(handle & 0xFFFF);
        boolean live = slot.isTaken() && slot.handle() == handle;
        return live ? slot.index() : DEAD_HANDLE | slot.index();
    }

    /** Zeroes what is dead: what is around a message, places of certificates. */
    private void orderWork() {
        orderLent(contexts());
        orderLent(asked());
        if (!isVerifying()) {
            ((ByteSpan) Inside.TBE_NOC.get(Inside.TBE.get(sim.computation))).clear();
            ((ByteSpan) Inside.TBE_ICAC.get(Inside.TBE.get(sim.computation))).clear();
        }
    }

    private static void orderLent(Pool<? extends Slot> handshakes) {
        for (int i = 0; i < handshakes.capacity(); i++) {
            Slot context = handshakes.at(i);
            Packet lent = context.isTaken() ? (Packet) Inside.CONTEXT_MESSAGE.get(context) : null;
            if (lent != null) {
                lent.sendAt = 0;
                clearAround(lent, 0, lent.length);
            }
        }
    }

    /** Records are stored by somebody else, and never so many that one has to go. */
    private void orderRecords() {
        Pool<ResumptionRecord> records = sim.resumption.slots();
        for (int i = 0; i < records.capacity(); i++) {
            Inside.LAST_USE.set(records.at(i), 0);
        }
        Inside.USES.set(sim.resumption, 0);
        Inside.STORE_AT.set(sim.resumption, NEVER);
    }
}
