package org.mattermote.stack.transport.ble;

/** The connection to the one central, as its {@link GattHandler} uses it. */
public interface GattLink {
    /** ATT_MTU now, bytes; 23 until the central has exchanged it. */
    int mtu();

    /** Whether {@link #indicate} would take a value. */
    boolean canIndicate();

    /**
     * Indicates a value of C2; the next one may follow after {@link GattHandler#confirmed}.
     *
     * @param length at most {@link #mtu} less 3
     * @return false if nothing was sent: none subscribed, the last one not confirmed, or no room in
     *     the controller
     */
    boolean indicate(byte[] value, int offset, int length, long nowMillis);

    /** Ends the connection; {@link GattHandler#disconnected} follows in a later poll. */
    void disconnect(long nowMillis);
}
