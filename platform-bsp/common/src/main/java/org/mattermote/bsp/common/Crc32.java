package org.mattermote.bsp.common;

/**
 * CRC-32 as in IEEE 802.3 (reflected, polynomial 0x04C11DB7), four bits a step: 64 bytes of table.
 */
final class Crc32 {
    /** What a calculation starts from. */
    static final int START = -1;

    private static final int[] TABLE = {
        0x00000000, 0x1DB71064, 0x3B6E20C8, 0x26D930AC, 0x76DC4190, 0x6B6B51F4, 0x4DB26158,
        0x5005713C, 0xEDB88320, 0xF00F9344, 0xD6D6A3E8, 0xCB61B38C, 0x9B64C2B0, 0x86D3D2D4,
        0xA00AE278, 0xBDBDF21C
    };

    private static final int POLYNOMIAL = 0xEDB88320;

    /** What 1, 2, 4, ... 2,048 bytes multiply a difference by: x to the 8th, 16th, ... power. */
    private static final int[] POWERS = {
        0x00800000,
        0x00008000,
        0xEDB88320,
        0xB1E6B092,
        0xA06A2517,
        0xED627DAE,
        0x88D14467,
        0xD7BBFE6A,
        0xEC447F11,
        0x8E7EA170,
        0x6427800E,
        0x4D47BAE0
    };

    private Crc32() {}

    /** Takes more bytes into a running value. */
    static int update(int running, byte[] bytes, int offset, int length) {
        int crc = running;
        for (int i = offset; i < offset + length; i++) {
            crc ^= bytes[i] & 0xFF;
            crc = crc >>> 4 ^ TABLE[crc & 0xF];
            crc = crc >>> 4 ^ TABLE[crc & 0xF];
        }
        return crc;
    }

    /**
     * By how much the checksums of two messages differ that went on alike, for the cost of a few
     * bytes: a checksum is linear.
     *
     * @param difference of the running values, or the checksums, where they went on; their XOR
     * @param length bytes since then, at most 4,095
     * @return XOR of the checksums
     */
    static int difference(int difference, int length) {
        int sum = difference;
        for (int i = 0; length >>> i != 0; i++) {
            if ((length >>> i & 1) != 0) {
                sum = times(sum, POWERS[i]);
            }
        }
        return sum;
    }

    /** Product of polynomials whose highest bit is that of x to the 0th power. */
    private static int times(int a, int b) {
        int product = 0;
        int shifted = b;
        for (int left = a; left != 0; left <<= 1) {
            if (left < 0) {
                product ^= shifted;
            }
            shifted = shifted >>> 1 ^ -(shifted & 1) & POLYNOMIAL;
        }
        return product;
    }

    /** The checksum a running value stands for. */
    static int end(int running) {
        return ~running;
    }
}
