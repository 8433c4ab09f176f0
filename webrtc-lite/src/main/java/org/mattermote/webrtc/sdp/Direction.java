package org.mattermote.webrtc.sdp;

/** Which way media goes, seen from who says it: bit 0 sends, bit 1 receives. */
public final class Direction {
    public static final int INACTIVE = 0;
    public static final int SENDONLY = 1;
    public static final int RECVONLY = 2;
    public static final int SENDRECV = 3;

    private Direction() {}

    /** What remains of ours where the peer's is {@code peer}: what it sends, we receive. */
    public static int answer(int own, int peer) {
        return own & (peer >> 1 | peer << 1);
    }

    public static boolean sends(int direction) {
        return (direction & SENDONLY) != 0;
    }
}
