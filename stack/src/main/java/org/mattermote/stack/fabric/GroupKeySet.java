package org.mattermote.stack.fabric;

import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.mem.Slot;
import org.mattermote.stack.mem.SlotState;

/**
 * One group key set of one fabric (Matter core 4.17.3 and 11.2.5.3): up to three epoch keys. Their
 * operational keys are derived on use.
 */
public final class GroupKeySet extends Slot {
    public static final int MAX_KEYS = 3;
    public static final int KEY_LENGTH = 16;

    public static final int POLICY_TRUST_FIRST = 0;
    public static final int POLICY_CACHE_AND_SYNC = 1;

    /** Group session id of key n, 16 bits at 16 n, the first lowest. */
    long sessionIds;

    char fabricIndex;
    char keySetId;
    byte policy;
    byte keyCount;

    /** Microseconds since 2000-01-01 UTC, ascending. */
    public final long[] startTimes = new long[MAX_KEYS];

    /** Key n at 16 n. */
    public final byte[] epochKeys = new byte[MAX_KEYS * KEY_LENGTH];

    public int fabricIndex() {
        return fabricIndex;
    }

    /** 0 is the IPK's. */
    public int keySetId() {
        return keySetId;
    }

    /** One of the POLICY constants. */
    public int policy() {
        return policy;
    }

    /** 1..3. */
    public int keyCount() {
        return keyCount;
    }

    /**
     * The epoch key to send with (Matter core 4.17.3.3): the one that started last. Where the time
     * is not known, the second newest, since the newest is the next one then, if there are three;
     * where all start later, the first of them.
     *
     * @param epochMicros microseconds since 2000-01-01 UTC, negative for unknown
     * @return 0..2
     */
    public int currentKey(long epochMicros) {
        if (epochMicros < 0) {
            return Math.max(0, keyCount - 2);
        }
        int current = 0;
        for (int n = 1; n < keyCount; n++) {
            // A time with the highest bit is as far off as the unsigned value says.
            if (startTimes[n] >= 0 && startTimes[n] <= epochMicros) {
                current = n;
            }
        }
        return current;
    }

    /** Group session id of key {@code n}, 0..65535 (Matter core 4.17.3.6). */
    public int sessionId(int n) {
        return (int) (sessionIds >>> 16 * n) & 0xFFFF;
    }

    @Override
    protected void clear() {
        sessionIds = 0;
        fabricIndex = 0;
        keySetId = 0;
        policy = 0;
        keyCount = 0;
        Bytes.zero(epochKeys);
    }

    @Override
    protected void state(SlotState state) {
        sessionIds = state.wide(sessionIds);
        fabricIndex = (char) state.integer(fabricIndex);
        keySetId = (char) state.integer(keySetId);
        policy = (byte) state.integer(policy);
        keyCount = (byte) state.integer(keyCount);
        state.wides(startTimes);
        state.bytes(epochKeys);
    }
}
