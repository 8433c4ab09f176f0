package org.mattermote.firmware.image;

import org.mattermote.app.camera.CameraApp;
import org.mattermote.bsp.natives.BoardMedia;
import org.mattermote.bsp.natives.BoardStreams;
import org.mattermote.stack.Sizes;

/**
 * The camera as a native image, for boards with TCP; one that was given no media processor has in
 * its place what agrees to everything and has no picture.
 */
public final class CameraImage {
    private CameraImage() {}

    public static void main(String[] args) {
        Sizes sizes = new Sizes();
        CameraApp.size(sizes);
        Image image = new Image(sizes);
        image.stack.tcp(new BoardStreams(sizes.tcpConnections + 1));
        image.run(
                BoardMedia.isThere()
                        ? new CameraApp(image.stack, image.ports, new BoardMedia())
                        : new CameraApp(image.stack, image.ports, new AgreeingProcessor()));
    }
}
