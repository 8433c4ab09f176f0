package org.mattermote.stack.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mattermote.stack.cluster.SceneNode.COPY;
import static org.mattermote.stack.cluster.SceneNode.REMOVE;
import static org.mattermote.stack.cluster.SceneNode.REMOVE_ALL;
import static org.mattermote.stack.cluster.SceneNode.levelSet;
import static org.mattermote.stack.cluster.SceneNode.onOffSet;

import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.fabric.Fabric;
import org.mattermote.stack.fabric.MemoryStore;
import org.mattermote.stack.fabric.PowerCuts;
import org.mattermote.stack.model.spec.OnOffSpec;

/** The power goes at each step of each transaction that scenes bring about. */
class ScenesPowerCutTest {
    /** Each changes what is stored of scenes once. */
    private static final List<Consumer<SceneNode>> SCRIPT =
            List.of(
                    node -> node.add(1, 1, 1000, "evening", onOffSet(1), levelSet(50)),
                    node -> node.store(1, 2),
                    node -> node.add(1, 1, 2000, "later", levelSet(60)),
                    node -> node.run(COPY, 1, 1, 0, 2, 0),
                    node -> node.run(COPY, 0, 1, 2, 0, 7),
                    node -> node.run(REMOVE, 2, 1),
                    node -> node.switchOn(true),
                    node ->
                            node.admin.invoke(
                                    node.onOff,
                                    OnOffSpec.CMD_OFF_WITH_EFFECT,
                                    out -> {
                                        out.putUnsigned(0, 0);
                                        out.putUnsigned(1, 0);
                                    }),
                    node -> {
                        node.admin.onCase(2, 5);
                        node.store(1, 3);
                        node.admin.onCase(1, 5);
                    },
                    node -> node.leave(1),
                    node -> node.run(REMOVE_ALL, 0),
                    node -> node.store(0, 9),
                    node -> node.admin.fabrics.table.remove(1, 0));

    /** All scenes of both fabrics, and the groups, as they are after a restart. */
    private static String kept(MemoryStore store) {
        SceneNode node = new SceneNode(store);
        StringBuilder text = new StringBuilder();
        for (int index = 1; index <= 2; index++) {
            Fabric fabric = node.admin.fabrics.table.find(index);
            text.append("\nfabric ").append(index).append(fabric == null ? " is gone" : "");
            node.admin.onCase(index, 5);
            for (int group = 0; group <= 2 && fabric != null; group++) {
                boolean member = group == 0 || node.admin.fabrics.groups.isMember(index, group, 1);
                text.append("\n group ").append(group).append(member);
                for (int scene = 0; scene < 10 && member; scene++) {
                    text.append("\n  ").append(node.run(SceneNode.VIEW, group, scene).fields());
                }
            }
        }
        assertEquals(List.of(), node.log.events);
        // No record without a scene.
        long records = store.contents().lines().filter(l -> l.matches("80.. *=.*")).count();
        int scenes = 0;
        for (int i = 0; i < 5; i++) {
            Fabric fabric = node.admin.fabrics.table.at(i);
            if (fabric.isTaken()) {
                node.admin.onCase(fabric.fabricIndex, 5);
                scenes += ((Long) node.info().get(0)).intValue();
            }
        }
        assertEquals(scenes, records);
        return text.toString();
    }

    @Test
    void shouldDoEachStepWhollyOrNotAtAll() {
        PowerCuts<SceneNode> power = new PowerCuts<>(SceneNode::new, ScenesPowerCutTest::kept);
        power.run(new SceneNode().commissioned().admin.store, SCRIPT);
        assertTrue(power.cuts() > 3 * SCRIPT.size(), power.cuts() + " cuts");
    }
}
