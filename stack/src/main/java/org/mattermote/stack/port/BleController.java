package org.mattermote.stack.port;

/**
 * A BLE controller behind its standard boundary, the Host Controller Interface (Bluetooth core,
 * volume 4 part E). A packet has its type before it, as in the UART transport (volume 4 part A):
 * whatever carries packets to the controller adds or takes nothing else. Never blocks.
 */
public interface BleController {
    /** Packet type of a command, host to controller. */
    int COMMAND = 1;

    /** Packet type of ACL data, both ways. */
    int ACL_DATA = 2;

    /** Packet type of an event, controller to host. */
    int EVENT = 4;

    /**
     * Takes one waiting packet, its type first.
     *
     * @return its length with the type; {@link PortStatus#NONE} when nothing waits; {@link
     *     PortStatus#TOO_SMALL} when it was longer than {@code capacity} and was dropped; {@link
     *     PortStatus#FAILED} when the controller is gone or its packets can no longer be told
     *     apart, and from then on until {@link #send} has taken a Reset
     */
    int receive(byte[] buffer, int offset, int capacity);

    /**
     * Gives the controller one whole packet, its type first.
     *
     * @param length with the type
     * @return {@link PortStatus#OK}; {@link PortStatus#NONE} when there is no room now and nothing
     *     of it was taken; {@link PortStatus#FAILED} when the controller is gone. A Reset may be
     *     tried then as often as one likes: it is taken once the controller is back.
     */
    int send(byte[] packet, int offset, int length);
}
