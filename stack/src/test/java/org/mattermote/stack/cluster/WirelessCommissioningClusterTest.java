package org.mattermote.stack.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mattermote.stack.model.AttributeWrite;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.NetworkCommissioningSpec;
import org.mattermote.stack.port.NetworkDriver;
import org.mattermote.stack.sim.ScriptedRadio;

/** Network Commissioning with the features WI and TH, as TC_CNET_* look at it. */
class WirelessCommissioningClusterTest {
    private static final int SCAN = NetworkCommissioningSpec.CMD_SCAN_NETWORKS;
    private static final int ADD_WIFI = NetworkCommissioningSpec.CMD_ADD_OR_UPDATE_WIFI_NETWORK;
    private static final int ADD_THREAD = NetworkCommissioningSpec.CMD_ADD_OR_UPDATE_THREAD_NETWORK;
    private static final int REMOVE = NetworkCommissioningSpec.CMD_REMOVE_NETWORK;
    private static final int CONNECT = NetworkCommissioningSpec.CMD_CONNECT_NETWORK;
    private static final int REORDER = NetworkCommissioningSpec.CMD_REORDER_NETWORK;

    private final RadioNode wifi = RadioNode.wifi();
    private final RadioNode thread = RadioNode.thread();

    private static Map<Object, Object> config(long status) {
        return Map.of(0, status);
    }

    private static Map<Object, Object> config(long status, long index) {
        return Map.of(0, status, 2, index);
    }

    /** In a fabric, as an administrator comes back later. */
    private static RadioNode commissioned(RadioNode node) {
        node.admin.fabrics.commission("Root01", "ICA01", "Node01_01");
        node.admin.onCase(1, 1);
        return node;
    }

    private static RadioNode home(RadioNode node) {
        node.radio.reach.put(RadioNode.hex("home"), RadioNode.hex("password"));
        node.radio.reach.put(RadioNode.hex("work"), RadioNode.hex("secret99"));
        return node;
    }

    // ---- Attributes -------------------------------------------------------------------------

    @Test
    void shouldHaveWhatTheModelDemandsOfWiFi() {
        Fakes.checkAgainstModel(wifi.cluster);
        assertEquals(1, wifi.cluster.featureMap());
        assertEquals(3L, wifi.read(NetworkCommissioningSpec.ATTR_MAX_NETWORKS));
        assertEquals(10L, wifi.read(NetworkCommissioningSpec.ATTR_SCAN_MAX_TIME_SECONDS));
        assertEquals(20L, wifi.read(NetworkCommissioningSpec.ATTR_CONNECT_MAX_TIME_SECONDS));
        assertEquals(true, wifi.read(NetworkCommissioningSpec.ATTR_INTERFACE_ENABLED));
        assertEquals(
                List.of(0L, 2L), wifi.read(NetworkCommissioningSpec.ATTR_SUPPORTED_WIFI_BANDS));
        assertEquals("null null null", wifi.last());
        assertEquals("", wifi.networks());
    }

    @Test
    void shouldHaveWhatTheModelDemandsOfThread() {
        Fakes.checkAgainstModel(thread.cluster);
        assertEquals(2, thread.cluster.featureMap());
        assertEquals(4L, thread.read(NetworkCommissioningSpec.ATTR_SUPPORTED_THREAD_FEATURES));
        assertEquals(5L, thread.read(NetworkCommissioningSpec.ATTR_THREAD_VERSION));
        assertFalse(
                thread.cluster.hasAttribute(NetworkCommissioningSpec.ATTR_SUPPORTED_WIFI_BANDS));
    }

    // ---- Fail-safe (TC_CNET_4_5, 4_6) -------------------------------------------------------

    @Test
    void shouldDemandTheFailSafe() {
        int needed = ImStatus.FAILSAFE_REQUIRED;
        String dataset = "x".repeat(100);
        for (RadioNode node : List.of(wifi, thread)) {
            assertEquals(needed, node.remove(dataset, 1).status());
            assertEquals(needed, node.connect(dataset, 1).status());
            assertEquals(needed, node.reorder("home", 0, 1).status());
        }
        assertEquals(needed, wifi.addWiFi("home", "password", 1).status());
        assertEquals(needed, thread.addThread(ScriptedRadio.dataset(1), 1).status());
        // Somebody else's is none.
        wifi.arm(60);
        wifi.admin.onCase(1, 1);
        assertEquals(needed, wifi.addWiFi("home", "password", 1).status());
        assertEquals(0L, wifi.breadcrumb());
    }

    // ---- Malformed commands -----------------------------------------------------------------

    static Stream<Arguments> malformed() {
        AdminNode.Content nothing = out -> {};
        int invalid = ImStatus.INVALID_COMMAND;
        int constraint = ImStatus.CONSTRAINT_ERROR;
        return Stream.of(
                Arguments.of("SSID as text", SCAN, text(0), invalid),
                Arguments.of("SSID of 33 bytes", SCAN, bytes(0, 33), constraint),
                Arguments.of("breadcrumb as text", SCAN, text(1), invalid),
                Arguments.of("no field", ADD_WIFI, nothing, invalid),
                Arguments.of("no credentials", ADD_WIFI, bytes(0, 4), invalid),
                Arguments.of("no SSID", ADD_WIFI, bytes(1, 8), invalid),
                Arguments.of("SSID of 0 bytes", ADD_WIFI, wifi(0, 8), constraint),
                Arguments.of("SSID of 33 bytes", ADD_WIFI, wifi(33, 8), constraint),
                Arguments.of("credentials of 1 byte", ADD_WIFI, wifi(4, 1), constraint),
                Arguments.of("credentials of 4 bytes", ADD_WIFI, wifi(4, 4), constraint),
                Arguments.of("credentials of 6 bytes", ADD_WIFI, wifi(4, 6), constraint),
                Arguments.of("credentials of 7 bytes", ADD_WIFI, wifi(4, 7), constraint),
                Arguments.of("64 bytes, no digits", ADD_WIFI, wifi(4, 64), constraint),
                Arguments.of("credentials of 65 bytes", ADD_WIFI, wifi(4, 65), constraint),
                Arguments.of(
                        "breadcrumb null",
                        ADD_WIFI,
                        and(wifi(4, 8), out -> out.putNull(2)),
                        invalid),
                Arguments.of("a field twice", ADD_WIFI, and(wifi(4, 8), bytes(0, 4)), invalid),
                Arguments.of("no field", ADD_THREAD, nothing, invalid),
                Arguments.of("dataset of 255 bytes", ADD_THREAD, bytes(0, 255), constraint),
                Arguments.of("dataset as text", ADD_THREAD, text(0), invalid),
                Arguments.of("breadcrumb as text", ADD_THREAD, and(bytes(0, 50), text(1)), invalid),
                Arguments.of("no field", REMOVE, nothing, invalid),
                Arguments.of("id of 0 bytes", REMOVE, bytes(0, 0), constraint),
                Arguments.of("id of 33 bytes", REMOVE, bytes(0, 33), constraint),
                Arguments.of("id as text", REMOVE, text(0), invalid),
                Arguments.of("breadcrumb as text", REMOVE, and(bytes(0, 4), text(1)), invalid),
                Arguments.of("no field", CONNECT, nothing, invalid),
                Arguments.of("id of 0 bytes", CONNECT, bytes(0, 0), constraint),
                Arguments.of("id of 33 bytes", CONNECT, bytes(0, 33), constraint),
                Arguments.of("breadcrumb as text", CONNECT, and(bytes(0, 4), text(1)), invalid),
                Arguments.of("no index", REORDER, bytes(0, 4), invalid),
                Arguments.of("no id", REORDER, index(0), invalid),
                Arguments.of("index of 256", REORDER, and(bytes(0, 4), index(256)), constraint),
                Arguments.of("index as text", REORDER, and(bytes(0, 4), text(1)), invalid),
                Arguments.of("id of 33 bytes", REORDER, and(bytes(0, 33), index(0)), constraint));
    }

    private static AdminNode.Content bytes(int tag, int length) {
        return out -> out.putBytes(tag, "~".repeat(length).getBytes(), 0, length);
    }

    private static AdminNode.Content index(int index) {
        return out -> out.putUnsigned(1, index);
    }

    private static AdminNode.Content text(int tag) {
        return out -> out.putUtf8(tag, new byte[] {'1'}, 0, 1);
    }

    private static AdminNode.Content wifi(int ssid, int credentials) {
        return and(bytes(0, ssid), bytes(1, credentials));
    }

    private static AdminNode.Content and(AdminNode.Content one, AdminNode.Content other) {
        return out -> {
            one.put(out);
            other.put(out);
        };
    }

    @ParameterizedTest(name = "{0}, command {1}")
    @MethodSource("malformed")
    void shouldRefuseWhatIsMalformed(
            String what, int command, AdminNode.Content content, int status) {
        RadioNode node = command == ADD_THREAD ? thread : wifi;
        node.arm(60);
        AdminNode.Answer answer = node.invoke(command, content);
        assertEquals(status, answer.status(), what);
        assertEquals(-1, answer.response());
        assertEquals("", node.networks());
        assertEquals(0L, node.breadcrumb());
        assertEquals(List.of(), node.radio.calls);
    }

    @Test
    void shouldTakeCredentialsOfTheRightLengthsOnly() {
        wifi.arm(60);
        for (int length : new int[] {0, 5, 8, 10, 13, 26, 63}) {
            assertEquals(config(0, 0), wifi.addWiFi("net", "~".repeat(length), null).fields());
        }
        assertEquals(config(0, 0), wifi.addWiFi("net", "0aF9".repeat(16), null).fields());
        assertEquals(config(0, 1), wifi.addWiFi("x".repeat(32), "", null).fields());
    }

    @Test
    void shouldTakeOnlyDatasetsThatADeviceCanJoinWith() {
        thread.arm(60);
        byte[] good = ScriptedRadio.dataset(0x41);
        for (int length = 0; length < good.length; length++) {
            // Cut anywhere: the PAN id at its end is missing.
            byte[] cut = java.util.Arrays.copyOf(good, length);
            assertEquals(config(1), thread.addThread(cut, 1).fields(), "length " + length);
        }
        for (int type : new int[] {0x00, 0x01, 0x02, 0x05}) {
            byte[] bad = good.clone();
            int at = 0;
            while (bad[at] != type) {
                at += 2 + bad[at + 1];
            }
            bad[at] = 0x50;
            assertEquals(config(1), thread.addThread(bad, 1).fields(), "type " + type);
        }
        assertEquals("", thread.networks());
        assertEquals(0L, thread.breadcrumb());
        assertEquals(config(0, 0), thread.addThread(good, 2).fields());
        assertEquals("AAAAAAAA", thread.networks());
        assertEquals(2L, thread.breadcrumb());
    }

    // ---- The list (TC_CNET_4_9, 4_10, 4_13) -------------------------------------------------

    @Test
    void shouldAddUpdateReorderAndRemove() {
        wifi.arm(60);
        assertEquals(config(0, 0), wifi.addWiFi("a", "password", 1).fields());
        assertEquals(config(0, 1), wifi.addWiFi("b", "password", 2).fields());
        assertEquals(config(0, 2), wifi.addWiFi("c", "password", null).fields());
        assertEquals(2L, wifi.breadcrumb());
        assertEquals(config(2), wifi.addWiFi("d", "password", 3).fields());
        assertEquals(config(0, 1), wifi.addWiFi("b", "passwords", 4).fields());
        assertEquals("a b c", wifi.networks());
        assertEquals(config(1), wifi.reorder("a", 3, 5).fields());
        assertEquals(config(3), wifi.reorder("z", 0, 5).fields());
        assertEquals(config(3), wifi.remove("z", 5).fields());
        assertEquals(4L, wifi.breadcrumb());
        assertEquals(config(0, 2), wifi.reorder("a", 2, 6).fields());
        assertEquals("b c a", wifi.networks());
        assertEquals(config(0, 1), wifi.reorder("a", 1, 7).fields());
        assertEquals("b a c", wifi.networks());
        assertEquals(config(0, 0), wifi.reorder("b", 0, 8).fields());
        int version = wifi.cluster.dataVersion();
        assertEquals(config(0, 0), wifi.remove("b", 9).fields());
        assertTrue(wifi.cluster.dataVersion() != version);
        assertEquals("a c", wifi.networks());
        assertEquals(9L, wifi.breadcrumb());
        assertEquals(config(0, 2), wifi.addWiFi("d", "password", 3).fields());
        assertEquals("a c d", wifi.networks());
    }

    @Test
    void shouldPutBackWhatWasRemovedWhenTheFailSafeExpires() {
        home(commissioned(wifi)).arm(60);
        wifi.addWiFi("home", "password", 1);
        assertEquals(0L, wifi.connect("home", 2).field(0));
        assertEquals(Map.of(0, 0L, 1, ""), wifi.complete().fields());
        assertEquals("home+", wifi.networks());
        wifi.arm(900);
        assertEquals(config(0, 0), wifi.remove("home", 1).fields());
        assertEquals("", wifi.networks());
        assertEquals("null null null", wifi.last());
        assertEquals(1L, wifi.breadcrumb());
        assertEquals(3L, wifi.connect("home", 2).field(0));
        assertEquals(1L, wifi.breadcrumb());
        assertEquals("null null null", wifi.last());
        wifi.pass(60_000);
        // The administrator comes over it.
        assertEquals(RadioNode.hex("home"), wifi.radio.on);
        wifi.arm(0);
        assertEquals("home+", wifi.networks());
        wifi.arm(900);
        wifi.remove("home", 1);
        wifi.complete();
        wifi.arm(0);
        assertEquals("", wifi.networks());
        assertEquals(RadioNode.hex("home"), wifi.radio.on);
        wifi.pass(4_000);
        assertNull(wifi.radio.on);
    }

    // ---- ConnectNetwork (TC_CNET_4_11, 4_12, 4_15) ------------------------------------------

    @Test
    void shouldAnswerWhenTheNetworkIsJoined() {
        home(wifi).arm(60);
        wifi.addWiFi("home", "password", 1);
        long asked = wifi.admin.now;
        AdminNode.Answer answer = wifi.connect("home", 7);
        assertEquals(NetworkCommissioningSpec.CMD_CONNECT_NETWORK_RESPONSE, answer.response());
        assertEquals(0L, answer.field(0));
        assertTrue(answer.fields().containsKey(2));
        assertNull(answer.field(2));
        assertTrue(wifi.admin.now - asked >= wifi.radio.joinMillis);
        assertEquals(7L, wifi.breadcrumb());
        assertEquals("home+", wifi.networks());
        assertEquals("0 home null", wifi.last());
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(NetworkDriver.NETWORK_NOT_FOUND),
                Arguments.of(NetworkDriver.REGULATORY_ERROR),
                Arguments.of(NetworkDriver.AUTH_FAILURE),
                Arguments.of(NetworkDriver.UNSUPPORTED_SECURITY),
                Arguments.of(NetworkDriver.OTHER_CONNECTION_FAILURE),
                Arguments.of(NetworkDriver.IPV6_FAILED),
                Arguments.of(NetworkDriver.IP_BIND_FAILED),
                Arguments.of(NetworkDriver.UNKNOWN_ERROR));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void shouldSayWhyItCouldNotJoin(int failure) {
        home(wifi).arm(60);
        wifi.addWiFi("home", "password", 1);
        wifi.radio.outcomes.add(failure);
        AdminNode.Answer answer = wifi.connect("home", 7);
        assertEquals((long) failure, answer.field(0));
        assertEquals(-77L, answer.field(2));
        assertEquals(1L, wifi.breadcrumb());
        assertEquals("home", wifi.networks());
        assertEquals(failure + " home -77", wifi.last());
        int calls = wifi.radio.calls.size();
        wifi.pass(30_000);
        assertEquals(calls, wifi.radio.calls.size(), "the administrator says what comes next");
        assertEquals(0L, wifi.connect("home", 8).field(0));
        assertEquals("0 home null", wifi.last());
    }

    @Test
    void shouldKnowTheWrongPasswordAndTheNetworkOutOfReach() {
        home(wifi).arm(60);
        wifi.addWiFi("home", "passwort", 1);
        wifi.addWiFi("away", "password", 1);
        assertEquals((long) NetworkDriver.AUTH_FAILURE, wifi.connect("home", 2).field(0));
        assertEquals((long) NetworkDriver.NETWORK_NOT_FOUND, wifi.connect("away", 2).field(0));
        assertEquals("5 away -77", wifi.last());
        assertEquals(3L, wifi.connect("none", 2).field(0));
        assertEquals("3 none null", wifi.last());
        assertEquals(1L, wifi.breadcrumb());
    }

    @Test
    void shouldEndAnAttemptThatTakesTooLong() {
        home(wifi).arm(60);
        wifi.addWiFi("home", "password", 1);
        wifi.radio.joinMillis = 100_000;
        long asked = wifi.admin.now;
        assertEquals(
                (long) NetworkDriver.OTHER_CONNECTION_FAILURE, wifi.connect("home", 2).field(0));
        assertEquals(20_000, wifi.admin.now - asked, 200);
        assertEquals(List.of("connect " + RadioNode.hex("home"), "cancel"), wifi.radio.calls);
    }

    @Test
    void shouldAnswerOfADriverThatRefuses() {
        home(wifi).arm(60);
        wifi.addWiFi("home", "password", 1);
        wifi.radio.refuses = true;
        assertEquals((long) NetworkDriver.UNKNOWN_ERROR, wifi.connect("home", 2).field(0));
        assertEquals((long) NetworkDriver.UNKNOWN_ERROR, wifi.invoke(SCAN, out -> {}).field(0));
    }

    @Test
    void shouldAnswerFailSafeRequiredWhenItExpiresMeanwhile() {
        home(wifi).arm(60);
        wifi.addWiFi("home", "password", 1);
        wifi.admin.between = () -> wifi.admin.fabrics.failSafe.expire(wifi.admin.now);
        assertEquals(ImStatus.FAILSAFE_REQUIRED, wifi.connect("home", 2).status());
        assertEquals("", wifi.networks());
    }

    // ---- ScanNetworks (TC_CNET_4_1, 4_2, 4_22) ----------------------------------------------

    @Test
    void shouldFindTheStrongestNetworksFirst() {
        for (int i = 0; i < 40; i++) {
            wifi.radio.hear("net" + i, i, -90 + i * 7 % 40);
        }
        // Heard again, weaker and stronger.
        wifi.radio.hear("net0", 0, -100);
        wifi.radio.hear("net1", 1, -5);
        AdminNode.Answer answer = wifi.invoke(SCAN, out -> out.putUnsigned(1, 5));
        assertEquals(NetworkCommissioningSpec.CMD_SCAN_NETWORKS_RESPONSE, answer.response());
        assertEquals(0L, answer.field(0));
        assertNull(answer.field(3));
        List<?> results = (List<?>) answer.field(2);
        assertEquals(WirelessCommissioningCluster.MAX_RESULTS, results.size());
        long before = 0;
        for (Object item : results) {
            Map<?, ?> result = (Map<?, ?>) item;
            long rssi = (Long) result.get(5);
            assertTrue(rssi <= before && rssi >= -70, () -> results.toString());
            before = rssi;
        }
        assertEquals(
                Map.of(0, 8L, 1, RadioNode.hex("net1"), 2, "000000000001", 3, 300L, 4, 2L, 5, -5L),
                results.get(0));
        assertEquals(1, results.stream().filter(r -> r.toString().contains("=6e657431,")).count());
        assertEquals(5L, wifi.breadcrumb());
    }

    @Test
    void shouldLookForOneNetwork() {
        wifi.radio.hear("home", 1, -50);
        wifi.radio.hear("homes", 2, -40);
        wifi.radio.hear("home", 3, -45);
        AdminNode.Answer answer =
                wifi.invoke(SCAN, out -> out.putBytes(0, "home".getBytes(), 0, 4));
        assertEquals(List.of("scan " + RadioNode.hex("home")), wifi.radio.calls);
        assertEquals(2, ((List<?>) answer.field(2)).size());
        answer =
                wifi.invoke(
                        SCAN,
                        out -> {
                            out.putBytes(0, "none".getBytes(), 0, 4);
                            out.putUnsigned(1, 9);
                        });
        assertEquals((long) NetworkDriver.NETWORK_NOT_FOUND, answer.field(0));
        assertEquals(List.of(), answer.field(2));
        assertEquals(0L, wifi.breadcrumb());
        // Null, and no byte: any network.
        assertEquals(3, ((List<?>) wifi.invoke(SCAN, o -> o.putNull(0)).field(2)).size());
        assertEquals(3, ((List<?>) wifi.invoke(SCAN, bytes(0, 0)).field(2)).size());
    }

    @Test
    void shouldSayWhyItCouldNotScan() {
        wifi.radio.hear("home", 1, -50);
        wifi.radio.outcomes.add(NetworkDriver.REGULATORY_ERROR);
        AdminNode.Answer answer = wifi.invoke(SCAN, out -> {});
        assertEquals(6L, answer.field(0));
        assertEquals(List.of(), answer.field(2));
        wifi.radio.scanMillis = 60_000;
        long asked = wifi.admin.now;
        answer = wifi.invoke(SCAN, out -> {});
        assertEquals(0L, answer.field(0));
        assertEquals(10_000, wifi.admin.now - asked, 200);
    }

    @Test
    void shouldFindThreadNetworks() {
        thread.radio.hearRouter("OpenThread", 9, -60);
        thread.radio.hearRouter("OpenThread", 8, -30);
        for (AdminNode.Content ssid :
                List.<AdminNode.Content>of(out -> {}, o -> o.putNull(0), bytes(0, 9))) {
            AdminNode.Answer answer = thread.invoke(SCAN, ssid);
            assertEquals(0L, answer.field(0));
            assertFalse(answer.fields().containsKey(2));
            List<?> results = (List<?>) answer.field(3);
            assertEquals(2, results.size());
            Map<?, ?> first = (Map<?, ?>) results.get(0);
            assertEquals(0x1234L, first.get(0));
            assertEquals(0xE1E1_E1E1_E1E1_E1E1L, first.get(1));
            assertEquals("OpenThread", first.get(2));
            assertEquals(15L, first.get(3));
            assertEquals(4L, first.get(4));
            assertEquals("0000000000000008", first.get(5));
            assertEquals(-30L, first.get(6));
            assertEquals(200L, first.get(7));
        }
    }

    @Test
    void shouldScanWithoutLeavingItsNetwork() {
        home(wifi).arm(60);
        wifi.addWiFi("home", "password", 1);
        wifi.connect("home", 2);
        wifi.radio.hear("home", 1, -50);
        assertEquals(1, ((List<?>) wifi.invoke(SCAN, out -> {}).field(2)).size());
        assertEquals("home+", wifi.networks());
        assertEquals("0 home null", wifi.last());
    }

    @Test
    void shouldForgetAScanNobodyWaitsFor() {
        AdminNode.Answer scanning = null;
        wifi.admin.between =
                () -> {
                    if (wifi.radio.calls.size() == 1) {
                        wifi.cluster.cancel(SCAN);
                        throw new IllegalStateException("cancelled");
                    }
                };
        try {
            scanning = wifi.invoke(SCAN, out -> {});
        } catch (IllegalStateException e) {
            assertEquals("cancelled", e.getMessage());
        }
        assertNull(scanning);
        wifi.admin.between = () -> {};
        assertEquals(List.of("scan ", "cancel"), wifi.radio.calls);
        assertEquals(0L, wifi.invoke(SCAN, out -> {}).field(0));
    }

    // ---- InterfaceEnabled -------------------------------------------------------------------

    private int enable(boolean value) {
        return wifi.admin.write(
                wifi.cluster,
                NetworkCommissioningSpec.ATTR_INTERFACE_ENABLED,
                AttributeWrite.REPLACE,
                out -> out.putBool(-1, value));
    }

    @Test
    void shouldLeaveTheNetworkWhileItIsDisabled() {
        home(commissioned(wifi)).arm(60);
        wifi.addWiFi("home", "password", 1);
        wifi.connect("home", 2);
        wifi.complete();
        assertEquals(ImStatus.SUCCESS, enable(false));
        assertEquals(false, wifi.read(NetworkCommissioningSpec.ATTR_INTERFACE_ENABLED));
        wifi.pass(1_000);
        assertEquals("home+", wifi.networks());
        wifi.pass(5_000);
        assertEquals("home", wifi.networks());
        RadioNode again = home(RadioNode.wifi(wifi.admin.store, new ScriptedRadio())).boot();
        again.pass(60_000);
        assertEquals(List.of(), again.radio.calls);
        assertEquals(ImStatus.SUCCESS, enable(true));
        wifi.pass(5_000);
        assertEquals("home+", wifi.networks());
        // With the fail-safe armed it lasts no longer than that.
        wifi.arm(60);
        assertEquals(ImStatus.SUCCESS, enable(false));
        wifi.arm(0);
        assertEquals(true, wifi.read(NetworkCommissioningSpec.ATTR_INTERFACE_ENABLED));
        wifi.admin.store.refuse = true;
        assertEquals(ImStatus.FAILURE, enable(false));
        assertEquals(true, wifi.read(NetworkCommissioningSpec.ATTR_INTERFACE_ENABLED));
    }
}
