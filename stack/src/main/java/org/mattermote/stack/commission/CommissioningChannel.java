package org.mattermote.stack.commission;

/**
 * What a commissioner may come over while the device has no network yet: the window of a
 * factory-new device is told there, too (Matter core 5.4.2).
 */
public interface CommissioningChannel {
    /**
     * Lets commissioners find the device and connect; nothing changes when they can already.
     *
     * @param discriminator 12 bits
     * @param untilMillis when nobody finds it any more
     */
    void open(int discriminator, long untilMillis, long nowMillis);

    /** Ends everything, the connection too; nothing changes when there is nothing. */
    void close(long nowMillis);
}
