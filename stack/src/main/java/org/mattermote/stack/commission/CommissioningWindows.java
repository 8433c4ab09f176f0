package org.mattermote.stack.commission;

import org.mattermote.stack.cluster.AdministratorCommissioningCluster;
import org.mattermote.stack.cluster.CommissioningWindow;
import org.mattermote.stack.exchange.Exchanges;
import org.mattermote.stack.fabric.Fabric;
import org.mattermote.stack.fabric.FabricListener;
import org.mattermote.stack.fabric.FabricTable;
import org.mattermote.stack.fabric.FailSafe;
import org.mattermote.stack.fabric.FailSafeListener;
import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.message.SecureSession;
import org.mattermote.stack.message.SecureSessions;
import org.mattermote.stack.port.DeviceDataPort;
import org.mattermote.stack.port.LogEvent;
import org.mattermote.stack.port.LogPort;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.port.PortStatus;
import org.mattermote.stack.secure.CommissioningAccess;
import org.mattermote.stack.transport.dnssd.CommissionableService;

/**
 * The commissioning window (Matter core 5.6 and 11.19): at most one is open.
 *
 * <table>
 * <caption>States</caption>
 * <tr><th>state</th><th>event</th><th>next</th></tr>
 * <tr><td>CLOSED</td><td>boot without a fabric, last fabric removed</td><td>INITIAL</td></tr>
 * <tr><td>CLOSED</td><td>OpenBasicCommissioningWindow</td><td>BASIC</td></tr>
 * <tr><td>CLOSED</td><td>OpenCommissioningWindow</td><td>ENHANCED</td></tr>
 * <tr><td>any open</td><td>PASE established: fail-safe armed, announcement withdrawn</td>
 *     <td>same</td></tr>
 * <tr><td>any open</td><td>fail-safe expired: announced again</td><td>same</td></tr>
 * <tr><td>any open</td><td>commissioning complete, revoked, 20 failed attempts, time over</td>
 *     <td>CLOSED</td></tr>
 * </table>
 *
 * INITIAL is told over the {@link CommissioningChannel} as well, where the device has one. A
 * commissioner that comes over it holds it until its PASE session ends; when its connection is lost
 * before AddNOC, what it began is given up at once, so that the next attempt finds the device.
 */
public final class CommissioningWindows
        implements CommissioningWindow, CommissioningAccess, FabricListener, FailSafeListener {
    /** Failed PASE attempts that close a window. */
    public static final int MAX_ATTEMPTS = 20;

    /** How long the window of a factory-new device stays open, s. */
    public static final int INITIAL_SECONDS = 900;

    private static final long NEVER = Long.MAX_VALUE;
    private static final int VERIFIER = 97;
    private static final int MAX_SALT = 32;

    private final DeviceDataPort data;
    private final FabricTable fabrics;
    private final FailSafe failSafe;
    private final SecureSessions sessions;
    private final Exchanges exchanges;
    private final Advertiser advertiser;
    private final LogPort log;
    private final byte[] verifier = new byte[VERIFIER];
    private final byte[] salt = new byte[MAX_SALT];
    private int saltLength;
    private int iterations;
    private int discriminator;
    private int status = CLOSED;
    private boolean initial;
    private int adminFabricIndex;
    private int adminVendorId;
    private int failedAttempts;
    private long deadline = NEVER;
    private int paseSession = -1;
    private AdministratorCommissioningCluster cluster;

    /** Null in a device that is reached by its network only. */
    private CommissioningChannel channel;

    public CommissioningWindows(
            DeviceDataPort data,
            FabricTable fabrics,
            FailSafe failSafe,
            SecureSessions sessions,
            Exchanges exchanges,
            Advertiser advertiser,
            LogPort log) {
        this.data = data;
        this.fabrics = fabrics;
        this.failSafe = failSafe;
        this.sessions = sessions;
        this.exchanges = exchanges;
        this.advertiser = advertiser;
        this.log = log;
        failSafe.addListener(this);
    }

    /** Names the cluster that shows the window; once, at boot. */
    public void setCluster(AdministratorCommissioningCluster shownBy) {
        cluster = shownBy;
    }

    /** Names what commissioners come over beside the network; once, at boot. */
    public void setChannel(CommissioningChannel channel) {
        this.channel = channel;
    }

    /** Opens the window of a device that has no fabric; the last thing of its boot. */
    public void start(long nowMillis) {
        if (fabrics.count() == 0) {
            initial = true;
            openWithFactoryData(INITIAL_SECONDS, nowMillis);
        }
    }

    @Override
    public int status() {
        return initial ? CLOSED : status;
    }

    @Override
    public boolean isOpen() {
        return status != CLOSED;
    }

    @Override
    public int adminFabricIndex() {
        return adminFabricIndex;
    }

    @Override
    public int adminVendorId() {
        return adminVendorId;
    }

    @Override
    public int openEnhanced(
            int seconds,
            byte[] from,
            int verifierOffset,
            int withDiscriminator,
            int withIterations,
            byte[] saltFrom,
            int saltOffset,
            int withSaltLength,
            int fabricIndex,
            int vendorId,
            long nowMillis) {
        System.arraycopy(from, verifierOffset, verifier, 0, VERIFIER);
        System.arraycopy(saltFrom, saltOffset, salt, 0, withSaltLength);
        saltLength = withSaltLength;
        iterations = withIterations;
        discriminator = withDiscriminator;
        adminFabricIndex = fabricIndex;
        adminVendorId = vendorId;
        open(ENHANCED, seconds, nowMillis);
        return PortStatus.OK;
    }

    @Override
    public int openBasic(int seconds, int fabricIndex, int vendorId, long nowMillis) {
        adminFabricIndex = fabricIndex;
        adminVendorId = vendorId;
        return openWithFactoryData(seconds, nowMillis);
    }

    @Override
    public void revoke(long nowMillis) {
        close(nowMillis);
        if (paseSession >= 0) {
            failSafe.expire(nowMillis);
            dropPaseSession(nowMillis);
        }
    }

    @Override
    public boolean admits() {
        return status != CLOSED && !failSafe.isArmed();
    }

    @Override
    public boolean isOccupied() {
        return status != CLOSED && failSafe.isArmed();
    }

    @Override
    public int iterations() {
        return iterations;
    }

    @Override
    public int salt(byte[] out, int offset) {
        System.arraycopy(salt, 0, out, offset, saltLength);
        return saltLength;
    }

    @Override
    public void verifier(byte[] out, int offset) {
        System.arraycopy(verifier, 0, out, offset, VERIFIER);
    }

    @Override
    public void attemptFailed(long nowMillis) {
        failedAttempts++;
        log.event(LogEvent.PASE_FAILED, failedAttempts, 0, 0);
        if (failedAttempts >= MAX_ATTEMPTS) {
            close(nowMillis);
        }
    }

    @Override
    public void established(SecureSession session, long nowMillis) {
        dropPaseSession(nowMillis);
        paseSession = session.handle();
        failSafe.armForPase(paseSession, nowMillis);
        advertiser.closeWindow(nowMillis);
        turnChannel(nowMillis);
    }

    /** A connection of the channel is gone, and what went over it. */
    public void connectionClosed(PeerAddress connection, long nowMillis) {
        SecureSession session = sessions.find(paseSession);
        boolean lost = session != null && session.isPeerAt(connection);
        exchanges.connectionClosed(connection, nowMillis);
        if (lost) {
            paseSession = -1;
            if (failSafe.nocCommand() == FailSafe.NOC_NONE) {
                failSafe.expire(nowMillis);
            }
        }
        turnChannel(nowMillis);
    }

    @Override
    public void failSafeExpired(int fabricIndex, boolean fabricWasAdded, long now) {
        dropPaseSession(now);
        log.event(LogEvent.FAIL_SAFE_EXPIRED, fabricIndex, 0, 0);
        if (status != CLOSED) {
            advertise(now);
        } else {
            start(now);
        }
        turnChannel(now);
    }

    @Override
    public void failSafeCommitted(int fabricIndex, long now) {
        log.event(LogEvent.COMMISSIONING_COMPLETE, fabricIndex, 0, 0);
        close(now);
        SecureSession session = sessions.find(paseSession);
        paseSession = -1;
        if (session != null) {
            exchanges.expireSession(session, now);
        }
        turnChannel(now);
    }

    @Override
    public void fabricAdded(Fabric fabric, long now) {}

    @Override
    public void fabricUpdated(Fabric fabric, long now) {}

    /** Without its last fabric the device is as new. */
    @Override
    public void fabricRemoved(int fabricIndex, long now) {
        if (fabricIndex == adminFabricIndex) {
            adminFabricIndex = 0;
            cluster.windowChanged();
        }
        if (status == CLOSED && !failSafe.isArmed()) {
            start(now);
        }
    }

    /** Returns when the window closes by itself, Long.MAX_VALUE for never. */
    public long poll(long nowMillis) {
        if (nowMillis >= deadline) {
            close(nowMillis);
        }
        return deadline;
    }

    private int openWithFactoryData(int seconds, long nowMillis) {
        saltLength = data.verifierSalt(salt, 0, MAX_SALT);
        if (saltLength < 0 || data.verifier(verifier, 0, VERIFIER) != VERIFIER) {
            return PortStatus.NONE;
        }
        iterations = data.verifierIterations();
        discriminator = data.discriminator();
        open(BASIC, seconds, nowMillis);
        return PortStatus.OK;
    }

    private void open(int as, int seconds, long nowMillis) {
        status = as;
        failedAttempts = 0;
        deadline = nowMillis + seconds * 1000L;
        advertise(nowMillis);
        log.event(LogEvent.COMMISSIONING_WINDOW, as, 0, 0);
        cluster.windowChanged();
    }

    private void advertise(long nowMillis) {
        advertiser.openWindow(
                status == ENHANCED
                        ? CommissionableService.MODE_ENHANCED
                        : CommissionableService.MODE_BASIC,
                discriminator,
                nowMillis);
        turnChannel(nowMillis);
    }

    /** Opens or closes the channel, as things stand; one that carries a commissioner stays. */
    private void turnChannel(long nowMillis) {
        if (channel == null) {
            return;
        }
        SecureSession session = sessions.find(paseSession);
        if (initial && status != CLOSED && !failSafe.isArmed()) {
            channel.open(discriminator, deadline, nowMillis);
        } else if (session == null || !session.isOverBtp()) {
            channel.close(nowMillis);
        }
    }

    private void close(long nowMillis) {
        if (status == CLOSED) {
            return;
        }
        status = CLOSED;
        initial = false;
        adminFabricIndex = 0;
        adminVendorId = 0;
        deadline = NEVER;
        Bytes.zero(verifier);
        advertiser.closeWindow(nowMillis);
        log.event(LogEvent.COMMISSIONING_WINDOW, CLOSED, 0, 0);
        cluster.windowChanged();
        turnChannel(nowMillis);
    }

    private void dropPaseSession(long nowMillis) {
        SecureSession session = sessions.find(paseSession);
        paseSession = -1;
        if (session != null) {
            exchanges.expireSession(session, nowMillis);
        }
    }
}
