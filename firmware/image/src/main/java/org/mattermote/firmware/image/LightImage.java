package org.mattermote.firmware.image;

import org.mattermote.app.light.LightApp;
import org.mattermote.stack.Sizes;

/** The on/off light as a native image. */
public final class LightImage {
    private LightImage() {}

    public static void main(String[] args) {
        Image image = new Image(new Sizes());
        image.run(new LightApp(image.stack, image.ports));
    }
}
