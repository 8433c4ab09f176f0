package org.mattermote.webrtc.sdp;

/** Which way media goes, seen from who says it: bit 0 sends, bit 1 receives. */
public final class Direction {
    public static final int INACTIVE = 0;
    public static final int SENDONLY = 1;
    public static final int RECVONLY = 2;
    public static final int SENDRECV = 3;

    private static final byte[] SENDONLY_WORD = {'s', 'e', 'n', 'd', 'o', 'n', 'l', 'y'};
    private static final byte[] RECVONLY_WORD = {'r', 'e', 'c', 'v', 'o', 'n', 'l', 'y'};
    private static final byte[] SENDRECV_WORD = {'s', 'e', 'n', 'd', 'r', 'e', 'c', 'v'};
    private static final byte[] INACTIVE_WORD = {'i', 'n', 'a', 'c', 't', 'i', 'v', 'e'};

    private Direction() {}

    /** What remains of ours where the peer's is {@code peer}: what it sends, we receive. */
    public static int answer(int own, int peer) {
        return own & (peer >> 1 | peer << 1);
    }

    public static boolean sends(int direction) {
        return (direction & SENDONLY) != 0;
    }

    /** The attribute's name. */
    static byte[] word(int direction) {
        switch (direction) {
            case SENDONLY:
                return SENDONLY_WORD;
            case RECVONLY:
                return RECVONLY_WORD;
            case SENDRECV:
                return SENDRECV_WORD;
            default:
                return INACTIVE_WORD;
        }
    }
}
