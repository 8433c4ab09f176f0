package org.mattermote.stack.diag;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.cluster.LogSource;
import org.mattermote.stack.exchange.ExchangeCounters;
import org.mattermote.stack.model.EventLog;

class NodeLogsTest {
    private static final byte[] DATA = {0x15, 0x18};
    private static final int SUPPORT = 0;
    private static final int NETWORK = 1;
    private static final int CRASH = 2;

    private final EventLog events = new EventLog(1024, 64, 7);
    private final ExchangeCounters counters = new ExchangeCounters();
    private long utc = -1;

    private String log(NodeLogs logs, int intent, int capacity) {
        byte[] out = new byte[capacity + 2];
        int length = logs.newest(intent, 9000, out, 1, capacity);
        assertTrue(length <= capacity);
        assertEquals(0, out[0]);
        assertEquals(0, out[capacity + 1]);
        return length == LogSource.NO_LOG
                ? null
                : new String(out, 1, length, StandardCharsets.US_ASCII);
    }

    private NodeLogs logs(int bootReason) {
        return new NodeLogs(events, counters, () -> utc, bootReason);
    }

    private void append(int event, int fabric, long millis) {
        events.append(0, 0x33, event, 2, fabric, DATA, 0, DATA.length, millis);
    }

    @Test
    void shouldGiveTheNewestEventsThatFit() {
        NodeLogs logs = logs(1);
        assertEquals(null, log(logs, SUPPORT, 200));
        append(3, 0, 10);
        append(1, 4, 20);
        append(2, 0, 1234567);
        String first = "number=7 ms=10 endpoint=0 cluster=51 event=3 priority=2\n";
        String last = "number=9 ms=1234567 endpoint=0 cluster=51 event=2 priority=2\n";
        assertEquals(first + last, log(logs, SUPPORT, first.length() + last.length()));
        assertEquals(10, logs.oldestMillis());
        assertEquals(last, log(logs, SUPPORT, first.length() + last.length() - 1));
        assertEquals(1234567, logs.oldestMillis());
        assertEquals(last, log(logs, SUPPORT, last.length()));
        assertEquals(null, log(logs, SUPPORT, last.length() - 1));
    }

    @Test
    void shouldTellWhenAnEventWithWallClockTimeWas() {
        NodeLogs logs = logs(1);
        events.useClock(() -> utc);
        utc = 5_000_000;
        append(3, 0, 10);
        assertEquals(
                "number=7 utc=946684805000 endpoint=0 cluster=51 event=3 priority=2\n",
                log(logs, SUPPORT, 200));
        utc = 7_000_000;
        log(logs, SUPPORT, 200);
        assertEquals(7000, logs.oldestMillis());
    }

    @Test
    void shouldListTheCounters() {
        counters.rxDatagrams = 340;
        counters.refusals = 7;
        String all = log(logs(1), NETWORK, 1024);
        assertTrue(all.startsWith("rx.datagrams=340\nrx.dropped=0\n"), all);
        assertTrue(all.endsWith("\nrefusals=7\n"), all);
        assertEquals(11, all.lines().count());
        assertEquals("rx.datagrams=340\nrx.dropped=0\n", log(logs(1), NETWORK, 31));
    }

    @Test
    void shouldCallOnlyABadBootACrash() {
        for (int reason : new int[] {0, 1, 5, 6}) {
            assertEquals(null, log(logs(reason), CRASH, 100));
        }
        for (int reason : new int[] {2, 3, 4}) {
            assertEquals("boot.reason=" + reason + "\n", log(logs(reason), CRASH, 100));
        }
        assertEquals(null, log(logs(3), CRASH, 10));
    }
}
