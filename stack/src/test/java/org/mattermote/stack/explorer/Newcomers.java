package org.mattermote.stack.explorer;

import org.mattermote.stack.codec.MessageHeader;
import org.mattermote.stack.codec.ProtocolHeader;
import org.mattermote.stack.codec.SecureChannelOpcode;
import org.mattermote.stack.sim.SimFabric;

/** Controllers that the device has never seen, and what it answers them. */
final class Newcomers {
    /** In this time an answer comes, ms. */
    private static final long PROMPT = 5_000;

    private static final int BUSY = 4;
    private static final int PORT = 6900;

    private final Device device;
    private final Controller forCase;
    private final Controller forPase;
    private final byte[] sigma1;
    private final byte[] request;
    private final MessageHeader header = new MessageHeader();
    private final ProtocolHeader protocol = new ProtocolHeader();
    private boolean good;
    private boolean busy;
    private int wanted;

    Newcomers(Device device, SimFabric fabric, Payloads payloads) {
        this.device = device;
        forCase = new Controller(0x40, Controller.Kind.CASE, fabric, device.window.data, payloads);
        forPase = new Controller(0x41, Controller.Kind.PASE, fabric, device.window.data, payloads);
        sigma1 = first(forCase, payloads);
        request = first(forPase, payloads);
    }

    private byte[] first(Controller from, Payloads payloads) {
        from.address.port = PORT;
        header.clear();
        header.hasSource = true;
        header.sourceNodeId = from.ephemeralNodeId;
        header.counter = 5;
        protocol.clear();
        protocol.exchangeFlags = ProtocolHeader.INITIATOR | ProtocolHeader.RELIABLE;
        protocol.opcode = from.firstOpcode();
        protocol.exchangeId = from.exchangeId;
        byte[] payload = payloads.bytes(from.first());
        byte[] out = new byte[header.length() + protocol.length() + payload.length];
        header.encode(out, 0);
        protocol.encode(out, header.length());
        System.arraycopy(payload, 0, out, header.length() + protocol.length(), payload.length);
        return out;
    }

    /** Gets Sigma2, or Busy. */
    void comeForCase() {
        come(forCase, sigma1, SecureChannelOpcode.SIGMA2);
        Violation.unless(good || busy, "a CASE newcomer gets no answer");
    }

    /** Gets PBKDFParamResponse, or Busy. */
    void comeForPase() {
        come(forPase, request, SecureChannelOpcode.PBKDF_PARAM_RESPONSE);
        Violation.unless(good || busy, "a PASE newcomer gets no answer");
    }

    /** Both get in, one after the other: nothing else is under way. */
    void getIn() {
        come(forCase, sigma1, SecureChannelOpcode.SIGMA2);
        Violation.unless(good && !busy, "an idle device refuses a CASE newcomer");
        come(forPase, request, SecureChannelOpcode.PBKDF_PARAM_RESPONSE);
        Violation.unless(good && !busy, "an idle device refuses a PASE newcomer");
    }

    private void come(Controller who, byte[] datagram, int opcode) {
        good = false;
        busy = false;
        wanted = opcode;
        device.sent = this::sent;
        device.random.salt = 9;
        device.receive(datagram, who.address);
        device.random.salt = 0;
        long end = device.now + PROMPT;
        while (!good && !busy && (device.isComputing() || device.nextTimer() <= end)) {
            if (!device.isComputing()) {
                device.now = device.nextTimer();
            }
            device.poll();
        }
        device.sent = (sent, port) -> {};
    }

    private void sent(byte[] datagram, int port) {
        if (port != PORT) {
            return;
        }
        int front = header.decode(datagram, 0, datagram.length);
        int head = protocol.decode(datagram, front, datagram.length - front);
        if (protocol.opcode == wanted) {
            good = true;
        } else if (protocol.opcode == SecureChannelOpcode.STATUS_REPORT) {
            busy |= datagram[front + head + 6] == BUSY;
        }
    }
}
