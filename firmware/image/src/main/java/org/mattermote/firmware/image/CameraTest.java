package org.mattermote.firmware.image;

import org.mattermote.app.camera.CameraApp;

/** {@link CameraImage} as tests of its signalling have it: no picture, and agreed to everything. */
public final class CameraTest {
    private CameraTest() {}

    public static void main(String[] args) {
        Image image = CameraImage.boot();
        image.run(new CameraApp(image.stack, image.ports, new AgreeingProcessor()));
    }
}
