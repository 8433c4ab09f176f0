package org.mattermote.stack.transport.ble;

/** PDUs of the attribute protocol this server takes and sends (Bluetooth core, volume 3 part F). */
final class AttOpcode {
    static final int ERROR_RESPONSE = 0x01;
    static final int EXCHANGE_MTU_REQUEST = 0x02;
    static final int FIND_INFORMATION_REQUEST = 0x04;
    static final int FIND_BY_TYPE_VALUE_REQUEST = 0x06;
    static final int READ_BY_TYPE_REQUEST = 0x08;
    static final int READ_REQUEST = 0x0A;
    static final int READ_BLOB_REQUEST = 0x0C;
    static final int READ_BY_GROUP_TYPE_REQUEST = 0x10;
    static final int WRITE_REQUEST = 0x12;
    static final int HANDLE_VALUE_INDICATION = 0x1D;
    static final int HANDLE_VALUE_CONFIRMATION = 0x1E;

    /** Set in what wants no response. */
    static final int COMMAND_FLAG = 0x40;

    private AttOpcode() {}
}
