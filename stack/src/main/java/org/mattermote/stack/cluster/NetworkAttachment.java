package org.mattermote.stack.cluster;

import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.port.NetworkDriver;
import org.mattermote.stack.port.PortStatus;

/**
 * Which network the radio is on: joins the networks of the table by itself, in their order, and the
 * one that a command names.
 *
 * <pre>
 *  state    | event                                  | next
 *  ---------+----------------------------------------+------------------------------------------
 *  IDLE     | start, fail-safe ended                 | RESTING, until now
 *  any      | scan                                   | SCANNING, and back to the state before
 *  any      | connect                                | JOINING
 *  any      | connect over a channel to be released  | RELEASING
 *  RELEASING| the channel is closed, or 5 s          | JOINING
 *  JOINING  | joined                                 | JOINED
 *           | failed or too long, by itself          | JOINING the next; behind the last RESTING
 *           | ... by command                         | IDLE; RESTING when the channel is gone
 *  JOINED   | no link for 10 s                       | RESTING, until now
 *  RESTING  | time over                              | JOINING; IDLE without a network to join
 *  any      | left: last fabric gone, disabled       | IDLE
 * </pre>
 *
 * Between the first change under a fail-safe and its end, nothing is joined by itself, save what
 * was asked for over a channel that is gone.
 */
final class NetworkAttachment {
    /** {@link #lastStatus}: nothing was tried. */
    static final int NOTHING = -1;

    /** {@link #takeChanges}: which network is connected. */
    static final int CONNECTION = 1;

    /** {@link #takeChanges}: what became of the latest attempt. */
    static final int ATTEMPT = 2;

    /** How long a channel to be released may take for what waits in it. */
    static final int RELEASE_MILLIS = 5000;

    /** How long a link may be lost until the network is joined anew. */
    static final int LINK_MILLIS = 10000;

    /** The least time between two rounds through the table, doubled up to the most. */
    static final int LEAST_REST_MILLIS = 5000;

    static final int MOST_REST_MILLIS = 320000;

    /** How long an answer has time to leave before the network is left. */
    static final int LINGER_MILLIS = 3000;

    /** How often a driver at work is asked, should nothing else wake the node. */
    private static final int WORK_MILLIS = 100;

    private static final int IDLE = 0;
    private static final int SCANNING = 1;
    private static final int RELEASING = 2;
    private static final int JOINING = 3;
    private static final int JOINED = 4;
    private static final int RESTING = 5;

    private final NetworkDriver driver;
    private final NetworkTable table;

    /** Null for a radio that joins a network without giving up the channel. */
    private CommissioningLink channel;

    /** Network that was tried last. */
    private final byte[] lastId = new byte[NetworkTable.MAX_ID];

    private byte lastIdLength;
    private byte lastStatus = NOTHING;
    private byte state = IDLE;

    /** To go back to when a scan is over. */
    private byte before;

    private byte changes;
    private boolean connected;

    /** Networks are joined by itself. */
    private boolean managed;

    /** The one that was tried last is tried until it is joined, whatever the table says. */
    private boolean insisting;

    /** Another network was tried under the fail-safe. */
    private boolean moved;

    /** Position that is tried, by itself. */
    private int position;

    private int rest;
    private int lastError;
    private long deadline = Cluster.NEVER;

    /** When the network is left. */
    private long leaveAt = Cluster.NEVER;

    NetworkAttachment(NetworkDriver driver, NetworkTable table) {
        this.driver = driver;
        this.table = table;
    }

    void use(CommissioningLink released) {
        channel = released;
    }

    /** Whether a network cannot be joined while the channel is open, and it is. */
    boolean hasChannel() {
        return channel != null && channel.isOpen();
    }

    /** Joins what there is; the end of boot. */
    void start(long now) {
        managed = true;
        rest(now);
    }

    /** A fail-safe has changes now: the administrator says what is joined. */
    void hold() {
        managed = false;
    }

    /** The fail-safe expired, and the table is as it was before. */
    void restore(long now) {
        if (moved) {
            leave();
        }
        resume(now);
    }

    /** The table is good. */
    void settle(long now) {
        resume(now);
        if (isJoined() && table.find(lastId, 0, lastIdLength) < 0) {
            leaveAt = now + LINGER_MILLIS;
        }
    }

    /**
     * Starts a scan.
     *
     * @param length 0 for all networks
     * @return false when it has to wait
     */
    boolean scan(byte[] ssid, int offset, int length, long now) {
        if (state == RELEASING || state == JOINING && !managed) {
            return false;
        }
        if (state == JOINING) {
            driver.cancel();
            rest(now);
        }
        before = state;
        state = SCANNING;
        deadline = now + driver.scanMaxTimeSeconds() * 1000L;
        if (driver.startScan(ssid, offset, length) != PortStatus.OK) {
            scanned(NetworkDriver.UNKNOWN_ERROR);
        }
        return true;
    }

    /** Ends the scan, of which nobody wants to hear any more. */
    void cancelScan() {
        if (state == SCANNING) {
            driver.cancel();
            state = before;
            deadline = state == RESTING ? 0 : Cluster.NEVER;
        }
    }

    /** Joins a network of the table, at once, whatever else there was. */
    void connect(int i, long now) {
        stop();
        managed = false;
        insisting = false;
        moved = true;
        join(i, now);
    }

    /** As {@link #connect}, when the channel over which the command came is gone. */
    void connectAlone(int i, long now) {
        stop();
        managed = false;
        insisting = true;
        moved = true;
        remember(i);
        state = RELEASING;
        deadline = now + RELEASE_MILLIS;
        channel.release(now);
    }

    /** Nothing was tried, for there is no such network. */
    void failed(byte[] id, int offset, int length, int status) {
        System.arraycopy(id, offset, lastId, 0, length);
        lastIdLength = (byte) length;
        outcome(status, 0);
    }

    boolean isScanning() {
        return state == SCANNING;
    }

    boolean isJoining() {
        return state == JOINING || state == RELEASING;
    }

    boolean isJoined() {
        return state == JOINED || state == SCANNING && before == JOINED;
    }

    /** Whether the link to network {@code i} of the table stands. */
    boolean isConnected(int i) {
        return connected && table.find(lastId, 0, lastIdLength) == i;
    }

    /** NetworkCommissioningStatusEnum of the latest attempt, or {@link #NOTHING}. */
    int lastStatus() {
        return lastStatus;
    }

    /** The platform's number for why the latest attempt to join failed; 0 when it did not. */
    int lastError() {
        return lastError;
    }

    byte[] lastId() {
        return lastId;
    }

    /** 0 when none was tried. */
    int lastIdLength() {
        return lastIdLength;
    }

    /** What has changed since the last call: CONNECTION and ATTEMPT. */
    int takeChanges() {
        int taken = changes;
        changes = 0;
        return taken;
    }

    /** Does what is due; returns when to call again. */
    long poll(long now) {
        if (managed && leaveAt == Cluster.NEVER && isJoined() && !hasReason()) {
            leaveAt = now + LINGER_MILLIS;
        }
        if (now >= leaveAt) {
            leave();
            resume(now);
        }
        long next = Math.min(advance(now), leaveAt);
        boolean link = isJoined() && driver.isConnected();
        if (link != connected) {
            connected = link;
            changes |= CONNECTION;
        }
        return next;
    }

    private long advance(long now) {
        switch (state) {
            case SCANNING:
            case JOINING:
                return work(now);
            case RELEASING:
                if (channel.isOpen() && now < deadline) {
                    return Math.min(deadline, now + WORK_MILLIS);
                }
                rejoin(now);
                return now;
            case JOINED:
                return watch(now);
            case RESTING:
                return wake(now);
            default:
                return Cluster.NEVER;
        }
    }

    private long work(long now) {
        int status = driver.poll(now);
        if (status == NetworkDriver.WORKING && now < deadline) {
            return Math.min(deadline, now + WORK_MILLIS);
        }
        boolean late = status == NetworkDriver.WORKING;
        if (late) {
            driver.cancel();
        }
        if (state == SCANNING) {
            scanned(late ? NetworkDriver.SUCCESS : status);
        } else {
            joined(late ? NetworkDriver.OTHER_CONNECTION_FAILURE : status, now);
        }
        return now;
    }

    private void scanned(int status) {
        state = before;
        deadline = state == RESTING ? 0 : Cluster.NEVER;
        if (lastStatus != status) {
            lastStatus = (byte) status;
            changes |= ATTEMPT;
        }
    }

    private void joined(int status, long now) {
        outcome(status, status == NetworkDriver.SUCCESS ? 0 : driver.errorValue());
        deadline = Cluster.NEVER;
        if (status == NetworkDriver.SUCCESS) {
            state = JOINED;
            rest = 0;
        } else if (managed && ++position < table.count()) {
            join(position, now);
        } else if (managed || insisting) {
            rest = Math.min(Math.max(2 * rest, LEAST_REST_MILLIS), MOST_REST_MILLIS);
            state = RESTING;
            deadline = now + rest;
        } else {
            state = IDLE;
        }
    }

    private void outcome(int status, int error) {
        lastStatus = (byte) status;
        lastError = error;
        changes |= ATTEMPT;
    }

    /** Whether there is a network to be on. */
    private boolean hasReason() {
        return table.isEnabled() && table.count() > 0;
    }

    /** The driver may bring a lost link back by itself. */
    private long watch(long now) {
        if (driver.isConnected()) {
            deadline = Cluster.NEVER;
        } else if (deadline == Cluster.NEVER) {
            deadline = now + LINK_MILLIS;
        } else if (now >= deadline) {
            rest(now);
            return now;
        }
        return deadline;
    }

    private long wake(long now) {
        if (now < deadline) {
            return deadline;
        }
        if (insisting) {
            rejoin(now);
        } else if (managed && hasReason()) {
            position = 0;
            join(0, now);
        } else {
            state = IDLE;
            return Cluster.NEVER;
        }
        return now;
    }

    /** The network that was tried last, if it is still there. */
    private void rejoin(long now) {
        int i = table.find(lastId, 0, lastIdLength);
        if (i < 0) {
            state = IDLE;
        } else {
            join(i, now);
        }
    }

    private void join(int i, long now) {
        remember(i);
        state = JOINING;
        deadline = now + driver.connectMaxTimeSeconds() * 1000L;
        if (driver.startConnect(
                        table.network(i),
                        0,
                        table.idLength(i),
                        table.secretOffset(),
                        table.secretLength(i))
                != PortStatus.OK) {
            joined(NetworkDriver.UNKNOWN_ERROR, now);
        }
    }

    private void remember(int i) {
        Bytes.zero(lastId);
        lastIdLength = (byte) table.idLength(i);
        System.arraycopy(table.network(i), 0, lastId, 0, lastIdLength);
    }

    private void resume(long now) {
        managed = true;
        insisting = false;
        moved = false;
        if (state == IDLE) {
            rest(now);
        }
    }

    private void rest(long now) {
        state = RESTING;
        rest = 0;
        deadline = now;
    }

    private void stop() {
        leaveAt = Cluster.NEVER;
        if (state == JOINING || state == SCANNING) {
            driver.cancel();
        }
    }

    private void leave() {
        stop();
        driver.disconnect();
        state = IDLE;
        deadline = Cluster.NEVER;
    }
}
