package org.mattermote.stack.transport.ble;

/**
 * Codes of the events this host takes (Bluetooth core, volume 4 part E 7.7); the others it passes
 * over.
 */
final class HciEvent {
    static final int DISCONNECTION_COMPLETE = 0x05;
    static final int COMMAND_COMPLETE = 0x0E;
    static final int COMMAND_STATUS = 0x0F;
    static final int HARDWARE_ERROR = 0x10;
    static final int NUMBER_OF_COMPLETED_PACKETS = 0x13;
    static final int LE_META = 0x3E;

    // Subevents of LE_META (7.7.65).
    static final int LE_CONNECTION_COMPLETE = 0x01;
    static final int LE_LONG_TERM_KEY_REQUEST = 0x05;
    static final int LE_REMOTE_CONNECTION_PARAMETER_REQUEST = 0x06;

    /** Begins like {@link #LE_CONNECTION_COMPLETE}. */
    static final int LE_ENHANCED_CONNECTION_COMPLETE = 0x0A;

    private HciEvent() {}
}
