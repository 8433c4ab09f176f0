package org.mattermote.stack.sim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.exchange.Exchange;
import org.mattermote.stack.exchange.ExchangeHandler;
import org.mattermote.stack.exchange.Exchanges;
import org.mattermote.stack.message.InboundMessage;

/** In the interaction model's place: answers a request with what was asked, and remembers it. */
final class SimInteraction implements ExchangeHandler {
    private static final int READ = 0x02;

    final List<byte[]> requests = new ArrayList<>();
    final List<Integer> ended = new ArrayList<>();
    private final Exchanges exchanges;

    SimInteraction(Exchanges exchanges) {
        this.exchanges = exchanges;
    }

    @Override
    public void received(Exchange exchange, InboundMessage message, long nowMillis) {
        byte[] payload =
                Arrays.copyOfRange(
                        message.buffer,
                        message.payloadOffset,
                        message.payloadOffset + message.payloadLength);
        requests.add(payload);
        TlvWriter out = exchanges.begin(exchange);
        if (out == null) {
            exchanges.close(exchange, nowMillis);
            return;
        }
        out.putRaw(payload, 0, payload.length);
        exchanges.sendLast(exchange, message.protocol.opcode == READ ? 0x05 : 0x09, nowMillis);
    }

    @Override
    public void closed(Exchange exchange, int reason, long nowMillis) {
        ended.add(reason);
    }

    @Override
    public int writeBusy(TlvWriter out, int waitMillis) {
        out.startStruct(-1);
        out.putUnsigned(0, 0x9C);
        out.endContainer();
        return 0x01;
    }
}
