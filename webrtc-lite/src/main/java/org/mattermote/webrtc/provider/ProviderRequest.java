package org.mattermote.webrtc.provider;

import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.webrtc.ice.IcePolicy;
import org.mattermote.webrtc.media.CheckedFields;
import org.mattermote.webrtc.media.IceCandidates;
import org.mattermote.webrtc.media.IceServers;
import org.mattermote.webrtc.media.OfferParams;
import org.mattermote.webrtc.spec.WebRtcTransportProviderSpec;
import org.mattermote.webrtc.spec.WebRtcTypes;

/**
 * The fields of a command, checked in the order that the specification has: first whether they can
 * be read, then the length of the description, then each field's limits.
 */
final class ProviderRequest extends CheckedFields {
    /** {@link #sessionId}: none, or null: a new session. */
    static final int NEW = OfferParams.NULL;

    // Places that commands have in common: the session's id, and its description.

    private static final int SESSION_ID =
            WebRtcTransportProviderSpec.PROVIDE_OFFER_WEBRTC_SESSION_ID;
    private static final int SDP = WebRtcTransportProviderSpec.PROVIDE_OFFER_SDP;

    /** Members of ProvideOffer. */
    private static final int TAGS = 12;

    /** Greatest endpoint, and greatest value of an id that may be null. */
    private static final int MAX_ID = 0xFFFE;

    private static final int MAX_POLICY = 16;
    private static final int MAX_BASE_KEY = 128;
    private static final int MIN_KID = 2;
    private static final int MAX_KID = 8;

    /** Fields of SolicitOffer have the same order in ProvideOffer, so many further on. */
    private static final int SHIFT = WebRtcTransportProviderSpec.PROVIDE_OFFER_STREAM_USAGE;

    final OfferParams params = new OfferParams();

    /** NEW or the session it is for. */
    int sessionId;

    int sdpAt;
    int sdpLength;

    /** Of EndSession, WebRTCEndReasonEnum. */
    int reason;

    boolean hasSframe;

    /** Of ProvideICECandidates. */
    final IceCandidates candidates;

    private final TlvReader reader = new TlvReader();
    private final TlvReader inner = new TlvReader();
    final IceServers servers = new IceServers(this, reader, inner);
    private final int maxSdp;

    ProviderRequest(WebRtcSizes sizes) {
        super(TAGS);
        maxSdp = sizes.sdpLength;
        candidates = new IceCandidates(sizes.candidateLength, this, inner);
    }

    /** SUCCESS or the status of a command that stands in {@code from}. */
    int read(int command, TlvReader from) {
        begin();
        take(from);
        sessionId = NEW;
        if (command != WebRtcTransportProviderSpec.CMD_SOLICIT_OFFER) {
            boolean mayBeNew = command == WebRtcTransportProviderSpec.CMD_PROVIDE_OFFER;
            sessionId = mayBeNew ? nullable(SESSION_ID, MAX_U16) : number(SESSION_ID, MAX_U16);
            needed(sessionId);
        }
        switch (command) {
            case WebRtcTransportProviderSpec.CMD_SOLICIT_OFFER:
                readOffer(0);
                break;
            case WebRtcTransportProviderSpec.CMD_PROVIDE_OFFER:
                readSdp();
                readOffer(SHIFT);
                break;
            case WebRtcTransportProviderSpec.CMD_PROVIDE_ANSWER:
                readSdp();
                break;
            case WebRtcTransportProviderSpec.CMD_PROVIDE_ICE_CANDIDATES:
                readCandidates();
                break;
            default:
                reason =
                        needed(
                                number(
                                        WebRtcTransportProviderSpec.END_SESSION_REASON,
                                        WebRtcTypes.WEBRTC_END_REASON_UNKNOWN_REASON));
                break;
        }
        return status();
    }

    private void readSdp() {
        sdpLength = needed(text(SDP, maxSdp));
        sdpAt = offset(SDP);
    }

    private void readCandidates() {
        if (open(WebRtcTransportProviderSpec.PROVIDE_ICE_CANDIDATES_ICE_CANDIDATES, reader)) {
            candidates.open(reader);
        } else {
            wrong();
        }
    }

    private void readOffer(int shift) {
        OfferParams p = params;
        p.usage =
                number(
                        WebRtcTransportProviderSpec.SOLICIT_OFFER_STREAM_USAGE + shift,
                        WebRtcTypes.STREAM_USAGE_LIVE_VIEW);
        p.endpoint =
                number(
                        WebRtcTransportProviderSpec.SOLICIT_OFFER_ORIGINATING_ENDPOINT_ID + shift,
                        MAX_ID);
        if (sessionId == NEW) {
            needed(p.usage);
            needed(p.endpoint);
        }
        p.videoStream =
                nullable(WebRtcTransportProviderSpec.SOLICIT_OFFER_VIDEO_STREAM_ID + shift, MAX_ID);
        p.audioStream =
                nullable(WebRtcTransportProviderSpec.SOLICIT_OFFER_AUDIO_STREAM_ID + shift, MAX_ID);
        p.videoStreamCount =
                list(
                        WebRtcTransportProviderSpec.SOLICIT_OFFER_VIDEO_STREAMS + shift,
                        p.videoStreams);
        p.audioStreamCount =
                list(
                        WebRtcTransportProviderSpec.SOLICIT_OFFER_AUDIO_STREAMS + shift,
                        p.audioStreams);
        p.metadataEnabled =
                checked(bool(WebRtcTransportProviderSpec.SOLICIT_OFFER_METADATA_ENABLED + shift))
                        == 1;
        readPolicy(WebRtcTransportProviderSpec.SOLICIT_OFFER_ICE_TRANSPORT_POLICY + shift);
        // These take the table of the command's fields for themselves.
        p.hasIceServers =
                open(WebRtcTransportProviderSpec.SOLICIT_OFFER_ICE_SERVERS + shift, p.iceServers);
        hasSframe = open(WebRtcTransportProviderSpec.SOLICIT_OFFER_SFRAME_CONFIG + shift, reader);
        if (hasSframe) {
            readSframe();
        }
        if (p.hasIceServers) {
            servers.check(p.iceServers);
        }
        if (sessionId == NEW && !p.wantsVideo() && !p.wantsAudio()) {
            limit(ImStatus.INVALID_COMMAND);
        }
    }

    /** A later offer without them is of the usage and the endpoint of before. */
    void keep(WebRtcSession row) {
        if (params.usage == OfferParams.ABSENT) {
            params.usage = row.usage;
        }
        if (params.endpoint == OfferParams.ABSENT) {
            params.endpoint = row.peerEndpoint;
        }
    }

    /** Entries of a list of ids, 0 for none. */
    private int list(int tag, char[] into) {
        if (!open(tag, reader)) {
            return 0;
        }
        int count = 0;
        if (enter(reader)) {
            while (next(reader)) {
                int value = checked(reader.unsignedInt(MAX_ID));
                if (count == into.length) {
                    limit(ImStatus.CONSTRAINT_ERROR);
                } else {
                    into[count] = (char) value;
                    count++;
                }
            }
        }
        if (count == 0) {
            limit(ImStatus.CONSTRAINT_ERROR);
        }
        return count;
    }

    private void readPolicy(int tag) {
        params.policy = OfferParams.ABSENT;
        int length = text(tag, MAX_POLICY);
        if (length >= 0) {
            params.policy = IcePolicy.of(array(), offset(tag), length);
            if (params.policy == IcePolicy.UNKNOWN) {
                limit(ImStatus.INVALID_COMMAND);
            }
        }
    }

    private void readSframe() {
        take(reader);
        int suite = number(WebRtcTransportProviderSpec.SFRAME_STRUCT_CIPHER_SUITE, MAX_U16);
        if (suite == 0) {
            limit(ImStatus.CONSTRAINT_ERROR);
        }
        int key = bytes(WebRtcTransportProviderSpec.SFRAME_STRUCT_BASE_KEY, 0, MAX_BASE_KEY);
        int kid = bytes(WebRtcTransportProviderSpec.SFRAME_STRUCT_KID, MIN_KID, MAX_KID);
        needed(suite);
        needed(checked(key));
        needed(checked(kid));
    }
}
