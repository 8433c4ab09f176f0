package org.mattermote.stack.codec;

/** Opcodes of the secure channel protocol (Matter core 4.11.1). */
public final class SecureChannelOpcode {
    public static final int MSG_COUNTER_SYNC_REQ = 0x00;
    public static final int MSG_COUNTER_SYNC_RSP = 0x01;
    public static final int STANDALONE_ACK = 0x10;
    public static final int PBKDF_PARAM_REQUEST = 0x20;
    public static final int PBKDF_PARAM_RESPONSE = 0x21;
    public static final int PAKE1 = 0x22;
    public static final int PAKE2 = 0x23;
    public static final int PAKE3 = 0x24;
    public static final int SIGMA1 = 0x30;
    public static final int SIGMA2 = 0x31;
    public static final int SIGMA3 = 0x32;
    public static final int SIGMA2_RESUME = 0x33;
    public static final int STATUS_REPORT = 0x40;
    public static final int CHECK_IN = 0x50;

    private SecureChannelOpcode() {}
}
