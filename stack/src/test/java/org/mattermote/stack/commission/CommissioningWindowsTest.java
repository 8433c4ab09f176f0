package org.mattermote.stack.commission;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.cluster.AdministratorCommissioningCluster;
import org.mattermote.stack.cluster.ClusterWorkspace;
import org.mattermote.stack.cluster.CommissioningWindow;
import org.mattermote.stack.crypto.AesCcm;
import org.mattermote.stack.crypto.Drbg;
import org.mattermote.stack.exchange.ExchangeCounters;
import org.mattermote.stack.exchange.Exchanges;
import org.mattermote.stack.exchange.FakeUdp;
import org.mattermote.stack.exchange.Outbox;
import org.mattermote.stack.fabric.Fabric;
import org.mattermote.stack.fabric.MemoryStore;
import org.mattermote.stack.fabric.TestFabrics;
import org.mattermote.stack.mem.Scratch;
import org.mattermote.stack.message.MessageSealer;
import org.mattermote.stack.message.Packet;
import org.mattermote.stack.message.SecureSession;
import org.mattermote.stack.message.SecureSessions;
import org.mattermote.stack.port.DeviceDataPort;
import org.mattermote.stack.port.LogEvent;
import org.mattermote.stack.port.LogPort;
import org.mattermote.stack.port.NetworkPort;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.port.PortStatus;
import org.mattermote.stack.transport.dnssd.CommonText;
import org.mattermote.stack.transport.dnssd.MdnsResponder;
import org.mattermote.stack.transport.dnssd.Service;

class CommissioningWindowsTest {
    private static final byte[] VERIFIER = new byte[97];
    private static final byte[] SALT = new byte[16];

    private final TestFabrics fabrics = new TestFabrics(new MemoryStore());
    private final Drbg drbg = new Drbg();
    private final SecureSessions sessions = new SecureSessions(4, 1);
    private final List<String> events = new ArrayList<>();
    private final MdnsResponder mdns =
            new MdnsResponder(
                    new FakeUdp(),
                    port(NetworkPort.class, 0),
                    new Scratch(MdnsResponder.BUFFER_LENGTH),
                    1,
                    1,
                    144,
                    5,
                    1);
    private Exchanges exchanges;
    private CommissioningWindows windows;
    private AdministratorCommissioningCluster cluster;

    @BeforeEach
    void build() {
        Arrays.fill(VERIFIER, (byte) 7);
        drbg.instantiate(new byte[48], 0, 48);
        ExchangeCounters counters = new ExchangeCounters();
        Outbox outbox =
                new Outbox(
                        new MessageSealer(new AesCcm(), null, 1),
                        new FakeUdp(),
                        drbg,
                        2,
                        Packet.CAPACITY,
                        0,
                        counters);
        exchanges = new Exchanges(4, outbox, sessions, drbg, counters, 300);
        mdns.setHostName(new byte[] {'A', 'B'}, 0, 2);
        DeviceDataPort data = port(DeviceDataPort.class, 97);
        Advertiser advertiser =
                new Advertiser(mdns, fabrics.table, drbg, 5540, data, 0x100, new CommonText());
        LogPort log = (event, a, b, c) -> events.add(event + " " + a);
        windows =
                new CommissioningWindows(
                        data,
                        fabrics.table,
                        fabrics.failSafe,
                        sessions,
                        exchanges,
                        advertiser,
                        log);
        cluster =
                new AdministratorCommissioningCluster(
                        windows,
                        fabrics.table,
                        fabrics.failSafe,
                        true,
                        new ClusterWorkspace(fabrics.records, fabrics.scratch));
        windows.setCluster(cluster);
        fabrics.table.addListener(advertiser);
        fabrics.table.addListener(windows);
    }

    /** A port that answers {@code number} to everything, and fills arrays with its low byte. */
    private static <T> T port(Class<T> type, int number) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, method, arguments) ->
                                method.getName().equals("verifierSalt") ? (Object) 32 : number));
    }

    private boolean isAdvertised() {
        for (int i = 0; i < mdns.serviceCount(); i++) {
            Service service = mdns.service(i);
            if (service.type() == Service.COMMISSIONABLE && service.isTaken()) {
                return true;
            }
        }
        return false;
    }

    private SecureSession establish(long now) {
        SecureSession session = sessions.reserve(1, now);
        session.activate(SecureSession.TYPE_PASE, false, new byte[48], 0, now);
        windows.established(session, now);
        return session;
    }

    private void openEnhanced(int seconds, int fabric) {
        assertEquals(
                PortStatus.OK,
                windows.openEnhanced(
                        seconds, VERIFIER, 0, 1234, 1000, SALT, 0, 16, fabric, 0xFFF1, 0));
    }

    @Test
    void shouldOpenAtBootOfADeviceWithoutAFabricAndNotShowItInTheCluster() {
        windows.start(0);
        assertTrue(windows.isOpen());
        assertTrue(windows.admits());
        assertTrue(isAdvertised());
        assertEquals(CommissioningWindow.CLOSED, windows.status());
    }

    @Test
    void shouldStayClosedAtBootOfADeviceWithAFabric() {
        fabrics.commission("Root01", "ICA01", "Node01_01");
        windows.start(0);
        assertFalse(windows.isOpen());
        assertFalse(isAdvertised());
    }

    @Test
    void shouldCloseByItselfWhenItsTimeIsOver() {
        windows.start(0);
        assertEquals(900_000, windows.poll(899_999));
        assertTrue(windows.isOpen());
        assertEquals(Long.MAX_VALUE, windows.poll(900_000));
        assertFalse(windows.isOpen());
        assertFalse(isAdvertised());
    }

    @Test
    void shouldGiveTheEnhancedWindowItsOwnVerifierAndShowWhoOpenedIt() {
        openEnhanced(180, 3);
        assertEquals(CommissioningWindow.ENHANCED, windows.status());
        assertEquals(3, windows.adminFabricIndex());
        assertEquals(0xFFF1, windows.adminVendorId());
        assertEquals(1000, windows.iterations());
        byte[] out = new byte[97];
        windows.verifier(out, 0);
        assertArrayEquals(VERIFIER, out);
        assertEquals(16, windows.salt(new byte[32], 0));
        assertEquals(180_000, windows.poll(0));
    }

    @Test
    void shouldCloseAtTheTwentiethFailedAttemptAndForgetTheVerifier() {
        openEnhanced(900, 1);
        for (int i = 0; i < 19; i++) {
            windows.attemptFailed(i);
        }
        assertTrue(windows.isOpen());
        windows.attemptFailed(20);
        assertFalse(windows.isOpen());
        byte[] out = new byte[97];
        windows.verifier(out, 0);
        assertArrayEquals(new byte[97], out);
        assertEquals(0, windows.adminFabricIndex());
    }

    @Test
    void shouldCountAttemptsOfEachWindowAnew() {
        openEnhanced(900, 1);
        windows.attemptFailed(1);
        windows.revoke(2);
        openEnhanced(900, 1);
        for (int i = 0; i < 19; i++) {
            windows.attemptFailed(i);
        }
        assertTrue(windows.isOpen());
    }

    @Test
    void shouldArmTheFailSafeForACommissionerAndAdmitNoOther() {
        windows.start(0);
        SecureSession session = establish(1000);
        assertTrue(fabrics.failSafe.isArmed());
        assertEquals(session.handle(), fabrics.failSafe.session());
        assertFalse(windows.admits());
        assertTrue(windows.isOccupied());
        assertFalse(isAdvertised());
        assertTrue(windows.isOpen());
        // Nobody waits at a window that is closed.
        windows.poll(900_000);
        assertTrue(fabrics.failSafe.isArmed());
        assertFalse(windows.isOccupied());
    }

    @Test
    void shouldAdmitAgainWhenTheFailSafeExpires() {
        windows.start(0);
        SecureSession session = establish(1000);
        fabrics.failSafe.poll(61_000);
        assertFalse(fabrics.failSafe.isArmed());
        assertNull(sessions.find(session.handle()));
        assertTrue(windows.admits());
        assertTrue(isAdvertised());
    }

    @Test
    void shouldCloseWhenCommissioningIsComplete() {
        windows.start(0);
        SecureSession session = establish(1000);
        fabrics.add("Root01", "ICA01", "Node01_01");
        fabrics.failSafe.commit(2000);
        assertFalse(windows.isOpen());
        assertNull(sessions.find(session.handle()));
        assertTrue(events.contains(LogEvent.COMMISSIONING_COMPLETE + " 1"), events.toString());
    }

    @Test
    void shouldEndTheCommissionerOfARevokedWindow() {
        Fabric first = fabrics.commission("Root01", "ICA01", "Node01_01");
        openEnhanced(900, first.fabricIndex);
        SecureSession session = establish(1000);
        windows.revoke(2000);
        assertFalse(windows.isOpen());
        assertFalse(fabrics.failSafe.isArmed());
        assertNull(sessions.find(session.handle()));
    }

    @Test
    void shouldShowNoAdministratorWhoseFabricIsGone() {
        Fabric first = fabrics.commission("Root01", "ICA01", "Node01_01");
        fabrics.commission("Root02", "ICA02", "Node02_01");
        openEnhanced(900, first.fabricIndex);
        fabrics.table.remove(first.fabricIndex, 5);
        assertTrue(windows.isOpen());
        assertEquals(0, windows.adminFabricIndex());
        assertEquals(0xFFF1, windows.adminVendorId());
    }

    @Test
    void shouldBeAsNewWithoutItsLastFabric() {
        Fabric only = fabrics.commission("Root01", "ICA01", "Node01_01");
        windows.start(0);
        assertFalse(windows.isOpen());
        fabrics.table.remove(only.fabricIndex, 5);
        assertTrue(windows.admits());
        assertTrue(isAdvertised());
    }

    @Test
    void shouldAdvertiseEachFabricAndWithdrawItWithTheFabric() {
        Fabric fabric = fabrics.commission("Root01", "ICA01", "Node01_01");
        assertEquals(1, operational());
        fabrics.table.remove(fabric.fabricIndex, 5);
        assertEquals(0, operational());
    }

    private int operational() {
        int count = 0;
        for (int i = 0; i < mdns.serviceCount(); i++) {
            Service service = mdns.service(i);
            if (service.type() == Service.OPERATIONAL && service.isTaken()) {
                count++;
            }
        }
        return count;
    }

    /** Says what it is told. */
    private final class Channel implements CommissioningChannel {
        boolean open;
        int discriminator;
        long until;

        @Override
        public void open(int discriminator, long untilMillis, long nowMillis) {
            open = true;
            this.discriminator = discriminator;
            until = untilMillis;
        }

        @Override
        public void close(long nowMillis) {
            open = false;
        }
    }

    private Channel startWithChannel() {
        Channel channel = new Channel();
        windows.setChannel(channel);
        windows.start(0);
        return channel;
    }

    private static PeerAddress connection(int number) {
        PeerAddress address = new PeerAddress();
        address.setConnection(number);
        return address;
    }

    private SecureSession establishOver(int connection, long now) {
        return establishOver(connection(connection), now);
    }

    private SecureSession establishOver(PeerAddress address, long now) {
        SecureSession session = sessions.reserve(1, now);
        session.setPeerAddress(address);
        session.activate(SecureSession.TYPE_PASE, false, new byte[48], 0, now);
        windows.established(session, now);
        return session;
    }

    @Test
    void shouldTellTheInitialWindowOverTheChannelAndNoOther() {
        Channel channel = startWithChannel();
        assertTrue(channel.open);
        assertEquals(97, channel.discriminator);
        assertEquals(CommissioningWindows.INITIAL_SECONDS * 1000L, channel.until);
        windows.poll(900000);
        assertFalse(channel.open);
        openEnhanced(180, 1);
        assertFalse(channel.open);
        windows.openBasic(180, 1, 0xFFF1, 0);
        assertFalse(channel.open);
    }

    @Test
    void shouldCloseTheChannelWhileACommissionerComesOverTheNetwork() {
        Channel channel = startWithChannel();
        establish(0);
        assertFalse(channel.open);
        fabrics.failSafe.poll(60000);
        assertTrue(channel.open);
    }

    @Test
    void shouldCloseTheChannelWhileACommissionerComesOverTcp() {
        Channel channel = startWithChannel();
        PeerAddress address = new PeerAddress();
        address.setConnection(PeerAddress.TCP, 5);
        establishOver(address, 0);
        assertFalse(channel.open);
        windows.connectionClosed(address, 10);
        assertTrue(channel.open);
    }

    @Test
    void shouldKeepTheChannelForItsCommissionerAndCloseItBehindIt() {
        Channel channel = startWithChannel();
        establishOver(5, 0);
        assertTrue(channel.open);
        windows.poll(900000);
        assertTrue(channel.open, "its time is over, but the commissioner goes on");
        fabrics.failSafe.commit(900001);
        assertFalse(channel.open);
    }

    @Test
    void shouldGiveUpAtOnceWhatALostConnectionBegan() {
        Channel channel = startWithChannel();
        SecureSession session = establishOver(5, 0);
        windows.connectionClosed(connection(4), 10);
        assertTrue(session.isTaken());
        assertTrue(fabrics.failSafe.isArmed());
        windows.connectionClosed(connection(5), 10);
        assertFalse(session.isTaken());
        assertFalse(fabrics.failSafe.isArmed());
        assertTrue(windows.admits());
        assertTrue(isAdvertised());
        assertTrue(channel.open);
    }

    @Test
    void shouldLeaveTheFailSafeItsTimeOnceThereIsAFabric() {
        Channel channel = startWithChannel();
        establishOver(5, 0);
        fabrics.add("Root01", "ICA01", "Node01_01");
        windows.connectionClosed(connection(5), 10);
        assertTrue(fabrics.failSafe.isArmed());
        assertFalse(channel.open, "nobody else would be admitted");
        fabrics.failSafe.poll(60000);
        assertTrue(channel.open);
    }
}
