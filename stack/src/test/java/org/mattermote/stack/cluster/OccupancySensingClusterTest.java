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
import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.OccupancySensingSpec;
import org.mattermote.stack.port.LogEvent;
import org.mattermote.stack.port.PortStatus;

class OccupancySensingClusterTest {
    private static final int KEY = 0x4001;
    private static final int HOLD_TIME = OccupancySensingSpec.ATTR_HOLD_TIME;
    private static final int PIR_DELAY = OccupancySensingSpec.ATTR_PIR_OCCUPIED_TO_UNOCCUPIED_DELAY;

    private final Fakes.Store store = new Fakes.Store();
    private final Fakes.Log log = new Fakes.Log();
    private final Fakes.Events events = new Fakes.Events();
    private final List<Boolean> shown = new ArrayList<>();
    private long nextLook = Cluster.NEVER;
    private OccupancySensingCluster cluster = boot(OccupancySensingSpec.FEATURE_PASSIVE_INFRARED);

    private OccupancySensingCluster boot(int features) {
        OccupancyHook hook =
                new OccupancyHook() {
                    @Override
                    public long sample(int endpoint, long nowMillis) {
                        return nextLook;
                    }

                    @Override
                    public void occupancy(int endpoint, boolean occupied) {
                        assertEquals(1, endpoint);
                        shown.add(occupied);
                    }
                };
        OccupancySensingCluster made =
                new OccupancySensingCluster(
                        1, features, 2, 300, 10, hook, events, Fakes.workspace(store), log);
        Fakes.node(made);
        return made;
    }

    private void bring(String state) {
        if (!state.equals("unoccupied")) {
            cluster.setDetected(true, 1000);
        }
        if (state.equals("held")) {
            cluster.setDetected(false, 1000);
        }
        shown.clear();
        events.events.clear();
    }

    private long occupancy() {
        return Fakes.read(cluster, OccupancySensingSpec.ATTR_OCCUPANCY).value();
    }

    private int write(int attribute, long seconds) {
        TlvReader value = Fakes.element(out -> out.putUnsigned(2, seconds));
        return Fakes.write(cluster, attribute, value, 0);
    }

    private long holdTime() {
        return Fakes.read(cluster, HOLD_TIME).value();
    }

    @Test
    void shouldHaveWhatTheModelDemands() {
        Fakes.checkAgainstModel(cluster);
        assertEquals(OccupancySensingSpec.FEATURE_PASSIVE_INFRARED, cluster.featureMap());
        assertArrayEquals(new int[] {0, 1, 2, 3, 4, 0x10}, cluster.attributes());
        assertEquals(10, holdTime());
        TlvReader limits = Fakes.read(cluster, OccupancySensingSpec.ATTR_HOLD_TIME_LIMITS);
        List<Long> members = new ArrayList<>();
        limits.enter();
        while (limits.next() == CodecStatus.OK) {
            members.add((long) limits.tag());
            members.add(limits.value());
        }
        assertEquals(List.of(0L, 2L, 1L, 300L, 2L, 10L), members);
    }

    // Feature map; OccupancySensorType, OccupancySensorTypeBitmap, ids of the older hold times.
    @ParameterizedTest
    @CsvSource({
        "0x02, 0, 1, 0x10",
        "0x04, 1, 2, 0x20",
        "0x06, 2, 3, 0x10 0x20",
        "0x08, 3, 4, 0x30",
        "0x0A, 0, 5, 0x10 0x30",
        "0x0C, 1, 6, 0x20 0x30",
        "0x0E, 2, 7, 0x10 0x20 0x30",
        "0x01, 0, 1, 0x10",
        "0x20, 0, 1, 0x10",
        "0xF4, 1, 2, 0x20",
    })
    void shouldSayItsKindAsOlderClientsKnowIt(
            String features, long type, long bitmap, String holdTimes) {
        cluster = boot(Integer.decode(features));
        Fakes.checkAgainstModel(cluster);
        assertEquals(
                type, Fakes.read(cluster, OccupancySensingSpec.ATTR_OCCUPANCY_SENSOR_TYPE).value());
        assertEquals(
                bitmap,
                Fakes.read(cluster, OccupancySensingSpec.ATTR_OCCUPANCY_SENSOR_TYPE_BITMAP)
                        .value());
        assertEquals(5 + holdTimes.split(" ").length, cluster.attributes().length);
        for (String id : holdTimes.split(" ")) {
            assertEquals(10, Fakes.read(cluster, Integer.decode(id)).value());
        }
    }

    // Event at 2 s; Occupancy after it, ms to the deadline, −1 for none; how often the hook heard.
    @ParameterizedTest
    @CsvSource({
        "unoccupied, true, 1, -1, 1",
        "unoccupied, false, 0, -1, 0",
        "occupied, true, 1, -1, 0",
        "occupied, false, 1, 10000, 0",
        "held, true, 1, -1, 0",
        "held, false, 1, 9000, 0",
    })
    void shouldGoAsTheTableSays(
            String state, boolean event, long occupancy, long deadline, int calls) {
        bring(state);
        cluster.setDetected(event, 2000);
        assertEquals(deadline < 0 ? Cluster.NEVER : 2000 + deadline, cluster.poll(2000));
        assertEquals(occupancy, occupancy());
        assertEquals(calls, shown.size());
        assertEquals(calls, events.events.size());
    }

    @Test
    void shouldEndTheHold() {
        int version = cluster.dataVersion();
        bring("held");
        assertEquals(version + 1, cluster.dataVersion());
        assertTrue(cluster.isOccupied());
        assertEquals(11_000, cluster.poll(10_999));
        assertEquals(Cluster.NEVER, cluster.poll(11_000));
        assertFalse(cluster.isOccupied());
        assertEquals(0, occupancy());
        assertEquals(List.of(false), shown);
        assertEquals(version + 2, cluster.dataVersion());
        assertEquals(List.of(List.of(0x406L, 0L, 0L, 11_000L, 0L)), events.events);
    }

    @Test
    void shouldCountFromTheLastPulse() {
        for (long now = 0; now < 60_000; now += 7_000) {
            cluster.setDetected(true, now);
            cluster.setDetected(false, now);
            assertEquals(now + 10_000, cluster.poll(now));
        }
        assertEquals(List.of(true), shown);
        assertEquals(List.of(List.of(0x406L, 0L, 0L, 0L, 1L)), events.events);
    }

    @Test
    void shouldApplyANewHoldTimeToTheHoldUnderWay() {
        bring("held");
        assertEquals(0, write(HOLD_TIME, 60));
        assertEquals(61_000, cluster.poll(12_000));
        assertEquals(0, write(HOLD_TIME, 5));
        assertEquals(Cluster.NEVER, cluster.poll(12_000));
        assertEquals(List.of(false), shown);
    }

    @Test
    void shouldBeTheSameUnderItsOlderName() {
        int version = cluster.dataVersion();
        assertEquals(0, write(PIR_DELAY, 77));
        assertEquals(77, holdTime());
        assertEquals(version + 2, cluster.dataVersion());
        assertEquals(0, write(HOLD_TIME, 78));
        assertEquals(78, Fakes.read(cluster, PIR_DELAY).value());
    }

    @Test
    void shouldKeepTheHoldTime() {
        assertEquals(0, write(HOLD_TIME, 300));
        assertEquals(1, store.commits);
        assertEquals(0, write(HOLD_TIME, 300));
        assertEquals(1, store.commits);
        cluster = boot(OccupancySensingSpec.FEATURE_PASSIVE_INFRARED);
        assertEquals(300, holdTime());
        assertFalse(cluster.isOccupied());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 301, 0xFFFF, 0x10000})
    void shouldRefuseWhatIsOutsideItsLimits(long seconds) {
        int version = cluster.dataVersion();
        assertEquals(ImStatus.CONSTRAINT_ERROR, write(HOLD_TIME, seconds));
        assertEquals(10, holdTime());
        assertEquals(version, cluster.dataVersion());
        assertEquals(0, store.commits);
    }

    @Test
    void shouldRefuseOtherWrites() {
        assertEquals(
                ImStatus.INVALID_DATA_TYPE, Fakes.write(cluster, HOLD_TIME, Fakes.utf8("10"), 0));
        assertEquals(ImStatus.UNSUPPORTED_WRITE, write(OccupancySensingSpec.ATTR_OCCUPANCY, 1));
        assertEquals(
                ImStatus.UNSUPPORTED_WRITE,
                write(OccupancySensingSpec.ATTR_ULTRASONIC_OCCUPIED_TO_UNOCCUPIED_DELAY, 20));
        store.commitStatus = PortStatus.FAILED;
        assertEquals(ImStatus.FAILURE, write(HOLD_TIME, 20));
        assertEquals(10, holdTime());
    }

    @Test
    void shouldStartWithTheDefaultOverADamagedRecord() {
        byte[] damaged = {1, 2, 3};
        store.records.put(KEY, damaged);
        cluster = boot(OccupancySensingSpec.FEATURE_PASSIVE_INFRARED);
        assertEquals(10, holdTime());
        assertEquals(
                List.of(
                        List.of(
                                (long) LogEvent.STORE_FAILED,
                                (long) KEY,
                                (long) PortStatus.DAMAGED)),
                log.events);
        assertEquals(ImStatus.FAILURE, write(HOLD_TIME, 20));
        assertArrayEquals(damaged, store.records.get(KEY));
    }

    @Test
    void shouldStartWithTheDefaultWhereTheLimitsHaveChanged() {
        assertEquals(0, write(HOLD_TIME, 300));
        byte[] record = store.records.get(KEY);
        // The last two bytes before the end of the structure are the value.
        record[record.length - 3] = 0x2D;
        cluster = boot(OccupancySensingSpec.FEATURE_PASSIVE_INFRARED);
        assertEquals(10, holdTime());
        assertEquals(List.of(), log.events);
        assertEquals(0, write(HOLD_TIME, 20));
    }

    @Test
    void shouldLookWhenItIsTime() {
        nextLook = 500;
        assertEquals(500, cluster.poll(0));
        cluster.setDetected(true, 100);
        cluster.setDetected(false, 100);
        assertEquals(500, cluster.poll(499));
        nextLook = 20_000;
        assertEquals(10_100, cluster.poll(500));
    }
}
