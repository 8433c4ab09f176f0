package org.mattermote.stack.sim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.mattermote.stack.port.PortStatus;
import org.mattermote.stack.port.ThreadPort;
import org.mattermote.stack.port.WiFiPort;

/** A radio for Wi-Fi and for Thread whose networks and whose luck a test says. */
public final class ScriptedRadio implements WiFiPort, ThreadPort {
    private static final int IDLE = 0;
    private static final int SCANNING = 1;
    private static final int JOINING = 2;

    /** What is in reach: credentials or dataset by id, all hexadecimal. */
    public final Map<String, String> reach = new HashMap<>();

    /** Records that a scan finds, half of them at its start. */
    public final List<byte[]> air = new ArrayList<>();

    /** What becomes of the next attempts and scans, before {@link #reach} is looked at. */
    public final Queue<Integer> outcomes = new ArrayDeque<>();

    /** Everything it was asked for. */
    public final List<String> calls = new ArrayList<>();

    /** How long it takes. */
    public long scanMillis = 2000;

    public long joinMillis = 3000;

    /** The next operation is refused. */
    public boolean refuses;

    public int error = -77;

    /** Id of the network it is on, null for none. */
    public String on;

    private final Queue<byte[]> heard = new ArrayDeque<>();
    private int state = IDLE;
    private int outcome;
    private String joining;
    private String secret;
    private long since = -1;

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
        calls.add("scan " + HexFormat.of().formatHex(ssid, offset, offset + length));
        heard.clear();
        if (refuses) {
            return PortStatus.FAILED;
        }
        heard.addAll(air.subList(0, air.size() / 2));
        begin(SCANNING);
        return PortStatus.OK;
    }

    @Override
    public int scanned(byte[] out, int offset) {
        byte[] next = heard.poll();
        if (next == null) {
            return PortStatus.NONE;
        }
        System.arraycopy(next, 0, out, offset, next.length);
        return PortStatus.OK;
    }

    @Override
    public int startConnect(
            byte[] network, int idOffset, int idLength, int secretOffset, int secretLength) {
        joining = HexFormat.of().formatHex(network, idOffset, idOffset + idLength);
        secret = HexFormat.of().formatHex(network, secretOffset, secretOffset + secretLength);
        calls.add("connect " + joining);
        if (refuses) {
            return PortStatus.FAILED;
        }
        on = null;
        begin(JOINING);
        return PortStatus.OK;
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
        Integer said = outcomes.poll();
        if (state == SCANNING) {
            outcome = said == null ? SUCCESS : said;
            heard.addAll(air.subList(air.size() / 2, air.size()));
        } else {
            outcome = said == null ? join() : said;
            on = outcome == SUCCESS ? joining : null;
        }
        state = IDLE;
        return outcome;
    }

    private int join() {
        String right = reach.get(joining);
        return right == null ? NETWORK_NOT_FOUND : right.equals(secret) ? SUCCESS : AUTH_FAILURE;
    }

    @Override
    public int errorValue() {
        return error;
    }

    @Override
    public void cancel() {
        if (state != IDLE) {
            calls.add("cancel");
        }
        state = IDLE;
    }

    @Override
    public void disconnect() {
        calls.add("disconnect");
        on = null;
    }

    @Override
    public boolean isConnected() {
        return on != null;
    }

    @Override
    public int bands() {
        return 1 | 1 << 2;
    }

    @Override
    public int features() {
        return 0x04;
    }

    @Override
    public int version() {
        return 5;
    }

    /** Puts a Wi-Fi network into the air. */
    public void hear(String ssid, int bssid, int rssi) {
        byte[] record = new byte[WiFiPort.RECORD];
        record[WiFiPort.SECURITY] = 8;
        record[WiFiPort.BAND] = 2;
        record[WiFiPort.CHANNEL] = 44;
        record[WiFiPort.CHANNEL + 1] = 1;
        record[WiFiPort.RSSI] = (byte) rssi;
        record[WiFiPort.BSSID + 5] = (byte) bssid;
        record[WiFiPort.SSID_LENGTH] = (byte) ssid.length();
        System.arraycopy(ssid.getBytes(), 0, record, WiFiPort.SSID, ssid.length());
        air.add(record);
    }

    /** Puts a Thread router into the air. */
    public void hearRouter(String name, int address, int rssi) {
        byte[] record = new byte[ThreadPort.RECORD];
        Arrays.fill(record, ThreadPort.EXTENDED_PAN_ID, ThreadPort.CHANNEL, (byte) 0xE1);
        record[ThreadPort.PAN_ID] = 0x34;
        record[ThreadPort.PAN_ID + 1] = 0x12;
        record[ThreadPort.CHANNEL] = 15;
        record[ThreadPort.VERSION] = 4;
        record[ThreadPort.RSSI] = (byte) rssi;
        record[ThreadPort.LQI] = (byte) 200;
        record[ThreadPort.EXTENDED_ADDRESS + 7] = (byte) address;
        record[ThreadPort.NAME_LENGTH] = (byte) name.length();
        System.arraycopy(name.getBytes(), 0, record, ThreadPort.NAME, name.length());
        air.add(record);
    }

    /** A dataset with what it takes to join, its extended PAN id eight times this byte. */
    public static byte[] dataset(int extendedPanId) {
        String id = HexFormat.of().toHexDigits((byte) extendedPanId).repeat(8);
        return HexFormat.of()
                .parseHex(
                        "0e080000000000010000"
                                + "000300000f"
                                + "0208"
                                + id
                                + "0708fd00112233445566"
                                + "051000112233445566778899aabbccddeeff"
                                + "030474657374"
                                + "01021234");
    }
}
