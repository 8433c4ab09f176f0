package org.mattermote.stack.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.fabric.MemoryStore;
import org.mattermote.stack.fabric.NodeTime;
import org.mattermote.stack.fabric.TestFabrics;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.TimeSynchronizationSpec;
import org.mattermote.stack.port.PortStatus;

class TimeSynchronizationClusterTest {
    private static final int UTC = TimeSynchronizationSpec.ATTR_UTC_TIME;
    private static final int LOCAL = TimeSynchronizationSpec.ATTR_LOCAL_TIME;
    private static final int GRANULARITY = TimeSynchronizationSpec.ATTR_GRANULARITY;
    private static final int SOURCE = TimeSynchronizationSpec.ATTR_TIME_SOURCE;
    private static final int ZONES = TimeSynchronizationSpec.ATTR_TIME_ZONE;
    private static final int DST = TimeSynchronizationSpec.ATTR_DST_OFFSET;
    private static final int KEY = 0x000F;

    private static final int NOT_ACCEPTED = ImStatus.withClusterStatus(ImStatus.FAILURE, 2);
    private static final long NONE = -1;
    private static final long EVER = -1;

    /** In 2025. */
    private static final long T = 800_000_000_000_000L;

    private static final long SECOND = 1_000_000;
    private static final int HOUR = 3_600_000;

    private static final long TABLE_EMPTY = TimeSynchronizationSpec.EVENT_DST_TABLE_EMPTY;
    private static final long DST_STATUS = TimeSynchronizationSpec.EVENT_DST_STATUS;
    private static final long ZONE_STATUS = TimeSynchronizationSpec.EVENT_TIME_ZONE_STATUS;
    private static final long TIME_FAILURE = TimeSynchronizationSpec.EVENT_TIME_FAILURE;

    private final TestFabrics fabrics = new TestFabrics(new MemoryStore());
    private final Fakes.Store store = new Fakes.Store();
    private final Fakes.Log log = new Fakes.Log();
    private final Fakes.Events events = new Fakes.Events();
    private long platform = -1;
    private NodeTime time;
    private long now;
    private TimeSynchronizationCluster cluster = boot();

    private TimeSynchronizationCluster boot() {
        time = new NodeTime(() -> platform, fabrics.failSafe);
        TimeSynchronizationCluster made =
                new TimeSynchronizationCluster(time, 3, Fakes.workspace(store), log, events);
        Fakes.node(made);
        return made;
    }

    /** As {@code Stack.poll} does. */
    private void pass(long millis) {
        long until = now + millis;
        long next = cluster.poll(now);
        while (next <= until) {
            now = next;
            time.advance(now);
            next = cluster.poll(now);
            assertTrue(next > now);
        }
        now = until;
        time.advance(now);
    }

    private int setUtc(long micros, int granularity) {
        return Fakes.invoke(
                cluster,
                TimeSynchronizationSpec.CMD_SET_UTC_TIME,
                Fakes.fields(
                        out -> {
                            out.putUnsigned(0, micros);
                            out.putUnsigned(1, granularity);
                        }),
                now);
    }

    private record Zone(int offset, long validAt, String name) {}

    private record Saving(int offset, long from, long until) {}

    private int setZones(Zone... zones) {
        Fakes.Invocation in = new Fakes.Invocation();
        in.nowMillis = now;
        int status =
                cluster.invoke(
                        TimeSynchronizationSpec.CMD_SET_TIME_ZONE,
                        in,
                        Fakes.fields(
                                out -> {
                                    out.startArray(0);
                                    for (Zone zone : zones) {
                                        out.startStruct(TlvTag.ANONYMOUS);
                                        out.putSigned(0, zone.offset);
                                        out.putUnsigned(1, zone.validAt);
                                        if (zone.name != null) {
                                            byte[] name =
                                                    zone.name.getBytes(StandardCharsets.UTF_8);
                                            out.putUtf8(2, name, 0, name.length);
                                        }
                                        out.endContainer();
                                    }
                                    out.endContainer();
                                }));
        if (status == ImStatus.SUCCESS) {
            assertEquals(TimeSynchronizationSpec.CMD_SET_TIME_ZONE_RESPONSE, in.response);
            TlvReader response = in.fields();
            assertEquals(CodecStatus.OK, response.find(0));
            assertEquals(1, response.bool());
        }
        return status;
    }

    private int setDst(Saving... savings) {
        return Fakes.invoke(
                cluster,
                TimeSynchronizationSpec.CMD_SET_DST_OFFSET,
                Fakes.fields(
                        out -> {
                            out.startArray(0);
                            for (Saving saving : savings) {
                                out.startStruct(TlvTag.ANONYMOUS);
                                out.putSigned(0, saving.offset);
                                out.putUnsigned(1, saving.from);
                                if (saving.until == EVER) {
                                    out.putNull(2);
                                } else {
                                    out.putUnsigned(2, saving.until);
                                }
                                out.endContainer();
                            }
                            out.endContainer();
                        }),
                now);
    }

    private long time(int attribute) {
        TlvReader value = Fakes.read(cluster, attribute, now);
        return value.isNull() ? NONE : value.value();
    }

    private List<Zone> zones() {
        List<Zone> zones = new ArrayList<>();
        TlvReader list = Fakes.read(cluster, ZONES, now);
        list.enter();
        while (list.next() == CodecStatus.OK) {
            list.enter();
            assertEquals(CodecStatus.OK, list.find(0));
            int offset = (int) list.value();
            assertEquals(CodecStatus.OK, list.find(1));
            long validAt = list.value();
            String name = list.find(2) == CodecStatus.OK ? Fakes.text(list) : null;
            zones.add(new Zone(offset, validAt, name));
            list.exit();
        }
        return zones;
    }

    private List<Saving> dst() {
        List<Saving> savings = new ArrayList<>();
        TlvReader list = Fakes.read(cluster, DST, now);
        list.enter();
        while (list.next() == CodecStatus.OK) {
            list.enter();
            list.find(0);
            int offset = (int) list.value();
            list.find(1);
            long from = list.value();
            list.find(2);
            savings.add(new Saving(offset, from, list.isNull() ? EVER : list.value()));
            list.exit();
        }
        return savings;
    }

    /** Event, time and first field of what happened since the last call. */
    private List<List<Long>> happened() {
        List<List<Long>> happened = new ArrayList<>();
        events.events.forEach(e -> happened.add(List.of(e.get(1), e.get(3), e.get(4))));
        events.events.clear();
        return happened;
    }

    @Test
    void shouldHaveWhatTheModelDemands() {
        Fakes.checkAgainstModel(cluster);
        assertEquals(TimeSynchronizationSpec.FEATURE_TIME_ZONE, cluster.featureMap());
        assertEquals(NONE, time(UTC));
        assertEquals(NONE, time(LOCAL));
        assertEquals(0, time(GRANULARITY));
        assertEquals(0, time(SOURCE));
        assertEquals(List.of(new Zone(0, 0, null)), zones());
        assertEquals(List.of(), dst());
        assertEquals(2, time(TimeSynchronizationSpec.ATTR_TIME_ZONE_DATABASE));
        assertEquals(2, time(TimeSynchronizationSpec.ATTR_TIME_ZONE_LIST_MAX_SIZE));
        assertEquals(3, time(TimeSynchronizationSpec.ATTR_DST_OFFSET_LIST_MAX_SIZE));
    }

    @Test
    void shouldTakeTheTimeOfAnAdministrator() {
        pass(5000);
        assertEquals(ImStatus.SUCCESS, setUtc(T, 3));
        assertEquals(T, time(UTC));
        assertEquals(T / SECOND, fabrics.table.lastKnownGood());
        assertEquals(2, time(GRANULARITY));
        assertEquals(TimeSynchronizationSpec.TIME_SOURCE_ADMIN, time(SOURCE));
        assertNotEquals(0, cluster.changeStamp(GRANULARITY));
        assertNotEquals(0, cluster.changeStamp(SOURCE));
        pass(1500);
        assertEquals(T + 1_500_000, time(UTC));
        assertEquals(NONE, time(LOCAL));
        assertEquals(NOT_ACCEPTED, setUtc(T, 0));
        assertEquals(NOT_ACCEPTED, setUtc(T, 1));
        assertEquals(T + 1_500_000, time(UTC));
        assertEquals(ImStatus.SUCCESS, setUtc(T + 7, 2));
        assertEquals(T + 7, time(UTC));
        assertEquals(1, time(GRANULARITY));
    }

    @Test
    void shouldRefuseTimesThatAreNone() {
        assertEquals(NOT_ACCEPTED, setUtc(T, 0));
        assertEquals(ImStatus.CONSTRAINT_ERROR, setUtc(-1, 3));
        assertEquals(ImStatus.CONSTRAINT_ERROR, setUtc(T, 5));
        int command = TimeSynchronizationSpec.CMD_SET_UTC_TIME;
        assertEquals(ImStatus.INVALID_COMMAND, Fakes.invoke(cluster, command, Fakes.noFields(), 0));
        TlvReader source =
                Fakes.fields(
                        out -> {
                            out.putUnsigned(0, T);
                            out.putUnsigned(1, 3);
                            out.putUnsigned(2, 17);
                        });
        assertEquals(ImStatus.CONSTRAINT_ERROR, Fakes.invoke(cluster, command, source, 0));
        assertEquals(NONE, time(UTC));
        assertEquals(0, time(GRANULARITY));
    }

    @Test
    void shouldGetLessExactAsItDrifts() {
        assertEquals(ImStatus.SUCCESS, setUtc(T, 4));
        assertEquals(3, time(GRANULARITY));
        int stamp = cluster.changeStamp(GRANULARITY);
        pass(999_999);
        assertEquals(3, time(GRANULARITY));
        pass(2);
        cluster.poll(now);
        assertEquals(2, time(GRANULARITY));
        assertNotEquals(stamp, cluster.changeStamp(GRANULARITY));
        pass(100_000_000);
        assertEquals(1, time(GRANULARITY));
        assertEquals(ImStatus.SUCCESS, setUtc(T, 2));
    }

    @Test
    void shouldBelieveThePlatformUntilSomebodyKnowsBetter() {
        platform = T;
        cluster = boot();
        assertEquals(T, time(UTC));
        assertEquals(2, time(GRANULARITY));
        assertEquals(TimeSynchronizationSpec.TIME_SOURCE_UNKNOWN, time(SOURCE));
        pass(HOUR);
        assertEquals(List.of(), happened());
        assertEquals(NOT_ACCEPTED, setUtc(T + SECOND, 2));
        assertEquals(ImStatus.SUCCESS, setUtc(T + SECOND, 3));
        assertEquals(T + SECOND, time(UTC));
        assertEquals(TimeSynchronizationSpec.TIME_SOURCE_ADMIN, time(SOURCE));
    }

    @Test
    void shouldTellOnceAnHourThatItHasNoTime() {
        pass(2 * HOUR + 10);
        assertEquals(
                List.of(
                        List.of(TIME_FAILURE, 0L, -1L),
                        List.of(TIME_FAILURE, (long) HOUR, -1L),
                        List.of(TIME_FAILURE, 2L * HOUR, -1L)),
                happened());
        setUtc(T, 3);
        happened();
        pass(3 * HOUR);
        assertEquals(List.of(), happened());
    }

    @Test
    void shouldNoticeThatThePlatformGotTheTime() {
        pass(10);
        platform = T;
        pass(HOUR);
        assertNotEquals(0, cluster.changeStamp(GRANULARITY));
        assertNotEquals(0, cluster.changeStamp(SOURCE));
        assertEquals(2, time(GRANULARITY));
    }

    @Test
    void shouldTakeZonesAndKeepThem() {
        String longest = "n".repeat(64);
        for (int offset : new int[] {0, -43200, 50400, 3600}) {
            assertEquals(ImStatus.SUCCESS, setZones(new Zone(offset, 0, longest)));
            assertEquals(List.of(new Zone(offset, 0, longest)), zones());
        }
        Zone[] two = {new Zone(3600, 0, ""), new Zone(7200, T, "Europe/Athens")};
        assertEquals(ImStatus.SUCCESS, setZones(two));
        assertEquals(List.of(two), zones());
        cluster = boot();
        assertEquals(List.of(two), zones());
        assertEquals(List.of(), log.events);
    }

    @Test
    void shouldRefuseZonesThatAreNone() {
        Zone good = new Zone(3600, 0, "good");
        assertEquals(ImStatus.SUCCESS, setZones(good));
        happened();
        assertEquals(ImStatus.CONSTRAINT_ERROR, setZones());
        assertEquals(ImStatus.CONSTRAINT_ERROR, setZones(new Zone(0, T, null)));
        assertEquals(ImStatus.CONSTRAINT_ERROR, setZones(good, good));
        assertEquals(ImStatus.CONSTRAINT_ERROR, setZones(good, new Zone(0, -5, null)));
        assertEquals(ImStatus.CONSTRAINT_ERROR, setZones(new Zone(-43201, 0, null)));
        assertEquals(ImStatus.CONSTRAINT_ERROR, setZones(new Zone(50401, 0, null)));
        assertEquals(ImStatus.CONSTRAINT_ERROR, setZones(new Zone(0, 0, "n".repeat(65))));
        Zone next = new Zone(1, T, null);
        assertEquals(ImStatus.RESOURCE_EXHAUSTED, setZones(good, next, new Zone(2, T + 1, null)));
        int command = TimeSynchronizationSpec.CMD_SET_TIME_ZONE;
        assertEquals(ImStatus.INVALID_COMMAND, Fakes.invoke(cluster, command, Fakes.noFields(), 0));
        assertEquals(
                ImStatus.INVALID_COMMAND,
                Fakes.invoke(cluster, command, Fakes.fields(out -> out.putUnsigned(0, 1)), 0));
        TlvReader noOffset =
                Fakes.fields(
                        out -> {
                            out.startArray(0);
                            out.startStruct(TlvTag.ANONYMOUS);
                            out.putUnsigned(1, 0);
                            out.endContainer();
                            out.endContainer();
                        });
        assertEquals(ImStatus.INVALID_COMMAND, Fakes.invoke(cluster, command, noOffset, 0));
        assertEquals(List.of(good), zones());
        assertEquals(List.of(), happened());
    }

    @Test
    void shouldTakeOffsetsAndKeepThem() {
        Saving[] three = {
            new Saving(3600, T, T + 5), new Saving(-1800, T + 5, T + 9), new Saving(0, T + 10, EVER)
        };
        assertEquals(ImStatus.SUCCESS, setDst(three));
        assertEquals(List.of(three), dst());
        cluster = boot();
        assertEquals(List.of(three), dst());
        assertEquals(ImStatus.SUCCESS, setDst());
        assertEquals(List.of(), dst());
    }

    @Test
    void shouldRefuseOffsetsThatAreNone() {
        Saving good = new Saving(3600, T, T + 5);
        assertEquals(ImStatus.SUCCESS, setDst(good));
        int bad = ImStatus.CONSTRAINT_ERROR;
        assertEquals(bad, setDst(new Saving(1, T, T)));
        assertEquals(bad, setDst(new Saving(1, T + 9, T + 10), new Saving(1, T, T + 9)));
        assertEquals(bad, setDst(new Saving(1, T, T + 2), new Saving(1, T + 1, T + 9)));
        assertEquals(bad, setDst(new Saving(1, T, EVER), new Saving(1, T + 1, EVER)));
        assertEquals(bad, setDst(new Saving(1, T, EVER), new Saving(1, T + 1, T + 9)));
        Saving[] four = {
            good, good, new Saving(1, T + 6, T + 7), new Saving(1, T + 8, T + 9),
        };
        assertEquals(ImStatus.RESOURCE_EXHAUSTED, setDst(four));
        assertEquals(List.of(good), dst());
    }

    @Test
    void shouldAddTheOffsetsToTheLocalTime() {
        setUtc(T, 3);
        setZones(new Zone(-3600, 0, null));
        assertEquals(NONE, time(LOCAL));
        setDst(new Saving(1800, T + 10 * SECOND, EVER));
        assertEquals(T - 3600 * SECOND, time(LOCAL));
        pass(10_000);
        assertEquals(T + 10 * SECOND - 1800 * SECOND, time(LOCAL));
    }

    @Test
    void shouldGoOnToTheNextZone() {
        setUtc(T, 3);
        setZones(new Zone(3600, 0, "Not/Real"), new Zone(7200, T + 10 * SECOND, "Un/Real"));
        setDst(new Saving(0, 0, EVER));
        happened();
        pass(20_000);
        assertEquals(List.of(List.of(ZONE_STATUS, 10_001L, 7200L)), happened());
        TlvReader fields = events.fields();
        assertEquals(CodecStatus.OK, fields.find(1));
        assertEquals("Un/Real", Fakes.text(fields));
        assertEquals(List.of(new Zone(7200, 0, "Un/Real")), zones());
        assertEquals(T + 20 * SECOND + 7200 * SECOND, time(LOCAL));
        cluster = boot();
        assertEquals(List.of(new Zone(7200, 0, "Un/Real")), zones());
    }

    @Test
    void shouldTellWhenDaylightSavingBeginsAndEnds() {
        setUtc(T, 3);
        setZones(new Zone(0, 0, null));
        happened();
        setDst(
                new Saving(3600, T + 10 * SECOND, T + 20 * SECOND),
                new Saving(1800, T + 20 * SECOND, T + 30 * SECOND));
        assertEquals(List.of(), happened());
        pass(40_000);
        assertEquals(
                List.of(
                        List.of(DST_STATUS, 10_001L, 1L),
                        List.of(DST_STATUS, 30_001L, 0L),
                        List.of(TABLE_EMPTY, 30_001L, -1L)),
                happened());
        assertEquals(List.of(), dst());
    }

    @Test
    void shouldTellThatTheOffsetsWentWithTheZone() {
        setUtc(T, 3);
        setDst(new Saving(3600, 0, EVER));
        happened();
        setZones(new Zone(3600, 0, null));
        assertEquals(
                List.of(
                        List.of(ZONE_STATUS, 0L, 3600L),
                        List.of(TABLE_EMPTY, 0L, -1L),
                        List.of(DST_STATUS, 0L, 0L)),
                happened());
        setDst();
        assertEquals(List.of(List.of(TABLE_EMPTY, 0L, -1L)), happened());
    }

    @Test
    void shouldRemindOfMissingOffsetsOnceAnHour() {
        setUtc(T, 3);
        assertEquals(List.of(List.of(TABLE_EMPTY, 0L, -1L)), happened());
        pass(HOUR - 1);
        setUtc(T, 3);
        assertEquals(List.of(), happened());
        pass(1);
        setUtc(T, 3);
        assertEquals(1, happened().size());
    }

    @Test
    void shouldLoseNothingWhenTheStoreFails() {
        Zone good = new Zone(3600, 0, "good");
        setZones(good);
        setDst(new Saving(3600, 0, EVER));
        store.commitStatus = PortStatus.FAILED;
        assertEquals(ImStatus.FAILURE, setZones(new Zone(0, 0, null)));
        assertEquals(ImStatus.FAILURE, setDst());
        assertEquals(List.of(good), zones());
        assertEquals(List.of(new Saving(3600, 0, EVER)), dst());
    }

    @Test
    void shouldLeaveADamagedRecordAlone() {
        byte[] damaged = {0x15, 0x24, 0, 1, 0x36, 1, 0x18, 0x36, 2, 0x18, 0x18};
        store.records.put(KEY, damaged);
        cluster = boot();
        assertEquals(List.of(new Zone(0, 0, null)), zones());
        assertEquals(ImStatus.FAILURE, setZones(new Zone(1, 0, null)));
        assertArrayEquals(damaged, store.records.get(KEY));
        assertEquals(1, log.events.stream().distinct().count());
    }
}
