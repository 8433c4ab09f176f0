package org.mattermote.firmware.image;

import org.mattermote.stack.exchange.PeerSessions;

/** {@link CoreImage} that finds peers and starts handshakes of its own. */
public final class CoreInitiatorImage extends CoreRoomApp {
    private final PeerSessions sessions;

    private CoreInitiatorImage(Image image) {
        super(image);
        sessions = stack.peerSessions();
    }

    @Override
    void use(long nowMillis) {
        sessions.request(1, 1, nowMillis);
    }

    public static void main(String[] args) {
        Image image = CoreImage.boot();
        image.run(new CoreInitiatorImage(image));
    }
}
