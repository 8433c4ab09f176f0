package org.mattermote.stack.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.fabric.Fabric;
import org.mattermote.stack.fabric.StoreKeys;
import org.mattermote.stack.model.AttributeWrite;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.AccessControlSpec;

/** Attribute Extension of Access Control. */
class AccessControlExtensionsTest {
    private static final int EXTENSION = AccessControlSpec.ATTR_EXTENSION;
    private static final String EMPTY = "1718";

    /** A list of one number with a fully qualified tag. */
    private static final String ONE = "17c4f1ff0000010007" + "18";

    private final AdminNode node = new AdminNode();

    @BeforeEach
    void commissioned() {
        node.fabrics.commission("Root01", "ICA01", "Node01_01");
        node.fabrics.commission("Root02", "ICA02", "Node02_01");
        node.onCase(1, 101);
    }

    private static AdminNode.Content item(int tag, String hex) {
        byte[] data = HexFormat.of().parseHex(hex);
        return out -> {
            out.startStruct(tag);
            out.putBytes(1, data, 0, data.length);
            out.endContainer();
        };
    }

    private int append(String hex) {
        return node.write(node.acl, EXTENSION, AttributeWrite.APPEND, item(TlvTag.ANONYMOUS, hex));
    }

    private int replace(String... items) {
        return node.write(
                node.acl,
                EXTENSION,
                AttributeWrite.REPLACE,
                out -> {
                    out.startArray(2);
                    for (String hex : items) {
                        item(TlvTag.ANONYMOUS, hex).put(out);
                    }
                    out.endContainer();
                });
    }

    private List<?> read(boolean filtered) {
        return (List<?>) node.read(node.acl, EXTENSION, filtered);
    }

    private void assertEvent(long change, String data) {
        assertEquals("31/1 fabric 1", node.events.get(0));
        Map<?, ?> event = (Map<?, ?>) node.events.get(1);
        assertEquals(101L, event.get(1));
        assertNull(event.get(2));
        assertEquals(change, event.get(3));
        assertEquals(Map.of(1, data, 254, 1L), event.get(4));
        assertEquals(1L, event.get(254));
        assertEquals(2, node.events.size());
        node.events.clear();
    }

    @Test
    void shouldKeepOneOfEachFabricAndTellOfIt() {
        assertEquals(1, node.acl.featureMap());
        assertTrue(read(false).isEmpty());
        assertEquals(ImStatus.SUCCESS, replace());
        assertTrue(node.events.isEmpty());
        assertEquals(ImStatus.SUCCESS, replace(ONE));
        assertEvent(1, ONE);
        assertEquals(ImStatus.SUCCESS, replace(EMPTY));
        assertEvent(0, EMPTY);
        assertEquals(ImStatus.CONSTRAINT_ERROR, append(ONE));
        node.onCase(2, 5);
        assertEquals(ImStatus.SUCCESS, append(ONE));
        node.events.clear();
        assertEquals(List.of(Map.of(254, 1L), Map.of(1, ONE, 254, 2L)), read(false));
        assertEquals(List.of(Map.of(1, ONE, 254, 2L)), read(true));
        AdminNode again = new AdminNode(node.store);
        again.fabrics.table.load();
        again.onCase(1, 101);
        assertEquals(
                List.of(Map.of(1, EMPTY, 254, 1L), Map.of(254, 2L)),
                again.read(again.acl, EXTENSION, false));
        node.onCase(1, 101);
        assertEquals(ImStatus.SUCCESS, replace());
        assertEvent(2, EMPTY);
        assertNull(node.store.value(StoreKeys.accessControlExtension(1)));
        assertEquals(0, node.fabrics.table.remove(2, 0));
        assertNull(node.store.value(StoreKeys.accessControlExtension(2)));
        assertTrue(read(false).isEmpty());
    }

    @Test
    void shouldRefuseWhatIsNoExtension() {
        assertEquals(ImStatus.SUCCESS, replace(ONE));
        node.events.clear();
        String stored = node.store.contents();
        String[] bad = {
            "",
            "1518",
            "1618",
            "17",
            "171818",
            "1718" + "00",
            // No tag, a context tag, an implicit profile; cut short.
            "17040718",
            "1724010718",
            "17840100" + "0718",
            "17c4f1ff00000100",
            "57" + "00" + "18",
        };
        for (String hex : bad) {
            assertEquals(ImStatus.CONSTRAINT_ERROR, replace(hex), hex);
        }
        // 128 bytes are taken, one more is not.
        String most = "17d0f1ff0000010075" + "41".repeat(0x75) + "18";
        assertEquals(127, most.length() / 2);
        String long128 = "17d0f1ff0000010076" + "41".repeat(0x76) + "18";
        String long129 = "17d0f1ff0000010077" + "41".repeat(0x77) + "18";
        assertEquals(ImStatus.CONSTRAINT_ERROR, replace(long129));
        assertEquals(ImStatus.CONSTRAINT_ERROR, replace(ONE, ONE));
        assertEquals(
                ImStatus.INVALID_DATA_TYPE,
                node.write(node.acl, EXTENSION, AttributeWrite.REPLACE, out -> out.putNull(2)));
        assertEquals(
                ImStatus.INVALID_DATA_TYPE,
                node.write(
                        node.acl,
                        EXTENSION,
                        AttributeWrite.APPEND,
                        out -> {
                            out.startStruct(TlvTag.ANONYMOUS);
                            out.endContainer();
                        }));
        assertTrue(node.events.isEmpty());
        assertEquals(stored, node.store.contents());
        assertEquals(ImStatus.SUCCESS, replace(long128));
        node.onCase(9, 1);
        assertEquals(ImStatus.UNSUPPORTED_ACCESS, replace(ONE));
        node.onCase(1, 101);
        node.store.refuse = true;
        assertEquals(ImStatus.FAILURE, replace(ONE));
        assertEquals(List.of(Map.of(1, long128, 254, 1L)), read(true));
    }

    @Test
    void shouldNotStoreUnderAFailSafeAndGoBackWithIt() {
        assertEquals(ImStatus.SUCCESS, replace(ONE));
        node.fabrics.failSafe.arm(1, AdminNode.CASE_SESSION, 60, 0);
        Fabric fabric = node.fabrics.table.find(1);
        node.fabrics.update(fabric, null, "Node01_02");
        String stored = node.store.contents();
        assertEquals(ImStatus.SUCCESS, replace(EMPTY));
        assertEquals(List.of(Map.of(1, EMPTY, 254, 1L)), read(true));
        // Another fabric's is stored at once, and touches nothing of this one.
        node.onCase(2, 5);
        assertEquals(ImStatus.SUCCESS, replace(EMPTY));
        assertEquals(ImStatus.SUCCESS, replace());
        node.onCase(1, 101);
        assertEquals(List.of(Map.of(1, EMPTY, 254, 1L)), read(true));
        assertEquals(stored, node.store.contents());
        node.fabrics.failSafe.expire(0);
        assertEquals(List.of(Map.of(1, ONE, 254, 1L)), read(true));
        node.fabrics.failSafe.arm(1, AdminNode.CASE_SESSION, 60, 0);
        node.fabrics.update(fabric, null, "Node01_02");
        assertEquals(ImStatus.SUCCESS, replace());
        assertTrue(read(true).isEmpty());
        assertEquals(0, node.fabrics.failSafe.commit(0));
        assertTrue(read(true).isEmpty());
        assertNull(node.store.value(StoreKeys.accessControlExtension(1)));
    }

    @Test
    void shouldTakeADamagedRecordForNone() {
        assertEquals(ImStatus.SUCCESS, replace(ONE));
        byte[] good = node.store.value(StoreKeys.accessControlExtension(1));
        node.store.set(StoreKeys.accessControlExtension(1), Arrays.copyOf(good, 3));
        assertTrue(read(false).isEmpty());
        assertEquals(ImStatus.SUCCESS, append(ONE));
        assertFalse(read(false).isEmpty());
    }
}
