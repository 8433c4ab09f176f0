package org.mattermote.stack.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.fabric.FailSafe;
import org.mattermote.stack.fabric.StoreKeys;
import org.mattermote.stack.fabric.TestFabrics;
import org.mattermote.stack.model.ImStatus;

class OperationalCredentialsClusterTest extends CredentialsBench {
    @Test
    void shouldCheckAttestationAndChainRequests() {
        assertEquals(ImStatus.INVALID_COMMAND, status(ATTESTATION, out -> {}));
        assertEquals(ImStatus.INVALID_COMMAND, status(ATTESTATION, bytes(0, new byte[31])));
        assertEquals(ImStatus.INVALID_COMMAND, status(ATTESTATION, bytes(0, new byte[33])));
        assertEquals(ImStatus.INVALID_COMMAND, status(ATTESTATION, out -> out.putNull(0)));
        assertEquals(1, invoke(ATTESTATION, bytes(0, new byte[32])).response());
        assertEquals(ImStatus.INVALID_COMMAND, status(CHAIN, out -> out.putUnsigned(0, 0)));
        assertEquals(ImStatus.INVALID_COMMAND, status(CHAIN, out -> out.putUnsigned(0, 3)));
        assertEquals(ImStatus.INVALID_COMMAND, status(CHAIN, out -> {}));
        assertEquals("010203", invoke(CHAIN, out -> out.putUnsigned(0, 1)).field(0));
        assertEquals("0405", invoke(CHAIN, out -> out.putUnsigned(0, 2)).field(0));
    }

    @Test
    void shouldCheckCsrRequests() {
        assertEquals(ImStatus.INVALID_COMMAND, status(CSR, bytes(0, new byte[31])));
        assertEquals(ImStatus.INVALID_COMMAND, csr("Node01_01", true).status());
        assertEquals(ImStatus.FAILSAFE_REQUIRED, csr("Node01_01", false).status());
        arm();
        node.subject.session++;
        assertEquals(ImStatus.FAILSAFE_REQUIRED, csr("Node01_01", false).status());
        node.subject.session--;
        AdminNode.Answer first = csr("Node01_01", false);
        assertEquals(5, first.response());
        AdminNode.Answer second = csr("Node01_02", false);
        assertNotEquals(first.field(0), second.field(0));
        root("Root01");
        assertEquals(INVALID_PUBLIC_KEY, nocStatus(ADD_NOC, new AddNoc()));
        assertEquals(OK, nocStatus(ADD_NOC, new AddNoc().chain(null, "Node01_02")));
        assertEquals(ImStatus.CONSTRAINT_ERROR, csr("Node01_01", false).status());
    }

    @Test
    void shouldCheckRoots() {
        byte[] good = TestFabrics.tlv("Root01");
        assertEquals(ImStatus.INVALID_COMMAND, status(ROOT, bytes(0, new byte[401])));
        assertEquals(ImStatus.INVALID_COMMAND, status(ROOT, out -> {}));
        assertEquals(ImStatus.FAILSAFE_REQUIRED, status(ROOT, bytes(0, good)));
        arm();
        byte[] bad = good.clone();
        bad[bad.length - 5] ^= 1;
        assertEquals(ImStatus.INVALID_COMMAND, status(ROOT, bytes(0, bad)));
        assertEquals(ImStatus.INVALID_COMMAND, status(ROOT, bytes(0, TestFabrics.tlv("ICA01"))));
        assertEquals(ImStatus.SUCCESS, status(ROOT, bytes(0, good)));
        assertEquals(
                List.of(HexFormat.of().formatHex(good)), node.read(node.credentials, 4, false));
        assertEquals(ImStatus.CONSTRAINT_ERROR, status(ROOT, bytes(0, good)));
    }

    @Test
    void shouldCheckAddNocInOrder() {
        AddNoc noc = new AddNoc();
        noc.noc = new byte[401];
        assertEquals(ImStatus.INVALID_COMMAND, status(ADD_NOC, noc));
        noc = new AddNoc();
        noc.icac = new byte[401];
        assertEquals(ImStatus.INVALID_COMMAND, status(ADD_NOC, noc));
        noc = new AddNoc();
        noc.ipk = new byte[15];
        assertEquals(ImStatus.INVALID_COMMAND, status(ADD_NOC, noc));
        for (int vendor : new int[] {0, 0xFFF5, 0x10000}) {
            noc = new AddNoc();
            noc.vendor = vendor;
            assertEquals(ImStatus.INVALID_COMMAND, status(ADD_NOC, noc));
        }
        assertEquals(ImStatus.FAILSAFE_REQUIRED, status(ADD_NOC, new AddNoc()));
        arm();
        assertEquals(MISSING_CSR, nocStatus(ADD_NOC, new AddNoc()));
        csr("Node01_01", false);
        assertEquals(INVALID_NOC, nocStatus(ADD_NOC, new AddNoc()));
        root("Root01");
        for (long subject : new long[] {0, 0xFFFFFFFD00010000L, 0xFFFFFFFFFFFF0001L, -1}) {
            noc = new AddNoc();
            noc.subject = subject;
            assertEquals(INVALID_ADMIN_SUBJECT, nocStatus(ADD_NOC, noc));
        }
        assertEquals(INVALID_NOC, nocStatus(ADD_NOC, new AddNoc().chain("ICA02", "Node01_01")));
        assertEquals(INVALID_PUBLIC_KEY, nocStatus(ADD_NOC, new AddNoc().chain(null, "Node01_02")));
        noc = new AddNoc();
        noc.subject = 0xFFFFFFFD00010001L;
        assertEquals(OK, nocStatus(ADD_NOC, noc));
        assertEquals(ImStatus.CONSTRAINT_ERROR, status(ADD_NOC, new AddNoc()));
        assertEquals(ImStatus.CONSTRAINT_ERROR, status(ROOT, bytes(0, TestFabrics.tlv("Root02"))));
        assertEquals(
                ImStatus.CONSTRAINT_ERROR,
                status(UPDATE_NOC, bytes(0, TestFabrics.tlv("Node01_01"))));
    }

    @Test
    void shouldTakeAnEmptyIcacForNone() {
        arm();
        csr("Node01_02", false);
        root("Root01");
        AddNoc noc = new AddNoc().chain(null, "Node01_02");
        noc.icac = new byte[0];
        assertEquals(OK, nocStatus(ADD_NOC, noc));
        Map<?, ?> item = (Map<?, ?>) ((List<?>) node.read(node.credentials, 0, true)).get(0);
        assertTrue(item.containsKey(2));
        assertNull(item.get(2));
    }

    @Test
    void shouldGiveTheNewFabricAllItNeeds() {
        arm();
        csr("Node01_01", false);
        root("Root01");
        node.fabrics.table.advanceLastKnownGood(0);
        AdminNode.Answer answer = invoke(ADD_NOC, new AddNoc());
        assertEquals(Map.of(0, 0L, 1, 1L), answer.fields());
        assertEquals(List.of("session 41 fabric 1"), node.calls);
        assertTrue(node.fabrics.failSafe.isArmedFor(1, 0));
        assertEquals(FailSafe.NOC_ADDED, node.fabrics.failSafe.nocCommand());
        assertEquals(List.of("added 1"), node.fabrics.events);
        assertEquals(1, node.list.count(1));
        assertEquals("31/0 fabric 1", node.events.get(0));
        Map<?, ?> event = (Map<?, ?>) node.events.get(1);
        assertNull(event.get(1));
        assertEquals(0L, event.get(2));
        assertEquals(1L, event.get(3));
        assertEquals(1L, node.read(node.credentials, 3, false));
        assertEquals(1L, node.read(node.credentials, 5, false));
        assertEquals(5L, node.read(node.credentials, 2, false));
        assertEquals("", node.store.contents());
        Map<?, ?> fabric = (Map<?, ?>) ((List<?>) node.read(node.credentials, 1, true)).get(0);
        assertEquals(
                TestFabrics.certificate("Root01").get("public_key").getAsString(), fabric.get(1));
        assertEquals(0xFFF1L, fabric.get(2));
        assertEquals(0xFAB000000000001DL, fabric.get(3));
        assertEquals(0xDEDEDEDE00010001L, fabric.get(4));
        assertEquals("", fabric.get(5));
        assertEquals(1L, fabric.get(254));
    }

    @Test
    void shouldRefuseTheSameFabricTwiceAndASixth() {
        commission("Root01", "ICA01", "Node01_01", 1);
        node.onPase();
        arm();
        csr("Node01_02", false);
        root("Root01");
        assertEquals(FABRIC_CONFLICT, nocStatus(ADD_NOC, new AddNoc().chain(null, "Node01_02")));
        node.fabrics.failSafe.expire(0);
        commission("Root02", "ICA02", "Node02_01", 2);
        node.fabrics.commission("Root02", "ICA02", "Node02_02");
        node.fabrics.commission("Root02", "ICA02", "Node02_03");
        node.fabrics.commission("Root02", "ICA02", "Node02_04");
        for (int i = 2; i <= 5; i++) {
            node.fabrics.table.find(i).fabricId = i;
        }
        node.onPase();
        arm();
        csr("Node02_05", false);
        root("Root02");
        String before = node.state();
        assertEquals(TABLE_FULL, nocStatus(ADD_NOC, new AddNoc().chain("ICA02", "Node02_05")));
        assertEquals(before, node.state());
    }

    @Test
    void shouldCheckUpdateNocInOrder() {
        commission("Root01", "ICA01", "Node01_01", 1);
        AdminNode.Content noc = bytes(0, TestFabrics.tlv("Node01_02"));
        assertEquals(ImStatus.INVALID_COMMAND, status(UPDATE_NOC, bytes(0, new byte[401])));
        assertEquals(ImStatus.FAILSAFE_REQUIRED, status(UPDATE_NOC, noc));
        node.fabrics.failSafe.arm(1, AdminNode.CASE_SESSION, 60, 0);
        assertEquals(MISSING_CSR, nocStatus(UPDATE_NOC, noc));
        csr("Node01_02", false);
        assertEquals(ImStatus.CONSTRAINT_ERROR, status(UPDATE_NOC, noc));
        csr("Node01_02", true);
        assertEquals(ImStatus.CONSTRAINT_ERROR, status(ADD_NOC, new AddNoc()));
        root("Root02");
        assertEquals(MISSING_CSR, nocStatus(UPDATE_NOC, noc));
        csr("Node01_02", true);
        assertEquals(ImStatus.CONSTRAINT_ERROR, status(UPDATE_NOC, noc));
        node.fabrics.failSafe.expire(0);
        node.fabrics.failSafe.arm(1, AdminNode.CASE_SESSION, 60, 0);
        csr("Node01_02", true);
        assertEquals(INVALID_NOC, nocStatus(UPDATE_NOC, bytes(0, TestFabrics.tlv("Node02_01"))));
        assertEquals(
                INVALID_PUBLIC_KEY,
                nocStatus(
                        UPDATE_NOC,
                        out -> {
                            put(out, 0, TestFabrics.tlv("Node01_01"));
                            put(out, 1, TestFabrics.tlv("ICA01"));
                        }));
        String stored = node.store.contents();
        assertEquals(OK, nocStatus(UPDATE_NOC, noc));
        assertEquals(stored, node.store.contents());
        assertEquals(0xDEDEDEDE00010002L, node.fabrics.table.find(1).nodeId);
        assertEquals(ImStatus.CONSTRAINT_ERROR, status(UPDATE_NOC, noc));
        node.fabrics.failSafe.expire(0);
        assertEquals(0xDEDEDEDE00010001L, node.fabrics.table.find(1).nodeId);
    }

    @Test
    void shouldKeepLabelsApart() {
        commission("Root01", "ICA01", "Node01_01", 1);
        commission("Root02", "ICA02", "Node02_01", 2);
        byte[] label = "kitchen".getBytes();
        AdminNode.Content content = out -> out.putUtf8(0, label, 0, label.length);
        assertEquals(OK, nocStatus(LABEL, content));
        node.onCase(1, 1);
        assertEquals(LABEL_CONFLICT, nocStatus(LABEL, content));
        assertEquals(OK, nocStatus(LABEL, out -> out.putUtf8(0, label, 0, 0)));
        assertEquals(
                ImStatus.CONSTRAINT_ERROR,
                status(LABEL, out -> out.putUtf8(0, new byte[33], 0, 33)));
        assertEquals(ImStatus.INVALID_COMMAND, status(LABEL, out -> {}));
        node.onCase(2, 1);
        assertEquals(OK, nocStatus(LABEL, content));
        AdminNode again = new AdminNode(node.store);
        again.fabrics.table.load();
        assertEquals(7, again.fabrics.table.find(2).labelLength);
        node.store.refuse = true;
        assertEquals(ImStatus.FAILURE, status(LABEL, out -> out.putUtf8(0, label, 0, 2)));
        assertEquals(7, node.fabrics.table.find(2).labelLength);
    }

    @Test
    void shouldRemoveFabrics() {
        commission("Root01", "ICA01", "Node01_01", 1);
        commission("Root02", "ICA02", "Node02_01", 2);
        assertEquals(INVALID_FABRIC_INDEX, nocStatus(REMOVE, out -> out.putUnsigned(0, 3)));
        assertEquals(INVALID_FABRIC_INDEX, nocStatus(REMOVE, out -> out.putUnsigned(0, 0)));
        assertEquals(ImStatus.INVALID_COMMAND, status(REMOVE, out -> {}));
        node.fabrics.events.clear();
        assertEquals(Map.of(0, 0L, 1, 1L), invoke(REMOVE, out -> out.putUnsigned(0, 1)).fields());
        assertEquals(List.of("removed 1"), node.fabrics.events);
        assertEquals(0, node.list.count(1));
        assertEquals(1, node.list.count(2));
        assertNull(node.store.value(StoreKeys.accessControl(1)));
        assertEquals(OK, nocStatus(REMOVE, out -> out.putUnsigned(0, 2)));
        AdminNode again = new AdminNode(node.store);
        assertEquals(0, again.fabrics.table.load());
        assertEquals(0, again.fabrics.table.count());
    }

    @Test
    void shouldHideOtherFabricsSensitiveFieldsAndNeverShowSecrets() {
        commission("Root01", "ICA01", "Node01_01", 1);
        commission("Root02", "ICA02", "Node02_01", 2);
        node.onCase(1, 1);
        List<?> all = (List<?>) node.read(node.credentials, 0, false);
        assertEquals(2, all.size());
        assertEquals(Map.of(254, 2L), all.get(1));
        assertEquals(1, ((List<?>) node.read(node.credentials, 0, true)).size());
        assertEquals(2, ((List<?>) node.read(node.credentials, 1, false)).size());
        assertEquals(1, ((List<?>) node.read(node.credentials, 1, true)).size());
        String everything = "";
        for (int attribute = 0; attribute <= 5; attribute++) {
            everything += node.read(node.credentials, attribute, false);
        }
        for (int attribute = 0; attribute <= 3; attribute++) {
            everything += node.read(node.keyManagement, attribute, false);
        }
        everything += node.invoke(node.keyManagement, 1, out -> out.putUnsigned(0, 0)).fields();
        HexFormat hex = HexFormat.of();
        assertFalse(everything.contains(hex.formatHex(TestFabrics.key("Node01_01"))));
        assertFalse(everything.contains(hex.formatHex(TestFabrics.IPK_EPOCH)));
        assertFalse(
                everything.contains(hex.formatHex(node.fabrics.ipk(node.fabrics.table.find(1)))));
    }

    @Test
    void shouldComeBackFromEveryStateWhenTheFailSafeExpires() {
        commission("Root01", "ICA01", "Node01_01", 1);
        String memory = node.state();
        String stored = node.store.contents();
        for (int steps = 0; steps <= 3; steps++) {
            node.onPase();
            arm();
            if (steps > 0) {
                csr("Node02_01", false);
            }
            if (steps > 1) {
                root("Root02");
            }
            if (steps > 2) {
                assertEquals(OK, nocStatus(ADD_NOC, new AddNoc().chain("ICA02", "Node02_01")));
                assertNotEquals(memory, node.state());
            }
            node.fabrics.failSafe.poll(60_000);
            assertEquals(memory, node.state(), "steps " + steps);
            assertEquals(stored, node.store.contents());
            assertEquals(1, ((List<?>) node.read(node.credentials, 4, false)).size());
        }
    }

    @Test
    void shouldUseTheClockWhereThereIsOne() {
        arm();
        csr("Node01_01", false);
        root("Root01");
        node.micros = 100_000_000L * 1_000_000L;
        assertEquals(INVALID_NOC, nocStatus(ADD_NOC, new AddNoc()));
        node.micros = 800_000_000L * 1_000_000L;
        assertEquals(OK, nocStatus(ADD_NOC, new AddNoc()));
    }
}
