package org.mattermote.stack.port;

/**
 * A Thread radio and its stack. A network found is a record of fixed length:
 *
 * <pre>
 *  0            2                 10            12        13     14    15                 23
 *  | PAN id, LE | extended PAN id | channel, LE | version | RSSI | LQI | extended address |
 *
 *  23            24
 *  | name length | network name, 1..16 bytes, UTF-8 |
 * </pre>
 *
 * Extended PAN id and address have the order of the air, big-endian; RSSI is signed, in dBm.
 */
public interface ThreadPort extends NetworkDriver {
    int PAN_ID = 0;
    int EXTENDED_PAN_ID = 2;
    int CHANNEL = 10;
    int VERSION = 12;
    int RSSI = 13;
    int LQI = 14;
    int EXTENDED_ADDRESS = 15;
    int NAME_LENGTH = 23;
    int NAME = 24;

    /** Bytes of the record. */
    int RECORD = 40;

    /** ThreadCapabilitiesBitmap of Matter core 11.9.5: what the stack can be. */
    int features();

    /** Version of Thread as it is on the air: 4 for 1.3, 5 for 1.4. */
    int version();
}
