package org.mattermote.bsp.host;

import java.util.Arrays;
import org.mattermote.stack.port.PortStatus;
import org.mattermote.stack.port.ThreadPort;
import org.mattermote.stack.port.WiFiPort;

/**
 * A radio for Wi-Fi and for Thread that has one network in reach, which it joins after a while with
 * the right credentials. It allocates nothing, so that what a poll allocates is the device's own.
 */
public final class EmulatedRadio implements WiFiPort, ThreadPort {
    private static final int IDLE = 0;
    private static final int SCANNING = 1;
    private static final int JOINING = 2;

    /** How long it takes. */
    public long scanMillis = 1000;

    public long joinMillis = 2000;

    /** Whether the network is there. */
    public boolean inReach = true;

    /** Attempts to join since it was made. */
    public int attempts;

    /** Scans since it was made. */
    public int scans;

    private final byte[] id;
    private final byte[] secret;

    /** What a scan finds. */
    private final byte[] record;

    private int state = IDLE;
    private int outcome;
    private boolean right;
    private boolean known;
    private boolean waiting;
    private boolean connected;
    private long since = -1;

    private EmulatedRadio(byte[] id, byte[] secret, byte[] record) {
        this.id = id;
        this.secret = secret;
        this.record = record;
    }

    /** A Wi-Fi network on channel 6. */
    public static EmulatedRadio wifi(String ssid, String password) {
        byte[] record = new byte[WiFiPort.RECORD];
        record[WiFiPort.SECURITY] = 1 << 3;
        record[WiFiPort.CHANNEL] = 6;
        record[WiFiPort.RSSI] = -50;
        Arrays.fill(record, WiFiPort.BSSID, WiFiPort.SSID_LENGTH, (byte) 2);
        record[WiFiPort.SSID_LENGTH] = (byte) ssid.length();
        System.arraycopy(ssid.getBytes(), 0, record, WiFiPort.SSID, ssid.length());
        return new EmulatedRadio(ssid.getBytes(), password.getBytes(), record);
    }

    /**
     * A Thread network.
     *
     * @param extendedPanId 8 bytes, as they are in the dataset
     */
    public static EmulatedRadio thread(byte[] extendedPanId, byte[] dataset) {
        byte[] record = new byte[ThreadPort.RECORD];
        System.arraycopy(extendedPanId, 0, record, ThreadPort.EXTENDED_PAN_ID, 8);
        record[ThreadPort.CHANNEL] = 15;
        record[ThreadPort.VERSION] = 4;
        record[ThreadPort.RSSI] = -50;
        record[ThreadPort.LQI] = (byte) 200;
        record[ThreadPort.NAME_LENGTH] = 4;
        System.arraycopy("home".getBytes(), 0, record, ThreadPort.NAME, 4);
        return new EmulatedRadio(extendedPanId, dataset, record);
    }

    @Override
    public int scanMaxTimeSeconds() {
        return 10;
    }

    @Override
    public int connectMaxTimeSeconds() {
        return 20;
    }

    @Override
    public int startScan(byte[] ssid, int offset, int length) {
        scans++;
        waiting = inReach;
        begin(SCANNING);
        return PortStatus.OK;
    }

    @Override
    public int scanned(byte[] out, int offset) {
        if (!waiting) {
            return PortStatus.NONE;
        }
        waiting = false;
        System.arraycopy(record, 0, out, offset, record.length);
        return PortStatus.OK;
    }

    @Override
    public int startConnect(
            byte[] network, int idOffset, int idLength, int secretOffset, int secretLength) {
        attempts++;
        connected = false;
        known = is(id, network, idOffset, idLength);
        right = is(secret, network, secretOffset, secretLength);
        begin(JOINING);
        return PortStatus.OK;
    }

    private static boolean is(byte[] expected, byte[] bytes, int offset, int length) {
        boolean same = length == expected.length;
        for (int i = 0; same && i < length; i++) {
            same = expected[i] == bytes[offset + i];
        }
        return same;
    }

    private void begin(int with) {
        if (state != IDLE) {
            throw new IllegalStateException("two operations at a time");
        }
        state = with;
        since = -1;
    }

    @Override
    public int poll(long nowMillis) {
        if (state == IDLE) {
            return outcome;
        }
        if (since < 0) {
            since = nowMillis;
        }
        if (nowMillis - since < (state == SCANNING ? scanMillis : joinMillis)) {
            return WORKING;
        }
        outcome = SUCCESS;
        if (state == JOINING) {
            outcome = !known || !inReach ? NETWORK_NOT_FOUND : right ? SUCCESS : AUTH_FAILURE;
            connected = outcome == SUCCESS;
        }
        state = IDLE;
        return outcome;
    }

    @Override
    public int errorValue() {
        return outcome == SUCCESS ? 0 : -1;
    }

    @Override
    public void cancel() {
        state = IDLE;
    }

    @Override
    public void disconnect() {
        connected = false;
    }

    @Override
    public boolean isConnected() {
        return connected;
    }

    @Override
    public int bands() {
        return 1;
    }

    @Override
    public int features() {
        return 1 << 2;
    }

    @Override
    public int version() {
        return 5;
    }
}
