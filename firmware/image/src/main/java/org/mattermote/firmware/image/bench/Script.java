package org.mattermote.firmware.image.bench;

/**
 * What happens to a device, recorded on a JVM. Numbers are big-endian.
 *
 * <pre>
 * 16 bits, bytes   factory data
 * entries          8 bits kind, then
 *   1 ROW          8 bits: what follows belongs to this row of the table; 0 to none
 *   2 PACKET       16 bits length, 16 bytes address, 16 bits port, bytes: waits from now on
 *   3 POLL         32 bits ms; bytes sent since boot and the sum over them after it, 32 bits each
 *   4 BUTTON       32 bits ms
 *   0 END
 * 16 bits, bytes   a session description
 * </pre>
 */
public final class Script {
    public static final int END = 0;
    public static final int ROW = 1;
    public static final int PACKET = 2;
    public static final int POLL = 3;
    public static final int BUTTON = 4;

    /** Rows of the table. */
    public static final int PASE = 1;

    public static final int CASE_WITH_INTERMEDIATE = 2;
    public static final int CASE = 3;
    public static final int CASE_RESUMED = 4;
    public static final int READ = 5;
    public static final int WILDCARD_READ = 6;
    public static final int TOGGLE = 7;
    public static final int SUBSCRIBE = 8;
    public static final int REPORT = 9;
    public static final int COMMISSIONING = 10;

    /** The poll that takes Sigma1 on a session that has another handshake. */
    public static final int SIGMA1 = 11;

    /** The same, and it has the exchange id of that one. */
    public static final int SIGMA1_OF_A_RESTART = 12;

    /** The first row of a primitive. */
    public static final int PRIMITIVES = 32;

    /** The first row of what is done with a description. */
    public static final int DESCRIPTIONS = 56;

    /** The first row of what is kept for TLS. */
    public static final int CERTIFICATES = 58;

    /** The first row of what the store keeps. */
    public static final int STORE = 60;

    public static final int FACTORY_PAGE = 4096;

    private Script() {}
}
