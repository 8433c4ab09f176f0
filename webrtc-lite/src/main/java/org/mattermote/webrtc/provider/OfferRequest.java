package org.mattermote.webrtc.provider;

import org.mattermote.stack.cluster.FieldTable;
import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvType;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.webrtc.ice.IcePolicy;
import org.mattermote.webrtc.media.IceServers;
import org.mattermote.webrtc.media.OfferParams;
import org.mattermote.webrtc.spec.WebRtcTransportProviderSpec;
import org.mattermote.webrtc.spec.WebRtcTypes;

/**
 * The fields of SolicitOffer and ProvideOffer, checked in the order that the specification has:
 * first whether they can be read, then the length of the description, then each field's limits.
 */
final class OfferRequest {
    /** {@link #sessionId}: null, a new session. */
    static final int NEW = -1;

    /** Of {@link #number} and {@link #list}: of another type. Below whatever else they answer. */
    private static final int WRONG = -9;

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

    /** Of a ProvideOffer: NEW or the session it is for. */
    int sessionId;

    int sdpAt;
    int sdpLength;
    boolean hasUsage;
    boolean hasEndpoint;
    boolean hasVideoField;
    boolean hasAudioField;
    boolean hasSframe;

    /** Whether an ICE server wants TLS. */
    boolean hasSecureServer;

    private final FieldTable fields;
    private final IceServers servers;
    private final TlvReader reader;
    private final int maxSdp;

    /** What of the limits is wrong, SUCCESS when nothing is. */
    private int limits;

    /**
     * @param fields with places for twelve members
     * @param reader used while a request is read
     */
    OfferRequest(FieldTable fields, TlvReader reader, int maxSdp) {
        this.fields = fields;
        this.reader = reader;
        servers = new IceServers(reader);
        this.maxSdp = maxSdp;
    }

    /** SUCCESS or the status of a SolicitOffer that stands in {@code from}. */
    int readSolicitOffer(TlvReader from) {
        if (fields.collect(from) != CodecStatus.OK) {
            return ImStatus.INVALID_COMMAND;
        }
        limits = ImStatus.SUCCESS;
        sessionId = NEW;
        sdpLength = 0;
        int status = readCommon(0);
        return status == ImStatus.SUCCESS ? limits : status;
    }

    /** SUCCESS or the status of a ProvideOffer. */
    int readProvideOffer(TlvReader from) {
        if (fields.collect(from) != CodecStatus.OK) {
            return ImStatus.INVALID_COMMAND;
        }
        limits = ImStatus.SUCCESS;
        sessionId = NEW;
        if (!fields.isNull(WebRtcTransportProviderSpec.PROVIDE_OFFER_WEBRTC_SESSION_ID)) {
            sessionId =
                    fields.unsigned(
                            WebRtcTransportProviderSpec.PROVIDE_OFFER_WEBRTC_SESSION_ID, MAX_U16);
            if (sessionId == CodecStatus.OUT_OF_RANGE) {
                limit(ImStatus.CONSTRAINT_ERROR);
                sessionId = 0;
            } else if (sessionId < 0) {
                return ImStatus.INVALID_COMMAND;
            }
        }
        int sdp = fields.utf8(WebRtcTransportProviderSpec.PROVIDE_OFFER_SDP, 0, MAX_TEXT);
        if (sdp < 0) {
            return ImStatus.INVALID_COMMAND;
        }
        sdpAt = fields.offset(WebRtcTransportProviderSpec.PROVIDE_OFFER_SDP);
        sdpLength = sdp;
        int status = readCommon(SHIFT);
        if (status != ImStatus.SUCCESS) {
            return status;
        }
        return sdp > maxSdp ? ImStatus.CONSTRAINT_ERROR : limits;
    }

    private int readCommon(int shift) {
        OfferParams p = params;
        hasUsage = fields.has(WebRtcTransportProviderSpec.SOLICIT_OFFER_STREAM_USAGE + shift);
        hasEndpoint =
                fields.has(
                        WebRtcTransportProviderSpec.SOLICIT_OFFER_ORIGINATING_ENDPOINT_ID + shift);
        if (sessionId == NEW && !(hasUsage && hasEndpoint)) {
            return ImStatus.INVALID_COMMAND;
        }
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
        int video = WebRtcTransportProviderSpec.SOLICIT_OFFER_VIDEO_STREAM_ID + shift;
        int audio = WebRtcTransportProviderSpec.SOLICIT_OFFER_AUDIO_STREAM_ID + shift;
        hasVideoField = fields.has(video);
        hasAudioField = fields.has(audio);
        p.videoStream = number(video, MAX_ID, true);
        p.audioStream = number(audio, MAX_ID, true);
        p.videoStreamCount =
                list(
                        WebRtcTransportProviderSpec.SOLICIT_OFFER_VIDEO_STREAMS + shift,
                        p.videoStreams);
        p.audioStreamCount =
                list(
                        WebRtcTransportProviderSpec.SOLICIT_OFFER_AUDIO_STREAMS + shift,
                        p.audioStreams);
        int worst = Math.min(Math.min(p.usage, p.endpoint), Math.min(p.videoStream, p.audioStream));
        worst = Math.min(worst, Math.min(p.videoStreamCount, p.audioStreamCount));
        int metadata =
                fields.bool(WebRtcTransportProviderSpec.SOLICIT_OFFER_METADATA_ENABLED + shift);
        p.metadataEnabled = metadata == 1;
        boolean good =
                worst != WRONG
                        && metadata != CodecStatus.WRONG_TYPE
                        && readPolicy(
                                WebRtcTransportProviderSpec.SOLICIT_OFFER_ICE_TRANSPORT_POLICY
                                        + shift)
                        && readServers(
                                WebRtcTransportProviderSpec.SOLICIT_OFFER_ICE_SERVERS + shift)
                        && readSframe(
                                WebRtcTransportProviderSpec.SOLICIT_OFFER_SFRAME_CONFIG + shift);
        if (good && sessionId == NEW && !p.wantsVideo() && !p.wantsAudio()) {
            limit(ImStatus.INVALID_COMMAND);
        }
        return good ? ImStatus.SUCCESS : ImStatus.INVALID_COMMAND;
    }

    /** A value, NULL, ABSENT or WRONG; one out of range is remembered. */
    private int number(int tag, int most, boolean nullable) {
        if (!fields.has(tag)) {
            return OfferParams.ABSENT;
        }
        if (fields.isNull(tag)) {
            return nullable ? OfferParams.NULL : WRONG;
        }
        int value = fields.unsigned(tag, most);
        if (value == CodecStatus.WRONG_TYPE) {
            return WRONG;
        }
        if (value < 0) {
            limit(ImStatus.CONSTRAINT_ERROR);
            return 0;
        }
        return value;
    }

    /** Entries of a list of ids, 0 for none, or WRONG. */
    private int list(int tag, char[] into) {
        if (!fields.open(tag, reader)) {
            return 0;
        }
        if (reader.type() != TlvType.ARRAY || reader.enter() != CodecStatus.OK) {
            return WRONG;
        }
        int count = 0;
        int status = reader.next();
        while (status == CodecStatus.OK) {
            int value = reader.unsignedInt(MAX_ID);
            if (value == CodecStatus.WRONG_TYPE) {
                return WRONG;
            }
            if (value < 0 || count == into.length) {
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
        return status == CodecStatus.END ? count : WRONG;
    }

    private boolean readPolicy(int tag) {
        params.policy = IcePolicy.ALL;
        if (!fields.has(tag)) {
            return true;
        }
        int length = fields.utf8(tag, 0, MAX_TEXT);
        if (length < 0) {
            return false;
        }
        params.policy = IcePolicy.of(fields.array(), fields.offset(tag), length);
        if (length > MAX_POLICY) {
            limit(ImStatus.CONSTRAINT_ERROR);
        } else if (params.policy == IcePolicy.UNKNOWN) {
            limit(ImStatus.INVALID_COMMAND);
        }
        return true;
    }

    private boolean readServers(int tag) {
        params.hasIceServers = fields.open(tag, params.iceServers);
        hasSecureServer = false;
        if (!params.hasIceServers) {
            return true;
        }
        int status = servers.check(params.iceServers);
        hasSecureServer = servers.isSecure();
        if (status == ImStatus.CONSTRAINT_ERROR) {
            limit(status);
        }
        return status != ImStatus.INVALID_COMMAND;
    }

    /** Last, for it takes the fields' table for itself. */
    private boolean readSframe(int tag) {
        hasSframe = fields.open(tag, reader);
        if (!hasSframe) {
            return true;
        }
        if (fields.collect(reader) != CodecStatus.OK) {
            return false;
        }
        int suite =
                fields.unsigned(WebRtcTransportProviderSpec.SFRAME_STRUCT_CIPHER_SUITE, MAX_U16);
        int key = fields.bytes(WebRtcTransportProviderSpec.SFRAME_STRUCT_BASE_KEY, 0, MAX_BASE_KEY);
        int kid = fields.bytes(WebRtcTransportProviderSpec.SFRAME_STRUCT_KID, MIN_KID, MAX_KID);
        int worst = Math.min(suite, Math.min(key, kid));
        if (suite == 0 || worst == CodecStatus.OUT_OF_RANGE) {
            limit(ImStatus.CONSTRAINT_ERROR);
        }
        return worst >= 0 || worst == CodecStatus.OUT_OF_RANGE;
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
