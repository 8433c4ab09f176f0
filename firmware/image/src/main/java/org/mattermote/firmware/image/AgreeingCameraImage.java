package org.mattermote.firmware.image;

import org.mattermote.app.camera.CameraApp;

/** {@link CameraImage} for tests of its signalling: no picture, and agreed to everything. */
public final class AgreeingCameraImage {
    private AgreeingCameraImage() {}

    public static void main(String[] args) {
        Image image = CameraImage.boot();
        image.run(new CameraApp(image.stack, image.ports, new AgreeingProcessor()));
    }
}
