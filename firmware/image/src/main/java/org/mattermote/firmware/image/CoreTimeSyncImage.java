package org.mattermote.firmware.image;

import org.mattermote.stack.Stack;
import org.mattermote.stack.exchange.PeerSessions;
import org.mattermote.stack.model.Cluster;

/** {@link CoreInitiatorImage} that asks another node and an NTP server for the time, too. */
public final class CoreTimeSyncImage extends CoreRoomApp {
    private final PeerSessions sessions;

    private CoreTimeSyncImage(Image image) {
        super(image);
        sessions = stack.peerSessions();
    }

    @Override
    Cluster time(Stack of) {
        return of.timeSyncClient(CoreApp.DST_OFFSETS);
    }

    @Override
    void use(long nowMillis) {
        sessions.request(1, 1, nowMillis);
    }

    public static void main(String[] args) {
        Image image = CoreImage.boot();
        image.run(new CoreTimeSyncImage(image));
    }
}
