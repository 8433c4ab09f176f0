package org.mattermote.firmware.image;

/** {@link CoreImage} whose network is Thread, which it cannot join while BLE has the radio. */
public final class CoreThreadImage extends CoreRoomApp {
    private final StandInRadio radio = new StandInRadio();

    private CoreThreadImage(Image image) {
        super(image);
        stack.thread(radio);
        stack.nonConcurrent(stack.bleLink());
    }

    @Override
    void use(long nowMillis) {
        radio.end();
    }

    public static void main(String[] args) {
        Image image = CoreImage.boot();
        image.run(new CoreThreadImage(image));
    }
}
