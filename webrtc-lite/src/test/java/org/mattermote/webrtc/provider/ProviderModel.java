package org.mattermote.webrtc.provider;

import static org.mattermote.stack.explorer.Violation.unless;
import static org.mattermote.webrtc.PrivateFields.get;
import static org.mattermote.webrtc.PrivateFields.set;

import java.util.Arrays;
import java.util.TreeSet;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.webrtc.media.MediaReply;
import org.mattermote.webrtc.media.MediaSignals;
import org.mattermote.webrtc.media.MediaStatus;
import org.mattermote.webrtc.media.OfferParams;

/**
 * The provider that ships, with two controllers on two fabrics who offer, solicit, answer and end,
 * their own sessions and each other's; a media hook that succeeds, fails, defers and answers later,
 * and speaks up when it likes; CASE sessions that are there, come, do not come and die under a
 * push; fabrics that are removed; and time, which may reach any deadline before any other, whatever
 * their lengths: those are all orders that clocks of any speed could make.
 *
 * <p>A third controller has a session of its own throughout, so that two more fill the table.
 * Beside ends so many items are queued at most, and one candidate of a session waits while another
 * is under way: the bounds that close it.
 */
final class ProviderModel extends ProviderState {
    private static final String[] KINDS = {
        "solicit",
        "offer",
        "again",
        "answer",
        "end",
        "signal",
        "complete",
        "cancel",
        "proceed",
        "poll",
        "open",
        "reply",
        "remove",
        "time",
        "privacy"
    };
    private static final int SOLICIT = 0;
    private static final int OFFER = 1;
    static final int AGAIN = 2;
    static final int ANSWER = 3;
    private static final int END = 4;
    private static final int SIGNAL = 5;
    private static final int COMPLETE = 6;
    private static final int CANCEL = 7;
    private static final int PROCEED = 8;
    private static final int POLL = 9;
    private static final int OPEN = 10;
    private static final int REPLY = 11;
    private static final int REMOVE = 12;
    private static final int TIME = 13;
    private static final int PRIVACY = 14;

    /** What time reaches. */
    private static final int INVITE = 0;

    private static final int RETRY = 1;
    private static final int PATIENCE = 2;

    /** Statuses that a peer answers a push with; −1 for none. */
    private static final int[] REPLIES = {
        ImStatus.SUCCESS, ImStatus.NOT_FOUND, ImStatus.FAILURE, -1
    };

    private static final int[] OPENS = {
        PushChannel.OPEN,
        PushChannel.ASKED,
        PushChannel.BUSY,
        PushChannel.NO_SESSION,
        ModelWay.NO_MESSAGE,
        ModelWay.SHORT_MESSAGE,
        ModelWay.NO_PLACE
    };

    private final int items;

    /**
     * @param later whether the media hook answers later
     * @param items queued beside ends, at most
     */
    ProviderModel(boolean later, int items) {
        super(later);
        this.items = items;
        rig.as(3, 0x1003);
        media.answer = MediaStatus.OK;
        if (later) {
            rig.invoke(ProviderRig.OFFER, request(action(OFFER, 0, 0)));
            rig.proceed(ProviderRig.OFFER);
            release();
        } else {
            rig.established();
        }
        // Privacy of live view is not about it.
        cluster.sessions().at(0).usage = 1;
        begin();
    }

    // Actions: kind, controller or index, id or variant; four bits each.

    private static int action(int kind, int one, int other) {
        return kind << 8 | one << 4 | other;
    }

    @Override
    public int actions(int[] out) {
        int n = 0;
        boolean full = media.owed.size() >= 1;
        for (int who = 0; who < 2; who++) {
            for (int variant = 0; variant < 3; variant++) {
                if (!full || !later) {
                    out[n++] = action(SOLICIT, who, variant);
                }
            }
            if (!full || !later) {
                out[n++] = action(OFFER, who, 0);
            }
            for (int i = 0; i < sizes.sessions; i++) {
                WebRtcSession row = cluster.sessions().at(i);
                if (row.isTaken() && row.fabricIndex() < 3) {
                    boolean own = row.fabricIndex() == who + 1;
                    if (own && (!full || !later)) {
                        out[n++] = action(AGAIN, who, i);
                        out[n++] = action(ANSWER, who, i);
                    }
                    if (own) {
                        out[n++] = action(END, who, i);
                    }
                }
            }
            out[n++] = action(REMOVE, who, 0);
        }
        for (int i = 0; i < sizes.sessions; i++) {
            WebRtcSession row = cluster.sessions().at(i);
            if (row.isTaken() && row.fabricIndex() < 3 && media.live.contains(row.id())) {
                for (int kind = 0; kind < 4; kind++) {
                    if (kind == MediaSignals.END || queued() < items) {
                        out[n++] = action(SIGNAL, i, kind);
                    }
                }
            }
        }
        for (int i = 0; i < media.owed.size(); i++) {
            out[n++] = action(COMPLETE, i, 0);
            out[n++] = action(COMPLETE, i, 1);
        }
        out[n++] = action(PRIVACY, 0, 0);
        if (held >= 0) {
            out[n++] = action(PROCEED, 0, 0);
            out[n++] = action(CANCEL, 0, 0);
        }
        for (int variant = 0; variant < (mayOpen() ? OPENS.length : 1); variant++) {
            out[n++] = action(POLL, 0, variant);
        }
        if (way.asked) {
            for (int variant = 0; variant < 3; variant++) {
                out[n++] = action(OPEN, 0, variant);
            }
        }
        if (way.sent) {
            for (int variant = 0; variant < REPLIES.length; variant++) {
                out[n++] = action(REPLY, 0, variant);
            }
        }
        for (int i = 0; i < sizes.sessions; i++) {
            if (cluster.sessions().at(i).awaitsPeer()) {
                out[n++] = action(TIME, INVITE, i);
            }
        }
        for (int i = 0; i < sizes.sessions; i++) {
            if (cluster.sessions().at(i).notBefore > BASE) {
                out[n++] = action(TIME, RETRY, i);
            }
        }
        if ((int) get(worker, "state") != 0) {
            out[n++] = action(TIME, PATIENCE, 0);
        }
        return n;
    }

    /** Whether a poll may look for the way to a peer. */
    private boolean mayOpen() {
        int at = (int) get(worker, "state");
        return at == 0 && cluster.queue().size() > 0
                || at == 1 && (long) get(worker, "due") <= BASE;
    }

    /** Items that are no ends. */
    private int queued() {
        OutboundQueue queue = cluster.queue();
        int count = 0;
        for (int i = 0; i < queue.size(); i++) {
            count += queue.kind(i) == MediaSignals.END ? 0 : 1;
        }
        return count;
    }

    /** One deadline is reached, and no other. */
    private void reach(int which, int index) {
        if (which == INVITE) {
            cluster.sessions().at(index).deadline = rig.now;
        } else if (which == RETRY) {
            cluster.sessions().at(index).notBefore = rig.now;
        } else {
            set(worker, "until", rig.now);
        }
        rig.poll();
    }

    @Override
    public void act(int action) {
        int kind = action >> 8;
        int one = action >> 4 & 15;
        int other = action & 15;
        way.openAnswer = PushChannel.OPEN;
        switch (kind) {
            case SOLICIT, OFFER, AGAIN, ANSWER, END -> command(action);
            case SIGNAL -> signal(cluster.sessions().at(one).id(), other);
            case COMPLETE -> complete(one, other == 0 ? MediaStatus.OK : MediaStatus.FAILURE);
            case CANCEL -> {
                cluster.cancel(command(held >> 8, 0, 0));
                release();
            }
            case PROCEED -> proceed();
            case POLL -> {
                way.openAnswer = OPENS[other];
                rig.poll();
            }
            case OPEN -> {
                way.asked = false;
                if (other == 0) {
                    way.listener.opened(rig.now);
                } else {
                    way.listener.notOpened(other == 1 ? 0 : 500, rig.now);
                }
            }
            case REPLY -> {
                way.sent = false;
                if (REPLIES[other] < 0) {
                    way.listener.unanswered(rig.now);
                } else {
                    way.listener.answered(REPLIES[other], rig.now);
                }
            }
            case REMOVE -> cluster.fabricRemoved(one + 1);
            case PRIVACY -> cluster.privacyOn(1 << 3);
            default -> reach(one, other);
        }
    }

    private void as(int who) {
        rig.as(who + 1, 0x1000 + who);
    }

    /** Invokes; the status for another's session and for what is not there is the same. */
    private void command(int action) {
        int kind = action >> 8;
        int who = action >> 4 & 15;
        int other = action & 15;
        as(who);
        media.answer = MediaStatus.OK;
        media.deferred = kind == SOLICIT && other == 1;
        if (later) {
            media.answer = MediaStatus.PENDING;
        } else if (kind == SOLICIT && other == 2) {
            media.answer = MediaStatus.FAILURE;
        }
        boolean named = kind == AGAIN || kind == ANSWER || kind == END;
        WebRtcSession row = named ? cluster.sessions().at(other) : null;
        boolean own =
                row != null
                        && row.isVisible()
                        && row.fabricIndex() == who + 1
                        && row.peerNodeId == 0x1000 + who;
        int used = cluster.sessions().rows().inUse();
        byte[] request = request(action);
        int status = rig.invoke(command(kind, 0, 0), request);
        if (named && !own) {
            unless(status == ImStatus.NOT_FOUND, "another's session is found: " + status);
            unless(used == cluster.sessions().rows().inUse(), "another's session is changed");
        }
        if (status == ImStatus.PENDING) {
            unless(later, "a command is pending");
            if (held < 0) {
                held = action;
                proceed();
            }
        }
    }

    /** Command id of an action. */
    private static int command(int kind, int one, int other) {
        return switch (kind) {
            case SOLICIT -> ProviderRig.SOLICIT;
            case OFFER, AGAIN -> ProviderRig.OFFER;
            case ANSWER -> ProviderRig.ANSWER;
            default -> ProviderRig.END;
        };
    }

    private byte[] request(int action) {
        int kind = action >> 8;
        int id = cluster.sessions().at(action & 3) == null ? 0 : idOf(action);
        byte[] bytes = new byte[64];
        TlvWriter w = new TlvWriter();
        w.wrap(bytes, 0, bytes.length);
        w.startStruct(TlvTag.ANONYMOUS);
        if (kind == SOLICIT) {
            w.putUnsigned(0, 3);
            w.putUnsigned(1, 3);
            w.putNull(2);
        } else if (kind == OFFER) {
            w.putNull(0);
            ProviderRig.text(w, 1, "o");
            w.putUnsigned(2, 3);
            w.putUnsigned(3, 3);
            w.putNull(4);
        } else {
            w.putUnsigned(0, id);
            if (kind == END) {
                w.putUnsigned(1, 2);
            } else {
                ProviderRig.text(w, 1, "o");
            }
            if (kind == AGAIN) {
                w.putNull(4);
            }
        }
        w.endContainer();
        return Arrays.copyOf(bytes, w.position());
    }

    /** Id of the session in the place that an action names; 30 when there is none. */
    private int idOf(int action) {
        int place = action & 15;
        WebRtcSession row = place < sizes.sessions ? cluster.sessions().at(place) : null;
        return row == null || !row.isTaken() ? 30 : row.id();
    }

    private void proceed() {
        as(held >> 4 & 15);
        media.answer = MediaStatus.PENDING;
        rig.request(request(held));
        int status = rig.proceed(command(held >> 8, 0, 0));
        if (status != ImStatus.WAITING && status != ImStatus.PENDING) {
            release();
        }
    }

    private void release() {
        held = -1;
        Arrays.fill(rig.memory, (byte) 0);
    }

    private void signal(int id, int kind) {
        switch (kind) {
            case MediaSignals.OFFER -> media.signals.offer(id);
            case MediaSignals.ANSWER -> media.signals.answer(id);
            case MediaSignals.ICE_CANDIDATES -> {
                if (media.waiting[id] < 1) {
                    media.waiting[id]++;
                }
                media.signals.iceCandidates(id);
            }
            default -> {
                if (media.signals.end(id, 2) == MediaStatus.OK) {
                    media.live.remove(id);
                    media.waiting[id] = 0;
                    media.underWay[id] = 0;
                    media.owed.forEach(owed -> owed[2] = owed[0] == id ? 2 : owed[2]);
                }
            }
        }
    }

    /** What the media hook itself ended it does not call done. */
    private void complete(int index, int wanted) {
        int[] owed = media.owed.remove(index);
        int status = owed[2] == 2 ? MediaStatus.FAILURE : wanted;
        if (status == MediaStatus.OK) {
            media.live.add(owed[0]);
        } else if (owed[2] == 0) {
            media.live.remove(owed[0]);
        }
        MediaReply reply = new MediaReply();
        reply.id = owed[0];
        reply.session = owed[1];
        reply.videoStream = VIDEO;
        reply.audioStream = OfferParams.NULL;
        media.signals.complete(status, reply);
    }

    @Override
    public boolean check(int[] parts) {
        invariants();
        strangers();
        settle();
        return true;
    }

    /** Nobody finds another's session. */
    private void strangers() {
        for (int i = 0; i < sizes.sessions; i++) {
            WebRtcSession row = cluster.sessions().at(i);
            for (int who = 0; who < 2 && row.isTaken(); who++) {
                if (row.fabricIndex() != who + 1) {
                    command(action(AGAIN, who, i));
                    command(action(ANSWER, who, i));
                    command(action(END, who, i));
                }
            }
        }
    }

    private void invariants() {
        SessionTable table = cluster.sessions();
        int visible = 0;
        TreeSet<Integer> ids = new TreeSet<>();
        for (int i = 0; i < sizes.sessions; i++) {
            WebRtcSession row = table.at(i);
            if (!row.isTaken()) {
                continue;
            }
            unless(ids.add(row.id()), "id " + row.id() + " twice");
            boolean ending = cluster.queue().hasEnd(row.handle());
            if (row.isVisible()) {
                visible++;
                unless(
                        media.live.contains(row.id()) || ending,
                        "a session without media: " + row.id());
            } else if (row.state() == WebRtcSession.ENDING) {
                unless(ending, "an ending session that nobody ends: " + row.id());
                unless(!media.live.contains(row.id()), "media of an ending session");
            } else {
                unless(row.state() == WebRtcSession.RESERVED, "state " + row.state());
                unless(
                        (int) get(cluster, "waiting") == row.handle() && held >= 0,
                        "a reserved session that no command waits for");
            }
        }
        for (int id : media.live) {
            boolean owed = media.owed.stream().anyMatch(o -> o[0] == id);
            unless(ids.contains(id) || owed, "media of no session: " + id);
        }
        unless(
                streams.references.getOrDefault(VIDEO, 0) == visible,
                "references " + streams.references + " of " + visible + " sessions");
        unless(!(way.asked && way.sent), "asks and waits at a time");
        unless(!way.begun, "a message is neither sent nor taken back");
        unless(
                !way.sent || (int) get(worker, "state") == 2,
                "a push is under way that nobody waits for");
    }

    /** Whatever happened, when all goes well from now on nothing stays undone. */
    private void settle() {
        for (int i = 0; i < 60 && (i == 0 || !isSettled()); i++) {
            way.openAnswer = PushChannel.OPEN;
            while (!media.owed.isEmpty()) {
                complete(0, MediaStatus.OK);
            }
            if (held >= 0) {
                proceed();
            }
            if (way.asked) {
                way.asked = false;
                way.listener.opened(rig.now);
            }
            if (way.sent) {
                way.sent = false;
                way.listener.answered(ImStatus.SUCCESS, rig.now);
            }
            long next = rig.poll();
            if (!way.sent && next != Long.MAX_VALUE) {
                rig.now = Math.max(rig.now, next);
            }
        }
        unless(cluster.queue().size() == 0, "something stays queued");
        unless((int) get(worker, "state") == 0, "the worker waits for ever");
        unless(held < 0, "a command waits for ever");
        for (int i = 0; i < sizes.sessions; i++) {
            WebRtcSession row = cluster.sessions().at(i);
            unless(
                    !row.isTaken() || row.state() == WebRtcSession.ESTABLISHED,
                    "a session stays in state " + row.state());
            unless(!row.isTaken() || !row.pending, "a session stays pending");
            unless(!row.isTaken() || media.underWay[row.id()] == 0, "candidates stay under way");
        }
        invariants();
    }

    private boolean isSettled() {
        boolean settled = cluster.queue().size() == 0 && (int) get(worker, "state") == 0;
        for (int i = 0; i < sizes.sessions; i++) {
            WebRtcSession row = cluster.sessions().at(i);
            settled &= !row.isTaken() || row.state() == WebRtcSession.ESTABLISHED && !row.pending;
        }
        return settled && held < 0 && media.owed.isEmpty();
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
    public String name(int action) {
        return KINDS[action >> 8] + " " + (action >> 4 & 15) + " " + (action & 15);
    }
}
