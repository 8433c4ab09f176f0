package org.mattermote.firmware.image;

import org.mattermote.app.light.LightApp;
import org.mattermote.bsp.natives.ButtonNatives;
import org.mattermote.stack.Sizes;

/**
 * The on/off light on a development kit with a lamp, AES by hardware and a random number generator.
 * Once sealed, it tests itself before it serves, unless its button is held.
 */
public final class DevkitImage {
    private DevkitImage() {}

    public static void main(String[] args) {
        BoardTest test = new BoardTest();
        Image image = new Image(new Sizes());
        LightApp app = new LightApp(image.stack, image.ports, new Lamp(image.ports.log));
        image.boot(app);
        if (ButtonNatives.isHeld() == 0) {
            test.run();
        }
        image.serve(app);
    }
}
