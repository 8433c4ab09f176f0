package org.mattermote.webrtc.provider;

import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.webrtc.media.OfferParams;
import org.mattermote.webrtc.spec.WebRtcTypes;

/** WebRTCSessionStruct, as both clusters tell it. */
public final class SessionStruct {
    private SessionStruct() {}

    static void put(TlvWriter out, int tag, WebRtcSession row) {
        begin(out, tag, row.id, row.peerNodeId, row.peerEndpoint, row.usage);
        putStreams(out, row.videoStream, row.audioStream, row.metadataEnabled);
        putList(
                out,
                WebRtcTypes.WEBRTC_SESSION_STRUCT_VIDEO_STREAMS,
                row.videoStreams,
                row.videoStreamCount);
        putList(
                out,
                WebRtcTypes.WEBRTC_SESSION_STRUCT_AUDIO_STREAMS,
                row.audioStreams,
                row.audioStreamCount);
        end(out, row.fabricIndex());
    }

    /** Begins a structure; {@link #putStreams} and {@link #end} follow. */
    public static void begin(
            TlvWriter out, int tag, int id, long peerNodeId, int peerEndpoint, int usage) {
        out.startStruct(tag);
        out.putUnsigned(WebRtcTypes.WEBRTC_SESSION_STRUCT_ID, id);
        out.putUnsigned(WebRtcTypes.WEBRTC_SESSION_STRUCT_PEER_NODE_ID, peerNodeId);
        out.putUnsigned(WebRtcTypes.WEBRTC_SESSION_STRUCT_PEER_ENDPOINT_ID, peerEndpoint);
        out.putUnsigned(WebRtcTypes.WEBRTC_SESSION_STRUCT_STREAM_USAGE, usage);
    }

    /** Ids, {@link OfferParams#NULL} for null. */
    public static void putStreams(TlvWriter out, int video, int audio, boolean metadata) {
        putId(out, WebRtcTypes.WEBRTC_SESSION_STRUCT_VIDEO_STREAM_ID, video);
        putId(out, WebRtcTypes.WEBRTC_SESSION_STRUCT_AUDIO_STREAM_ID, audio);
        out.putBool(WebRtcTypes.WEBRTC_SESSION_STRUCT_METADATA_ENABLED, metadata);
    }

    public static void end(TlvWriter out, int fabricIndex) {
        out.putUnsigned(WebRtcTypes.WEBRTC_SESSION_STRUCT_FABRIC_INDEX, fabricIndex);
        out.endContainer();
    }

    /** An id of a stream, or null. */
    static void putId(TlvWriter out, int tag, int stream) {
        if (stream < 0) {
            out.putNull(tag);
        } else {
            out.putUnsigned(tag, stream);
        }
    }

    private static void putList(TlvWriter out, int tag, char[] streams, int count) {
        if (count > 0) {
            out.startArray(tag);
            for (int i = 0; i < count; i++) {
                out.putUnsigned(TlvTag.ANONYMOUS, streams[i]);
            }
            out.endContainer();
        }
    }
}
