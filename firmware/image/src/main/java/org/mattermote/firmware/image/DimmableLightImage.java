package org.mattermote.firmware.image;

import org.mattermote.app.dimmablelight.DimmableLightApp;
import org.mattermote.stack.Sizes;

/** The dimmable light as a native image. */
public final class DimmableLightImage {
    private DimmableLightImage() {}

    public static void main(String[] args) {
        Image image = new Image(new Sizes());
        image.run(new DimmableLightApp(image.stack, image.ports));
    }
}
