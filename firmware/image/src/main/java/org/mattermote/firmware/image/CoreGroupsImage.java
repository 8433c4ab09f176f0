package org.mattermote.firmware.image;

/** {@link CoreImage} that hears messages to groups. */
public final class CoreGroupsImage extends CoreRoomApp {
    private CoreGroupsImage(Image image) {
        super(image);
        // Without Identify, whose AddGroupIfIdentifying nobody sends here.
        setOnEndpoint(stack.groups(1, null));
    }

    @Override
    void use(long nowMillis) {}

    public static void main(String[] args) {
        Image image = CoreImage.boot();
        image.run(new CoreGroupsImage(image));
    }
}
