package org.mattermote.stack.time;

import org.mattermote.stack.mem.Bytes;

/** A packet as a server sends it; what a test wants to be wrong it changes. */
final class NtpAnswer {
    /** From 1900 to 2000, s. */
    static final long EPOCH = 3155673600L;

    int leap;
    int version = 4;
    int mode = 4;
    int stratum = 2;
    int rootDelay = 100;
    int rootDispersion = 200;
    int reference = 0x7F000001;
    long origin;
    long receive;
    long transmit;
    int length = 48;

    /**
     * @param origin what the question has as its transmit timestamp
     * @param micros since 2000-01-01 UTC
     */
    NtpAnswer(long origin, long micros) {
        this.origin = origin;
        receive = timestamp(micros);
        transmit = timestamp(micros);
    }

    static long timestamp(long micros) {
        long seconds = Math.floorDiv(micros, 1_000_000L);
        long rest = Math.floorMod(micros, 1_000_000L);
        return (seconds + EPOCH) << 32 | (rest << 32) / 1_000_000;
    }

    byte[] bytes() {
        byte[] packet = new byte[Math.max(length, 48)];
        packet[0] = (byte) (leap << 6 | version << 3 | mode);
        packet[1] = (byte) stratum;
        Bytes.putU32be(packet, 4, rootDelay);
        Bytes.putU32be(packet, 8, rootDispersion);
        Bytes.putU32be(packet, 12, reference);
        Bytes.putU64be(packet, 24, origin);
        Bytes.putU64be(packet, 32, receive);
        Bytes.putU64be(packet, 40, transmit);
        return java.util.Arrays.copyOf(packet, length);
    }
}
