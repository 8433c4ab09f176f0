package org.mattermote.stack.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.fabric.Fabric;
import org.mattermote.stack.fabric.FabricCertificates;
import org.mattermote.stack.fabric.GroupKeySet;
import org.mattermote.stack.fabric.Vectors;
import org.mattermote.stack.model.AttributeWrite;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.GroupKeyManagementSpec;

class GroupKeyManagementClusterTest {
    private static final int MAP = GroupKeyManagementSpec.ATTR_GROUP_KEY_MAP;
    private static final int TABLE = GroupKeyManagementSpec.ATTR_GROUP_TABLE;
    private static final int WRITE = GroupKeyManagementSpec.CMD_KEY_SET_WRITE;
    private static final int READ = GroupKeyManagementSpec.CMD_KEY_SET_READ;
    private static final int REMOVE = GroupKeyManagementSpec.CMD_KEY_SET_REMOVE;
    private static final int READ_ALL = GroupKeyManagementSpec.CMD_KEY_SET_READ_ALL_INDICES;

    private static final int ABSENT = -101;
    private static final int NULL = -102;

    private final AdminNode node = new AdminNode();
    private final GroupKeyManagementCluster cluster = node.keyManagement;
    private final Fabric one = node.fabrics.commission("Root01", "ICA01", "Node01_01");
    private final Fabric two = node.fabrics.commission("Root02", "ICA02", "Node02_03");

    {
        node.onCase(1, 5);
    }

    /** The first epoch key of the IPK's set. */
    private static String epochKey(AdminNode node) {
        return Vectors.hex(node.fabrics.groupKeys.find(1, 0).epochKeys).substring(0, 32);
    }

    /** A GroupKeySetStruct that is right until a test spoils it. */
    private static final class KeySet {
        long id = 0x1234;
        long policy = GroupKeySet.POLICY_TRUST_FIRST;

        /** Length of each epoch key, or ABSENT or NULL. */
        final int[] keys = {16, NULL, NULL};

        /** Each start time, or ABSENT or NULL. */
        final long[] times = {1, NULL, NULL};

        int fill = 0xA0;

        KeySet key(int i, int length, long time) {
            keys[i] = length;
            times[i] = time;
            return this;
        }

        KeySet id(long value) {
            id = value;
            return this;
        }

        KeySet policy(long value) {
            policy = value;
            return this;
        }

        void put(TlvWriter out) {
            out.startStruct(0);
            if (id != ABSENT) {
                out.putUnsigned(0, id);
            }
            if (policy != ABSENT) {
                out.putUnsigned(1, policy);
            }
            for (int i = 0; i < 3; i++) {
                if (keys[i] == NULL) {
                    out.putNull(2 + 2 * i);
                } else if (keys[i] != ABSENT) {
                    byte[] key = new byte[keys[i]];
                    Arrays.fill(key, (byte) (fill + i));
                    out.putBytes(2 + 2 * i, key, 0, key.length);
                }
                if (times[i] == NULL) {
                    out.putNull(3 + 2 * i);
                } else if (times[i] != ABSENT) {
                    out.putUnsigned(3 + 2 * i, times[i]);
                }
            }
            out.endContainer();
        }
    }

    private static KeySet set() {
        return new KeySet();
    }

    private int write(KeySet set) {
        return node.invoke(cluster, WRITE, set::put).status();
    }

    private AdminNode.Answer read(long id) {
        return node.invoke(cluster, READ, out -> out.putUnsigned(0, id));
    }

    private int remove(long id) {
        return node.invoke(cluster, REMOVE, out -> out.putUnsigned(0, id)).status();
    }

    private Object indices() {
        return node.invoke(cluster, READ_ALL, out -> {}).field(0);
    }

    private static void putMapping(TlvWriter out, long group, long set) {
        out.startStruct(TlvTag.ANONYMOUS);
        out.putUnsigned(1, group);
        out.putUnsigned(2, set);
        out.putUnsigned(254, 77);
        out.endContainer();
    }

    /** Pairs of group and key set. */
    private int replace(long... pairs) {
        return node.write(
                cluster,
                MAP,
                AttributeWrite.REPLACE,
                out -> {
                    out.startArray(TlvTag.ANONYMOUS);
                    for (int i = 0; i < pairs.length; i += 2) {
                        putMapping(out, pairs[i], pairs[i + 1]);
                    }
                    out.endContainer();
                });
    }

    private int append(long group, long set) {
        return node.write(cluster, MAP, AttributeWrite.APPEND, out -> putMapping(out, group, set));
    }

    private String map(boolean filtered) {
        return node.read(cluster, MAP, filtered).toString();
    }

    private void useFabric(Fabric fabric) {
        node.onCase(fabric.fabricIndex, 5);
    }

    /** What is kept, whatever slots it is in. */
    private static List<String> sorted(AdminNode of) {
        return of.state().lines().sorted().toList();
    }

    @Test
    void shouldHaveWhatTheModelDemands() {
        Fakes.checkAgainstModel(cluster);
        assertEquals(0, cluster.featureMap());
        assertEquals(4L, node.read(cluster, 2, false));
        assertEquals(3L, node.read(cluster, 3, false));
        assertArrayEquals(new int[] {WRITE, READ, REMOVE, READ_ALL}, cluster.commands());
    }

    @Test
    void shouldBeginWithTheIpkOnly() {
        assertEquals(List.of(0L), indices());
        AdminNode.Answer answer = read(0);
        assertEquals(ImStatus.SUCCESS, answer.status());
        assertEquals(GroupKeyManagementSpec.CMD_KEY_SET_READ_RESPONSE, answer.response());
        assertEquals(
                "{0=0, 1=0, 2=null, 3=0, 4=null, 5=null, 6=null, 7=null}",
                answer.field(0).toString());
        assertEquals("[]", map(false));
        assertEquals("[]", node.read(cluster, TABLE, false).toString());
    }

    @Test
    void shouldWriteReadAndListKeySets() {
        assertEquals(ImStatus.SUCCESS, write(set()));
        assertEquals(
                ImStatus.SUCCESS,
                write(set().id(0xFFFF).key(0, 16, 5).key(1, 16, 6).key(2, 16, -1)));
        assertEquals(List.of(0L, 0x1234L, 0xFFFFL), indices());
        assertEquals(
                "{0=4660, 1=0, 2=null, 3=1, 4=null, 5=null, 6=null, 7=null}",
                read(0x1234).field(0).toString());
        assertEquals(
                "{0=65535, 1=0, 2=null, 3=5, 4=null, 5=6, 6=null, 7=-1}",
                read(0xFFFF).field(0).toString());
        GroupKeySet stored = node.fabrics.groupKeys.find(1, 0xFFFF);
        assertEquals(3, stored.keyCount());
        assertEquals(
                "a0".repeat(16) + "a1".repeat(16) + "a2".repeat(16), Vectors.hex(stored.epochKeys));
        useFabric(two);
        assertEquals(List.of(0L), indices());
        assertEquals(ImStatus.NOT_FOUND, read(0x1234).status());
    }

    @Test
    void shouldTakeAbsentLaterKeysForNull() {
        assertEquals(ImStatus.SUCCESS, write(set().key(1, ABSENT, ABSENT).key(2, ABSENT, ABSENT)));
        assertEquals(1, node.fabrics.groupKeys.find(1, 0x1234).keyCount());
    }

    @Test
    void shouldRefuseAFirstKeyThatIsNull() {
        assertEquals(ImStatus.INVALID_COMMAND, write(set().key(0, NULL, 1)));
        assertEquals(ImStatus.INVALID_COMMAND, write(set().key(0, 16, NULL)));
        assertEquals(ImStatus.INVALID_COMMAND, write(set().key(0, NULL, NULL)));
        assertEquals(ImStatus.INVALID_COMMAND, write(set().key(0, ABSENT, 1)));
        assertEquals(ImStatus.INVALID_COMMAND, write(set().key(0, 16, ABSENT)));
        assertEquals(ImStatus.INVALID_COMMAND, write(set().key(0, 16, 0)));
        assertEquals(ImStatus.INVALID_COMMAND, write(set().key(0, NULL, NULL).key(1, 16, 5)));
        // Before the length of the key.
        assertEquals(ImStatus.INVALID_COMMAND, write(set().key(0, 15, 0)));
        assertEquals(List.of(0L), indices());
    }

    @Test
    void shouldRefuseKeysOfOtherLengths() {
        for (int length : new int[] {0, 15, 17}) {
            assertEquals(ImStatus.CONSTRAINT_ERROR, write(set().key(0, length, 1)));
            assertEquals(ImStatus.CONSTRAINT_ERROR, write(set().key(1, length, 2)));
            assertEquals(ImStatus.CONSTRAINT_ERROR, write(set().key(1, 16, 2).key(2, length, 3)));
        }
        assertEquals(List.of(0L), indices());
    }

    @Test
    void shouldWantLaterKeysWithTheirTimesAndInOrder() {
        for (int none : new int[] {NULL, ABSENT}) {
            assertEquals(ImStatus.INVALID_COMMAND, write(set().key(1, 16, none)));
            assertEquals(ImStatus.INVALID_COMMAND, write(set().key(1, none, 2)));
            assertEquals(ImStatus.INVALID_COMMAND, write(set().key(1, 16, 2).key(2, 16, none)));
            assertEquals(ImStatus.INVALID_COMMAND, write(set().key(1, 16, 2).key(2, none, 3)));
            assertEquals(ImStatus.INVALID_COMMAND, write(set().key(1, none, none).key(2, 16, 3)));
        }
        assertEquals(List.of(0L), indices());
    }

    @Test
    void shouldWantAscendingTimes() {
        assertEquals(ImStatus.INVALID_COMMAND, write(set().key(1, 16, 1)));
        assertEquals(ImStatus.INVALID_COMMAND, write(set().key(0, 16, 9).key(1, 16, 8)));
        assertEquals(ImStatus.INVALID_COMMAND, write(set().key(1, 16, 0)));
        assertEquals(ImStatus.INVALID_COMMAND, write(set().key(1, 16, 5).key(2, 16, 5)));
        assertEquals(ImStatus.INVALID_COMMAND, write(set().key(1, 16, 5).key(2, 16, 3)));
        // They are unsigned.
        assertEquals(
                ImStatus.INVALID_COMMAND, write(set().key(0, 16, Long.MIN_VALUE).key(1, 16, 2)));
        assertEquals(ImStatus.SUCCESS, write(set().key(1, 16, Long.MIN_VALUE)));
    }

    @Test
    void shouldKnowOnePolicy() {
        assertEquals(ImStatus.INVALID_COMMAND, write(set().policy(1)));
        assertEquals(ImStatus.CONSTRAINT_ERROR, write(set().policy(2)));
        assertEquals(ImStatus.CONSTRAINT_ERROR, write(set().policy(0x100)));
        // A flaw of the keys comes first.
        assertEquals(ImStatus.INVALID_COMMAND, write(set().policy(2).key(0, NULL, 1)));
        assertEquals(ImStatus.CONSTRAINT_ERROR, write(set().policy(1).key(0, 15, 1)));
    }

    @Test
    void shouldTakeTheOtherPolicyWhereTheNodeSynchronises() {
        assertEquals(0, cluster.featureMap());
        cluster.useCacheAndSync();
        assertEquals(GroupKeyManagementSpec.FEATURE_CACHE_AND_SYNC, cluster.featureMap());
        assertEquals(ImStatus.SUCCESS, write(set().policy(1)));
        assertEquals(ImStatus.SUCCESS, write(set().policy(0)));
        assertEquals(ImStatus.CONSTRAINT_ERROR, write(set().policy(2)));
    }

    @Test
    void shouldRefuseMalformedKeySets() {
        assertEquals(ImStatus.INVALID_COMMAND, write(set().id(ABSENT)));
        assertEquals(ImStatus.INVALID_COMMAND, write(set().policy(ABSENT)));
        assertEquals(ImStatus.CONSTRAINT_ERROR, write(set().id(0x10000)));
        assertEquals(ImStatus.INVALID_COMMAND, write(set().id(0x10000).policy(ABSENT)));
        assertEquals(ImStatus.INVALID_COMMAND, node.invoke(cluster, WRITE, out -> {}).status());
        assertEquals(
                ImStatus.INVALID_COMMAND,
                node.invoke(cluster, WRITE, out -> out.putUnsigned(0, 1)).status());
        // Every field under the type of another.
        for (int tag = 0; tag < 4; tag++) {
            int wrong = tag;
            assertEquals(
                    ImStatus.INVALID_COMMAND,
                    node.invoke(
                                    cluster,
                                    WRITE,
                                    out -> {
                                        out.startStruct(0);
                                        for (int i = 0; i < 4; i++) {
                                            if (i == wrong) {
                                                out.putBool(i, true);
                                            } else if (i == 2) {
                                                out.putBytes(i, new byte[16], 0, 16);
                                            } else {
                                                out.putUnsigned(i, i == 3 ? 1 : 0);
                                            }
                                        }
                                        out.endContainer();
                                    })
                            .status());
        }
        assertEquals(List.of(0L), indices());
    }

    @Test
    void shouldReplaceAKeySetWithTheSameId() {
        write(set().key(1, 16, 2));
        KeySet other = set().key(0, 16, 9);
        other.fill = 0x50;
        assertEquals(ImStatus.SUCCESS, write(other));
        assertEquals(List.of(0L, 0x1234L), indices());
        GroupKeySet stored = node.fabrics.groupKeys.find(1, 0x1234);
        assertEquals(1, stored.keyCount());
        assertEquals("50".repeat(16) + "00".repeat(32), Vectors.hex(stored.epochKeys));
    }

    @Test
    void shouldReplaceTheIpk() {
        assertEquals(ImStatus.SUCCESS, write(set().id(0)));
        assertEquals("a0".repeat(16), epochKey(node));
        AdminNode again = new AdminNode(node.store);
        assertEquals(0, again.fabrics.table.load());
        assertEquals("a0".repeat(16), epochKey(again));
        assertArrayEquals(node.fabrics.ipk(one), again.fabrics.ipk(again.fabrics.table.find(1)));
    }

    @Test
    void shouldSayWhenThereIsNoRoom() {
        assertEquals(ImStatus.SUCCESS, write(set().id(1)));
        assertEquals(ImStatus.SUCCESS, write(set().id(2)));
        assertEquals(ImStatus.RESOURCE_EXHAUSTED, write(set().id(3)));
        assertEquals(ImStatus.SUCCESS, write(set().id(2)));
        useFabric(two);
        assertEquals(ImStatus.SUCCESS, write(set().id(3)));
    }

    @Test
    void shouldKeepNoCopyOfEpochKeys() {
        write(set().key(1, 16, 2).key(2, 15, 3));
        write(set().key(1, 16, 2));
        byte[] scratch = node.fabrics.scratch.bytes;
        for (int i = FabricCertificates.KEPT; i < scratch.length; i++) {
            assertEquals(0, scratch[i]);
        }
    }

    @Test
    void shouldRefuseToReadWhatIsNotThere() {
        assertEquals(ImStatus.NOT_FOUND, read(1).status());
        assertEquals(ImStatus.CONSTRAINT_ERROR, read(0x10000).status());
        assertEquals(ImStatus.INVALID_COMMAND, node.invoke(cluster, READ, out -> {}).status());
        assertEquals(
                ImStatus.INVALID_COMMAND,
                node.invoke(cluster, READ, out -> out.putNull(0)).status());
    }

    @Test
    void shouldRemoveAKeySetWithItsMappings() {
        write(set().id(1));
        write(set().id(2));
        replace(10, 1, 11, 2, 12, 1);
        useFabric(two);
        write(set().id(1));
        replace(10, 1);
        useFabric(one);
        int version = cluster.dataVersion();
        assertEquals(ImStatus.SUCCESS, remove(1));
        assertTrue(cluster.dataVersion() != version);
        assertEquals(List.of(0L, 2L), indices());
        assertEquals("[{1=11, 2=2, 254=1}, {1=10, 2=1, 254=2}]", map(false));
        assertEquals(ImStatus.NOT_FOUND, remove(1));
        assertEquals(ImStatus.INVALID_COMMAND, remove(0));
        assertEquals(ImStatus.CONSTRAINT_ERROR, remove(0x10000));
        assertEquals(ImStatus.INVALID_COMMAND, node.invoke(cluster, REMOVE, out -> {}).status());
        AdminNode again = new AdminNode(node.store);
        assertEquals(0, again.fabrics.table.load());
        assertEquals(sorted(node), sorted(again));
    }

    @Test
    void shouldReplaceOwnMappingsOnly() {
        assertEquals(ImStatus.SUCCESS, replace(1, 5, 2, 6));
        useFabric(two);
        assertEquals(ImStatus.SUCCESS, replace(1, 7));
        useFabric(one);
        int version = cluster.dataVersion();
        assertEquals(ImStatus.SUCCESS, replace(3, 8));
        assertEquals(version + 1, cluster.dataVersion());
        assertTrue(cluster.changeStamp(MAP) != 0);
        assertEquals("[{1=3, 2=8, 254=1}]", map(true));
        assertEquals("[{1=1, 2=7, 254=2}, {1=3, 2=8, 254=1}]", map(false));
        assertEquals(ImStatus.SUCCESS, replace());
        assertEquals("[]", map(true));
        assertEquals("[{1=1, 2=7, 254=2}]", map(false));
        useFabric(two);
        assertEquals("[{1=1, 2=7, 254=2}]", map(true));
    }

    @Test
    void shouldAppendMappings() {
        assertEquals(ImStatus.SUCCESS, replace());
        for (int i = 1; i <= 4; i++) {
            assertEquals(ImStatus.SUCCESS, append(i, 9));
        }
        assertEquals(ImStatus.RESOURCE_EXHAUSTED, append(5, 9));
        assertEquals(ImStatus.CONSTRAINT_ERROR, append(4, 9));
        useFabric(two);
        assertEquals(ImStatus.SUCCESS, append(4, 9));
        useFabric(one);
        assertEquals(
                "[{1=1, 2=9, 254=1}, {1=2, 2=9, 254=1}, {1=3, 2=9, 254=1}, {1=4, 2=9, 254=1}]",
                map(true));
    }

    @Test
    void shouldCheckMappings() {
        replace(1, 5);
        List<String> before = sorted(node);
        String stored = node.store.contents();
        int version = cluster.dataVersion();
        assertEquals(ImStatus.CONSTRAINT_ERROR, replace(2, 0));
        assertEquals(ImStatus.CONSTRAINT_ERROR, replace(0, 2));
        assertEquals(ImStatus.CONSTRAINT_ERROR, replace(2, 0x10000));
        assertEquals(ImStatus.CONSTRAINT_ERROR, replace(0x10000, 2));
        assertEquals(ImStatus.CONSTRAINT_ERROR, replace(2, 5, 3, 6, 2, 6));
        assertEquals(ImStatus.RESOURCE_EXHAUSTED, replace(2, 5, 3, 5, 4, 5, 5, 5, 6, 5));
        assertEquals(ImStatus.CONSTRAINT_ERROR, append(2, 0));
        assertEquals(ImStatus.CONSTRAINT_ERROR, append(0, 2));
        assertEquals(ImStatus.CONSTRAINT_ERROR, append(0xFFFFFFFFL, 2));
        assertEquals(before, sorted(node));
        assertEquals(stored, node.store.contents());
        assertEquals(version, cluster.dataVersion());
        assertEquals(ImStatus.SUCCESS, replace(0xFFFF, 0xFFFF));
    }

    @Test
    void shouldRefuseMappingsOfTheWrongForm() {
        for (int operation : new int[] {AttributeWrite.REPLACE, AttributeWrite.APPEND}) {
            assertEquals(
                    ImStatus.INVALID_DATA_TYPE,
                    node.write(cluster, MAP, operation, out -> out.putUnsigned(-1, 1)));
            for (int wrong = 0; wrong < 4; wrong++) {
                int flaw = wrong;
                assertEquals(
                        ImStatus.INVALID_DATA_TYPE,
                        node.write(
                                cluster,
                                MAP,
                                operation,
                                out -> {
                                    if (operation == AttributeWrite.REPLACE) {
                                        out.startArray(TlvTag.ANONYMOUS);
                                    }
                                    out.startStruct(TlvTag.ANONYMOUS);
                                    if (flaw != 0) {
                                        out.putUnsigned(1, flaw == 3 ? 0x10000 : 1);
                                    }
                                    if (flaw > 1) {
                                        out.putBool(2, true);
                                    }
                                    out.endContainer();
                                    if (operation == AttributeWrite.REPLACE) {
                                        out.endContainer();
                                    }
                                }));
            }
        }
        assertEquals(
                ImStatus.INVALID_DATA_TYPE,
                node.write(
                        cluster,
                        MAP,
                        AttributeWrite.REPLACE,
                        out -> {
                            out.startArray(TlvTag.ANONYMOUS);
                            putMapping(out, 1, 1);
                            out.putUnsigned(TlvTag.ANONYMOUS, 1);
                            out.endContainer();
                        }));
        assertEquals("[]", map(false));
        assertEquals(
                ImStatus.UNSUPPORTED_WRITE,
                node.write(cluster, TABLE, AttributeWrite.REPLACE, out -> out.putUnsigned(-1, 1)));
    }

    @Test
    void shouldComeBackAfterARestart() {
        write(set().id(7).key(1, 16, 2));
        replace(1, 7, 2, 8);
        append(3, 7);
        useFabric(two);
        write(set().id(9));
        replace(1, 9);
        AdminNode again = new AdminNode(node.store);
        assertEquals(0, again.fabrics.table.load());
        assertEquals(sorted(node), sorted(again));
        again.onCase(1, 5);
        assertEquals(
                "[{1=1, 2=7, 254=1}, {1=2, 2=8, 254=1}, {1=3, 2=7, 254=1}]",
                again.read(again.keyManagement, MAP, true).toString());
        assertNotNull(again.fabrics.groupKeys.find(2, 9));
    }

    @Test
    void shouldTakeBackWhatTheStoreRefuses() {
        write(set().id(7));
        replace(1, 7);
        List<String> before = sorted(node);
        node.store.refuse = true;
        assertEquals(ImStatus.FAILURE, write(set().id(8)));
        assertEquals(ImStatus.FAILURE, write(set().id(0)));
        assertEquals(ImStatus.FAILURE, replace(2, 7));
        assertEquals(ImStatus.FAILURE, append(2, 7));
        assertEquals(ImStatus.FAILURE, remove(7));
        assertEquals(before, sorted(node));
        node.store.refuse = false;
        assertEquals(ImStatus.SUCCESS, remove(7));
    }

    @Test
    void shouldStoreNothingOfAFabricUnderItsFailSafe() {
        node.fabrics.failSafe.armForPase(AdminNode.PASE_SESSION, 0);
        Fabric pending = node.fabrics.add("Root01", null, "Node01_02");
        String stored = node.store.contents();
        useFabric(pending);
        assertEquals(ImStatus.SUCCESS, write(set().id(7)));
        assertEquals(ImStatus.SUCCESS, replace(1, 7));
        assertEquals(stored, node.store.contents());
        node.fabrics.failSafe.expire(0);
        assertNull(node.fabrics.groupKeys.find(pending.fabricIndex, 7));
        assertEquals("[]", map(false));
    }

    @Test
    void shouldWorkForFabricsOnly() {
        node.onPase();
        assertEquals(ImStatus.UNSUPPORTED_ACCESS, write(set()));
        assertEquals(ImStatus.UNSUPPORTED_ACCESS, read(0).status());
        assertEquals(ImStatus.UNSUPPORTED_ACCESS, remove(1));
        assertEquals(ImStatus.UNSUPPORTED_ACCESS, replace(1, 1));
        node.onCase(1, 5);
        assertEquals(ImStatus.UNSUPPORTED_COMMAND, node.invoke(cluster, 9, out -> {}).status());
    }

    @Test
    void shouldForgetAFabricThatLeaves() {
        write(set().id(7));
        replace(1, 7);
        useFabric(two);
        replace(1, 7);
        int version = cluster.dataVersion();
        assertEquals(0, node.fabrics.table.remove(1, 0));
        node.node.fabricRemoved(1);
        assertTrue(cluster.dataVersion() != version);
        assertEquals("[{1=1, 2=7, 254=2}]", map(false));
        assertNull(node.fabrics.groupKeys.find(1, 7));
        assertFalse(node.store.contents().isEmpty());
    }

    @Test
    void shouldShowTheGroupTable() {
        node.fabrics.groups.add(1, 0x101, 1, new byte[] {'h', 'i'}, 0, 2);
        node.fabrics.groups.add(1, 0x101, 2, new byte[] {'h', 'i'}, 0, 2);
        node.fabrics.groups.add(2, 0x101, 1, new byte[0], 0, 0);
        assertEquals(
                "[{1=257, 2=[1, 2], 3=hi, 254=1}]", node.read(cluster, TABLE, true).toString());
        assertEquals(
                "[{1=257, 2=[1, 2], 3=hi, 254=1}, {1=257, 2=[1], 3=, 254=2}]",
                node.read(cluster, TABLE, false).toString());
        int version = cluster.dataVersion();
        cluster.groupTableChanged();
        assertEquals(version + 1, cluster.dataVersion());
        assertTrue(cluster.changeStamp(TABLE) != 0);
    }
}
