package org.mattermote.stack.transport.ble;

import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.mem.Scratch;
import org.mattermote.stack.port.BleController;
import org.mattermote.stack.port.PortStatus;

/**
 * Commands to the controller, one at a time (Bluetooth core, volume 4 part E 4.4). Who has one to
 * send asks again until {@link #isReady}: nothing is queued here.
 *
 * <pre>
 *             | sent        | no room     | answer to it    | another answer | 2 s later
 * ------------+-------------+-------------+-----------------+----------------+----------
 * ready       | outstanding | ready       | -               | ready, spent   | expired if
 *             |             |             |                 |                | no room all along
 * outstanding | -           | -           | ready, or spent | outstanding    | expired
 * spent       | -           | -           | -               | ready, spent   | expired
 * </pre>
 *
 * Spent: the controller takes no command until it says so. An answer is Command Complete or Command
 * Status. What is expired or gone only {@link #restart} brings back.
 */
final class CommandChannel {
    private static final int TIMEOUT_MS = 2000;

    /** Packet type, opcode, length of the parameters. */
    private static final int HEADER = 4;

    private final BleController controller;
    private final Scratch scratch;

    /** Opcode, 0 for none. */
    private char outstanding;

    /** Num_HCI_Command_Packets. */
    private byte credits;

    private boolean gone;
    private boolean blocked;
    private long deadline = Long.MAX_VALUE;

    CommandChannel(BleController controller, Scratch scratch) {
        this.controller = controller;
        this.scratch = scratch;
    }

    /** As after power on: one command may go, and that will be a reset. */
    void restart() {
        outstanding = 0;
        credits = 1;
        gone = false;
        blocked = false;
        deadline = Long.MAX_VALUE;
    }

    boolean isReady() {
        return outstanding == 0 && credits != 0 && !gone;
    }

    /** Whether the controller had no room for the last command. */
    boolean isBlocked() {
        return blocked;
    }

    /** Who had a command that found no room wants it no more. */
    void withdraw() {
        if (blocked) {
            blocked = false;
            deadline = Long.MAX_VALUE;
        }
    }

    /** Whether the controller is no longer there or does not answer. */
    boolean isDead(long now) {
        return gone || now >= deadline;
    }

    long deadline() {
        return deadline;
    }

    /**
     * Begins a command; {@link #send} follows in the same call.
     *
     * @param length of its parameters, bytes
     * @return where they go in {@link #bytes}, all zero
     */
    int begin(int opcode, int length) {
        int at = scratch.take(HEADER + length);
        scratch.bytes[at] = BleController.COMMAND;
        Bytes.putU16le(scratch.bytes, at + 1, opcode);
        scratch.bytes[at + 3] = (byte) length;
        return at + HEADER;
    }

    byte[] bytes() {
        return scratch.bytes;
    }

    /**
     * Sends what was begun.
     *
     * @param parameters as {@link #begin} gave it
     * @return whether the controller took it
     */
    boolean send(int parameters, long now) {
        int at = parameters - HEADER;
        byte[] bytes = scratch.bytes;
        int status = controller.send(bytes, at, HEADER + (bytes[at + 3] & 0xFF));
        boolean sent = status == PortStatus.OK;
        if (sent) {
            outstanding = (char) Bytes.u16le(bytes, at + 1);
            credits--;
        }
        gone |= status == PortStatus.FAILED;
        if (sent || !blocked) {
            deadline = now + TIMEOUT_MS;
        }
        blocked = !sent;
        scratch.release(at);
        return sent;
    }

    /**
     * The controller answered a command.
     *
     * @param opcode 0 if it only says how many it takes
     * @param packets Num_HCI_Command_Packets
     * @return whether it was the outstanding one
     */
    boolean answered(int opcode, int packets, long now) {
        boolean isOurs = opcode != 0 && opcode == outstanding;
        allow(packets);
        if (isOurs) {
            outstanding = 0;
        }
        if (outstanding == 0 && !blocked) {
            deadline = credits == 0 ? now + TIMEOUT_MS : Long.MAX_VALUE;
        }
        return isOurs;
    }

    /** The controller takes so many commands, and goes on with the outstanding one. */
    void allow(int packets) {
        credits = (byte) (packets == 0 ? 0 : 1);
    }
}
