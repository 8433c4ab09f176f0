package org.mattermote.firmware.image;

import org.mattermote.stack.exchange.PeerSessions;

/** {@link CoreInitiatorImage} that peers reach over TCP, too. */
public class CoreTcpImage extends CoreRoomApp {
    /** As many as its sizes have, and a place to refuse one more. */
    private static final int CONNECTIONS = 3;

    final PeerSessions sessions;
    private final StandInStreams streams = new StandInStreams(CONNECTIONS);

    CoreTcpImage(Image image) {
        super(image);
        sessions = stack.peerSessions();
        stack.tcp(streams);
    }

    @Override
    void use(long nowMillis) {
        sessions.request(1, 1, nowMillis);
        streams.connect();
    }

    public static void main(String[] args) {
        Image image = CoreImage.boot();
        image.run(new CoreTcpImage(image));
    }
}
