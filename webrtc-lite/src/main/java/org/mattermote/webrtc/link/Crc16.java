package org.mattermote.webrtc.link;

/**
 * CRC-16 as in HDLC (RFC 1662 C.2: reflected, polynomial 0x1021, of "123456789" it is 0x906E), four
 * bits a step.
 */
final class Crc16 {
    /** What a calculation starts from. */
    static final int START = 0xFFFF;

    private static final char[] TABLE = {
        0x0000, 0x1081, 0x2102, 0x3183, 0x4204, 0x5285, 0x6306, 0x7387, 0x8408, 0x9489, 0xA50A,
        0xB58B, 0xC60C, 0xD68D, 0xE70E, 0xF78F
    };

    private Crc16() {}

    /** Takes one more byte into a running value. */
    static int update(int running, int value) {
        int crc = running ^ value & 0xFF;
        crc = crc >>> 4 ^ TABLE[crc & 0xF];
        return crc >>> 4 ^ TABLE[crc & 0xF];
    }

    /** The checksum a running value stands for. */
    static int end(int running) {
        return running ^ 0xFFFF;
    }
}
