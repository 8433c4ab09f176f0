package org.mattermote.webrtc.provider;

import org.mattermote.stack.cluster.FieldTable;
import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.mem.Handle;
import org.mattermote.stack.mem.SlotState;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.CommandInvocation;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.Subject;
import org.mattermote.stack.port.UtcClock;
import org.mattermote.webrtc.media.IceCandidates;
import org.mattermote.webrtc.media.MediaHook;
import org.mattermote.webrtc.media.MediaReply;
import org.mattermote.webrtc.media.MediaSignals;
import org.mattermote.webrtc.media.MediaStatus;
import org.mattermote.webrtc.media.OfferParams;
import org.mattermote.webrtc.spec.WebRtcTransportProviderSpec;
import org.mattermote.webrtc.spec.WebRtcTypes;

/**
 * WebRTC Transport Provider (Matter application clusters 11.5). Each command is checked as a whole,
 * then its session is looked up or a new one reserved, and only then the media hook is asked: a
 * command that fails leaves nothing there.
 *
 * <p>A media hook that answers later has one command of its own at a time; the rest of the node
 * goes on meanwhile.
 */
public final class WebRtcTransportProviderCluster extends Cluster
        implements MediaSignals, TableListener, PrivacyListener {
    private static final int[] ATTRIBUTES = {WebRtcTransportProviderSpec.ATTR_CURRENT_SESSIONS};
    private static final int[] COMMANDS = {
        WebRtcTransportProviderSpec.CMD_SOLICIT_OFFER,
        WebRtcTransportProviderSpec.CMD_PROVIDE_OFFER,
        WebRtcTransportProviderSpec.CMD_PROVIDE_ANSWER,
        WebRtcTransportProviderSpec.CMD_PROVIDE_ICE_CANDIDATES,
        WebRtcTransportProviderSpec.CMD_END_SESSION
    };

    /** Members of ProvideOffer. */
    private static final int TAGS = 12;

    private static final int MAX_U16 = 0xFFFF;
    private static final int MAX_TEXT = Integer.MAX_VALUE;

    private final MediaHook media;
    private final SessionTable table;
    private final OutboundQueue queue;
    private final PushWorker worker;
    private final OfferChecks checks;
    private final boolean hideOtherFabrics;
    private final boolean legacyState;
    private final int listed;
    private final int maxSdp;
    private final FieldTable fields = new FieldTable(TAGS);
    private final TlvReader reader = new TlvReader();
    private final OfferRequest request;
    private final IceCandidates candidates;
    private final MediaReply reply = new MediaReply();

    /** Session whose command waits for the media hook, Handle.NONE for none. */
    private int waiting = Handle.NONE;

    /** What came for it: PENDING until it did. */
    private int arrived = MediaStatus.PENDING;

    private final MediaReply arrivedReply = new MediaReply();

    /**
     * @param sizes not to be changed any more; {@link WebRtcSizes#check} is OK
     * @param streams null when the media hook itself looks after streams and privacy
     * @param hideOtherFabrics whether a read that is not filtered shows sessions of the reader's
     *     fabric only: the attribute is fabric-sensitive
     * @param legacyState whether what is not in this state is told as INVALID_ACTION
     */
    public WebRtcTransportProviderCluster(
            WebRtcSizes sizes,
            MediaHook media,
            CameraStreams streams,
            UtcClock clock,
            PushChannel channel,
            boolean hideOtherFabrics,
            boolean legacyState) {
        super(new WebRtcTransportProviderSpec(), 0, ATTRIBUTES, COMMANDS);
        this.media = media;
        this.hideOtherFabrics = hideOtherFabrics;
        this.legacyState = legacyState;
        listed = sizes.streams;
        maxSdp = sizes.sdpLength;
        table = new SessionTable(sizes, streams);
        table.setListener(this);
        queue = new OutboundQueue(sizes);
        worker = new PushWorker(sizes, table, queue, media, channel);
        checks = new OfferChecks(streams, clock);
        request = new OfferRequest(fields, reader, sizes.sdpLength);
        candidates = new IceCandidates(sizes.candidateLength);
        media.attach(this);
    }

    /** To be looked at. */
    public SessionTable sessions() {
        return table;
    }

    /** To be looked at. */
    public OutboundQueue queue() {
        return queue;
    }

    @Override
    public void sessionsChanged() {
        changed(WebRtcTransportProviderSpec.ATTR_CURRENT_SESSIONS);
    }

    @Override
    public void sessionOver(int session) {
        queue.forget(session);
    }

    @Override
    public int read(int attribute, AttributeRead in, TlvWriter out) {
        return ImStatus.UNSUPPORTED_ATTRIBUTE;
    }

    @Override
    public int listSize(int attribute, AttributeRead in) {
        return attribute == WebRtcTransportProviderSpec.ATTR_CURRENT_SESSIONS
                ? table.capacity()
                : -1;
    }

    @Override
    public int readItem(int attribute, int index, AttributeRead in, TlvWriter out) {
        WebRtcSession row = table.at(index);
        if (isShown(row, in)) {
            SessionStruct.put(out, in.tag, row);
        }
        return ImStatus.SUCCESS;
    }

    /**
     * Writes one entry of the list that a reader would get.
     *
     * @return SUCCESS, or CONSTRAINT_ERROR beyond its end
     */
    public int readEntry(int index, AttributeRead in, TlvWriter out) {
        int left = index;
        for (int i = 0; i < table.capacity(); i++) {
            if (isShown(table.at(i), in)) {
                if (left == 0) {
                    SessionStruct.put(out, in.tag, table.at(i));
                    return ImStatus.SUCCESS;
                }
                left--;
            }
        }
        return ImStatus.CONSTRAINT_ERROR;
    }

    private boolean isShown(WebRtcSession row, AttributeRead in) {
        return row.isVisible()
                && in.includes(row.fabricIndex())
                && (!hideOtherFabrics || in.maySee(row.fabricIndex()));
    }

    @Override
    public int invoke(int command, CommandInvocation in, TlvReader from) {
        int status = check(command, in, from);
        if (status != ImStatus.SUCCESS) {
            return status;
        }
        boolean asks =
                command != WebRtcTransportProviderSpec.CMD_PROVIDE_ICE_CANDIDATES
                        && command != WebRtcTransportProviderSpec.CMD_END_SESSION;
        if (asks && media.answersLater()) {
            return ImStatus.PENDING;
        }
        return run(command, in);
    }

    /** Everything that can be said of a command before anything is done. */
    private int check(int command, CommandInvocation in, TlvReader from) {
        if (in.subject.fabricIndex == 0) {
            return ImStatus.UNSUPPORTED_ACCESS;
        }
        if (in.subject.authMode != Subject.AUTH_MODE_CASE) {
            return ImStatus.FAILURE;
        }
        switch (command) {
            case WebRtcTransportProviderSpec.CMD_SOLICIT_OFFER:
                return checkNew(request.readSolicitOffer(from), ImStatus.DYNAMIC_CONSTRAINT_ERROR);
            case WebRtcTransportProviderSpec.CMD_PROVIDE_OFFER:
                return checkOffer(in, request.readProvideOffer(from));
            case WebRtcTransportProviderSpec.CMD_PROVIDE_ANSWER:
                return checkAnswer(in, from);
            case WebRtcTransportProviderSpec.CMD_PROVIDE_ICE_CANDIDATES:
                return checkCandidates(in, from);
            case WebRtcTransportProviderSpec.CMD_END_SESSION:
                return checkEnd(in, from);
            default:
                return ImStatus.UNSUPPORTED_COMMAND;
        }
    }

    private int run(int command, CommandInvocation in) {
        switch (command) {
            case WebRtcTransportProviderSpec.CMD_SOLICIT_OFFER:
                return solicitOffer(in);
            case WebRtcTransportProviderSpec.CMD_PROVIDE_OFFER:
                return provideOffer(in);
            case WebRtcTransportProviderSpec.CMD_PROVIDE_ANSWER:
                return provideAnswer();
            case WebRtcTransportProviderSpec.CMD_PROVIDE_ICE_CANDIDATES:
                return toIm(said(media.onIceCandidates(reply.id, candidates)));
            default:
                return endSession();
        }
    }

    /** Only a media hook that answers later may do so. */
    private int said(int status) {
        return status == MediaStatus.PENDING && !media.answersLater()
                ? MediaStatus.FAILURE
                : status;
    }

    private int toIm(int status) {
        return status == MediaStatus.PENDING
                ? ImStatus.PENDING
                : MediaStatus.toIm(status, legacyState);
    }

    private int checkNew(int read, int exhausted) {
        int status = read == ImStatus.SUCCESS ? checks.check(request, exhausted) : read;
        return status == ImStatus.SUCCESS ? checkLists() : status;
    }

    /** A session keeps so many streams. */
    private int checkLists() {
        return request.params.videoStreamCount > listed || request.params.audioStreamCount > listed
                ? ImStatus.RESOURCE_EXHAUSTED
                : ImStatus.SUCCESS;
    }

    private int checkOffer(CommandInvocation in, int read) {
        if (read != ImStatus.SUCCESS || request.sessionId == OfferRequest.NEW) {
            return checkNew(read, ImStatus.RESOURCE_EXHAUSTED);
        }
        WebRtcSession row = own(in, request.sessionId);
        if (row == null) {
            return ImStatus.NOT_FOUND;
        }
        int status = checkRow(row);
        if (status != ImStatus.SUCCESS) {
            return status;
        }
        if (!request.hasUsage) {
            request.params.usage = row.usage;
        }
        if (!request.hasEndpoint) {
            request.params.endpoint = row.peerEndpoint;
        }
        return checkLists();
    }

    private int checkAnswer(CommandInvocation in, TlvReader from) {
        if (fields.collect(from) != CodecStatus.OK) {
            return ImStatus.INVALID_COMMAND;
        }
        int id =
                fields.unsigned(
                        WebRtcTransportProviderSpec.PROVIDE_ANSWER_WEBRTC_SESSION_ID, MAX_U16);
        int sdp = fields.utf8(WebRtcTransportProviderSpec.PROVIDE_ANSWER_SDP, 0, MAX_TEXT);
        int status = fieldStatus(id, sdp < 0 ? CodecStatus.NOT_FOUND : sdp);
        if (status == ImStatus.SUCCESS && sdp > maxSdp) {
            status = ImStatus.CONSTRAINT_ERROR;
        }
        request.sdpAt = fields.offset(WebRtcTransportProviderSpec.PROVIDE_ANSWER_SDP);
        request.sdpLength = sdp;
        WebRtcSession row = status == ImStatus.SUCCESS ? own(in, id) : null;
        if (row == null) {
            return status == ImStatus.SUCCESS ? ImStatus.NOT_FOUND : status;
        }
        status = checkRow(row);
        if (status != ImStatus.SUCCESS) {
            return status;
        }
        return row.awaitsPeer() ? ImStatus.SUCCESS : toIm(MediaStatus.INVALID_IN_STATE);
    }

    /** A session that the media hook ended is there until its peer is told, for no other use. */
    private int checkRow(WebRtcSession row) {
        if (queue.hasEnd(row.handle())) {
            return toIm(MediaStatus.INVALID_IN_STATE);
        }
        return row.pending ? ImStatus.BUSY : ImStatus.SUCCESS;
    }

    private int checkCandidates(CommandInvocation in, TlvReader from) {
        if (fields.collect(from) != CodecStatus.OK) {
            return ImStatus.INVALID_COMMAND;
        }
        int id =
                fields.unsigned(
                        WebRtcTransportProviderSpec.PROVIDE_ICE_CANDIDATES_WEBRTC_SESSION_ID,
                        MAX_U16);
        boolean hasList =
                fields.open(
                        WebRtcTransportProviderSpec.PROVIDE_ICE_CANDIDATES_ICE_CANDIDATES, reader);
        int opened = hasList ? candidates.open(reader) : ImStatus.INVALID_COMMAND;
        int status =
                fieldStatus(id, opened == ImStatus.INVALID_COMMAND ? CodecStatus.NOT_FOUND : 0);
        if (status == ImStatus.SUCCESS) {
            status = opened;
        }
        if (status != ImStatus.SUCCESS) {
            return status;
        }
        WebRtcSession row = own(in, id);
        if (row == null) {
            return ImStatus.NOT_FOUND;
        }
        return queue.hasEnd(row.handle()) ? toIm(MediaStatus.INVALID_IN_STATE) : ImStatus.SUCCESS;
    }

    private int checkEnd(CommandInvocation in, TlvReader from) {
        if (fields.collect(from) != CodecStatus.OK) {
            return ImStatus.INVALID_COMMAND;
        }
        int id =
                fields.unsigned(WebRtcTransportProviderSpec.END_SESSION_WEBRTC_SESSION_ID, MAX_U16);
        int reason =
                fields.unsigned(
                        WebRtcTransportProviderSpec.END_SESSION_REASON,
                        WebRtcTypes.WEBRTC_END_REASON_UNKNOWN_REASON);
        int status = fieldStatus(id, reason);
        return status == ImStatus.SUCCESS && own(in, id) == null ? ImStatus.NOT_FOUND : status;
    }

    /** Of two fields: INVALID_COMMAND when one cannot be read, CONSTRAINT_ERROR out of range. */
    private static int fieldStatus(int one, int other) {
        if (isWrong(one) || isWrong(other)) {
            return ImStatus.INVALID_COMMAND;
        }
        return one < 0 || other < 0 ? ImStatus.CONSTRAINT_ERROR : ImStatus.SUCCESS;
    }

    private static boolean isWrong(int field) {
        return field < 0 && field != CodecStatus.OUT_OF_RANGE;
    }

    /** The peer's session of this id, which {@link #reply} then names; null for none. */
    private WebRtcSession own(CommandInvocation in, int id) {
        WebRtcSession row = table.find(id, in.subject.fabricIndex, in.subject.nodeId);
        if (row != null) {
            name(row);
        }
        return row;
    }

    private void name(WebRtcSession row) {
        reply.id = row.id;
        reply.session = row.handle();
        reply.fabricIndex = row.fabricIndex();
        reply.deferred = false;
        reply.videoStream = row.videoStream;
        reply.audioStream = row.audioStream;
    }

    private WebRtcSession reserve(CommandInvocation in) {
        WebRtcSession row = table.reserve(in.subject.fabricIndex, in.subject.nodeId);
        if (row != null) {
            row.set(request.params);
            name(row);
        }
        return row;
    }

    private int solicitOffer(CommandInvocation in) {
        if (reserve(in) == null) {
            return ImStatus.RESOURCE_EXHAUSTED;
        }
        return offered(
                WebRtcTransportProviderSpec.CMD_SOLICIT_OFFER,
                said(media.onSolicitOffer(request.params, reply)),
                in);
    }

    private int provideOffer(CommandInvocation in) {
        if (request.sessionId == OfferRequest.NEW && reserve(in) == null) {
            return ImStatus.RESOURCE_EXHAUSTED;
        }
        return offered(
                WebRtcTransportProviderSpec.CMD_PROVIDE_OFFER,
                said(
                        media.onOffer(
                                request.array(),
                                request.sdpAt,
                                request.sdpLength,
                                request.params,
                                reply)),
                in);
    }

    /** The media hook said what becomes of the session that {@link #reply} names. */
    private int offered(int command, int status, CommandInvocation in) {
        WebRtcSession row = table.alive(reply.session);
        if (row == null) {
            // A re-offer of a session that was ended meanwhile; the media hook knows.
            return ImStatus.NOT_FOUND;
        }
        boolean fresh = row.state == WebRtcSession.RESERVED;
        if (status == MediaStatus.PENDING) {
            row.pending = true;
            return ImStatus.PENDING;
        }
        if (status != MediaStatus.OK) {
            if (fresh) {
                table.remove(row);
            }
            return toIm(status);
        }
        boolean solicited = command == WebRtcTransportProviderSpec.CMD_SOLICIT_OFFER;
        if (solicited && !reply.deferred && isUndecided()) {
            table.remove(row);
            media.onEndSession(reply.id, WebRtcTypes.WEBRTC_END_REASON_UNKNOWN_REASON);
            return ImStatus.FAILURE;
        }
        if (!fresh) {
            table.changing(row);
            row.set(request.params);
        }
        row.set(request.params, reply);
        int state = WebRtcSession.ESTABLISHED;
        if (solicited) {
            state =
                    reply.deferred
                            ? WebRtcSession.AWAITING_DEFERRED_OFFER
                            : WebRtcSession.AWAITING_ANSWER;
            row.deadline = in.nowMillis + PushWorker.INVITE_MILLIS;
        }
        if (fresh) {
            table.show(row, state);
        } else {
            row.state = (byte) state;
            table.changed(row);
        }
        respond(command, in);
        return ImStatus.SUCCESS;
    }

    /** An offer that comes at once is of streams that are chosen. */
    private boolean isUndecided() {
        return request.hasVideoField
                        && request.params.wantsVideo()
                        && reply.videoStream == OfferParams.NULL
                || request.hasAudioField
                        && request.params.wantsAudio()
                        && reply.audioStream == OfferParams.NULL;
    }

    private void respond(int command, CommandInvocation in) {
        if (command == WebRtcTransportProviderSpec.CMD_SOLICIT_OFFER) {
            TlvWriter out = in.respond(WebRtcTransportProviderSpec.CMD_SOLICIT_OFFER_RESPONSE);
            out.putUnsigned(
                    WebRtcTransportProviderSpec.SOLICIT_OFFER_RESPONSE_WEBRTC_SESSION_ID, reply.id);
            out.putBool(
                    WebRtcTransportProviderSpec.SOLICIT_OFFER_RESPONSE_DEFERRED_OFFER,
                    reply.deferred);
            putStreams(out, WebRtcTransportProviderSpec.SOLICIT_OFFER_RESPONSE_VIDEO_STREAM_ID);
        } else {
            TlvWriter out = in.respond(WebRtcTransportProviderSpec.CMD_PROVIDE_OFFER_RESPONSE);
            out.putUnsigned(
                    WebRtcTransportProviderSpec.PROVIDE_OFFER_RESPONSE_WEBRTC_SESSION_ID, reply.id);
            putStreams(out, WebRtcTransportProviderSpec.PROVIDE_OFFER_RESPONSE_VIDEO_STREAM_ID);
        }
    }

    /** Those that the request had; audio's tag follows that of video. */
    private void putStreams(TlvWriter out, int videoTag) {
        if (request.hasVideoField) {
            SessionStruct.putId(out, videoTag, reply.videoStream);
        }
        if (request.hasAudioField) {
            SessionStruct.putId(out, videoTag + 1, reply.audioStream);
        }
    }

    private int provideAnswer() {
        return answered(
                said(media.onAnswer(fields.array(), request.sdpAt, request.sdpLength, reply)));
    }

    private int answered(int status) {
        WebRtcSession row = table.alive(reply.session);
        if (row != null && status == MediaStatus.PENDING) {
            row.pending = true;
        } else if (row != null && status == MediaStatus.OK) {
            row.state = WebRtcSession.ESTABLISHED;
        }
        return row == null ? ImStatus.SUCCESS : toIm(status);
    }

    private int endSession() {
        int reason = (int) fields.value(WebRtcTransportProviderSpec.END_SESSION_REASON);
        int session = reply.session;
        // Who ended it itself knows.
        if (!queue.hasEnd(session)) {
            media.onEndSession(reply.id, reason);
        }
        WebRtcSession row = table.alive(session);
        if (row != null) {
            table.remove(row);
        }
        return ImStatus.SUCCESS;
    }

    @Override
    public int proceed(int command, CommandInvocation in, TlvReader from) {
        if (in.memory[in.memoryAt] == 0) {
            int status = check(command, in, from);
            if (status == ImStatus.SUCCESS) {
                arrived = MediaStatus.PENDING;
                waiting = Handle.NONE;
                status = run(command, in);
            }
            if (status != ImStatus.PENDING) {
                return status;
            }
            in.memory[in.memoryAt] = 1;
            Bytes.putU32le(in.memory, in.memoryAt + 1, reply.session);
            waiting = reply.session;
            return ImStatus.WAITING;
        }
        int session = Bytes.u32le(in.memory, in.memoryAt + 1);
        WebRtcSession row = table.alive(session);
        if (row == null) {
            waiting = Handle.NONE;
            return gone(command, from);
        }
        if (arrived == MediaStatus.PENDING) {
            return ImStatus.WAITING;
        }
        waiting = Handle.NONE;
        row.pending = false;
        return finish(command, in, from, row);
    }

    private int finish(int command, CommandInvocation in, TlvReader from, WebRtcSession row) {
        int status = arrived;
        arrived = MediaStatus.PENDING;
        if (command == WebRtcTransportProviderSpec.CMD_SOLICIT_OFFER) {
            request.readSolicitOffer(from);
        } else if (command == WebRtcTransportProviderSpec.CMD_PROVIDE_OFFER) {
            request.readProvideOffer(from);
            if (!request.hasUsage) {
                request.params.usage = row.usage;
            }
            if (!request.hasEndpoint) {
                request.params.endpoint = row.peerEndpoint;
            }
        }
        reply.set(arrivedReply);
        return command == WebRtcTransportProviderSpec.CMD_PROVIDE_ANSWER
                ? answered(status)
                : offered(command, status, in);
    }

    /** The session of a command ended while it waited. */
    private int gone(int command, TlvReader from) {
        if (command == WebRtcTransportProviderSpec.CMD_PROVIDE_ANSWER) {
            return ImStatus.SUCCESS;
        }
        boolean again =
                command == WebRtcTransportProviderSpec.CMD_PROVIDE_OFFER
                        && request.readProvideOffer(from) == ImStatus.SUCCESS
                        && request.sessionId != OfferRequest.NEW;
        return again ? ImStatus.NOT_FOUND : ImStatus.FAILURE;
    }

    /** A new session goes; one that was there waits for the media hook without its command. */
    @Override
    public void cancel(int command) {
        WebRtcSession row = table.alive(waiting);
        waiting = Handle.NONE;
        if (row != null && row.state == WebRtcSession.RESERVED) {
            int id = row.id;
            table.remove(row);
            if (arrived == MediaStatus.OK) {
                media.onEndSession(id, WebRtcTypes.WEBRTC_END_REASON_UNKNOWN_REASON);
            }
        } else if (row != null && arrived != MediaStatus.PENDING) {
            settle(row, arrived, arrivedReply);
        }
        arrived = MediaStatus.PENDING;
    }

    @Override
    public void complete(int status, MediaReply done) {
        WebRtcSession row = table.alive(done.session);
        if (row == null) {
            media.onEndSession(done.id, WebRtcTypes.WEBRTC_END_REASON_UNKNOWN_REASON);
        } else if (done.session == waiting) {
            arrived = status;
            arrivedReply.set(done);
        } else if (row.pending) {
            settle(row, status, done);
        }
    }

    /** What came of a command that nobody waits for. */
    private void settle(WebRtcSession row, int status, MediaReply done) {
        row.pending = false;
        if (status == MediaStatus.OK && row.isVisible()) {
            table.changing(row);
            row.videoStream = done.videoStream;
            row.audioStream = done.audioStream;
            row.state = WebRtcSession.ESTABLISHED;
            table.changed(row);
        }
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

    private int signal(int id, int kind) {
        WebRtcSession row = table.findLive(id);
        return row == null ? MediaStatus.NOT_FOUND : queue.add(row.handle(), kind);
    }

    @Override
    public int end(int id, int reason) {
        WebRtcSession row = table.findLive(id);
        if (row == null) {
            return MediaStatus.NOT_FOUND;
        }
        queue.addEnd(row.handle(), reason);
        return MediaStatus.OK;
    }

    /** What is still reserved fails; the others end, and their peers are told. */
    @Override
    public void privacyOn(int usages) {
        for (int i = 0; i < table.capacity(); i++) {
            WebRtcSession row = table.at(i);
            if ((usages >> row.usage & 1) == 0) {
                continue;
            }
            if (row.state == WebRtcSession.RESERVED) {
                int id = row.id;
                table.remove(row);
                media.onEndSession(id, WebRtcTypes.WEBRTC_END_REASON_PRIVACY_MODE);
            } else if (row.isVisible()) {
                end(row, WebRtcTypes.WEBRTC_END_REASON_PRIVACY_MODE);
            }
        }
    }

    @Override
    public long poll(long nowMillis) {
        long next = media.poll(nowMillis);
        for (int i = 0; i < table.capacity(); i++) {
            WebRtcSession row = table.at(i);
            if (row.awaitsPeer()) {
                if (row.deadline <= nowMillis) {
                    end(row, WebRtcTypes.WEBRTC_END_REASON_INVITE_TIMEOUT);
                } else {
                    next = Math.min(next, row.deadline);
                }
            }
        }
        return Math.min(next, worker.poll(nowMillis));
    }

    /** The session is over for everybody but its peer, who is told. */
    private void end(WebRtcSession row, int reason) {
        int id = row.id;
        boolean ended = queue.hasEnd(row.handle());
        table.hide(row);
        queue.addEnd(row.handle(), reason);
        if (!ended) {
            media.onEndSession(id, reason);
        }
    }

    @Override
    public void fabricRemoved(int fabricIndex) {
        table.removeFabric(fabricIndex);
        media.onFabricRemoved(fabricIndex);
    }

    /** What it holds beside the slots of its sessions. */
    public void state(SlotState to) {
        table.state(to);
        queue.state(to);
        worker.state(to);
        waiting = to.integer(waiting);
        arrived = to.integer(arrived);
        arrivedReply.state(to);
    }
}
