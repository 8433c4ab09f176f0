package org.mattermote.stack.transport.ble;

/** Opcodes of the commands this host sends (Bluetooth core, volume 4 part E 7): OGF, then OCF. */
final class HciCommand {
    static final int DISCONNECT = 0x0406;
    static final int SET_EVENT_MASK = 0x0C01;
    static final int RESET = 0x0C03;
    static final int WRITE_LE_HOST_SUPPORT = 0x0C6D;
    static final int READ_BUFFER_SIZE = 0x1005;
    static final int LE_SET_EVENT_MASK = 0x2001;
    static final int LE_READ_BUFFER_SIZE = 0x2002;
    static final int LE_SET_RANDOM_ADDRESS = 0x2005;
    static final int LE_SET_ADVERTISING_PARAMETERS = 0x2006;
    static final int LE_SET_ADVERTISING_DATA = 0x2008;
    static final int LE_SET_ADVERTISING_ENABLE = 0x200A;
    static final int LE_LONG_TERM_KEY_REQUEST_NEGATIVE_REPLY = 0x201B;
    static final int LE_REMOTE_CONNECTION_PARAMETER_REQUEST_REPLY = 0x2020;
    static final int LE_WRITE_SUGGESTED_DEFAULT_DATA_LENGTH = 0x2024;

    private HciCommand() {}
}
