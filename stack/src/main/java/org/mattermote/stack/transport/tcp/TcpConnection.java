package org.mattermote.stack.transport.tcp;

import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.mem.Slot;
import org.mattermote.stack.mem.SlotState;
import org.mattermote.stack.message.Packet;
import org.mattermote.stack.message.Packets;
import org.mattermote.stack.port.PortStatus;
import org.mattermote.stack.port.StreamPort;

/**
 * One connection: the message that comes in, and those that wait to be sent. On the wire each has
 * its length before it (Matter core 4.15.2).
 *
 * <pre>
 *   0        4          4 + length
 *   | length | message  | length | message ...     length: 4 bytes, little-endian
 * </pre>
 *
 * <table>
 * <caption>States</caption>
 * <tr><th>state</th><th>event</th><th>next</th></tr>
 * <tr><td>free</td><td>a newcomer, or one is begun</td><td>LENGTH</td></tr>
 * <tr><td>LENGTH</td><td>four bytes: 1 to the longest message, of a packet's length where no
 *     session is</td><td>ROOM</td></tr>
 * <tr><td>LENGTH</td><td>four bytes: anything else</td><td>free: a bad length</td></tr>
 * <tr><td>ROOM</td><td>there is a packet for that length</td><td>BODY</td></tr>
 * <tr><td>BODY</td><td>all bytes are there</td><td>WHOLE</td></tr>
 * <tr><td>WHOLE</td><td>the message is taken</td><td>LENGTH</td></tr>
 * <tr><td>any</td><td>the peer or the network ends it</td><td>free: lost</td></tr>
 * <tr><td>any</td><td>one of ours has not taken its first message within {@link
 *     Tcp#CONNECT_TIMEOUT}</td><td>free: a time-out</td></tr>
 * <tr><td>any</td><td>nothing uses one of ours any more, and all is sent</td><td>free: idle</td>
 *     </tr>
 * <tr><td>any</td><td>a message takes {@link Tcp#MESSAGE_TIMEOUT} to come, since there is a packet
 *     for it, or to go, or finds no place to wait in</td><td>free: a time-out</td></tr>
 * <tr><td>any</td><td>no message for {@link Tcp#UNUSED_TIMEOUT} and nothing uses it, or it rests
 *     for the idle time</td><td>free: idle</td></tr>
 * </table>
 */
final class TcpConnection extends Slot {
    /** Bytes of the length before a message. */
    static final int PREFIX = 4;

    /** Messages that may wait to be sent. */
    static final int MESSAGES = 8;

    static final int LENGTH = 0;
    static final int ROOM = 1;
    static final int BODY = 2;
    static final int WHOLE = 3;

    /** {@link #read}: the connection goes on. */
    static final int GOES_ON = 0;

    /** {@link #read}, {@link #write}: the peer or the network ended it. */
    static final int LOST = -1;

    /** {@link #read}: no length of a message. */
    static final int BAD_LENGTH = -2;

    /** When the message that has begun to come in must be whole; later while it waits in ROOM. */
    long receiveBy = Tcp.NEVER;

    /** When the message that is being sent must be gone. */
    long sendBy = Tcp.NEVER;

    /** When it is looked at whether anything uses the connection. */
    long lookAt = Tcp.NEVER;

    /** When it was accepted, or begun. */
    long since;

    /** When the last message came or went; the begin of the connection before that. */
    long lastMessage;

    /** Null, or what the message that comes in is put in. */
    Packet in;

    /** Messages to send, oldest at {@link #first}. */
    private final Packet[] queue = new Packet[MESSAGES];

    private int first;
    private int queued;

    /** Bytes of the oldest that were taken, its length among them. */
    private int sent;

    /** Of the message that comes in. */
    private int length;

    /** Bytes of the length, or of the message, that came. */
    private int got;

    /** Never that of an earlier one. */
    int number;

    /** The port's number of it. */
    int place;

    int state;

    /** Whether it was begun here, not accepted. */
    boolean ours;

    /** Whether a message for it found no place to wait in: the peer would miss one. */
    boolean overrun;

    boolean hasMessage(boolean large) {
        return state == WHOLE && in.length > Packet.CAPACITY == large;
    }

    /** The message that came in whole, which is the caller's now. */
    Packet take() {
        Packet message = in;
        in = null;
        state = LENGTH;
        got = 0;
        receiveBy = Tcp.NEVER;
        return message;
    }

    /** Whether nothing waits to be sent. */
    boolean isSent() {
        return queued == 0;
    }

    /** Whether no message is on its way, in or out. */
    boolean isQuiet() {
        return queued == 0 && receiveBy == Tcp.NEVER;
    }

    /** Whether it waits for a packet. */
    boolean isStarved() {
        return state == ROOM;
    }

    /**
     * Takes what came in, up to the end of a message.
     *
     * @param longest length of a message
     * @param prefix PREFIX bytes to work in
     * @param listener knows whether there is a session, whose messages may be longer than a packet:
     *     strangers must not keep the large buffer from others
     * @return GOES_ON, LOST or BAD_LENGTH
     */
    int read(
            StreamPort port,
            Packets packets,
            int longest,
            byte[] prefix,
            TcpListener listener,
            long nowMillis) {
        if (state == LENGTH) {
            int taken = port.receive(place, prefix, 0, PREFIX - got);
            if (taken < 0) {
                return taken == PortStatus.NONE ? GOES_ON : LOST;
            }
            if (got == 0) {
                length = 0;
                receiveBy = nowMillis + Tcp.MESSAGE_TIMEOUT;
            }
            for (int i = 0; i < taken; i++) {
                length |= (prefix[i] & 0xFF) << 8 * got++;
            }
            if (got < PREFIX) {
                return GOES_ON;
            }
            if (length <= 0
                    || length > longest
                    || length > Packet.CAPACITY && !mayBeLarge(listener.use(number))) {
                return BAD_LENGTH;
            }
            state = ROOM;
        }
        if (state == ROOM) {
            in = length > Packet.CAPACITY ? packets.lendLarge() : packets.keep(length);
            if (in == null) {
                // It waits for us, not we for it.
                receiveBy = nowMillis + Tcp.MESSAGE_TIMEOUT;
                return GOES_ON;
            }
            got = 0;
            state = BODY;
        }
        if (state == BODY) {
            int taken = port.receive(place, in.bytes, got, length - got);
            if (taken < 0) {
                return taken == PortStatus.NONE ? GOES_ON : LOST;
            }
            got += taken;
            if (got == length) {
                in.length = (char) length;
                state = WHOLE;
                lastMessage = nowMillis;
            }
        }
        return GOES_ON;
    }

    /** Whether there is a session. */
    private static boolean mayBeLarge(int use) {
        return use == TcpListener.RESTING || use == TcpListener.BUSY;
    }

    /** False when there is no place to wait in. */
    boolean add(Packet packet) {
        if (queued == queue.length) {
            return false;
        }
        int at = first + queued;
        queue[at < queue.length ? at : at - queue.length] = packet;
        queued++;
        return true;
    }

    /**
     * Sends what the port takes.
     *
     * @param prefix PREFIX bytes to work in
     * @return messages that are gone, or LOST
     */
    int write(StreamPort port, Packets packets, byte[] prefix, long nowMillis) {
        int gone = 0;
        while (queued > 0) {
            Packet packet = queue[first];
            if (sendBy == Tcp.NEVER) {
                sendBy = nowMillis + Tcp.MESSAGE_TIMEOUT;
            }
            int taken = writeSome(port, packet, prefix);
            if (taken < 0) {
                return LOST;
            }
            sent += taken;
            if (sent < PREFIX + packet.length) {
                if (taken == 0) {
                    return gone;
                }
                continue;
            }
            queue[first] = null;
            first = first + 1 == queue.length ? 0 : first + 1;
            queued--;
            sent = 0;
            sendBy = Tcp.NEVER;
            lastMessage = nowMillis;
            packets.release(packet);
            gone++;
        }
        return gone;
    }

    /** The length and the message in one, if there is room for it; in two, if not. */
    private int writeSome(StreamPort port, Packet packet, byte[] prefix) {
        if (packet.offset < PREFIX && sent == 0 && packet.length + PREFIX <= packet.bytes.length) {
            System.arraycopy(packet.bytes, packet.offset, packet.bytes, PREFIX, packet.length);
            packet.offset = PREFIX;
        }
        if (packet.offset >= PREFIX) {
            int start = packet.offset - PREFIX;
            Bytes.putU32le(packet.bytes, start, packet.length);
            return port.send(place, packet.bytes, start + sent, PREFIX + packet.length - sent);
        }
        if (sent < PREFIX) {
            Bytes.putU32le(prefix, 0, packet.length);
            return port.send(place, prefix, sent, PREFIX - sent);
        }
        int gone = sent - PREFIX;
        return port.send(place, packet.bytes, packet.offset + gone, packet.length - gone);
    }

    /** Gives back all packets. */
    void drop(Packets packets) {
        if (in != null) {
            packets.release(in);
            in = null;
        }
        while (queued > 0) {
            packets.release(queue[first]);
            queue[first] = null;
            first = first + 1 == queue.length ? 0 : first + 1;
            queued--;
        }
    }

    @Override
    protected void clear() {
        receiveBy = Tcp.NEVER;
        sendBy = Tcp.NEVER;
        lookAt = Tcp.NEVER;
        since = 0;
        lastMessage = 0;
        in = null;
        first = 0;
        queued = 0;
        sent = 0;
        length = 0;
        got = 0;
        number = 0;
        place = 0;
        state = LENGTH;
        ours = false;
        overrun = false;
    }

    @Override
    protected void state(SlotState saved) {
        receiveBy = saved.wide(receiveBy);
        sendBy = saved.wide(sendBy);
        lookAt = saved.wide(lookAt);
        since = saved.wide(since);
        lastMessage = saved.wide(lastMessage);
        in = packet(saved.slot(in));
        for (int i = 0; i < queue.length; i++) {
            queue[i] = packet(saved.slot(queue[i]));
        }
        first = saved.integer(first);
        queued = saved.integer(queued);
        sent = saved.integer(sent);
        length = saved.integer(length);
        got = saved.integer(got);
        number = saved.integer(number);
        place = saved.integer(place);
        state = saved.integer(state);
        ours = saved.flag(ours);
        overrun = saved.flag(overrun);
    }

    private static Packet packet(Slot slot) {
        return slot instanceof Packet ? (Packet) slot : null;
    }
}
