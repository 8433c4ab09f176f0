package org.mattermote.stack.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mattermote.stack.cluster.SceneNode.ADD;
import static org.mattermote.stack.cluster.SceneNode.COPY;
import static org.mattermote.stack.cluster.SceneNode.MEMBERSHIP;
import static org.mattermote.stack.cluster.SceneNode.RECALL;
import static org.mattermote.stack.cluster.SceneNode.REMOVE;
import static org.mattermote.stack.cluster.SceneNode.REMOVE_ALL;
import static org.mattermote.stack.cluster.SceneNode.STORE;
import static org.mattermote.stack.cluster.SceneNode.VIEW;
import static org.mattermote.stack.cluster.SceneNode.levelSet;
import static org.mattermote.stack.cluster.SceneNode.onOffSet;
import static org.mattermote.stack.cluster.SceneNode.pair;
import static org.mattermote.stack.cluster.SceneNode.set;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.LevelControlSpec;
import org.mattermote.stack.model.spec.OnOffSpec;
import org.mattermote.stack.model.spec.ScenesManagementSpec;
import org.mattermote.stack.port.LogEvent;

class ScenesManagementClusterTest {
    private static final int INFO = ScenesManagementSpec.ATTR_FABRIC_SCENE_INFO;
    private static final int CONSTRAINT_ERROR = ImStatus.CONSTRAINT_ERROR;
    private static final int INVALID_COMMAND = ImStatus.INVALID_COMMAND;
    private static final int NOT_FOUND = ImStatus.NOT_FOUND;
    private static final int RESOURCE_EXHAUSTED = ImStatus.RESOURCE_EXHAUSTED;

    /** A group the endpoint is not in. */
    private static final int ABSENT = 3;

    private SceneNode node = new SceneNode().commissioned();

    private int addStatus(AdminNode.Content... sets) {
        AdminNode.Answer answer = node.add(1, 1, 0, "", sets);
        assertEquals(ImStatus.SUCCESS, answer.status());
        return ((Long) answer.field(0)).intValue();
    }

    private static void struct(TlvWriter out, AdminNode.Content members) {
        out.startStruct(TlvTag.ANONYMOUS);
        members.put(out);
        out.endContainer();
    }

    /** What an added value comes back as; the field and its value. */
    private static String back(String view) {
        return view.replaceAll(".*\\{0=0, (.*?)}.*", "$1");
    }

    @Test
    void shouldHaveWhatTheModelDemands() {
        Fakes.checkAgainstModel(node.scenes);
        assertEquals(ScenesManagementSpec.FEATURE_SCENE_NAMES, node.scenes.featureMap());
        assertArrayEquals(new int[] {0, 1, 2, 3, 4, 5, 6, 0x40}, node.scenes.commands());
        assertEquals(16L, node.admin.read(node.scenes, 1, false));
    }

    @Test
    void shouldStoreAndRecall() {
        assertEquals(0, node.moveTo(100, 0));
        node.store(1, 1);
        assertEquals(
                "{0=0, 1=1, 2=1, 3=0, 4=, 5=[{0=6, 1=[{0=0, 1=1}]}, {0=8, 1=[{0=0, 1=100}]}]}",
                node.view(1, 1));
        node.moveTo(200, 0);
        assertFalse(node.valid());
        node.recall(1, 1);
        assertEquals("on 100", node.state());
        assertEquals("{0=1, 1=1, 2=1, 3=true, 4=6, 254=1}", node.info().toString());
        assertEquals("{0=0, 1=6, 2=1, 3=[1]}", node.members(1));
    }

    @Test
    void shouldKeepNameAndTimeOfASceneThatIsStoredAgain() {
        assertEquals(0L, node.add(1, 5, 1500, "evening").field(0));
        assertEquals("{0=0, 1=1, 2=5, 3=1500, 4=evening, 5=[]}", node.view(1, 5));
        node.store(1, 5);
        assertEquals(
                "{0=0, 1=1, 2=5, 3=1500, 4=evening,"
                        + " 5=[{0=6, 1=[{0=0, 1=0}]}, {0=8, 1=[{0=0, 1=254}]}]}",
                node.view(1, 5));
        assertEquals(0L, node.add(1, 5, 0, "").field(0));
        assertEquals("{0=0, 1=1, 2=5, 3=0, 4=, 5=[]}", node.view(1, 5));
        assertEquals("{0=0, 1=6, 2=1, 3=[5]}", node.members(1));
    }

    @Test
    void shouldRecallInTheTimeOfTheSceneOrOfTheCommand() {
        node.moveTo(10, 0);
        node.add(0, 1, 1000, "", onOffSet(1), levelSet(110));
        node.recall(0, 1);
        assertTrue(node.valid());
        node.pass(500);
        assertEquals("on 60", node.state());
        assertTrue(node.valid());
        node.pass(500);
        assertEquals("on 110", node.state());
        assertTrue(node.valid());
        node.moveTo(10, 0);
        assertEquals(0, node.run(RECALL, 0, 1, 100).status());
        node.pass(100);
        assertEquals("on 110", node.state());
        node.moveTo(10, 0);
        AdminNode.Answer withNull =
                node.run(
                        RECALL,
                        out -> {
                            out.putUnsigned(0, 0);
                            out.putUnsigned(1, 1);
                            out.putNull(2);
                        });
        assertEquals(0, withNull.status());
        node.pass(900);
        assertEquals("on 100", node.state());
    }

    @Test
    void shouldTakeMoreTimeThanRemainingTimeCanTell() {
        node.moveTo(1, 0);
        node.add(0, 1, 60_000_000, "", onOffSet(1), levelSet(254));
        node.recall(0, 1);
        int remainingTime = LevelControlSpec.ATTR_REMAINING_TIME;
        assertEquals(0xFFFFL, node.admin.read(node.level, remainingTime, false));
        node.pass(30_000_000);
        assertEquals("on 127", node.state());
        node.pass(24_000_000);
        assertEquals(60_000L, node.admin.read(node.level, remainingTime, false));
        node.pass(6_000_000);
        assertEquals("on 254", node.state());
    }

    // State, what the scene says, and what comes of it at once and after its second.
    @ParameterizedTest
    @CsvSource({
        "on 100, 1, 200, on 100, on 200",
        "on 100, 1, -1, on 100, on 100",
        "on 100, 0, 50, off 100, off 50",
        "on 100, 0, -1, off 100, off 100",
        "on 100, -1, 50, on 100, on 50",
        "off 100, 1, 200, on 1, on 200",
        "off 100, 1, -1, on 1, on 100",
        "off 100, 0, 50, off 50, off 50",
        "off 100, -1, 50, off 50, off 50",
        "off 100, -1, -1, off 100, off 100",
    })
    void shouldGoWhereTheSceneSays(String state, int on, int level, String first, String last) {
        node.moveTo(100, 0);
        node.switchOn(state.startsWith("on"));
        assertEquals(state, node.state());
        AdminNode.Content[] sets =
                level < 0
                        ? on < 0 ? new AdminNode.Content[0] : new AdminNode.Content[] {onOffSet(on)}
                        : on < 0
                                ? new AdminNode.Content[] {levelSet(level)}
                                : new AdminNode.Content[] {onOffSet(on), levelSet(level)};
        assertEquals(0L, node.add(0, 9, 1000, "", sets).field(0));
        node.recall(0, 9);
        assertEquals(first, node.state());
        node.pass(1000);
        assertEquals(last, node.state());
        assertTrue(node.valid());
    }

    @Test
    void shouldShowNoLevelThatIsNotOnTheWay() {
        node.moveTo(100, 0);
        node.switchOn(false);
        node.add(0, 1, 0, "", onOffSet(1), levelSet(30));
        node.lamp.clear();
        node.recall(0, 1);
        assertEquals(List.of(30), node.lamp);
    }

    @Test
    void shouldTellWhatIsWrongInOrder() {
        for (int command : new int[] {VIEW, REMOVE, STORE}) {
            assertEquals(CONSTRAINT_ERROR, node.status(command, ABSENT, 0xFF));
            assertEquals(INVALID_COMMAND, node.status(command, ABSENT, 1));
        }
        assertEquals(NOT_FOUND, node.status(VIEW, 1, 0xFE));
        assertEquals(NOT_FOUND, node.status(REMOVE, 1, 0xFE));
        assertEquals(CONSTRAINT_ERROR, node.run(RECALL, ABSENT, 0xFF).status());
        assertEquals(CONSTRAINT_ERROR, node.run(RECALL, ABSENT, 1, 60_000_001).status());
        assertEquals(INVALID_COMMAND, node.run(RECALL, ABSENT, 1).status());
        assertEquals(NOT_FOUND, node.run(RECALL, 1, 1).status());
        AdminNode.Answer answer = node.add(ABSENT, 0xFF, 0, "");
        assertEquals(Map.of(0, (long) CONSTRAINT_ERROR, 1, 3L, 2, 255L), answer.fields());
        assertEquals((long) CONSTRAINT_ERROR, node.add(ABSENT, 1, 60_000_001, "").field(0));
        assertEquals((long) CONSTRAINT_ERROR, node.add(1, 1, 0, "seventeen letters").field(0));
        assertEquals((long) INVALID_COMMAND, node.add(ABSENT, 1, 0, "").field(0));
        assertEquals(0L, node.add(1, 1, 60_000_000, "sixteen letters!").field(0));
        assertEquals("{0=133, 1=null, 2=3}", node.run(MEMBERSHIP, ABSENT).fields().toString());
        assertEquals("{0=133, 1=3}", node.run(REMOVE_ALL, ABSENT).fields().toString());
        assertEquals(1L, node.info().get(0));
    }

    @Test
    void shouldRefuseFieldsOfAnotherForm() {
        for (int command : new int[] {ADD, VIEW, REMOVE, STORE, RECALL, COPY}) {
            assertEquals(INVALID_COMMAND, node.run(command, 1).status());
            assertEquals(INVALID_COMMAND, node.run(command, out -> {}).status());
        }
        for (int command : new int[] {REMOVE_ALL, MEMBERSHIP}) {
            assertEquals(INVALID_COMMAND, node.run(command, out -> {}).status());
            assertEquals(CONSTRAINT_ERROR, node.run(command, 0x10000).status());
        }
        assertEquals(CONSTRAINT_ERROR, node.run(VIEW, 1, 0x100).status());
        assertEquals(CONSTRAINT_ERROR, node.run(COPY, 2, 1, 1, 2, 1).status());
        assertEquals(INVALID_COMMAND, node.run(RECALL, out -> out.putBool(0, true)).status());
        assertEquals("{0=0, 1=255, 2=0, 3=false, 4=7, 254=1}", node.info().toString());
    }

    @Test
    void shouldRefuseValuesNoSceneCanHave() {
        AdminNode.Content[] bad = {
            // Not there, there but of no scene, in the wrong field, in none, in two.
            set(6, pair(0x4011, 1, 1)),
            set(6, pair(OnOffSpec.ATTR_ON_TIME, 3, 1)),
            set(8, pair(0, 3, 1)),
            set(6, pair(0, 1, 256)),
            set(6, out -> struct(out, inner -> inner.putUnsigned(0, 0))),
            set(
                    6,
                    out ->
                            struct(
                                    out,
                                    inner -> {
                                        inner.putUnsigned(0, 0);
                                        inner.putUnsigned(1, 1);
                                        inner.putUnsigned(3, 1);
                                    })),
            set(
                    6,
                    out ->
                            struct(
                                    out,
                                    inner -> {
                                        inner.putUnsigned(0, 0);
                                        inner.putSigned(1, 1);
                                    })),
            set(6, out -> out.putUnsigned(TlvTag.ANONYMOUS, 1)),
            out -> out.putUnsigned(TlvTag.ANONYMOUS, 1),
            out -> struct(out, inner -> inner.putUnsigned(0, 6)),
        };
        for (AdminNode.Content set : bad) {
            assertEquals(INVALID_COMMAND, addStatus(levelSet(7), set));
        }
        assertEquals(0L, node.info().get(0));
    }

    @Test
    void shouldLeaveOutWhatOtherEndpointsHave() {
        assertEquals(0, addStatus(set(0x0300, pair(0x4000, 3, 1)), onOffSet(1)));
        assertEquals("{0=0, 1=1, 2=1, 3=0, 4=, 5=[{0=6, 1=[{0=0, 1=1}]}]}", node.view(1, 1));
    }

    @Test
    void shouldTakeTheLaterOfTwoSets() {
        assertEquals(0, addStatus(levelSet(10), onOffSet(1), levelSet(20)));
        assertEquals(
                "{0=0, 1=1, 2=1, 3=0, 4=, 5=[{0=6, 1=[{0=0, 1=1}]}, {0=8, 1=[{0=0, 1=20}]}]}",
                node.view(1, 1));
    }

    @ParameterizedTest
    @CsvSource({"6, 0, 1=0", "6, 1, 1=1", "6, 2, 1=0", "6, 255, 1=0"})
    void shouldTakeAnotherBoolAsFalse(int cluster, long value, String taken) {
        assertEquals(0, addStatus(set(cluster, pair(0, 1, value))));
        assertEquals(taken, back(node.view(1, 1)));
    }

    @ParameterizedTest
    @CsvSource({"1, 1=1", "254, 1=254", "0, 1=255", "255, 1=255"})
    void shouldTakeANumberOutOfRangeAsNull(long value, String taken) {
        assertEquals(0, addStatus(levelSet(value)));
        assertEquals(taken, back(node.view(1, 1)));
        node.moveTo(77, 0);
        node.recall(1, 1);
        assertEquals(value == 1 || value == 254 ? "on " + value : "on 77", node.state());
    }

    @Test
    void shouldGiveEachFabricLessThanHalf() {
        for (int i = 0; i < 7; i++) {
            node.store(0, i);
        }
        assertEquals(RESOURCE_EXHAUSTED, node.status(STORE, 0, 7));
        assertEquals(RESOURCE_EXHAUSTED, addStatus());
        assertEquals(0, node.status(STORE, 0, 6));
        assertEquals(RESOURCE_EXHAUSTED, node.status(COPY, 0, 0, 1, 0, 9));
        assertEquals("{0=0, 1=0, 2=0, 3=[0, 1, 2, 3, 4, 5, 6]}", node.members(0));
        node.admin.onCase(2, 5);
        assertEquals(7L, node.info().get(4));
        for (int i = 0; i < 7; i++) {
            node.store(1, i);
        }
        assertEquals(RESOURCE_EXHAUSTED, node.status(STORE, 1, 7));
        assertEquals(0, node.status(REMOVE, 1, 3));
        assertEquals("{0=0, 1=1, 2=1, 3=[0, 1, 2, 4, 5, 6]}", node.members(1));
        node.store(1, 3);
        assertEquals("{0=0, 1=0, 2=1, 3=[0, 1, 2, 3, 4, 5, 6]}", node.members(1));
    }

    @Test
    void shouldCopyOneScene() {
        node.add(1, 1, 10, "a", onOffSet(1));
        assertEquals("{0=0, 1=1, 2=1}", node.run(COPY, 0, 1, 1, 2, 9).fields().toString());
        assertEquals("{0=0, 1=2, 2=9, 3=10, 4=a, 5=[{0=6, 1=[{0=0, 1=1}]}]}", node.view(2, 9));
        assertEquals(0, node.status(COPY, 0, 1, 1, 1, 1));
        assertEquals(NOT_FOUND, node.status(COPY, 0, 1, 2, 2, 9));
        assertEquals(CONSTRAINT_ERROR, node.status(COPY, 0, 1, 1, 2, 0xFF));
        assertEquals(CONSTRAINT_ERROR, node.status(COPY, 0, ABSENT, 0xFF, 2, 1));
        assertEquals(INVALID_COMMAND, node.status(COPY, 0, ABSENT, 1, 2, 1));
        assertEquals(INVALID_COMMAND, node.status(COPY, 0, 1, 1, ABSENT, 1));
        assertEquals(2L, node.info().get(0));
    }

    @Test
    void shouldCopyAllScenesOrNone() {
        node.add(1, 1, 10, "a");
        node.add(1, 2, 20, "b");
        node.add(2, 2, 30, "c");
        assertEquals(0, node.status(COPY, 1, 1, 0xFF, 2, 0xFF));
        assertEquals("{0=0, 1=2, 2=1, 3=10, 4=a, 5=[]}", node.view(2, 1));
        assertEquals("{0=0, 1=2, 2=2, 3=20, 4=b, 5=[]}", node.view(2, 2));
        assertEquals(4L, node.info().get(0));
        node.add(1, 3, 0, "");
        node.add(1, 4, 0, "");
        assertEquals(RESOURCE_EXHAUSTED, node.status(COPY, 1, 1, 0, 2, 0));
        assertEquals("{0=0, 1=1, 2=2, 3=[1, 2]}", node.members(2));
        assertEquals(0, node.status(COPY, 1, 1, 0, 1, 0));
        node.leave(2);
        node.join(2);
        assertEquals(0, node.status(COPY, 1, 2, 0, 1, 0));
    }

    @Test
    void shouldNotMeanScenesWithoutAGroupByAGroupMessage() {
        node.store(0, 1);
        node.admin.group = true;
        assertEquals(INVALID_COMMAND, node.status(REMOVE, 0, 1));
        assertEquals(INVALID_COMMAND, node.run(RECALL, 0, 1).status());
        assertEquals(0, node.status(STORE, 1, 1));
        assertEquals(2L, node.info().get(0));
    }

    @Test
    void shouldKeepTheFabricsApart() {
        node.moveTo(10, 0);
        node.store(1, 1);
        node.admin.onCase(2, 5);
        assertEquals(NOT_FOUND, node.status(VIEW, 1, 1));
        node.moveTo(20, 0);
        node.store(1, 1);
        assertTrue(node.valid());
        assertEquals("{0=1, 1=1, 2=1, 3=true, 4=6, 254=2}", node.info().toString());
        // Of another fabric only what is not sensitive.
        assertEquals(
                "[{0=1, 4=6, 254=1}, {0=1, 1=1, 2=1, 3=true, 4=6, 254=2}]",
                node.admin.read(node.scenes, INFO, false).toString());
        assertEquals(0, node.status(REMOVE_ALL, 1));
        node.admin.onCase(1, 5);
        assertEquals("{0=1, 1=1, 2=1, 3=false, 4=6, 254=1}", node.info().toString());
        node.recall(1, 1);
        assertEquals("on 10", node.state());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "level",
                "stop",
                "off",
                "toggle",
                "remove",
                "remove all",
                "replace",
                "copy over",
                "leave",
                "timed off"
            })
    void shouldBeInvalidOnceTheStateIsAnother(String event) {
        node.moveTo(100, 0);
        node.add(1, 1, 10_000, "", onOffSet(1), levelSet(200));
        node.recall(1, 1);
        node.pass(1000);
        assertTrue(node.valid());
        int version = node.scenes.dataVersion();
        switch (event) {
            case "level" -> node.moveTo(150, 10);
            case "stop" ->
                    node.admin.invoke(
                            node.level,
                            3,
                            out -> {
                                out.putUnsigned(0, 0);
                                out.putUnsigned(1, 0);
                            });
            case "off" -> node.switchOn(false);
            case "toggle" -> node.admin.invoke(node.onOff, 2, out -> {});
            case "remove" -> node.status(REMOVE, 1, 1);
            case "remove all" -> node.status(REMOVE_ALL, 1);
            case "replace" -> node.add(1, 1, 0, "");
            case "copy over" -> {
                node.add(2, 1, 0, "");
                node.status(COPY, 0, 2, 1, 1, 1);
            }
            case "leave" -> node.leave(1);
            default -> {
                node.admin.invoke(
                        node.onOff,
                        0x42,
                        out -> {
                            out.putUnsigned(0, 0);
                            out.putUnsigned(1, 10);
                            out.putUnsigned(2, 0);
                        });
                assertTrue(node.valid());
                node.pass(1000);
            }
        }
        assertFalse(node.valid());
        assertEquals(1L, node.info().get(1));
        assertTrue(node.scenes.dataVersion() != version);
        assertTrue(node.scenes.changeStamp(INFO) != 0);
    }

    @Test
    void shouldStayValidWhereNothingChanges() {
        node.moveTo(100, 0);
        node.store(1, 1);
        node.moveTo(100, 0);
        node.switchOn(true);
        node.status(REMOVE, 1, 2);
        node.status(STORE, 2, 0xFF);
        node.add(2, 1, 0, "");
        node.leave(2);
        assertTrue(node.valid());
        node.run(RECALL, 1, 9);
        assertTrue(node.valid());
    }

    @Test
    void shouldKeepTheGlobalScene() {
        node.moveTo(80, 0);
        node.admin.invoke(
                node.onOff,
                OnOffSpec.CMD_OFF_WITH_EFFECT,
                out -> {
                    out.putUnsigned(0, 0);
                    out.putUnsigned(1, 0);
                });
        assertEquals("off 80", node.state());
        assertEquals(
                "{0=0, 1=0, 2=0, 3=0, 4=, 5=[{0=6, 1=[{0=0, 1=1}]}, {0=8, 1=[{0=0, 1=80}]}]}",
                node.view(0, 0));
        assertFalse(node.valid());
        assertEquals(0, node.run(STORE, 0, 3).status());
        node.admin.invoke(node.onOff, OnOffSpec.CMD_ON_WITH_RECALL_GLOBAL_SCENE, out -> {});
        assertEquals("on 80", node.state());
        assertTrue(node.valid());
        assertEquals(0L, node.info().get(1));
        // Once more it does nothing.
        node.moveTo(90, 0);
        node.admin.invoke(node.onOff, OnOffSpec.CMD_ON_WITH_RECALL_GLOBAL_SCENE, out -> {});
        assertEquals("on 90", node.state());
    }

    @Test
    void shouldComeOnWhereTheGlobalSceneIsDark() {
        node.moveTo(80, 0);
        node.switchOn(false);
        AdminNode.Content effect =
                out -> {
                    out.putUnsigned(0, 1);
                    out.putUnsigned(1, 0);
                };
        node.admin.invoke(node.onOff, OnOffSpec.CMD_OFF_WITH_EFFECT, effect);
        node.admin.invoke(node.onOff, OnOffSpec.CMD_ON_WITH_RECALL_GLOBAL_SCENE, out -> {});
        assertEquals("on 80", node.state());
        // A fabric of its own has its own, and none yet.
        node.admin.onCase(2, 5);
        assertEquals(NOT_FOUND, node.status(VIEW, 0, 0));
    }

    @Test
    void shouldGoWithTheGroup() {
        node.store(1, 1);
        node.store(2, 1);
        node.store(0, 1);
        int commits = node.admin.store.commits;
        node.leave(1);
        assertEquals(commits + 1, node.admin.store.commits);
        assertEquals(2L, node.info().get(0));
        node.join(1);
        assertEquals(NOT_FOUND, node.status(VIEW, 1, 1));
        node.admin.invoke(node.admin.groups, 4, out -> {});
        assertEquals(1L, node.info().get(0));
        assertEquals("{0=0, 1=6, 2=0, 3=[1]}", node.members(0));
    }

    @Test
    void shouldComeBackAfterARestart() {
        node.moveTo(60, 0);
        node.pass(2000);
        node.store(1, 1);
        node.add(0, 0xFE, 60_000_000, "long", levelSet(0));
        String first = node.view(1, 1);
        String second = node.view(0, 0xFE);
        node = node.reboot();
        assertEquals(first, node.view(1, 1));
        assertEquals(second, node.view(0, 0xFE));
        assertEquals("{0=2, 1=255, 2=0, 3=false, 4=5, 254=1}", node.info().toString());
        node.moveTo(10, 0);
        node.recall(1, 1);
        assertEquals("on 60", node.state());
    }

    @Test
    void shouldLoseNothingWhenTheStoreRefuses() {
        node.store(1, 1);
        node.store(2, 2);
        String before = node.admin.store.contents();
        node.admin.store.refuse = true;
        assertEquals(ImStatus.FAILURE, node.run(STORE, 1, 2).status());
        assertEquals(ImStatus.FAILURE, node.add(1, 1, 5, "x").status());
        assertEquals(ImStatus.FAILURE, node.run(REMOVE, 1, 1).status());
        assertEquals(ImStatus.FAILURE, node.run(REMOVE_ALL, 1).status());
        assertEquals(ImStatus.FAILURE, node.run(COPY, 1, 1, 0, 2, 0).status());
        assertEquals(ImStatus.FAILURE, node.run(COPY, 0, 1, 1, 2, 5).status());
        node.leave(1);
        assertEquals(LogEvent.STORE_FAILED, node.log.events.get(0).get(0));
        node.admin.store.refuse = false;
        assertEquals(before, node.admin.store.contents());
        assertEquals("{0=0, 1=5, 2=1, 3=[1]}", node.members(1));
        assertEquals("{0=0, 1=5, 2=2, 3=[2]}", node.members(2));
        assertEquals("{0=0, 1=1, 2=1, 3=0, 4=, 5=[", node.view(1, 1).substring(0, 28));
    }

    @Test
    void shouldLeaveADamagedPlaceAlone() {
        node.store(1, 1);
        node.store(1, 2);
        byte[] bad = {0x15, 0x24, 0, 9, 0x18};
        node.admin.store.set(0x8010, bad);
        node = node.reboot();
        assertEquals(List.of((long) LogEvent.STORE_FAILED, 0x8010L, -5L), node.log.events.get(0));
        assertEquals(1, node.log.events.size());
        assertEquals("{0=0, 1=6, 2=1, 3=[2]}", node.members(1));
        for (int i = 10; i < 16; i++) {
            node.store(0, i);
        }
        node.admin.onCase(2, 5);
        for (int i = 0; i < 7; i++) {
            node.store(0, i);
        }
        assertArrayEquals(bad, node.admin.store.value(0x8010));
        // What is inside is only looked at when it is wanted.
        node = new SceneNode().commissioned();
        node.store(1, 1);
        byte[] cut = {0x15, 0x24, 0, 1, 0x24, 1, 1, 0x24, 2, 1, 0x24, 3, 1, 0x24, 4, 0, 0x18};
        node.admin.store.set(0x8010, cut);
        assertEquals(ImStatus.FAILURE, node.run(VIEW, 1, 1).status());
        assertEquals(ImStatus.FAILURE, node.run(RECALL, 1, 1).status());
    }

    @Test
    void shouldGoWithTheFabric() {
        node.store(1, 1);
        node.store(0, 1);
        node.admin.onCase(2, 5);
        node.store(1, 1);
        int commits = node.admin.store.commits;
        assertEquals(0, node.admin.fabrics.table.remove(1, 0));
        node.scenes.fabricRemoved(1);
        assertEquals(commits + 1, node.admin.store.commits);
        assertNull(node.admin.store.value(0x8010));
        assertNull(node.admin.store.value(0x8011));
        assertEquals(1, ((List<?>) node.admin.read(node.scenes, INFO, false)).size());
        assertTrue(node.valid());
        node = node.reboot();
        node.admin.onCase(2, 5);
        assertEquals("{0=0, 1=6, 2=1, 3=[1]}", node.members(1));
    }

    @Test
    void shouldHaveNoScenesBeforeTheFabricIsCommitted() {
        node = new SceneNode();
        node.admin.fabrics.failSafe.armForPase(77, 0);
        node.admin.fabrics.add("Root01", "ICA01", "Node01_01");
        assertEquals(ImStatus.BUSY, node.run(STORE, 0, 1).status());
        node.switchOn(true);
        int commits = node.admin.store.commits;
        node.scenes.storeGlobalScene(1, 0);
        assertEquals(commits, node.admin.store.commits);
        assertEquals(0, node.admin.fabrics.failSafe.commit(0));
        node.store(0, 1);
        node.admin.onPase();
        assertEquals(ImStatus.UNSUPPORTED_ACCESS, node.run(STORE, 0, 1).status());
    }
}
