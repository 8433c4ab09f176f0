package org.mattermote.stack.transport.ble;

import org.mattermote.stack.mem.Bytes;

/**
 * Legacy advertising of a commissionable node (Matter core 5.4.2.5), connectable and undirected,
 * from a static random address.
 *
 * <pre>
 *  02 01 06                   flags: LE only, general discoverable
 *  0B 16 F6 FF                service data of 0xFFF6
 *     00                      opcode: commissionable
 *     discriminator           u16 little-endian, above it 4 bits of version, 0
 *     vendor id, product id   u16 little-endian; 0 where not told
 *     flags                   1 there is C3, 2 extended announcement
 * </pre>
 *
 * <p>From each beginning 30 s fast, then slow, and from 15 minutes after the window was opened on
 * the extended announcement, which tells less. A new address comes with each beginning and then
 * every 15 minutes, not between fast and slow: a central may be about to connect. Within a window
 * the discriminator links the addresses anyhow, so they follow from one random number.
 *
 * <pre>
 * state      | its command succeeded | refused | connected      | not wanted | time for a change
 * -----------+-----------------------+---------+----------------+------------+------------------
 * OFF        | -                     | -       | OFF            | OFF        | ADDRESS, PARAMETERS
 * ADDRESS    | PARAMETERS            | failed  | OFF            | OFF        | -
 * PARAMETERS | DATA                  | failed  | OFF            | OFF        | -
 * DATA       | ENABLE                | failed  | OFF            | OFF        | -
 * ENABLE     | ON                    | failed  | OFF; its       | as         | -
 *            |                       |         | command sent:  | connected  |
 *            |                       |         | DISABLE        |            |
 * ON         | -                     | -       | OFF            | DISABLE    | DISABLE
 * DISABLE    | OFF                   | OFF     | OFF            | -          | -
 * </pre>
 */
final class Advertiser {
    private static final int OFF = 0;
    private static final int ADDRESS = 1;
    private static final int PARAMETERS = 2;
    private static final int DATA = 3;
    private static final int ENABLE = 4;
    private static final int ON = 5;
    private static final int DISABLE = 6;

    /** A command in each state. */
    private static final int[] COMMANDS = {
        0,
        HciCommand.LE_SET_RANDOM_ADDRESS,
        HciCommand.LE_SET_ADVERTISING_PARAMETERS,
        HciCommand.LE_SET_ADVERTISING_DATA,
        HciCommand.LE_SET_ADVERTISING_ENABLE,
        0,
        HciCommand.LE_SET_ADVERTISING_ENABLE
    };

    /** Length of its parameters. */
    private static final byte[] LENGTHS = {0, 6, 15, 32, 1, 0, 1};

    private static final int FAST = 0;
    private static final int EXTENDED = 2;

    /** Least and greatest interval of each phase, in 0.625 ms: 20..60, 150..1200, 1285 ms. */
    private static final int[] INTERVALS = {32, 96, 240, 1920, 2056, 2056};

    private static final int FAST_MS = 30_000;
    private static final int QUARTER_HOUR_MS = 900_000;

    /** Up to the opcode. */
    private static final byte[] PAYLOAD_HEAD = {2, 1, 6, 11, 0x16, (byte) 0xF6, (byte) 0xFF};

    private static final int PAYLOAD_LENGTH = 15;
    private static final int FLAG_ADDITIONAL_DATA = 1;
    private static final int FLAG_EXTENDED_ANNOUNCEMENT = 2;

    private static final int OWN_ADDRESS_RANDOM = 1;
    private static final int ALL_CHANNELS = 7;

    private final CommandChannel commands;
    private final GattDatabase database;

    private byte state;
    private byte phase;

    /** Whether the command of this state is with the controller. */
    private boolean sent;

    private boolean failed;
    private boolean isFresh;
    private char discriminator;
    private char vendorId;
    private char productId;
    private long random;
    private long fastUntil;
    private long extendedFrom;
    private long addressUntil;

    Advertiser(CommandChannel commands, GattDatabase database) {
        this.commands = commands;
        this.database = database;
    }

    /** What to say from now on; advertising that is on begins anew. */
    void open(int discriminator, int vendorId, int productId, long random, long now) {
        this.discriminator = (char) (discriminator & 0xFFF);
        this.vendorId = (char) vendorId;
        this.productId = (char) productId;
        // the generator of addresses stays at 0 once there
        this.random = random == 0 ? 1 : random;
        extendedFrom = now + QUARTER_HOUR_MS;
        isFresh = true;
    }

    /** The controller was reset. */
    void reset() {
        state = OFF;
        sent = false;
        failed = false;
        isFresh = true;
    }

    boolean isOff() {
        return state == OFF;
    }

    boolean isOn() {
        return state == ON;
    }

    boolean isFailed() {
        return failed;
    }

    long deadline() {
        return state == ON ? changeAt() : Long.MAX_VALUE;
    }

    private long changeAt() {
        return phase == EXTENDED
                ? addressUntil
                : phase == FAST ? Math.min(fastUntil, extendedFrom) : extendedFrom;
    }

    /** A central connected, with which a controller ends advertising. */
    void connected() {
        if (state == ENABLE && sent) {
            enter(DISABLE);
        } else {
            enter(OFF);
        }
        commands.withdraw();
        isFresh = true;
    }

    /**
     * Goes on.
     *
     * @param wanted whether to advertise
     */
    void poll(boolean wanted, long now) {
        if (failed) {
            return;
        }
        if (state == OFF) {
            if (!wanted) {
                return;
            }
            prepare(now);
        } else if (state == ON) {
            if (wanted && !isFresh && now < changeAt()) {
                return;
            }
            enter(DISABLE);
        } else if (!wanted && state != DISABLE) {
            enter(state == ENABLE && sent ? DISABLE : OFF);
        }
        if (state != OFF && commands.isReady()) {
            send(now);
        }
    }

    private void enter(int next) {
        state = (byte) next;
        sent = false;
    }

    private void prepare(long now) {
        if (isFresh) {
            fastUntil = now + FAST_MS;
            addressUntil = now;
            isFresh = false;
        }
        phase = (byte) (now >= extendedFrom ? EXTENDED : now < fastUntil ? FAST : FAST + 1);
        boolean isNewAddress = now >= addressUntil || phase == EXTENDED;
        if (isNewAddress) {
            addressUntil = now + QUARTER_HOUR_MS;
            random ^= random << 13;
            random ^= random >>> 7;
            random ^= random << 17;
        }
        database.setAdditionalDataPresent(phase != EXTENDED);
        enter(isNewAddress ? ADDRESS : PARAMETERS);
    }

    private void send(long now) {
        int at = commands.begin(COMMANDS[state], LENGTHS[state]);
        byte[] bytes = commands.bytes();
        switch (state) {
            case ADDRESS:
                Bytes.putU32le(bytes, at, (int) random);
                Bytes.putU16le(bytes, at + 4, (int) (random >>> 32) | 0xC000);
                // neither all ones nor all zeros (volume 6 part B 1.3.2.1)
                bytes[at] = (byte) (bytes[at] & ~2 | (bytes[at] & 1 ^ 1) << 1);
                break;
            case PARAMETERS:
                Bytes.putU16le(bytes, at, INTERVALS[2 * phase]);
                Bytes.putU16le(bytes, at + 2, INTERVALS[2 * phase + 1]);
                bytes[at + 5] = OWN_ADDRESS_RANDOM;
                bytes[at + 13] = ALL_CHANNELS;
                break;
            case DATA:
                bytes[at] = PAYLOAD_LENGTH;
                payload(bytes, at + 1);
                break;
            default:
                bytes[at] = (byte) (state == ENABLE ? 1 : 0);
                break;
        }
        sent = commands.send(at, now);
    }

    private void payload(byte[] bytes, int at) {
        System.arraycopy(PAYLOAD_HEAD, 0, bytes, at, PAYLOAD_HEAD.length);
        Bytes.putU16le(bytes, at + 8, discriminator);
        if (phase == EXTENDED) {
            bytes[at + 14] = FLAG_EXTENDED_ANNOUNCEMENT;
            return;
        }
        Bytes.putU16le(bytes, at + 10, vendorId);
        Bytes.putU16le(bytes, at + 12, productId);
        bytes[at + 14] = (byte) (database.hasAdditionalData() ? FLAG_ADDITIONAL_DATA : 0);
    }

    /** A command was answered. */
    void completed(int opcode, int status) {
        if (!sent || opcode != COMMANDS[state]) {
            return;
        }
        if (state == DISABLE) {
            enter(OFF);
        } else if (status == 0) {
            enter(state + 1);
        } else {
            failed = true;
        }
    }
}
