package org.mattermote.webrtc.provider;

import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.mem.SlotState;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.CommandInvocation;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.Subject;
import org.mattermote.stack.port.UtcClock;
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
 * <p>The media hook answers at once; one that does not needs {@link PendingProviderCluster}.
 */
public class WebRtcTransportProviderCluster extends Cluster
        implements MediaSignals, TableListener, PrivacyListener {
    private static final int[] ATTRIBUTES = {WebRtcTransportProviderSpec.ATTR_CURRENT_SESSIONS};
    private static final int[] COMMANDS = {
        WebRtcTransportProviderSpec.CMD_SOLICIT_OFFER,
        WebRtcTransportProviderSpec.CMD_PROVIDE_OFFER,
        WebRtcTransportProviderSpec.CMD_PROVIDE_ANSWER,
        WebRtcTransportProviderSpec.CMD_PROVIDE_ICE_CANDIDATES,
        WebRtcTransportProviderSpec.CMD_END_SESSION
    };

    final MediaHook media;
    final SessionTable table;
    final ProviderRequest request;

    /** What the media hook is asked about and answers. */
    final MediaReply reply = new MediaReply();

    private final OutboundQueue queue;
    private final PushWorker worker;
    private final OfferChecks checks;
    private final boolean hideOtherFabrics;
    private final boolean legacyState;
    private final int listed;

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
        table = new SessionTable(sizes, streams);
        table.setListener(this);
        queue = new OutboundQueue(sizes);
        worker = new PushWorker(sizes, table, queue, media, channel);
        checks = new OfferChecks(streams, clock);
        request = new ProviderRequest(sizes);
        media.attach(this);
    }

    /** To be looked at. */
    public final SessionTable sessions() {
        return table;
    }

    /** To be looked at. */
    public final OutboundQueue queue() {
        return queue;
    }

    @Override
    public final void sessionsChanged() {
        changed(WebRtcTransportProviderSpec.ATTR_CURRENT_SESSIONS);
    }

    @Override
    public final void sessionOver(int session) {
        queue.forget(session);
    }

    @Override
    public final int read(int attribute, AttributeRead in, TlvWriter out) {
        return ImStatus.UNSUPPORTED_ATTRIBUTE;
    }

    @Override
    public final int listSize(int attribute, AttributeRead in) {
        return attribute == WebRtcTransportProviderSpec.ATTR_CURRENT_SESSIONS
                ? table.capacity()
                : -1;
    }

    @Override
    public final int readItem(int attribute, int index, AttributeRead in, TlvWriter out) {
        WebRtcSession row = table.at(index);
        if (isShown(row, in)) {
            SessionStruct.put(out, in.tag, row);
        }
        return ImStatus.SUCCESS;
    }

    private boolean isShown(WebRtcSession row, AttributeRead in) {
        return row.isVisible()
                && in.includes(row.fabricIndex())
                && (!hideOtherFabrics || in.maySee(row.fabricIndex()));
    }

    @Override
    public int invoke(int command, CommandInvocation in, TlvReader from) {
        int status = check(command, in, from);
        return status == ImStatus.SUCCESS ? run(command, in) : status;
    }

    /** Everything that can be said of a command before anything is done. */
    final int check(int command, CommandInvocation in, TlvReader from) {
        if (in.subject.fabricIndex == 0) {
            return ImStatus.UNSUPPORTED_ACCESS;
        }
        if (in.subject.authMode != Subject.AUTH_MODE_CASE) {
            return ImStatus.FAILURE;
        }
        int status = request.read(command, from);
        if (status != ImStatus.SUCCESS) {
            return status;
        }
        if (request.sessionId == ProviderRequest.NEW) {
            boolean solicited = command == WebRtcTransportProviderSpec.CMD_SOLICIT_OFFER;
            status =
                    checks.check(
                            request,
                            solicited
                                    ? ImStatus.DYNAMIC_CONSTRAINT_ERROR
                                    : ImStatus.RESOURCE_EXHAUSTED);
            return status == ImStatus.SUCCESS ? checkLists() : status;
        }
        WebRtcSession row = own(in);
        return row == null ? ImStatus.NOT_FOUND : checkRow(command, row);
    }

    /** Whether this may be done with a session now. */
    private int checkRow(int command, WebRtcSession row) {
        if (command == WebRtcTransportProviderSpec.CMD_END_SESSION) {
            return ImStatus.SUCCESS;
        }
        if (queue.hasEnd(row.handle())) {
            // One that the media hook ended is there until its peer is told, for no other use.
            return toIm(MediaStatus.INVALID_IN_STATE);
        }
        if (command == WebRtcTransportProviderSpec.CMD_PROVIDE_ICE_CANDIDATES) {
            return ImStatus.SUCCESS;
        }
        if (row.pending) {
            return ImStatus.BUSY;
        }
        if (command == WebRtcTransportProviderSpec.CMD_PROVIDE_ANSWER) {
            return row.awaitsPeer() ? ImStatus.SUCCESS : toIm(MediaStatus.INVALID_IN_STATE);
        }
        request.keep(row);
        return checkLists();
    }

    /** A session keeps so many streams. */
    private int checkLists() {
        return request.params.videoStreamCount > listed || request.params.audioStreamCount > listed
                ? ImStatus.RESOURCE_EXHAUSTED
                : ImStatus.SUCCESS;
    }

    /** Does what was checked; a status, or PENDING where the media hook may answer that. */
    final int run(int command, CommandInvocation in) {
        if (request.sessionId == ProviderRequest.NEW && !reserve(in)) {
            return ImStatus.RESOURCE_EXHAUSTED;
        }
        byte[] sdp = request.array();
        int at = request.sdpAt;
        int length = request.sdpLength;
        switch (command) {
            case WebRtcTransportProviderSpec.CMD_SOLICIT_OFFER:
                return offered(command, media.onSolicitOffer(request.params, reply), in);
            case WebRtcTransportProviderSpec.CMD_PROVIDE_OFFER:
                return offered(command, media.onOffer(sdp, at, length, request.params, reply), in);
            case WebRtcTransportProviderSpec.CMD_PROVIDE_ANSWER:
                return answered(media.onAnswer(sdp, at, length, reply));
            case WebRtcTransportProviderSpec.CMD_PROVIDE_ICE_CANDIDATES:
                return toIm(media.onIceCandidates(reply.id, request.candidates));
            default:
                return endSession();
        }
    }

    final int toIm(int status) {
        return MediaStatus.toIm(status, legacyState);
    }

    /** The peer's session of this id, which {@link #reply} then names; null for none. */
    private WebRtcSession own(CommandInvocation in) {
        WebRtcSession row =
                table.find(request.sessionId, in.subject.fabricIndex, in.subject.nodeId);
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

    private boolean reserve(CommandInvocation in) {
        WebRtcSession row = table.reserve(in.subject.fabricIndex, in.subject.nodeId);
        if (row == null) {
            return false;
        }
        row.set(request.params);
        name(row);
        return true;
    }

    /** The media hook said what becomes of the session that {@link #reply} names. */
    final int offered(int command, int status, CommandInvocation in) {
        WebRtcSession row = table.alive(reply.session);
        if (row == null) {
            // A re-offer of a session that was ended meanwhile; the media hook knows.
            return ImStatus.NOT_FOUND;
        }
        boolean fresh = row.state == WebRtcSession.RESERVED;
        if (isLater(row, status)) {
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
        table.show(row, state);
        respond(solicited, in);
        return ImStatus.SUCCESS;
    }

    /** An offer that comes at once is of streams that are chosen. */
    private boolean isUndecided() {
        return request.params.videoStream != OfferParams.ABSENT
                        && reply.videoStream == OfferParams.NULL
                || request.params.audioStream != OfferParams.ABSENT
                        && reply.audioStream == OfferParams.NULL;
    }

    /** Session, whether the offer is deferred where it was asked for, and its streams. */
    private void respond(boolean solicited, CommandInvocation in) {
        TlvWriter out =
                in.respond(
                        solicited
                                ? WebRtcTransportProviderSpec.CMD_SOLICIT_OFFER_RESPONSE
                                : WebRtcTransportProviderSpec.CMD_PROVIDE_OFFER_RESPONSE);
        int tag = WebRtcTransportProviderSpec.PROVIDE_OFFER_RESPONSE_WEBRTC_SESSION_ID;
        out.putUnsigned(tag++, reply.id);
        if (solicited) {
            out.putBool(tag++, reply.deferred);
        }
        putStream(out, tag++, request.params.videoStream, reply.videoStream);
        putStream(out, tag, request.params.audioStream, reply.audioStream);
    }

    /** One that the request named, if only as null. */
    private static void putStream(TlvWriter out, int tag, int asked, int chosen) {
        if (asked != OfferParams.ABSENT) {
            SessionStruct.putId(out, tag, chosen);
        }
    }

    final int answered(int status) {
        WebRtcSession row = table.alive(reply.session);
        if (row == null) {
            return ImStatus.SUCCESS;
        }
        if (isLater(row, status)) {
            return ImStatus.PENDING;
        }
        if (status == MediaStatus.OK) {
            row.state = WebRtcSession.ESTABLISHED;
        }
        return toIm(status);
    }

    /** Whether a session waits for the media hook now. */
    private boolean isLater(WebRtcSession row, int status) {
        boolean waits = status == MediaStatus.PENDING && media.answersLater();
        row.pending |= waits;
        return waits;
    }

    private int endSession() {
        int session = reply.session;
        // Who ended it itself knows.
        if (!queue.hasEnd(session)) {
            media.onEndSession(reply.id, request.reason);
        }
        WebRtcSession row = table.alive(session);
        if (row != null) {
            table.remove(row);
        }
        return ImStatus.SUCCESS;
    }

    /** Nobody is waited for. */
    @Override
    public void complete(int status, MediaReply done) {}

    @Override
    public final int offer(int id) {
        return signal(id, OFFER);
    }

    @Override
    public final int answer(int id) {
        return signal(id, ANSWER);
    }

    @Override
    public final int iceCandidates(int id) {
        return signal(id, ICE_CANDIDATES);
    }

    private int signal(int id, int kind) {
        WebRtcSession row = table.findLive(id);
        return row == null ? MediaStatus.NOT_FOUND : queue.add(row.handle(), kind);
    }

    @Override
    public final int end(int id, int reason) {
        WebRtcSession row = table.findLive(id);
        if (row == null) {
            return MediaStatus.NOT_FOUND;
        }
        pushEnd(row, reason);
        return MediaStatus.OK;
    }

    private void pushEnd(WebRtcSession row, int reason) {
        row.notBefore = 0;
        queue.addEnd(row.handle(), reason);
    }

    /** What is still reserved fails; the others end, and their peers are told. */
    @Override
    public final void privacyOn(int usages) {
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
    public final long poll(long nowMillis) {
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
        pushEnd(row, reason);
        if (!ended) {
            media.onEndSession(id, reason);
        }
    }

    @Override
    public final void fabricRemoved(int fabricIndex) {
        table.removeFabric(fabricIndex);
        media.onFabricRemoved(fabricIndex);
    }

    /** What it holds beside the slots of its sessions. */
    public void state(SlotState to) {
        table.state(to);
        queue.state(to);
        worker.state(to);
    }
}
