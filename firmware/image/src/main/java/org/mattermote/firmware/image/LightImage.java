package org.mattermote.firmware.image;

import org.mattermote.app.light.LightApp;
import org.mattermote.bsp.common.H4;
import org.mattermote.bsp.natives.BoardHci;
import org.mattermote.stack.Sizes;

/**
 * The on/off light as a native image, commissioned over BLE too where the board has a controller.
 */
public final class LightImage {
    private LightImage() {}

    public static void main(String[] args) {
        Image image = new Image(new Sizes());
        if (BoardHci.isThere()) {
            image.stack.ble(new H4(new BoardHci(), H4.LONGEST));
        }
        image.run(new LightApp(image.stack, image.ports));
    }
}
