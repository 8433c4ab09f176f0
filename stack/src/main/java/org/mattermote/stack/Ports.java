package org.mattermote.stack;

import org.mattermote.stack.port.BootPort;
import org.mattermote.stack.port.DatagramPort;
import org.mattermote.stack.port.DeviceDataPort;
import org.mattermote.stack.port.Entropy;
import org.mattermote.stack.port.KeyValueStore;
import org.mattermote.stack.port.LogPort;
import org.mattermote.stack.port.NetworkPort;
import org.mattermote.stack.port.UtcClock;

/**
 * Everything the world gives the stack; filled by the firmware's wiring before the stack is made.
 */
public final class Ports {
    /** The Matter socket. */
    public DatagramPort udp;

    /** UDP port number of {@link #udp}. */
    public int udpPort;

    /** The multicast DNS socket. */
    public DatagramPort mdns;

    /**
     * The host's name for multicast DNS, 1 to 63 ASCII characters; null for one of its hardware
     * address. Where several nodes share that address, each needs its own (Matter core 4.3.1.4);
     * they share the multicast DNS port, too, and so ask for no answers by unicast.
     */
    public byte[] hostName;

    public NetworkPort network;
    public KeyValueStore store;
    public DeviceDataPort data;
    public Entropy entropy;
    public UtcClock clock;
    public BootPort boot;
    public LogPort log;
}
