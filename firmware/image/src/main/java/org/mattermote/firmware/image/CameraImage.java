package org.mattermote.firmware.image;

import org.mattermote.app.camera.CameraApp;
import org.mattermote.bsp.natives.BoardMedia;
import org.mattermote.bsp.natives.BoardStreams;
import org.mattermote.stack.Sizes;
import org.mattermote.stack.fabric.ResumptionRecords;

/**
 * The camera as a native image, for boards with TCP. Without a media processor it has no sessions.
 */
public final class CameraImage {
    /** Records of the store: about 115 for all else, and 34 of TLS for each of five fabrics. */
    private static final int RECORDS = 288;

    private CameraImage() {}

    public static void main(String[] args) {
        Image image = boot();
        image.run(
                BoardMedia.isThere()
                        ? new CameraApp(image.stack, image.ports, new BoardMedia())
                        : new CameraApp(image.stack, image.ports));
    }

    /** All but the product. */
    static Image boot() {
        Sizes sizes = new Sizes();
        CameraApp.size(sizes);
        Image image = new Image(sizes, new ResumptionRecords(sizes.resumptionRecords), RECORDS);
        image.stack.tcp(new BoardStreams(sizes.tcpConnections + 1));
        return image;
    }
}
