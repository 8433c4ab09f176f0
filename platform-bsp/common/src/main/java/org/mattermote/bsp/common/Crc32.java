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

    /** The checksum a running value stands for. */
    static int end(int running) {
        return ~running;
    }
}
