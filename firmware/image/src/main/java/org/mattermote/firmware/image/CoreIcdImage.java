package org.mattermote.firmware.image;

import org.mattermote.stack.cluster.IcdSettings;
import org.mattermote.stack.model.spec.IcdManagementSpec;

/** {@link CoreImage} that sleeps, and checks in. */
public final class CoreIcdImage extends CoreRoomApp {
    private CoreIcdImage(Image image) {
        super(image);
        setOnRoot(stack.icd(settings()));
    }

    private static IcdSettings settings() {
        IcdSettings settings = new IcdSettings();
        settings.userActiveModeTriggerHint = IcdManagementSpec.USER_ACTIVE_MODE_TRIGGER_POWER_CYCLE;
        return settings;
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
