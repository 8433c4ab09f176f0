package org.mattermote.firmware.boot;

import org.mattermote.stack.Stack;
import org.mattermote.stack.diag.Tables;
import org.mattermote.stack.exchange.ExchangeCounters;

/** How a node is, as {@code mote status} prints it: one {@code name=value} a line. */
final class StatusText {
    private final StringBuilder text = new StringBuilder();

    private StatusText() {}

    static String of(Stack stack, long uptimeMillis) {
        StatusText status = new StatusText();
        status.line("uptime.seconds", uptimeMillis / 1000);
        status.tables(stack.tables());
        status.line("case.full", stack.fullCaseSessions());
        status.line("case.resumed", stack.resumedCaseSessions());
        status.counters(stack.counters());
        return status.text.toString();
    }

    private void tables(Tables tables) {
        table(tables, "sessions", Tables.SECURE_SESSIONS);
        table(tables, "sessions.unsecured", Tables.UNSECURED_SESSIONS);
        table(tables, "case.handshakes", Tables.CASE_HANDSHAKES);
        table(tables, "exchanges", Tables.EXCHANGES);
        table(tables, "packet-buffers", Tables.PACKETS);
        table(tables, "interactions", Tables.INTERACTIONS);
        table(tables, "subscriptions", Tables.SUBSCRIPTIONS);
        table(tables, "paths", Tables.PATHS);
        table(tables, "fabrics", Tables.FABRICS);
        table(tables, "access-control-entries", Tables.ACCESS_CONTROL_ENTRIES);
    }

    private void table(Tables tables, String name, int table) {
        line(name + ".in-use", tables.inUse(table));
        line(name + ".capacity", tables.capacity(table));
        line(name + ".high-water", tables.highWater(table));
        line(name + ".refusals", tables.refusals(table));
    }

    private void counters(ExchangeCounters counters) {
        line("rx.datagrams", counters.rxDatagrams);
        line("rx.dropped", counters.rxDropped);
        line("rx.duplicates", counters.rxDuplicates);
        line("rx.no-session", counters.rxNoSession);
        line("rx.not-authentic", counters.rxNotAuthentic);
        line("tx.messages", counters.txMessages);
        line("mrp.retransmissions", counters.mrpRetransmissions);
        line("mrp.given-up", counters.mrpGivenUp);
        line("mrp.standalone-acks", counters.standaloneAcknowledgements);
        line("exchange.stale-evictions", counters.staleExchangeEvictions);
        line("refusals", counters.refusals);
    }

    private void line(String name, long value) {
        text.append(name).append('=').append(value).append('\n');
    }
}
