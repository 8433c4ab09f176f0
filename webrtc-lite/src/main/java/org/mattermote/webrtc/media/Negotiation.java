package org.mattermote.webrtc.media;

import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.crypto.Drbg;
import org.mattermote.stack.mem.Occupancy;
import org.mattermote.stack.mem.Pool;
import org.mattermote.stack.mem.Scratch;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.webrtc.ice.CandidateRing;
import org.mattermote.webrtc.ice.IceCandidate;
import org.mattermote.webrtc.ice.IceCredentials;
import org.mattermote.webrtc.ice.IceStatus;
import org.mattermote.webrtc.sdp.MediaKind;
import org.mattermote.webrtc.sdp.SdpDescription;
import org.mattermote.webrtc.sdp.SdpFlaw;
import org.mattermote.webrtc.sdp.SdpParser;
import org.mattermote.webrtc.sdp.SdpSession;
import org.mattermote.webrtc.sdp.SdpStream;
import org.mattermote.webrtc.sdp.SdpWriter;
import org.mattermote.webrtc.spec.WebRtcTypes;
import org.mattermote.webrtc.text.TextWriter;

/**
 * Reads the peers' descriptions where they lie, decides on ours, and tells the media processor what
 * was agreed. A description of ours is kept as what is in it, and written when it is sent. Nothing
 * of a request that fails remains, here or in the processor.
 *
 * <pre>
 *  state    | event                                  | next
 *  ---------+----------------------------------------+---------------------------------------------
 *  NONE     | SolicitOffer                           | OFFERED; opened, the offer is queued
 *  NONE     | SolicitOffer, the source is in standby | DEFERRED; opened
 *  NONE     | ProvideOffer                           | AGREED; opened, connected, answer queued
 *  DEFERRED | source ready                           | OFFERED; the offer is queued
 *  DEFERRED | ProvideAnswer                          | DEFERRED; INVALID_IN_STATE
 *  OFFERED  | ProvideAnswer, the offer was not taken | OFFERED; INVALID_IN_STATE
 *  DEFERRED | ProvideOffer                           | AGREED; connected, the answer is queued
 *  OFFERED  | ProvideOffer                           | AGREED; the same, our offer is no more
 *  OFFERED  | ProvideAnswer                          | AGREED; connected
 *  AGREED   | ProvideOffer                           | AGREED; connected, the answer is queued
 *  AGREED   | ProvideAnswer                          | AGREED; INVALID_IN_STATE
 *  any      | candidate of ours, their end           | same; queued, behind the description
 *  any      | candidate of the peer, their end       | same; passed on
 *  any      | EndSession, fabric removed             | NONE; closed
 *  any      | failed                                 | NONE; End with the processor's reason
 *  any      | processor lost, or there anew          | NONE; End with MediaTimeout
 * </pre>
 *
 * A state is {@code deferred} of the row, and description and agreement of its {@link SdpSession}.
 * What the provider has no place for in its queue is owed, and queued in a later poll. A candidate
 * of ours waits for the session's first description, which takes it along if it is sent late
 * enough.
 *
 * <p>ICETransportPolicy and ICEServers of a later offer are those of the next gathering, which an
 * ICE restart begins; where it names none they stay (W3C WebRTC, setConfiguration). Candidates that
 * the new policy keeps back are not told from then on, of the present gathering either.
 */
public final class Negotiation implements MediaHook, MediaEvents {
    /** Until what the provider had no place for is tried again. */
    private static final int FULL_MILLIS = 100;

    /** Longest candidate of ours, with a name of multicast DNS and where it is seen from. */
    private static final int TEXT_LENGTH = 192;

    private static final int MID_LENGTH = 16;

    private static final int VIDEO = 1 << MediaKind.VIDEO;
    private static final int AUDIO = 1 << MediaKind.AUDIO;

    private final MediaPort port;
    private final StreamChoice choice;
    private final Drbg random;
    private final Scratch scratch;
    private final int plannedLength;
    private final Pool<MediaSession> sessions;
    private final SdpParser parser;
    private final SdpDescription peer;
    private final SdpWriter writer;
    private final IceCandidate candidate = new IceCandidate();
    private final TextWriter out = new TextWriter();

    private MediaSignals signals;
    private int skipped;

    /**
     * @param sizes not to be changed any more
     * @param choice who chooses a stream for peers that name none
     * @param scratch with 1,000 bytes to take within each call
     * @param streams what the product has, in the order of an offer; kept
     * @param name of the product for who watches, letters of a token; kept
     */
    public Negotiation(
            MediaSizes sizes,
            MediaPort port,
            StreamChoice choice,
            Drbg random,
            Scratch scratch,
            SdpStream[] streams,
            byte[] name) {
        this.port = port;
        this.choice = choice;
        this.random = random;
        this.scratch = scratch;
        MediaSession[] rows = new MediaSession[sizes.sessions];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new MediaSession(sizes);
        }
        sessions = new Pool<MediaSession>(rows);
        parser = new SdpParser(sizes.sdpLength);
        peer =
                new SdpDescription(
                        sizes.sections, SdpDescription.PAYLOAD_TYPES, SdpDescription.CANDIDATES);
        writer = new SdpWriter(sizes.sdpLength, sizes.sections, streams, name, out, candidate);
        plannedLength = SdpWriter.recordLength(sizes.sections);
        port.attach(this);
    }

    /** To be looked at. */
    public Occupancy sessions() {
        return sessions;
    }

    /** Candidates, the peers' and ours, that were not understood or had no place. */
    public int skipped() {
        return skipped;
    }

    /** Number of the line that the last description was refused for; 0 if it was not. */
    public int line() {
        return parser.line();
    }

    @Override
    public void attach(MediaSignals to) {
        signals = to;
    }

    @Override
    public boolean answersLater() {
        return false;
    }

    private MediaSession find(int id) {
        for (int i = 0; i < sessions.capacity(); i++) {
            MediaSession row = taken(i);
            if (row != null && row.id == id) {
                return row;
            }
        }
        return null;
    }

    /** The session of a place, or null. */
    private MediaSession taken(int place) {
        MediaSession row = sessions.at(place);
        return row.isTaken() ? row : null;
    }

    private void close(MediaSession row) {
        port.close(row.id);
        sessions.release(row);
    }

    // ---- The peer's commands -------------------------------------------------------------------

    @Override
    public int onSolicitOffer(OfferParams params, MediaReply reply) {
        int at = takePlan();
        int status = solicited(params, reply, at);
        scratch.release(at);
        return status;
    }

    private int solicited(OfferParams params, MediaReply reply, int at) {
        MediaSession row = begin(params, reply);
        if (row == null) {
            return MediaStatus.RESOURCE_EXHAUSTED;
        }
        int status = toMedia(writer.offer(row.sdp, row.kinds, scratch.bytes, at));
        if (status == MediaStatus.OK) {
            status = open(row, true, params);
        }
        if (status != MediaStatus.OK) {
            sessions.release(row);
            return status;
        }
        row.controlling = true;
        reply.deferred = port.isStandby();
        decided(row, params, reply);
        settle(row);
        return MediaStatus.OK;
    }

    @Override
    public int onOffer(byte[] sdp, int at, int length, OfferParams params, MediaReply reply) {
        int random = takePlan();
        int status = read(sdp, at, length);
        if (status == MediaStatus.OK) {
            status = offered(params, reply, random);
        }
        scratch.release(random);
        return status;
    }

    private int offered(OfferParams params, MediaReply reply, int random) {
        MediaSession row = find(reply.id);
        boolean isNew = row == null;
        if (isNew) {
            row = begin(params, reply);
            if (row == null) {
                return MediaStatus.RESOURCE_EXHAUSTED;
            }
        }
        int status = answer(row, isNew, params, random);
        if (status == MediaStatus.OK) {
            decided(row, params, reply);
            passOnCandidates(row);
            settle(row);
        } else if (isNew) {
            sessions.release(row);
        }
        return status;
    }

    private int answer(MediaSession row, boolean isNew, OfferParams params, int random) {
        // A later offer that names no stream is about those of before.
        int named = kinds(params);
        int kinds = named == 0 ? row.kinds : named;
        int status = toMedia(writer.answer(peer, row.sdp, kinds, scratch.bytes, random));
        if (status == MediaStatus.OK) {
            status = open(row, isNew, params);
        }
        if (status != MediaStatus.OK) {
            return status;
        }
        boolean controlling = row.sdp.isAgreed() ? row.controlling : peer.isIceLite();
        status = port.connect(row.id, peer, writer.next(), controlling);
        if (status != MediaStatus.OK) {
            if (isNew) {
                port.close(row.id);
            }
            return status;
        }
        row.kinds = (byte) kinds;
        row.controlling = controlling;
        return MediaStatus.OK;
    }

    @Override
    public int onAnswer(byte[] sdp, int at, int length, MediaReply reply) {
        MediaSession row = find(reply.id);
        if (row == null
                || row.sdp.description() != SdpSession.OFFER
                || !row.has(MediaSession.TAKEN)) {
            return MediaStatus.INVALID_IN_STATE;
        }
        int random = takePlan();
        int status = read(sdp, at, length);
        if (status == MediaStatus.OK) {
            status = toMedia(writer.accept(peer, row.sdp));
        }
        if (status == MediaStatus.OK) {
            status = port.connect(row.id, peer, writer.next(), row.controlling);
        }
        if (status == MediaStatus.OK) {
            commit(row);
            passOnCandidates(row);
            settle(row);
        }
        scratch.release(random);
        return status;
    }

    /** Working memory for what is decided, behind random bytes: where those are. */
    private int takePlan() {
        int at = scratch.take(IceCredentials.RANDOM_LENGTH + plannedLength);
        random.generate(scratch.bytes, at, IceCredentials.RANDOM_LENGTH);
        writer.lend(scratch.bytes, at + IceCredentials.RANDOM_LENGTH);
        return at;
    }

    /** Takes working memory for the description, which is given back with the plan. */
    private int read(byte[] sdp, int at, int length) {
        peer.lend(scratch.bytes, scratch.take(peer.recordLength()));
        return port.isReady()
                ? toMedia(parser.read(sdp, at, length, peer))
                : MediaStatus.INVALID_IN_STATE;
    }

    /** A description of ours is there, and owed as soon as the source is ready. */
    private void decided(MediaSession row, OfferParams params, MediaReply reply) {
        commit(row);
        row.sdp.candidates.setPolicy(params.policy);
        row.deferred = reply.deferred;
        row.note(MediaSession.DESCRIPTION);
        choose(params, reply);
    }

    private void commit(MediaSession row) {
        writer.commit(row.sdp);
        row.forget(MediaSession.DESCRIPTION | MediaSession.TAKEN | MediaSession.DELIVERED);
    }

    /** A row for a new session; null when there is none. */
    private MediaSession begin(OfferParams params, MediaReply reply) {
        MediaSession row = sessions.take();
        if (row != null) {
            row.id = (char) reply.id;
            row.fabricIndex = (byte) reply.fabricIndex;
            row.kinds = (byte) kinds(params);
        }
        return row;
    }

    /** The processor begins, or is to begin anew, with the credentials of what was decided. */
    private int open(MediaSession row, boolean isNew, OfferParams params) {
        TlvReader servers = params.hasIceServers ? params.iceServers : null;
        if (params.policy == OfferParams.ABSENT) {
            params.policy = row.sdp.candidates.policy();
        }
        IceCredentials credentials = writer.next().credentials();
        if (isNew) {
            return port.open(row.id, credentials, params.policy, servers);
        }
        port.renew(row.id, credentials, params.policy, servers);
        return MediaStatus.OK;
    }

    private static int kinds(OfferParams params) {
        return (params.wantsVideo() ? VIDEO : 0) | (params.wantsAudio() ? AUDIO : 0);
    }

    private void choose(OfferParams params, MediaReply reply) {
        reply.videoStream =
                chosen(
                        true,
                        params.usage,
                        params.videoStream,
                        params.videoStreams,
                        params.videoStreamCount);
        reply.audioStream =
                chosen(
                        false,
                        params.usage,
                        params.audioStream,
                        params.audioStreams,
                        params.audioStreamCount);
    }

    /** The stream of a kind that is named first, in whatever form, or the one for this usage. */
    private int chosen(boolean video, int usage, int stream, char[] list, int count) {
        int first = count > 0 ? list[0] : stream;
        return first == OfferParams.NULL ? choice.choose(video, usage) : first;
    }

    private static int toMedia(int flaw) {
        switch (SdpFlaw.status(flaw)) {
            case ImStatus.SUCCESS:
                return MediaStatus.OK;
            case ImStatus.DYNAMIC_CONSTRAINT_ERROR:
                return MediaStatus.DYNAMIC_CONSTRAINT;
            case ImStatus.RESOURCE_EXHAUSTED:
                return MediaStatus.RESOURCE_EXHAUSTED;
            default:
                return MediaStatus.INVALID_COMMAND;
        }
    }

    @Override
    public int onEndSession(int id, int reason) {
        MediaSession row = find(id);
        if (row != null) {
            close(row);
        }
        return MediaStatus.OK;
    }

    @Override
    public void onFabricRemoved(int fabricIndex) {
        for (int i = 0; i < sessions.capacity(); i++) {
            MediaSession row = taken(i);
            if (row != null && row.fabricIndex() == fabricIndex) {
                close(row);
            }
        }
    }

    // ---- The peer's candidates -----------------------------------------------------------------

    /** Those in its description; more of them may come by themselves. */
    private void passOnCandidates(MediaSession row) {
        int first = row.sdp.first();
        for (int i = 0; i < peer.candidates(); i++) {
            int status = peer.candidate(i, candidate);
            if (isOfTransport(row, candidate.section, false)) {
                passOn(row, status);
            }
        }
        skipped += peer.skippedCandidates();
        if (peer.section(first).isEndOfCandidates()) {
            passOn(row, IceStatus.END_OF_CANDIDATES);
        }
    }

    /** OK also for one that nobody can do anything with. */
    private int passOn(MediaSession row, int status) {
        if (status == IceStatus.END_OF_CANDIDATES) {
            return port.endOfCandidates(row.id);
        }
        if (status != IceStatus.OK) {
            skipped++;
            return MediaStatus.OK;
        }
        int taken = port.candidate(row.id, candidate);
        if (taken != MediaStatus.OK) {
            skipped++;
        }
        return taken;
    }

    /**
     * Whether candidates of this section are of use: those of a section that is bundled with
     * another are for the case that it had not been. One that is refused may have those of all, or
     * a transport of its own, whose end says nothing.
     */
    private static boolean isOfTransport(MediaSession row, int section, boolean isEnd) {
        SdpSession sdp = row.sdp;
        return section < 0
                || section == sdp.first()
                || !isEnd
                        && (!sdp.isAgreed()
                                || section >= sdp.sections()
                                || sdp.stream(section) < 0);
    }

    /**
     * The processor takes them at once. When it cannot take all of them now, the peer may say them
     * again: those it knows it passes over.
     */
    @Override
    public int onIceCandidates(int id, IceCandidates candidates) {
        MediaSession row = find(id);
        if (row == null) {
            return MediaStatus.INVALID_IN_STATE;
        }
        int result = MediaStatus.OK;
        while (candidates.next()) {
            int section = candidates.sectionIndex;
            if (candidates.midLength > 0) {
                section = row.sdp.section(candidates.array, candidates.midAt, candidates.midLength);
            }
            if (isOfTransport(row, section, candidates.candidateLength == 0)) {
                int status =
                        passOn(
                                row,
                                candidate.read(
                                        candidates.array,
                                        candidates.candidateAt,
                                        candidates.candidateLength));
                result = Math.min(result, status);
            }
        }
        skipped += candidates.passedOver();
        return result;
    }

    // ---- What goes to the peer -----------------------------------------------------------------

    /** Queues what is owed, in its order. False if the provider has no place for it now. */
    private boolean settle(MediaSession row) {
        if (row.deferred) {
            return true;
        }
        int status = MediaStatus.OK;
        if (row.has(MediaSession.DESCRIPTION)) {
            status =
                    row.sdp.description() == SdpSession.OFFER
                            ? signals.offer(row.id)
                            : signals.answer(row.id);
            if (status == MediaStatus.OK) {
                row.forget(MediaSession.DESCRIPTION);
            }
        }
        if (status == MediaStatus.OK && row.has(MediaSession.CANDIDATES)) {
            status = signals.iceCandidates(row.id);
            if (status == MediaStatus.OK) {
                row.forget(MediaSession.CANDIDATES);
            }
        }
        return status == MediaStatus.OK;
    }

    @Override
    public int takeOfferSdp(int id, byte[] buffer, int at, int capacity) {
        return take(id, SdpSession.OFFER, buffer, at, capacity);
    }

    @Override
    public int takeAnswerSdp(int id, byte[] buffer, int at, int capacity) {
        return take(id, SdpSession.ANSWER, buffer, at, capacity);
    }

    private int take(int id, int kind, byte[] buffer, int at, int capacity) {
        MediaSession row = find(id);
        if (row == null || row.deferred || row.sdp.version() == 0) {
            return MediaStatus.INVALID_IN_STATE;
        }
        if (row.sdp.description() != kind || row.has(MediaSession.DELIVERED)) {
            return 0;
        }
        int fingerprint = scratch.take(MediaPort.FINGERPRINT_LENGTH);
        port.fingerprint(scratch.bytes, fingerprint);
        int length = writer.write(row.sdp, buffer, at, capacity, scratch.bytes, fingerprint);
        scratch.release(fingerprint);
        if (length < 0) {
            return MediaStatus.RESOURCE_EXHAUSTED;
        }
        row.note(MediaSession.TAKEN);
        return length;
    }

    @Override
    public int takeIceCandidates(int id, CandidateSink sink) {
        MediaSession row = find(id);
        if (row == null) {
            return MediaStatus.INVALID_IN_STATE;
        }
        if (row.sdp.description() != SdpSession.NOTHING && !row.has(MediaSession.TAKEN)) {
            // A description that came about since then has to be first.
            row.note(MediaSession.CANDIDATES);
            return MediaStatus.OK;
        }
        CandidateRing ring = row.sdp.candidates;
        int section = Math.max(0, row.sdp.first());
        int at = scratch.take(MID_LENGTH + TEXT_LENGTH);
        byte[] text = scratch.bytes;
        int midLength = row.sdp.mid(section, text, at);
        byte[] mid = midLength == 0 ? null : text;
        while (!sink.isFull()) {
            int cursor = ring.cursor();
            int status = ring.next(candidate);
            if (status == IceStatus.NOTHING) {
                break;
            }
            out.wrap(text, at + MID_LENGTH, TEXT_LENGTH);
            // An empty text says that there are no more.
            if (status == IceStatus.OK) {
                candidate.write(out);
            }
            int pushed =
                    sink.push(text, at + MID_LENGTH, out.length(), mid, at, midLength, section);
            if (pushed != MediaStatus.OK && sink.isFull()) {
                ring.rewind(cursor);
            } else if (pushed != MediaStatus.OK) {
                skipped++;
            }
        }
        scratch.release(at);
        return MediaStatus.OK;
    }

    @Override
    public void onCandidatesAcknowledged(int id) {
        MediaSession row = find(id);
        if (row != null) {
            row.sdp.candidates.acknowledge(row.sdp.candidates.cursor());
            if (row.has(MediaSession.TAKEN)) {
                row.note(MediaSession.DELIVERED);
            }
        }
    }

    @Override
    public void onOutboundFailed(int id, int kind, int error) {
        MediaSession row = find(id);
        if (row == null) {
            return;
        }
        // Items of a session are sent one after the other: what is under way was in this one.
        row.sdp.candidates.rewind(0);
        if (kind == MediaSignals.ICE_CANDIDATES) {
            row.note(MediaSession.CANDIDATES);
            settle(row);
        }
    }

    @Override
    public long poll(long nowMillis) {
        long next = port.poll(nowMillis);
        for (int i = 0; i < sessions.capacity(); i++) {
            MediaSession row = taken(i);
            if (row != null && !settle(row)) {
                next = Math.min(next, nowMillis + FULL_MILLIS);
            }
        }
        return next;
    }

    // ---- The processor -------------------------------------------------------------------------

    @Override
    public void processorReady() {
        endAll();
    }

    @Override
    public void processorLost() {
        endAll();
    }

    private void endAll() {
        for (int i = 0; i < sessions.capacity(); i++) {
            MediaSession row = taken(i);
            if (row != null) {
                signals.end(row.id, WebRtcTypes.WEBRTC_END_REASON_MEDIA_TIMEOUT);
                sessions.release(row);
            }
        }
    }

    @Override
    public void sourceReady() {
        for (int i = 0; i < sessions.capacity(); i++) {
            MediaSession row = taken(i);
            if (row != null && row.deferred) {
                row.deferred = false;
                settle(row);
            }
        }
    }

    @Override
    public void localCandidate(int id, IceCandidate of) {
        MediaSession row = find(id);
        if (row == null) {
            return;
        }
        int status = row.sdp.candidates.add(of);
        if (status == IceStatus.OK) {
            row.note(MediaSession.CANDIDATES);
            settle(row);
        } else if (status == IceStatus.FULL) {
            skipped++;
        }
    }

    @Override
    public void gathered(int id) {
        MediaSession row = find(id);
        if (row != null && row.sdp.candidates.end()) {
            row.note(MediaSession.CANDIDATES);
            settle(row);
        }
    }

    @Override
    public void connected(int id) {}

    @Override
    public void failed(int id, int reason) {
        MediaSession row = find(id);
        if (row != null) {
            signals.end(id, reason);
            // It may have been opened anew by what went to the processor meanwhile.
            close(row);
        }
    }

    Pool<MediaSession> rows() {
        return sessions;
    }
}
