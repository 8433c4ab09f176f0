package org.mattermote.stack.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.fabric.Fabric;
import org.mattermote.stack.fabric.FabricStatus;
import org.mattermote.stack.fabric.MemoryStore;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.Endpoint;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.Node;
import org.mattermote.stack.model.spec.GroupsSpec;
import org.mattermote.stack.model.spec.LevelControlSpec;
import org.mattermote.stack.model.spec.OnOffSpec;
import org.mattermote.stack.model.spec.ScenesManagementSpec;

/** A dimmable lamp with scenes on endpoint 1 of an {@link AdminNode}. */
final class SceneNode {
    static final int ADD = ScenesManagementSpec.CMD_ADD_SCENE;
    static final int VIEW = ScenesManagementSpec.CMD_VIEW_SCENE;
    static final int REMOVE = ScenesManagementSpec.CMD_REMOVE_SCENE;
    static final int REMOVE_ALL = ScenesManagementSpec.CMD_REMOVE_ALL_SCENES;
    static final int STORE = ScenesManagementSpec.CMD_STORE_SCENE;
    static final int RECALL = ScenesManagementSpec.CMD_RECALL_SCENE;
    static final int MEMBERSHIP = ScenesManagementSpec.CMD_GET_SCENE_MEMBERSHIP;
    static final int COPY = ScenesManagementSpec.CMD_COPY_SCENE;

    private static final int KEY_SET = 7;

    final AdminNode admin;
    final Fakes.Log log = new Fakes.Log();
    final OnOffCluster onOff;
    final LevelControlCluster level;
    final ScenesManagementCluster scenes;

    /** Each level the lamp was told, negative while it moves. */
    final List<Integer> lamp = new ArrayList<>();

    SceneNode() {
        this(new MemoryStore());
    }

    /** Boots from what is stored. */
    SceneNode(MemoryStore store) {
        admin = new AdminNode(store);
        onOff = new OnOffCluster(1, new Fakes.Lamp(), admin.workspace, log, 0);
        level =
                new LevelControlCluster(
                        1,
                        1,
                        254,
                        onOff,
                        (endpoint, level, moving) -> lamp.add(moving ? -level : level),
                        admin.workspace,
                        log,
                        0);
        scenes =
                new ScenesManagementCluster(
                        1,
                        admin.fabrics.table,
                        admin.fabrics.groups,
                        admin.groups,
                        new SceneAttributes[] {onOff, level},
                        admin.workspace,
                        log);
        Cluster[] clusters = {admin.identify, admin.groups, onOff, level, scenes};
        new Node(new Endpoint[] {new Endpoint(1, new int[] {0x0101, 3}, clusters)}, 5);
        assertEquals(FabricStatus.OK, admin.fabrics.table.load());
        onOff.start();
        level.start();
        lamp.clear();
        admin.onCase(1, 5);
    }

    /** Two fabrics, endpoint 1 of each in groups 1 and 2; 3 has a key and no members. */
    SceneNode commissioned() {
        admin.fabrics.commission("Root01", "ICA01", "Node01_01");
        admin.fabrics.commission("Root02", "ICA02", "Node02_03");
        for (int index = 2; index >= 1; index--) {
            Fabric fabric = admin.fabrics.table.find(index);
            admin.fabrics.groupKeys.write(fabric, KEY_SET, 0, 1, new byte[16], 0, new long[] {1});
            for (int group = 1; group <= 3; group++) {
                admin.fabrics.groupKeyMap.add(index, group, KEY_SET);
            }
            admin.fabrics.table.persist(fabric, admin.fabrics.groupKeys, admin.fabrics.groupKeyMap);
            admin.onCase(index, 5);
            join(1);
            join(2);
        }
        return this;
    }

    SceneNode reboot() {
        return new SceneNode(admin.store);
    }

    void join(int group) {
        AdminNode.Answer answer =
                admin.invoke(
                        admin.groups,
                        GroupsSpec.CMD_ADD_GROUP,
                        out -> {
                            out.putUnsigned(0, group);
                            out.putUtf8(1, new byte[0], 0, 0);
                        });
        assertEquals(0L, answer.field(0));
    }

    void leave(int group) {
        admin.invoke(admin.groups, GroupsSpec.CMD_REMOVE_GROUP, out -> out.putUnsigned(0, group));
    }

    AdminNode.Answer run(int command, AdminNode.Content fields) {
        return admin.invoke(scenes, command, fields);
    }

    AdminNode.Answer run(int command, long... numbers) {
        return run(
                command,
                out -> {
                    for (int i = 0; i < numbers.length; i++) {
                        out.putUnsigned(i, numbers[i]);
                    }
                });
    }

    /** Status in the response of a command whose first fields are group and scene. */
    int status(int command, long... numbers) {
        AdminNode.Answer answer = run(command, numbers);
        assertEquals(ImStatus.SUCCESS, answer.status());
        assertEquals(command, answer.response());
        return ((Long) answer.field(0)).intValue();
    }

    /** Stores the present state. */
    void store(long group, long scene) {
        assertEquals(0, status(STORE, group, scene));
    }

    void recall(long group, long scene) {
        assertEquals(ImStatus.SUCCESS, run(RECALL, group, scene).status());
    }

    AdminNode.Answer add(
            long group, long scene, long time, String name, AdminNode.Content... sets) {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        return run(
                ADD,
                out -> {
                    out.putUnsigned(0, group);
                    out.putUnsigned(1, scene);
                    out.putUnsigned(2, time);
                    out.putUtf8(3, utf8, 0, utf8.length);
                    out.startArray(4);
                    for (AdminNode.Content set : sets) {
                        set.put(out);
                    }
                    out.endContainer();
                });
    }

    /** An ExtensionFieldSetStruct. */
    static AdminNode.Content set(long cluster, AdminNode.Content... pairs) {
        return out -> {
            out.startStruct(TlvTag.ANONYMOUS);
            out.putUnsigned(0, cluster);
            out.startArray(1);
            for (AdminNode.Content pair : pairs) {
                pair.put(out);
            }
            out.endContainer();
            out.endContainer();
        };
    }

    /** An AttributeValuePairStruct with an unsigned value. */
    static AdminNode.Content pair(long attribute, int field, long value) {
        return out -> {
            out.startStruct(TlvTag.ANONYMOUS);
            out.putUnsigned(0, attribute);
            out.putUnsigned(field, value);
            out.endContainer();
        };
    }

    static AdminNode.Content onOffSet(long value) {
        return set(OnOffSpec.ID, pair(OnOffSpec.ATTR_ON_OFF, 1, value));
    }

    static AdminNode.Content levelSet(long value) {
        return set(LevelControlSpec.ID, pair(LevelControlSpec.ATTR_CURRENT_LEVEL, 1, value));
    }

    /** The values of a stored scene as the response lists them. */
    String view(long group, long scene) {
        AdminNode.Answer answer = run(VIEW, group, scene);
        assertEquals(0L, answer.field(0));
        return answer.fields().toString();
    }

    /** FabricSceneInfo of the acting fabric. */
    Map<?, ?> info() {
        Object list = admin.read(scenes, ScenesManagementSpec.ATTR_FABRIC_SCENE_INFO, true);
        return (Map<?, ?>) ((List<?>) list).get(0);
    }

    boolean valid() {
        return (boolean) info().get(3);
    }

    String members(long group) {
        return run(MEMBERSHIP, group).fields().toString();
    }

    int moveTo(long wantedLevel, long tenths) {
        return admin.invoke(
                        level,
                        LevelControlSpec.CMD_MOVE_TO_LEVEL_WITH_ON_OFF,
                        out -> putMove(out, wantedLevel, tenths))
                .status();
    }

    private static void putMove(TlvWriter out, long level, long tenths) {
        out.putUnsigned(0, level);
        out.putUnsigned(1, tenths);
        out.putUnsigned(2, 0);
        out.putUnsigned(3, 0);
    }

    void switchOn(boolean on) {
        onOff.setOn(on, admin.now);
    }

    void pass(long millis) {
        long end = admin.now + millis;
        while (admin.now < end) {
            long next = Math.min(onOff.poll(admin.now), level.poll(admin.now));
            admin.now = Math.min(end, Math.max(next, admin.now + 1));
        }
        onOff.poll(end);
        level.poll(end);
    }

    String state() {
        return (onOff.isOn() ? "on " : "off ") + level.level(admin.now);
    }
}
