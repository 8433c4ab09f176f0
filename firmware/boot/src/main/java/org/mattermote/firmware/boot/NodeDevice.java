package org.mattermote.firmware.boot;

import java.util.function.LongConsumer;
import org.mattermote.bsp.host.Device;
import org.mattermote.stack.Stack;
import org.mattermote.stack.exchange.ExchangeCounters;

/** A node as the main loop drives it, with the console's keys. */
final class NodeDevice implements Device {
    private final Stack stack;
    private final HostPorts ports;
    private final ReadyListener ready;
    private final LongConsumer button;
    private boolean started;
    private boolean stopped;

    /**
     * @param button what {@code b} and Enter does: a local change at the given time
     */
    NodeDevice(Stack stack, HostPorts ports, ReadyListener ready, LongConsumer button) {
        this.stack = stack;
        this.ports = ports;
        this.ready = ready;
        this.button = button;
    }

    @Override
    public long poll(long nowMillis) {
        if (!started) {
            started = true;
            stack.start(nowMillis);
            seal();
            stack.poll(nowMillis);
            ready.ready(stack.fabricCount());
        }
        return stopped ? Long.MAX_VALUE : stack.poll(nowMillis);
    }

    private void seal() {
        int status = stack.seal();
        if (status != Stack.SEALED) {
            throw new IllegalStateException("the device cannot be sealed: status " + status);
        }
    }

    @Override
    public void stop(long nowMillis) {
        stack.stop(nowMillis);
        stopped = true;
    }

    @Override
    public boolean stopped() {
        return stopped;
    }

    @Override
    public String status(long nowMillis) {
        return StatusText.of(stack, nowMillis);
    }

    @Override
    public void consoleLine(String line, long nowMillis) {
        if (line.equals("b")) {
            button.accept(nowMillis);
        } else if (line.equals("s")) {
            ports.log.line(counters());
        } else if (!line.isEmpty()) {
            ports.log.line("keys b=button s=counters");
        }
    }

    private String counters() {
        ExchangeCounters counters = stack.counters();
        return "counters"
                + " rx.datagrams="
                + counters.rxDatagrams
                + " rx.dropped="
                + counters.rxDropped
                + " rx.duplicates="
                + counters.rxDuplicates
                + " rx.no-session="
                + counters.rxNoSession
                + " rx.not-authentic="
                + counters.rxNotAuthentic
                + " tx.messages="
                + counters.txMessages
                + " mrp.retransmissions="
                + counters.mrpRetransmissions
                + " mrp.given-up="
                + counters.mrpGivenUp
                + " mrp.standalone-acks="
                + counters.standaloneAcknowledgements
                + " exchange.stale-evictions="
                + counters.staleExchangeEvictions
                + " refusals="
                + counters.refusals
                + " sessions="
                + stack.sessionCount()
                + " subscriptions="
                + stack.subscriptionCount()
                + " fabrics="
                + stack.fabricCount();
    }
}
