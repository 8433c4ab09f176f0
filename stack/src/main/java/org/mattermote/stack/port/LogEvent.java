package org.mattermote.stack.port;

/** The events of {@link LogPort} and what their values mean. */
public final class LogEvent {
    /** a endpoint, b 1 on / 0 off. */
    public static final int ON_OFF = 1;

    /** a endpoint, b IdentifyTime in s. */
    public static final int IDENTIFY = 2;

    /** a 0 closed, 1 enhanced, 2 basic or initial. */
    public static final int COMMISSIONING_WINDOW = 3;

    /** a session id of ours, b session id of the peer. */
    public static final int PASE_ESTABLISHED = 4;

    /** a failed attempts so far. */
    public static final int PASE_FAILED = 5;

    /** a session id of ours, b fabric index, c peer node id. */
    public static final int CASE_ESTABLISHED = 6;

    /** a protocol code sent. */
    public static final int CASE_FAILED = 7;

    /** a fabric index, b fabric id, c our node id. */
    public static final int FABRIC_ADDED = 8;

    /** a fabric index. */
    public static final int FABRIC_REMOVED = 9;

    /** a fabric index. */
    public static final int COMMISSIONING_COMPLETE = 10;

    /** a fabric index under it, 0 none. */
    public static final int FAIL_SAFE_EXPIRED = 11;

    /** a exchange id, b new opcode. */
    public static final int STALE_EXCHANGE_EVICTED = 12;

    /** a store key, b port status. */
    public static final int STORE_FAILED = 13;

    /** a subscription id, b fabric index, c peer node id. */
    public static final int SUBSCRIBED = 14;

    /** a subscription id. */
    public static final int SUBSCRIPTION_ENDED = 15;

    /** a endpoint, b level, 0 dark. */
    public static final int LEVEL = 16;

    /**
     * a endpoint, b color mode: 0 hue and saturation, 1 x and y, 2 mireds; c these values, the
     * first of two in the upper 16 of 32 bits.
     */
    public static final int COLOR = 17;

    /**
     * What was stored cannot be read, the device runs uncommissioned: a why, a number of the
     * platform's, 0 when it can be read but is none of ours; b where, bytes.
     */
    public static final int STORE_DAMAGED = 18;

    /** The device has no factory data and cannot run: a why, a number of the platform's. */
    public static final int FACTORY_DATA_DAMAGED = 19;

    /** a endpoint, b hundredths of a degree Celsius. */
    public static final int TEMPERATURE = 20;

    /** a endpoint, b 1 occupied / 0 not. */
    public static final int OCCUPANCY = 21;

    /** a endpoint, b 1 closed / 0 open. */
    public static final int CONTACT = 22;

    /** a 1 active mode / 0 idle mode, b 1 operating as long / 0 as short idle time ICD. */
    public static final int ICD_MODE = 23;

    /** a fabric index, b node id it goes to, c counter. */
    public static final int CHECK_IN = 24;

    /** a endpoint, b 1 on / 0 off: what it tells from now on. */
    public static final int SWITCH = 26;

    /**
     * a endpoint, b status of the interaction model or a negative one of {@code BindingClient}, c
     * node id of the target, of a group its group node id.
     */
    public static final int COMMANDED = 27;

    /** a number of the connection, b 1 open / 0 over: commissioners over BLE. */
    public static final int BLE_CONNECTION = 28;

    /** a 1 ready / 0 gone or refusing, and nobody finds the device over BLE. */
    public static final int BLE_CONTROLLER = 29;

    /** a what {@code Stack.seal} says: the device does not run. */
    public static final int NOT_SEALED = 30;

    /** a 1 ready / 0 gone: the media processor of a camera. */
    public static final int MEDIA_PROCESSOR = 31;

    /**
     * a session, b 0 over / 1 begun / 2 connected, c the reason of the processor for what is over
     * (WebRTCEndReasonEnum), below 0 where it has none.
     */
    public static final int MEDIA_SESSION = 32;

    /** a 1 on / 0 off: the privacy switch of a camera. */
    public static final int PRIVACY = 33;

    /** a stream, b 0 video / 1 audio / 2 snapshot, c 1 configured / 0 removed. */
    public static final int STREAM = 34;

    private LogEvent() {}
}
