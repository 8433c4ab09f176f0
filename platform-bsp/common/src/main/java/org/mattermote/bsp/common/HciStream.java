package org.mattermote.bsp.common;

/**
 * Bytes from and to a BLE controller, whatever carries them: a UART, a TCP connection, a device
 * file. Never blocks.
 */
public interface HciStream {
    /**
     * Takes exactly {@code length} bytes. The carrier holds at least the longest packet, so that
     * what is asked for fits into it.
     *
     * @return {@link org.mattermote.stack.port.PortStatus#OK}; {@link
     *     org.mattermote.stack.port.PortStatus#NONE} when fewer wait, which are left; {@link
     *     org.mattermote.stack.port.PortStatus#DAMAGED} once when bytes were lost since the last
     *     call; {@link org.mattermote.stack.port.PortStatus#FAILED} when the controller is gone
     */
    int read(byte[] out, int offset, int length);

    /**
     * Gives all of {@code length} bytes, or none.
     *
     * @return {@link org.mattermote.stack.port.PortStatus#OK}; {@link
     *     org.mattermote.stack.port.PortStatus#NONE} when there is no room now; {@link
     *     org.mattermote.stack.port.PortStatus#FAILED} when the controller is gone
     */
    int write(byte[] bytes, int offset, int length);
}
