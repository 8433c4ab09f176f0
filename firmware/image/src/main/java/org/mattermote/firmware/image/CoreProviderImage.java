package org.mattermote.firmware.image;

import org.mattermote.stack.Stack;
import org.mattermote.webrtc.media.MediaPort;
import org.mattermote.webrtc.media.MediaSizes;
import org.mattermote.webrtc.media.Negotiation;
import org.mattermote.webrtc.media.StreamChoice;
import org.mattermote.webrtc.provider.CameraStreams;
import org.mattermote.webrtc.provider.CasePushes;
import org.mattermote.webrtc.provider.WebRtcSizes;
import org.mattermote.webrtc.provider.WebRtcTransportProviderCluster;
import org.mattermote.webrtc.sdp.Codec;
import org.mattermote.webrtc.sdp.Direction;
import org.mattermote.webrtc.sdp.Feedback;
import org.mattermote.webrtc.sdp.SdpStream;

/**
 * {@link CoreTcpClientImage} that signals for a camera, too: descriptions of up to 2,048 bytes,
 * three sessions of 24 candidates; streams and the media processor are not there.
 */
public final class CoreProviderImage extends CoreTcpClientImage {
    static final int SESSIONS = 3;
    private static final int SDP_LENGTH = 2048;
    private static final int OVERHEAD = 1024;

    private static final byte[] NAME = {'c', 'a', 'm', 'e', 'r', 'a'};

    private static final int VIDEO_PAYLOAD = 96;
    private static final int AUDIO_PAYLOAD = 111;

    private CoreProviderImage(Image image) {
        super(image);
        StandInProcessor processor = new StandInProcessor();
        setOnEndpoint(provider(stack, processor, processor, sent(), null));
    }

    /** What the camera sends, in the order of its offers. */
    static SdpStream[] sent() {
        return new SdpStream[] {
            new SdpStream(
                    Codec.H264,
                    Direction.SENDONLY,
                    VIDEO_PAYLOAD,
                    SdpStream.H264_LEVEL_3_1,
                    Feedback.NACK | Feedback.NACK_PLI),
            new SdpStream(Codec.OPUS, Direction.SENDONLY, AUDIO_PAYLOAD, 0, 0),
        };
    }

    /**
     * @param sent what the camera sends, in the order of its offers
     * @param streams null for none
     */
    static WebRtcTransportProviderCluster provider(
            Stack stack,
            MediaPort port,
            StreamChoice choice,
            SdpStream[] sent,
            CameraStreams streams) {
        MediaSizes sizes = new MediaSizes();
        sizes.sessions = SESSIONS;
        sizes.sdpLength = SDP_LENGTH;
        Negotiation negotiation =
                new Negotiation(
                        sizes,
                        port,
                        choice,
                        stack.random(),
                        stack.clusterWorkspace().scratch(),
                        sent,
                        NAME);
        return new WebRtcTransportProviderCluster(
                providerSizes(),
                negotiation,
                streams,
                stack.time(),
                new CasePushes(stack.peerSessions(), stack.exchanges()),
                true,
                false);
    }

    private static WebRtcSizes providerSizes() {
        WebRtcSizes sizes = new WebRtcSizes();
        sizes.sessions = SESSIONS;
        sizes.sdpLength = SDP_LENGTH;
        sizes.outLength = SDP_LENGTH + OVERHEAD;
        return sizes;
    }

    public static void main(String[] args) {
        Image image = CoreImage.boot();
        image.run(new CoreProviderImage(image));
    }
}
