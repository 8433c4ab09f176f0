package org.mattermote.stack.explorer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** 64 bits of a state, well mixed. */
final class Hash {
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Hash() {}

    static long of(byte[] bytes, int length) {
        long hash = length * MULTIPLIER;
        int at = 0;
        for (; at + 8 <= length; at += 8) {
            hash = mix(hash, (long) LONGS.get(bytes, at));
        }
        for (; at < length; at++) {
            hash = mix(hash, bytes[at]);
        }
        return finish(hash);
    }

    static long of(int[] numbers, int from, int to) {
        long hash = (to - from) * MULTIPLIER;
        for (int i = from; i < to; i++) {
            hash = mix(hash, numbers[i]);
        }
        return finish(hash);
    }

    private static long mix(long hash, long with) {
        long next = (hash ^ with) * MULTIPLIER;
        return next ^ next >>> 29;
    }

    private static long finish(long hash) {
        long out = (hash ^ hash >>> 33) * 0xFF51AFD7ED558CCDL;
        out = (out ^ out >>> 33) * 0xC4CEB9FE1A85EC53L;
        return out ^ out >>> 33;
    }
}
