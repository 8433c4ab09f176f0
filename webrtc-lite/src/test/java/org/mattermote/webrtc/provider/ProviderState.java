package org.mattermote.webrtc.provider;

import static org.mattermote.webrtc.PrivateFields.get;
import static org.mattermote.webrtc.PrivateFields.set;

import java.util.Arrays;
import java.util.TreeSet;
import org.mattermote.stack.explorer.Model;
import org.mattermote.stack.mem.ByteSpan;
import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.mem.Handle;
import org.mattermote.stack.mem.Pool;
import org.mattermote.stack.mem.Slot;
import org.mattermote.stack.mem.SlotState;
import org.mattermote.webrtc.media.MediaReply;
import org.mattermote.webrtc.media.MediaSignals;
import org.mattermote.webrtc.media.MediaStatus;

/**
 * What a {@link ProviderModel} is made of, and how a state of it is saved and loaded.
 *
 * <p>It is always {@link #BASE} o'clock; a deadline is now or later. A session has generation 0, a
 * dead handle is the same dead handle always, and the next id is the least that neither the table
 * nor the media hook knows.
 */
abstract class ProviderState implements Model {
    static final long BASE = 1_000_000;
    private static final int DEAD = Handle.of(0, 0x7FFF);

    /** Places of the two controllers' sessions. */
    static final int FIRST = 1;

    static final int SECOND = 2;
    static final int VIDEO = 7;

    final ModelWay way = new ModelWay();
    final ModelMedia media;
    final FakeStreams streams = new FakeStreams();
    final WebRtcSizes sizes = new WebRtcSizes();
    final ProviderRig rig;
    final WebRtcTransportProviderCluster cluster;
    final boolean later;
    private final SlotState state;
    final Object worker;

    /** The command that the engine has kept: its action, −1 for none. */
    int held = -1;

    /** Bytes of each part at the beginning. */
    private byte[][] atBoot;

    @SuppressWarnings("unchecked")
    ProviderState(boolean later) {
        this.later = later;
        media = new ModelMedia(later, way);
        sizes.sessions = 3;
        sizes.sdpLength = 512;
        sizes.outLength = 576;
        sizes.queue = 6;
        sizes.candidates = 1;
        sizes.streams = 1;
        streams.videos.add(VIDEO);
        rig = new ProviderRig(sizes, streams, media, way);
        rig.now = BASE;
        media.who = rig.who;
        cluster = rig.cluster;
        worker = get(cluster, "worker");
        Pool<? extends Slot> rows = cluster.sessions().rows();
        state = new SlotState(new Pool[] {rows}, new Object[0]);
    }

    /** What there is now is what every run begins with. */
    final void begin() {
        atBoot = new byte[parts()][];
        byte[] buffer = new byte[LONGEST_PART];
        for (int part = 0; part < parts(); part++) {
            atBoot[part] = Arrays.copyOf(buffer, save(part, buffer));
        }
    }

    @Override
    public final void reset() {
        for (int part = 0; part < parts(); part++) {
            load(part, atBoot[part]);
        }
    }

    @Override
    public final int parts() {
        return sizes.sessions + 2;
    }

    @Override
    public final int save(int part, byte[] to) {
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
    public final void load(int part, byte[] from) {
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
                row.notBefore = row.notBefore <= rig.now ? 0 : BASE + PushWorker.RETRY_MILLIS;
            }
            set(row, "tenure", (char) (row.isTaken() ? 1 : 0));
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
        boolean placed =
                held >= 0
                        && (held >> 8 == ProviderModel.AGAIN || held >> 8 == ProviderModel.ANSWER);
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
}
