package org.mattermote.webrtc.link;

import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.mem.SlotState;
import org.mattermote.stack.port.MediaWire;
import org.mattermote.stack.port.PortStatus;

/**
 * The device's end of a link: messages in order, each once, over a wire that loses bytes and alters
 * some. One frame is under way each way; it comes again until it is acknowledged, which is recovery
 * and flow control in one. A message is in one frame or in several, no frame is of two messages.
 *
 * <pre>
 *  0         1                                          n − 2
 *  +---------+------------------------------------------+-----------------+
 *  | control | HELLO: below; DATA: of a message, 1 or   | CRC-16 over all |
 *  |         | more bytes; ACK: nothing                 | before it, LE   |
 *  +---------+------------------------------------------+-----------------+
 *    control   bits 1..0  0 DATA, 1 ACK, 2 HELLO
 *              bit 2      number of this DATA frame: 0, 1, 0... since the link is up
 *              bit 3      number of the last DATA frame that was taken; 1 before the first
 *              bit 4      more of this message follows in the next DATA frame
 *              bits 7..5  0
 *
 *  HELLO: 1             2         3             7            11
 *         +-------------+---------+-------------+------------+----------------------+
 *         | version (1) | flags   | epoch (4)   | peer's     | what the sender says |
 *         |             |         | LE, never 0 | epoch or 0 | of itself            |
 *         +-------------+---------+-------------+------------+----------------------+
 *    flags     bit 0      asks for a HELLO: the sender has not seen its epoch given back
 * </pre>
 *
 * A frame is at most {@value FrameSender#LONGEST} bytes, stuffed one more, and a 0 follows; another
 * 0 may go before. Each end draws an epoch when it starts, and so knows a peer that has started
 * anew, and what is meant for itself. The device draws another one when it has given its peer up.
 *
 * <pre>
 *  state | HELLO of another      | HELLO that gives | DATA              | ACK, and that | time
 *        | epoch                 | our epoch back   |                   | of DATA       |
 *  DOWN  | its epoch is known    | UP               | passed over       | passed over   | HELLO, after 250 ms,
 *        |                       |                  |                   |               | twice that.. 4 s
 *  UP    | DOWN, and as there    | nothing          | next: taken, ACK  | the next      | after 250 ms again;
 *        |                       |                  | last: ACK again   | frame         | after 5 s DOWN
 *  both  | HELLO that asks: HELLO                   | a wire that fails: DOWN
 * </pre>
 *
 * Each end does so; a peer need not give the device up, and takes messages of several frames, which
 * the device does not.
 */
public final class FrameLink {
    /** Bytes of a message that a frame can hold. */
    public static final int PAYLOAD = 251;

    public static final int VERSION = 1;

    private static final int DATA = 0;
    private static final int ACK = 1;
    private static final int HELLO = 2;
    private static final int KIND = 3;
    private static final int NUMBER = 2;
    private static final int ACKNOWLEDGED = 3;
    private static final int MORE = 1 << 4;
    private static final int UNUSED = 7 << 5;

    private static final int HELLO_VERSION = 1;
    private static final int HELLO_FLAGS = 2;
    private static final int HELLO_EPOCH = 3;
    private static final int HELLO_PEER = 7;
    private static final int HELLO_LENGTH = 11;
    private static final int ASKS = 1;

    private static final int DOWN = 0;
    private static final int UP = 1;

    private static final int RESEND_MILLIS = 250;
    private static final int LOST_MILLIS = 5_000;
    private static final int HELLO_MILLIS = 250;
    private static final int HELLO_MOST_MILLIS = 4_000;

    /** How soon a wire that was full is tried again, if nobody says that it has room. */
    private static final int FULL_MILLIS = 5;

    private static final long NEVER = Long.MAX_VALUE;

    /** Parts that are read in one poll. */
    private static final int PARTS = 16;

    private static final int PART = 32;

    private final MediaWire wire;
    private final TransmitRoom room;
    private final LinkEvents events;
    private final FrameReceiver receiver;
    private final FrameSender sender;
    private final byte[] part = new byte[PART];

    private int state = DOWN;
    private int epoch;

    /** 0 for none known. */
    private int peerEpoch;

    private boolean helloDue = true;
    private boolean ackDue;

    /** Number of the frame under way, or else of the next. */
    private int number;

    /** Number of the frame that is expected. */
    private int expected;

    /** Bytes of the first message that were acknowledged. */
    private int done;

    /** Bytes of it that are under way; 0 for none. */
    private int underWay;

    /** How long to wait until the next HELLO; 0 before the first poll. */
    private int helloMillis;

    /** Whether the wire failed while the link was up. */
    private boolean failed;

    // Times are of 32 bits: what they are compared with is never far

    /** Of the poll. */
    private int now;

    /** When to say HELLO, or send again what is under way. */
    private int due;

    /** When the peer is given up for not acknowledging what is under way. */
    private int lostAt;

    private int ignored;
    private int resent;
    private int losses;

    /**
     * @param room where messages wait for this link
     * @param longest frame that may come in, with control and checksum
     * @param epoch random, drawn at each boot
     */
    public FrameLink(MediaWire wire, TransmitRoom room, int longest, int epoch, LinkEvents events) {
        this.wire = wire;
        this.room = room;
        this.events = events;
        this.epoch = epoch == 0 ? 1 : epoch;
        receiver = new FrameReceiver(longest);
        sender = new FrameSender(wire, room);
    }

    /** Whether messages go both ways. What is put into the room before is lost. */
    public boolean isUp() {
        return state == UP;
    }

    /** Stretches between two zeros that were no frame. */
    public int damaged() {
        return receiver.damaged();
    }

    /** Frames that came whole and were of no use. */
    public int ignored() {
        return ignored;
    }

    /** Frames that were sent more than once. */
    public int resent() {
        return resent;
    }

    /** How often the peer was given up, or the wire failed. */
    public int losses() {
        return losses;
    }

    /**
     * Takes what came, and sends what is due.
     *
     * @return when to do so again at the latest
     */
    public long poll(long nowMillis) {
        now = (int) nowMillis;
        if (helloMillis == 0) {
            helloIn();
        }
        int came = read();
        boolean isDue = isWaiting() && now - due >= 0;
        if (state == UP && (came == PortStatus.FAILED || failed || isDue && now - lostAt >= 0)) {
            lose();
        } else if (isDue) {
            again();
        }
        int status = write();
        failed = status == PortStatus.FAILED && state == UP;
        if (came == PortStatus.OK || failed) {
            return nowMillis;
        }
        if (status == PortStatus.NONE) {
            return nowMillis + FULL_MILLIS;
        }
        return isWaiting() ? nowMillis + (due - now) : NEVER;
    }

    /** Whether {@link #due} is a time. */
    private boolean isWaiting() {
        return state == DOWN || underWay > 0;
    }

    /** OK when more may wait, NONE or FAILED. */
    private int read() {
        for (int i = 0; i < PARTS; i++) {
            int count = wire.read(part, 0, PART);
            if (count < 0) {
                return count;
            }
            for (int k = 0; k < count; k++) {
                int length = receiver.take(part[k]);
                if (length > 0) {
                    frame(receiver.frame, length);
                }
            }
        }
        return PortStatus.OK;
    }

    private void frame(byte[] frame, int length) {
        int control = frame[0];
        int kind = control & KIND;
        if ((control & UNUSED) != 0) {
            ignored++;
        } else if (kind == HELLO) {
            hello(frame, length);
        } else if (state == DOWN || kind > ACK || kind == DATA && length == 1) {
            ignored++;
        } else {
            acknowledged(control >> ACKNOWLEDGED & 1);
            if (kind == DATA) {
                data(frame, length);
            }
        }
    }

    private void hello(byte[] frame, int length) {
        int its = length < HELLO_LENGTH ? 0 : Bytes.u32le(frame, HELLO_EPOCH);
        if (its == 0
                || frame[HELLO_VERSION] != VERSION
                || !events.hello(frame, HELLO_LENGTH, length - HELLO_LENGTH)) {
            ignored++;
            return;
        }
        if (its != peerEpoch) {
            peerEpoch = its;
            if (state == UP) {
                goDown();
            }
        }
        helloDue |= (frame[HELLO_FLAGS] & ASKS) != 0;
        if (state == DOWN && Bytes.u32le(frame, HELLO_PEER) == epoch) {
            state = UP;
            number = 0;
            expected = 0;
            events.up();
        }
    }

    private void acknowledged(int which) {
        if (underWay == 0 || which != number || sender.isWithin()) {
            return;
        }
        done += underWay;
        underWay = 0;
        number ^= 1;
        if (done == room.length()) {
            room.drop();
            done = 0;
        }
    }

    private void data(byte[] frame, int length) {
        ackDue = true;
        if ((frame[0] >> NUMBER & 1) != expected) {
            return;
        }
        expected ^= 1;
        if ((frame[0] & MORE) != 0) {
            ignored++;
        } else {
            events.message(frame, 1, length - 1);
        }
    }

    /** The peer is given up: for what is of the epoch so far it is too late. */
    private void lose() {
        losses++;
        do {
            // every number once, then again from the first: nobody needs to guess it
            epoch = epoch * 1664525 + 1013904223;
        } while (epoch == 0);
        goDown();
    }

    private void goDown() {
        state = DOWN;
        room.clear();
        sender.abort();
        done = 0;
        underWay = 0;
        ackDue = false;
        helloDue = true;
        helloMillis = 0;
        helloIn();
        events.down();
    }

    private void helloIn() {
        helloMillis =
                helloMillis == 0 ? HELLO_MILLIS : Math.min(2 * helloMillis, HELLO_MOST_MILLIS);
        due = now + helloMillis;
    }

    private void again() {
        if (state == DOWN) {
            helloDue = true;
            helloIn();
        } else if (!sender.isIdle()) {
            due = now + RESEND_MILLIS;
        } else {
            resent++;
            sender.torn = true;
            data();
        }
    }

    /** Status of the wire, as the sender says it. */
    private int write() {
        int status = sender.flush();
        while (status == PortStatus.OK && begin()) {
            status = sender.flush();
        }
        return status;
    }

    /** Begins the next frame; false when there is none. */
    private boolean begin() {
        if (helloDue) {
            helloDue = false;
            byte[] own = sender.own;
            Bytes.putU16le(own, 0, HELLO | VERSION << 8);
            own[HELLO_FLAGS] = (byte) (state == DOWN ? ASKS : 0);
            Bytes.putU32le(own, HELLO_EPOCH, epoch);
            Bytes.putU32le(own, HELLO_PEER, peerEpoch);
            sender.begin(HELLO_LENGTH, 0, 0);
            return true;
        }
        if (state == UP && underWay == 0 && !room.isEmpty()) {
            lostAt = now + LOST_MILLIS;
            underWay = Math.min(room.length() - done, PAYLOAD);
            data();
            return true;
        }
        if (ackDue) {
            send(ACK, 0);
            return true;
        }
        return false;
    }

    private void data() {
        due = now + RESEND_MILLIS;
        send(DATA | number << NUMBER | (done + underWay < room.length() ? MORE : 0), underWay);
    }

    /** A frame that is no HELLO, and so acknowledges, with bytes of the first message. */
    private void send(int control, int count) {
        ackDue = false;
        sender.own[0] = (byte) (control | (expected ^ 1) << ACKNOWLEDGED);
        sender.begin(1, done, count);
    }

    /**
     * Between polls, with nothing half sent.
     *
     * @param nowMillis from which deadlines count
     */
    public void state(SlotState state, long nowMillis) {
        this.state = state.integer(this.state);
        epoch = state.integer(epoch);
        peerEpoch = state.integer(peerEpoch);
        helloDue = state.flag(helloDue);
        ackDue = state.flag(ackDue);
        number = state.integer(number);
        expected = state.integer(expected);
        done = state.integer(done);
        underWay = state.integer(underWay);
        helloMillis = state.integer(helloMillis);
        failed = state.flag(failed);
        due = deadline(state, due, (int) nowMillis, isWaiting());
        lostAt = deadline(state, lostAt, (int) nowMillis, underWay > 0);
        receiver.state(state);
        sender.state(state);
        room.state(state);
    }

    private static int deadline(SlotState state, int at, int now, boolean isSet) {
        return state.integer(isSet ? at - now : 0) + now;
    }
}
