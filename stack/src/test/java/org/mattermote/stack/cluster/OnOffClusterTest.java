package org.mattermote.stack.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.GeneralDiagnosticsSpec;
import org.mattermote.stack.model.spec.OnOffSpec;
import org.mattermote.stack.port.LogEvent;
import org.mattermote.stack.port.PortStatus;

class OnOffClusterTest {
    private static final int KEY = 0x1001;
    private static final int ON_TIME = OnOffSpec.ATTR_ON_TIME;
    private static final int OFF_WAIT_TIME = OnOffSpec.ATTR_OFF_WAIT_TIME;
    private static final int START_UP = OnOffSpec.ATTR_START_UP_ON_OFF;
    private static final int SCENE = OnOffSpec.ATTR_GLOBAL_SCENE_CONTROL;
    private static final int POWER_ON = GeneralDiagnosticsSpec.BOOT_REASON_POWER_ON_REBOOT;
    private static final int UPDATED = GeneralDiagnosticsSpec.BOOT_REASON_SOFTWARE_UPDATE_COMPLETED;

    private final Fakes.Store store = new Fakes.Store();
    private final Fakes.Log log = new Fakes.Log();
    private final List<Object> lamp = new ArrayList<>();
    private final OnOffCluster cluster = boot(POWER_ON);
    private long now = 1000;

    private OnOffCluster boot(int reason) {
        OnOffHook hook =
                new OnOffHook() {
                    @Override
                    public void onOff(int endpoint, boolean on) {
                        lamp.add(on);
                    }

                    @Override
                    public void offWithEffect(int endpoint, int effect, int variant) {
                        lamp.add(List.of(effect, variant));
                    }
                };
        OnOffCluster made = new OnOffCluster(1, hook, Fakes.workspace(store), log, reason);
        Fakes.node(made);
        return made;
    }

    private int invoke(int command) {
        return Fakes.invoke(cluster, command, Fakes.noFields(), now);
    }

    private void on() {
        assertEquals(ImStatus.SUCCESS, invoke(OnOffSpec.CMD_ON));
    }

    private void off() {
        assertEquals(ImStatus.SUCCESS, invoke(OnOffSpec.CMD_OFF));
    }

    private int effect(long effect, long variant) {
        TlvReader fields =
                Fakes.fields(
                        out -> {
                            out.putUnsigned(0, effect);
                            out.putUnsigned(1, variant);
                        });
        return Fakes.invoke(cluster, OnOffSpec.CMD_OFF_WITH_EFFECT, fields, now);
    }

    private int timedStatus(long control, long time, long wait) {
        TlvReader fields =
                Fakes.fields(
                        out -> {
                            out.putUnsigned(0, control);
                            out.putUnsigned(1, time);
                            out.putUnsigned(2, wait);
                        });
        return Fakes.invoke(cluster, OnOffSpec.CMD_ON_WITH_TIMED_OFF, fields, now);
    }

    private void timed(long control, long time, long wait) {
        assertEquals(ImStatus.SUCCESS, timedStatus(control, time, wait));
    }

    private int write(int attribute, long value) {
        return Fakes.write(
                cluster, attribute, Fakes.element(out -> out.putUnsigned(2, value)), now);
    }

    private int writeNull(int attribute) {
        return Fakes.write(cluster, attribute, Fakes.element(out -> out.putNull(2)), now);
    }

    private boolean isOn() {
        return Fakes.read(cluster, OnOffSpec.ATTR_ON_OFF, now).boolValue();
    }

    private long attribute(int attribute) {
        return Fakes.read(cluster, attribute, now).value();
    }

    private void check(boolean on, long onTime, long offWaitTime, long deadline) {
        assertEquals(deadline, cluster.poll(now), "deadline");
        assertEquals(on, Fakes.read(cluster, OnOffSpec.ATTR_ON_OFF, now).boolValue(), "OnOff");
        assertEquals(onTime, attribute(ON_TIME), "OnTime");
        assertEquals(offWaitTime, attribute(OFF_WAIT_TIME), "OffWaitTime");
    }

    /** The four states of the table; OnTime 30 and OffWaitTime 20 where they count. */
    private void bring(String state) {
        switch (state) {
            case "off" -> check(false, 0, 0, Cluster.NEVER);
            case "on" -> {
                on();
                check(true, 0, 0, Cluster.NEVER);
            }
            case "timed on" -> {
                timed(0, 30, 20);
                check(true, 30, 20, now + 3000);
            }
            default -> {
                timed(0, 30, 20);
                off();
                check(false, 0, 20, now + 2000);
            }
        }
    }

    @Test
    void shouldHaveWhatTheModelDemands() {
        Fakes.checkAgainstModel(cluster);
        assertEquals(OnOffSpec.FEATURE_LIGHTING, cluster.featureMap());
        assertArrayEquals(new int[] {0, 0x4000, 0x4001, 0x4002, 0x4003}, cluster.attributes());
        assertArrayEquals(new int[] {0, 1, 2, 0x40, 0x41, 0x42}, cluster.commands());
        assertTrue(Fakes.read(cluster, START_UP).isNull());
        assertTrue(Fakes.read(cluster, SCENE).boolValue());
    }

    @Test
    void shouldSwitchByCommands() {
        assertFalse(isOn());
        assertEquals(ImStatus.SUCCESS, invoke(OnOffSpec.CMD_ON));
        assertTrue(isOn());
        assertEquals(ImStatus.SUCCESS, invoke(OnOffSpec.CMD_TOGGLE));
        assertFalse(isOn());
        assertEquals(ImStatus.SUCCESS, invoke(OnOffSpec.CMD_TOGGLE));
        assertEquals(ImStatus.SUCCESS, invoke(OnOffSpec.CMD_OFF));
        assertFalse(isOn());
        assertEquals(List.of(true, false, true, false), lamp);
    }

    @Test
    void shouldDoNothingWhenTheStateIsAlreadyThere() {
        int version = cluster.dataVersion();
        assertEquals(ImStatus.SUCCESS, invoke(OnOffSpec.CMD_OFF));
        assertEquals(version, cluster.dataVersion());
        assertEquals(0, store.commits);
        assertTrue(lamp.isEmpty());
    }

    @Test
    void shouldReportEachChange() {
        int version = cluster.dataVersion();
        invoke(OnOffSpec.CMD_ON);
        assertEquals(version + 1, cluster.dataVersion());
        assertTrue(cluster.changeStamp(OnOffSpec.ATTR_ON_OFF) != 0);
        cluster.setOn(false, 200);
        assertEquals(version + 2, cluster.dataVersion());
        assertEquals(List.of(true, false), lamp);
    }

    @Test
    void shouldComeUpAsItWas() {
        cluster.setOn(true, 100);
        lamp.clear();
        OnOffCluster after = boot(POWER_ON);
        assertTrue(after.isOn());
        assertTrue(lamp.isEmpty());
        after.start();
        assertEquals(List.of(true), lamp);
        after.setOn(false, 5);
        assertFalse(boot(POWER_ON).isOn());
        assertTrue(log.events.isEmpty());
    }

    @Test
    void shouldLeaveADamagedRecordAloneAndSaySo() {
        byte[][] damaged = {
            {},
            {1, 2, 3},
            {0x15, 0x24, 0, 2, 0x29, 1, 0x18},
            {0x15, 0x24, 0, 1, 0x18},
            {0x15, 0x24, 0, 1, 0x24, 1, 1, 0x18},
            {0x15, 0x24, 0, 1, 0x29, 1},
            new byte[17],
        };
        for (byte[] record : damaged) {
            store.records.put(KEY, record);
            log.events.clear();
            OnOffCluster booted = boot(POWER_ON);
            assertFalse(booted.isOn());
            assertEquals(1, log.events.size());
            assertEquals(LogEvent.STORE_FAILED, log.events.get(0).get(0));
            assertEquals(KEY, log.events.get(0).get(1));
            booted.setOn(true, 1);
            assertTrue(booted.isOn());
            assertEquals(Cluster.NEVER, booted.poll(1_000_000));
            assertArrayEquals(record, store.records.get(KEY));
        }
    }

    @Test
    void shouldReportWhatTheStoreSaysOfARecord() {
        store.getErrors.put(KEY, PortStatus.DAMAGED);
        boot(POWER_ON);
        assertEquals(List.of(List.of((long) LogEvent.STORE_FAILED, (long) KEY, -5L)), log.events);
    }

    @Test
    void shouldTryAgainWhenTheStoreIsBusy() {
        store.beginStatus = PortStatus.FAILED;
        cluster.setOn(true, 1000);
        assertTrue(cluster.isOn());
        assertEquals(1, log.events.size());
        assertEquals(11000, cluster.poll(1001));
        store.beginStatus = PortStatus.OK;
        store.commitStatus = PortStatus.FULL;
        assertEquals(21000, cluster.poll(11000));
        store.commitStatus = PortStatus.OK;
        assertEquals(Cluster.NEVER, cluster.poll(21000));
        assertTrue(boot(POWER_ON).isOn());
    }

    // Event, then OnOff, OnTime, OffWaitTime, and ms to the deadline, −1 for none.
    @ParameterizedTest
    @CsvSource({
        "off, off, false, 0, 0, -1",
        "off, on, true, 0, 0, -1",
        "off, toggle, true, 0, 0, -1",
        "off, timed 10 5, true, 10, 5, 1000",
        "off, timed 0 5, true, 0, 5, -1",
        "off, only when on 10 5, false, 0, 0, -1",
        "on, off, false, 0, 0, -1",
        "on, on, true, 0, 0, -1",
        "on, toggle, false, 0, 0, -1",
        "on, timed 10 5, true, 10, 5, 1000",
        "on, only when on 10 5, true, 10, 5, 1000",
        "timed on, off, false, 0, 20, 2000",
        "timed on, on, true, 30, 20, 3000",
        "timed on, toggle, false, 0, 20, 2000",
        "timed on, timed 10 5, true, 30, 5, 3000",
        "timed on, timed 40 5, true, 40, 5, 4000",
        "timed on, only when on 65534 0, true, 65534, 0, 6553400",
        "delayed off, off, false, 0, 20, 2000",
        "delayed off, on, true, 0, 0, -1",
        "delayed off, toggle, true, 0, 0, -1",
        "delayed off, timed 10 5, false, 0, 5, 500",
        "delayed off, timed 10 50, false, 0, 20, 2000",
        "delayed off, timed 10 0, false, 0, 0, -1",
        "delayed off, only when on 10 5, false, 0, 20, 2000",
    })
    void shouldGoAsTheTableSays(
            String state, String event, boolean on, long onTime, long wait, long deadline) {
        bring(state);
        String[] words = event.split(" ");
        switch (words[0]) {
            case "off" -> off();
            case "on" -> on();
            case "toggle" -> assertEquals(ImStatus.SUCCESS, invoke(OnOffSpec.CMD_TOGGLE));
            default -> {
                int n = words.length;
                timed(
                        words[0].equals("only") ? 1 : 0,
                        Long.parseLong(words[n - 2]),
                        Long.parseLong(words[n - 1]));
            }
        }
        check(on, onTime, wait, deadline < 0 ? Cluster.NEVER : now + deadline);
    }

    @Test
    void shouldGoOffWhenOnTimeHasPassed() {
        bring("timed on");
        now += 50;
        check(true, 30, 20, 4000);
        now = 3999;
        check(true, 1, 20, 4000);
        now = 4000;
        check(false, 0, 0, Cluster.NEVER);
        assertEquals(List.of(true, false), lamp);
    }

    @Test
    void shouldEndTheDelay() {
        bring("delayed off");
        now = 2950;
        check(false, 0, 1, 3000);
        now = 3000;
        check(false, 0, 0, Cluster.NEVER);
        timed(0, 10, 5);
        check(true, 10, 5, 4000);
    }

    @Test
    void shouldExpireBeforeALateCommandIsRun() {
        bring("timed on");
        now = 9000;
        timed(1, 10, 5);
        check(false, 0, 0, Cluster.NEVER);
        timed(0, 10, 5);
        check(true, 10, 5, 10000);
    }

    @Test
    void shouldNotBeLengthenedByEventsBetweenTenths() {
        bring("timed on");
        for (int i = 0; i < 100; i++) {
            now += 29;
            on();
            timed(0, 1, 20);
        }
        assertEquals(3900, now);
        check(true, 1, 20, 4000);
    }

    @Test
    void shouldCountWrittenTimesWhereTheyBelong() {
        assertEquals(0, write(ON_TIME, 7));
        check(false, 7, 0, Cluster.NEVER);
        on();
        check(true, 7, 0, Cluster.NEVER);
        timed(0, 3, 4);
        check(true, 7, 4, now + 700);
        assertEquals(0, write(ON_TIME, 50));
        check(true, 50, 4, now + 5000);
        assertEquals(0, write(OFF_WAIT_TIME, 60));
        check(true, 50, 60, now + 5000);
        off();
        check(false, 0, 60, now + 6000);
        assertEquals(0, write(OFF_WAIT_TIME, 2));
        check(false, 0, 2, now + 200);
        assertEquals(0, write(ON_TIME, 9));
        check(false, 9, 2, now + 200);
        on();
        check(true, 9, 2, now + 900);
    }

    @Test
    void shouldStayForeverWithAllOnes() {
        timed(0, 30, 20);
        assertEquals(0, write(ON_TIME, 0xFFFF));
        check(true, 0xFFFF, 20, Cluster.NEVER);
        timed(0, 30, 20);
        check(true, 0xFFFF, 20, Cluster.NEVER);
        assertEquals(0, write(ON_TIME, 30));
        assertEquals(0, write(OFF_WAIT_TIME, 0xFFFF));
        timed(0, 30, 20);
        off();
        assertEquals(0, write(OFF_WAIT_TIME, 0xFFFF));
        check(false, 0, 0xFFFF, Cluster.NEVER);
        timed(0, 10, 5);
        check(false, 0, 5, now + 500);
    }

    @Test
    void shouldGuardAgainstTimedOnByAWrittenOffWaitTime() {
        assertEquals(0, write(OFF_WAIT_TIME, 5));
        check(false, 0, 5, Cluster.NEVER);
        timed(0, 10, 9);
        check(false, 0, 5, now + 500);
        on();
        check(true, 0, 0, Cluster.NEVER);
    }

    @Test
    void shouldReportTimesOnlyWhenTheyAreSetAndEnd() {
        timed(0, 30, 20);
        int version = cluster.dataVersion();
        for (now = 1100; now < 4000; now += 100) {
            cluster.poll(now);
        }
        assertEquals(version, cluster.dataVersion());
        cluster.poll(4000);
        // OnOff, OnTime, OffWaitTime.
        assertEquals(version + 3, cluster.dataVersion());
    }

    @Test
    void shouldGoOffWithEffectAndComeBackByTheGlobalScene() {
        on();
        lamp.clear();
        assertEquals(ImStatus.SUCCESS, effect(0, 2));
        assertFalse(Fakes.read(cluster, SCENE).boolValue());
        assertEquals(List.of(List.of(0, 2), false), lamp);
        assertEquals(ImStatus.SUCCESS, effect(1, 0));
        assertEquals(2, lamp.size());
        assertEquals(ImStatus.SUCCESS, invoke(OnOffSpec.CMD_ON_WITH_RECALL_GLOBAL_SCENE));
        assertTrue(cluster.isOn());
        assertTrue(Fakes.read(cluster, SCENE).boolValue());
        off();
        assertEquals(ImStatus.SUCCESS, invoke(OnOffSpec.CMD_ON_WITH_RECALL_GLOBAL_SCENE));
        assertFalse(cluster.isOn());
    }

    @Test
    void shouldLetAnyOnRestoreGlobalSceneControl() {
        effect(0, 0);
        timed(0, 10, 0);
        assertTrue(Fakes.read(cluster, SCENE).boolValue());
        effect(0, 0);
        cluster.setOn(true, now);
        assertTrue(Fakes.read(cluster, SCENE).boolValue());
    }

    @Test
    void shouldEndOnTimeByAnEffect() {
        bring("timed on");
        effect(1, 0);
        check(false, 0, 20, now + 2000);
    }

    @Test
    void shouldTakeUnknownVariantsAsTheFirst() {
        on();
        effect(0, 3);
        on();
        effect(1, 1);
        assertEquals(List.of(true, List.of(0, 0), false, true, List.of(1, 0), false), lamp);
    }

    @Test
    void shouldRefuseBadFields() {
        assertEquals(ImStatus.CONSTRAINT_ERROR, effect(2, 0));
        assertEquals(ImStatus.CONSTRAINT_ERROR, effect(0, 256));
        assertEquals(ImStatus.CONSTRAINT_ERROR, timedStatus(2, 0, 0));
        assertEquals(ImStatus.CONSTRAINT_ERROR, timedStatus(0, 0xFFFF, 0));
        assertEquals(ImStatus.CONSTRAINT_ERROR, timedStatus(0, 0, 0xFFFF));
        assertEquals(ImStatus.INVALID_COMMAND, invoke(OnOffSpec.CMD_OFF_WITH_EFFECT));
        assertEquals(ImStatus.INVALID_COMMAND, invoke(OnOffSpec.CMD_ON_WITH_TIMED_OFF));
        TlvReader text =
                Fakes.fields(
                        out -> {
                            out.putUnsigned(0, 0);
                            out.putBool(1, true);
                            out.putUnsigned(2, 0);
                        });
        assertEquals(
                ImStatus.INVALID_COMMAND,
                Fakes.invoke(cluster, OnOffSpec.CMD_ON_WITH_TIMED_OFF, text, now));
        check(false, 0, 0, Cluster.NEVER);
        assertTrue(lamp.isEmpty());
    }

    @Test
    void shouldRefuseBadValues() {
        assertEquals(ImStatus.CONSTRAINT_ERROR, write(ON_TIME, 0x10000));
        assertEquals(ImStatus.INVALID_DATA_TYPE, writeNull(OFF_WAIT_TIME));
        assertEquals(ImStatus.CONSTRAINT_ERROR, write(START_UP, 3));
        assertEquals(
                ImStatus.INVALID_DATA_TYPE, Fakes.write(cluster, START_UP, Fakes.utf8("on"), now));
        assertEquals(ImStatus.UNSUPPORTED_WRITE, write(OnOffSpec.ATTR_ON_OFF, 1));
        assertEquals(ImStatus.UNSUPPORTED_WRITE, write(SCENE, 1));
        assertEquals(0, store.commits);
    }

    @ParameterizedTest
    @CsvSource({
        "0, false, false", "0, true, false", "1, false, true", "1, true, true",
        "2, false, true", "2, true, false", "-1, false, false", "-1, true, true",
    })
    void shouldComeUpAsStartUpOnOffSays(int startUp, boolean before, boolean after) {
        cluster.setOn(before, now);
        assertEquals(0, startUp < 0 ? writeNull(START_UP) : write(START_UP, startUp));
        assertEquals(before, boot(UPDATED).isOn());
        OnOffCluster next = boot(POWER_ON);
        assertEquals(after, next.isOn());
        assertEquals(startUp < 0, Fakes.read(next, START_UP).isNull());
        lamp.clear();
        next.start();
        assertEquals(List.of(after), lamp);
    }

    @Test
    void shouldToggleAtEachBoot() {
        write(START_UP, OnOffSpec.START_UP_ON_OFF_TOGGLE);
        for (boolean wanted : new boolean[] {true, false, true}) {
            OnOffCluster next = boot(POWER_ON);
            assertEquals(wanted, next.isOn());
            assertEquals(Cluster.NEVER, next.poll(0));
        }
    }

    @Test
    void shouldNotWriteFlashAtABootThatChangesNothing() {
        write(START_UP, OnOffSpec.START_UP_ON_OFF_OFF);
        int commits = store.commits;
        boot(POWER_ON).poll(0);
        assertEquals(0, write(START_UP, OnOffSpec.START_UP_ON_OFF_OFF));
        assertEquals(commits, store.commits);
    }

    @Test
    void shouldRefuseAStartUpThatCannotBeStored() {
        store.commitStatus = PortStatus.FULL;
        assertEquals(ImStatus.FAILURE, write(START_UP, 1));
        assertTrue(Fakes.read(cluster, START_UP).isNull());
    }

    @Test
    void shouldTakeTheRecordOfSoftwareWithoutTheFeature() {
        store.records.put(KEY, new byte[] {0x15, 0x24, 0, 1, 0x29, 1, 0x18});
        OnOffCluster booted = boot(POWER_ON);
        assertTrue(booted.isOn());
        assertTrue(Fakes.read(booted, START_UP).isNull());
        assertTrue(log.events.isEmpty());
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 0xFE})
    void shouldLeaveADamagedRecordAlone(int startUp) {
        byte[] record = {0x15, 0x24, 0, 1, 0x28, 1, 0x24, 2, (byte) startUp, 0x18};
        store.records.put(KEY, record);
        OnOffCluster booted = boot(POWER_ON);
        assertEquals(LogEvent.STORE_FAILED, log.events.get(0).get(0));
        booted.setOn(true, now);
        assertArrayEquals(record, store.records.get(KEY));
    }
}
