package org.mattermote.stack.transport.ble;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.mattermote.stack.port.BleController;
import org.mattermote.stack.port.PortStatus;

/**
 * A controller that does what a test says and is strict with its host: one command at a time and
 * only if it allowed one, no more data than it has buffers, no fragment longer than these, no data
 * for a connection it does not have, advertising only set while off.
 */
final class ScriptedController implements BleController {
    static final HexFormat HEX = HexFormat.of();

    /** ATT, signalling and security manager. */
    static final int ATT = 4;

    static final int SIGNALLING = 5;
    static final int SECURITY_MANAGER = 6;

    /** What waits for the host. */
    final Deque<byte[]> toHost = new ArrayDeque<>();

    /** Opcodes the host sent, in their order, and the parameters of the last of each. */
    final List<Integer> commands = new ArrayList<>();

    final Map<Integer, byte[]> parameters = new HashMap<>();

    /** What the host sent on the connection, put together: channel in 4 digits, space, payload. */
    final List<String> sent = new ArrayList<>();

    /** Status that a command is refused with, by opcode. */
    final Map<Integer, Integer> refused = new HashMap<>();

    /** Opcode of a command that is not answered; 0 for none, -1 for all. */
    int silent;

    int aclLength = 251;
    int aclBuffers = 4;

    /** Buffers in use; given back at once unless {@link #keepsBuffers}. */
    int aclUsed;

    boolean keepsBuffers;
    boolean hasOwnLeBuffers = true;
    boolean hasRoom = true;
    boolean isGone;

    /** Off where a test makes up events that no controller would send. */
    boolean isStrict = true;

    boolean isAdvertising;

    /** Handle of the connection, -1 for none. */
    int handle = -1;

    int fragments;
    private boolean isBusy;
    private ByteArrayOutputStream pdu;

    static byte[] hex(String hex) {
        return HEX.parseHex(hex.replace(" ", ""));
    }

    @Override
    public int receive(byte[] buffer, int offset, int capacity) {
        if (isGone) {
            return PortStatus.FAILED;
        }
        byte[] packet = toHost.poll();
        if (packet == null) {
            return PortStatus.NONE;
        }
        if (packet.length > capacity) {
            return PortStatus.TOO_SMALL;
        }
        System.arraycopy(packet, 0, buffer, offset, packet.length);
        return packet.length;
    }

    @Override
    public int send(byte[] packet, int offset, int length) {
        if (isGone) {
            return PortStatus.FAILED;
        }
        if (!hasRoom) {
            return PortStatus.NONE;
        }
        byte[] copy = Arrays.copyOfRange(packet, offset, offset + length);
        if (copy[0] == COMMAND) {
            assertEquals(length, 4 + (copy[3] & 0xFF), "length of a command");
            command(u16(copy, 1), Arrays.copyOfRange(copy, 4, length));
        } else {
            assertEquals(ACL_DATA, copy[0]);
            assertEquals(length, 5 + u16(copy, 3), "length of a fragment");
            data(u16(copy, 1), Arrays.copyOfRange(copy, 5, length));
        }
        return PortStatus.OK;
    }

    private static int u16(byte[] b, int at) {
        return b[at] & 0xFF | (b[at + 1] & 0xFF) << 8;
    }

    private void command(int opcode, byte[] values) {
        assertTrue(!isStrict || !isBusy || opcode == HciCommand.RESET, "two commands");
        commands.add(opcode);
        parameters.put(opcode, values);
        if (silent == opcode || silent == -1) {
            isBusy = true;
            return;
        }
        answer(opcode, values);
    }

    /** Answers a command as this controller does. */
    void answer(int opcode, byte[] values) {
        isBusy = false;
        Integer status = refused.get(opcode);
        if (opcode == HciCommand.DISCONNECT) {
            int code = status != null ? status : u16(values, 0) == handle ? 0 : 2;
            event(0x0F, String.format("%02x01%04x", code, swap(opcode)));
            if (code == 0) {
                disconnected(0x16);
            }
            return;
        }
        String result = status != null ? String.format("%02x", status) : "00";
        if (status == null) {
            result += done(opcode, values);
        }
        event(0x0E, "01" + String.format("%04x", swap(opcode)) + result);
    }

    private String done(int opcode, byte[] values) {
        switch (opcode) {
            case HciCommand.RESET:
                isAdvertising = false;
                handle = -1;
                aclUsed = 0;
                pdu = null;
                return "";
            case HciCommand.LE_READ_BUFFER_SIZE:
                return hasOwnLeBuffers
                        ? String.format("%04x%02x", swap(aclLength), aclBuffers)
                        : "000000";
            case HciCommand.READ_BUFFER_SIZE:
                return String.format("%04x00%04x0000", swap(aclLength), swap(aclBuffers));
            case HciCommand.LE_SET_RANDOM_ADDRESS:
            case HciCommand.LE_SET_ADVERTISING_PARAMETERS:
                assertTrue(!isStrict || !isAdvertising, "set while advertising");
                return "";
            case HciCommand.LE_SET_ADVERTISING_ENABLE:
                isAdvertising = values[0] != 0;
                return "";
            case HciCommand.LE_LONG_TERM_KEY_REQUEST_NEGATIVE_REPLY:
            case HciCommand.LE_REMOTE_CONNECTION_PARAMETER_REQUEST_REPLY:
                return String.format("%04x", swap(u16(values, 0)));
            default:
                return "";
        }
    }

    static int swap(int value) {
        return (value & 0xFF) << 8 | value >>> 8;
    }

    private void data(int handleAndFlags, byte[] fragment) {
        fragments++;
        if (!isStrict) {
            event(0x13, String.format("01%04x0100", swap(handleAndFlags & 0xFFF)));
            return;
        }
        assertEquals(handle, handleAndFlags & 0xFFF, "connection");
        assertTrue(fragment.length <= aclLength, "fragment of " + fragment.length);
        assertTrue(++aclUsed <= aclBuffers, "more fragments than buffers");
        int boundary = handleAndFlags >>> 12;
        assertEquals(pdu == null ? 0 : 1, boundary, "boundary");
        if (pdu == null) {
            pdu = new ByteArrayOutputStream();
        }
        pdu.writeBytes(fragment);
        byte[] whole = pdu.toByteArray();
        if (whole.length >= 4 && whole.length == 4 + u16(whole, 0)) {
            sent.add(String.format("%04x ", u16(whole, 2)) + HEX.formatHex(whole, 4, whole.length));
            pdu = null;
        }
        if (!keepsBuffers) {
            giveBack(1);
        }
    }

    /** Fragments have gone out. */
    void giveBack(int count) {
        aclUsed -= count;
        event(0x13, String.format("01%04x%04x", swap(handle), swap(count)));
    }

    /** What the host sent since the last call. */
    List<String> take() {
        List<String> taken = List.copyOf(sent);
        sent.clear();
        return taken;
    }

    /** An event for the host. */
    void event(int code, String parameters) {
        byte[] bytes = hex(parameters);
        byte[] packet = new byte[3 + bytes.length];
        packet[0] = EVENT;
        packet[1] = (byte) code;
        packet[2] = (byte) bytes.length;
        System.arraycopy(bytes, 0, packet, 3, bytes.length);
        toHost.add(packet);
    }

    /** A central connects; a controller stops advertising with it. */
    void connect(int number) {
        if (handle < 0) {
            handle = number;
        }
        isAdvertising = false;
        event(
                0x3E,
                "0100"
                        + String.format("%04x", swap(number))
                        + "0100c0c1c2c3c4c5180000004801"
                        + "00");
    }

    /** The connection is gone. */
    void disconnected(int reason) {
        event(0x05, "00" + String.format("%04x%02x", swap(handle), reason));
        handle = -1;
        aclUsed = 0;
        pdu = null;
    }

    /** A PDU of the central, in fragments of at most so many bytes. */
    void receive(int channel, byte[] payload, int fragment) {
        byte[] whole = new byte[4 + payload.length];
        whole[0] = (byte) payload.length;
        whole[1] = (byte) (payload.length >>> 8);
        whole[2] = (byte) channel;
        System.arraycopy(payload, 0, whole, 4, payload.length);
        for (int at = 0; at < whole.length; at += fragment) {
            int length = Math.min(fragment, whole.length - at);
            fragment(at == 0 ? 2 : 1, Arrays.copyOfRange(whole, at, at + length));
        }
    }

    void receive(int channel, String payload) {
        receive(channel, hex(payload), 251);
    }

    /** A fragment for the host. */
    void fragment(int boundary, byte[] bytes) {
        int number = handle | boundary << 12;
        byte[] packet = new byte[5 + bytes.length];
        packet[0] = ACL_DATA;
        packet[1] = (byte) number;
        packet[2] = (byte) (number >>> 8);
        packet[3] = (byte) bytes.length;
        packet[4] = (byte) (bytes.length >>> 8);
        System.arraycopy(bytes, 0, packet, 5, bytes.length);
        toHost.add(packet);
    }
}
