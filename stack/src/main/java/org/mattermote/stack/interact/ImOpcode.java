package org.mattermote.stack.interact;

/** Opcodes of the Interaction Model protocol (Matter core 10.2.1). */
public final class ImOpcode {
    /** Protocol id, under the common vendor 0. */
    public static final int PROTOCOL = 0x0001;

    public static final int STATUS_RESPONSE = 0x01;
    public static final int READ_REQUEST = 0x02;
    public static final int SUBSCRIBE_REQUEST = 0x03;
    public static final int SUBSCRIBE_RESPONSE = 0x04;
    public static final int REPORT_DATA = 0x05;
    public static final int WRITE_REQUEST = 0x06;
    public static final int WRITE_RESPONSE = 0x07;
    public static final int INVOKE_REQUEST = 0x08;
    public static final int INVOKE_RESPONSE = 0x09;
    public static final int TIMED_REQUEST = 0x0A;

    private ImOpcode() {}
}
