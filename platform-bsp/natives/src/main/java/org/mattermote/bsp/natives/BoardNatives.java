package org.mattermote.bsp.natives;

/**
 * What a board gives a native image, in C under the SNI name of each. Statuses are those of {@link
 * org.mattermote.stack.port.PortStatus}.
 */
public final class BoardNatives {
    /** {@link #waitEvent}: the device shall stop. */
    public static final int STOP = 1;

    /** {@link #waitEvent}: the button was pressed. */
    public static final int BUTTON = 2;

    /** {@link #waitEvent}: somebody asks how the device is; each {@link #figure} is told. */
    public static final int STATUS = 4;

    private BoardNatives() {}

    /** Monotonic time, milliseconds. */
    public static native long millis();

    /** Microseconds since 2000-01-01 UTC, or -1. */
    public static native long epochMicros();

    /** Fills with true randomness; OK or FAILED. */
    public static native int entropy(byte[] out, int offset, int length);

    /** An event of the log and its three values. */
    public static native int log(int event, long a, long b, long c);

    /**
     * Waits for a packet, a button, a wish to stop, or the end of the time.
     *
     * @param millis 0 only looks
     * @return STOP, BUTTON and STATUS together, or 0
     */
    public static native int waitEvent(int millis);

    /**
     * One of the figures of {@code mote status}, in its order; they end with those of the console.
     *
     * @param number from 0, one after the other without a gap
     */
    public static native int figure(int number, long value);

    /** From now on an allocation is a fault that is counted. */
    public static native int seal();

    /** The device can be reached. */
    public static native int ready(int fabrics);

    /** The program ends: 0 stopped, 1 restart, 2 factory reset, 70 fault. */
    public static native int exit(int how);

    /** BootReasonEnum of General Diagnostics. */
    public static native int bootReason();

    /**
     * A host name for this device alone where several have the same hardware address: 12 upper-case
     * hexadecimal digits in ASCII.
     *
     * @return its length; NONE, and the name is the hardware address
     */
    public static native int hostName(byte[] out, int capacity);

    /** The UDP port of socket 0. */
    public static native int udpPort();

    /**
     * @param socket 0 Matter, 1 multicast DNS
     * @param ip receives 16 bytes
     * @param portAndInterface receives two numbers
     */
    public static native int receive(
            int socket, byte[] buffer, int offset, int capacity, byte[] ip, int[] portAndInterface);

    public static native int send(
            int socket,
            byte[] buffer,
            int offset,
            int length,
            byte[] ip,
            int port,
            int interfaceIndex);

    public static native int networkGeneration();

    public static native int interfaceCount();

    public static native int interfaceIndex(int i);

    public static native int hardwareAddress(int i, byte[] out, int offset);

    public static native int interfaceName(int i, byte[] out, int offset);

    public static native long link(int i, int what);

    public static native int addressCount(int i);

    public static native int address(int i, int n, byte[] out, int offset);

    /** Joins (1) or leaves (0) a group of 16 bytes. */
    public static native int member(int i, byte[] group, int offset, int join);

    /**
     * @param area 0 the store, 1 factory data
     */
    public static native int flashPages(int area);

    public static native int flashPageSize(int area);

    public static native int flashRead(
            int area, int page, int offset, byte[] out, int outOffset, int length);

    public static native int flashProgram(
            int area, int page, int offset, byte[] bytes, int from, int length);

    public static native int flashErase(int area, int page);

    public static native int flashSync(int area);
}
