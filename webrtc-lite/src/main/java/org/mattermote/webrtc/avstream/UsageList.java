package org.mattermote.webrtc.avstream;

import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;

/**
 * A ranked list of at most four StreamUsageEnum in an int: 4 bits each, the first in bits 3..0, 0xF
 * behind the last.
 */
final class UsageList {
    static final int EMPTY = -1;

    private static final int BITS = 4;
    private static final int END = 0xF;

    private UsageList() {}

    static int of(int[] usages) {
        int list = EMPTY;
        for (int i = 0; i < usages.length; i++) {
            list = add(list, usages[i]);
        }
        return list;
    }

    /** With one more at its end, for which there is room. */
    static int add(int list, int usage) {
        int at = 0;
        while ((list >>> at & END) != END) {
            at += BITS;
        }
        return list ^ (usage ^ END) << at;
    }

    static boolean contains(int list, int usage) {
        for (int rest = list; (rest & END) != END; rest >>= BITS) {
            if ((rest & END) == usage) {
                return true;
            }
        }
        return false;
    }

    /** Whether nothing is in it twice, and all of it in {@code supported}. */
    static boolean isWithin(int list, int supported) {
        int seen = EMPTY;
        for (int rest = list; (rest & END) != END; rest >>= BITS) {
            int usage = rest & END;
            if (!contains(supported, usage) || contains(seen, usage)) {
                return false;
            }
            seen = add(seen, usage);
        }
        return seen == list;
    }

    static void put(int list, TlvWriter out) {
        for (int rest = list; (rest & END) != END; rest >>= BITS) {
            out.putUnsigned(TlvTag.ANONYMOUS, rest & END);
        }
    }
}
