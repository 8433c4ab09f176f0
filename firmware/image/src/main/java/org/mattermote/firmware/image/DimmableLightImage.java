package org.mattermote.firmware.image;

import org.mattermote.app.dimmablelight.DimmableLightApp;
import org.mattermote.stack.Sizes;

/** The dimmable light as a native image. */
public final class DimmableLightImage {
    private DimmableLightImage() {}

    public static void main(String[] args) {
        Sizes sizes = new Sizes();
        // It holds messages of senders it does not know; that takes the place of two it does.
        sizes.groupPeers = 14;
        Image image = new Image(sizes);
        image.run(new DimmableLightApp(image.stack, image.ports));
    }
}
