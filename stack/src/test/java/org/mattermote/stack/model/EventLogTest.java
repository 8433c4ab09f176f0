package org.mattermote.stack.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EventLogTest {
    private static final byte[] DATA = {0x15, 0x24, 0, 7, 0x18};
    private static final int SIZE = EventLog.HEADER_LENGTH + DATA.length;

    private static EventLog log(int records) {
        return new EventLog(records * SIZE, 16, 100);
    }

    private static int add(EventLog log, int priority, int fabric) {
        return log.append(1, 6, 2, priority, fabric, DATA, 0, DATA.length, 5000);
    }

    private static List<Long> numbers(EventLog log) {
        List<Long> numbers = new ArrayList<>();
        for (int at = log.first(0); at >= 0; at = log.next(at)) {
            numbers.add(log.number(at));
        }
        return numbers;
    }

    @Test
    void shouldKeepWhatWasRecorded() {
        EventLog log = log(4);
        assertEquals(EventLog.NONE, log.first(0));
        assertEquals(0, log.append(3, 0xFFF1FC01, 9, 2, 5, DATA, 0, DATA.length, 1L << 40));
        int at = log.first(100);
        assertEquals(100, log.number(at));
        assertEquals(1L << 40, log.time(at));
        assertEquals(3, log.endpoint(at));
        assertEquals(0xFFF1FC01, log.cluster(at));
        assertEquals(9, log.event(at));
        assertEquals(2, log.priority(at));
        assertEquals(5, log.fabricIndex(at));
        assertEquals(DATA.length, log.dataLength(at));
        assertEquals(0x15, log.array()[log.dataOffset(at)]);
        assertEquals(EventLog.NONE, log.next(at));
        assertEquals(EventLog.NONE, log.first(101));
        assertEquals(101, log.nextNumber());
    }

    @Test
    void shouldNumberUnsigned() {
        EventLog log = new EventLog(200, 16, Long.MAX_VALUE);
        add(log, 1, 0);
        add(log, 1, 0);
        assertEquals(2, numbers(log).size());
        assertEquals(Long.MIN_VALUE, log.number(log.first(Long.MIN_VALUE)));
        assertEquals(EventLog.NONE, log.first(-1));
    }

    @Test
    void shouldKeepWallClockTimeWhereItIsKnown() {
        EventLog log = log(4);
        long[] utc = {-1};
        log.useClock(() -> utc[0]);
        add(log, 1, 0);
        utc[0] = 7_654_321;
        add(log, 1, 0);
        int at = log.first(0);
        assertFalse(log.isEpoch(at));
        assertEquals(5000, log.time(at));
        at = log.next(at);
        assertTrue(log.isEpoch(at));
        assertEquals(946_684_800_000L + 7654, log.time(at));
    }

    @Test
    void shouldReserveNumbersInBlocks() {
        List<Long> raised = new ArrayList<>();
        boolean[] good = {true};
        EventLog log = log(4);
        log.useBoundary(boundary -> good[0] && raised.add(boundary) ? 0 : -1, 50);
        assertEquals(List.of(50L + EventLog.BLOCK), raised);
        for (int i = 0; i < EventLog.BLOCK / 2; i++) {
            assertEquals(0, add(log, 1, 0));
            log.reserve();
        }
        assertEquals(1, raised.size());
        good[0] = false;
        for (int i = 0; i < EventLog.BLOCK / 2; i++) {
            assertEquals(0, add(log, 1, 0));
            log.reserve();
        }
        assertEquals(EventLog.NO_SPACE, add(log, 1, 0));
        assertEquals(1, log.lost());
        assertEquals(50 + EventLog.BLOCK, log.nextNumber());
        good[0] = true;
        log.reserve();
        assertEquals(50L + 2 * EventLog.BLOCK, raised.get(1));
        assertEquals(0, add(log, 1, 0));
    }

    @Test
    void shouldMakeRoomFromTheOldest() {
        EventLog log = log(3);
        for (int i = 0; i < 5; i++) {
            assertEquals(0, add(log, 1, 0));
        }
        assertEquals(List.of(102L, 103L, 104L), numbers(log));
    }

    @Test
    void shouldKeepImportantEventsLonger() {
        EventLog log = log(6);
        add(log, EventFlags.PRIORITY_CRITICAL, 0);
        add(log, EventFlags.PRIORITY_INFO, 0);
        add(log, EventFlags.PRIORITY_CRITICAL, 0);
        for (int i = 0; i < 20; i++) {
            add(log, EventFlags.PRIORITY_DEBUG, 0);
        }
        List<Long> numbers = numbers(log);
        assertTrue(numbers.containsAll(List.of(100L, 101L, 102L, 122L)), numbers.toString());
    }

    @Test
    void shouldAlwaysKeepTheNewest() {
        EventLog log = log(6);
        for (int i = 0; i < 20; i++) {
            add(log, EventFlags.PRIORITY_CRITICAL, 0);
        }
        add(log, EventFlags.PRIORITY_DEBUG, 0);
        add(log, EventFlags.PRIORITY_CRITICAL, 0);
        assertTrue(numbers(log).containsAll(List.of(120L, 121L)));
    }

    @Test
    void shouldRefuseWhatIsTooLong() {
        EventLog log = log(1);
        assertEquals(EventLog.NO_SPACE, log.append(1, 6, 2, 1, 0, new byte[9], 0, 9, 0));
        assertEquals(1, log.lost());
        assertEquals(List.of(), numbers(log));
        assertEquals(0, add(log, 1, 0));
    }

    @Test
    void shouldForgetWhatBelongsToAFabric() {
        EventLog log = log(5);
        add(log, 1, 2);
        add(log, 1, 0);
        add(log, 1, 2);
        add(log, 1, 2);
        add(log, 1, 3);
        log.fabricRemoved(2);
        assertEquals(List.of(101L, 104L), numbers(log));
        log.fabricRemoved(3);
        log.fabricRemoved(0);
        assertEquals(List.of(), numbers(log));
    }

    @Test
    void shouldStayWholeUnderAnyLoad() {
        Random random = new Random(1);
        EventLog log = new EventLog(777, 16, 0);
        byte[] data = new byte[300];
        for (int i = 0; i < 20000; i++) {
            int length = random.nextInt(data.length);
            assertEquals(0, log.append(1, 6, 2, random.nextInt(3), 0, data, 0, length, i));
            long last = -1;
            for (int at = log.first(0); at >= 0; at = log.next(at)) {
                assertTrue(log.number(at) > last);
                last = log.number(at);
            }
            assertEquals(i, last);
        }
    }
}
