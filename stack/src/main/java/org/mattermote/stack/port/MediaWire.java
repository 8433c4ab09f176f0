package org.mattermote.stack.port;

/**
 * Bytes from and to a media processor, whatever carries them: a UART, SPI, the pipes of a process.
 * Bytes may be lost or come wrong, but never change places. Never blocks.
 */
public interface MediaWire {
    /**
     * Takes bytes that came in, in their order.
     *
     * @param capacity at most so many, 1 or more
     * @return how many; {@link PortStatus#NONE} when nothing waits; {@link PortStatus#FAILED} when
     *     nobody is there, which may change
     */
    int read(byte[] buffer, int offset, int capacity);

    /**
     * Sends bytes behind those sent before.
     *
     * @return how many of them were taken, 0 when none fit now; {@link PortStatus#FAILED} when
     *     nobody is there, which may change
     */
    int write(byte[] bytes, int offset, int length);
}
