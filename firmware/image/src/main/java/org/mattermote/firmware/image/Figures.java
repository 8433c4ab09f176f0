package org.mattermote.firmware.image;

import org.mattermote.bsp.natives.BoardNatives;
import org.mattermote.stack.Stack;
import org.mattermote.stack.diag.Tables;
import org.mattermote.stack.exchange.ExchangeCounters;

/** How a device is, number by number; the board has their names. */
final class Figures {
    private static final int[] TABLES = {
        Tables.SECURE_SESSIONS,
        Tables.UNSECURED_SESSIONS,
        Tables.CASE_HANDSHAKES,
        Tables.EXCHANGES,
        Tables.PACKETS,
        Tables.INTERACTIONS,
        Tables.SUBSCRIPTIONS,
        Tables.PATHS,
        Tables.FABRICS,
        Tables.ACCESS_CONTROL_ENTRIES,
    };

    private Figures() {}

    /** In the order of {@code mote status}, then what only the console shows. */
    static void tell(Stack stack, long nowMillis) {
        int next = 0;
        BoardNatives.figure(next++, nowMillis / 1000);
        Tables tables = stack.tables();
        for (int i = 0; i < TABLES.length; i++) {
            BoardNatives.figure(next++, tables.inUse(TABLES[i]));
            BoardNatives.figure(next++, tables.capacity(TABLES[i]));
            BoardNatives.figure(next++, tables.highWater(TABLES[i]));
            BoardNatives.figure(next++, tables.refusals(TABLES[i]));
        }
        BoardNatives.figure(next++, stack.fullCaseSessions());
        BoardNatives.figure(next++, stack.resumedCaseSessions());
        ExchangeCounters counters = stack.counters();
        BoardNatives.figure(next++, counters.rxDatagrams);
        BoardNatives.figure(next++, counters.rxDropped);
        BoardNatives.figure(next++, counters.rxDuplicates);
        BoardNatives.figure(next++, counters.rxNoSession);
        BoardNatives.figure(next++, counters.rxNotAuthentic);
        BoardNatives.figure(next++, counters.txMessages);
        BoardNatives.figure(next++, counters.mrpRetransmissions);
        BoardNatives.figure(next++, counters.mrpGivenUp);
        BoardNatives.figure(next++, counters.standaloneAcknowledgements);
        BoardNatives.figure(next++, counters.staleExchangeEvictions);
        BoardNatives.figure(next++, counters.refusals);
        BoardNatives.figure(next++, stack.sessionCount());
        BoardNatives.figure(next++, stack.subscriptionCount());
        BoardNatives.figure(next, stack.fabricCount());
    }
}
