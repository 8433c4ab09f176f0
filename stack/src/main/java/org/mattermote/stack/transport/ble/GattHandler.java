package org.mattermote.stack.transport.ble;

/**
 * Who takes what a central does with the Matter service. Of one connection the calls come in this
 * order: {@link #connected}, the others, {@link #disconnected}, which comes always.
 */
public interface GattHandler {
    /** {@link #written}: the value was taken. */
    int TAKEN = 0;

    /** A central is there; how long its packets may be {@link GattLink#mtu} says later. */
    void connected(long nowMillis);

    /**
     * C1 was written, with response.
     *
     * @param length at most {@link GattLink#mtu} less 3
     * @return TAKEN, or the ATT error code of the answer (Bluetooth core, volume 3 part F 3.4.1.1)
     */
    int written(byte[] value, int offset, int length, long nowMillis);

    /** C2's indications were asked for, or no longer. */
    void subscribed(boolean indications, long nowMillis);

    /** The central has the value last indicated: the next one may be. */
    void confirmed(long nowMillis);

    /** The central is gone, whoever ended it. */
    void disconnected(long nowMillis);
}
