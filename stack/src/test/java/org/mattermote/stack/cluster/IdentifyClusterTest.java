package org.mattermote.stack.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.IdentifySpec;

class IdentifyClusterTest {
    private final List<Integer> shown = new ArrayList<>();
    private final List<Integer> effects = new ArrayList<>();
    private final IdentifyCluster cluster =
            new IdentifyCluster(
                    1,
                    IdentifySpec.IDENTIFY_TYPE_LIGHT_OUTPUT,
                    new IdentifyHook() {
                        @Override
                        public void identify(int endpoint, int seconds) {
                            shown.add(seconds);
                        }

                        @Override
                        public void effect(int endpoint, int effect) {
                            effects.add(effect);
                        }
                    });

    {
        Fakes.node(cluster);
    }

    private static TlvReader time(long seconds) {
        return Fakes.fields(out -> out.putUnsigned(0, seconds));
    }

    private long identifyTime(long now) {
        return Fakes.read(cluster, IdentifySpec.ATTR_IDENTIFY_TIME, now).value();
    }

    private int effect(long effect, long variant) {
        return Fakes.invoke(
                cluster,
                IdentifySpec.CMD_TRIGGER_EFFECT,
                Fakes.fields(
                        out -> {
                            out.putUnsigned(0, effect);
                            out.putUnsigned(1, variant);
                        }),
                0);
    }

    @Test
    void shouldHaveWhatTheModelDemands() {
        Fakes.checkAgainstModel(cluster);
        assertEquals(1, Fakes.read(cluster, IdentifySpec.ATTR_IDENTIFY_TYPE).value());
        assertTrue(cluster.hasCommand(IdentifySpec.CMD_TRIGGER_EFFECT));
    }

    @Test
    void shouldCountDownAndReportOnlyStartAndEnd() {
        int version = cluster.dataVersion();
        assertEquals(0, Fakes.invoke(cluster, IdentifySpec.CMD_IDENTIFY, time(3), 1000));
        assertEquals(version + 1, cluster.dataVersion());
        assertEquals(4000, cluster.poll(1000));
        assertEquals(3, identifyTime(1000));
        assertEquals(3, identifyTime(1999));
        assertEquals(2, identifyTime(2000));
        assertEquals(1, identifyTime(3999));
        assertTrue(cluster.isIdentifying(3999));
        assertEquals(4000, cluster.poll(3999));
        assertEquals(version + 1, cluster.dataVersion());
        assertEquals(0, identifyTime(4000));
        assertFalse(cluster.isIdentifying(4000));
        assertEquals(Cluster.NEVER, cluster.poll(4000));
        assertEquals(version + 2, cluster.dataVersion());
        assertEquals(List.of(3, 0), shown);
    }

    @Test
    void shouldStopBeforeTheEnd() {
        Fakes.invoke(cluster, IdentifySpec.CMD_IDENTIFY, time(0xFFFF), 0);
        assertEquals(0xFFFF, identifyTime(0));
        assertEquals(0, Fakes.invoke(cluster, IdentifySpec.CMD_IDENTIFY, time(0), 500));
        assertEquals(0, identifyTime(500));
        assertEquals(Cluster.NEVER, cluster.poll(600));
        assertEquals(List.of(0xFFFF, 0), shown);
        int version = cluster.dataVersion();
        assertEquals(0, Fakes.invoke(cluster, IdentifySpec.CMD_IDENTIFY, time(0), 700));
        assertEquals(version, cluster.dataVersion());
    }

    @Test
    void shouldTakeAWriteAsTheCommand() {
        TlvReader ten = Fakes.element(out -> out.putUnsigned(2, 10));
        assertEquals(0, Fakes.write(cluster, IdentifySpec.ATTR_IDENTIFY_TIME, ten, 50));
        assertEquals(10, identifyTime(50));
        assertEquals(10050, cluster.poll(60));
        TlvReader text = Fakes.utf8("10");
        assertEquals(
                ImStatus.INVALID_DATA_TYPE,
                Fakes.write(cluster, IdentifySpec.ATTR_IDENTIFY_TIME, text, 60));
        TlvReader large = Fakes.element(out -> out.putUnsigned(2, 0x10000));
        assertEquals(
                ImStatus.CONSTRAINT_ERROR,
                Fakes.write(cluster, IdentifySpec.ATTR_IDENTIFY_TIME, large, 60));
        assertEquals(
                ImStatus.UNSUPPORTED_WRITE,
                Fakes.write(cluster, IdentifySpec.ATTR_IDENTIFY_TYPE, ten, 60));
    }

    @Test
    void shouldRefuseBadFields() {
        int command = IdentifySpec.CMD_IDENTIFY;
        assertEquals(ImStatus.INVALID_COMMAND, Fakes.invoke(cluster, command, Fakes.noFields(), 0));
        assertEquals(
                ImStatus.INVALID_COMMAND,
                Fakes.invoke(cluster, command, Fakes.fields(out -> out.putBool(0, true)), 0));
        assertEquals(ImStatus.CONSTRAINT_ERROR, Fakes.invoke(cluster, command, time(0x10000), 0));
        assertEquals(ImStatus.UNSUPPORTED_COMMAND, Fakes.invoke(cluster, 1, time(1), 0));
        assertTrue(shown.isEmpty());
    }

    @Test
    void shouldSkipUnknownFields() {
        TlvReader fields =
                Fakes.fields(
                        out -> {
                            out.startStruct(9);
                            out.putUnsigned(0, 77);
                            out.endContainer();
                            out.putUnsigned(0, 4);
                            out.putNull(12);
                        });
        assertEquals(0, Fakes.invoke(cluster, IdentifySpec.CMD_IDENTIFY, fields, 0));
        assertEquals(List.of(4), shown);
    }

    @Test
    void shouldTriggerKnownEffects() {
        for (int effect : new int[] {0, 1, 2, 11, 254, 255}) {
            assertEquals(ImStatus.SUCCESS, effect(effect, effect));
        }
        assertEquals(List.of(0, 1, 2, 11, 254, 255), effects);
        assertEquals(ImStatus.CONSTRAINT_ERROR, effect(3, 0));
        assertEquals(ImStatus.CONSTRAINT_ERROR, effect(256, 0));
        assertEquals(
                ImStatus.INVALID_COMMAND,
                Fakes.invoke(cluster, IdentifySpec.CMD_TRIGGER_EFFECT, time(0), 0));
        assertEquals(6, effects.size());
    }
}
