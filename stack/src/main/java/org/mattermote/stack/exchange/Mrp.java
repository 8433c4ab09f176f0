package org.mattermote.stack.exchange;

import org.mattermote.stack.message.Session;

/** Times of the Message Reliability Protocol (Matter core 4.12), in integer ms. */
public final class Mrp {
    /** MRP_MAX_TRANSMISSIONS. */
    public static final int MAX_TRANSMISSIONS = 5;

    /** MRP_STANDALONE_ACK_TIMEOUT. */
    public static final int STANDALONE_ACK_TIMEOUT = 200;

    /** The longest a poll may take on the slowest board, 1.5 million instructions, ms. */
    public static final int LONGEST_POLL = 25;

    /** Time a peer may take to think before it answers. */
    public static final int EXPECTED_PROCESSING = 30000;

    private static final int MAX_JITTER = 255;

    private Mrp() {}

    /**
     * Wait after a transmission: base × 1.1 × 1.6^max(0, n−1) × (1 + jitter × 0.25).
     *
     * @param base retry interval of the peer, ms
     * @param transmission n, 0 for the first
     * @param jitter random byte, 0..255
     */
    public static int backoff(int base, int transmission, int jitter) {
        long delay = (long) base * 11 / 10;
        for (int i = 1; i < transmission; i++) {
            delay = delay * 16 / 10;
        }
        delay += delay * (jitter & 0xFF) * 25 / 25500;
        return (int) delay;
    }

    /**
     * How long to wait for a peer's next message. Over UDP all its transmissions to be heard, time
     * to think, and all of ours to reach it; over TCP, which sends again by itself, the time to
     * think.
     *
     * @param ownActiveInterval the active interval we advertise, ms
     */
    public static int receiveTimeout(Session peer, int ownActiveInterval) {
        if (peer.carriesLarge()) {
            return EXPECTED_PROCESSING;
        }
        int ladder = 0;
        for (int n = 0; n < MAX_TRANSMISSIONS; n++) {
            int base =
                    ladder < peer.activeThreshold() ? peer.activeInterval() : peer.idleInterval();
            ladder += backoff(base, n, MAX_JITTER);
        }
        int own = 0;
        for (int n = 0; n < MAX_TRANSMISSIONS; n++) {
            own += backoff(ownActiveInterval, n, MAX_JITTER);
        }
        return ladder + EXPECTED_PROCESSING + own;
    }
}
