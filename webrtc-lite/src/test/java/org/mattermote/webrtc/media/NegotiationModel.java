package org.mattermote.webrtc.media;

import static org.mattermote.stack.explorer.Violation.unless;
import static org.mattermote.webrtc.PrivateFields.set;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.mattermote.stack.crypto.Drbg;
import org.mattermote.stack.explorer.Model;
import org.mattermote.stack.mem.ByteSpan;
import org.mattermote.stack.mem.Pool;
import org.mattermote.stack.mem.Scratch;
import org.mattermote.stack.mem.SlotState;
import org.mattermote.webrtc.ice.IceCandidate;
import org.mattermote.webrtc.sdp.Codec;
import org.mattermote.webrtc.sdp.Direction;
import org.mattermote.webrtc.sdp.SdpSession;
import org.mattermote.webrtc.sdp.SdpStream;
import org.mattermote.webrtc.spec.WebRtcTypes;

/**
 * The negotiation that ships, between a provider and a media processor that do whatever they may:
 * peers that solicit, offer, offer again with and without an ICE restart, answer, answer when
 * nobody asked, send nonsense and end; a processor that refuses, finds candidates, fails, is lost,
 * comes back, is in standby and wakes; a provider whose queue is full, whose pushes arrive, fail,
 * fail twice, and are under way while everything else happens.
 */
final class NegotiationModel implements Model, MediaSignals, CandidateSink {
    private static final int SESSIONS = 2;
    static final int QUEUE = 2;
    private static final int CANDIDATES = 2;
    private static final int FIRST_PORT = 5000;

    /** Of before a restart, still on their way. */
    private static final int GATHERINGS = 2;

    private static final String[] KINDS = {
        "solicit",
        "offer",
        "answer",
        "end",
        "fabric",
        "found",
        "gathered",
        "failed",
        "processor",
        "standby",
        "take",
        "deliver",
        "fail",
        "time"
    };
    private static final int SOLICIT = 0;
    private static final int OFFERS = 1;
    private static final int ANSWERS = 2;
    private static final int ENDS = 3;
    private static final int FABRIC = 4;
    private static final int FOUND = 5;
    private static final int GATHERED = 6;
    private static final int FAILED = 7;
    private static final int PROCESSOR = 8;
    private static final int STANDBY = 9;
    private static final int TAKE = 10;
    private static final int DELIVER = 11;
    private static final int FAIL = 12;
    private static final int TIME = 13;

    /** Of a command: the processor takes it, it refuses to open, to connect; it is nonsense. */
    private static final int GOOD = 0;

    private static final int RESTART = 1;
    private static final int NO_OPEN = 2;
    private static final int NO_CONNECT = 3;
    private static final int NONSENSE = 4;

    private final FakePort port = new FakePort();
    private final Scratch scratch = new Scratch(1_000);
    private final Negotiation negotiation;
    private final KnownSession[] known = new KnownSession[SESSIONS];
    private final MediaReply reply = new MediaReply();
    private final OfferParams params = new OfferParams();
    private final byte[] written = new byte[2_048];
    private final SlotState state;
    private final byte[][] atBoot;
    private long now;

    /** What the sink took, a bit each. */
    private int sunk;

    NegotiationModel() {
        MediaSizes sizes = new MediaSizes();
        sizes.sessions = SESSIONS;
        sizes.sdpLength = 2_048;
        sizes.candidates = CANDIDATES;
        sizes.sections = 1;
        Drbg random =
                new Drbg() {
                    @Override
                    public void generate(byte[] out, int off, int len) {
                        Arrays.fill(out, off, off + len, (byte) 1);
                    }
                };
        negotiation =
                new Negotiation(
                        sizes,
                        port,
                        new StreamChoice() {
                            @Override
                            public int choose(boolean video, int usage) {
                                return video ? 1 : OfferParams.NULL;
                            }
                        },
                        random,
                        scratch,
                        new SdpStream[] {
                            new SdpStream(
                                    Codec.H264,
                                    Direction.SENDONLY,
                                    102,
                                    SdpStream.H264_LEVEL_3_1,
                                    0)
                        },
                        new byte[] {'c'});
        negotiation.attach(this);
        params.videoStream = OfferParams.NULL;
        params.audioStream = OfferParams.ABSENT;
        for (int i = 0; i < SESSIONS; i++) {
            known[i] = new KnownSession();
        }
        @SuppressWarnings("unchecked")
        Pool<MediaSession>[] pools = new Pool[] {negotiation.rows()};
        state = new SlotState(pools, new Object[0]);
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
        return SESSIONS + 1;
    }

    @Override
    public int save(int part, byte[] to) {
        if (part == 0) {
            normalise();
        }
        ByteSpan span = new ByteSpan().set(to, 0, to.length);
        if (part < SESSIONS) {
            return state.save(negotiation.rows().at(part), span);
        }
        state.beginSaving(span);
        transfer();
        return state.length();
    }

    @Override
    public void load(int part, byte[] from) {
        ByteSpan span = new ByteSpan().set(from, 0, from.length);
        if (part < SESSIONS) {
            state.load(negotiation.rows().at(part), span);
            negotiation.rows().recount();
            return;
        }
        state.beginLoading(span);
        transfer();
    }

    private void transfer() {
        for (KnownSession each : known) {
            each.state(state);
        }
        port.ready = state.flag(port.ready);
        port.standby = state.flag(port.standby);
        int open = 0;
        for (int id : port.open) {
            open |= 1 << id;
        }
        open = state.integer(open);
        port.open.clear();
        for (int id = 0; id <= SESSIONS; id++) {
            if ((open >> id & 1) != 0) {
                port.open.add(id);
            }
        }
    }

    /** States are equal that differ in numbers of descriptions, generations and hours only. */
    private void normalise() {
        now = 0;
        for (int i = 0; i < SESSIONS; i++) {
            MediaSession row = negotiation.rows().at(i);
            set(row, "tenure", (char) (row.isTaken() ? 1 : 0));
            set(row.sdp, "version", Math.min(1, row.sdp.version()));
        }
    }

    // ---- Actions: kind, session, variant --------------------------------------------------------

    private static int action(int kind, int session, int variant) {
        return kind << 8 | session << 4 | variant;
    }

    @Override
    public int actions(int[] out) {
        int n = 0;
        for (int i = 0; i < SESSIONS; i++) {
            KnownSession of = known[i];
            if (!of.live) {
                out[n++] = action(SOLICIT, i, GOOD);
                out[n++] = action(SOLICIT, i, NO_OPEN);
            }
            for (int variant = GOOD; variant <= NONSENSE; variant++) {
                if (variant != RESTART || of.before < GATHERINGS) {
                    out[n++] = action(OFFERS, i, variant);
                }
            }
            if (!of.live) {
                continue;
            }
            out[n++] = action(ANSWERS, i, GOOD);
            out[n++] = action(ANSWERS, i, NO_CONNECT);
            out[n++] = action(ANSWERS, i, NONSENSE);
            out[n++] = action(ENDS, i, 0);
            out[n++] = action(FABRIC, i, 0);
            for (int candidate = 0; candidate < CANDIDATES && port.ready; candidate++) {
                out[n++] = action(FOUND, i, candidate);
            }
            if (port.ready) {
                out[n++] = action(GATHERED, i, 0);
                out[n++] = action(FAILED, i, 0);
            }
            if (of.underWay) {
                out[n++] = action(DELIVER, i, 0);
                out[n++] = action(FAIL, i, 0);
            } else if (of.queued > 0) {
                out[n++] = action(TAKE, i, 0);
            }
        }
        out[n++] = action(PROCESSOR, 0, 0);
        if (port.ready) {
            out[n++] = action(PROCESSOR, 0, 1);
            out[n++] = action(STANDBY, 0, 0);
        }
        out[n++] = action(TIME, 0, 0);
        return n;
    }

    @Override
    public void act(int action) {
        int session = action >> 4 & 15;
        int variant = action & 15;
        int id = session + 1;
        KnownSession of = known[session];
        port.openAnswer = variant == NO_OPEN ? MediaStatus.RESOURCE_EXHAUSTED : MediaStatus.OK;
        port.connectAnswer =
                variant == NO_CONNECT ? MediaStatus.RESOURCE_EXHAUSTED : MediaStatus.OK;
        switch (action >> 8) {
            case SOLICIT -> solicit(of, id);
            case OFFERS -> offer(of, id, variant);
            case ANSWERS -> answer(of, id, variant);
            case ENDS -> {
                of.clear();
                negotiation.onEndSession(id, 2);
            }
            case FABRIC -> {
                of.clear();
                negotiation.onFabricRemoved(id);
            }
            case FOUND -> found(of, id, variant);
            case GATHERED -> {
                if (of.before > 0) {
                    of.before--;
                } else {
                    of.found |= port.open.contains(id) ? 4 : 0;
                }
                negotiation.gathered(id);
            }
            case FAILED -> {
                if (port.open.contains(id)) {
                    negotiation.failed(id, 0);
                    unless(!of.live, "a session that failed goes on");
                }
            }
            case PROCESSOR -> processor(variant);
            case STANDBY -> {
                port.standby = !port.standby;
                if (!port.standby) {
                    negotiation.sourceReady();
                }
            }
            case TAKE -> take(of, id);
            case DELIVER -> deliver(of, id);
            case FAIL -> fail(of, id);
            default -> {
                now += 2_000;
                negotiation.poll(now);
            }
        }
        port.calls.clear();
    }

    private void address(int id) {
        reply.id = id;
        reply.session = id;
        reply.fabricIndex = id;
        reply.deferred = false;
    }

    private void solicit(KnownSession of, int id) {
        address(id);
        of.clear();
        of.live = true;
        int status = negotiation.onSolicitOffer(params, reply);
        unless(port.ready || status != MediaStatus.OK, "an offer without a processor");
        if (status != MediaStatus.OK) {
            unless(of.queued == 0, "queued for a command that failed");
            of.clear();
        }
    }

    private void offer(KnownSession of, int id, int variant) {
        boolean isNew = !of.live;
        byte[] before = isNew ? null : record(id);
        if (isNew) {
            of.clear();
            of.live = true;
        }
        address(id);
        boolean second = of.second != (variant == RESTART);
        String text = variant == NONSENSE ? "v=1" : KnownSession.description("actpass", second);
        int queued = of.queued;
        int status = give(text, id, true);
        if (status != MediaStatus.OK) {
            unless(of.queued == queued, "queued for a command that failed");
            unless(
                    isNew || Arrays.equals(before, record(id)),
                    "a command that failed changes the session");
            if (isNew) {
                of.clear();
            }
            return;
        }
        unless(variant < NO_CONNECT, "what the processor refused is done");
        if (of.agreed && second != of.second) {
            of.before += (of.found & 4) == 0 ? 1 : 0;
            of.found = 0;
            of.got = 0;
            of.carried = 0;
        }
        of.stale = of.underWay;
        of.agreed = true;
        of.second = second;
        of.offerOpen = true;
    }

    private void answer(KnownSession of, int id, int variant) {
        address(id);
        byte[] before = record(id);
        boolean awaits = of.sent && !of.agreed;
        String text = variant == NONSENSE ? "v=1" : KnownSession.description("active", of.second);
        int status = give(text, id, false);
        if (status == MediaStatus.OK) {
            unless(variant == GOOD, "what the processor refused is done");
            unless(!of.agreed, "an answer that nobody asked for");
            unless(of.described || of.sent, "an answer to an offer that nobody has");
            of.agreed = true;
            of.described = true;
        } else {
            unless(Arrays.equals(before, record(id)), "an answer that failed changes the session");
            unless(
                    variant != GOOD || !awaits || !port.ready,
                    "the answer to our offer is refused: " + status);
        }
    }

    private int give(String text, int id, boolean offers) {
        byte[] sdp = text.getBytes(StandardCharsets.US_ASCII);
        return offers
                ? negotiation.onOffer(sdp, 0, sdp.length, params, reply)
                : negotiation.onAnswer(sdp, 0, sdp.length, reply);
    }

    private MediaSession row(int id) {
        for (int i = 0; i < SESSIONS; i++) {
            MediaSession row = negotiation.rows().at(i);
            if (row.isTaken() && row.id == id) {
                return row;
            }
        }
        return null;
    }

    private byte[] record(int id) {
        MediaSession row = row(id);
        if (row == null) {
            return null;
        }
        byte[] record = new byte[LONGEST_PART];
        state.beginSaving(new ByteSpan().set(record, 0, record.length));
        row.sdp.state(state);
        return record;
    }

    private void found(KnownSession of, int id, int number) {
        if (!port.open.contains(id) || (of.found & 4) != 0) {
            return;
        }
        of.found |= of.before > 0 ? 0 : 1 << number;
        IceCandidate candidate = new IceCandidate();
        candidate.component = 1;
        candidate.addressKind = 1;
        candidate.port = FIRST_PORT + number;
        negotiation.localCandidate(id, candidate);
    }

    /** Gone, or there anew. */
    private void processor(int variant) {
        port.open.clear();
        if (port.ready) {
            port.ready = variant == 1;
            if (port.ready) {
                negotiation.processorReady();
            } else {
                negotiation.processorLost();
            }
        } else {
            port.ready = true;
            negotiation.processorReady();
        }
        for (KnownSession each : known) {
            unless(!each.live, "a session outlives its processor");
        }
    }

    // ---- The provider ---------------------------------------------------------------------------

    private int signal(int id, int kind) {
        KnownSession of = known[id - 1];
        if (!of.live) {
            return MediaStatus.NOT_FOUND;
        }
        int from = of.underWay ? 1 : 0;
        for (int i = from; i < of.queued && kind == ICE_CANDIDATES; i++) {
            if (of.queue[i] == kind) {
                return MediaStatus.OK;
            }
        }
        if (of.queued == QUEUE) {
            return MediaStatus.RESOURCE_EXHAUSTED;
        }
        of.queue[of.queued++] = kind;
        return MediaStatus.OK;
    }

    @Override
    public int offer(int id) {
        return signal(id, OFFER);
    }

    @Override
    public int answer(int id) {
        return signal(id, ANSWER);
    }

    @Override
    public int iceCandidates(int id) {
        return signal(id, ICE_CANDIDATES);
    }

    @Override
    public int end(int id, int reason) {
        known[id - 1].clear();
        return MediaStatus.OK;
    }

    @Override
    public void complete(int status, MediaReply done) {
        unless(false, "nothing is ever pending");
    }

    private void drop(KnownSession of) {
        of.queued--;
        System.arraycopy(of.queue, 1, of.queue, 0, QUEUE - 1);
        of.failedOnce = false;
        of.underWay = false;
        of.stale = false;
        of.carried = 0;
    }

    private void take(KnownSession of, int id) {
        if (of.queue[0] == ICE_CANDIDATES) {
            sunk = 0;
            int status = negotiation.takeIceCandidates(id, this);
            unless(status == MediaStatus.OK, "no candidates for a session: " + status);
            of.carried = sunk;
            of.underWay = true;
            if (sunk == 0) {
                drop(of);
            } else {
                unless(of.described, "candidates before any description");
            }
            return;
        }
        int length =
                of.queue[0] == OFFER
                        ? negotiation.takeOfferSdp(id, written, 0, written.length)
                        : negotiation.takeAnswerSdp(id, written, 0, written.length);
        unless(length >= 0, "a description that was queued is refused: " + length);
        if (length == 0) {
            drop(of);
            return;
        }
        String text = new String(written, 0, length, StandardCharsets.US_ASCII);
        unless(text.contains("actpass") == (of.queue[0] == OFFER), "another kind of description");
        unless(of.queue[0] != OFFER || !of.agreed, "an offer that has no place");
        of.carried = text.contains("end-of-candidates") ? 4 : 0;
        for (int i = 0; i < CANDIDATES; i++) {
            of.carried |= text.contains(" " + (FIRST_PORT + i) + " typ") ? 1 << i : 0;
        }
        of.underWay = true;
        of.sent |= of.queue[0] == OFFER;
    }

    @Override
    public boolean isFull() {
        return Integer.bitCount(sunk) == 1;
    }

    @Override
    public int push(
            byte[] text, int at, int length, byte[] mid, int midAt, int midLength, int section) {
        String candidate = new String(text, at, length, StandardCharsets.US_ASCII);
        sunk |= length == 0 ? 4 : 1 << Integer.parseInt(candidate.split(" ")[5]) - FIRST_PORT;
        return MediaStatus.OK;
    }

    private void deliver(KnownSession of, int id) {
        unless((of.got & of.carried) == 0, "the peer is told again of what it has");
        unless((of.got & 4) == 0 || of.carried == 0, "candidates behind the last");
        of.got |= of.carried;
        int kind = of.queue[0];
        boolean more = kind == ICE_CANDIDATES;
        if (!more) {
            unless(kind == OFFER || of.offerOpen, "an answer that nobody waits for");
            of.offerOpen = of.offerOpen && (kind == OFFER || of.stale);
            of.described = true;
        }
        drop(of);
        negotiation.onCandidatesAcknowledged(id);
        if (more) {
            // The provider asks once more when its sink was full.
            signal(id, ICE_CANDIDATES);
        }
    }

    /** A description is tried twice; candidates are the media hook's to try. */
    private void fail(KnownSession of, int id) {
        int kind = of.queue[0];
        of.underWay = false;
        of.carried = 0;
        of.stale = false;
        boolean second = of.failedOnce;
        if (kind == ICE_CANDIDATES) {
            drop(of);
        } else {
            of.failedOnce = true;
        }
        negotiation.onOutboundFailed(id, kind, MediaStatus.NO_ANSWER);
        if (kind != ICE_CANDIDATES && second) {
            of.clear();
            negotiation.onEndSession(id, WebRtcTypes.WEBRTC_END_REASON_UNKNOWN_REASON);
        }
    }

    // ---- What must hold -------------------------------------------------------------------------

    @Override
    public boolean check(int[] parts) {
        invariants();
        settle();
        return true;
    }

    private void invariants() {
        unless(scratch.isIdle(), "working memory is kept");
        for (int i = 0; i < SESSIONS; i++) {
            MediaSession row = row(i + 1);
            unless(known[i].live == (row != null), "a session that one of both has");
            unless(port.open.contains(i + 1) == (row != null), "the processor has another");
            unless(row == null || port.ready, "a session without a processor");
            unless(
                    row == null || row.sdp.isAgreed() == known[i].agreed,
                    "what is agreed is not what was agreed");
        }
    }

    /** When all goes well from now on, the peer gets everything there is. */
    private void settle() {
        port.openAnswer = MediaStatus.OK;
        port.connectAnswer = MediaStatus.OK;
        port.standby = false;
        negotiation.sourceReady();
        for (int round = 0; round < 20; round++) {
            for (int i = 0; i < SESSIONS; i++) {
                KnownSession of = known[i];
                if (of.underWay) {
                    deliver(of, i + 1);
                } else if (of.queued > 0) {
                    take(of, i + 1);
                }
            }
            now += 2_000;
            negotiation.poll(now);
        }
        for (int i = 0; i < SESSIONS; i++) {
            KnownSession of = known[i];
            MediaSession row = row(i + 1);
            if (!of.live) {
                continue;
            }
            unless(of.queued == 0, "something stays queued");
            unless(of.described, "a peer without a description");
            unless(!of.offerOpen, "an offer without an answer");
            unless(of.got == of.found, "the peer has " + of.got + " of " + of.found);
            unless(row.sdp.candidates.underWay() == 0, "candidates stay under way");
            unless(row.sdp.description() != SdpSession.OFFER || !of.agreed, "an offer stays open");
        }
        invariants();
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
        return KINDS[action >> 8] + " " + ((action >> 4 & 15) + 1) + " variant " + (action & 15);
    }
}
