package org.mattermote.app.camera;

import org.mattermote.firmware.testkit.AppContract;

class GateTest extends AppContract {
    /** Of a node without TCP, as the others are counted. To fall, never to rise. */
    private static final int CEILING = 69_300;

    GateTest() {
        super(
                CEILING,
                CameraApp.class,
                "org/mattermote/webrtc/link/FrameLink.poll(J)J",
                "org/mattermote/webrtc/media/Negotiation.poll(J)J");
    }
}
