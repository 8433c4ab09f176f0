package org.mattermote.stack.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.port.NetworkDriver;
import org.mattermote.stack.sim.ScriptedRadio;

/** Which network the radio is on, beside what commands ask for. */
class NetworkAttachmentTest {
    private static final String HOME = RadioNode.hex("home");
    private static final String WORK = RadioNode.hex("work");

    private RadioNode node = RadioNode.wifi();

    @BeforeEach
    void reach() {
        node.radio.reach.put(HOME, RadioNode.hex("password"));
        node.radio.reach.put(WORK, RadioNode.hex("secret99"));
    }

    /** A node with these networks, commissioned by somebody over the first. */
    private void commission(String... names) {
        node.admin.onPase();
        node.admin.fabrics.failSafe.armForPase(AdminNode.PASE_SESSION, node.admin.now);
        for (String name : names) {
            node.addWiFi(name, name.equals("work") ? "secret99" : "password", null);
        }
        int fabricIndex = node.admin.fabrics.add("Root01", "ICA01", "Node01_01").fabricIndex;
        node.admin.onCase(fabricIndex, 1);
        node.connect(names[0], null);
        node.complete();
        node.radio.calls.clear();
    }

    private void restart() {
        ScriptedRadio radio = new ScriptedRadio();
        radio.reach.putAll(node.radio.reach);
        long now = node.admin.now;
        node = RadioNode.wifi(node.admin.store, radio);
        node.admin.now = now;
        node.boot();
    }

    @Test
    void shouldJoinItsNetworkAfterARestart() {
        commission("home", "work");
        restart();
        assertEquals("home work", node.networks());
        assertEquals("null null null", node.last());
        node.pass(4_000);
        assertEquals("home+ work", node.networks());
        assertEquals("0 home null", node.last());
        assertEquals(List.of("connect " + HOME), node.radio.calls);
    }

    @Test
    void shouldTryOneNetworkBehindTheOtherAndRest() {
        commission("home", "work");
        node.radio.reach.clear();
        restart();
        node.pass(7_000);
        assertEquals(List.of("connect " + HOME, "connect " + WORK), node.radio.calls);
        assertEquals("5 work -77", node.last());
        node.radio.calls.clear();
        node.pass(600_000);
        // Every 6 s of trying with rests of 5, 10, 20, 40, 80, 160 and 320 s between them.
        assertEquals(2 * 6, node.radio.calls.size(), 2);
        node.radio.reach.put(WORK, RadioNode.hex("secret99"));
        node.pass(400_000);
        assertEquals("home work+", node.networks());
    }

    @Test
    void shouldJoinAnewWhenTheLinkStaysAway() {
        commission("home");
        node.radio.on = null;
        node.pass(100);
        assertEquals("home", node.networks());
        node.pass(5_000);
        // The driver brought it back.
        node.radio.on = HOME;
        node.pass(60_000);
        assertEquals("home+", node.networks());
        assertEquals(List.of(), node.radio.calls);
        node.radio.on = null;
        node.pass(15_000);
        assertEquals("home+", node.networks());
        assertEquals(List.of("connect " + HOME), node.radio.calls);
    }

    @Test
    void shouldGoBackToTheOldNetworkWhenTheFailSafeExpires() {
        commission("home");
        node.arm(60);
        node.addWiFi("work", "secret99", 1);
        node.remove("home", 2);
        assertEquals(0L, node.connect("work", 3).field(0));
        assertEquals("work+", node.networks());
        node.pass(61_000);
        assertEquals("home+", node.networks());
        assertEquals("0 home null", node.last());
        assertEquals(List.of("connect " + WORK, "disconnect", "connect " + HOME), node.radio.calls);
    }

    @Test
    void shouldTakeOldCredentialsAgainWhenTheFailSafeExpires() {
        commission("home");
        node.arm(60);
        assertEquals(0L, node.addWiFi("home", "passwort", 1).field(0));
        assertEquals((long) NetworkDriver.AUTH_FAILURE, node.connect("home", 2).field(0));
        assertNull(node.radio.on);
        node.pass(61_000);
        assertEquals("home+", node.networks());
    }

    @Test
    void shouldHaveNothingOfACommissioningThatWasGivenUp() {
        node.admin.fabrics.failSafe.armForPase(AdminNode.PASE_SESSION, 0);
        node.addWiFi("home", "password", null);
        node.admin.fabrics.add("Root01", "ICA01", "Node01_01");
        node.admin.onCase(1, 1);
        node.connect("home", null);
        assertEquals("home+", node.networks());
        node.pass(61_000);
        assertEquals("", node.networks());
        assertNull(node.radio.on);
        assertEquals(0, node.admin.fabrics.table.count());
        assertEquals("", node.admin.store.contents());
    }

    @Test
    void shouldLoseItsNetworksWithTheLastFabric() {
        commission("home");
        int version = node.cluster.dataVersion();
        node.admin.fabrics.table.remove(1, node.admin.now);
        node.pass(1_000);
        // The answer has to leave.
        assertEquals(HOME, node.radio.on);
        assertEquals("", node.networks());
        assertTrue(node.cluster.dataVersion() != version);
        node.pass(5_000);
        assertNull(node.radio.on);
        assertNull(node.admin.store.value(0x000A));
        restart();
        assertEquals("", node.networks());
        commission("home");
        assertEquals("home+", node.networks());
    }

    @Test
    void shouldKeepItsNetworksForTheOtherFabrics() {
        commission("home");
        node.admin.fabrics.commission("Root02", "ICA02", "Node02_02");
        node.admin.fabrics.table.remove(1, node.admin.now);
        node.pass(5_000);
        assertEquals("home+", node.networks());
        restart();
        assertEquals("home", node.networks());
    }

    @Test
    void shouldKeepItsNetworksWhenAnUpdateOfCredentialsFails() {
        commission("home");
        node.admin.fabrics.failSafe.arm(1, AdminNode.CASE_SESSION, 60, node.admin.now);
        node.admin.fabrics.update(node.admin.fabrics.table.find(1), null, "Node01_02");
        node.pass(61_000);
        assertEquals("home+", node.networks());
        restart();
        assertEquals("home", node.networks());
    }

    @Test
    void shouldPutTheListBackWithTheOldCredentials() {
        commission("home", "work");
        node.admin.fabrics.failSafe.arm(1, AdminNode.CASE_SESSION, 60, node.admin.now);
        node.reorder("work", 0, 1);
        node.admin.fabrics.update(node.admin.fabrics.table.find(1), null, "Node01_02");
        assertEquals("work home+", node.networks());
        int version = node.cluster.dataVersion();
        node.pass(61_000);
        assertEquals("home+ work", node.networks());
        assertTrue(node.cluster.dataVersion() != version);
    }

    @Test
    void shouldScanAndGoOn() {
        commission("home");
        restart();
        node.pass(1_000);
        node.radio.hear("home", 1, -40);
        AdminNode.Answer answer = node.invoke(0, out -> {});
        assertEquals(1, ((List<?>) answer.field(2)).size());
        node.pass(4_000);
        assertEquals("home+", node.networks());
        assertEquals(
                List.of("connect " + HOME, "cancel", "scan ", "connect " + HOME), node.radio.calls);
    }

    @Test
    void shouldStoreLaterWhatTheStoreRefused() {
        commission("home");
        node.admin.onCase(1, 1);
        node.arm(60);
        node.addWiFi("work", "secret99", 1);
        node.admin.store.refuse = true;
        node.complete();
        assertTrue(node.admin.calls.contains("log 13"), node.admin.calls::toString);
        node.pass(5_000);
        node.admin.store.refuse = false;
        node.pass(6_000);
        restart();
        assertEquals("home work", node.networks());
    }

    @Test
    void shouldNotOverwriteADamagedRecord() {
        commission("home");
        byte[] cut = node.admin.store.value(0x000A).clone();
        node.admin.store.set(0x000A, java.util.Arrays.copyOf(cut, cut.length - 3));
        restart();
        assertTrue(node.admin.fabrics.table.isDamaged());
        assertEquals("", node.networks());
        assertEquals(cut.length - 3, node.admin.store.value(0x000A).length);
    }

    // ---- Non-concurrent ---------------------------------------------------------------------

    /** A channel that takes a while to end. */
    private static final class Channel implements CommissioningLink {
        private final RadioNode node;
        private long closesAt = Long.MAX_VALUE;
        private long takes = 300;

        Channel(RadioNode node) {
            this.node = node;
        }

        @Override
        public boolean isOpen() {
            return node.admin.now < closesAt;
        }

        @Override
        public void release(long nowMillis) {
            closesAt = nowMillis + takes;
        }
    }

    private Channel release() {
        Channel channel = new Channel(node);
        node.cluster.release(channel);
        node.cluster.setGeneralCommissioning(node.admin.general);
        return channel;
    }

    @Test
    void shouldAnswerBeforeTheChannelEndsAndJoinBehindIt() {
        assertEquals(true, node.admin.read(node.admin.general, 4, false));
        Channel channel = release();
        assertEquals(false, node.admin.read(node.admin.general, 4, false));
        node.admin.fabrics.failSafe.armForPase(AdminNode.PASE_SESSION, 0);
        node.addWiFi("home", "password", 1);
        node.admin.fabrics.add("Root01", "ICA01", "Node01_01");
        node.admin.onCase(1, 1);
        long asked = node.admin.now;
        AdminNode.Answer answer = node.connect("home", 5);
        assertEquals(0L, answer.field(0));
        assertEquals(asked, node.admin.now);
        assertEquals(List.of(), node.radio.calls);
        node.pass(250);
        assertEquals(List.of(), node.radio.calls);
        node.pass(250);
        assertTrue(!channel.isOpen());
        assertEquals(List.of("connect " + HOME), node.radio.calls);
        assertEquals(1L, node.breadcrumb());
        node.pass(4_000);
        assertEquals("home+", node.networks());
        assertEquals(5L, node.breadcrumb());
        node.complete();
        restart();
        assertEquals("home", node.networks());
    }

    @Test
    void shouldGoOnTryingUntilTheFailSafeExpires() {
        release();
        node.admin.fabrics.failSafe.armForPase(AdminNode.PASE_SESSION, 0);
        node.addWiFi("home", "password", 1);
        node.radio.reach.clear();
        assertEquals(0L, node.connect("home", 5).field(0));
        node.pass(30_000);
        assertEquals("5 home -77", node.last());
        assertTrue(node.radio.calls.size() > 1, node.radio.calls::toString);
        assertEquals(1L, node.breadcrumb());
        node.pass(31_000);
        assertEquals("", node.networks());
        node.radio.calls.clear();
        node.pass(600_000);
        assertEquals(List.of(), node.radio.calls);
        assertEquals(0L, node.breadcrumb());
    }

    @Test
    void shouldNotWaitForAChannelForever() {
        release().takes = 1_000_000;
        node.admin.fabrics.failSafe.armForPase(AdminNode.PASE_SESSION, 0);
        node.addWiFi("home", "password", 1);
        node.connect("home", 5);
        node.pass(NetworkAttachment.RELEASE_MILLIS + 4_000);
        assertEquals("home+", node.networks());
    }

    @Test
    void shouldAnswerOfTheNetworkWhereNobodyUsesTheChannel() {
        commission("home");
        release().closesAt = 0;
        node.arm(60);
        node.addWiFi("work", "secret99", 1);
        long asked = node.admin.now;
        assertEquals(0L, node.connect("work", 2).field(0));
        assertTrue(node.admin.now > asked);
        assertEquals(ImStatus.SUCCESS, node.complete().status());
        assertEquals("home work+", node.networks());
    }
}
