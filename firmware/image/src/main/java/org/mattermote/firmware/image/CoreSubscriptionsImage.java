package org.mattermote.firmware.image;

import org.mattermote.stack.exchange.PeerSessions;

/** {@link CoreInitiatorImage} whose subscriptions outlive a restart, too. */
public final class CoreSubscriptionsImage extends CoreRoomApp {
    private final PeerSessions sessions;

    private CoreSubscriptionsImage(Image image) {
        super(image);
        sessions = stack.peerSessions();
        stack.resumeSubscriptions();
    }

    @Override
    void use(long nowMillis) {
        sessions.request(1, 1, nowMillis);
    }

    public static void main(String[] args) {
        Image image = CoreImage.boot();
        image.run(new CoreSubscriptionsImage(image));
    }
}
