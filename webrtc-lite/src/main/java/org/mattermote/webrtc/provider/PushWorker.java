package org.mattermote.webrtc.provider;

import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.mem.SlotState;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.webrtc.media.MediaHook;
import org.mattermote.webrtc.media.MediaSignals;
import org.mattermote.webrtc.media.MediaStatus;
import org.mattermote.webrtc.spec.WebRtcTransportRequestorSpec;
import org.mattermote.webrtc.spec.WebRtcTypes;

/**
 * Pushes what is queued to the peers' requestors, one item at a time. What the media hook gives is
 * taken once for each try, when the exchange is open and straight into its message; whatever is
 * sent again is that message.
 *
 * <pre>
 *  state   | event                                   | next
 *  --------+-----------------------------------------+------------------------------------------
 *  IDLE    | an item that is due, of a session       | OPENING
 *  OPENING | no message is free                      | OPENING; nothing was taken
 *  OPENING | a message is free, all of it is written | SENT
 *  OPENING | no candidates, or a description that    | IDLE, it is done
 *          | has no place any more                   |
 *  OPENING | no session, no description              | IDLE, it failed
 *  OPENING | the message does not hold it            | IDLE, the session is over
 *  SENT    | SUCCESS                                 | IDLE; OPENING when there were too many
 *          |                                         | candidates for one message
 *  SENT    | NOT_FOUND                               | IDLE, the session is over
 *  SENT    | another status, none                    | IDLE, it failed
 *  OPENING | the session is over, or about to end    | IDLE
 *  SENT    | the session is over, or about to end    | IDLE
 * </pre>
 *
 * An END that failed is done. An offer or an answer that failed has a second try, and then its
 * session is over; for candidates the media hook may ask for one. Whatever a session has queued
 * then rests for a while.
 */
final class PushWorker implements PushListener {
    static final int IDLE = 0;
    static final int OPENING = 1;
    static final int SENT = 2;

    /** Until a session's next try, whose last one failed. */
    static final int RETRY_MILLIS = 1_000;

    /** Until an exchange, a packet or a handshake may be free. */
    static final int BUSY_MILLIS = 100;

    /** What waits for a peer is looked after so often: it may be told behind this poll. */
    static final int TICK_MILLIS = 200;

    /** An item takes no longer, whatever the layers below do. */
    static final int PATIENCE_MILLIS = 60_000;

    /** An awaiting session without progress. */
    static final int INVITE_MILLIS = 60_000;

    /** Head of a field with a description: control byte, tag, two bytes of length. */
    private static final int HEAD = 4;

    private final SessionTable table;
    private final OutboundQueue queue;
    private final MediaHook media;
    private final PushChannel channel;
    private final CandidateBatch batch;
    private final int sdpLength;
    private final int outLength;

    private int state;
    private int session;
    private int kind;

    /** When OPENING goes on, or from IDLE an item; NEVER while somebody else is to tell. */
    private long due;

    private long until;

    /** Of the call from outside that is under way. */
    private long now;

    PushWorker(
            WebRtcSizes sizes,
            SessionTable table,
            OutboundQueue queue,
            MediaHook media,
            PushChannel channel) {
        this.table = table;
        this.queue = queue;
        this.media = media;
        this.channel = channel;
        batch = new CandidateBatch(sizes);
        sdpLength = sizes.sdpLength;
        outLength = sizes.outLength;
        channel.setListener(this);
    }

    /** IDLE, OPENING or SENT. */
    int state() {
        return state;
    }

    /**
     * Does what is due.
     *
     * @return when to do so again, NEVER when nothing is queued
     */
    long poll(long nowMillis) {
        now = nowMillis;
        if (state != IDLE) {
            goOn();
        }
        int index = pick();
        if (index != OutboundQueue.NONE) {
            begin(index);
            if (pick() != OutboundQueue.NONE) {
                due = now;
            }
        }
        return state == IDLE ? due : Math.min(due, now + TICK_MILLIS);
    }

    private void goOn() {
        if (isWithdrawn()) {
            withdraw();
        } else if (until <= now) {
            channel.cancel(now);
            fail(MediaStatus.NO_ANSWER);
        } else if (state == OPENING && due <= now) {
            open();
        }
    }

    private void withdraw() {
        channel.cancel(now);
        state = IDLE;
        if (!isWithdrawn()) {
            queue.remove(queue.active());
        }
    }

    /** Index of the first item that may go; NONE for none, {@link #due} says when one may. */
    private int pick() {
        if (state != IDLE) {
            return OutboundQueue.NONE;
        }
        due = Cluster.NEVER;
        for (int i = 0; i < queue.size(); i++) {
            WebRtcSession row = table.find(queue.session(i));
            if (isReady(row, i)) {
                if (row.notBefore <= now) {
                    return i;
                }
                due = Math.min(due, row.notBefore);
            }
        }
        return OutboundQueue.NONE;
    }

    /** Items of a session keep their order; while its hook is at work, only a visible one ends. */
    private boolean isReady(WebRtcSession row, int index) {
        boolean ends = queue.kind(index) == MediaSignals.END;
        return (!row.pending || ends && row.state != WebRtcSession.RESERVED)
                && queue.isFirstOfSession(index);
    }

    private void begin(int index) {
        session = queue.session(index);
        kind = queue.kind(index);
        if (table.find(session).fabricIndex == 0) {
            queue.remove(index);
            return;
        }
        queue.activate(index);
        prepare();
        open();
    }

    private void prepare() {
        state = OPENING;
        due = now;
        until = now + PATIENCE_MILLIS;
    }

    /** A hook may have ended the session. */
    private boolean isWithdrawn() {
        return queue.active() == OutboundQueue.NONE;
    }

    private void open() {
        WebRtcSession row = table.find(session);
        due = Cluster.NEVER;
        int status = channel.open(row.fabricIndex(), row.peerNodeId, isDescription(), now);
        switch (status) {
            case PushChannel.OPEN:
                transmit(row);
                break;
            case PushChannel.BUSY:
                due = now + BUSY_MILLIS;
                break;
            case PushChannel.NO_SESSION:
                fail(MediaStatus.NO_SESSION);
                break;
            default:
                break;
        }
    }

    private void transmit(WebRtcSession row) {
        TlvWriter out = channel.begin(row.peerEndpoint, kind, isDescription(), now);
        if (out == null) {
            due = now + BUSY_MILLIS;
            return;
        }
        int beyond = Math.max(0, out.remaining() - outLength);
        out.reserve(beyond);
        int status = write(row.id, out);
        out.unreserve(beyond);
        if (isWithdrawn()) {
            withdraw();
        } else if (status != SENT) {
            channel.cancel(now);
            notWritten(row.id, status);
        } else if (channel.send(now) == PushChannel.OPEN) {
            sent(row);
        } else {
            fail(MediaStatus.NO_SESSION);
        }
    }

    private boolean isDescription() {
        return kind == MediaSignals.OFFER || kind == MediaSignals.ANSWER;
    }

    /** SENT when all of it is written, IDLE when there is nothing to be sent, or an error. */
    private int write(int id, TlvWriter out) {
        if (kind == MediaSignals.ICE_CANDIDATES) {
            batch.begin(out, id);
            int status = media.takeIceCandidates(id, batch);
            batch.end();
            return status < 0 ? status : batch.count() == 0 ? IDLE : SENT;
        }
        // The session's id has the same tag in all of them.
        out.putUnsigned(WebRtcTransportRequestorSpec.OFFER_WEBRTC_SESSION_ID, id);
        if (kind == MediaSignals.END) {
            out.putUnsigned(WebRtcTransportRequestorSpec.END_REASON, queue.reason(queue.active()));
            return SENT;
        }
        return writeDescription(id, out);
    }

    /** The description goes to where it stays, but for a byte that its head may be shorter. */
    private int writeDescription(int id, TlvWriter out) {
        int room = Math.max(0, out.remaining() - HEAD);
        int capacity = Math.min(room, sdpLength);
        int at = out.position() + HEAD;
        int taken =
                kind == MediaSignals.OFFER
                        ? media.takeOfferSdp(id, out.array(), at, capacity)
                        : media.takeAnswerSdp(id, out.array(), at, capacity);
        if (taken == MediaStatus.RESOURCE_EXHAUSTED && room < sdpLength) {
            return MediaStatus.MESSAGE_TOO_LARGE;
        }
        if (taken <= 0) {
            return taken < 0 ? taken : IDLE;
        }
        if (taken > capacity || !TlvReader.isUtf8(out.array(), at, taken)) {
            return MediaStatus.FAILURE;
        }
        out.putUtf8(WebRtcTransportRequestorSpec.OFFER_SDP, out.array(), at, taken);
        return SENT;
    }

    private void notWritten(int id, int status) {
        if (status == IDLE) {
            state = IDLE;
            queue.remove(queue.active());
        } else if (status == MediaStatus.MESSAGE_TOO_LARGE) {
            state = IDLE;
            media.onOutboundFailed(id, kind, status);
            if (!isWithdrawn()) {
                over();
            }
        } else {
            fail(status);
        }
    }

    private void sent(WebRtcSession row) {
        state = SENT;
        if (kind == MediaSignals.OFFER) {
            row.state = WebRtcSession.AWAITING_ANSWER;
            row.deadline = now + INVITE_MILLIS;
        }
    }

    @Override
    public void opened(long nowMillis) {
        now = nowMillis;
        due = now;
    }

    @Override
    public void notOpened(int waitMillis, long nowMillis) {
        now = nowMillis;
        if (state != OPENING || isWithdrawn()) {
            return;
        }
        if (waitMillis > 0) {
            due = now + waitMillis;
        } else {
            fail(MediaStatus.NO_SESSION);
        }
    }

    @Override
    public void answered(int status, long nowMillis) {
        now = nowMillis;
        if (state != SENT) {
            return;
        }
        state = IDLE;
        if (isWithdrawn()) {
            withdraw();
        } else if (status == ImStatus.NOT_FOUND || kind == MediaSignals.END) {
            over();
        } else if (status != ImStatus.SUCCESS) {
            fail(MediaStatus.FAILURE);
        } else {
            delivered();
        }
    }

    private void delivered() {
        int id = table.find(session).id;
        if (kind == MediaSignals.ICE_CANDIDATES && batch.isFull()) {
            prepare();
        } else {
            queue.remove(queue.active());
        }
        media.onCandidatesAcknowledged(id);
    }

    @Override
    public void unanswered(long nowMillis) {
        now = nowMillis;
        if (state != SENT) {
            return;
        }
        if (isWithdrawn()) {
            withdraw();
        } else {
            fail(MediaStatus.NO_ANSWER);
        }
    }

    /** The item at work failed. */
    private void fail(int error) {
        state = IDLE;
        WebRtcSession row = table.find(session);
        int id = row.id;
        boolean second = false;
        if (kind == MediaSignals.END) {
            over();
            return;
        }
        if (kind == MediaSignals.ICE_CANDIDATES) {
            queue.remove(queue.active());
        } else if (queue.attempts(queue.active()) == 0) {
            queue.postpone();
        } else {
            second = true;
        }
        row.notBefore = now + RETRY_MILLIS;
        media.onOutboundFailed(id, kind, error);
        if (second && !isWithdrawn()) {
            over();
        }
    }

    /** The session of the item at work is over; the media hook hears it unless it said so. */
    private void over() {
        WebRtcSession row = table.find(session);
        int id = row.id;
        table.remove(row);
        if (kind != MediaSignals.END) {
            media.onEndSession(id, WebRtcTypes.WEBRTC_END_REASON_UNKNOWN_REASON);
        }
    }

    public void state(SlotState to) {
        state = to.integer(state);
        session = to.integer(session);
        kind = to.integer(kind);
        due = to.wide(due);
        until = to.wide(until);
        batch.state(to);
    }
}
