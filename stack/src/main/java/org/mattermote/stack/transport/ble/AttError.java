package org.mattermote.stack.transport.ble;

/** Error codes of the attribute protocol (Bluetooth core, volume 3 part F 3.4.1.1). */
public final class AttError {
    public static final int INVALID_HANDLE = 0x01;
    public static final int READ_NOT_PERMITTED = 0x02;
    public static final int WRITE_NOT_PERMITTED = 0x03;
    public static final int INVALID_PDU = 0x04;
    public static final int REQUEST_NOT_SUPPORTED = 0x06;
    public static final int INVALID_OFFSET = 0x07;
    public static final int ATTRIBUTE_NOT_FOUND = 0x0A;
    public static final int INVALID_ATTRIBUTE_VALUE_LENGTH = 0x0D;
    public static final int UNLIKELY_ERROR = 0x0E;
    public static final int UNSUPPORTED_GROUP_TYPE = 0x10;
    public static final int INSUFFICIENT_RESOURCES = 0x11;
    public static final int VALUE_NOT_ALLOWED = 0x13;

    private AttError() {}
}
