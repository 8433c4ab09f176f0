package org.mattermote.stack.transport.dnssd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.gson.JsonElement;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.params.provider.MethodSource;
import org.mattermote.stack.fabric.Vectors;
import org.mattermote.stack.fuzz.Kept;
import org.mattermote.stack.fuzz.Parts;
import org.mattermote.stack.port.PeerAddress;

/**
 * Multicast DNS packets to a responder with two services and to a resolver that looks for two
 * nodes: a packet is answered a bounded number of times, by packets that another reader reads,
 * nothing of it lasts, and what is found is something that can be sent to.
 */
class MdnsJazzerTest {
    private static final long FABRIC = 0x2906C908D115D362L;
    private static final long NODE = 0x8FC7772401CD0696L;
    private static final long HOUR = 3_600_000;
    private static final int LONGEST = 1500;

    /** Packets that one packet may be answered with, on one interface. */
    private static final int ANSWERS = 8;

    /** Questions of two resolutions: for a service and for a host, on two paths. */
    private static final int QUESTIONS = 2 * 2 * 3 * 2;

    private static final long[] OTHER_FABRICS = {0x4DF01DB7663268D3L, 0x8F0742D80263055BL};
    private static final long[] OTHER_NODES = {0x4931008BB6D2C38DL, 0x77};

    private static final PeerAddress HOST = MdnsBench.peer("fe80::99", 5353, 7);
    private static final PeerAddress RESOLVER = MdnsBench.peer("fe80::99", 43210, 7);
    private static final PeerAddress ELSEWHERE = MdnsBench.peer("10.77.0.9", 5353, 9);

    static List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        for (String run : List.of("matterjs", "chip")) {
            for (JsonElement e :
                    Vectors.read("commissioning.json")
                            .getAsJsonObject(run)
                            .getAsJsonArray("mdns")) {
                seeds.add(Parts.row(seeds.size() & 1, 10, Vectors.hex(e.getAsJsonObject(), "raw")));
            }
        }
        String instance = "2906C908D115D362-8FC7772401CD0696._matter._tcp.local";
        seeds.add(
                Parts.row(
                        0,
                        0,
                        MdnsBench.query("_matter._tcp.local", 12, 1),
                        0,
                        9,
                        MdnsBench.query(instance, 255, 0x8001),
                        1,
                        9,
                        MdnsBench.query("_services._dns-sd._udp.local", 12, 1)));
        String other = "8F0742D80263055B-0000000000000077._matter._tcp.local";
        byte[] target = MdnsBench.name("AB12.local");
        byte[] service = new byte[6 + target.length];
        service[4] = 1;
        System.arraycopy(target, 0, service, 6, target.length);
        seeds.add(
                Parts.row(
                        0,
                        3,
                        MdnsBench.query(
                                0, 0x8400, List.of(), MdnsBench.record(other, 33, 9, service)),
                        0,
                        3,
                        MdnsBench.query(
                                0,
                                0x8400,
                                List.of(),
                                MdnsBench.record("AB12.local", 28, 9, MdnsBench.ip("fe80::3")))));
        return Kept.with(MdnsJazzerTest.class, seeds);
    }

    private static MdnsBench bench() {
        MdnsBench bench = MdnsBench.recorded("02005e100001", "fe80::5eff:fe10:1");
        bench.responder.setHostNameFromHardware();
        bench.light(0x1234567890ABCDEFL, 3840, 1, 0);
        bench.operational(FABRIC, NODE, 0);
        return bench;
    }

    private static TreeSet<String> asked(MdnsBench bench, long now) {
        bench.take();
        bench.receive(MdnsBench.query("_matter._tcp.local", 12, 1), RESOLVER);
        bench.settle(now);
        List<MdnsBench.Sent> answers = bench.take();
        assertEquals(1, answers.size());
        TreeSet<String> said = answers.get(0).answers();
        said.addAll(answers.get(0).additionals());
        return said;
    }

    private static void judge(Resolution resolution) {
        assertTrue(resolution.outcome() != Resolution.SEARCHING);
        boolean isFound = resolution.outcome() == Resolution.FOUND;
        assertEquals(isFound, resolution.addressCount() > 0);
        assertTrue(resolution.addressCount() <= Resolution.ADDRESSES_MAX);
        PeerAddress address = new PeerAddress();
        for (int n = 0; n < resolution.addressCount(); n++) {
            resolution.address(n, address);
            assertTrue(address.port > 0 && address.interfaceIndex == 7);
            assertTrue(address.ip[0] != -1 && !address.isIpv4());
        }
        assertTrue(resolution.sessionIdleInterval() != 0);
        assertTrue(resolution.sessionActiveInterval() <= 3_600_000);
        assertTrue(resolution.sessionActiveThreshold() <= 65_535);
    }

    /** For each packet who sends it, how long after the one before in 10 ms, and the packet. */
    @MethodSource("seeds")
    @FuzzTest(maxDuration = "", maxExecutions = 100_000)
    void shouldAnswerInBounds(byte[] data) {
        MdnsBench bench = bench();
        long now = bench.settle(0) + HOUR;
        TreeSet<String> before = asked(bench, now);
        now += HOUR;
        MdnsResolver resolver = new MdnsResolver(bench.responder, 2);
        Resolution[] found = new Resolution[2];
        for (int i = 0; i < found.length; i++) {
            found[i] = resolver.resolve(OTHER_FABRICS[i], OTHER_NODES[i], now);
        }
        bench.responder.poll(now);
        Parts parts = new Parts(data);
        int packets = 0;
        while (!parts.isEmpty() && packets < 20) {
            int from = parts.number();
            now += 10L * parts.number();
            byte[] packet = parts.string();
            if (packet.length > LONGEST) {
                return;
            }
            bench.receive(packet, from % 3 == 0 ? HOST : from % 3 == 1 ? RESOLVER : ELSEWHERE);
            packets++;
            if ((from & 0x80) != 0) {
                bench.generation++;
            }
            bench.responder.poll(now);
        }
        int polls = 0;
        long next = bench.responder.poll(now);
        while (next != Long.MAX_VALUE) {
            assertTrue(polls++ < 1000, "never at rest");
            now = Math.max(now, next);
            next = bench.responder.poll(now);
        }
        // A new address is announced too.
        int most = ANSWERS * (packets + 1) + QUESTIONS;
        assertTrue(bench.sent.size() <= most, "packets " + bench.sent.size());
        for (Resolution resolution : found) {
            judge(resolution);
            resolver.release(resolution);
        }
        assertEquals(before, asked(bench, now + HOUR));
    }
}
