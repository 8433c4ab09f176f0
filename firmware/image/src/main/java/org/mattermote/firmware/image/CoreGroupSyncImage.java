package org.mattermote.firmware.image;

/** {@link CoreGroupSendingImage} that synchronises message counters, too. */
public final class CoreGroupSyncImage extends CoreGroupSendingImage {
    private CoreGroupSyncImage(Image image) {
        super(image);
        stack.groupSync();
    }

    public static void main(String[] args) {
        Image image = CoreImage.boot();
        image.run(new CoreGroupSyncImage(image));
    }
}
