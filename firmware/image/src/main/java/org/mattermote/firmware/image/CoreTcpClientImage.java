package org.mattermote.firmware.image;

/** {@link CoreTcpImage} that begins connections itself, for what is too long for a datagram. */
public class CoreTcpClientImage extends CoreTcpImage {
    CoreTcpClientImage(Image image) {
        super(image);
        stack.largeSessions();
    }

    @Override
    void use(long nowMillis) {
        sessions.requestLarge(1, 1, nowMillis);
        super.use(nowMillis);
    }

    public static void main(String[] args) {
        Image image = CoreImage.boot();
        image.run(new CoreTcpClientImage(image));
    }
}
