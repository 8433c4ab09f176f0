package org.mattermote.stack.transport.ble;

import org.mattermote.stack.mem.Bytes;

/**
 * Makes a controller ready, one command after the other. What a controller does not know and we can
 * do without it may refuse; that we use LE only a controller of both kinds has to be told.
 *
 * <pre>
 * state                   | its command succeeded         | refused
 * ------------------------+-------------------------------+------------------------
 * RESET                   | SET_EVENT_MASK                | FAILED
 * SET_EVENT_MASK          | LE_HOST_SUPPORT               | LE_HOST_SUPPORT
 * LE_HOST_SUPPORT         | LE_SET_EVENT_MASK             | LE_SET_EVENT_MASK
 * LE_SET_EVENT_MASK       | LE_READ_BUFFER_SIZE           | LE_READ_BUFFER_SIZE
 * LE_READ_BUFFER_SIZE     | SUGGESTED_DATA_LENGTH; no own | READ_BUFFER_SIZE
 *                         | buffers: READ_BUFFER_SIZE     |
 * READ_BUFFER_SIZE        | SUGGESTED_DATA_LENGTH         | FAILED
 * SUGGESTED_DATA_LENGTH   | DONE                          | DONE
 * </pre>
 */
final class BringUp {
    private static final int RESET = 0;
    private static final int LE_READ_BUFFER_SIZE = 4;
    private static final int READ_BUFFER_SIZE = 5;
    private static final int SUGGESTED_DATA_LENGTH = 6;
    private static final int DONE = 7;
    private static final int FAILED = 8;

    /** A command in each state. */
    private static final int[] COMMANDS = {
        HciCommand.RESET,
        HciCommand.SET_EVENT_MASK,
        HciCommand.WRITE_LE_HOST_SUPPORT,
        HciCommand.LE_SET_EVENT_MASK,
        HciCommand.LE_READ_BUFFER_SIZE,
        HciCommand.READ_BUFFER_SIZE,
        HciCommand.LE_WRITE_SUGGESTED_DEFAULT_DATA_LENGTH
    };

    /**
     * Parameters of all states' commands, one after the other. Events: Disconnection Complete,
     * Hardware Error, LE Meta; of the latter Connection Complete, Long Term Key Request, Remote
     * Connection Parameter Request. Data length: 251 bytes in 2120 us, the most there is.
     */
    private static final byte[] PARAMETERS = {
        0x10,
        (byte) 0x80,
        0,
        0,
        0,
        0,
        0,
        0x20, //
        1,
        0, //
        0x31,
        0,
        0,
        0,
        0,
        0,
        0,
        0, //
        (byte) 251,
        0,
        0x48,
        0x08
    };

    /** Where in {@link #PARAMETERS} those of a state begin; those of the last end. */
    private static final byte[] PARAMETERS_AT = {0, 0, 8, 10, 18, 18, 18, 22};

    /** A controller's buffers are no shorter (Bluetooth core, volume 4 part E 7.8.2). */
    private static final int ACL_LENGTH_MIN = 27;

    private final CommandChannel commands;
    private final AclLink link;
    private byte state;

    BringUp(CommandChannel commands, AclLink link) {
        this.commands = commands;
        this.link = link;
    }

    void start() {
        state = RESET;
    }

    boolean isResetting() {
        return state == RESET;
    }

    boolean isDone() {
        return state == DONE;
    }

    boolean isFailed() {
        return state == FAILED;
    }

    /** Sends the next command if one may go. */
    void poll(long now) {
        if (state >= DONE || !commands.isReady()) {
            return;
        }
        int from = PARAMETERS_AT[state];
        int length = PARAMETERS_AT[state + 1] - from;
        int at = commands.begin(COMMANDS[state], length);
        System.arraycopy(PARAMETERS, from, commands.bytes(), at, length);
        commands.send(at, now);
    }

    /**
     * A command was answered.
     *
     * @param length of the return parameters at {@code at}, of which the first is {@code status}
     */
    void completed(int opcode, int status, byte[] bytes, int at, int length) {
        if (state >= DONE || opcode != COMMANDS[state]) {
            return;
        }
        boolean isGood = status == 0;
        switch (state) {
            case RESET:
                state = (byte) (isGood ? RESET + 1 : FAILED);
                break;
            case LE_READ_BUFFER_SIZE:
                boolean isOwn =
                        isGood
                                && length >= 4
                                && buffers(Bytes.u16le(bytes, at + 1), bytes[at + 3] & 0xFF);
                state = (byte) (isOwn ? SUGGESTED_DATA_LENGTH : READ_BUFFER_SIZE);
                break;
            case READ_BUFFER_SIZE:
                boolean isShared =
                        isGood
                                && length >= 8
                                && buffers(Bytes.u16le(bytes, at + 1), Bytes.u16le(bytes, at + 4));
                state = (byte) (isShared ? SUGGESTED_DATA_LENGTH : FAILED);
                break;
            default:
                state++;
                break;
        }
    }

    private boolean buffers(int length, int packets) {
        if (length < ACL_LENGTH_MIN || packets == 0) {
            return false;
        }
        link.setBuffers(length, packets);
        return true;
    }
}
