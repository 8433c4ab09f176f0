package org.mattermote.stack.diag;

import org.mattermote.stack.cluster.LogSource;
import org.mattermote.stack.exchange.ExchangeCounters;
import org.mattermote.stack.model.EventLog;
import org.mattermote.stack.model.spec.DiagnosticLogsSpec;
import org.mattermote.stack.model.spec.GeneralDiagnosticsSpec;
import org.mattermote.stack.port.UtcClock;

/**
 * The node's logs as lines of ASCII, made of what it holds anyway when they are asked for.
 *
 * <pre>
 *  end user support   the event records that are no fabric's own, oldest first:
 *                     number=12 ms=5310 endpoint=0 cluster=51 event=3 priority=2
 *                     (utc= instead of ms= for ms since 1970-01-01)
 *  network            the counters of messages: rx.datagrams=340
 *  crash              how the device came up, if that was no good way: boot.reason=3
 * </pre>
 */
public final class NodeLogs implements LogSource {
    private static final byte[] NUMBER = {'n', 'u', 'm', 'b', 'e', 'r', '='};
    private static final byte[] MILLIS = {' ', 'm', 's', '='};
    private static final byte[] UTC = {' ', 'u', 't', 'c', '='};
    private static final byte[] ENDPOINT = {' ', 'e', 'n', 'd', 'p', 'o', 'i', 'n', 't', '='};
    private static final byte[] CLUSTER = {' ', 'c', 'l', 'u', 's', 't', 'e', 'r', '='};
    private static final byte[] EVENT = {' ', 'e', 'v', 'e', 'n', 't', '='};
    private static final byte[] PRIORITY = {' ', 'p', 'r', 'i', 'o', 'r', 'i', 't', 'y', '='};
    private static final byte[] BOOT_REASON = {
        'b', 'o', 'o', 't', '.', 'r', 'e', 'a', 's', 'o', 'n', '='
    };

    /** Names of the counters, each ended by its sign. */
    private static final byte[] COUNTERS = {
        'r', 'x', '.', 'd', 'a', 't', 'a', 'g', 'r', 'a', 'm', 's', '=', 'r', 'x', '.', 'd', 'r',
        'o', 'p', 'p', 'e', 'd', '=', 'r', 'x', '.', 'n', 'o', '-', 's', 'e', 's', 's', 'i', 'o',
        'n', '=', 'r', 'x', '.', 'n', 'o', 't', '-', 'a', 'u', 't', 'h', 'e', 'n', 't', 'i', 'c',
        '=', 'r', 'x', '.', 'd', 'u', 'p', 'l', 'i', 'c', 'a', 't', 'e', 's', '=', 't', 'x', '.',
        'm', 'e', 's', 's', 'a', 'g', 'e', 's', '=', 'm', 'r', 'p', '.', 'r', 'e', 't', 'r', 'a',
        'n', 's', 'm', 'i', 's', 's', 'i', 'o', 'n', 's', '=', 'm', 'r', 'p', '.', 'g', 'i', 'v',
        'e', 'n', '-', 'u', 'p', '=', 'm', 'r', 'p', '.', 's', 't', 'a', 'n', 'd', 'a', 'l', 'o',
        'n', 'e', '-', 'a', 'c', 'k', 's', '=', 'e', 'x', 'c', 'h', 'a', 'n', 'g', 'e', '.', 's',
        't', 'a', 'l', 'e', '-', 'e', 'v', 'i', 'c', 't', 'i', 'o', 'n', 's', '=', 'r', 'e', 'f',
        'u', 's', 'a', 'l', 's', '=',
    };

    private static final long MATTER_EPOCH_MILLIS = 946684800000L;
    private static final int MICROS = 1000;

    private final EventLog events;
    private final ExchangeCounters counters;
    private final UtcClock clock;
    private final int bootReason;
    private long oldestMillis;

    /** Where lines go; null to measure them. */
    private byte[] to;

    private int at;

    public NodeLogs(EventLog events, ExchangeCounters counters, UtcClock clock, int bootReason) {
        this.events = events;
        this.counters = counters;
        this.clock = clock;
        this.bootReason = bootReason;
    }

    @Override
    public long oldestMillis() {
        return oldestMillis;
    }

    @Override
    public int newest(int intent, long nowMillis, byte[] out, int offset, int capacity) {
        oldestMillis = NO_TIME;
        switch (intent) {
            case DiagnosticLogsSpec.INTENT_END_USER_SUPPORT:
                return eventLines(nowMillis, out, offset, capacity);
            case DiagnosticLogsSpec.INTENT_NETWORK_DIAG:
                return counterLines(out, offset, capacity);
            default:
                return crash(out, offset, capacity);
        }
    }

    private int eventLines(long nowMillis, byte[] out, int offset, int capacity) {
        int total = 0;
        for (int e = events.first(0); e >= 0; e = events.next(e)) {
            total += eventLine(e, null, 0);
        }
        int written = 0;
        for (int e = events.first(0); e >= 0; e = events.next(e)) {
            int length = eventLine(e, null, 0);
            if (total <= capacity && length > 0) {
                if (written == 0) {
                    oldestMillis = sinceBoot(e, nowMillis);
                }
                written += eventLine(e, out, offset + written);
            } else {
                total -= length;
            }
        }
        return written == 0 ? NO_LOG : written;
    }

    /** One line, or none for an event that only a fabric may see; how long it is. */
    private int eventLine(int e, byte[] out, int offset) {
        if (events.fabricIndex(e) != 0) {
            return 0;
        }
        to = out;
        at = offset;
        text(NUMBER, 0, NUMBER.length);
        number(events.number(e));
        if (events.isEpoch(e)) {
            text(UTC, 0, UTC.length);
        } else {
            text(MILLIS, 0, MILLIS.length);
        }
        number(events.time(e));
        text(ENDPOINT, 0, ENDPOINT.length);
        number(events.endpoint(e));
        text(CLUSTER, 0, CLUSTER.length);
        number(events.cluster(e) & 0xFFFFFFFFL);
        text(EVENT, 0, EVENT.length);
        number(events.event(e) & 0xFFFFFFFFL);
        text(PRIORITY, 0, PRIORITY.length);
        number(events.priority(e));
        character('\n');
        return at - offset;
    }

    private long sinceBoot(int e, long nowMillis) {
        if (!events.isEpoch(e)) {
            return events.time(e);
        }
        long utc = clock.epochMicros();
        long ago = utc / MICROS + MATTER_EPOCH_MILLIS - events.time(e);
        return utc < 0 ? NO_TIME : Math.max(nowMillis - ago, 0);
    }

    private int counterLines(byte[] out, int offset, int capacity) {
        int written = 0;
        int name = 0;
        for (int i = 0; name < COUNTERS.length; i++) {
            int end = name;
            while (COUNTERS[end] != '=') {
                end++;
            }
            to = null;
            at = 0;
            counterLine(i, name, end + 1);
            if (written + at <= capacity) {
                to = out;
                at = offset + written;
                counterLine(i, name, end + 1);
                written = at - offset;
            }
            name = end + 1;
        }
        return written;
    }

    private void counterLine(int i, int name, int end) {
        text(COUNTERS, name, end);
        number(counter(i) & 0xFFFFFFFFL);
        character('\n');
    }

    private int counter(int i) {
        switch (i) {
            case 0:
                return counters.rxDatagrams;
            case 1:
                return counters.rxDropped;
            case 2:
                return counters.rxNoSession;
            case 3:
                return counters.rxNotAuthentic;
            case 4:
                return counters.rxDuplicates;
            case 5:
                return counters.txMessages;
            case 6:
                return counters.mrpRetransmissions;
            case 7:
                return counters.mrpGivenUp;
            case 8:
                return counters.standaloneAcknowledgements;
            case 9:
                return counters.staleExchangeEvictions;
            case 10:
                return counters.refusals;
            default:
                return 0;
        }
    }

    private int crash(byte[] out, int offset, int capacity) {
        if (bootReason < GeneralDiagnosticsSpec.BOOT_REASON_BROWN_OUT_RESET
                || bootReason > GeneralDiagnosticsSpec.BOOT_REASON_HARDWARE_WATCHDOG_RESET
                || capacity < BOOT_REASON.length + 2) {
            return NO_LOG;
        }
        oldestMillis = 0;
        to = out;
        at = offset;
        text(BOOT_REASON, 0, BOOT_REASON.length);
        number(bootReason);
        character('\n');
        return at - offset;
    }

    private void text(byte[] from, int start, int end) {
        if (to != null) {
            System.arraycopy(from, start, to, at, end - start);
        }
        at += end - start;
    }

    private void character(int c) {
        if (to != null) {
            to[at] = (byte) c;
        }
        at++;
    }

    /** Decimal; 0 or more. */
    private void number(long value) {
        int digits = 1;
        for (long rest = value / 10; rest > 0; rest /= 10) {
            digits++;
        }
        long rest = value;
        for (int i = digits - 1; i >= 0; i--) {
            if (to != null) {
                to[at + i] = (byte) ('0' + rest % 10);
            }
            rest /= 10;
        }
        at += digits;
    }
}
