package org.mattermote.firmware.image;

import org.mattermote.app.camera.CameraApp;
import org.mattermote.app.camera.StandInProcessor;
import org.mattermote.bsp.natives.BoardStreams;
import org.mattermote.stack.Sizes;

/**
 * The camera as a native image, for boards with TCP. None has a wire to a media processor yet: what
 * is in its place agrees to everything and has no picture.
 */
public final class CameraImage {
    private CameraImage() {}

    public static void main(String[] args) {
        Sizes sizes = new Sizes();
        CameraApp.size(sizes);
        Image image = new Image(sizes);
        image.stack.tcp(new BoardStreams(sizes.tcpConnections + 1));
        image.run(new CameraApp(image.stack, image.ports, new StandInProcessor()));
    }
}
