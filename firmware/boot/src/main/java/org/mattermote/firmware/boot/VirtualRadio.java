package org.mattermote.firmware.boot;

import java.util.Arrays;
import java.util.HexFormat;
import org.mattermote.bsp.host.EmulatedRadio;
import org.mattermote.bsp.host.HostException;
import org.mattermote.stack.Stack;

/**
 * What {@code --virtual-radio} names: {@code wifi:SSID:PASSWORD} or {@code thread:DATASET}, the
 * dataset hexadecimal; before it {@code alone-} for a radio that cannot keep BLE while it joins.
 * The one network is in reach; packets go over the machine's own network, joined or not.
 *
 * @param text as it was typed
 * @param alone whether SupportsConcurrentConnection is false
 */
record VirtualRadio(String text, boolean alone, boolean thread, String id, String secret) {
    private static final String ALONE = "alone-";
    private static final String RIGHT = "must be wifi:SSID:PASSWORD or thread:DATASET";
    private static final int EXTENDED_PAN_ID = 2;
    private static final int EXTENDED_PAN_ID_LENGTH = 8;

    static VirtualRadio of(String text) throws HostException {
        boolean alone = text.startsWith(ALONE);
        String[] parts = (alone ? text.substring(ALONE.length()) : text).split(":", 3);
        if (parts.length == 3 && parts[0].equals("wifi") && !parts[1].isEmpty()) {
            return new VirtualRadio(text, alone, false, parts[1], parts[2]);
        }
        String id = parts.length == 2 && parts[0].equals("thread") ? extendedPanId(parts[1]) : null;
        if (id == null) {
            throw new HostException("--virtual-radio " + text + " is unknown, " + RIGHT);
        }
        return new VirtualRadio(text, alone, true, id, parts[1]);
    }

    /** Of a dataset, hexadecimal; null when there is none. */
    private static String extendedPanId(String dataset) {
        if (dataset.length() % 2 != 0 || !dataset.matches("[0-9A-Fa-f]*")) {
            return null;
        }
        byte[] bytes = HexFormat.of().parseHex(dataset);
        int at = 0;
        while (at + 2 + EXTENDED_PAN_ID_LENGTH <= bytes.length) {
            if (bytes[at] == EXTENDED_PAN_ID) {
                int from = at + 2;
                return HexFormat.of()
                        .formatHex(Arrays.copyOfRange(bytes, from, from + EXTENDED_PAN_ID_LENGTH));
            }
            at += 2 + (bytes[at + 1] & 0xFF);
        }
        return null;
    }

    /** Before the stack is composed, behind its BLE controller. */
    void wire(Stack stack) {
        HexFormat hex = HexFormat.of();
        if (thread) {
            stack.thread(EmulatedRadio.thread(hex.parseHex(id), hex.parseHex(secret)));
        } else {
            stack.wifi(EmulatedRadio.wifi(id, secret));
        }
        if (alone) {
            stack.nonConcurrent(stack.bleLink());
        }
    }
}
