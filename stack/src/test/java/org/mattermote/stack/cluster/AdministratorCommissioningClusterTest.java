package org.mattermote.stack.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.fabric.FabricStatus;
import org.mattermote.stack.model.ImStatus;

class AdministratorCommissioningClusterTest {
    private static final int BUSY = ImStatus.withClusterStatus(ImStatus.FAILURE, 2);
    private static final int PAKE = ImStatus.withClusterStatus(ImStatus.FAILURE, 3);
    private static final int NOT_OPEN = ImStatus.withClusterStatus(ImStatus.FAILURE, 4);

    private final AdminNode node = new AdminNode();

    private static final class Open implements AdminNode.Content {
        int timeout = 180;
        int verifier = 97;
        int discriminator = 4095;
        int iterations = 1000;
        int salt = 16;

        @Override
        public void put(TlvWriter out) {
            out.putUnsigned(0, timeout);
            out.putBytes(1, new byte[200], 0, verifier);
            out.putUnsigned(2, discriminator);
            out.putUnsigned(3, iterations);
            out.putBytes(4, new byte[200], 0, salt);
        }
    }

    @BeforeEach
    void commissioned() {
        node.fabrics.commission("Root01", "ICA01", "Node01_01");
        node.onCase(1, 112233);
    }

    private int open(Open fields) {
        return node.invoke(node.admin, 0, fields).status();
    }

    private int basic(int timeout) {
        return node.invoke(node.admin, 1, out -> out.putUnsigned(0, timeout)).status();
    }

    private int revoke() {
        return node.invoke(node.admin, 2, out -> {}).status();
    }

    @Test
    void shouldOpenAndShowWhoDid() {
        assertEquals(0L, node.read(node.admin, 0, false));
        assertNull(node.read(node.admin, 1, false));
        assertNull(node.read(node.admin, 2, false));
        assertEquals(ImStatus.SUCCESS, open(new Open()));
        assertEquals(
                "enhanced 180 4095 1000 " + "00".repeat(97) + " " + "00".repeat(16),
                node.calls.get(0));
        assertEquals(1L, node.read(node.admin, 0, false));
        assertEquals(1L, node.read(node.admin, 1, false));
        assertEquals(0xFFF1L, node.read(node.admin, 2, false));
        assertEquals(BUSY, open(new Open()));
        assertEquals(BUSY, basic(200));
        assertEquals(ImStatus.SUCCESS, revoke());
        assertEquals(0L, node.read(node.admin, 0, false));
        assertNull(node.read(node.admin, 1, false));
        assertEquals(NOT_OPEN, revoke());
        assertEquals(ImStatus.SUCCESS, basic(900));
        assertEquals(2L, node.read(node.admin, 0, false));
        node.fabrics.table.remove(1, 0);
        assertNull(node.read(node.admin, 1, false));
        assertEquals(0xFFF1L, node.read(node.admin, 2, false));
        assertEquals(ImStatus.SUCCESS, revoke());
        assertNull(node.read(node.admin, 2, false));
    }

    @Test
    void shouldCheckParametersInOrder() {
        int[][] pake = {
            {96, 1000, 16},
            {98, 1000, 16},
            {97, 999, 16},
            {97, 100001, 16},
            {97, 1000, 15},
            {97, 100000, 33}
        };
        for (int[] p : pake) {
            Open fields = new Open();
            fields.verifier = p[0];
            fields.iterations = p[1];
            fields.salt = p[2];
            fields.timeout = 1;
            assertEquals(PAKE, open(fields));
        }
        for (int timeout : new int[] {0, 179, 901, 65535}) {
            Open fields = new Open();
            fields.timeout = timeout;
            assertEquals(ImStatus.INVALID_COMMAND, open(fields));
            assertEquals(ImStatus.INVALID_COMMAND, basic(timeout));
        }
        Open fields = new Open();
        fields.discriminator = 4096;
        assertEquals(ImStatus.INVALID_COMMAND, open(fields));
        assertEquals(
                ImStatus.INVALID_COMMAND,
                node.invoke(node.admin, 0, out -> out.putUnsigned(0, 200)).status());
        node.refuseVerifier = true;
        assertEquals(PAKE, open(new Open()));
        assertTrue(node.calls.isEmpty());
        node.fabrics.failSafe.arm(1, 1, 60, 0);
        assertEquals(BUSY, open(new Open()));
        assertEquals(BUSY, basic(1));
    }

    @Test
    void shouldSendTheCommissionerAwayOnRevoke() {
        assertEquals(ImStatus.SUCCESS, open(new Open()));
        assertEquals(FabricStatus.OK, node.fabrics.failSafe.armForPase(3, 0));
        node.fabrics.add("Root02", "ICA02", "Node02_01");
        assertEquals(ImStatus.SUCCESS, revoke());
        assertFalse(node.fabrics.failSafe.isArmed());
        assertEquals(1, node.fabrics.table.count());
    }

    @Test
    void shouldHaveBasicWindowsOnlyWithTheFeature() {
        assertTrue(node.admin.hasCommand(1));
        AdministratorCommissioningCluster without =
                new AdministratorCommissioningCluster(
                        node, node.fabrics.table, node.fabrics.failSafe, false, node.workspace);
        assertFalse(without.hasCommand(1));
        assertEquals(0, without.featureMap());
    }
}
