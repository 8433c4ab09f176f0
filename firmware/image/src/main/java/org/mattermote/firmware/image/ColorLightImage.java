package org.mattermote.firmware.image;

import org.mattermote.app.colorlight.ColorLightApp;
import org.mattermote.stack.Sizes;

/** The color light as a native image. */
public final class ColorLightImage {
    private ColorLightImage() {}

    public static void main(String[] args) {
        Image image = new Image(new Sizes());
        image.run(new ColorLightApp(image.stack, image.ports));
    }
}
