package org.mattermote.stack.port;

/**
 * A radio that has to be told which network to join: {@link WiFiPort} or {@link ThreadPort}. One
 * operation at a time, begun by a start method, brought on and looked at by {@link #poll}. Never
 * blocks; what it is given it copies within the call.
 *
 * <p>It joins a network once for each {@link #startConnect}. A link that is lost later may be
 * restored by the driver itself; the node starts another attempt when {@link #isConnected} stays
 * false.
 */
public interface NetworkDriver {
    /** {@link #poll}: what was started is under way. */
    int WORKING = -1;

    // What became of an operation, with the numbers of Matter core 11.9.5.3.
    int SUCCESS = 0;

    /** No such network is in reach. */
    int NETWORK_NOT_FOUND = 5;

    /** The regulatory configuration forbids it. */
    int REGULATORY_ERROR = 6;

    /** The network refused the credentials. */
    int AUTH_FAILURE = 7;

    /** The network has a security that the radio or the product cannot do. */
    int UNSUPPORTED_SECURITY = 8;

    /** The network refused the device for another reason, or it took too long. */
    int OTHER_CONNECTION_FAILURE = 9;

    /** The link is up, but there is no IPv6 address. */
    int IPV6_FAILED = 10;

    /** The link is up, but no socket can be bound to it. */
    int IP_BIND_FAILED = 11;

    int UNKNOWN_ERROR = 12;

    /** How long a scan takes at most, 1..255 s; a longer one is ended. */
    int scanMaxTimeSeconds();

    /** How long joining takes at most, with an address, 1..255 s; a longer attempt is ended. */
    int connectMaxTimeSeconds();

    /**
     * Starts to look for networks. One that it is connected to stays.
     *
     * @param ssid whose network is looked for; Thread takes no notice of it
     * @param length 0 for any network, else 1..32
     * @return {@link PortStatus#OK}, or {@link PortStatus#FAILED}
     */
    int startScan(byte[] ssid, int offset, int length);

    /**
     * Takes the next network found so far, in any order; a network may come more than once.
     *
     * @param out room for the record of {@link WiFiPort} or {@link ThreadPort}
     * @return {@link PortStatus#OK}, or {@link PortStatus#NONE} when no more waits
     */
    int scanned(byte[] out, int offset);

    /**
     * Starts to leave the present network, if there is one, and to join this one.
     *
     * @param network both, the id as it is in the attribute Networks
     * @param secretOffset credentials of Wi-Fi, 0..64 bytes; operational dataset of Thread, which
     *     has the id in it
     * @return {@link PortStatus#OK}, or {@link PortStatus#FAILED}
     */
    int startConnect(
            byte[] network, int idOffset, int idLength, int secretOffset, int secretLength);

    /**
     * Brings on what was started.
     *
     * @return {@link #WORKING}, or what became of the operation started last: {@link #SUCCESS} or
     *     another of these numbers, until the next one starts; SUCCESS before the first
     */
    int poll(long nowMillis);

    /** The platform's own number for why the last attempt to join failed; any number. */
    int errorValue();

    /** Ends the operation under way, if there is one; a network half joined is left. */
    void cancel();

    /** Leaves the present network, if there is one. */
    void disconnect();

    /** Whether the link to the network that was joined last stands. */
    boolean isConnected();
}
