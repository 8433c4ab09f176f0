package org.mattermote.stack.explorer;

import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.exchange.Exchange;
import org.mattermote.stack.exchange.ExchangeHandler;
import org.mattermote.stack.exchange.Exchanges;
import org.mattermote.stack.mem.SlotState;
import org.mattermote.stack.message.InboundMessage;

/**
 * In the interaction model's place: answers reads at once, and invokes whenever the explorer wants,
 * by a handle that it keeps whatever happens to the exchange. An answer is the request's byte.
 */
final class SlowServer implements ExchangeHandler {
    static final int READ = 0x02;
    static final int REPORT = 0x05;
    static final int INVOKE = 0x08;
    static final int INVOKED = 0x09;
    private static final int STATUS = 0x01;
    private static final int NONE = -1;

    /** Invokes that can wait. */
    static final int HELD = 2;

    Exchanges exchanges;

    /** Handles of exchanges. */
    final int[] held = {NONE, NONE};

    private final int[] tags = new int[HELD];

    void state(SlotState state) {
        state.integers(held);
        state.integers(tags);
    }

    boolean holds(int at) {
        return held[at] != NONE;
    }

    /** Whether it works on this exchange. */
    boolean holds(Exchange exchange) {
        return exchange.handle() == held[0] || exchange.handle() == held[1];
    }

    void answer(int at, long now) {
        Exchange exchange = find(at);
        if (exchange != null) {
            reply(exchange, INVOKED, tags[at], now);
        }
        forget(at);
    }

    /** Ends the exchange, and once more for good measure, as a late clean-up does. */
    void giveUp(int at, long now) {
        Exchange exchange = find(at);
        if (exchange != null) {
            exchanges.abort(exchange, now);
            exchanges.close(exchange, now);
        }
        forget(at);
    }

    private Exchange find(int at) {
        Exchange exchange = exchanges.find(held[at]);
        Violation.unless(
                exchange == null || exchange.handle() == held[at],
                "a handle reaches another one's exchange");
        return exchange;
    }

    private void forget(int at) {
        held[at] = NONE;
        tags[at] = 0;
    }

    private void reply(Exchange exchange, int opcode, int tag, long now) {
        TlvWriter out = exchanges.begin(exchange);
        if (out == null) {
            exchanges.close(exchange, now);
            return;
        }
        out.putRaw(new byte[] {(byte) tag}, 0, 1);
        exchanges.sendLast(exchange, opcode, now);
    }

    @Override
    public void received(Exchange exchange, InboundMessage message, long now) {
        Violation.unless(exchange.isOpen(), "a message is delivered to an ended exchange");
        int tag = message.payloadLength > 0 ? message.buffer[message.payloadOffset] : 0;
        if (message.protocol.opcode == READ) {
            reply(exchange, REPORT, tag, now);
            return;
        }
        for (int i = 0; i < HELD; i++) {
            if (!holds(i)) {
                held[i] = exchange.handle();
                tags[i] = tag;
                return;
            }
        }
        reply(exchange, STATUS, tag, now);
    }

    @Override
    public void closed(Exchange exchange, int reason, long now) {}

    @Override
    public int writeBusy(TlvWriter out, int waitMillis) {
        out.putRaw(new byte[] {0}, 0, 1);
        return STATUS;
    }
}
