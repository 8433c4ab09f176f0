package org.mattermote.webrtc.avstream;

import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;

/**
 * A ranked list of at most four StreamUsageEnum in an int: 4 bits each, the first in bits 3..0, 0xF
 * behind the last.
 */
final class UsageList {
    static final int EMPTY = -1;

    private static final int PLACES = 4;
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
        int at = BITS * length(list);
        return list & ~(END << at) | usage << at;
    }

    static boolean contains(int list, int usage) {
        for (int i = 0; i < length(list); i++) {
            if (at(list, i) == usage) {
                return true;
            }
        }
        return false;
    }

    /** Whether it is such a list, nothing twice, all of it in {@code usages}. */
    static boolean isWithin(int list, int[] usages) {
        int supported = of(usages);
        int seen = EMPTY;
        for (int i = 0; i < length(list); i++) {
            if (!contains(supported, at(list, i)) || contains(seen, at(list, i))) {
                return false;
            }
            seen = add(seen, at(list, i));
        }
        return seen == list;
    }

    static void put(int tag, int list, TlvWriter out) {
        out.startArray(tag);
        for (int i = 0; i < length(list); i++) {
            out.putUnsigned(TlvTag.ANONYMOUS, at(list, i));
        }
        out.endContainer();
    }

    private static int length(int list) {
        int length = 0;
        while (length < PLACES && at(list, length) != END) {
            length++;
        }
        return length;
    }

    private static int at(int list, int place) {
        return list >>> BITS * place & END;
    }
}
