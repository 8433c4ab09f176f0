package org.mattermote.stack.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.fabric.FabricStatus;
import org.mattermote.stack.fabric.StoreKeys;
import org.mattermote.stack.model.AttributeWrite;
import org.mattermote.stack.model.ImStatus;

class GeneralCommissioningClusterTest {
    private static final Map<Object, Object> OK = Map.of(0, 0L, 1, "");
    private static final Map<Object, Object> OUTSIDE_RANGE = Map.of(0, 1L, 1, "");
    private static final Map<Object, Object> INVALID_AUTHENTICATION = Map.of(0, 2L, 1, "");
    private static final Map<Object, Object> NO_FAIL_SAFE = Map.of(0, 3L, 1, "");
    private static final Map<Object, Object> BUSY = Map.of(0, 4L, 1, "");

    private final AdminNode node = new AdminNode();

    private Map<Object, Object> arm(int seconds, long breadcrumb) {
        AdminNode.Answer answer =
                node.invoke(
                        node.general,
                        0,
                        out -> {
                            out.putUnsigned(0, seconds);
                            out.putUnsigned(1, breadcrumb);
                        });
        assertEquals(ImStatus.SUCCESS, answer.status());
        assertEquals(1, answer.response());
        return answer.fields();
    }

    private AdminNode.Answer regulatory(int config, String country) {
        byte[] code = country.getBytes();
        return node.invoke(
                node.general,
                2,
                out -> {
                    out.putUnsigned(0, config);
                    out.putUtf8(1, code, 0, code.length);
                    out.putUnsigned(2, 9);
                });
    }

    private Object breadcrumb() {
        return node.read(node.general, 0, false);
    }

    @Test
    void shouldShowItsAttributes() {
        assertEquals(0L, breadcrumb());
        assertEquals(Map.of(0, 60L, 1, 900L), node.read(node.general, 1, false));
        assertEquals(2L, node.read(node.general, 2, false));
        assertEquals(2L, node.read(node.general, 3, false));
        assertEquals(true, node.read(node.general, 4, false));
        assertEquals(
                ImStatus.SUCCESS,
                node.write(node.general, 0, AttributeWrite.REPLACE, o -> o.putUnsigned(-1, -1L)));
        assertEquals(-1L, breadcrumb());
        assertEquals(
                ImStatus.INVALID_DATA_TYPE,
                node.write(node.general, 0, AttributeWrite.REPLACE, o -> o.putNull(-1)));
    }

    @Test
    void shouldArmForOneAtATime() {
        assertEquals(OK, arm(0, 5));
        assertEquals(0L, breadcrumb());
        assertEquals(OK, arm(30, 5));
        assertEquals(5L, breadcrumb());
        assertEquals(30_000, node.fabrics.failSafe.poll(0));
        assertEquals(OK, arm(40, 6));
        node.onCase(1, 1);
        assertEquals(BUSY, arm(40, 7));
        assertEquals(BUSY, arm(0, 7));
        assertEquals(6L, breadcrumb());
        node.fabrics.failSafe.poll(40_000);
        assertEquals(0L, breadcrumb());
        assertEquals(OK, arm(40, 7));
        node.onPase();
        assertEquals(BUSY, arm(40, 7));
        node.onCase(1, 1);
        assertEquals(OK, arm(0, 8));
        assertEquals(0L, breadcrumb());
        assertFalse(node.fabrics.failSafe.isArmed());
        assertEquals(
                ImStatus.INVALID_COMMAND,
                node.invoke(node.general, 0, out -> out.putUnsigned(0, 1)).status());
        assertEquals(
                ImStatus.INVALID_COMMAND,
                node.invoke(node.general, 0, out -> out.putNull(0)).status());
    }

    @Test
    void shouldLetWhoeverComesThroughTheWindowGoFirst() {
        node.windowStatus = CommissioningWindow.ENHANCED;
        node.onCase(1, 1);
        assertEquals(BUSY, arm(40, 7));
        node.onPase();
        assertEquals(OK, arm(40, 7));
    }

    @Test
    void shouldCheckRegulatoryConfig() {
        assertEquals(ImStatus.CONSTRAINT_ERROR, regulatory(0, "DEU").status());
        assertEquals(ImStatus.CONSTRAINT_ERROR, regulatory(0, "").status());
        assertEquals(OUTSIDE_RANGE, regulatory(3, "DE").fields());
        assertEquals(2L, node.read(node.general, 2, false));
        assertEquals(OK, regulatory(1, "DE").fields());
        assertEquals(1L, node.read(node.general, 2, false));
        assertEquals(9L, breadcrumb());
        AdminNode again = new AdminNode(node.store);
        assertEquals(FabricStatus.OK, again.general.load());
        assertEquals(1L, again.read(again.general, 2, false));
        node.store.refuse = true;
        assertEquals(ImStatus.FAILURE, regulatory(0, "DE").status());
        assertEquals(1L, node.read(node.general, 2, false));
    }

    @Test
    void shouldTakeOnlyItsOwnCapability() {
        GeneralCommissioningCluster indoor =
                new GeneralCommissioningCluster(
                        node.fabrics.failSafe, node, null, node.workspace, 0);
        for (int config = 0; config <= 2; config++) {
            int asked = config;
            assertEquals(
                    config == 0 ? OK : OUTSIDE_RANGE,
                    node.invoke(
                                    indoor,
                                    2,
                                    out -> {
                                        out.putUnsigned(0, asked);
                                        out.putUtf8(1, new byte[] {'X', 'X'}, 0, 2);
                                        out.putUnsigned(2, 0);
                                    })
                            .fields());
        }
    }

    @Test
    void shouldNotOverwriteADamagedRecord() {
        node.store.set(StoreKeys.REGULATORY, new byte[] {1, 2, 3});
        assertEquals(FabricStatus.DAMAGED, node.general.load());
        assertEquals(ImStatus.FAILURE, regulatory(0, "DE").status());
        assertEquals(3, node.store.value(StoreKeys.REGULATORY).length);
    }

    @Test
    void shouldCompleteOverCaseOnly() {
        assertEquals(NO_FAIL_SAFE, node.invoke(node.general, 4, out -> {}).fields());
        arm(60, 4);
        assertEquals(INVALID_AUTHENTICATION, node.invoke(node.general, 4, out -> {}).fields());
        node.fabrics.add("Root01", "ICA01", "Node01_01");
        node.onCase(2, 1);
        assertEquals(INVALID_AUTHENTICATION, node.invoke(node.general, 4, out -> {}).fields());
        node.onPase();
        node.subject.fabricIndex = 1;
        assertEquals(INVALID_AUTHENTICATION, node.invoke(node.general, 4, out -> {}).fields());
        node.onCase(1, 1);
        node.store.refuse = true;
        assertEquals(ImStatus.FAILURE, node.invoke(node.general, 4, out -> {}).status());
        assertTrue(node.fabrics.failSafe.isArmed());
        node.store.refuse = false;
        assertEquals(OK, node.invoke(node.general, 4, out -> {}).fields());
        assertEquals(0L, breadcrumb());
        assertFalse(node.fabrics.failSafe.isArmed());
        assertFalse(node.fabrics.table.find(1).pending);
        assertEquals(NO_FAIL_SAFE, node.invoke(node.general, 4, out -> {}).fields());
    }
}
