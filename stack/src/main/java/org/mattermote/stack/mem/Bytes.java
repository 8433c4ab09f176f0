package org.mattermote.stack.mem;

/** Fixed-width integers in byte arrays, and comparisons that tell nothing by their time. */
public final class Bytes {
    private Bytes() {}

    public static int u16le(byte[] b, int at) {
        return b[at] & 0xFF | (b[at + 1] & 0xFF) << 8;
    }

    public static int u16be(byte[] b, int at) {
        return (b[at] & 0xFF) << 8 | b[at + 1] & 0xFF;
    }

    public static int u32le(byte[] b, int at) {
        return u16le(b, at) | u16le(b, at + 2) << 16;
    }

    public static long u64le(byte[] b, int at) {
        return u32le(b, at) & 0xFFFFFFFFL | (long) u32le(b, at + 4) << 32;
    }

    public static long u64be(byte[] b, int at) {
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = value << 8 | b[at + i] & 0xFF;
        }
        return value;
    }

    public static void putU16le(byte[] b, int at, int value) {
        b[at] = (byte) value;
        b[at + 1] = (byte) (value >>> 8);
    }

    public static void putU16be(byte[] b, int at, int value) {
        b[at] = (byte) (value >>> 8);
        b[at + 1] = (byte) value;
    }

    public static void putU32le(byte[] b, int at, int value) {
        putU16le(b, at, value);
        putU16le(b, at + 2, value >>> 16);
    }

    public static void putU32be(byte[] b, int at, int value) {
        putU16be(b, at, value >>> 16);
        putU16be(b, at + 2, value);
    }

    public static void putU64le(byte[] b, int at, long value) {
        putU32le(b, at, (int) value);
        putU32le(b, at + 4, (int) (value >>> 32));
    }

    public static void putU64be(byte[] b, int at, long value) {
        putU32be(b, at, (int) (value >>> 32));
        putU32be(b, at + 4, (int) value);
    }

    public static void zero(byte[] b, int at, int length) {
        for (int i = 0; i < length; i++) {
            b[at + i] = 0;
        }
    }

    public static void zero(byte[] b) {
        zero(b, 0, b.length);
    }

    /** Equality whose time depends on {@code length} only: for tags, keys and confirmations. */
    public static boolean equalConstantTime(byte[] a, int aAt, byte[] b, int bAt, int length) {
        int difference = 0;
        for (int i = 0; i < length; i++) {
            difference |= a[aAt + i] ^ b[bAt + i];
        }
        return difference == 0;
    }

    /** Equality of public data. */
    public static boolean equal(byte[] a, int aAt, byte[] b, int bAt, int length) {
        for (int i = 0; i < length; i++) {
            if (a[aAt + i] != b[bAt + i]) {
                return false;
            }
        }
        return true;
    }

    /** a &lt; b, both read as unsigned. */
    public static boolean lessUnsigned(int a, int b) {
        return a + Integer.MIN_VALUE < b + Integer.MIN_VALUE;
    }
}
