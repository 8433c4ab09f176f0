package org.mattermote.firmware.image;

import org.mattermote.app.sensor.SensorApp;
import org.mattermote.stack.Sizes;

/** The sensor as a native image. */
public final class SensorImage {
    private SensorImage() {}

    public static void main(String[] args) {
        Image image = new Image(new Sizes());
        image.run(new SensorApp(image.stack, image.ports));
    }
}
