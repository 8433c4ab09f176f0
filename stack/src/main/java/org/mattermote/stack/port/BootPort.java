package org.mattermote.stack.port;

/** How the device came up, and how it goes down. */
public interface BootPort {
    /** BootReasonEnum of General Diagnostics: 0 unspecified, 1 power-on, … 6 software reset. */
    int reason();

    /** Asks the platform to restart the device once {@code poll} has returned. */
    void restart();

    /** Asks for a factory reset: restart with an erased {@link KeyValueStore}. */
    void factoryReset();
}
