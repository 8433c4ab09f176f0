package org.mattermote.stack.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.fabric.Fabric;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.GroupsSpec;

class GroupsClusterTest {
    private static final int ADD = GroupsSpec.CMD_ADD_GROUP;
    private static final int VIEW = GroupsSpec.CMD_VIEW_GROUP;
    private static final int MEMBERSHIP = GroupsSpec.CMD_GET_GROUP_MEMBERSHIP;
    private static final int REMOVE = GroupsSpec.CMD_REMOVE_GROUP;
    private static final int REMOVE_ALL = GroupsSpec.CMD_REMOVE_ALL_GROUPS;
    private static final int ADD_IF_IDENTIFYING = GroupsSpec.CMD_ADD_GROUP_IF_IDENTIFYING;

    private static final int KEY_SET = 7;

    private final AdminNode node = new AdminNode();
    private final GroupsCluster first = node.groups;
    private final GroupsCluster second =
            new GroupsCluster(
                    2,
                    node.fabrics.table,
                    node.fabrics.groups,
                    node.fabrics.groupKeyMap,
                    node.fabrics.groupKeys,
                    node.identify,
                    node.keyManagement,
                    node.workspace);

    {
        node.fabrics.commission("Root01", "ICA01", "Node01_01");
        node.fabrics.commission("Root02", "ICA02", "Node02_03");
        for (int index = 1; index <= 2; index++) {
            Fabric fabric = node.fabrics.table.find(index);
            node.fabrics.groupKeys.write(fabric, KEY_SET, 0, 1, new byte[16], 0, new long[] {1});
            for (int group = 1; group <= 4; group++) {
                node.fabrics.groupKeyMap.add(index, group, KEY_SET);
            }
            node.fabrics.table.persist(fabric, node.fabrics.groupKeys, node.fabrics.groupKeyMap);
        }
        node.onCase(1, 5);
    }

    private AdminNode.Answer named(GroupsCluster cluster, int command, long group, String name) {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        return node.invoke(
                cluster,
                command,
                out -> {
                    out.putUnsigned(0, group);
                    out.putUtf8(1, utf8, 0, utf8.length);
                });
    }

    private AdminNode.Answer one(GroupsCluster cluster, int command, long group) {
        return node.invoke(cluster, command, out -> out.putUnsigned(0, group));
    }

    private void add(GroupsCluster cluster, long group, String name) {
        assertEquals(Map.of(0, 0L, 1, group), named(cluster, ADD, group, name).fields());
    }

    private static void check(AdminNode.Answer answer, int response, int status, long group) {
        assertEquals(ImStatus.SUCCESS, answer.status());
        assertEquals(response, answer.response());
        assertEquals((long) status, answer.field(0));
        assertEquals(group, answer.field(1));
    }

    private String members(GroupsCluster cluster, long... asked) {
        AdminNode.Answer answer =
                node.invoke(
                        cluster,
                        MEMBERSHIP,
                        out -> {
                            out.startArray(0);
                            for (long group : asked) {
                                out.putUnsigned(TlvTag.ANONYMOUS, group);
                            }
                            out.endContainer();
                        });
        assertEquals(ImStatus.SUCCESS, answer.status());
        assertEquals(GroupsSpec.CMD_GET_GROUP_MEMBERSHIP_RESPONSE, answer.response());
        return answer.fields().toString();
    }

    private String table() {
        return node.read(node.keyManagement, 1, false).toString();
    }

    /** What is kept, whatever slots it is in. */
    private static List<String> sorted(AdminNode of) {
        return of.state().lines().sorted().toList();
    }

    @Test
    void shouldHaveWhatTheModelDemands() {
        Fakes.checkAgainstModel(first);
        assertEquals(GroupsSpec.FEATURE_GROUP_NAMES, first.featureMap());
        assertEquals(0x80L, node.read(first, GroupsSpec.ATTR_NAME_SUPPORT, false));
        assertArrayEquals(IntStream.range(0, 6).toArray(), first.commands());
    }

    @Test
    void shouldAddAGroup() {
        int version = node.keyManagement.dataVersion();
        check(named(first, ADD, 1, "kitchen"), GroupsSpec.CMD_ADD_GROUP_RESPONSE, 0, 1);
        assertEquals("[{1=1, 2=[1], 3=kitchen, 254=1}]", table());
        assertEquals(version + 1, node.keyManagement.dataVersion());
        assertTrue(node.keyManagement.changeStamp(1) != 0);
        add(second, 1, "kitchen");
        assertEquals("[{1=1, 2=[1, 2], 3=kitchen, 254=1}]", table());
    }

    @Test
    void shouldRenameAGroupThatIsThere() {
        add(first, 1, "kitchen");
        add(first, 1, "hall");
        assertEquals("[{1=1, 2=[1], 3=hall, 254=1}]", table());
        add(first, 1, "");
        assertEquals("[{1=1, 2=[1], 3=, 254=1}]", table());
    }

    @Test
    void shouldAnswerConstraintError() {
        int response = GroupsSpec.CMD_ADD_GROUP_RESPONSE;
        check(named(first, ADD, 0, ""), response, ImStatus.CONSTRAINT_ERROR, 0);
        check(named(first, ADD, 1, "x".repeat(17)), response, ImStatus.CONSTRAINT_ERROR, 1);
        add(first, 1, "x".repeat(16));
        AdminNode.Answer noText =
                node.invoke(
                        first,
                        ADD,
                        out -> {
                            out.putUnsigned(0, 2);
                            out.putUtf8(1, new byte[] {(byte) 0xC3}, 0, 1);
                        });
        check(noText, response, ImStatus.CONSTRAINT_ERROR, 2);
        assertEquals("[{1=1, 2=[1], 3=xxxxxxxxxxxxxxxx, 254=1}]", table());
    }

    @Test
    void shouldWantAKeyForTheGroup() {
        int response = GroupsSpec.CMD_ADD_GROUP_RESPONSE;
        check(named(first, ADD, 5, ""), response, ImStatus.UNSUPPORTED_ACCESS, 5);
        // Mapped to a key set that is not there.
        node.fabrics.groupKeys.remove(1, KEY_SET);
        check(named(first, ADD, 1, ""), response, ImStatus.UNSUPPORTED_ACCESS, 1);
        node.onCase(2, 5);
        add(first, 1, "");
    }

    @Test
    void shouldSayWhenThereIsNoRoom() {
        node.fabrics.groupKeyMap.removeKeySet(1, KEY_SET);
        for (int group = 11; group <= 14; group++) {
            node.fabrics.groups.add(1, group, 2, new byte[0], 0, 0);
        }
        node.fabrics.groupKeyMap.add(1, 1, KEY_SET);
        check(
                named(first, ADD, 1, ""),
                GroupsSpec.CMD_ADD_GROUP_RESPONSE,
                ImStatus.RESOURCE_EXHAUSTED,
                1);
        node.onCase(2, 5);
        add(first, 1, "");
    }

    @Test
    void shouldViewAGroup() {
        int response = GroupsSpec.CMD_VIEW_GROUP_RESPONSE;
        add(first, 3, "hall");
        AdminNode.Answer answer = one(first, VIEW, 3);
        check(answer, response, ImStatus.SUCCESS, 3);
        assertEquals("hall", answer.field(2));
        for (AdminNode.Answer unknown :
                new AdminNode.Answer[] {one(first, VIEW, 1), one(second, VIEW, 3)}) {
            assertEquals((long) ImStatus.NOT_FOUND, unknown.field(0));
            assertEquals("", unknown.field(2));
        }
        answer = one(first, VIEW, 0);
        check(answer, response, ImStatus.CONSTRAINT_ERROR, 0);
        assertEquals("", answer.field(2));
        node.onCase(2, 5);
        check(one(first, VIEW, 3), response, ImStatus.NOT_FOUND, 3);
    }

    @Test
    void shouldTellMemberships() {
        assertEquals("{0=4, 1=[]}", members(first));
        add(first, 1, "");
        add(first, 3, "");
        add(second, 2, "");
        add(second, 3, "");
        assertEquals("{0=1, 1=[1, 3]}", members(first));
        assertEquals("{0=1, 1=[3, 2]}", members(second));
        assertEquals("{0=1, 1=[3]}", members(first, 2, 3, 4, 3));
        assertEquals("{0=1, 1=[1, 3]}", members(first, 3, 1));
        assertEquals("{0=1, 1=[]}", members(first, 2, 0xFFFF));
        node.onCase(2, 5);
        assertEquals("{0=4, 1=[]}", members(first));
    }

    @Test
    void shouldRemoveAGroup() {
        int response = GroupsSpec.CMD_REMOVE_GROUP_RESPONSE;
        add(first, 1, "a");
        add(second, 1, "a");
        int version = node.keyManagement.dataVersion();
        check(one(first, REMOVE, 1), response, ImStatus.SUCCESS, 1);
        assertEquals(version + 1, node.keyManagement.dataVersion());
        assertEquals("[{1=1, 2=[2], 3=a, 254=1}]", table());
        check(one(first, REMOVE, 1), response, ImStatus.NOT_FOUND, 1);
        check(one(first, REMOVE, 2), response, ImStatus.NOT_FOUND, 2);
        check(one(first, REMOVE, 0), response, ImStatus.CONSTRAINT_ERROR, 0);
        assertEquals(version + 1, node.keyManagement.dataVersion());
        node.onCase(2, 5);
        check(one(second, REMOVE, 1), response, ImStatus.NOT_FOUND, 1);
        node.onCase(1, 5);
        check(one(second, REMOVE, 1), response, ImStatus.SUCCESS, 1);
        assertEquals("[]", table());
    }

    @Test
    void shouldRemoveAllGroupsOfTheEndpointAndFabric() {
        add(first, 1, "");
        add(first, 2, "");
        add(second, 2, "");
        node.onCase(2, 5);
        add(first, 1, "");
        node.onCase(1, 5);
        AdminNode.Answer answer = node.invoke(first, REMOVE_ALL, out -> {});
        assertEquals(ImStatus.SUCCESS, answer.status());
        assertEquals(-1, answer.response());
        assertEquals("{0=3, 1=[]}", members(first));
        assertEquals("{0=3, 1=[2]}", members(second));
        int commits = node.store.commits;
        assertEquals(ImStatus.SUCCESS, node.invoke(first, REMOVE_ALL, out -> {}).status());
        assertEquals(commits, node.store.commits);
        node.onCase(2, 5);
        assertEquals("{0=3, 1=[1]}", members(first));
    }

    @Test
    void shouldAddWhileIdentifyingOnly() {
        // Whatever it is: without identifying it is nobody's business.
        for (int group : new int[] {0, 1, 5}) {
            AdminNode.Answer answer = named(first, ADD_IF_IDENTIFYING, group, "a");
            assertEquals(ImStatus.SUCCESS, answer.status());
            assertEquals(-1, answer.response());
        }
        assertEquals(
                ImStatus.SUCCESS, named(first, ADD_IF_IDENTIFYING, 1, "x".repeat(17)).status());
        assertEquals("[]", table());

        node.identify.identify(10, 0);
        node.now = 9_999;
        assertEquals(ImStatus.CONSTRAINT_ERROR, named(first, ADD_IF_IDENTIFYING, 0, "a").status());
        assertEquals(
                ImStatus.CONSTRAINT_ERROR,
                named(first, ADD_IF_IDENTIFYING, 1, "x".repeat(17)).status());
        assertEquals(
                ImStatus.UNSUPPORTED_ACCESS, named(first, ADD_IF_IDENTIFYING, 5, "a").status());
        AdminNode.Answer answer = named(first, ADD_IF_IDENTIFYING, 1, "a");
        assertEquals(ImStatus.SUCCESS, answer.status());
        assertEquals(-1, answer.response());
        assertEquals("[{1=1, 2=[1], 3=a, 254=1}]", table());
        node.now = 10_000;
        assertEquals(ImStatus.SUCCESS, named(first, ADD_IF_IDENTIFYING, 2, "a").status());
        assertEquals("[{1=1, 2=[1], 3=a, 254=1}]", table());
    }

    @Test
    void shouldSayNoRoomWhileIdentifying() {
        node.identify.identify(10, 0);
        for (int group = 11; group <= 14; group++) {
            node.fabrics.groups.add(1, group, 2, new byte[0], 0, 0);
        }
        assertEquals(ImStatus.RESOURCE_EXHAUSTED, named(first, ADD_IF_IDENTIFYING, 1, "").status());
    }

    @Test
    void shouldRefuseMissingAndWronglyTypedFields() {
        node.identify.identify(10, 0);
        for (int command : new int[] {ADD, VIEW, MEMBERSHIP, REMOVE, ADD_IF_IDENTIFYING}) {
            assertEquals(ImStatus.INVALID_COMMAND, node.invoke(first, command, out -> {}).status());
            assertEquals(
                    ImStatus.INVALID_COMMAND,
                    node.invoke(
                                    first,
                                    command,
                                    out -> {
                                        out.putBool(0, true);
                                        out.putUtf8(1, new byte[0], 0, 0);
                                    })
                            .status());
        }
        for (int command : new int[] {ADD, ADD_IF_IDENTIFYING}) {
            assertEquals(ImStatus.INVALID_COMMAND, one(first, command, 1).status());
            // A missing name comes before a number out of range.
            assertEquals(ImStatus.INVALID_COMMAND, one(first, command, 0x10000).status());
            assertEquals(
                    ImStatus.INVALID_COMMAND,
                    node.invoke(
                                    first,
                                    command,
                                    out -> {
                                        out.putUnsigned(0, 1);
                                        out.putBytes(1, new byte[1], 0, 1);
                                    })
                            .status());
            assertEquals(ImStatus.CONSTRAINT_ERROR, named(first, command, 0x10000, "").status());
        }
        for (int command : new int[] {VIEW, REMOVE}) {
            assertEquals(ImStatus.CONSTRAINT_ERROR, one(first, command, 0x10000).status());
        }
        assertEquals(
                ImStatus.CONSTRAINT_ERROR,
                node.invoke(
                                first,
                                MEMBERSHIP,
                                out -> {
                                    out.startArray(0);
                                    out.putUnsigned(TlvTag.ANONYMOUS, 0x10000);
                                    out.endContainer();
                                })
                        .status());
        assertEquals(
                ImStatus.INVALID_COMMAND,
                node.invoke(
                                first,
                                MEMBERSHIP,
                                out -> {
                                    out.startArray(0);
                                    out.putBool(TlvTag.ANONYMOUS, true);
                                    out.endContainer();
                                })
                        .status());
        assertEquals(ImStatus.UNSUPPORTED_COMMAND, node.invoke(first, 6, out -> {}).status());
        assertEquals("[]", table());
    }

    @Test
    void shouldRefuseCutFields() {
        byte[] whole = {0x15, 0x36, 0, 0x04, 1, 0x18, 0x18};
        for (int length = 1; length < whole.length; length++) {
            TlvReader reader = new TlvReader();
            reader.wrap(Arrays.copyOf(whole, length), 0, length);
            reader.next();
            assertEquals(ImStatus.INVALID_COMMAND, node.invoke(first, MEMBERSHIP, reader).status());
        }
    }

    @Test
    void shouldWorkForFabricsOnly() {
        node.onPase();
        assertEquals(ImStatus.UNSUPPORTED_ACCESS, named(first, ADD, 1, "").status());
        assertEquals(ImStatus.UNSUPPORTED_ACCESS, one(first, VIEW, 1).status());
        assertEquals(
                ImStatus.UNSUPPORTED_ACCESS, node.invoke(first, REMOVE_ALL, out -> {}).status());
    }

    @Test
    void shouldComeBackAfterARestart() {
        add(first, 1, "kitchen");
        add(second, 1, "kitchen");
        add(first, 2, "");
        node.onCase(2, 5);
        add(second, 4, "other");
        one(second, REMOVE, 4);
        add(second, 3, "hall");
        AdminNode again = new AdminNode(node.store);
        assertEquals(0, again.fabrics.table.load());
        assertEquals(sorted(node), sorted(again));
        assertTrue(again.fabrics.groups.isMember(1, 1, 2));
        assertTrue(again.fabrics.groups.isMember(2, 3, 2));
        assertFalse(again.fabrics.groups.isMember(2, 4, 2));
    }

    @Test
    void shouldTakeBackWhatTheStoreRefuses() {
        add(first, 1, "kitchen");
        List<String> before = sorted(node);
        node.store.refuse = true;
        for (AdminNode.Answer answer :
                new AdminNode.Answer[] {
                    named(first, ADD, 2, ""),
                    named(first, ADD, 1, "hall"),
                    one(first, REMOVE, 1),
                    node.invoke(first, REMOVE_ALL, out -> {}),
                }) {
            assertEquals(ImStatus.FAILURE, answer.status());
            assertEquals(-1, answer.response());
        }
        assertEquals(before, sorted(node));
    }
}
