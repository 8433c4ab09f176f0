package org.mattermote.stack.sim;

import java.util.ArrayList;
import java.util.List;
import org.mattermote.stack.exchange.SessionListener;
import org.mattermote.stack.fabric.Fabric;
import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.mem.Scratch;
import org.mattermote.stack.message.SecureSession;
import org.mattermote.stack.port.NetworkPort;
import org.mattermote.stack.port.PortStatus;
import org.mattermote.stack.secure.CaseInitiator;
import org.mattermote.stack.secure.SessionRequests;
import org.mattermote.stack.transport.dnssd.CommonText;
import org.mattermote.stack.transport.dnssd.MdnsResolver;
import org.mattermote.stack.transport.dnssd.MdnsResponder;
import org.mattermote.stack.transport.dnssd.OperationalService;
import org.mattermote.stack.transport.dnssd.Service;

/** A device that is found by multicast DNS, finds others, and asks them for sessions. */
public final class SimPeer implements SimNode, SessionListener {
    /** What it says of itself, beside its addresses. */
    public final CommonText text = new CommonText();

    /** Addresses that it says are its own, 16 bytes each. */
    public final List<byte[]> addresses = new ArrayList<>();

    /** What the listener was told, with the time. */
    public final List<String> heard = new ArrayList<>();

    public final SimDevice device;
    public final MdnsResponder mdns;
    public final MdnsResolver resolver;
    public final SessionRequests requests;
    public final CaseInitiator initiator;

    /** Fabric index, once it has joined. */
    public int fabricIndex;

    public final SimPort port;
    private Service service;
    private int generation;

    /**
     * @param port of Matter messages
     * @param places requests and resting peers at a time
     */
    public SimPeer(SimNetwork network, SimPort port, SimDevice.Options options, int places) {
        this.port = port;
        addresses.add(port.address.ip);
        device = new SimDevice(port, options);
        mdns =
                new MdnsResponder(
                        network.attachMulticast(port),
                        new Link(),
                        new Scratch(MdnsResponder.BUFFER_LENGTH),
                        port.host + 1,
                        1,
                        85,
                        5,
                        1);
        byte[] name = {'H', (byte) ('A' + port.host)};
        mdns.setHostName(name, 0, name.length);
        resolver = new MdnsResolver(mdns, 2);
        requests =
                new SessionRequests(
                        places, device.fabrics.table, device.sessions, resolver, device.drbg);
        initiator = device.initiate(2);
        requests.setInitiator(initiator);
        requests.addListener(this);
    }

    /** Joins a fabric and says so on the network. */
    public void join(SimFabric fabric, long nodeId, long now) {
        Fabric joined = device.join(fabric.issue(nodeId), fabric.ipkEpochKey);
        fabricIndex = joined.fabricIndex;
        announce(nodeId, now);
    }

    /** Says on the network who and where it is. */
    public void announce(long nodeId, long now) {
        Fabric joined = device.fabrics.table.find(fabricIndex);
        service = mdns.takeOperational();
        OperationalService.fill(
                service,
                Bytes.u64be(joined.compressedFabricId, 0),
                nodeId,
                port.address.port,
                text);
        mdns.publish(service, now);
    }

    /** Is not there any more, for multicast DNS. */
    public void hide(long now) {
        mdns.withdraw(service, now);
    }

    /** The interface's addresses are others. */
    public void addressesChanged() {
        generation++;
    }

    @Override
    public void sessionEstablished(SecureSession session, long now) {
        heard.add("established " + Long.toHexString(session.peerNodeId()));
    }

    @Override
    public void sessionFailed(int index, long peerNodeId, int waitMillis, long now) {
        heard.add("failed " + Long.toHexString(peerNodeId) + " " + waitMillis);
    }

    /** As {@code Stack.poll}. */
    @Override
    public long poll(long now) {
        long next = device.poll(now);
        next = Math.min(next, mdns.poll(now));
        return Math.min(next, requests.poll(now));
    }

    private final class Link implements NetworkPort {
        @Override
        public int generation() {
            return generation;
        }

        @Override
        public int interfaceCount() {
            return 1;
        }

        @Override
        public int interfaceIndex(int i) {
            return 7;
        }

        @Override
        public int hardwareAddress(int i, byte[] out, int offset) {
            return 0;
        }

        @Override
        public int name(int i, byte[] out, int offset) {
            return 0;
        }

        @Override
        public long link(int i, int what) {
            return PortStatus.NONE;
        }

        @Override
        public int addressCount(int i) {
            return addresses.size();
        }

        @Override
        public void address(int i, int n, byte[] out, int offset) {
            System.arraycopy(addresses.get(n), 0, out, offset, 16);
        }

        @Override
        public int join(int i, byte[] group, int offset) {
            return PortStatus.OK;
        }

        @Override
        public int leave(int i, byte[] group, int offset) {
            return PortStatus.OK;
        }
    }
}
