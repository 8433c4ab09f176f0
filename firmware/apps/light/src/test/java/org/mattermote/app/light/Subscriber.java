package org.mattermote.app.light;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.exchange.Exchange;
import org.mattermote.stack.exchange.ExchangeHandler;
import org.mattermote.stack.message.InboundMessage;
import org.mattermote.stack.sim.Im;
import org.mattermote.stack.sim.ScriptedDrbg;
import org.mattermote.stack.sim.SimAdministrator;
import org.mattermote.stack.sim.SimDevice;
import org.mattermote.stack.sim.SimFabric;
import org.mattermote.stack.sim.SimNetwork;
import org.mattermote.stack.sim.SimPeer;
import org.mattermote.stack.sim.SimPort;

/**
 * A node that subscribes and is found again: as a client it is a controller of the simulation; what
 * the device sends it after a restart comes to a node of the same id that hears CASE.
 */
final class Subscriber implements ExchangeHandler {
    private static final int REQUESTS = 4;
    private static final int INVALID_SUBSCRIPTION = 0x7D;

    final SimAdministrator client;
    final SimPeer server;

    /** Id of its subscription, 0 for none. */
    long subscription;

    /** Where reports of the device are answered with another status. */
    int status;

    /** When each first part of a report came since {@link #forget}, by subscription. */
    final Map<Long, Long> reported = new HashMap<>();

    /** Attributes in all reports since then. */
    int attributes;

    /** Exchanges that the device opened since then. */
    int exchanges;

    private final SimNetwork network;

    Subscriber(SimNetwork network, SimPort device, SimFabric fabric, long nodeId, long deviceId) {
        this.network = network;
        int seed = (int) (nodeId * 31 + fabric.fabricId);
        client =
                new SimAdministrator(
                        network, network.attach(), device, fabric, nodeId, deviceId, seed);
        SimDevice.Options options = new SimDevice.Options();
        options.drbg = new ScriptedDrbg(seed);
        server = new SimPeer(network, network.attach(), options, REQUESTS);
        server.device.setInteraction(this);
    }

    /** Is there for the device from now on. */
    void appear(SimFabric fabric) {
        server.join(fabric, client.own.nodeId(), network.now);
        network.add(server);
    }

    void subscribe(boolean keep, int min, int max, int... paths) {
        var done = client.expect(client.client.subscribe(keep, min, max, paths), "subscription");
        subscription = Im.at(done.answer(), 0).value();
    }

    void forget() {
        reported.clear();
        attributes = 0;
        exchanges = 0;
    }

    boolean hasReport() {
        return reported.containsKey(subscription);
    }

    @Override
    public void received(Exchange exchange, InboundMessage message, long nowMillis) {
        if (message.protocol.opcode != Im.REPORT_DATA) {
            server.device.exchanges.close(exchange, nowMillis);
            return;
        }
        byte[] report =
                Arrays.copyOfRange(
                        message.buffer,
                        message.payloadOffset,
                        message.payloadOffset + message.payloadLength);
        exchanges += exchange.owner < 0 ? 1 : 0;
        exchange.owner = 1;
        reported.putIfAbsent(Im.at(report, 0).value(), nowMillis);
        attributes += Im.reports(report);
        TlvReader more = Im.at(report, 3);
        TlvWriter out = server.device.exchanges.begin(exchange);
        byte[] answer = Im.status(status);
        out.putRaw(answer, 0, answer.length);
        if (more != null && more.boolValue() && status == 0) {
            server.device.exchanges.sendAndAwait(exchange, Im.STATUS_RESPONSE, nowMillis);
        } else {
            server.device.exchanges.sendLast(exchange, Im.STATUS_RESPONSE, nowMillis);
        }
    }

    /** Knows nothing of its subscription any more. */
    void lose() {
        status = INVALID_SUBSCRIPTION;
    }

    @Override
    public void closed(Exchange exchange, int reason, long nowMillis) {}

    @Override
    public int writeBusy(TlvWriter out, int waitMillis) {
        byte[] busy = Im.status(0x9C);
        out.putRaw(busy, 0, busy.length);
        return Im.STATUS_RESPONSE;
    }
}
