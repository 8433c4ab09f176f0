package org.mattermote.webrtc.requestor;

import org.mattermote.stack.cluster.FieldTable;
import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.mem.Handle;
import org.mattermote.stack.mem.Pool;
import org.mattermote.stack.mem.Slot;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.CommandInvocation;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.Subject;
import org.mattermote.webrtc.ice.IcePolicy;
import org.mattermote.webrtc.media.CheckedFields;
import org.mattermote.webrtc.media.IceCandidates;
import org.mattermote.webrtc.media.IceServers;
import org.mattermote.webrtc.media.MediaStatus;
import org.mattermote.webrtc.provider.SessionStruct;
import org.mattermote.webrtc.spec.WebRtcTransportRequestorSpec;
import org.mattermote.webrtc.spec.WebRtcTypes;

/**
 * WebRTC Transport Requestor (Matter application clusters 11.6): the sessions that a viewer has
 * with cameras. One is there from the response that named it ({@link #add}) until the camera ends
 * it, the viewer does ({@link #remove}), or its fabric goes.
 */
public final class WebRtcTransportRequestorCluster extends Cluster {
    private static final int[] ATTRIBUTES = {WebRtcTransportRequestorSpec.ATTR_CURRENT_SESSIONS};
    private static final int[] COMMANDS = {
        WebRtcTransportRequestorSpec.CMD_OFFER,
        WebRtcTransportRequestorSpec.CMD_ANSWER,
        WebRtcTransportRequestorSpec.CMD_ICE_CANDIDATES,
        WebRtcTransportRequestorSpec.CMD_END
    };

    private static final int TAGS = 4;

    /** All commands name their session first; Offer and Answer have the description next. */
    private static final int ID_TAG = WebRtcTransportRequestorSpec.OFFER_WEBRTC_SESSION_ID;

    private static final int SDP_TAG = WebRtcTransportRequestorSpec.OFFER_SDP;

    private static final int MAX_U16 = 0xFFFF;
    private static final int MAX_POLICY = 16;
    private static final int MAX_TEXT = Integer.MAX_VALUE;

    private final RequestorHook hook;
    private final Pool<RequestorSession> sessions;
    private final int maxSdp;
    private final FieldTable fields = new FieldTable(TAGS);
    private final TlvReader reader = new TlvReader();

    /** What is within a list. */
    private final CheckedFields members = new CheckedFields(IceServers.TAGS);

    private final TlvReader list = new TlvReader();
    private final IceServers servers = new IceServers(members, list, new TlvReader());
    private final IceCandidates candidates;

    /**
     * @param places sessions, 48 bytes each
     * @param maxSdp bytes of the longest description that is taken
     * @param maxCandidate bytes of the longest candidate that is given to the hook
     */
    public WebRtcTransportRequestorCluster(
            RequestorHook hook, int places, int maxSdp, int maxCandidate) {
        super(new WebRtcTransportRequestorSpec(), 0, ATTRIBUTES, COMMANDS);
        this.hook = hook;
        this.maxSdp = maxSdp;
        candidates = new IceCandidates(maxCandidate, members, list);
        RequestorSession[] slots = new RequestorSession[places];
        for (int i = 0; i < places; i++) {
            slots[i] = new RequestorSession();
        }
        sessions = new Pool<RequestorSession>(slots);
    }

    /** To be looked at. */
    public Pool<? extends Slot> sessions() {
        return sessions;
    }

    /**
     * A camera answered SolicitOffer or ProvideOffer; before its next message is taken. The same
     * session again takes the place of what was known of it.
     *
     * @param videoStream as in the response, OfferParams.NULL for none
     * @return handle, or Handle.NONE when all places are taken
     */
    public int add(
            int fabricIndex,
            long peerNodeId,
            int peerEndpoint,
            int id,
            int usage,
            int videoStream,
            int audioStream) {
        RequestorSession session = find(fabricIndex, peerNodeId, id);
        if (session == null) {
            session = sessions.take();
        }
        if (session == null) {
            return Handle.NONE;
        }
        session.fabricIndex = (byte) fabricIndex;
        session.peerNodeId = peerNodeId;
        session.peerEndpoint = (char) peerEndpoint;
        session.id = (char) id;
        session.usage = (byte) usage;
        session.videoStream = videoStream;
        session.audioStream = audioStream;
        changed(WebRtcTransportRequestorSpec.ATTR_CURRENT_SESSIONS);
        return session.handle();
    }

    /** The viewer ended a session; a dead handle changes nothing. */
    public void remove(int handle) {
        RequestorSession session = sessions.find(handle);
        if (session != null) {
            sessions.release(session);
            changed(WebRtcTransportRequestorSpec.ATTR_CURRENT_SESSIONS);
        }
    }

    private RequestorSession find(int fabricIndex, long peerNodeId, int id) {
        for (int i = 0; i < sessions.capacity(); i++) {
            if (sessions.at(i).isOf(fabricIndex, peerNodeId, id)) {
                return sessions.at(i);
            }
        }
        return null;
    }

    @Override
    public int read(int attribute, AttributeRead in, TlvWriter out) {
        return ImStatus.UNSUPPORTED_ATTRIBUTE;
    }

    @Override
    public int listSize(int attribute, AttributeRead in) {
        return attribute == WebRtcTransportRequestorSpec.ATTR_CURRENT_SESSIONS
                ? sessions.capacity()
                : -1;
    }

    @Override
    public int readItem(int attribute, int index, AttributeRead in, TlvWriter out) {
        RequestorSession s = sessions.at(index);
        if (s.isTaken() && in.includes(s.fabricIndex())) {
            SessionStruct.begin(out, in.tag, s.id, s.peerNodeId, s.peerEndpoint, s.usage);
            SessionStruct.putStreams(out, s.videoStream, s.audioStream, s.metadataEnabled);
            SessionStruct.end(out, s.fabricIndex());
        }
        return ImStatus.SUCCESS;
    }

    @Override
    public int invoke(int command, CommandInvocation in, TlvReader from) {
        if (in.subject.fabricIndex == 0) {
            return ImStatus.UNSUPPORTED_ACCESS;
        }
        if (in.subject.authMode != Subject.AUTH_MODE_CASE) {
            return ImStatus.FAILURE;
        }
        if (fields.collect(from) != CodecStatus.OK) {
            return ImStatus.INVALID_COMMAND;
        }
        int id = fields.unsigned(ID_TAG, MAX_U16);
        if (id < 0) {
            return id == CodecStatus.OUT_OF_RANGE
                    ? ImStatus.CONSTRAINT_ERROR
                    : ImStatus.INVALID_COMMAND;
        }
        members.begin();
        int status = check(command);
        if (status != ImStatus.SUCCESS) {
            return status;
        }
        RequestorSession session = find(in.subject.fabricIndex, in.subject.nodeId, id);
        return session == null ? ImStatus.NOT_FOUND : run(command, session);
    }

    private int check(int command) {
        switch (command) {
            case WebRtcTransportRequestorSpec.CMD_OFFER:
                return checkOffer();
            case WebRtcTransportRequestorSpec.CMD_ANSWER:
                return checkSdp();
            case WebRtcTransportRequestorSpec.CMD_ICE_CANDIDATES:
                return fields.open(
                                WebRtcTransportRequestorSpec.ICE_CANDIDATES_ICE_CANDIDATES, reader)
                        ? candidates.open(reader)
                        : ImStatus.INVALID_COMMAND;
            default:
                int reason =
                        fields.unsigned(
                                WebRtcTransportRequestorSpec.END_REASON,
                                WebRtcTypes.WEBRTC_END_REASON_UNKNOWN_REASON);
                if (reason >= 0) {
                    return ImStatus.SUCCESS;
                }
                return reason == CodecStatus.OUT_OF_RANGE
                        ? ImStatus.CONSTRAINT_ERROR
                        : ImStatus.INVALID_COMMAND;
        }
    }

    private int checkSdp() {
        int length = fields.utf8(SDP_TAG, 0, MAX_TEXT);
        if (length < 0) {
            return ImStatus.INVALID_COMMAND;
        }
        return length > maxSdp ? ImStatus.CONSTRAINT_ERROR : ImStatus.SUCCESS;
    }

    private int checkOffer() {
        int status = checkSdp();
        int policy = WebRtcTransportRequestorSpec.OFFER_ICE_TRANSPORT_POLICY;
        int length = fields.has(policy) ? fields.utf8(policy, 0, MAX_TEXT) : 0;
        if (fields.open(WebRtcTransportRequestorSpec.OFFER_ICE_SERVERS, reader)) {
            servers.check(reader);
        }
        int listed = members.status();
        if (length < 0 || listed == ImStatus.INVALID_COMMAND || status != ImStatus.SUCCESS) {
            return status == ImStatus.SUCCESS ? ImStatus.INVALID_COMMAND : status;
        }
        if (length > MAX_POLICY || listed != ImStatus.SUCCESS) {
            return ImStatus.CONSTRAINT_ERROR;
        }
        return policy() == IcePolicy.UNKNOWN ? ImStatus.INVALID_COMMAND : ImStatus.SUCCESS;
    }

    private int policy() {
        int tag = WebRtcTransportRequestorSpec.OFFER_ICE_TRANSPORT_POLICY;
        return fields.has(tag)
                ? IcePolicy.of(fields.array(), fields.offset(tag), fields.length(tag))
                : IcePolicy.ALL;
    }

    private int run(int command, RequestorSession session) {
        switch (command) {
            case WebRtcTransportRequestorSpec.CMD_OFFER:
                boolean listed =
                        fields.open(WebRtcTransportRequestorSpec.OFFER_ICE_SERVERS, reader);
                return MediaStatus.toIm(
                        hook.onOffer(
                                session,
                                fields.array(),
                                fields.offset(SDP_TAG),
                                fields.length(SDP_TAG),
                                listed ? reader : null,
                                policy()),
                        false);
            case WebRtcTransportRequestorSpec.CMD_ANSWER:
                return MediaStatus.toIm(
                        hook.onAnswer(
                                session,
                                fields.array(),
                                fields.offset(SDP_TAG),
                                fields.length(SDP_TAG)),
                        false);
            case WebRtcTransportRequestorSpec.CMD_ICE_CANDIDATES:
                return MediaStatus.toIm(hook.onIceCandidates(session, candidates), false);
            default:
                int handle = session.handle();
                hook.onEnd(session, (int) fields.value(WebRtcTransportRequestorSpec.END_REASON));
                remove(handle);
                return ImStatus.SUCCESS;
        }
    }

    @Override
    public void fabricRemoved(int fabricIndex) {
        boolean any = false;
        for (int i = 0; i < sessions.capacity(); i++) {
            RequestorSession session = sessions.at(i);
            if (session.isTaken() && session.fabricIndex() == fabricIndex) {
                sessions.release(session);
                any = true;
            }
        }
        if (any) {
            changed(WebRtcTransportRequestorSpec.ATTR_CURRENT_SESSIONS);
        }
        hook.onFabricRemoved(fabricIndex);
    }
}
