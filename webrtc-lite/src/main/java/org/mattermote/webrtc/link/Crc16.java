package org.mattermote.webrtc.link;

/**
 * CRC-16 as in HDLC (RFC 1662 C.2: reflected, polynomial 0x1021, of "123456789" it is 0x906E), a
 * bit a step.
 */
final class Crc16 {
    /** What a calculation starts from. */
    static final int START = 0xFFFF;

    /** What the running value is when the checksum that follows its bytes has been taken in. */
    static final int GOOD = 0xF0B8;

    private static final int REFLECTED = 0x8408;
    private static final int BITS = 8;

    private Crc16() {}

    /** Takes one more byte into a running value. */
    static int update(int running, int value) {
        int crc = running ^ value & 0xFF;
        for (int i = 0; i < BITS; i++) {
            crc = crc >>> 1 ^ ((crc & 1) != 0 ? REFLECTED : 0);
        }
        return crc;
    }

    /** The checksum a running value stands for. */
    static int end(int running) {
        return running ^ 0xFFFF;
    }
}
