package org.mattermote.firmware.image;

import org.mattermote.app.camera.TestPattern;
import org.mattermote.webrtc.avstream.CameraAvStreamManagementCluster;
import org.mattermote.webrtc.media.MediaLink;
import org.mattermote.webrtc.provider.WebRtcTransportProviderCluster;
import org.mattermote.webrtc.sdp.SdpStream;

/** {@link CoreProviderImage} with the camera's streams, and a wire to its media processor. */
public final class CoreWebRtcImage extends CoreTcpClientImage {
    private CoreWebRtcImage(Image image) {
        super(image);
        StandInCamera camera = new StandInCamera();
        CameraAvStreamManagementCluster streams =
                new CameraAvStreamManagementCluster(
                        1, new TestPattern(), camera, stack.clusterWorkspace(), image.ports.log);
        SdpStream[] sent = CoreProviderImage.sent();
        MediaLink link =
                new MediaLink(camera, stack.random().nextInt(), CoreProviderImage.SESSIONS, sent);
        WebRtcTransportProviderCluster provider =
                CoreProviderImage.provider(stack, link, streams, sent, streams);
        streams.setListener(provider);
        setOnEndpoint(streams, provider);
    }

    public static void main(String[] args) {
        Image image = CoreImage.boot();
        image.run(new CoreWebRtcImage(image));
    }
}
