package org.mattermote.stack.cluster;

/**
 * An operational dataset of Thread, TLVs one after the other:
 *
 * <pre>
 *  | type | length, 0..254 | value | type | length | value | ...
 * </pre>
 */
final class ThreadDataset {
    /** Longest dataset, bytes. */
    static final int MAX_LENGTH = 254;

    /** Bytes of an extended PAN id. */
    static final int EXTENDED_PAN_ID_LENGTH = 8;

    private static final int CHANNEL = 0;
    private static final int PAN_ID = 1;
    private static final int EXTENDED_PAN_ID = 2;
    private static final int NETWORK_KEY = 5;

    private static final int CHANNEL_LENGTH = 3;
    private static final int PAN_ID_LENGTH = 2;
    private static final int NETWORK_KEY_LENGTH = 16;

    private ThreadDataset() {}

    /**
     * Where the extended PAN id is.
     *
     * @return its offset in the array; −1 when the dataset is malformed or lacks what a device
     *     needs to join: channel, PAN id, extended PAN id, network key
     */
    static int extendedPanId(byte[] from, int offset, int length) {
        int end = offset + length;
        if (find(CHANNEL, CHANNEL_LENGTH, from, offset, end) < 0
                || find(PAN_ID, PAN_ID_LENGTH, from, offset, end) < 0
                || find(NETWORK_KEY, NETWORK_KEY_LENGTH, from, offset, end) < 0) {
            return -1;
        }
        return find(EXTENDED_PAN_ID, EXTENDED_PAN_ID_LENGTH, from, offset, end);
    }

    /** Offset of the value; −1 when it is missing, of another length, or anything is cut off. */
    private static int find(int type, int size, byte[] from, int offset, int end) {
        int found = -1;
        int at = offset;
        while (at < end) {
            if (end - at < 2 || (from[at + 1] & 0xFF) > end - at - 2) {
                return -1;
            }
            int length = from[at + 1] & 0xFF;
            if ((from[at] & 0xFF) == type) {
                if (length != size || found >= 0) {
                    return -1;
                }
                found = at + 2;
            }
            at += 2 + length;
        }
        return found;
    }
}
