package org.mattermote.webrtc.provider;

import org.mattermote.stack.cluster.FieldTable;
import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvType;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.webrtc.ice.IcePolicy;
import org.mattermote.webrtc.media.IceCandidates;
import org.mattermote.webrtc.media.IceServers;
import org.mattermote.webrtc.media.OfferParams;
import org.mattermote.webrtc.spec.WebRtcTransportProviderSpec;
import org.mattermote.webrtc.spec.WebRtcTypes;

/**
 * The fields of a command, checked in the order that the specification has: first whether they can
 * be read, then the length of the description, then each field's limits.
 */
final class ProviderRequest {
    /** {@link #sessionId}: none, or null: a new session. */
    static final int NEW = OfferParams.NULL;

    // Places that commands have in common: the session's id, and its description.

    private static final int SESSION_ID =
            WebRtcTransportProviderSpec.PROVIDE_OFFER_WEBRTC_SESSION_ID;
    private static final int SDP = WebRtcTransportProviderSpec.PROVIDE_OFFER_SDP;

    /** Members of ProvideOffer. */
    private static final int TAGS = 12;

    private static final int MAX_U16 = 0xFFFF;

    /** Greatest endpoint, and greatest value of an id that may be null. */
    private static final int MAX_ID = 0xFFFE;

    private static final int MAX_POLICY = 16;
    private static final int MAX_BASE_KEY = 128;
    private static final int MIN_KID = 2;
    private static final int MAX_KID = 8;
    private static final int MAX_TEXT = Integer.MAX_VALUE;

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

    /** Whether an ICE server wants TLS. */
    boolean hasSecureServer;

    /** Of ProvideICECandidates. */
    final IceCandidates candidates;

    private final FieldTable fields = new FieldTable(TAGS);
    private final TlvReader reader = new TlvReader();
    private final IceServers servers = new IceServers(reader);
    private final int maxSdp;

    /** Whether a field cannot be read, or is missing. */
    private boolean wrong;

    /** What of the limits is wrong, SUCCESS when nothing is. */
    private int limits;

    ProviderRequest(WebRtcSizes sizes) {
        maxSdp = sizes.sdpLength;
        candidates = new IceCandidates(sizes.candidateLength);
    }

    /** SUCCESS or the status of a command that stands in {@code from}. */
    int read(int command, TlvReader from) {
        if (fields.collect(from) != CodecStatus.OK) {
            return ImStatus.INVALID_COMMAND;
        }
        wrong = false;
        limits = ImStatus.SUCCESS;
        sessionId = NEW;
        sdpLength = 0;
        if (command != WebRtcTransportProviderSpec.CMD_SOLICIT_OFFER) {
            boolean mayBeNew = command == WebRtcTransportProviderSpec.CMD_PROVIDE_OFFER;
            sessionId = needed(number(SESSION_ID, MAX_U16, mayBeNew));
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
                                        WebRtcTypes.WEBRTC_END_REASON_UNKNOWN_REASON,
                                        false));
                break;
        }
        if (wrong) {
            return ImStatus.INVALID_COMMAND;
        }
        return sdpLength > maxSdp ? ImStatus.CONSTRAINT_ERROR : limits;
    }

    private void readSdp() {
        sdpLength = fields.utf8(SDP, 0, MAX_TEXT);
        sdpAt = fields.offset(SDP);
        wrong |= sdpLength < 0;
    }

    private void readCandidates() {
        boolean hasList =
                fields.open(
                        WebRtcTransportProviderSpec.PROVIDE_ICE_CANDIDATES_ICE_CANDIDATES, reader);
        take(hasList ? candidates.open(reader) : ImStatus.INVALID_COMMAND);
    }

    /** What a field's own reader said. */
    private void take(int status) {
        if (status == ImStatus.INVALID_COMMAND) {
            wrong = true;
        } else if (status != ImStatus.SUCCESS) {
            limit(status);
        }
    }

    private void readOffer(int shift) {
        OfferParams p = params;
        p.usage =
                number(
                        WebRtcTransportProviderSpec.SOLICIT_OFFER_STREAM_USAGE + shift,
                        WebRtcTypes.STREAM_USAGE_LIVE_VIEW,
                        false);
        p.endpoint =
                number(
                        WebRtcTransportProviderSpec.SOLICIT_OFFER_ORIGINATING_ENDPOINT_ID + shift,
                        MAX_ID,
                        false);
        if (sessionId == NEW) {
            needed(p.usage);
            needed(p.endpoint);
        }
        p.videoStream =
                number(
                        WebRtcTransportProviderSpec.SOLICIT_OFFER_VIDEO_STREAM_ID + shift,
                        MAX_ID,
                        true);
        p.audioStream =
                number(
                        WebRtcTransportProviderSpec.SOLICIT_OFFER_AUDIO_STREAM_ID + shift,
                        MAX_ID,
                        true);
        p.videoStreamCount =
                list(
                        WebRtcTransportProviderSpec.SOLICIT_OFFER_VIDEO_STREAMS + shift,
                        p.videoStreams);
        p.audioStreamCount =
                list(
                        WebRtcTransportProviderSpec.SOLICIT_OFFER_AUDIO_STREAMS + shift,
                        p.audioStreams);
        int metadata =
                fields.bool(WebRtcTransportProviderSpec.SOLICIT_OFFER_METADATA_ENABLED + shift);
        p.metadataEnabled = metadata == 1;
        wrong |= metadata == CodecStatus.WRONG_TYPE;
        readPolicy(WebRtcTransportProviderSpec.SOLICIT_OFFER_ICE_TRANSPORT_POLICY + shift);
        readServers(WebRtcTransportProviderSpec.SOLICIT_OFFER_ICE_SERVERS + shift);
        readSframe(WebRtcTransportProviderSpec.SOLICIT_OFFER_SFRAME_CONFIG + shift);
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

    private int needed(int value) {
        wrong |= value == OfferParams.ABSENT;
        return value;
    }

    /** A value, NULL or ABSENT; one that is wrong or out of range is remembered. */
    private int number(int tag, int most, boolean nullable) {
        if (!fields.has(tag)) {
            return OfferParams.ABSENT;
        }
        if (nullable && fields.isNull(tag)) {
            return OfferParams.NULL;
        }
        return checked(fields.unsigned(tag, most));
    }

    private int checked(int value) {
        if (value >= 0) {
            return value;
        }
        if (value == CodecStatus.OUT_OF_RANGE) {
            limit(ImStatus.CONSTRAINT_ERROR);
        } else {
            wrong = true;
        }
        return 0;
    }

    /** Entries of a list of ids, 0 for none. */
    private int list(int tag, char[] into) {
        if (!fields.open(tag, reader)) {
            return 0;
        }
        if (reader.type() != TlvType.ARRAY || reader.enter() != CodecStatus.OK) {
            wrong = true;
            return 0;
        }
        int count = 0;
        int status = reader.next();
        while (status == CodecStatus.OK) {
            int value = checked(reader.unsignedInt(MAX_ID));
            if (count == into.length) {
                limit(ImStatus.CONSTRAINT_ERROR);
            } else {
                into[count] = (char) value;
                count++;
            }
            status = reader.next();
        }
        if (count == 0) {
            limit(ImStatus.CONSTRAINT_ERROR);
        }
        wrong |= status != CodecStatus.END;
        return count;
    }

    private void readPolicy(int tag) {
        params.policy = IcePolicy.ALL;
        if (!fields.has(tag)) {
            return;
        }
        int length = fields.utf8(tag, 0, MAX_TEXT);
        if (length < 0) {
            wrong = true;
            return;
        }
        params.policy = IcePolicy.of(fields.array(), fields.offset(tag), length);
        if (length > MAX_POLICY) {
            limit(ImStatus.CONSTRAINT_ERROR);
        } else if (params.policy == IcePolicy.UNKNOWN) {
            limit(ImStatus.INVALID_COMMAND);
        }
    }

    private void readServers(int tag) {
        params.hasIceServers = fields.open(tag, params.iceServers);
        hasSecureServer = false;
        if (params.hasIceServers) {
            take(servers.check(params.iceServers));
            hasSecureServer = servers.isSecure();
        }
    }

    /** Last, for it takes the fields' table for itself. */
    private void readSframe(int tag) {
        hasSframe = fields.open(tag, reader);
        if (!hasSframe) {
            return;
        }
        if (fields.collect(reader) != CodecStatus.OK) {
            wrong = true;
            return;
        }
        if (checked(
                        fields.unsigned(
                                WebRtcTransportProviderSpec.SFRAME_STRUCT_CIPHER_SUITE, MAX_U16))
                == 0) {
            limit(ImStatus.CONSTRAINT_ERROR);
        }
        checked(fields.bytes(WebRtcTransportProviderSpec.SFRAME_STRUCT_BASE_KEY, 0, MAX_BASE_KEY));
        checked(fields.bytes(WebRtcTransportProviderSpec.SFRAME_STRUCT_KID, MIN_KID, MAX_KID));
    }

    private void limit(int status) {
        if (limits == ImStatus.SUCCESS) {
            limits = status;
        }
    }

    /** Where {@link #sdpAt} counts. */
    byte[] array() {
        return fields.array();
    }
}
