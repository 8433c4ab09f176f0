package org.mattermote.stack.transport.ble;

import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.mem.Scratch;
import org.mattermote.stack.port.BleController;
import org.mattermote.stack.port.PortStatus;

/**
 * A host on a controller's HCI that advertises a commissionable node in a window of time and lets
 * one central at a time use the Matter service.
 *
 * <pre>
 *  GattHandler          BlePeripheral          commands and events of HCI
 *      |                 |    |     |
 *   AttServer - L2cap - AclLink |  Advertiser  BringUp
 *      |                      |     |           |
 *   GattDatabase             CommandChannel ----+        BleController below
 *
 * state    | open      | ready    | refused, silent, | close         | window over,   | its time
 *          |           |          | gone, reset      |               | no central     |
 * ---------+-----------+----------+------------------+---------------+----------------+---------
 * CLOSED   | STARTING  | -        | -                | -             | -              | -
 * STARTING | STARTING  | READY    | RESTING          | CLOSING       | CLOSING        | -
 * READY    | READY     | -        | RESTING          | CLOSING       | CLOSING        | -
 * CLOSING  | noted     | CLOSED,  | CLOSED,          | CLOSING       | -              | CLOSED,
 *          |           | STARTING | STARTING         |               |                | STARTING
 * RESTING  | STARTING  | -        | -                | CLOSED        | CLOSED         | STARTING
 * </pre>
 *
 * CLOSING ends the connection, then the advertising, and resets the controller; 3 s at most. It
 * becomes STARTING where a window was opened meanwhile. RESTING begins with 100 ms and doubles up
 * to a minute as long as nothing was advertised.
 *
 * <p>A window that is over ends no connection, only {@link #close} does.
 */
public final class BlePeripheral implements GattLink {
    private static final int CLOSED = 0;
    private static final int STARTING = 1;
    private static final int READY = 2;
    private static final int CLOSING = 3;
    private static final int RESTING = 4;

    private static final int PACKETS_A_POLL = 8;

    /** Type and header of an event, and its parameters: no packet we take is longer. */
    private static final int PACKET_MAX = 3 + 255;

    private static final int CLOSING_MS = 3000;
    private static final int REST_MIN_MS = 100;
    private static final int REST_MAX_MS = 51_200;

    /** When a controller that had no room is asked again. */
    private static final int RETRY_MS = 10;

    /** Bits of a connection's handle (volume 4 part E 5.4.2). */
    private static final int HANDLE = 0x0FFF;

    private static final int BOUNDARY = 3;
    private static final int BOUNDARY_CONTINUING = 1;

    private static final int ROLE_PERIPHERAL = 1;

    private final BleController controller;
    private final Scratch scratch;
    private final CommandChannel commands;
    private final AclLink link;
    private final AttServer attributes;
    private final L2cap l2cap;
    private final GattDatabase database;
    private final Advertiser advertiser;
    private final BringUp bringUp;

    private byte state;

    /** While CLOSING: a window was opened. */
    private boolean reopen;

    /** While CLOSING: the controller's reset is under way. */
    private boolean resetting;

    /** The controller says that it failed or is no longer there. */
    private boolean gone;

    private char restMillis = REST_MIN_MS;
    private int dropped;
    private long windowUntil;

    /** End of CLOSING or RESTING. */
    private long stateUntil;

    /**
     * @param scratch a packet of up to 258 bytes is in it while it is judged, or a command of 36
     */
    public BlePeripheral(BleController controller, Scratch scratch) {
        this.controller = controller;
        this.scratch = scratch;
        commands = new CommandChannel(controller, scratch);
        database = new GattDatabase();
        attributes = new AttServer(database);
        link = new AclLink(controller, commands);
        l2cap = new L2cap(link, attributes);
        advertiser = new Advertiser(commands, database);
        bringUp = new BringUp(commands, link);
    }

    /** Who takes what a central does; once, at boot. */
    public void setHandler(GattHandler handler) {
        attributes.setHandler(handler);
    }

    /**
     * The value of C3 (Matter core 5.4.2.5.6), 1..512 bytes; the array is kept. Null, as at boot,
     * for no C3. Before {@link #open}.
     */
    public void setAdditionalData(byte[] data) {
        database.setAdditionalData(data);
    }

    /**
     * Advertises until the window is over. Where one is open it is changed.
     *
     * @param discriminator 12 bits
     * @param vendorId 0 for not told, and so {@code productId}
     * @param untilMillis later than 15 minutes from now the extended announcement follows
     * @param random 64 bits, other ones each time: our addresses
     */
    public void open(
            int discriminator,
            int vendorId,
            int productId,
            long untilMillis,
            long random,
            long nowMillis) {
        advertiser.open(discriminator, vendorId, productId, random, nowMillis);
        windowUntil = untilMillis;
        if (state == CLOSING) {
            reopen = true;
        } else if (state == CLOSED || state == RESTING) {
            restMillis = REST_MIN_MS;
            start(nowMillis);
        }
    }

    /** Ends advertising and connection and resets the controller, in later polls. */
    public void close(long nowMillis) {
        reopen = false;
        if (state == RESTING) {
            state = CLOSED;
        } else if (state == STARTING || state == READY) {
            state = CLOSING;
            stateUntil = nowMillis + CLOSING_MS;
            resetting = false;
            link.disconnect(nowMillis);
            proceed(nowMillis);
        }
    }

    /** Whether there is anything to do: a window, a connection, or the controller to be left. */
    public boolean isOpen() {
        return state != CLOSED;
    }

    /** Whether centrals can see the device. */
    public boolean isAdvertising() {
        return state == READY && advertiser.isOn();
    }

    /** Whether the controller failed or refuses, and is tried again later. */
    public boolean isResting() {
        return state == RESTING;
    }

    public boolean isConnected() {
        return !link.isNone();
    }

    /** Packets that made no sense since boot. */
    public int dropped() {
        return dropped + l2cap.dropped();
    }

    @Override
    public int mtu() {
        return attributes.mtu();
    }

    @Override
    public boolean canIndicate() {
        return link.isFree() && attributes.canIndicate();
    }

    @Override
    public boolean indicate(byte[] value, int offset, int length, long nowMillis) {
        if (!canIndicate() || length > mtu() - 3) {
            return false;
        }
        l2cap.indicate(value, offset, length, nowMillis);
        return true;
    }

    @Override
    public void disconnect(long nowMillis) {
        link.disconnect(nowMillis);
        link.poll(nowMillis);
    }

    /**
     * Takes up to {@value #PACKETS_A_POLL} packets of the controller and does what is due. Costs
     * nothing while not open.
     *
     * @return {@link #deadline}
     */
    public long poll(long nowMillis) {
        if (state == CLOSED) {
            return Long.MAX_VALUE;
        }
        int packets = 0;
        while (packets < PACKETS_A_POLL && receive(nowMillis)) {
            packets++;
        }
        if (state == RESTING) {
            rest(nowMillis);
        }
        proceed(nowMillis);
        if ((state == STARTING || state == READY) && link.isNone() && nowMillis >= windowUntil) {
            close(nowMillis);
        }
        return packets == PACKETS_A_POLL ? nowMillis : deadline(nowMillis);
    }

    /** When to poll next unless the controller has a packet before, as things are now. */
    public long deadline(long nowMillis) {
        if (state == CLOSED) {
            return Long.MAX_VALUE;
        }
        if (state == RESTING) {
            return Math.min(stateUntil, windowUntil);
        }
        if (commands.isBlocked() || link.isBlocked()) {
            return nowMillis + RETRY_MS;
        }
        long next = Math.min(commands.deadline(), link.deadline());
        if (link.isUp()) {
            next = Math.min(next, attributes.deadline());
        }
        if (state == CLOSING) {
            return Math.min(next, stateUntil);
        }
        return Math.min(next, link.isNone() ? Math.min(advertiser.deadline(), windowUntil) : next);
    }

    /** Nothing of a controller that failed matters any more, but it is taken. */
    private void rest(long now) {
        if (now >= windowUntil) {
            state = CLOSED;
        } else if (now >= stateUntil) {
            start(now);
        }
    }

    /** Resets before anything that still waits of another life is looked at. */
    private void start(long now) {
        state = STARTING;
        gone = false;
        commands.restart();
        link.reset();
        advertiser.reset();
        bringUp.start();
        bringUp.poll(now);
    }

    private void proceed(long now) {
        if (state == STARTING) {
            bringUp.poll(now);
            if (bringUp.isDone()) {
                state = READY;
            }
        }
        if (state == READY) {
            if (now >= attributes.deadline()) {
                link.disconnect(now);
            }
            link.flush();
            l2cap.poll(now);
            link.poll(now);
            advertiser.poll(link.isNone() && now < windowUntil, now);
            if (advertiser.isOn()) {
                restMillis = REST_MIN_MS;
            }
        } else if (state == CLOSING) {
            leave(now);
        }
        boolean isFailed =
                gone
                        || commands.isDead(now)
                        || link.isDead(now)
                        || bringUp.isFailed()
                        || advertiser.isFailed();
        if (state == CLOSED || state == RESTING) {
            return;
        }
        if (isFailed) {
            fail(now);
        }
    }

    private void leave(long now) {
        if (now >= stateUntil) {
            gone = true;
            return;
        }
        link.poll(now);
        if (!link.isNone()) {
            return;
        }
        if (!advertiser.isOff()) {
            advertiser.poll(false, now);
        }
        if (advertiser.isOff() && !resetting && commands.isReady()) {
            resetting = commands.send(commands.begin(HciCommand.RESET, 0), now);
        }
    }

    private void fail(long now) {
        disconnected(now);
        if (state == CLOSING) {
            closed(now);
            return;
        }
        state = RESTING;
        stateUntil = now + restMillis;
        restMillis = (char) Math.min(2 * restMillis, REST_MAX_MS);
    }

    private void closed(long now) {
        state = CLOSED;
        if (reopen) {
            start(now);
        }
    }

    private void disconnected(long now) {
        if (!link.isNone()) {
            link.disconnected();
            l2cap.disconnected();
            attributes.disconnected();
            attributes.handler().disconnected(now);
        }
    }

    /** Takes a packet; false if there was none. */
    private boolean receive(long now) {
        int at = scratch.take(PACKET_MAX);
        byte[] bytes = scratch.bytes;
        int length = controller.receive(bytes, at, PACKET_MAX);
        boolean isFragment = false;
        if (length == PortStatus.TOO_SMALL) {
            dropped++;
        } else if (length == PortStatus.FAILED) {
            gone = true;
        } else if (length >= 3
                && bytes[at] == BleController.EVENT
                && length == 3 + (bytes[at + 2] & 0xFF)) {
            event(bytes[at + 1] & 0xFF, bytes, at + 3, length - 3, now);
        } else if (length >= 5
                && bytes[at] == BleController.ACL_DATA
                && length == 5 + Bytes.u16le(bytes, at + 3)) {
            fragment(Bytes.u16le(bytes, at + 1), bytes, at + 5, length - 5);
            isFragment = true;
        } else if (length >= 0) {
            dropped++;
        }
        scratch.release(at);
        if (isFragment) {
            // The handler finds the working memory as it was before.
            l2cap.poll(now);
        }
        return length >= 0 || length == PortStatus.TOO_SMALL;
    }

    private void fragment(int handle, byte[] bytes, int at, int length) {
        if (state == READY && link.isUp() && link.isConnection(handle & HANDLE)) {
            int boundary = handle >>> 12 & BOUNDARY;
            l2cap.received(boundary != BOUNDARY_CONTINUING, bytes, at, length);
        }
    }

    private void event(int code, byte[] bytes, int at, int length, long now) {
        switch (code) {
            case HciEvent.COMMAND_COMPLETE:
                if (length >= 3) {
                    int status = length > 3 ? bytes[at + 3] : 0;
                    completed(
                            bytes[at], Bytes.u16le(bytes, at + 1), status, at + 3, length - 3, now);
                }
                break;
            case HciEvent.COMMAND_STATUS:
                if (length >= 4) {
                    status(bytes[at + 1], Bytes.u16le(bytes, at + 2), bytes[at], now);
                }
                break;
            case HciEvent.DISCONNECTION_COMPLETE:
                if (length >= 4
                        && bytes[at] == 0
                        && link.isConnection(Bytes.u16le(bytes, at + 1) & HANDLE)) {
                    disconnected(now);
                }
                break;
            case HciEvent.NUMBER_OF_COMPLETED_PACKETS:
                completedPackets(bytes, at, length);
                break;
            case HciEvent.HARDWARE_ERROR:
                // before the reset it was another life's
                gone |= !bringUp.isResetting();
                break;
            case HciEvent.LE_META:
                if (length > 0 && (state == READY || state == CLOSING)) {
                    leEvent(bytes[at] & 0xFF, bytes, at + 1, length - 1, now);
                }
                break;
            default:
                break;
        }
    }

    /** Of a command that ends later only its refusal ends it here. */
    private void status(int packets, int opcode, int status, long now) {
        if (status != 0 || opcode == 0 || opcode == HciCommand.DISCONNECT) {
            completed(packets, opcode, status, 0, 0, now);
        } else {
            commands.allow(packets);
        }
    }

    private void completed(int packets, int opcode, int status, int at, int length, long now) {
        if (!commands.answered(opcode, packets, now)) {
            return;
        }
        if (state == STARTING) {
            bringUp.completed(opcode, status, scratch.bytes, at, length);
        } else if (state == CLOSING && resetting && opcode == HciCommand.RESET) {
            link.reset();
            closed(now);
        } else {
            link.completed(opcode, status);
            advertiser.completed(opcode, status);
        }
    }

    private void completedPackets(byte[] bytes, int at, int length) {
        int handles = length > 0 ? bytes[at] & 0xFF : 0;
        if (length < 1 + 4 * handles) {
            dropped++;
            return;
        }
        for (int i = 0; i < handles; i++) {
            int entry = at + 1 + 4 * i;
            if (link.isConnection(Bytes.u16le(bytes, entry) & HANDLE)) {
                link.sent(Bytes.u16le(bytes, entry + 2));
            }
        }
    }

    private void leEvent(int code, byte[] bytes, int at, int length, long now) {
        int handle = length >= 3 ? Bytes.u16le(bytes, at) & HANDLE : 0;
        switch (code) {
            case HciEvent.LE_CONNECTION_COMPLETE:
            case HciEvent.LE_ENHANCED_CONNECTION_COMPLETE:
                if (length >= 18) {
                    connection(bytes[at], Bytes.u16le(bytes, at + 1), bytes[at + 3], now);
                }
                break;
            case HciEvent.LE_LONG_TERM_KEY_REQUEST:
                if (length >= 12 && link.isConnection(handle)) {
                    link.refuseEncryption();
                }
                break;
            case HciEvent.LE_REMOTE_CONNECTION_PARAMETER_REQUEST:
                if (length >= 10 && link.isConnection(handle)) {
                    link.acceptParameters(Bytes.u64le(bytes, at + 2));
                }
                break;
            default:
                break;
        }
    }

    private void connection(int status, int handle, int role, long now) {
        advertiser.connected();
        if (status != 0 || role != ROLE_PERIPHERAL) {
            return;
        }
        if (state == READY && link.isNone()) {
            link.connected(handle & HANDLE);
            attributes.handler().connected(now);
        } else {
            link.refuse(handle & HANDLE);
        }
    }
}
