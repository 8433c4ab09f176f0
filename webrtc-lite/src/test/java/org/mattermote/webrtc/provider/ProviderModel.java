package org.mattermote.webrtc.provider;

import static org.mattermote.stack.explorer.Violation.unless;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.explorer.Model;
import org.mattermote.stack.mem.ByteSpan;
import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.mem.Handle;
import org.mattermote.stack.mem.Pool;
import org.mattermote.stack.mem.Slot;
import org.mattermote.stack.mem.SlotState;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.webrtc.media.CandidateSink;
import org.mattermote.webrtc.media.IceCandidates;
import org.mattermote.webrtc.media.MediaHook;
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
 *
 * <p>It is always {@link #BASE} o'clock; a deadline is now or later. A session has generation 0, a
 * dead handle is the same dead handle always, and the next id is the least that neither the table
 * nor the media hook knows.
 */
final class ProviderModel implements Model {
    private static final long BASE = 1_000_000;
    private static final int DEAD = Handle.of(0, 0x7FFF);

    /** Places of the two controllers' sessions. */
    private static final int FIRST = 1;

    private static final int SECOND = 2;
    private static final int VIDEO = 7;

    /** Bytes of a description, as far as it matters. */
    private static final int DESCRIPTION = 30;

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
    private static final int AGAIN = 2;
    private static final int ANSWER = 3;
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

    /** There is a session, but no message is free. */
    private static final int NO_MESSAGE = 10;

    /** There is a session, whose messages hold no description. */
    private static final int SHORT_MESSAGE = 11;

    /** There is a session, but a description has no place any more. */
    private static final int NO_PLACE = 12;

    private static final int[] OPENS = {
        PushChannel.OPEN,
        PushChannel.ASKED,
        PushChannel.BUSY,
        PushChannel.NO_SESSION,
        NO_MESSAGE,
        SHORT_MESSAGE,
        NO_PLACE
    };

    private final Media media = new Media();
    private final Way way = new Way();
    private final FakeStreams streams = new FakeStreams();
    private final WebRtcSizes sizes = new WebRtcSizes();
    private final ProviderRig rig;
    private final WebRtcTransportProviderCluster cluster;
    private final boolean later;
    private final int items;
    private final SlotState state;
    private final Object worker;

    /** The command that the engine has kept: its action, −1 for none. */
    private int held = -1;

    /** Bytes of each part at the beginning. */
    private final byte[][] atBoot;

    /** Media sessions are those it said yes to, and nobody ended since. */
    private final class Media implements MediaHook {
        final TreeSet<Integer> live = new TreeSet<>();

        /**
         * Sessions it still owes an answer to: id, handle, whether it was live before, 2 when it
         * ended it meanwhile.
         */
        final List<int[]> owed = new ArrayList<>();

        /** Fabric of each live or owed one, by id. */
        final int[] fabric = new int[32];

        /** Candidates that wait, and that are under way, by id. */
        final int[] waiting = new int[32];

        final int[] underWay = new int[32];

        int answer;
        boolean deferred;
        MediaSignals signals;

        @Override
        public void attach(MediaSignals signals) {
            this.signals = signals;
        }

        @Override
        public boolean answersLater() {
            return later;
        }

        private int say(MediaReply reply) {
            fabric[reply.id] = rig.who.fabricIndex;
            if (answer == MediaStatus.PENDING) {
                owed.add(new int[] {reply.id, reply.session, live.contains(reply.id) ? 1 : 0});
            } else if (answer == MediaStatus.OK) {
                unless(rig.who.fabricIndex == fabric[reply.id], "another's session");
                live.add(reply.id);
                reply.deferred = deferred;
                reply.videoStream = VIDEO;
            }
            return answer;
        }

        @Override
        public int onSolicitOffer(OfferParams params, MediaReply reply) {
            unless(!live.contains(reply.id), "id " + reply.id + " is given twice");
            return say(reply);
        }

        @Override
        public int onOffer(byte[] sdp, int at, int length, OfferParams params, MediaReply reply) {
            return say(reply);
        }

        @Override
        public int onAnswer(byte[] sdp, int at, int length, MediaReply reply) {
            unless(live.contains(reply.id), "an answer for no media session");
            return say(reply);
        }

        @Override
        public int onIceCandidates(int id, IceCandidates candidates) {
            return MediaStatus.OK;
        }

        @Override
        public int onEndSession(int id, int reason) {
            live.remove(id);
            waiting[id] = 0;
            underWay[id] = 0;
            return MediaStatus.OK;
        }

        @Override
        public int takeOfferSdp(int id, byte[] buffer, int at, int capacity) {
            return take(id, buffer, at, capacity);
        }

        @Override
        public int takeAnswerSdp(int id, byte[] buffer, int at, int capacity) {
            return take(id, buffer, at, capacity);
        }

        private int take(int id, byte[] buffer, int at, int capacity) {
            unless(live.contains(id), "a description of no media session is taken");
            unless(way.begun, "a description is taken without a message for it");
            if (capacity < DESCRIPTION) {
                return MediaStatus.RESOURCE_EXHAUSTED;
            }
            buffer[at] = 'v';
            return way.openAnswer == NO_PLACE ? 0 : 1;
        }

        @Override
        public int takeIceCandidates(int id, CandidateSink sink) {
            unless(live.contains(id), "candidates of no media session are taken");
            unless(way.begun, "candidates are taken without a message for them");
            unless(underWay[id] == 0, "candidates under way are taken again");
            byte[] text = {'c'};
            while (waiting[id] > 0
                    && sink.push(text, 0, 1, null, 0, 0, IceCandidates.NULL) == MediaStatus.OK) {
                waiting[id]--;
                underWay[id]++;
            }
            return MediaStatus.OK;
        }

        @Override
        public void onCandidatesAcknowledged(int id) {
            underWay[id] = 0;
        }

        @Override
        public void onOutboundFailed(int id, int kind, int error) {
            unless(live.contains(id), "a push of no media session failed");
            if (kind == MediaSignals.ICE_CANDIDATES) {
                waiting[id] += underWay[id];
                underWay[id] = 0;
            }
        }

        @Override
        public long poll(long nowMillis) {
            return Long.MAX_VALUE;
        }

        @Override
        public void onFabricRemoved(int fabricIndex) {
            live.removeIf(id -> fabric[id] == fabricIndex);
            for (int id = 0; id < fabric.length; id++) {
                if (!live.contains(id)) {
                    waiting[id] = 0;
                    underWay[id] = 0;
                }
            }
        }
    }

    /** The way to the peers. */
    private final class Way implements PushChannel {
        private final byte[] bytes = new byte[1_000];
        private final TlvWriter message = new TlvWriter();
        boolean begun;
        int openAnswer;
        boolean asked;
        boolean sent;
        PushListener listener;

        @Override
        public void setListener(PushListener listener) {
            this.listener = listener;
        }

        @Override
        public int open(int fabricIndex, long peerNodeId, boolean large, long nowMillis) {
            unless(!sent && !begun, "two pushes at a time");
            asked = openAnswer == ASKED;
            return openAnswer >= NO_MESSAGE ? OPEN : openAnswer;
        }

        @Override
        public TlvWriter begin(int endpoint, int command, boolean whole, long nowMillis) {
            unless(!sent && !begun, "two pushes at a time");
            message.wrap(bytes, 0, openAnswer == SHORT_MESSAGE ? DESCRIPTION : bytes.length);
            begun = openAnswer != NO_MESSAGE;
            return begun ? message : null;
        }

        @Override
        public int send(long nowMillis) {
            unless(begun && !message.overflowed(), "what was not begun is sent");
            begun = false;
            sent = true;
            return OPEN;
        }

        @Override
        public void cancel(long nowMillis) {
            asked = false;
            begun = false;
            sent = false;
        }
    }

    /**
     * @param later whether the media hook answers later
     * @param items queued beside ends, at most
     */
    @SuppressWarnings("unchecked")
    ProviderModel(boolean later, int items) {
        this.later = later;
        this.items = items;
        sizes.sessions = 3;
        sizes.sdpLength = 512;
        sizes.outLength = 576;
        sizes.queue = 6;
        sizes.candidates = 1;
        sizes.streams = 1;
        streams.videos.add(VIDEO);
        rig = new ProviderRig(sizes, streams, media, way);
        rig.now = BASE;
        cluster = rig.cluster;
        worker = get(cluster, "worker");
        Pool<? extends Slot> rows = cluster.sessions().rows();
        state = new SlotState(new Pool[] {rows}, new Object[0]);
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
        atBoot = new byte[parts()][];
        byte[] buffer = new byte[LONGEST_PART];
        for (int part = 0; part < parts(); part++) {
            atBoot[part] = Arrays.copyOf(buffer, save(part, buffer));
        }
    }

    @Override
    public void reset() {
        for (int part = 0; part < parts(); part++) {
            load(part, atBoot[part]);
        }
    }

    @Override
    public int parts() {
        return sizes.sessions + 2;
    }

    @Override
    public int save(int part, byte[] to) {
        if (part == 0) {
            normalise();
        }
        ByteSpan span = new ByteSpan().set(to, 0, to.length);
        if (part < sizes.sessions) {
            return state.save(cluster.sessions().at(part), span);
        }
        state.beginSaving(span);
        transfer(part);
        return state.length();
    }

    @Override
    public void load(int part, byte[] from) {
        ByteSpan span = new ByteSpan().set(from, 0, from.length);
        rig.now = BASE;
        if (part < sizes.sessions) {
            state.load(cluster.sessions().at(part), span);
            cluster.sessions().rows().recount();
            return;
        }
        state.beginLoading(span);
        transfer(part);
    }

    private void transfer(int part) {
        if (part == sizes.sessions) {
            cluster.state(state);
            return;
        }
        held = state.integer(held);
        way.asked = state.flag(way.asked);
        way.sent = state.flag(way.sent);
        state.bytes(rig.memory);
        int live = 0;
        for (int id : media.live) {
            live |= 1 << id;
        }
        live = state.integer(live);
        media.live.clear();
        for (int id = 0; id < 32; id++) {
            if ((live >> id & 1) != 0) {
                media.live.add(id);
            }
        }
        state.integers(media.fabric);
        state.integers(media.waiting);
        state.integers(media.underWay);
        int count = state.integer(media.owed.size());
        while (media.owed.size() > count) {
            media.owed.remove(count);
        }
        while (media.owed.size() < count) {
            media.owed.add(new int[3]);
        }
        media.owed.forEach(state::integers);
        int references = state.integer(streams.references.getOrDefault(VIDEO, 0));
        streams.references.clear();
        if (references != 0) {
            streams.references.put(VIDEO, references);
        }
    }

    // What makes states equal that differ in nothing that matters.

    private void normalisePending() {
        int waiting = (int) get(cluster, "waiting");
        set(cluster, "waiting", waiting < 0 ? waiting : renamed(waiting));
        MediaReply arrived = arrived();
        boolean isThere = (int) get(cluster, "arrived") != MediaStatus.PENDING;
        arrived.session = isThere ? renamed(arrived.session) : 0;
        if (!isThere) {
            arrived.id = 0;
            arrived.videoStream = 0;
            arrived.audioStream = 0;
            arrived.deferred = false;
            arrived.fabricIndex = 0;
        }
    }

    /** Where an answer is kept that came later; nobody's in a cluster that knows of none. */
    private MediaReply arrived() {
        return later ? (MediaReply) get(cluster, "arrivedReply") : new MediaReply();
    }

    private void normalise() {
        SessionTable table = cluster.sessions();
        OutboundQueue queue = cluster.queue();
        long[] dues = (long[]) get(queue, "dues");
        for (int i = 0; i < queue.size(); i++) {
            dues[i] = dues[i] <= rig.now ? 0 : BASE + PushWorker.RETRY_MILLIS;
        }
        int[] sessions = (int[]) get(queue, "sessions");
        for (int i = 0; i < queue.size(); i++) {
            sessions[i] = renamed(sessions[i]);
        }
        boolean idle = (int) get(worker, "state") == 0;
        boolean withdrawn = idle || queue.active() == OutboundQueue.NONE;
        set(worker, "session", withdrawn ? 0 : renamed((int) get(worker, "session")));
        set(worker, "kind", withdrawn ? 0 : get(worker, "kind"));
        boolean batched =
                !idle && way.sent && (int) get(worker, "kind") == MediaSignals.ICE_CANDIDATES;
        Object batch = get(worker, "batch");
        set(batch, "count", batched ? get(batch, "count") : 0);
        set(batch, "full", batched && (boolean) get(batch, "full"));
        // A wait for what may be free is over as soon as somebody looks.
        long due = (long) get(worker, "due");
        set(worker, "due", idle ? 0L : due == Long.MAX_VALUE ? due : BASE);
        set(worker, "until", idle ? 0L : BASE + PushWorker.PATIENCE_MILLIS);
        if (later) {
            normalisePending();
        }
        if (rig.memory[0] == 1) {
            int kept = renamed(Bytes.u32le(rig.memory, 1));
            Bytes.putU32le(rig.memory, 1, kept);
        }
        TreeSet<Integer> known = new TreeSet<>(media.live);
        for (int[] owed : media.owed) {
            owed[1] = renamed(owed[1]);
            known.add(owed[0]);
        }
        for (int i = 0; i < table.capacity(); i++) {
            WebRtcSession row = table.at(i);
            if (row.isTaken()) {
                known.add(row.id());
                row.deadline = row.awaitsPeer() ? BASE + PushWorker.INVITE_MILLIS : 0;
            }
            set(row, "tenure", row.isTaken() ? (char) 0x8000 : (char) 0);
        }
        for (int id = 0; id < 32; id++) {
            if (!known.contains(id)) {
                media.fabric[id] = 0;
            }
        }
        rig.now = BASE;
        if (rank(SECOND) > rank(FIRST)) {
            swapRows();
        }
        nameByPlace(known);
        if (table.at(FIRST).fabricIndex() == 2) {
            swapControllers();
        }
    }

    /** A handle of generation 0, or the dead one. */
    private int renamed(int handle) {
        WebRtcSession row = cluster.sessions().find(handle);
        return row == null ? DEAD : Handle.of(Handle.index(handle), 0);
    }

    /** Which of two sessions is first: everything of them but whose they are. */
    private int rank(int place) {
        WebRtcSession row = cluster.sessions().at(place);
        if (!row.isTaken()) {
            return 0;
        }
        OutboundQueue queue = cluster.queue();
        int rank = 10 * row.state() + (row.pending ? 5 : 0);
        for (int i = 0; i < queue.size(); i++) {
            rank = 10 * rank + (queue.session(i) == row.handle() ? 1 + queue.kind(i) : 0);
        }
        return 10 * rank + media.waiting[row.id()] + 3 * media.underWay[row.id()];
    }

    private void swapRows() {
        SessionTable table = cluster.sessions();
        byte[] first = new byte[100];
        byte[] second = new byte[100];
        state.save(table.at(FIRST), new ByteSpan().set(first, 0, first.length));
        state.save(table.at(SECOND), new ByteSpan().set(second, 0, second.length));
        state.load(table.at(FIRST), new ByteSpan().set(second, 0, second.length));
        state.load(table.at(SECOND), new ByteSpan().set(first, 0, first.length));
        int[] sessions = (int[]) get(cluster.queue(), "sessions");
        for (int i = 0; i < cluster.queue().size(); i++) {
            sessions[i] = other(sessions[i]);
        }
        set(worker, "session", other((int) get(worker, "session")));
        if (later) {
            set(cluster, "waiting", other((int) get(cluster, "waiting")));
        }
        MediaReply arrived = arrived();
        arrived.session = other(arrived.session);
        if (rig.memory[0] == 1) {
            Bytes.putU32le(rig.memory, 1, other(Bytes.u32le(rig.memory, 1)));
        }
        media.owed.forEach(owed -> owed[1] = other(owed[1]));
        boolean placed = held >= 0 && (held >> 8 == AGAIN || held >> 8 == ANSWER);
        held = placed ? held & ~15 | other(held & 15) : held;
    }

    /** The other one of two live handles of generation 0, or of two places. */
    private static int other(int handle) {
        return handle == FIRST || handle == SECOND ? FIRST + SECOND - handle : handle;
    }

    /** A session's id is that of its place; those of media without a session come after. */
    private void nameByPlace(TreeSet<Integer> known) {
        int[] names = new int[32];
        for (int i = 0; i < sizes.sessions; i++) {
            WebRtcSession row = cluster.sessions().at(i);
            if (row.isTaken()) {
                names[row.id()] = i + 1;
                row.id = (char) (i + 1);
            }
        }
        int next = sizes.sessions + 1;
        for (int id : known) {
            names[id] = names[id] == 0 ? next++ : names[id];
        }
        int[][] arrays = {media.fabric, media.waiting, media.underWay};
        for (int[] array : arrays) {
            int[] before = array.clone();
            Arrays.fill(array, 0);
            for (int id : known) {
                array[names[id]] = before[id];
            }
        }
        TreeSet<Integer> live = new TreeSet<>();
        media.live.forEach(id -> live.add(names[id]));
        media.live.clear();
        media.live.addAll(live);
        media.owed.forEach(owed -> owed[0] = names[owed[0]]);
        MediaReply arrived = arrived();
        arrived.id = names[arrived.id];
        int cursor = 1;
        while (isName(names, cursor)) {
            cursor++;
        }
        set(cluster.sessions(), "cursor", cursor);
    }

    private static boolean isName(int[] names, int name) {
        return Arrays.stream(names).anyMatch(other -> other == name);
    }

    private void swapControllers() {
        for (int i = FIRST; i <= SECOND; i++) {
            WebRtcSession row = cluster.sessions().at(i);
            if (row.isTaken()) {
                row.peerNodeId ^= 1;
                row.fabricIndex = (byte) (3 - row.fabricIndex());
            }
        }
        for (int i = 0; i < media.fabric.length; i++) {
            int fabric = media.fabric[i];
            media.fabric[i] = fabric == 1 || fabric == 2 ? 3 - fabric : fabric;
        }
        MediaReply arrived = arrived();
        int fabric = arrived.fabricIndex;
        arrived.fabricIndex = fabric == 1 || fabric == 2 ? 3 - fabric : fabric;
        held ^= held >= 0 ? 1 << 4 : 0;
    }

    private static final Map<Class<?>, Map<String, Field>> FIELDS = new HashMap<>();

    private static Field field(Object of, String name) {
        return FIELDS.computeIfAbsent(of.getClass(), type -> new HashMap<>())
                .computeIfAbsent(name, any -> find(of.getClass(), name));
    }

    private static Field find(Class<?> of, String name) {
        for (Class<?> type = of; type != null; type = type.getSuperclass()) {
            try {
                Field field = type.getDeclaredField(name);
                field.setAccessible(true);
                return field;
            } catch (NoSuchFieldException e) {
                continue;
            }
        }
        throw new IllegalArgumentException(name);
    }

    private static Object get(Object of, String name) {
        try {
            return field(of, name).get(of);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void set(Object of, String name, Object value) {
        try {
            field(of, name).set(of, value);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
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
        for (int i = 0; i < cluster.queue().size(); i++) {
            if (cluster.queue().due(i) > BASE) {
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
            ((long[]) get(cluster.queue(), "dues"))[index] = rig.now;
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
