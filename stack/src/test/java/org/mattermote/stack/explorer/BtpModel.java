package org.mattermote.stack.explorer;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.mattermote.stack.mem.ByteSpan;
import org.mattermote.stack.mem.Pool;
import org.mattermote.stack.mem.Scratch;
import org.mattermote.stack.mem.Slot;
import org.mattermote.stack.mem.SlotState;
import org.mattermote.stack.message.Packet;
import org.mattermote.stack.message.Packets;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.port.PortStatus;
import org.mattermote.stack.transport.ble.GattLink;
import org.mattermote.stack.transport.btp.Btp;
import org.mattermote.stack.transport.btp.BtpFlaw;

/**
 * A device's BTP, the class that ships, with centrals that come one after the other, shake hands,
 * send messages in segments, acknowledge when they like, fall silent, unsubscribe, vanish or write
 * what is none; with layers above that send messages and take them when they like; and with time,
 * which goes to the device's next deadline.
 *
 * <p>After every action: each packet of the node is where it has to be; neither side goes beyond
 * the window; messages come whole, once, in order, over their own connection; the device ends a
 * connection for a reason only, acknowledges in time, and has no deadline without a connection. Of
 * every state two things are tried:
 *
 * <ul>
 *   <li>the central falls silent: in a minute at most, or in five if its message is not taken, the
 *       connection is ended and every packet given back, and a newcomer gets in and sends a
 *       message;
 *   <li>all go on as they should: everything that was to be sent arrives.
 * </ul>
 *
 * Simplified: segments are of 20 bytes, messages of one and of three segments; a write and its
 * answer are one action, and so are an indication's arrival and its confirmation. Times are
 * relative, and packets are numbered so that the numbers begin again at 0 after a few.
 */
public final class BtpModel implements Model {
    /** What the exploration is about. */
    public static final class Setup {
        /** The window that centrals ask for, packets. */
        int window = 3;

        /** Centrals that come. */
        int connections = 2;

        /** Messages of each side over one connection. */
        int messages = 2;

        /** Full packets of the node. */
        int packets = 3;

        /** Whether others take all packets and give them back. */
        boolean exhausts;

        /** Things of {@link #FAULTS} that happen at most. */
        int faults = 1;

        public Setup window(int places) {
            window = places;
            return this;
        }

        public Setup connections(int count) {
            connections = count;
            return this;
        }

        public Setup messages(int eachWay) {
            messages = eachWay;
            return this;
        }

        public Setup exhausts() {
            exhausts = true;
            return this;
        }

        public Setup faults(int atMost) {
            faults = atMost;
            return this;
        }
    }

    private static final String[] KINDS = {
        "connect",
        "request",
        "request-unknown",
        "subscribe",
        "offer-short",
        "offer-long",
        "segment",
        "acknowledge",
        "confirm",
        "send-short",
        "send-long",
        "take",
        "poll",
        "time",
        "gone",
        "exhaust",
        "give-back",
        "unsubscribe",
        "vanish",
        "nonsense",
        "close"
    };

    private static final int CONNECT = 0;
    private static final int REQUEST = 1;
    private static final int UNKNOWN = 2;
    private static final int SUBSCRIBE = 3;
    private static final int OFFER_SHORT = 4;
    private static final int OFFER_LONG = 5;
    private static final int SEGMENT = 6;
    private static final int ACKNOWLEDGE = 7;
    private static final int CONFIRM = 8;
    private static final int SEND_SHORT = 9;
    private static final int SEND_LONG = 10;
    private static final int TAKE = 11;
    private static final int POLL = 12;
    private static final int TIME = 13;
    private static final int GONE = 14;
    private static final int EXHAUST = 15;
    private static final int GIVE_BACK = 16;

    /** From here on: what ends connections. */
    private static final int FAULTS = 17;

    private static final int UNSUBSCRIBE = 17;
    private static final int VANISH = 18;
    private static final int NONSENSE = 19;
    private static final int CLOSE = 20;

    private static final long BASE = 1_000_000;
    private static final int QUEUE = 2;
    private static final int PACKET_BYTES = 80;
    private static final int ACK_TIMEOUT = 15_000;
    private static final int ACK_DELAY = 2_500;
    private static final int LONGEST_SILENCE = 60_000;

    /** Of one whose message nobody takes. */
    private static final int LONGEST_WAIT = 300_000;

    private static final int MOST = 8;

    /** Packets are numbered on from here when they come to RENUMBER. */
    private static final int NUMBER = 254;

    private static final int RENUMBER = 4;

    private final Setup setup;
    private final Packets packets;
    private final Scratch scratch = new Scratch(64);
    private final Btp btp;
    private final Object receiver;
    private final Object sender;
    private final SlotState state;
    private final ByteSpan span = new ByteSpan();
    private final BtpPeer peer = new BtpPeer();
    private final PeerAddress address = new PeerAddress();
    private final byte[] inbox = new byte[PACKET_BYTES];
    private final byte[][] atBoot;
    private final byte[] buffer = new byte[LONGEST_PART];
    private boolean recount;

    // The link, and what happened over it.

    private boolean isConnected;
    private boolean isSubscribed;
    private boolean isAskedToEnd;
    private byte[] indicated;

    /** Whether a request was taken, and the device has a packet for it. */
    private boolean isAccepted;

    private boolean isUnknown;
    private int connections;
    private int faults;
    private boolean isExhausted;

    /** Whether something was done that the device has to end the connection for. */
    private boolean isFlawed;

    /** The device's messages of this connection, with what became of them. */
    private int sent;

    private final int[] kinds = new int[MOST];
    private int confirmed;

    /** The central's messages that were taken. */
    private int taken;

    /** The device's packets that it has to have an acknowledgement for, and since when, ms. */
    private int outstanding;

    private int waiting;

    /** The central's that the device has to acknowledge, and since when, ms. */
    private int owed;

    private int owing;

    private long now = BASE;

    public BtpModel(Setup setup) {
        this.setup = setup;
        packets = new Packets(setup.packets, PACKET_BYTES, 1);
        btp = new Btp(packets, scratch, setup.window, QUEUE);
        btp.setLink(new Link());
        receiver = Inside.BTP_RECEIVER.get(btp);
        sender = Inside.BTP_SENDER.get(btp);
        @SuppressWarnings("unchecked")
        Pool<? extends Slot>[] pools = new Pool[] {packets.full(), packets.brief()};
        state = new SlotState(pools, new Object[0]);
        atBoot = new byte[parts()][];
        for (int i = 0; i < atBoot.length; i++) {
            atBoot[i] = Arrays.copyOf(buffer, save(i, buffer));
        }
    }

    /** The device's end. */
    private final class Link implements GattLink {
        @Override
        public int mtu() {
            return 23;
        }

        @Override
        public boolean canIndicate() {
            return isConnected && isSubscribed && !isAskedToEnd && indicated == null;
        }

        @Override
        public boolean indicate(byte[] value, int offset, int length, long at) {
            if (!canIndicate()) {
                return false;
            }
            indicated = Arrays.copyOfRange(value, offset, offset + length);
            waiting = outstanding == 0 ? 0 : waiting;
            outstanding += isUnknown ? 0 : 1;
            if (peer.isOpen && (indicated[0] & 8) != 0) {
                Violation.unless(!hasMessage(), "the window is widened while a message waits");
                owed = 0;
                owing = 0;
            }
            return true;
        }

        @Override
        public void disconnect(long at) {
            Violation.unless(isConnected && !isAskedToEnd, "a connection is ended that is none");
            isAskedToEnd = true;
        }
    }

    @Override
    public void reset() {
        for (int i = 0; i < atBoot.length; i++) {
            load(i, atBoot[i]);
        }
        // After a violation within a call of the link.
        scratch.release(0);
        now = BASE;
    }

    @Override
    public int parts() {
        return 2 + packets.full().capacity() + packets.brief().capacity();
    }

    private Slot slot(int part) {
        int index = part - 2;
        int full = packets.full().capacity();
        return index < full ? packets.full().at(index) : packets.brief().at(index - full);
    }

    @Override
    public int save(int part, byte[] to) {
        if (part == 0) {
            state.beginSaving(span.set(to, 0, to.length));
            btp.state(state);
            Violation.unless(state.length() >= 0, "it holds a packet that is none of the node's");
            return state.length();
        }
        if (part == 1) {
            ByteBuffer out = ByteBuffer.wrap(to);
            saveWorld(out);
            return out.position();
        }
        int length = state.save(slot(part), span.set(to, 0, to.length));
        Violation.unless(length >= 0, "a packet is not saved");
        return length;
    }

    @Override
    public void load(int part, byte[] from) {
        if (part == 0) {
            state.beginLoading(span.set(from, 0, from.length));
            btp.state(state);
        } else if (part == 1) {
            loadWorld(ByteBuffer.wrap(from));
        } else {
            state.load(slot(part), span.set(from, 0, from.length));
            recount = true;
        }
    }

    private void saveWorld(ByteBuffer out) {
        peer.save(out);
        int flags = (isConnected ? 1 : 0) | (isSubscribed ? 2 : 0) | (isAskedToEnd ? 4 : 0);
        flags |= (isAccepted ? 8 : 0) | (isUnknown ? 16 : 0) | (isExhausted ? 32 : 0);
        flags |= isFlawed ? 64 : 0;
        out.put((byte) flags);
        out.put((byte) connections).put((byte) faults);
        out.put((byte) sent).put((byte) confirmed).put((byte) taken);
        for (int kind : kinds) {
            out.put((byte) kind);
        }
        out.put((byte) outstanding).putInt(waiting).put((byte) owed).putInt(owing);
        out.put((byte) (indicated == null ? 0 : indicated.length));
        if (indicated != null) {
            out.put(indicated);
        }
    }

    private void loadWorld(ByteBuffer from) {
        peer.load(from);
        int flags = from.get();
        isConnected = (flags & 1) != 0;
        isSubscribed = (flags & 2) != 0;
        isAskedToEnd = (flags & 4) != 0;
        isAccepted = (flags & 8) != 0;
        isUnknown = (flags & 16) != 0;
        isExhausted = (flags & 32) != 0;
        isFlawed = (flags & 64) != 0;
        connections = from.get();
        faults = from.get();
        sent = from.get();
        confirmed = from.get();
        taken = from.get();
        for (int i = 0; i < kinds.length; i++) {
            kinds[i] = from.get();
        }
        outstanding = from.get();
        waiting = from.getInt();
        owed = from.get();
        owing = from.getInt();
        int length = from.get();
        indicated = null;
        if (length > 0) {
            indicated = new byte[length];
            from.get(indicated);
        }
    }

    @Override
    public int actions(int[] out) {
        recount();
        int count = 0;
        for (int action = 0; action < KINDS.length; action++) {
            if (isPossible(action)) {
                out[count++] = action;
            }
        }
        return count;
    }

    private boolean isPossible(int action) {
        boolean talks = isConnected && !isAskedToEnd;
        return switch (action) {
            case CONNECT -> !isConnected && connections < setup.connections;
            case REQUEST, UNKNOWN -> talks && !isAccepted && !isUnknown;
            case SUBSCRIBE -> talks && !isSubscribed;
            case OFFER_SHORT, OFFER_LONG ->
                    talks && peer.isOpen && !peer.isSending && peer.messages < setup.messages;
            case SEGMENT -> talks && peer.canSegment();
            case ACKNOWLEDGE -> talks && peer.canAcknowledge();
            case CONFIRM -> talks && indicated != null;
            case SEND_SHORT, SEND_LONG ->
                    btp.connection() != 0
                            && sent < setup.messages
                            && packets.full().inUse() < packets.full().capacity();
            case TAKE -> taken < peer.messages;
            case POLL -> talks;
            case TIME -> talks;
            case GONE -> isConnected && isAskedToEnd;
            case EXHAUST -> setup.exhausts && !isExhausted;
            case GIVE_BACK -> isExhausted;
            case UNSUBSCRIBE -> faults < setup.faults && talks && isSubscribed;
            case VANISH -> faults < setup.faults && isConnected && !isAskedToEnd;
            case NONSENSE, CLOSE -> faults < setup.faults && talks;
            default -> throw new IllegalArgumentException();
        };
    }

    @Override
    public void act(int action) {
        recount();
        faults += action >= FAULTS ? 1 : 0;
        int flaws = btp.counters().flaws;
        int timeouts = btp.counters().ackTimeouts;
        perform(action);
        settle(flaws, timeouts);
    }

    private void perform(int action) {
        switch (action) {
            case CONNECT -> {
                isConnected = true;
                connections++;
                btp.connected(now);
            }
            case REQUEST -> request(4);
            case UNKNOWN -> request(3);
            case SUBSCRIBE -> {
                isSubscribed = true;
                btp.subscribed(true, now);
            }
            case OFFER_SHORT -> peer.offer(BtpPeer.SHORT);
            case OFFER_LONG -> peer.offer(BtpPeer.LONG);
            case SEGMENT -> write(peer.segment(connections));
            case ACKNOWLEDGE -> write(peer.acknowledgement());
            case CONFIRM -> confirm();
            case SEND_SHORT -> send(BtpPeer.SHORT);
            case SEND_LONG -> send(BtpPeer.LONG);
            case TAKE -> take();
            case POLL -> poll();
            case TIME -> time();
            case GONE, VANISH -> {
                forget();
                btp.disconnected(now);
            }
            case EXHAUST -> {
                isExhausted = true;
                exhaust();
            }
            case GIVE_BACK -> giveBack();
            case UNSUBSCRIBE -> {
                isSubscribed = false;
                indicated = null;
                isFlawed = isAccepted || isUnknown;
                btp.subscribed(false, now);
            }
            case NONSENSE -> {
                isFlawed = true;
                btp.written(new byte[] {3}, 0, 1, now);
            }
            case CLOSE -> {
                isFlawed = true;
                btp.close(now);
            }
            default -> throw new IllegalArgumentException();
        }
    }

    private void request(int version) {
        byte[] request = {0x65, 0x6C, (byte) version, 0, 0, 0, 0, 0, (byte) setup.window};
        boolean isFree = packets.full().inUse() < packets.full().capacity();
        isUnknown = version != 4;
        isAccepted = version == 4 && isFree;
        isFlawed = version == 4 && !isFree;
        btp.written(request, 0, request.length, now);
    }

    private void write(byte[] packet) {
        if ((packet[0] & 8) != 0) {
            outstanding = peerKnows();
            waiting = 0;
        }
        if (owed == 0) {
            owing = 0;
        }
        owed++;
        btp.written(packet, 0, packet.length, now);
    }

    /** Of the device's packets one at most is on its way still. */
    private int peerKnows() {
        return indicated == null ? 0 : 1;
    }

    private void confirm() {
        byte[] value = indicated;
        indicated = null;
        int before = peer.received;
        peer.indicated(value, connections, kinds);
        confirmed += peer.received - before;
        isFlawed |= peer.isRefused;
        btp.confirmed(now);
    }

    private void send(int kind) {
        int queued = sent - confirmed;
        Packet packet = packets.full().take();
        packet.length = (char) BtpPeer.length(kind);
        packet.offset = 2;
        for (int i = 0; i < packet.length; i++) {
            packet.bytes[packet.offset + i] = BtpPeer.content(true, connections, sent, i);
        }
        address.setConnection(btp.connection());
        btp.send(packet, address);
        if (queued < QUEUE) {
            kinds[sent++] = kind;
        }
    }

    private void take() {
        int length = btp.receive(inbox, 0, inbox.length, address);
        if (length == PortStatus.NONE) {
            return;
        }
        Violation.unless(
                address.isConnection() && btp.isOpen(address.connection()),
                "a message comes over no connection");
        int kind = peer.kinds[taken];
        Violation.unless(
                taken < peer.messages && length == BtpPeer.length(kind), "another message came");
        for (int i = 0; i < length; i++) {
            Violation.unless(
                    inbox[i] == BtpPeer.content(false, connections, taken, i),
                    "a message came with other bytes");
        }
        taken++;
    }

    private void poll() {
        long next = btp.poll(now);
        Violation.unless(scratch.isIdle(), "working memory is kept");
        Violation.unless(
                isConnected && !isAskedToEnd || next == Btp.NEVER,
                "a connection that is none has a deadline");
    }

    /** To the next deadline. */
    private void time() {
        long next = btp.poll(now);
        if (next == Btp.NEVER || next <= now) {
            return;
        }
        int delta = (int) (next - now);
        now = next;
        waiting = Math.min(waiting + delta, ACK_TIMEOUT);
        owing = Math.min(owing + delta, ACK_DELAY);
        poll();
        now = BASE;
        for (int i = 0; i < 3; i++) {
            long at = deadline(i);
            if (at != Btp.NEVER) {
                setDeadline(i, Math.max(at - delta, BASE));
            }
        }
        boolean isOpen = btp.connection() != 0;
        Violation.unless(
                !isOpen || outstanding == 0 || waiting < ACK_TIMEOUT,
                "a connection goes on without an acknowledgement");
        Violation.unless(
                !isOpen
                        || owed == 0
                        || owing < ACK_DELAY
                        || hasMessage()
                        || indicated != null
                        || outstanding >= setup.window,
                "a packet is not acknowledged in time");
    }

    private long deadline(int which) {
        return switch (which) {
            case 0 -> (long) Inside.BTP_DEADLINE.get(btp);
            case 1 -> (long) Inside.BTP_ACK_AT.get(receiver);
            default -> (long) Inside.BTP_ACK_BY.get(sender);
        };
    }

    private void setDeadline(int which, long at) {
        switch (which) {
            case 0 -> Inside.BTP_DEADLINE.set(btp, at);
            case 1 -> Inside.BTP_ACK_AT.set(receiver, at);
            default -> Inside.BTP_ACK_BY.set(sender, at);
        }
    }

    private boolean hasMessage() {
        return (int) Inside.BTP_WHOLE.get(receiver) > 0;
    }

    private void exhaust() {
        while (packets.full().inUse() < packets.full().capacity()) {
            packets.full().take().transmissions = 1;
        }
    }

    private void giveBack() {
        isExhausted = false;
        for (int i = 0; i < packets.full().capacity(); i++) {
            Packet packet = packets.full().at(i);
            if (packet.isTaken() && packet.transmissions == 1) {
                packets.full().release(packet);
            }
        }
    }

    private int others() {
        int count = 0;
        for (int i = 0; i < packets.full().capacity(); i++) {
            Packet packet = packets.full().at(i);
            count += packet.isTaken() && packet.transmissions == 1 ? 1 : 0;
        }
        return count;
    }

    /** The link is no more. */
    private void forget() {
        isConnected = false;
        isSubscribed = false;
        isAskedToEnd = false;
        indicated = null;
        ended();
    }

    /** What was of the connection counts no more. */
    private void ended() {
        isAccepted = false;
        isUnknown = false;
        isFlawed = false;
        sent = 0;
        confirmed = 0;
        taken = 0;
        Arrays.fill(kinds, 0);
        outstanding = 0;
        waiting = 0;
        owed = 0;
        owing = 0;
        peer.clear();
    }

    /** Judges what happened, and puts the state in order. */
    private void settle(int flaws, int timeouts) {
        boolean overran =
                btp.counters().flaws > flaws && btp.counters().lastFlaw == BtpFlaw.OVERRUN;
        boolean timedOut = btp.counters().ackTimeouts > timeouts;
        if (isAskedToEnd) {
            Violation.unless(
                    !timedOut || outstanding > 0 && waiting >= ACK_TIMEOUT,
                    "a connection is ended for an acknowledgement that came");
            Violation.unless(
                    btp.counters().flaws == flaws || isFlawed || overran,
                    "a connection is ended for a flaw that is none");
            indicated = null;
            ended();
        }
        Violation.unless(
                !isFlawed || isAskedToEnd || !isConnected, "a connection goes on in spite of all");
        int held = isAccepted ? 1 + sent - confirmed : 0;
        int inUse = packets.full().inUse() + packets.brief().inUse() - others();
        Violation.unless(inUse == held, "packets in use: " + inUse + ", of which it needs " + held);
        if (!isConnected || isAskedToEnd) {
            Violation.unless(
                    btp.poll(now) == Btp.NEVER, "a connection that is none has a deadline");
        }
        tidy();
    }

    private void tidy() {
        int numberOf = (int) Inside.BTP_EXPECTED.get(receiver);
        int ours = isAccepted && numberOf == RENUMBER ? NUMBER - RENUMBER : 0;
        if (ours != 0) {
            Inside.BTP_EXPECTED.set(receiver, numberOf + ours & 0xFF);
        }
        int next = (int) Inside.BTP_NEXT.get(sender);
        int theirs = isAccepted && next == RENUMBER ? NUMBER - RENUMBER : 0;
        if (theirs != 0) {
            Inside.BTP_NEXT.set(sender, next + theirs & 0xFF);
        }
        if (peer.isOpen) {
            peer.renumber(ours, theirs);
            if (indicated != null) {
                boolean hasAck = (indicated[0] & 8) != 0;
                indicated[1] += (byte) (hasAck ? ours : theirs);
                indicated[2] += (byte) (hasAck ? theirs : 0);
            }
        }
        for (int i = 0; i < packets.full().capacity() + packets.brief().capacity(); i++) {
            Packet packet = (Packet) slot(2 + i);
            Inside.TENURE.set(packet, packet.isTaken() ? Inside.TAKEN : (char) 0);
            if (!packet.isTaken()) {
                Arrays.fill(packet.bytes, (byte) 0);
            }
        }
        Packet assembled = (Packet) Inside.BTP_BUFFER.get(receiver);
        if (assembled != null) {
            int used = (int) Inside.BTP_WHOLE.get(receiver) + (int) Inside.BTP_FILLED.get(receiver);
            Arrays.fill(assembled.bytes, used, assembled.bytes.length, (byte) 0);
        }
    }

    private void recount() {
        if (recount) {
            packets.full().recount();
            packets.brief().recount();
            recount = false;
        }
    }

    @Override
    public boolean check(int[] parts) {
        recount();
        byte[][] kept = new byte[parts()][];
        for (int i = 0; i < kept.length; i++) {
            kept[i] = Arrays.copyOf(buffer, save(i, buffer));
        }
        attempt(", if all goes on", this::goOn);
        for (int i = 0; i < kept.length; i++) {
            load(i, kept[i]);
        }
        recount();
        attempt(", if nothing is heard any more", this::silence);
        attempt(", when a newcomer comes", this::newcomer);
        return true;
    }

    private static void attempt(String when, Runnable what) {
        try {
            what.run();
        } catch (RuntimeException | AssertionError e) {
            throw new Violation((e instanceof Violation ? e.getMessage() : e.toString()) + when);
        }
    }

    private void step(int action) {
        int flaws = btp.counters().flaws;
        int timeouts = btp.counters().ackTimeouts;
        perform(action);
        settle(flaws, timeouts);
    }

    /** All do what they should: everything arrives. */
    private void goOn() {
        if (!isConnected || isAskedToEnd || !isAccepted) {
            return;
        }
        if (isExhausted) {
            step(GIVE_BACK);
        }
        if (!isSubscribed) {
            step(SUBSCRIBE);
        }
        finish();
    }

    private void finish() {
        int idle = 0;
        while (!peer.isOpen || peer.isSending || taken < peer.messages || confirmed < sent) {
            int before = progress();
            step(POLL);
            if (indicated != null) {
                step(CONFIRM);
            }
            Violation.unless(!isAskedToEnd, "a connection is ended though all goes on");
            step(TAKE);
            if (peer.canSegment()) {
                step(SEGMENT);
            } else if (peer.canAcknowledge()) {
                step(ACKNOWLEDGE);
            }
            Violation.unless(!isAskedToEnd, "a connection is ended though all goes on");
            idle = progress() == before ? idle + 1 : 0;
            if (idle > 1) {
                step(TIME);
            }
            Violation.unless(idle < 20, "a message never arrives");
        }
    }

    private int progress() {
        return peer.next * 7 + peer.expected * 1800 + taken * 500_000 + (peer.isOpen ? 1 : 0);
    }

    /** The central does nothing any more, and confirms nothing. */
    private void silence() {
        long waited = 0;
        int longest = hasMessage() ? LONGEST_WAIT : LONGEST_SILENCE;
        for (int i = 0; isConnected && !isAskedToEnd; i++) {
            Violation.unless(i < 100, "time stands still");
            long next = btp.poll(now);
            Violation.unless(isAskedToEnd || next > now, "a deadline is over and nothing is done");
            if (!isAskedToEnd) {
                waited += next - now;
                now = next;
                btp.poll(now);
            }
        }
        Violation.unless(waited <= longest, "who says nothing is kept for " + waited);
        if (isConnected) {
            forget();
            btp.disconnected(now);
        }
        int inUse = packets.full().inUse() + packets.brief().inUse() - others();
        Violation.unless(inUse == 0, inUse + " packets are kept");
        Violation.unless(btp.poll(now) == Btp.NEVER, "a connection that is none has a deadline");
        now = BASE;
    }

    /** A central comes, and sends a message, and is sent one. */
    private void newcomer() {
        if (isExhausted) {
            step(GIVE_BACK);
        }
        int before = btp.connection();
        step(CONNECT);
        step(REQUEST);
        step(SUBSCRIBE);
        step(POLL);
        Violation.unless(indicated != null, "a newcomer gets no answer");
        step(CONFIRM);
        Violation.unless(peer.isOpen && before == 0, "a newcomer does not get in");
        step(OFFER_LONG);
        step(SEND_LONG);
        finish();
    }

    @Override
    public String[] kinds() {
        return KINDS;
    }

    @Override
    public int kind(int action) {
        return action;
    }

    @Override
    public String name(int action) {
        return KINDS[action];
    }
}
