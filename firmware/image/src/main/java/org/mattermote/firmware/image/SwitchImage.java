package org.mattermote.firmware.image;

import org.mattermote.app.switchapp.SwitchApp;
import org.mattermote.stack.Sizes;

/** The switch as a native image. */
public final class SwitchImage {
    private SwitchImage() {}

    public static void main(String[] args) {
        Sizes sizes = new Sizes();
        // It speaks first; of those that come to it three at once are enough.
        sizes.caseContexts = 3;
        Image image = new Image(sizes);
        image.run(new SwitchApp(image.stack, image.ports));
    }
}
