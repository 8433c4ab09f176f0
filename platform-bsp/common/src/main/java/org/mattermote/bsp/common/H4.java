package org.mattermote.bsp.common;

import org.mattermote.stack.port.BleController;
import org.mattermote.stack.port.PortStatus;

/**
 * HCI packets on a stream of bytes: the UART transport (Bluetooth core, volume 4 part A), in which
 * a byte of type is before each packet and the packet's own length is all that says where the next
 * one begins.
 *
 * <pre>
 *  type (1) | event (4):    code 1, length 1           | parameters
 *           | ACL data (2): handle 2, length 2 (LE)    | data
 * </pre>
 *
 * <p>The one rule by which packets are found again when bytes were lost or are not what they should
 * be: everything is refused until the host sends a Reset, and then everything is thrown away up to
 * the Command Complete event of that Reset (volume 4 part A, 4). A Reset that nothing was lost
 * before does the same: what an earlier host left in the carrier goes with it.
 *
 * <pre>
 *  state   | receive                                            | send
 *  TYPE    | a type it knows: HEADER; another one: LOST         | a Reset: HUNT
 *  HEADER  | a length that can be: BODY; else LOST              | a Reset: HUNT
 *  BODY    | longer than the buffer: SKIP; whole packet: TYPE   | a Reset: HUNT
 *  SKIP    | at its end TOO_SMALL, TYPE                         | a Reset: HUNT
 *  LOST    | FAILED                                             | a Reset: HUNT; else FAILED
 *  HUNT    | that event: TYPE; else thrown away                 | as it is
 *  all     | a stream that fails or has lost bytes: LOST        | a stream that fails: LOST
 * </pre>
 */
public final class H4 implements BleController {
    /** An event of 255 bytes, and the ACL data of a controller with LE data packets of 251. */
    public static final int LONGEST = 258;

    private static final int TYPE = 0;
    private static final int HEADER = 1;
    private static final int BODY = 2;
    private static final int SKIP = 3;
    private static final int LOST = 4;
    private static final int HUNT = 5;

    private static final int EVENT_HEADER = 2;
    private static final int ACL_HEADER = 4;

    /** Command 0x0C03 without parameters. */
    private static final int RESET_LENGTH = 4;

    /** Event 0x0E of four bytes: packets allowed, command, status. */
    private static final int COMPLETE_LENGTH = 7;

    /** Bytes thrown away in one call. */
    private static final int HUNT_LIMIT = 1024;

    private final HciStream stream;
    private final int longest;
    private final byte[] head = new byte[COMPLETE_LENGTH];
    private int state = TYPE;
    private int headLength;
    private int left;
    private int losses;

    /**
     * @param longest packet with its type that may come, at least 258; a longer one is a loss of
     *     framing. The stream holds that many bytes.
     */
    public H4(HciStream stream, int longest) {
        this.stream = stream;
        this.longest = longest;
    }

    /** How often packets could not be told apart any more, the controller's going included. */
    public int losses() {
        return losses;
    }

    @Override
    public int receive(byte[] buffer, int offset, int capacity) {
        if (state == LOST) {
            return PortStatus.FAILED;
        }
        int status = state == HUNT ? hunt() : PortStatus.OK;
        if (status == COMPLETE_LENGTH) {
            return given(buffer, offset, capacity);
        }
        if (status == PortStatus.OK && state == TYPE) {
            status = type();
        }
        if (status == PortStatus.OK && state == HEADER) {
            status = header();
        }
        if (state == BODY && headLength + left > capacity) {
            state = SKIP;
        }
        if (status == PortStatus.OK && state == BODY) {
            return body(buffer, offset);
        }
        return status == PortStatus.OK && state == SKIP ? skip() : status;
    }

    private int type() {
        int status = read(0, 1);
        if (status == PortStatus.OK) {
            if (head[0] == EVENT) {
                headLength = 1 + EVENT_HEADER;
            } else if (head[0] == ACL_DATA) {
                headLength = 1 + ACL_HEADER;
            } else {
                return lost();
            }
            state = HEADER;
        }
        return status;
    }

    private int header() {
        int status = read(1, headLength - 1);
        if (status == PortStatus.OK) {
            left =
                    head[0] == EVENT
                            ? head[2] & 0xFF
                            : head[3] & 0xFF | (head[ACL_HEADER] & 0xFF) << 8;
            if (headLength + left > longest) {
                return lost();
            }
            state = BODY;
        }
        return status;
    }

    private int body(byte[] buffer, int offset) {
        int status = PortStatus.OK;
        if (left > 0) {
            status = stream.read(buffer, offset + headLength, left);
        }
        if (status == PortStatus.OK) {
            System.arraycopy(head, 0, buffer, offset, headLength);
            state = TYPE;
            return headLength + left;
        }
        return status == PortStatus.NONE ? status : lost();
    }

    private int skip() {
        while (left > 0) {
            int part = left < COMPLETE_LENGTH ? left : COMPLETE_LENGTH;
            int status = read(0, part);
            if (status != PortStatus.OK) {
                return status;
            }
            left -= part;
        }
        state = TYPE;
        return PortStatus.TOO_SMALL;
    }

    /** The last bytes of the stream are in the head, until they are that event. */
    private int hunt() {
        for (int i = 0; i < HUNT_LIMIT; i++) {
            // The oldest byte makes place.
            int status = read(0, 1);
            if (status != PortStatus.OK) {
                return status;
            }
            byte newest = head[0];
            System.arraycopy(head, 1, head, 0, COMPLETE_LENGTH - 1);
            head[COMPLETE_LENGTH - 1] = newest;
            if (isResetComplete()) {
                state = TYPE;
                return COMPLETE_LENGTH;
            }
        }
        return PortStatus.NONE;
    }

    private boolean isResetComplete() {
        return head[0] == EVENT
                && head[1] == 0x0E
                && head[2] == COMPLETE_LENGTH - 3
                && head[4] == 0x03
                && head[5] == 0x0C;
    }

    private int given(byte[] buffer, int offset, int capacity) {
        if (capacity < COMPLETE_LENGTH) {
            return PortStatus.TOO_SMALL;
        }
        System.arraycopy(head, 0, buffer, offset, COMPLETE_LENGTH);
        return COMPLETE_LENGTH;
    }

    private int read(int at, int length) {
        int status = stream.read(head, at, length);
        return status == PortStatus.OK || status == PortStatus.NONE ? status : lost();
    }

    private int lost() {
        state = LOST;
        losses++;
        return PortStatus.FAILED;
    }

    @Override
    public int send(byte[] packet, int offset, int length) {
        boolean reset = isReset(packet, offset, length);
        if (state == LOST && !reset) {
            return PortStatus.FAILED;
        }
        int status = stream.write(packet, offset, length);
        if (status == PortStatus.OK && reset) {
            state = HUNT;
            for (int i = 0; i < COMPLETE_LENGTH; i++) {
                head[i] = 0;
            }
        } else if (status != PortStatus.OK && status != PortStatus.NONE && state != LOST) {
            return lost();
        }
        return status;
    }

    private static boolean isReset(byte[] packet, int offset, int length) {
        return length == RESET_LENGTH
                && packet[offset] == COMMAND
                && packet[offset + 1] == 0x03
                && packet[offset + 2] == 0x0C
                && packet[offset + 3] == 0;
    }
}
