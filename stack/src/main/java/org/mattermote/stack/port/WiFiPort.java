package org.mattermote.stack.port;

/**
 * A Wi-Fi radio. A network found is a record of fixed length:
 *
 * <pre>
 *  0          1      2             4      5       11            12
 *  | security | band | channel, LE | RSSI | BSSID | SSID length | SSID, 0..32 bytes |
 * </pre>
 *
 * security is WiFiSecurityBitmap and band WiFiBandEnum of Matter core 11.9.5, RSSI signed, in dBm.
 */
public interface WiFiPort extends NetworkDriver {
    int SECURITY = 0;
    int BAND = 1;
    int CHANNEL = 2;
    int RSSI = 4;
    int BSSID = 5;
    int SSID_LENGTH = 11;
    int SSID = 12;

    /** Bytes of the record. */
    int RECORD = 44;

    /** The bands it can use, a bit each: {@code 1 << WiFiBandEnum}. */
    int bands();
}
