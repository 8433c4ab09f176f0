package org.mattermote.stack.codec;

/** Protocols under vendor id 0 (Matter core 4.4.3.4). */
public final class ProtocolId {
    public static final int SECURE_CHANNEL = 0x0000;
    public static final int INTERACTION_MODEL = 0x0001;
    public static final int BDX = 0x0002;
    public static final int USER_DIRECTED_COMMISSIONING = 0x0003;

    private ProtocolId() {}
}
