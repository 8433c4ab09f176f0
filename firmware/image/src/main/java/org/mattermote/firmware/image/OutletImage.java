package org.mattermote.firmware.image;

import org.mattermote.app.outlet.OutletApp;
import org.mattermote.stack.Sizes;

/** The outlet as a native image. */
public final class OutletImage {
    private OutletImage() {}

    public static void main(String[] args) {
        Image image = new Image(new Sizes());
        image.run(new OutletApp(image.stack, image.ports));
    }
}
