package org.mattermote.stack.transport.ble;

import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.port.BleController;
import org.mattermote.stack.port.PortStatus;

/**
 * The connection to the one central: its data to the controller, in fragments of the controller's
 * length and no more of them than it has buffers (Bluetooth core, volume 4 part E 4.1), and the
 * commands that concern it. One PDU at a time; what of it waits for a buffer stays here.
 *
 * <pre>
 * state  | connected        | end wanted | its command refused | disconnected, reset | 35 s later
 * -------+------------------+------------+---------------------+---------------------+-----------
 * NONE   | UP               | -          | -                   | -                   | -
 * UP     | UP, refuses that | ENDING     | -                   | NONE                | -
 * ENDING | the same         | ENDING     | dead                | NONE                | dead
 * </pre>
 */
final class AclLink {
    private static final int NONE = 0;
    private static final int UP = 1;
    private static final int ENDING = 2;

    // Commands to send.
    private static final int END = 1;
    private static final int REFUSE = 2;
    private static final int KEY_NEGATIVE_REPLY = 4;
    private static final int PARAMETER_REPLY = 8;

    // Reasons to disconnect (volume 1 part F).
    private static final int REMOTE_USER_TERMINATED = 0x13;
    private static final int REMOTE_LOW_RESOURCES = 0x14;

    private static final int NO_HANDLE = 0xFFFF;

    /** Longer than a supervision timeout, 32 s: then the controller says that a link is gone. */
    private static final int ENDING_MS = 35_000;

    /** Packet type, handle and flags, length. */
    private static final int HEADER = 5;

    private static final int CONTINUING = 1 << 12;

    /** Where a PDU begins in {@link #out}: a fragment's header goes before it. */
    static final int PDU = HEADER;

    private final BleController controller;
    private final CommandChannel commands;

    /** The PDU that goes out; the header of a fragment overwrites what has gone. */
    final byte[] out = new byte[PDU + L2cap.PDU_LENGTH_MAX];

    private char at;
    private char end;

    /** Of the controller's buffers. */
    private char aclLength;

    private char buffers;
    private char freeBuffers;

    private char handle;
    private char strangerHandle = NO_HANDLE;
    private byte state;
    private byte wanted;

    /** Whether the END is with the controller. */
    private boolean ending;

    private boolean reserved;
    private boolean blocked;
    private boolean dead;

    /** Interval min, max, latency and timeout as the central asked for them. */
    private long parameters;

    private long endingUntil;

    AclLink(BleController controller, CommandChannel commands) {
        this.controller = controller;
        this.commands = commands;
    }

    /** What the controller can take at a time. */
    void setBuffers(int length, int packets) {
        aclLength = (char) length;
        buffers = (char) packets;
        freeBuffers = (char) packets;
    }

    boolean isNone() {
        return state == NONE;
    }

    boolean isUp() {
        return state == UP;
    }

    boolean isConnection(int number) {
        return state != NONE && number == handle;
    }

    /** Whether the controller is gone or does not end a connection. */
    boolean isDead(long now) {
        return dead || state == ENDING && now >= endingUntil;
    }

    /** Whether the controller had no room for a fragment. */
    boolean isBlocked() {
        return blocked;
    }

    long deadline() {
        return state == ENDING ? endingUntil : Long.MAX_VALUE;
    }

    void connected(int number) {
        handle = (char) number;
        state = UP;
    }

    /** A second central, which the controller should not have let in. */
    void refuse(int number) {
        strangerHandle = (char) number;
        wanted |= REFUSE;
    }

    /** The connection is no more, and the controller has dropped what it had of it. */
    void disconnected() {
        state = NONE;
        wanted &= REFUSE;
        ending = false;
        reserved = false;
        blocked = false;
        at = 0;
        end = 0;
        freeBuffers = buffers;
    }

    /** The controller was reset. */
    void reset() {
        disconnected();
        wanted = 0;
        dead = false;
    }

    void disconnect(long now) {
        if (state == UP) {
            state = ENDING;
            wanted |= END;
            endingUntil = now + ENDING_MS;
        }
    }

    void refuseEncryption() {
        wanted |= KEY_NEGATIVE_REPLY;
    }

    void acceptParameters(long asked) {
        parameters = asked;
        wanted |= PARAMETER_REPLY;
    }

    /** Sends a command if one is wanted and may go. */
    void poll(long now) {
        if (wanted == 0 || !commands.isReady()) {
            return;
        }
        if ((wanted & REFUSE) != 0) {
            if (sendDisconnect(strangerHandle, REMOTE_LOW_RESOURCES, now)) {
                wanted &= ~REFUSE;
            }
        } else if ((wanted & END) != 0) {
            if (sendDisconnect(handle, REMOTE_USER_TERMINATED, now)) {
                wanted &= ~END;
                ending = true;
            }
        } else if ((wanted & KEY_NEGATIVE_REPLY) != 0) {
            int p = commands.begin(HciCommand.LE_LONG_TERM_KEY_REQUEST_NEGATIVE_REPLY, 2);
            Bytes.putU16le(commands.bytes(), p, handle);
            if (commands.send(p, now)) {
                wanted &= ~KEY_NEGATIVE_REPLY;
            }
        } else {
            int p = commands.begin(HciCommand.LE_REMOTE_CONNECTION_PARAMETER_REQUEST_REPLY, 14);
            Bytes.putU16le(commands.bytes(), p, handle);
            Bytes.putU64le(commands.bytes(), p + 2, parameters);
            if (commands.send(p, now)) {
                wanted &= ~PARAMETER_REPLY;
            }
        }
    }

    private boolean sendDisconnect(int number, int reason, long now) {
        int p = commands.begin(HciCommand.DISCONNECT, 3);
        Bytes.putU16le(commands.bytes(), p, number);
        commands.bytes()[p + 2] = (byte) reason;
        return commands.send(p, now);
    }

    /** A command was answered. */
    void completed(int opcode, int status) {
        if (opcode == HciCommand.DISCONNECT && ending) {
            ending = false;
            dead |= status != 0;
        }
    }

    /** The controller has sent so many fragments. */
    void sent(int packets) {
        freeBuffers = (char) Math.min(buffers, freeBuffers + packets);
    }

    /** Whether a PDU may be put into {@link #out}. */
    boolean isFree() {
        return state == UP && !reserved && at == end;
    }

    /** Keeps {@link #out} for an answer while others might take it. */
    void reserve() {
        reserved = true;
    }

    void release() {
        reserved = false;
    }

    /** Sends the PDU of so many bytes that is in {@link #out}, its header too. */
    void send(int length) {
        at = PDU;
        end = (char) (PDU + length);
        flush();
    }

    /** Sends as many fragments as the controller takes. */
    void flush() {
        blocked = false;
        while (at < end && freeBuffers > 0) {
            int length = Math.min(aclLength, end - at);
            int header = at - HEADER;
            out[header] = BleController.ACL_DATA;
            Bytes.putU16le(out, header + 1, handle | (at == PDU ? 0 : CONTINUING));
            Bytes.putU16le(out, header + 3, length);
            int status = controller.send(out, header, HEADER + length);
            if (status != PortStatus.OK) {
                dead |= status == PortStatus.FAILED;
                blocked = true;
                return;
            }
            freeBuffers--;
            at += length;
        }
    }
}
