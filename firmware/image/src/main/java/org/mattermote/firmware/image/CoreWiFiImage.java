package org.mattermote.firmware.image;

/** {@link CoreImage} whose network is Wi-Fi, which it cannot join while BLE has the radio. */
public final class CoreWiFiImage extends CoreRoomApp {
    private final StandInRadio radio = new StandInRadio();

    private CoreWiFiImage(Image image) {
        super(image);
        stack.wifi(radio);
        stack.nonConcurrent(stack.bleLink());
    }

    @Override
    void use(long nowMillis) {
        radio.end();
    }

    public static void main(String[] args) {
        Image image = CoreImage.boot();
        image.run(new CoreWiFiImage(image));
    }
}
