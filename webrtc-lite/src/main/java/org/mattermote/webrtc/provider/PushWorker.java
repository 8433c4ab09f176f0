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
 * taken once for each try and written into the buffer as it goes out; whatever is sent again is
 * sent from there.
 *
 * <pre>
 *  state   | event                                   | next
 *  --------+-----------------------------------------+------------------------------------------
 *  IDLE    | an item that is due, of a session       | OPENING; an offer and an answer are taken
 *  IDLE    | an item of no session                   | IDLE, it is dropped
 *  OPENING | there is a session to the peer          | SENT; candidates are taken
 *  IDLE    | a description without a place any more  | IDLE, it is done
 *  OPENING | no candidates                           | IDLE, it is done
 *  OPENING | no session, no description              | IDLE, it failed
 *  OPENING | it does not fit a message               | IDLE, the session is over
 *  SENT    | SUCCESS                                 | IDLE; OPENING when there were too many
 *          |                                         | candidates for one message
 *  SENT    | NOT_FOUND                               | IDLE, the session is over
 *  SENT    | another status, none                    | IDLE, it failed
 *  OPENING | the session is over, or about to end    | IDLE
 *  SENT    | the session is over, or about to end    | IDLE
 * </pre>
 *
 * An END that failed is done. An offer or an answer that failed has a second try, and then its
 * session is over; for candidates the media hook may ask for one.
 */
final class PushWorker implements PushListener {
    static final int IDLE = 0;
    static final int OPENING = 1;
    static final int SENT = 2;

    /** Until the second try. */
    static final int RETRY_MILLIS = 1_000;

    /** Until an exchange, a packet or a handshake may be free. */
    static final int BUSY_MILLIS = 100;

    /** What waits for a peer is looked after so often: it may be told behind this poll. */
    static final int TICK_MILLIS = 200;

    /** An item takes no longer, whatever the layers below do. */
    static final int PATIENCE_MILLIS = 60_000;

    /** An awaiting session without progress. */
    static final int INVITE_MILLIS = 60_000;

    /** Head of a field with a session id and of one with a description. */
    private static final int HEAD = 4 + 4;

    private final SessionTable table;
    private final OutboundQueue queue;
    private final MediaHook media;
    private final PushChannel channel;
    private final CandidateBatch batch;
    private final int sdpLength;
    private final byte[] buffer;
    private final TlvWriter out = new TlvWriter();

    private int state;
    private int session;
    private int kind;

    /** Bytes of the fields in the buffer; 0 until they are written. */
    private int length;

    /** When OPENING goes on; NEVER while the channel is to tell. */
    private long due;

    private long until;

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
        buffer = new byte[sizes.outLength];
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
        if (state != IDLE) {
            goOn(nowMillis);
        }
        int index = state == IDLE ? pick(nowMillis) : OutboundQueue.NONE;
        while (index != OutboundQueue.NONE) {
            begin(index, nowMillis);
            index = state == IDLE ? pick(nowMillis) : OutboundQueue.NONE;
        }
        return next(nowMillis);
    }

    private long next(long nowMillis) {
        if (state != IDLE) {
            return Math.min(state == OPENING ? due : Cluster.NEVER, nowMillis + TICK_MILLIS);
        }
        long next = Cluster.NEVER;
        for (int i = 0; i < queue.size(); i++) {
            if (isReady(i)) {
                next = Math.min(next, Math.max(nowMillis, queue.due(i)));
            }
        }
        return next;
    }

    private void goOn(long nowMillis) {
        if (queue.active() == OutboundQueue.NONE || table.find(session) == null) {
            withdraw(nowMillis);
        } else if (until <= nowMillis) {
            channel.cancel(nowMillis);
            fail(MediaStatus.NO_ANSWER, nowMillis);
        } else if (state == OPENING && due <= nowMillis) {
            open(nowMillis);
        }
    }

    private void withdraw(long nowMillis) {
        channel.cancel(nowMillis);
        state = IDLE;
        if (queue.active() != OutboundQueue.NONE) {
            queue.remove(queue.active());
        }
    }

    /** Index of the first item that may go, NONE for none. */
    private int pick(long nowMillis) {
        for (int i = 0; i < queue.size(); i++) {
            if (isReady(i) && queue.due(i) <= nowMillis) {
                return i;
            }
        }
        return OutboundQueue.NONE;
    }

    /** Items of a session keep their order; one whose hook is still at work has none yet. */
    private boolean isReady(int index) {
        WebRtcSession row = table.find(queue.session(index));
        return row == null || row.state != WebRtcSession.RESERVED && queue.isFirstOfSession(index);
    }

    private void begin(int index, long nowMillis) {
        session = queue.session(index);
        kind = queue.kind(index);
        WebRtcSession row = table.find(session);
        if (row == null || row.fabricIndex == 0) {
            queue.remove(index);
            return;
        }
        queue.activate(index);
        state = OPENING;
        length = 0;
        due = nowMillis;
        until = nowMillis + PATIENCE_MILLIS;
        if (kind == MediaSignals.END) {
            writeEnd(row.id, queue.reason(index));
        } else if (kind != MediaSignals.ICE_CANDIDATES) {
            int taken = takeSdp(row.id);
            if (isWithdrawn()) {
                withdraw(nowMillis);
                return;
            }
            if (taken < 0) {
                fail(taken, nowMillis);
                return;
            }
            if (length == 0) {
                state = IDLE;
                queue.remove(queue.active());
                return;
            }
            if (kind == MediaSignals.OFFER) {
                row.state = WebRtcSession.AWAITING_ANSWER;
                row.deadline = nowMillis + INVITE_MILLIS;
            }
        }
        open(nowMillis);
    }

    /** A hook may have ended the session. */
    private boolean isWithdrawn() {
        return queue.active() == OutboundQueue.NONE || table.find(session) == null;
    }

    private void writeEnd(int id, int reason) {
        out.wrap(buffer, 0, buffer.length);
        out.putUnsigned(WebRtcTransportRequestorSpec.END_WEBRTC_SESSION_ID, id);
        out.putUnsigned(WebRtcTransportRequestorSpec.END_REASON, reason);
        length = out.position();
    }

    /** The description goes to where it stays, but for a byte or two that its head is shorter. */
    private int takeSdp(int id) {
        int sdp =
                kind == MediaSignals.OFFER
                        ? media.takeOfferSdp(id, buffer, HEAD, sdpLength)
                        : media.takeAnswerSdp(id, buffer, HEAD, sdpLength);
        if (sdp <= 0) {
            return sdp;
        }
        if (sdp > sdpLength || !TlvReader.isUtf8(buffer, HEAD, sdp)) {
            return MediaStatus.FAILURE;
        }
        out.wrap(buffer, 0, buffer.length);
        out.putUnsigned(WebRtcTransportRequestorSpec.OFFER_WEBRTC_SESSION_ID, id);
        out.putUtf8(WebRtcTransportRequestorSpec.OFFER_SDP, buffer, HEAD, sdp);
        length = out.position();
        return MediaStatus.OK;
    }

    private void open(long nowMillis) {
        WebRtcSession row = table.find(session);
        due = Cluster.NEVER;
        int status = channel.open(row.fabricIndex(), row.peerNodeId, nowMillis);
        switch (status) {
            case PushChannel.OPEN:
                transmit(row, nowMillis);
                break;
            case PushChannel.BUSY:
                due = nowMillis + BUSY_MILLIS;
                break;
            case PushChannel.NO_SESSION:
                fail(MediaStatus.NO_SESSION, nowMillis);
                break;
            default:
                break;
        }
    }

    private void transmit(WebRtcSession row, long nowMillis) {
        if (length == 0 && !takeCandidates(row.id, nowMillis)) {
            return;
        }
        int status = channel.send(row.peerEndpoint, kind, buffer, length, nowMillis);
        if (status == PushChannel.OPEN) {
            state = SENT;
        } else if (status == PushChannel.BUSY) {
            due = nowMillis + BUSY_MILLIS;
        } else {
            state = IDLE;
            if (kind != MediaSignals.END) {
                media.onOutboundFailed(row.id, kind, MediaStatus.MESSAGE_TOO_LARGE);
            }
            if (!isWithdrawn()) {
                over();
            }
        }
    }

    /** False when there is nothing to send. */
    private boolean takeCandidates(int id, long nowMillis) {
        batch.begin(buffer, Math.min(buffer.length, channel.room()), id);
        int status = media.takeIceCandidates(id, batch);
        if (isWithdrawn()) {
            withdraw(nowMillis);
        } else if (status < 0) {
            fail(status, nowMillis);
        } else if (batch.count() == 0) {
            state = IDLE;
            queue.remove(queue.active());
        } else {
            length = batch.end();
            return true;
        }
        return false;
    }

    @Override
    public void opened(long nowMillis) {
        due = nowMillis;
    }

    @Override
    public void notOpened(int waitMillis, long nowMillis) {
        if (state != OPENING || isWithdrawn()) {
            return;
        }
        if (waitMillis > 0) {
            due = nowMillis + waitMillis;
        } else {
            fail(MediaStatus.NO_SESSION, nowMillis);
        }
    }

    @Override
    public void answered(int status, long nowMillis) {
        if (state != SENT) {
            return;
        }
        state = IDLE;
        if (isWithdrawn()) {
            withdraw(nowMillis);
        } else if (status == ImStatus.NOT_FOUND || kind == MediaSignals.END) {
            over();
        } else if (status != ImStatus.SUCCESS) {
            fail(MediaStatus.FAILURE, nowMillis);
        } else {
            delivered(nowMillis);
        }
    }

    private void delivered(long nowMillis) {
        int id = table.find(session).id;
        if (kind == MediaSignals.ICE_CANDIDATES && batch.isFull()) {
            state = OPENING;
            length = 0;
            due = nowMillis;
            until = nowMillis + PATIENCE_MILLIS;
        } else {
            queue.remove(queue.active());
        }
        media.onCandidatesAcknowledged(id);
    }

    @Override
    public void unanswered(long nowMillis) {
        if (state != SENT) {
            return;
        }
        if (isWithdrawn()) {
            withdraw(nowMillis);
        } else {
            fail(MediaStatus.NO_ANSWER, nowMillis);
        }
    }

    /** The item at work failed. */
    private void fail(int error, long nowMillis) {
        state = IDLE;
        int id = table.find(session).id;
        boolean second = false;
        if (kind == MediaSignals.END) {
            over();
            return;
        }
        if (kind == MediaSignals.ICE_CANDIDATES) {
            queue.remove(queue.active());
        } else if (queue.attempts(queue.active()) == 0) {
            queue.postpone(nowMillis + RETRY_MILLIS, true);
        } else {
            second = true;
        }
        media.onOutboundFailed(id, kind, error);
        if (second && table.find(session) != null && !queue.hasEnd(session)) {
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
        length = to.integer(length);
        due = to.wide(due);
        until = to.wide(until);
        batch.state(to);
        if (length > 0) {
            to.bytes(buffer);
        }
    }
}
