package org.mattermote.stack.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.fabric.Fabric;
import org.mattermote.stack.fabric.Vectors;
import org.mattermote.stack.model.CommandFlags;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.AdministratorCommissioningSpec;

/** Every check of every command, each on its own and against the next, and recorded commands. */
class AdministratorCommissioningChecksTest {
    private static final int OPEN = AdministratorCommissioningSpec.CMD_OPEN_COMMISSIONING_WINDOW;
    private static final int OPEN_BASIC =
            AdministratorCommissioningSpec.CMD_OPEN_BASIC_COMMISSIONING_WINDOW;
    private static final int REVOKE = AdministratorCommissioningSpec.CMD_REVOKE_COMMISSIONING;

    private static final int BUSY = ImStatus.withClusterStatus(ImStatus.FAILURE, 2);
    private static final int PAKE_PARAMETER_ERROR = ImStatus.withClusterStatus(ImStatus.FAILURE, 3);
    private static final int WINDOW_NOT_OPEN = ImStatus.withClusterStatus(ImStatus.FAILURE, 4);

    private static final byte[] VERIFIER =
            Vectors.hex(
                    Vectors.read("commissioning.json")
                            .getAsJsonObject("chip")
                            .getAsJsonObject("enhanced_window"),
                    "verifier");

    private final AdminNode node = new AdminNode();
    private final Fabric fabric = node.fabrics.commission("Root01", "ICA01", "Node01_01");
    private AdministratorCommissioningCluster cluster = node.admin;

    private byte[] verifier = VERIFIER.clone();
    private byte[] salt = new byte[16];
    private long timeout = 180;
    private long discriminator = 3841;
    private long iterations = 1000;

    {
        node.onCase(fabric.fabricIndex, 5);
        node.fabrics.events.clear();
    }

    private int open() {
        return node.invoke(
                        cluster,
                        OPEN,
                        out -> {
                            out.putUnsigned(0, timeout);
                            out.putBytes(1, verifier, 0, verifier.length);
                            out.putUnsigned(2, discriminator);
                            out.putUnsigned(3, iterations);
                            out.putBytes(4, salt, 0, salt.length);
                        })
                .status();
    }

    private int openBasic(long seconds) {
        return node.invoke(cluster, OPEN_BASIC, out -> out.putUnsigned(0, seconds)).status();
    }

    private int revoke() {
        return node.invoke(cluster, REVOKE, out -> {}).status();
    }

    private Object attribute(int id) {
        return node.read(cluster, id, false);
    }

    private void close() {
        node.windowStatus = CommissioningWindow.CLOSED;
    }

    /** The cluster with a curve of its own to look at verifiers. */
    private void withCurve() {
        cluster =
                new AdministratorCommissioningCluster(
                        node,
                        node.fabrics.table,
                        node.fabrics.failSafe,
                        true,
                        node.fabrics.p256,
                        node.workspace);
    }

    @Test
    void shouldHaveWhatTheModelDemands() {
        Fakes.checkAgainstModel(cluster);
        assertEquals(AdministratorCommissioningSpec.FEATURE_BASIC, cluster.featureMap());
        assertArrayEquals(new int[] {OPEN, OPEN_BASIC, REVOKE}, cluster.commands());
        AdministratorCommissioningCluster without =
                new AdministratorCommissioningCluster(
                        node, node.fabrics.table, node.fabrics.failSafe, false, node.workspace);
        assertEquals(0, without.featureMap());
        assertArrayEquals(new int[] {OPEN, REVOKE}, without.commands());
    }

    @Test
    void shouldTakeEveryCommandInTimedInteractionsOnly() {
        for (int command : cluster.commands()) {
            assertTrue(CommandFlags.has(cluster.spec().command(command), CommandFlags.TIMED));
        }
    }

    @Test
    void shouldShowWhoOpenedTheWindow() {
        assertEquals(0L, attribute(0));
        assertNull(attribute(1));
        assertNull(attribute(2));
        assertEquals(ImStatus.SUCCESS, open());
        assertEquals(1L, attribute(0));
        assertEquals((long) fabric.fabricIndex, attribute(1));
        assertEquals(0xFFF1L, attribute(2));
        assertEquals(ImStatus.SUCCESS, revoke());
        assertEquals(0L, attribute(0));
        assertNull(attribute(1));
        assertNull(attribute(2));
        assertEquals(ImStatus.SUCCESS, openBasic(900));
        assertEquals(2L, attribute(0));
        assertEquals((long) fabric.fabricIndex, attribute(1));
    }

    @Test
    void shouldShowNoWindowAfterBoot() {
        node.bootWindow = true;
        assertEquals(0L, attribute(0));
        assertNull(attribute(1));
        assertEquals(BUSY, open());
    }

    @Test
    void shouldShowTheVendorOnlyWhenTheFabricIsGone() {
        open();
        int version = cluster.dataVersion();
        node.fabrics.table.remove(fabric.fabricIndex, 0);
        node.node.fabricRemoved(fabric.fabricIndex);
        assertEquals(1L, attribute(0));
        assertNull(attribute(1));
        assertEquals(0xFFF1L, attribute(2));
        assertEquals(version + 1, cluster.dataVersion());
        close();
        assertNull(attribute(2));
        version = cluster.dataVersion();
        node.node.fabricRemoved(2);
        assertEquals(version, cluster.dataVersion());
    }

    @Test
    void shouldReportEveryChangeOfTheWindow() {
        int version = cluster.dataVersion();
        cluster.windowChanged();
        assertEquals(version + 3, cluster.dataVersion());
        for (int id : cluster.attributes()) {
            assertTrue(cluster.changeStamp(id) != 0);
        }
    }

    @Test
    void shouldHandTheParametersOver() {
        Arrays.fill(salt, (byte) 7);
        assertEquals(ImStatus.SUCCESS, open());
        assertEquals(
                List.of(
                        "enhanced 180 3841 1000 "
                                + Vectors.hex(verifier)
                                + " 07070707070707070707070707070707"),
                node.calls);
        close();
        node.calls.clear();
        assertEquals(ImStatus.SUCCESS, openBasic(181));
        assertEquals(List.of("basic 181"), node.calls);
    }

    @Test
    void shouldRefuseASecondWindow() {
        assertEquals(ImStatus.SUCCESS, openBasic(180));
        assertEquals(BUSY, open());
        assertEquals(BUSY, openBasic(180));
        // Busy comes before the flaws.
        timeout = 1;
        verifier = new byte[96];
        assertEquals(BUSY, open());
        assertEquals(BUSY, openBasic(1));
    }

    @Test
    void shouldRefuseAWindowUnderAFailSafe() {
        node.fabrics.failSafe.arm(fabric.fabricIndex, AdminNode.CASE_SESSION, 60, 0);
        assertEquals(BUSY, open());
        assertEquals(BUSY, openBasic(180));
        assertTrue(node.calls.isEmpty());
        node.fabrics.failSafe.expire(0);
        assertEquals(ImStatus.SUCCESS, open());
    }

    @Test
    void shouldCheckThePakeParameters() {
        // And they come before timeout and discriminator.
        timeout = 179;
        discriminator = 4096;
        for (int length : new int[] {0, 96, 98}) {
            verifier = Arrays.copyOf(VERIFIER, length);
            assertEquals(PAKE_PARAMETER_ERROR, open());
        }
        verifier = VERIFIER.clone();
        for (int length : new int[] {0, 15, 33}) {
            salt = new byte[length];
            assertEquals(PAKE_PARAMETER_ERROR, open());
        }
        salt = new byte[32];
        for (long count : new long[] {0, 999, 100_001, 0xFFFFFFFFL, -1}) {
            iterations = count;
            assertEquals(PAKE_PARAMETER_ERROR, open());
        }
        iterations = 100_000;
        assertEquals(ImStatus.INVALID_COMMAND, open());
        timeout = 900;
        assertEquals(ImStatus.INVALID_COMMAND, open());
        discriminator = 4095;
        assertEquals(ImStatus.SUCCESS, open());
        close();
        node.refuseVerifier = true;
        assertEquals(PAKE_PARAMETER_ERROR, open());
    }

    @Test
    void shouldLookAtTheVerifierItself() {
        withCurve();
        assertEquals(ImStatus.SUCCESS, open());
        close();
        for (int at : new int[] {32, 40, 96}) {
            verifier = VERIFIER.clone();
            verifier[at] ^= 1;
            assertEquals(PAKE_PARAMETER_ERROR, open());
        }
        verifier = VERIFIER.clone();
        Arrays.fill(verifier, 0, 32, (byte) 0);
        assertEquals(PAKE_PARAMETER_ERROR, open());
        Arrays.fill(verifier, 0, 32, (byte) 0xFF);
        assertEquals(PAKE_PARAMETER_ERROR, open());
        Arrays.fill(verifier, (byte) 0);
        assertEquals(PAKE_PARAMETER_ERROR, open());
    }

    @Test
    void shouldCheckTimeoutAndDiscriminator() {
        for (long seconds : new long[] {0, 179, 901, 0xFFFF, 0x10000, -1}) {
            timeout = seconds;
            assertEquals(ImStatus.INVALID_COMMAND, open());
            assertEquals(ImStatus.INVALID_COMMAND, openBasic(seconds));
        }
        timeout = 180;
        for (long number : new long[] {4096, 0xFFFF, 0x10000}) {
            discriminator = number;
            assertEquals(ImStatus.INVALID_COMMAND, open());
        }
        discriminator = 0;
        assertEquals(ImStatus.SUCCESS, open());
        close();
        for (long seconds : new long[] {180, 900}) {
            assertEquals(ImStatus.SUCCESS, openBasic(seconds));
            close();
        }
    }

    @Test
    void shouldRefuseMissingAndWronglyTypedFields() {
        for (int wrong = 0; wrong < 5; wrong++) {
            int without = wrong;
            for (boolean there : new boolean[] {false, true}) {
                int status =
                        node.invoke(
                                        cluster,
                                        OPEN,
                                        out -> {
                                            for (int tag = 0; tag < 5; tag++) {
                                                if (tag == without) {
                                                    if (there) {
                                                        out.putBool(tag, true);
                                                    }
                                                } else if (tag == 1 || tag == 4) {
                                                    byte[] bytes = tag == 1 ? verifier : salt;
                                                    out.putBytes(tag, bytes, 0, bytes.length);
                                                } else {
                                                    out.putUnsigned(tag, 1000);
                                                }
                                            }
                                        })
                                .status();
                assertEquals(ImStatus.INVALID_COMMAND, status);
            }
        }
        assertEquals(
                ImStatus.INVALID_COMMAND, node.invoke(cluster, OPEN_BASIC, out -> {}).status());
        assertEquals(
                ImStatus.INVALID_COMMAND,
                node.invoke(cluster, OPEN_BASIC, out -> out.putNull(0)).status());
        assertEquals(ImStatus.UNSUPPORTED_COMMAND, node.invoke(cluster, 9, out -> {}).status());
        assertTrue(node.calls.isEmpty());
    }

    @Test
    void shouldRefuseCutFields() {
        byte[] whole = {0x15, 0x25, 0, (byte) 180, 0, 0x18};
        for (int length = 1; length < whole.length; length++) {
            TlvReader reader = new TlvReader();
            reader.wrap(Arrays.copyOf(whole, length), 0, length);
            reader.next();
            assertEquals(
                    ImStatus.INVALID_COMMAND, node.invoke(cluster, OPEN_BASIC, reader).status());
        }
        TlvReader reader = new TlvReader();
        reader.wrap(whole, 0, whole.length);
        reader.next();
        assertEquals(ImStatus.SUCCESS, node.invoke(cluster, OPEN_BASIC, reader).status());
    }

    @Test
    void shouldRevokeAnOpenWindowOnly() {
        assertEquals(WINDOW_NOT_OPEN, revoke());
        assertTrue(node.calls.isEmpty());
        open();
        node.calls.clear();
        assertEquals(ImStatus.SUCCESS, revoke());
        assertEquals(List.of("revoke"), node.calls);
        assertEquals(WINDOW_NOT_OPEN, revoke());
    }

    @Test
    void shouldSendACommissionerAwayWhenRevoked() {
        open();
        node.fabrics.failSafe.armForPase(AdminNode.PASE_SESSION, 0);
        assertEquals(ImStatus.SUCCESS, revoke());
        assertFalse(node.fabrics.failSafe.isArmed());
        assertEquals(List.of("expired 0 false"), node.fabrics.events);
    }

    @Test
    void shouldRollBackAnAddedFabricWhenRevoked() {
        open();
        node.fabrics.failSafe.armForPase(AdminNode.PASE_SESSION, 0);
        Fabric second = node.fabrics.add("Root02", "ICA02", "Node02_03");
        int index = second.fabricIndex;
        assertEquals(ImStatus.SUCCESS, revoke());
        assertNull(node.fabrics.table.find(index));
        assertEquals(1, node.fabrics.table.count());
    }

    @Test
    void shouldLeaveAnotherFailSafeAloneWithoutAWindow() {
        node.fabrics.failSafe.arm(fabric.fabricIndex, AdminNode.CASE_SESSION, 60, 0);
        assertEquals(WINDOW_NOT_OPEN, revoke());
        assertTrue(node.fabrics.failSafe.isArmed());
    }

    @ParameterizedTest
    @ValueSource(strings = {"matterjs", "chip"})
    void shouldTakeTheRecordedCommands(String run) {
        withCurve();
        Fakes.node(cluster);
        JsonObject recorded = Vectors.read("commissioning.json").getAsJsonObject(run);
        JsonObject window = recorded.getAsJsonObject("enhanced_window");
        int opened = 0;
        int revoked = 0;
        int untimed = 0;
        for (JsonElement e : recorded.getAsJsonArray("messages")) {
            JsonObject m = e.getAsJsonObject();
            String what = m.get("what").getAsString();
            if (!what.startsWith("InvokeRequest")
                    || !what.contains("0/AdministratorCommissioning/")) {
                continue;
            }
            byte[] payload = Vectors.hex(m, "payload");
            TlvReader command = commandData(payload);
            TlvReader path = new TlvReader();
            path.copyFrom(command);
            path.enter();
            path.find(0);
            path.enter();
            path.find(2);
            command.enter();
            assertEquals(CodecStatus.OK, command.find(1));
            if (!what.contains("timed")) {
                // The engine refuses this one: see CommandFlags.TIMED above.
                untimed++;
                continue;
            }
            assertEquals(
                    ImStatus.SUCCESS,
                    node.invoke(cluster, (int) path.value(), command).status(),
                    what);
            if (path.value() == OPEN) {
                opened++;
                assertEquals(
                        String.join(
                                " ",
                                "enhanced",
                                window.get("timeout_s").getAsString(),
                                window.get("discriminator").getAsString(),
                                window.get("iterations").getAsString(),
                                window.get("verifier").getAsString(),
                                window.get("salt").getAsString()),
                        node.calls.get(0));
                assertEquals(1L, attribute(0));
                assertEquals((long) fabric.fabricIndex, attribute(1));
                assertEquals(0xFFF1L, attribute(2));
            } else {
                revoked++;
                assertEquals("revoke", node.calls.get(1));
                assertEquals(0L, attribute(0));
            }
        }
        assertEquals(1, opened);
        assertEquals(1, revoked);
        assertEquals(run.equals("matterjs") ? 1 : 0, untimed);
    }

    /** Stands on the only CommandDataIB of an InvokeRequest. */
    private static TlvReader commandData(byte[] payload) {
        TlvReader reader = new TlvReader();
        reader.wrap(payload, 0, payload.length);
        reader.next();
        reader.enter();
        assertEquals(CodecStatus.OK, reader.find(2));
        reader.enter();
        assertEquals(CodecStatus.OK, reader.next());
        return reader;
    }
}
