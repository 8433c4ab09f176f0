package org.mattermote.stack.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.fabric.FabricStatus;
import org.mattermote.stack.model.AttributeWrite;
import org.mattermote.stack.model.ImStatus;

class GroupClustersTest {
    private static final int ANON = TlvTag.ANONYMOUS;
    private static final int WRITE = 0;
    private static final int READ = 1;
    private static final int REMOVE = 3;
    private static final int INDICES = 4;

    private final AdminNode node = new AdminNode();

    @BeforeEach
    void commissioned() {
        node.fabrics.commission("Root01", "ICA01", "Node01_01");
        node.fabrics.commission("Root02", "ICA02", "Node02_01");
        node.onCase(1, 101);
    }

    /** A GroupKeySetStruct; lengths and times of -1 are null, of -2 absent. */
    private static AdminNode.Content set(int id, int policy, long... lengthsAndTimes) {
        return out -> {
            out.startStruct(0);
            out.putUnsigned(0, id);
            out.putUnsigned(1, policy);
            for (int i = 0; i < 6; i++) {
                long v = i < lengthsAndTimes.length ? lengthsAndTimes[i] : -1;
                if (v == -1) {
                    out.putNull(2 + i);
                } else if (v >= 0 && i % 2 == 0) {
                    byte[] key = new byte[(int) v];
                    java.util.Arrays.fill(key, (byte) (id + i));
                    out.putBytes(2 + i, key, 0, key.length);
                } else if (v >= 0) {
                    out.putUnsigned(2 + i, v);
                }
            }
            out.endContainer();
        };
    }

    private int keys(int command, AdminNode.Content content) {
        return node.invoke(node.keyManagement, command, content).status();
    }

    private static AdminNode.Content id(int id) {
        return out -> out.putUnsigned(0, id);
    }

    private int map(int operation, int... groupsAndSets) {
        return node.write(
                node.keyManagement,
                0,
                operation,
                out -> {
                    if (operation == AttributeWrite.REPLACE) {
                        out.startArray(ANON);
                    }
                    for (int i = 0; i < groupsAndSets.length; i += 2) {
                        out.startStruct(ANON);
                        out.putUnsigned(1, groupsAndSets[i]);
                        out.putUnsigned(2, groupsAndSets[i + 1]);
                        out.endContainer();
                    }
                    if (operation == AttributeWrite.REPLACE) {
                        out.endContainer();
                    }
                });
    }

    @Test
    void shouldCheckKeySetWrite() {
        assertEquals(ImStatus.INVALID_COMMAND, keys(WRITE, out -> {}));
        AdminNode.Content[] invalid = {
            set(1, 0, -1, -1),
            set(1, 0, 16, -1),
            set(1, 0, -1, 1),
            set(1, 0, 16, 0),
            set(1, 0, 16, 1, 16, -1),
            set(1, 0, 16, 1, -1, 2),
            set(1, 0, 16, 1, -1, -1, 16, 2),
            set(1, 0, 16, 2, 16, 2),
            set(1, 0, 16, 1, 16, 3, 16, 2),
            set(1, 1, 16, 1),
            set(1, 0, -2, -2)
        };
        for (int i = 0; i < invalid.length; i++) {
            assertEquals(ImStatus.INVALID_COMMAND, keys(WRITE, invalid[i]), "case " + i);
        }
        AdminNode.Content[] constraint = {
            set(1, 2, 16, 1), set(1, 0, 15, 1), set(1, 0, 17, 1), set(1, 0, 16, 1, 0, 2)
        };
        for (int i = 0; i < constraint.length; i++) {
            assertEquals(ImStatus.CONSTRAINT_ERROR, keys(WRITE, constraint[i]), "case " + i);
        }
        assertEquals(ImStatus.SUCCESS, keys(WRITE, set(1, 0, 16, 1, 16, 2, 16, 3)));
        assertEquals(ImStatus.SUCCESS, keys(WRITE, set(0xFFFF, 0, 16, 1, -2, -2)));
        assertEquals(ImStatus.RESOURCE_EXHAUSTED, keys(WRITE, set(2, 0, 16, 1)));
        assertEquals(ImStatus.SUCCESS, keys(WRITE, set(1, 0, 16, 9)));
        assertEquals(3L, node.read(node.keyManagement, 3, false));
        assertEquals(4L, node.read(node.keyManagement, 2, false));
    }

    @Test
    void shouldReadAndRemoveKeySets() {
        keys(WRITE, set(7, 0, 16, 5, 16, 6));
        AdminNode.Answer answer = node.invoke(node.keyManagement, READ, id(7));
        assertEquals(2, answer.response());
        assertEquals(
                "{0={0=7, 1=0, 2=null, 3=5, 4=null, 5=6, 6=null, 7=null}}",
                answer.fields().toString());
        assertEquals(ImStatus.NOT_FOUND, keys(READ, id(8)));
        assertEquals(
                Map.of(0, List.of(0L, 7L)),
                node.invoke(node.keyManagement, INDICES, out -> {}).fields());
        assertEquals(ImStatus.INVALID_COMMAND, keys(REMOVE, id(0)));
        assertEquals(ImStatus.NOT_FOUND, keys(REMOVE, id(8)));
        assertEquals(ImStatus.SUCCESS, map(AttributeWrite.REPLACE, 1, 7, 2, 8, 3, 7));
        assertEquals(ImStatus.SUCCESS, keys(REMOVE, id(7)));
        assertEquals("[{1=2, 2=8, 254=1}]", node.read(node.keyManagement, 0, true).toString());
        node.onCase(2, 1);
        assertEquals(ImStatus.NOT_FOUND, keys(REMOVE, id(7)));
        AdminNode again = new AdminNode(node.store);
        assertEquals(FabricStatus.OK, again.fabrics.table.load());
        assertEquals(node.state(), again.state());
    }

    @Test
    void shouldMoveTheIpk() {
        byte[] before = node.fabrics.ipk(node.fabrics.table.find(1));
        assertEquals(ImStatus.SUCCESS, keys(WRITE, set(0, 0, 16, 1, 16, 2)));
        assertTrue(!java.util.Arrays.equals(before, node.fabrics.ipk(node.fabrics.table.find(1))));
        AdminNode again = new AdminNode(node.store);
        again.fabrics.table.load();
        assertEquals(node.state(), again.state());
        String state = node.state();
        node.store.refuse = true;
        assertEquals(ImStatus.FAILURE, keys(WRITE, set(0, 0, 16, 3)));
        assertEquals(state, node.state());
    }

    @Test
    void shouldMapGroupsToKeySets() {
        assertEquals(ImStatus.SUCCESS, map(AttributeWrite.REPLACE, 1, 42, 2, 42));
        assertEquals(ImStatus.SUCCESS, map(AttributeWrite.APPEND, 3, 43));
        assertEquals(ImStatus.CONSTRAINT_ERROR, map(AttributeWrite.APPEND, 3, 44));
        assertEquals(ImStatus.CONSTRAINT_ERROR, map(AttributeWrite.APPEND, 4, 0));
        assertEquals(ImStatus.CONSTRAINT_ERROR, map(AttributeWrite.APPEND, 0, 4));
        assertEquals(ImStatus.CONSTRAINT_ERROR, map(AttributeWrite.REPLACE, 1, 1, 1, 2));
        assertEquals(ImStatus.SUCCESS, map(AttributeWrite.APPEND, 4, 43));
        assertEquals(ImStatus.RESOURCE_EXHAUSTED, map(AttributeWrite.APPEND, 5, 43));
        assertEquals(
                ImStatus.RESOURCE_EXHAUSTED,
                map(AttributeWrite.REPLACE, 1, 1, 2, 1, 3, 1, 4, 1, 5, 1));
        node.onCase(2, 1);
        assertEquals(ImStatus.SUCCESS, map(AttributeWrite.REPLACE, 1, 9));
        assertEquals("[{1=1, 2=9, 254=2}]", node.read(node.keyManagement, 0, true).toString());
        assertEquals(5, ((List<?>) node.read(node.keyManagement, 0, false)).size());
        assertEquals(
                ImStatus.INVALID_DATA_TYPE,
                node.write(node.keyManagement, 0, 0, out -> out.putUnsigned(ANON, 1)));
        AdminNode again = new AdminNode(node.store);
        again.fabrics.table.load();
        assertEquals(node.state(), again.state());
    }

    private static AdminNode.Content group(int id, String name) {
        return out -> {
            out.putUnsigned(0, id);
            putText(out, name);
        };
    }

    private static void putText(TlvWriter out, String text) {
        byte[] b = text.getBytes();
        out.putUtf8(1, b, 0, b.length);
    }

    private Object add(int id, String name) {
        AdminNode.Answer answer = node.invoke(node.groups, 0, group(id, name));
        assertEquals(ImStatus.SUCCESS, answer.status());
        assertEquals(0, answer.response());
        assertEquals((long) id, answer.field(1));
        return ((Long) answer.field(0)).intValue();
    }

    @Test
    void shouldJoinGroupsWithKeys() {
        assertEquals(0x80L, node.read(node.groups, 0, false));
        assertEquals(ImStatus.UNSUPPORTED_ACCESS, add(1, "one"));
        map(AttributeWrite.REPLACE, 1, 42, 2, 42);
        assertEquals(ImStatus.UNSUPPORTED_ACCESS, add(1, "one"));
        keys(WRITE, set(42, 0, 16, 1));
        assertEquals(ImStatus.SUCCESS, add(1, "one"));
        assertEquals(ImStatus.SUCCESS, add(1, "first"));
        assertEquals(ImStatus.SUCCESS, add(2, ""));
        assertEquals(ImStatus.CONSTRAINT_ERROR, add(0, "x"));
        assertEquals(ImStatus.CONSTRAINT_ERROR, add(1, "seventeen letters"));
        assertEquals(
                ImStatus.INVALID_COMMAND,
                node.invoke(node.groups, 0, out -> out.putUnsigned(0, 1)).status());
        assertEquals(Map.of(0, 0L, 1, 1L, 2, "first"), node.invoke(node.groups, 1, id(1)).fields());
        assertEquals(Map.of(0, 0x8BL, 1, 9L, 2, ""), node.invoke(node.groups, 1, id(9)).fields());
        assertEquals(Map.of(0, 0x87L, 1, 0L, 2, ""), node.invoke(node.groups, 1, id(0)).fields());
        assertEquals(
                "[{1=1, 2=[1], 3=first, 254=1}, {1=2, 2=[1], 3=, 254=1}]",
                node.read(node.keyManagement, 1, true).toString());
        AdminNode again = new AdminNode(node.store);
        again.fabrics.table.load();
        assertEquals(node.state(), again.state());
    }

    private Map<Object, Object> membership(int... ids) {
        return node.invoke(
                        node.groups,
                        2,
                        out -> {
                            out.startArray(0);
                            for (int i : ids) {
                                out.putUnsigned(ANON, i);
                            }
                            out.endContainer();
                        })
                .fields();
    }

    @Test
    void shouldTellAndLeaveGroups() {
        map(AttributeWrite.REPLACE, 1, 42, 2, 42, 3, 42);
        keys(WRITE, set(42, 0, 16, 1));
        add(1, "a");
        add(2, "b");
        add(3, "c");
        assertEquals(Map.of(0, 1L, 1, List.of(1L, 2L, 3L)), membership());
        assertEquals(Map.of(0, 1L, 1, List.of(3L)), membership(3, 4));
        assertEquals(Map.of(0, 1L, 1, List.of()), membership(4));
        assertEquals(ImStatus.INVALID_COMMAND, node.invoke(node.groups, 2, out -> {}).status());
        assertEquals(Map.of(0, 0L, 1, 2L), node.invoke(node.groups, 3, id(2)).fields());
        assertEquals(Map.of(0, 0x8BL, 1, 2L), node.invoke(node.groups, 3, id(2)).fields());
        assertEquals(Map.of(0, 0x87L, 1, 0L), node.invoke(node.groups, 3, id(0)).fields());
        int version = node.keyManagement.dataVersion();
        assertEquals(ImStatus.SUCCESS, node.invoke(node.groups, 4, out -> {}).status());
        assertTrue(version != node.keyManagement.dataVersion());
        assertEquals(Map.of(0, 4L, 1, List.of()), membership());
        assertEquals(ImStatus.SUCCESS, node.invoke(node.groups, 4, out -> {}).status());
        node.onPase();
        assertEquals(ImStatus.UNSUPPORTED_ACCESS, node.invoke(node.groups, 4, out -> {}).status());
    }

    @Test
    void shouldJoinWhileIdentifyingOnly() {
        map(AttributeWrite.REPLACE, 1, 42);
        keys(WRITE, set(42, 0, 16, 1));
        assertEquals(ImStatus.SUCCESS, node.invoke(node.groups, 5, group(1, "a")).status());
        assertEquals(Map.of(0, 4L, 1, List.of()), membership());
        node.identify.identify(10, 0);
        AdminNode.Answer answer = node.invoke(node.groups, 5, group(1, "a"));
        assertEquals(ImStatus.SUCCESS, answer.status());
        assertEquals(-1, answer.response());
        assertEquals(Map.of(0, 3L, 1, List.of(1L)), membership());
        assertEquals(
                ImStatus.UNSUPPORTED_ACCESS, node.invoke(node.groups, 5, group(2, "a")).status());
        assertEquals(
                ImStatus.CONSTRAINT_ERROR, node.invoke(node.groups, 5, group(0, "a")).status());
    }
}
