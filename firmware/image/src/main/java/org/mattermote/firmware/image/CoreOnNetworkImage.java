package org.mattermote.firmware.image;

/** {@link CoreImage} that is commissioned by its network only. */
public final class CoreOnNetworkImage {
    private CoreOnNetworkImage() {}

    public static void main(String[] args) {
        Image image = CoreImage.bootWithoutBle();
        image.run(new CoreApp(image.stack, image.ports));
    }
}
