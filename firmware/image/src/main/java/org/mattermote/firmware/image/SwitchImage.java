package org.mattermote.firmware.image;

import org.mattermote.app.switchapp.SwitchApp;
import org.mattermote.stack.Sizes;

/** The switch as a native image. */
public final class SwitchImage {
    private SwitchImage() {}

    public static void main(String[] args) {
        Image image = new Image(new Sizes());
        image.run(new SwitchApp(image.stack, image.ports));
    }
}
