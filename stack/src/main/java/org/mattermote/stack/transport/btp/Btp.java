package org.mattermote.stack.transport.btp;

import org.mattermote.stack.mem.Scratch;
import org.mattermote.stack.mem.SlotState;
import org.mattermote.stack.message.Packet;
import org.mattermote.stack.message.Packets;
import org.mattermote.stack.message.ReliableTransport;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.port.PortStatus;
import org.mattermote.stack.transport.ble.GattHandler;
import org.mattermote.stack.transport.ble.GattLink;

/**
 * The Bluetooth Transport Protocol, server's side: one connection, its handshake, its timers and
 * its end (Matter core 4.19.4). {@link BtpReceiver} and {@link BtpSender} are its two directions.
 *
 * <table>
 * <caption>States</caption>
 * <tr><th>state</th><th>event</th><th>next</th></tr>
 * <tr><td>NONE</td><td>{@link #connected}</td><td>CONNECTED</td></tr>
 * <tr><td>CONNECTED</td><td>a handshake request, a packet is free for messages</td>
 *     <td>REQUESTED</td></tr>
 * <tr><td>CONNECTED</td><td>a handshake request of versions not known here</td>
 *     <td>REFUSED</td></tr>
 * <tr><td>CONNECTED</td><td>no packet is free, or anything but a request is written: flaw</td>
 *     <td>ENDING</td></tr>
 * <tr><td>CONNECTED</td><td>no request in {@value #REQUEST_TIMEOUT} ms</td><td>ENDING</td></tr>
 * <tr><td>REQUESTED</td><td>C2 is subscribed, the response is indicated</td><td>OPEN</td></tr>
 * <tr><td>REQUESTED</td><td>not in {@value #RESPONSE_TIMEOUT} ms, unsubscribed, anything
 *     written</td><td>ENDING</td></tr>
 * <tr><td>REFUSED</td><td>C2 is subscribed, the response is indicated: version 0</td>
 *     <td>REFUSED</td></tr>
 * <tr><td>REFUSED</td><td>it is confirmed; or as REQUESTED</td><td>ENDING</td></tr>
 * <tr><td>OPEN</td><td>a packet without a flaw; a segment goes; a confirmation</td>
 *     <td>OPEN</td></tr>
 * <tr><td>OPEN</td><td>a packet with a flaw</td><td>ENDING</td></tr>
 * <tr><td>OPEN</td><td>C2 is unsubscribed</td><td>ENDING</td></tr>
 * <tr><td>OPEN</td><td>no acknowledgement in {@link BtpSender#ACK_TIMEOUT}</td>
 *     <td>ENDING</td></tr>
 * <tr><td>OPEN</td><td>no segment either way in {@value #IDLE_TIMEOUT} ms, or in
 *     {@value #ANSWER_TIMEOUT} after a message that may be awaiting its answer</td>
 *     <td>ENDING</td></tr>
 * <tr><td>any but NONE</td><td>{@link #close}</td><td>ENDING</td></tr>
 * <tr><td>ENDING</td><td>anything but the two below</td><td>ENDING</td></tr>
 * <tr><td>any</td><td>{@link #disconnected}</td><td>NONE</td></tr>
 * <tr><td>any</td><td>{@link #connected}</td><td>CONNECTED, the one before is gone</td></tr>
 * </table>
 *
 * On the way to ENDING or NONE all packets are given back, and {@link #connection} is 0 from then
 * on. What is to be sent leaves in {@link #poll}: an indication at a time, with the one before
 * confirmed.
 *
 * <p>Acknowledgements alone keep a connection alive as long as both sides answer them; what ends it
 * then is that no message goes over it.
 */
public final class Btp implements GattHandler, ReliableTransport {
    /** A deadline that never comes. */
    public static final long NEVER = Long.MAX_VALUE;

    /** Longest segment, bytes. */
    public static final int MAX_SEGMENT = 244;

    /** Smallest window a server may have, packets. */
    public static final int MIN_WINDOW = 3;

    /** Largest window, packets. */
    public static final int MAX_WINDOW = 255;

    /** Time for a handshake request after the connection: the services are looked at first, ms. */
    static final int REQUEST_TIMEOUT = 30000;

    /** Time for a handshake response after its request, ms. */
    static final int RESPONSE_TIMEOUT = 15000;

    /** Time without a segment in either direction, ms. */
    static final int IDLE_TIMEOUT = 60000;

    /**
     * The same when the last thing was a whole message of the central: it waits for an answer, and
     * that to ConnectNetwork may take 255 s (Matter core 11.9), ms.
     */
    static final int ANSWER_TIMEOUT = 300000;

    /** ATT_MTU that every link has, bytes. */
    private static final int MIN_MTU = 23;

    /** What the header of a write or an indication takes of ATT_MTU, bytes. */
    private static final int ATT_HEADER = 3;

    private static final int NONE = 0;
    private static final int CONNECTED = 1;
    private static final int REQUESTED = 2;
    private static final int REFUSED = 3;
    private static final int OPEN = 4;
    private static final int ENDING = 5;

    private final Packets packets;
    private final Scratch scratch;
    private final BtpReceiver receiver;
    private final BtpSender sender;
    private final BtpPacket packet = new BtpPacket();
    private final BtpCounters counters = new BtpCounters();
    private final int ownWindow;
    private GattLink link;

    /** When the state ends by itself, ms. */
    private long deadline;

    private int state;

    /** Of the last central that connected; 0 before the first. */
    private int number;

    private boolean subscribed;

    /** Agreed on in the handshake. */
    private int segmentSize;

    private int window;

    /** Whether the refusal was indicated. */
    private boolean refusalSent;

    /**
     * @param scratch MAX_SEGMENT bytes of it are taken within {@link #poll}
     * @param window packets that may be on their way unacknowledged, MIN_WINDOW to MAX_WINDOW
     * @param queue messages that may wait to be sent, the one being sent among them
     */
    public Btp(Packets packets, Scratch scratch, int window, int queue) {
        this.packets = packets;
        this.scratch = scratch;
        ownWindow = window;
        receiver = new BtpReceiver(packets);
        sender = new BtpSender(packets, queue);
        deadline = NEVER;
    }

    /** Names the link that this is the handler of; once, at boot. */
    public void setLink(GattLink link) {
        this.link = link;
    }

    public BtpCounters counters() {
        return counters;
    }

    /** Whether messages can go over the connection of this number. */
    public boolean isOpen(int connection) {
        return state == OPEN && number == connection;
    }

    /** Number of the connection that messages can go over; 0 for none. */
    public int connection() {
        return state == OPEN ? number : 0;
    }

    /** Whether the peer has everything that was to be sent, and has said so. */
    public boolean isThrough() {
        return sender.count() == 0 && sender.outstanding() == 0;
    }

    @Override
    public void connected(long nowMillis) {
        disconnected(nowMillis);
        counters.connections++;
        number = number == Integer.MAX_VALUE ? 1 : number + 1;
        enter(CONNECTED, nowMillis + REQUEST_TIMEOUT);
    }

    @Override
    public void disconnected(long nowMillis) {
        release(nowMillis);
        enter(NONE, NEVER);
    }

    /** Ends the connection, if there is one. */
    public void close(long nowMillis) {
        if (state != NONE && state != ENDING) {
            release(nowMillis);
            enter(ENDING, NEVER);
            link.disconnect(nowMillis);
        }
    }

    private void enter(int state, long deadline) {
        this.state = state;
        this.deadline = deadline;
    }

    /** Gives back everything that the connection has. */
    private void release(long nowMillis) {
        boolean lost = receiver.close() | sender.close();
        counters.lostMessages += lost ? 1 : 0;
        subscribed = false;
        refusalSent = false;
        segmentSize = 0;
        window = 0;
    }

    private void flawed(int flaw, long nowMillis) {
        counters.flaws++;
        counters.lastFlaw = flaw;
        close(nowMillis);
    }

    @Override
    public int written(byte[] value, int offset, int length, long nowMillis) {
        if (state == CONNECTED) {
            handshake(value, offset, length, nowMillis);
        } else if (state == OPEN) {
            int flaw = data(value, offset, length, nowMillis);
            if (flaw != BtpFlaw.NONE) {
                flawed(flaw, nowMillis);
            }
        } else if (state == REQUESTED || state == REFUSED) {
            flawed(BtpFlaw.MANAGEMENT, nowMillis);
        }
        return TAKEN;
    }

    private void handshake(byte[] value, int offset, int length, long nowMillis) {
        int flaw = packet.decodeRequest(value, offset, length);
        if (flaw != BtpFlaw.NONE) {
            flawed(flaw, nowMillis);
            return;
        }
        boolean isKnown = packet.version != BtpPacket.NO_VERSION;
        if (isKnown && !receiver.lend()) {
            counters.packetsExhausted++;
            close(nowMillis);
            return;
        }
        int mtu = link.mtu();
        if (packet.mtu != 0) {
            mtu = Math.min(mtu, packet.mtu);
        }
        segmentSize = Math.min(Math.max(mtu, MIN_MTU) - ATT_HEADER, MAX_SEGMENT);
        window = Math.min(packet.window, ownWindow);
        counters.versionMismatches += isKnown ? 0 : 1;
        enter(isKnown ? REQUESTED : REFUSED, nowMillis + RESPONSE_TIMEOUT);
    }

    private int data(byte[] value, int offset, int length, long nowMillis) {
        int flaw = packet.decode(value, offset, length);
        if (flaw != BtpFlaw.NONE) {
            return flaw;
        }
        flaw = receiver.received(packet, value, length, nowMillis);
        if (flaw == BtpFlaw.NONE && packet.hasAck()) {
            flaw = sender.acknowledged(packet.ackNumber, nowMillis);
        }
        if (flaw == BtpFlaw.NONE && packet.isSegment()) {
            deadline = nowMillis + (packet.isEnd() ? ANSWER_TIMEOUT : IDLE_TIMEOUT);
            counters.rxMessages += packet.isEnd() ? 1 : 0;
        }
        return flaw;
    }

    @Override
    public void subscribed(boolean indications, long nowMillis) {
        if (state == NONE || state == ENDING) {
            return;
        }
        boolean left = subscribed && !indications;
        subscribed = indications;
        if (left && state != CONNECTED) {
            close(nowMillis);
        }
    }

    @Override
    public void confirmed(long nowMillis) {
        if (state == OPEN) {
            counters.txMessages += sender.confirmed() ? 1 : 0;
        } else if (state == REFUSED && refusalSent) {
            close(nowMillis);
        }
    }

    @Override
    public int receive(byte[] buffer, int offset, int capacity, PeerAddress from) {
        if (!receiver.hasMessage()) {
            return PortStatus.NONE;
        }
        from.setConnection(number);
        return receiver.take(buffer, offset, capacity);
    }

    @Override
    public void send(Packet packet, PeerAddress to) {
        boolean known = to.isConnection() && isOpen(to.connection());
        if (!known || packet.length == 0 || !sender.add(packet)) {
            counters.txRefused++;
            packets.release(packet);
        }
    }

    /**
     * Sends what can be sent and looks at the time. After messages were taken and answered, so that
     * an answer carries the acknowledgement.
     *
     * @return when to poll again at the latest, ms; sooner when anything else happens
     */
    public long poll(long nowMillis) {
        if (isOver(nowMillis)) {
            close(nowMillis);
        }
        if (state == NONE || state == ENDING) {
            return NEVER;
        }
        if (subscribed && link.canIndicate()) {
            if (state == OPEN) {
                indicateNext(nowMillis);
            } else if (state != CONNECTED && !refusalSent) {
                respond(nowMillis);
            }
        }
        return nextDeadline(nowMillis);
    }

    private boolean isOver(long nowMillis) {
        if (state == OPEN && sender.ackTimeout() <= nowMillis) {
            counters.ackTimeouts++;
            return true;
        }
        if (deadline > nowMillis) {
            return false;
        }
        if (state == OPEN) {
            counters.idleTimeouts++;
        } else {
            counters.handshakeTimeouts++;
        }
        return true;
    }

    private long nextDeadline(long nowMillis) {
        if (state != OPEN) {
            return deadline;
        }
        long next = Math.min(deadline, sender.ackTimeout());
        // Until it is confirmed nothing can be sent, however late it is.
        return link.canIndicate() && sender.isAllowed(true)
                ? Math.min(next, receiver.ackDeadline(nowMillis))
                : next;
    }

    private void respond(long nowMillis) {
        int version = state == REQUESTED ? BtpPacket.VERSION : BtpPacket.NO_VERSION;
        int at = scratch.take(BtpPacket.RESPONSE_LENGTH);
        BtpPacket.encodeResponse(scratch.bytes, at, version, segmentSize, window);
        boolean gone = link.indicate(scratch.bytes, at, BtpPacket.RESPONSE_LENGTH, nowMillis);
        scratch.release(at);
        if (!gone) {
            return;
        }
        if (state == REFUSED) {
            refusalSent = true;
            return;
        }
        counters.handshakes++;
        receiver.open(segmentSize, window);
        sender.open(segmentSize, window, nowMillis);
        enter(OPEN, nowMillis + IDLE_TIMEOUT);
    }

    /** A segment, with the acknowledgement if one is owed; else that alone, if it is time. */
    private void indicateNext(long nowMillis) {
        int ack = receiver.ack();
        boolean segment = sender.hasSegment(ack >= 0);
        boolean alone =
                !segment && receiver.ackDeadline(nowMillis) <= nowMillis && sender.isAllowed(true);
        if (!segment && !alone) {
            return;
        }
        int at = scratch.take(segment ? segmentSize : BtpPacket.ACK_LENGTH);
        int length =
                segment
                        ? sender.writeSegment(scratch.bytes, at, ack)
                        : sender.writeAck(scratch.bytes, at, ack);
        boolean gone = link.indicate(scratch.bytes, at, length, nowMillis);
        scratch.release(at);
        if (!gone) {
            return;
        }
        if (segment) {
            sender.segmentSent(ack >= 0, nowMillis);
            deadline = nowMillis + IDLE_TIMEOUT;
        } else {
            sender.packetSent(nowMillis);
            counters.standaloneAcknowledgements++;
        }
        if (ack >= 0) {
            receiver.acknowledged();
        }
    }

    /** What it holds, the packets by reference. */
    public void state(SlotState saved) {
        state = saved.integer(state);
        number = saved.integer(number);
        deadline = saved.wide(deadline);
        subscribed = saved.flag(subscribed);
        segmentSize = saved.integer(segmentSize);
        window = saved.integer(window);
        refusalSent = saved.flag(refusalSent);
        receiver.state(saved);
        sender.state(saved);
    }
}
