package org.mattermote.stack.time;

import static org.mattermote.stack.sim.SimAnswerer.putData;
import static org.mattermote.stack.sim.SimAnswerer.report;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import org.mattermote.stack.cluster.ClusterWorkspace;
import org.mattermote.stack.cluster.Fakes;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.fabric.NodeTime;
import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.TimeSynchronizationSpec;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.sim.Im;
import org.mattermote.stack.sim.SimAnswerer;
import org.mattermote.stack.sim.SimDevice;
import org.mattermote.stack.sim.SimFabric;
import org.mattermote.stack.sim.SimNetwork;
import org.mattermote.stack.sim.SimNode;
import org.mattermote.stack.sim.SimPeers;
import org.mattermote.stack.sim.SimPort;

/** A node with the cluster, a trusted node and an NTP server, in virtual time. */
final class TimeNode implements SimNode {
    static final long NODE = 0x55;
    static final long PEER = 0x66;
    static final int ENDPOINT = 4;

    /** What the world's time is when the network's is 0: in 2025, µs. */
    static final long T = 800_000_000_000_000L;

    private static final int CLUSTER = TimeSynchronizationSpec.ID;
    private static final SimFabric FABRIC = new SimFabric(13, 0xFAB3, true);
    private static final SimFabric.Identity DEVICE = FABRIC.issue(NODE);

    final SimNetwork network = new SimNetwork(9);
    final SimPort port = network.attach();
    final SimDevice device;
    final SimPeers peers;
    final SimAnswerer peer;
    final int fabric;

    /** Of the NTP server, with the port of such. */
    final SimPort serverPort = network.attach();

    /** When each question came, ms. */
    final List<Long> questions = new ArrayList<>();

    /** What a question with this nonce is answered with; nothing when it is null. */
    LongFunction<NtpAnswer> server;

    /** UTCTime of the trusted node; null is null. */
    Long peerTime = T;

    int peerGranularity = 4;

    final Fakes.Events events = new Fakes.Events();
    final Fakes.Log log = new Fakes.Log();

    /** The platform's time; −1 when not known. */
    long platform = -1;

    NodeTime time;
    TimeSyncClientCluster cluster;

    private final byte[] buffer = new byte[1500];
    private final PeerAddress from = new PeerAddress();

    TimeNode() {
        device = new SimDevice(port, new SimDevice.Options());
        fabric = device.join(DEVICE, FABRIC.ipkEpochKey).fabricIndex;
        peers = new SimPeers(device, network);
        peer = new SimAnswerer(network, port, FABRIC, PEER, NODE);
        peer.answer = (talk, message) -> peer.send(talk, Im.REPORT_DATA, peerReport());
        serverPort.address.port = 123;
        server = nonce -> new NtpAnswer(nonce, utc());
        network.add(this);
        network.add(this::serve);
        boot();
    }

    /** The node starts anew, with what is stored. */
    void boot() {
        time = new NodeTime(() -> platform, device.fabrics.failSafe);
        time.advance(network.now);
        cluster =
                new TimeSyncClientCluster(
                        time,
                        3,
                        new ClusterWorkspace(device.fabrics.records, device.fabrics.scratch),
                        log,
                        events,
                        device.fabrics.table,
                        peers,
                        device.exchanges,
                        device.dispatch,
                        port,
                        device.drbg);
        Fakes.node(cluster);
    }

    /** What time it is in the world, µs. */
    long utc() {
        return T + network.now * 1000;
    }

    /** What the trusted node answers. */
    byte[] peerReport() {
        return report(
                out -> {
                    putData(
                            out,
                            ENDPOINT,
                            CLUSTER,
                            0,
                            v -> {
                                if (peerTime == null) {
                                    v.putNull(2);
                                } else {
                                    v.putUnsigned(2, peerTime + network.now * 1000);
                                }
                            });
                    putData(out, ENDPOINT, CLUSTER, 1, v -> v.putUnsigned(2, peerGranularity));
                },
                false,
                true);
    }

    private long serve(long now) {
        int length = serverPort.receive(buffer, 0, buffer.length, from);
        if (length < 0) {
            return Long.MAX_VALUE;
        }
        questions.add(now);
        NtpAnswer answer =
                length == 48 && server != null ? server.apply(Bytes.u64be(buffer, 40)) : null;
        if (answer != null) {
            byte[] bytes = answer.bytes();
            serverPort.send(bytes, 0, bytes.length, from);
        }
        return now;
    }

    /** As {@code Stack.poll} does: what ends exchanges comes after the clusters. */
    @Override
    public long poll(long now) {
        time.advance(now);
        boolean more = device.dispatch.poll(now);
        long next = cluster.poll(now);
        next = Math.min(next, device.poll(now));
        return more ? now : next;
    }

    private int invoke(int command, TlvReader fields) {
        Fakes.Invocation in = new Fakes.Invocation();
        in.subject.fabricIndex = fabric;
        in.nowMillis = network.now;
        return cluster.invoke(command, in, fields);
    }

    int trust(TlvReader fields) {
        return invoke(TimeSynchronizationSpec.CMD_SET_TRUSTED_TIME_SOURCE, fields);
    }

    int trust(long node, int endpoint) {
        return trust(
                Fakes.fields(
                        out -> {
                            out.startStruct(0);
                            out.putUnsigned(0, node);
                            out.putUnsigned(1, endpoint);
                            out.endContainer();
                        }));
    }

    int trustNobody() {
        return trust(Fakes.fields(out -> out.putNull(0)));
    }

    int setNtp(TlvReader fields) {
        return invoke(TimeSynchronizationSpec.CMD_SET_DEFAULT_NTP, fields);
    }

    int setNtp(String text) {
        return setNtp(
                Fakes.fields(
                        out -> {
                            if (text == null) {
                                out.putNull(0);
                            } else {
                                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                                out.putUtf8(0, bytes, 0, bytes.length);
                            }
                        }));
    }

    /** Text of the server's address. */
    String serverText() {
        return "fd00::" + Integer.toHexString(serverPort.address.ip[15]);
    }

    int setUtc(long micros, int granularity) {
        return invoke(
                TimeSynchronizationSpec.CMD_SET_UTC_TIME,
                Fakes.fields(
                        out -> {
                            out.putUnsigned(0, micros);
                            out.putUnsigned(1, granularity);
                        }));
    }

    /** An attribute that is a number; −1 for null. */
    long number(int attribute) {
        TlvReader value = Fakes.read(cluster, attribute, network.now);
        return value.isNull() ? -1 : value.value();
    }

    /** Fabric, node and endpoint; null for null. */
    List<Long> trusted() {
        TlvReader value =
                Fakes.read(cluster, TimeSynchronizationSpec.ATTR_TRUSTED_TIME_SOURCE, network.now);
        if (value.isNull()) {
            return null;
        }
        value.enter();
        List<Long> all = new ArrayList<>();
        while (value.next() == 0) {
            if (value.tag() != all.size()) {
                throw new AssertionError("tag " + value.tag());
            }
            all.add(value.value());
        }
        return all;
    }

    String ntp() {
        TlvReader value =
                Fakes.read(cluster, TimeSynchronizationSpec.ATTR_DEFAULT_NTP, network.now);
        return value.isNull() ? null : Fakes.text(value);
    }

    /** How far the node's time is off, µs. */
    long error() {
        time.advance(network.now);
        return number(TimeSynchronizationSpec.ATTR_UTC_TIME) - utc();
    }

    int granularity() {
        return (int) number(TimeSynchronizationSpec.ATTR_GRANULARITY);
    }

    int source() {
        return (int) number(TimeSynchronizationSpec.ATTR_TIME_SOURCE);
    }

    /** When an event of this kind was recorded, ms; forgets them. */
    List<Long> happened(int event) {
        List<Long> times = new ArrayList<>();
        events.events.removeIf(
                each -> {
                    if (each.get(1) == event) {
                        times.add(each.get(3));
                    }
                    return each.get(1) == event;
                });
        return times;
    }

    /** Takes the fabric away. */
    void leave() {
        if (device.fabrics.table.remove(fabric, network.now) != ImStatus.SUCCESS) {
            throw new IllegalStateException("not removed");
        }
        cluster.fabricRemoved(fabric);
    }
}
