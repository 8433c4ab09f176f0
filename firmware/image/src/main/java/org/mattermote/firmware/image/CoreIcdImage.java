package org.mattermote.firmware.image;

import org.mattermote.stack.cluster.IcdSettings;

/** {@link CoreImage} that sleeps, and checks in. */
public final class CoreIcdImage extends CoreRoomApp {
    private CoreIcdImage(Image image) {
        super(image);
        setOnRoot(stack.icd(new IcdSettings()));
    }

    @Override
    void use(long nowMillis) {
        stack.icd().userActiveModeTrigger(nowMillis);
    }

    public static void main(String[] args) {
        Image image = CoreImage.boot();
        image.run(new CoreIcdImage(image));
    }
}
