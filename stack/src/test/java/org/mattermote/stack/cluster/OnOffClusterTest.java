package org.mattermote.stack.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.codec.TlvType;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.OnOffSpec;
import org.mattermote.stack.port.LogEvent;
import org.mattermote.stack.port.PortStatus;

class OnOffClusterTest {
    private static final int KEY = 0x1001;

    private final Fakes.Store store = new Fakes.Store();
    private final Fakes.Log log = new Fakes.Log();
    private final List<Boolean> lamp = new ArrayList<>();
    private final OnOffCluster cluster = boot();

    private OnOffCluster boot() {
        OnOffCluster made =
                new OnOffCluster(1, (endpoint, on) -> lamp.add(on), Fakes.workspace(store), log);
        Fakes.node(made);
        return made;
    }

    private int invoke(int command) {
        return Fakes.invoke(cluster, command, Fakes.noFields(), 100);
    }

    private boolean attribute() {
        return Fakes.read(cluster, OnOffSpec.ATTR_ON_OFF).boolValue();
    }

    @Test
    void shouldHaveWhatTheModelDemands() {
        Fakes.checkAgainstModel(cluster);
        assertEquals(0, cluster.featureMap());
        assertEquals(TlvType.BOOL, Fakes.read(cluster, OnOffSpec.ATTR_ON_OFF).type());
        assertArrayEquals(new int[] {0, 1, 2}, cluster.commands());
    }

    @Test
    void shouldSwitchByCommands() {
        assertFalse(attribute());
        assertEquals(ImStatus.SUCCESS, invoke(OnOffSpec.CMD_ON));
        assertTrue(attribute());
        assertEquals(ImStatus.SUCCESS, invoke(OnOffSpec.CMD_TOGGLE));
        assertFalse(attribute());
        assertEquals(ImStatus.SUCCESS, invoke(OnOffSpec.CMD_TOGGLE));
        assertEquals(ImStatus.SUCCESS, invoke(OnOffSpec.CMD_OFF));
        assertFalse(attribute());
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
    void shouldRefuseCommandsOfFeaturesItDoesNotHave() {
        assertEquals(ImStatus.UNSUPPORTED_COMMAND, invoke(OnOffSpec.CMD_OFF_WITH_EFFECT));
        assertEquals(
                ImStatus.UNSUPPORTED_WRITE,
                Fakes.write(
                        cluster,
                        OnOffSpec.ATTR_ON_OFF,
                        Fakes.element(out -> out.putBool(2, true)),
                        0));
    }

    @Test
    void shouldComeUpAsItWas() {
        cluster.setOn(true, 100);
        lamp.clear();
        OnOffCluster after = boot();
        assertTrue(after.isOn());
        assertTrue(lamp.isEmpty());
        after.start();
        assertEquals(List.of(true), lamp);
        after.setOn(false, 5);
        assertFalse(boot().isOn());
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
            OnOffCluster booted = boot();
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
        boot();
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
        assertTrue(boot().isOn());
    }
}
