package org.mattermote.stack.transport.dnssd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mattermote.stack.transport.dnssd.MdnsBench.peer;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mattermote.stack.fabric.Vectors;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.transport.dnssd.MdnsBench.Sent;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class MdnsResolverTest {
    private static final long FABRIC = 0x2906C908D115D362L;
    private static final long NODE = 0x8FC7772401CD0696L;
    private static final String INSTANCE = "2906C908D115D362-8FC7772401CD0696._matter._tcp.local";
    private static final String HOST = "B75AFB458ECD.local";
    private static final String GLOBAL = "2001:db8::5";
    private static final String FAR = "fd99::5";
    private static final String LINK = "fe80::99";
    private static final String NEAR = "fd77::5";
    private static final PeerAddress ANSWERER = peer("fe80::99", 5353, 7);

    private final MdnsBench bench = MdnsBench.ipv6Only();
    private final MdnsResolver resolver = new MdnsResolver(bench.responder, 2);

    private static byte[] answer(byte[]... records) {
        return MdnsBench.query(0, 0x8400, List.of(), records);
    }

    private static byte[] srv(String instance, int ttl, int port, String host) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        MdnsBench.u16(data, 0);
        MdnsBench.u16(data, 0);
        MdnsBench.u16(data, port);
        data.writeBytes(MdnsBench.name(host));
        return MdnsBench.record(instance, DnsType.SRV, ttl, data.toByteArray());
    }

    private static byte[] aaaa(String host, int ttl, String address) {
        return MdnsBench.record(host, DnsType.AAAA, ttl, MdnsBench.ip(address));
    }

    private static byte[] txt(String... strings) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        for (String string : strings) {
            data.write(string.length());
            data.writeBytes(string.getBytes(StandardCharsets.US_ASCII));
        }
        return MdnsBench.record(INSTANCE, DnsType.TXT, 120, data.toByteArray());
    }

    private Resolution resolve(long now) {
        Resolution resolution = resolver.resolve(FABRIC, NODE, now);
        assertNotNull(resolution);
        bench.responder.poll(now);
        return resolution;
    }

    private void receive(long now, byte[]... records) {
        receive(now, ANSWERER, records);
    }

    private void receive(long now, PeerAddress from, byte[]... records) {
        bench.receive(answer(records), from);
        bench.responder.poll(now);
    }

    private static List<String> questions(Sent sent) {
        List<String> questions = new ArrayList<>();
        for (Record question : sent.message.getSection(Section.QUESTION)) {
            questions.add(
                    question.getName().toString(true)
                            + " "
                            + Type.string(question.getType())
                            + ((question.getDClass() & 0x8000) != 0 ? " unicast" : "")
                            + ((question.getDClass() & 0x7FFF) == DClass.IN ? "" : " not IN"));
        }
        return questions;
    }

    private static List<String> addresses(Resolution resolution) {
        List<String> found = new ArrayList<>();
        PeerAddress address = new PeerAddress();
        for (int n = 0; n < resolution.addressCount(); n++) {
            resolution.address(n, address);
            assertEquals(7, address.interfaceIndex);
            found.add(java.util.HexFormat.of().formatHex(address.ip) + " " + address.port);
        }
        return found;
    }

    private static String at(String ip, int port) {
        return java.util.HexFormat.of().formatHex(MdnsBench.ip(ip)) + " " + port;
    }

    @Test
    void shouldAskThreeTimesAndGiveUp() {
        Resolution resolution = resolver.resolve(FABRIC, NODE, 5_000);
        List<Long> times = new ArrayList<>();
        List<List<String>> asked = new ArrayList<>();
        long now = 5_000;
        long next = bench.responder.poll(now);
        while (next != Long.MAX_VALUE) {
            for (Sent sent : bench.take()) {
                times.add(now - 5_000);
                asked.add(questions(sent));
                assertTrue(sent.to.matches(peer("ff02::fb", 5353, 7)));
                assertEquals(0, sent.message.getHeader().getID());
            }
            now = next;
            next = bench.responder.poll(now);
        }
        assertEquals(List.of(0L, 1_000L, 3_000L), times);
        assertEquals(12_000, now);
        assertEquals(Resolution.ABSENT, resolution.outcome());
        assertEquals(List.of(INSTANCE + " SRV unicast", INSTANCE + " TXT unicast"), asked.get(0));
        assertEquals(List.of(INSTANCE + " SRV", INSTANCE + " TXT"), asked.get(1));
        assertEquals(asked.get(1), asked.get(2));
    }

    @Test
    void shouldAskOnEveryPath() {
        bench.interfaces.add(
                new MdnsBench.Interface(9, MdnsBench.hex("02005e100002"), "fe80::2", "10.77.0.1"));
        bench.generation++;
        resolve(0);
        List<String> to = new ArrayList<>();
        for (Sent sent : bench.take()) {
            to.add(sent.to.interfaceIndex + (sent.to.isIpv4() ? " IPv4" : " IPv6"));
        }
        assertEquals(List.of("7 IPv6", "9 IPv6", "9 IPv4"), to);
    }

    @Test
    void shouldTakeAllOfOneAnswerTheBestAddressFirst() {
        Resolution resolution = resolve(0);
        receive(
                5,
                txt("SII=5000", "sai=400", "SAT=7000", "T=6", "X=9"),
                srv(INSTANCE, 120, 5541, HOST),
                aaaa(HOST, 120, GLOBAL),
                aaaa(HOST, 120, FAR),
                aaaa(HOST, 120, "ff02::1"),
                aaaa(HOST, 120, "::1"),
                aaaa(HOST, 120, LINK),
                aaaa(HOST, 120, NEAR),
                aaaa(HOST, 120, LINK),
                aaaa("OTHER.local", 120, "fd77::6"));
        assertEquals(Resolution.FOUND, resolution.outcome());
        assertEquals(
                List.of(at(NEAR, 5541), at(LINK, 5541), at(FAR, 5541), at(GLOBAL, 5541)),
                addresses(resolution));
        assertEquals(5000, resolution.sessionIdleInterval());
        assertEquals(400, resolution.sessionActiveInterval());
        assertEquals(7000, resolution.sessionActiveThreshold());
        assertEquals(6, resolution.tcp());
        bench.take();
        assertEquals(Long.MAX_VALUE, bench.responder.poll(60_000), "asks no more");
        assertEquals(List.of(), bench.take());
    }

    @Test
    void shouldKeepTheBestOfMany() {
        Resolution resolution = resolve(0);
        receive(
                5,
                srv(INSTANCE, 120, 5541, HOST),
                aaaa(HOST, 120, "2001:db8::1"),
                aaaa(HOST, 120, "2001:db8::2"),
                aaaa(HOST, 120, "2001:db8::3"),
                aaaa(HOST, 120, "2001:db8::4"),
                aaaa(HOST, 120, "2001:db8::5"),
                aaaa(HOST, 120, NEAR));
        assertEquals(
                List.of(
                        at(NEAR, 5541),
                        at("2001:db8::1", 5541),
                        at("2001:db8::2", 5541),
                        at("2001:db8::3", 5541)),
                addresses(resolution));
    }

    @Test
    void shouldIgnoreTextThatIsWrong() {
        Resolution resolution = resolve(0);
        receive(
                5,
                txt("SII=0", "SAI=12x", "SAT=65536", "T", "SII", "=", "SAI=99999999999999"),
                srv(INSTANCE, 120, 5541, HOST),
                aaaa(HOST, 120, NEAR));
        assertEquals(Resolution.FOUND, resolution.outcome());
        assertEquals(CommonText.ABSENT, resolution.sessionIdleInterval());
        assertEquals(CommonText.ABSENT, resolution.sessionActiveInterval());
        assertEquals(CommonText.ABSENT, resolution.sessionActiveThreshold());
        assertEquals(CommonText.ABSENT, resolution.tcp());
    }

    @Test
    void shouldWantNoAnswerByUnicastWhereThePortIsShared() {
        bench.responder.sharePort();
        resolve(0);
        assertEquals(List.of(INSTANCE + " SRV", INSTANCE + " TXT"), questions(bench.take().get(0)));
        receive(200, srv(INSTANCE, 120, 5541, HOST));
        assertEquals(List.of(HOST + " AAAA"), questions(bench.take().get(0)));
    }

    @Test
    void shouldAskForTheAddressWhenTheAnswerHasNone() {
        Resolution resolution = resolve(0);
        bench.take();
        receive(200, srv(INSTANCE, 120, 5541, HOST));
        assertEquals(Resolution.SEARCHING, resolution.outcome());
        List<Sent> asked = bench.take();
        assertEquals(1, asked.size());
        assertEquals(List.of(HOST + " AAAA unicast"), questions(asked.get(0)));
        receive(400, srv(INSTANCE, 120, 5541, HOST));
        assertEquals(List.of(), bench.take(), "what is known already changes nothing");
        bench.responder.poll(1_200);
        assertEquals(List.of(HOST + " AAAA"), questions(bench.take().get(0)));
        receive(1_300, aaaa("x" + HOST, 120, FAR), aaaa(HOST.toLowerCase(), 120, NEAR));
        assertEquals(Resolution.FOUND, resolution.outcome());
        assertEquals(List.of(at(NEAR, 5541)), addresses(resolution));
    }

    @Test
    void shouldGiveUpOnAHostThatSaysNothing() {
        Resolution resolution = resolve(0);
        receive(200, srv(INSTANCE, 120, 5541, HOST));
        assertEquals(7_200, bench.settle(200));
        assertEquals(Resolution.ABSENT, resolution.outcome());
    }

    /** Everything that is almost an answer. */
    @Test
    void shouldBelieveOnlyWhatItAskedFor() {
        Resolution resolution = resolve(0);
        String other = INSTANCE.replace("0696", "0697");
        byte[] good = srv(INSTANCE, 120, 5541, HOST);
        byte[] address = aaaa(HOST, 120, NEAR);
        receive(1, srv(other, 120, 5541, HOST), address);
        receive(2, srv(INSTANCE.replace("_tcp", "_udp"), 120, 5541, HOST), address);
        receive(3, srv(INSTANCE + ".x", 120, 5541, HOST), address);
        receive(4, srv(INSTANCE, 120, 0, HOST), address);
        receive(5, srv(INSTANCE, 120, 5541, "B75AFB458ECD.example"), address);
        receive(6, srv(INSTANCE, 120, 5541, "a.b.local"), address);
        receive(7, address);
        byte[] chaos = good.clone();
        chaos[MdnsBench.name(INSTANCE).length + 3] = 3;
        receive(8, chaos, address);
        // a goodbye, of the service or of the address
        receive(9, srv(INSTANCE, 0, 5541, HOST), address);
        // not from the port of multicast DNS, and not by an interface of ours
        receive(10, peer("fe80::99", 43210, 7), good, address);
        receive(11, peer("fe80::99", 5353, 12), good, address);
        // a question is no answer
        bench.receive(MdnsBench.query(0, 0, List.of(), good, address), ANSWERER);
        bench.responder.poll(12);
        // an error is none either
        bench.receive(MdnsBench.query(0, 0x8403, List.of(), good, address), ANSWERER);
        bench.responder.poll(13);
        assertEquals(Resolution.SEARCHING, resolution.outcome());
        assertEquals(Resolution.ASK_SERVICE, resolution.state);
        receive(14, good, aaaa(HOST, 0, NEAR));
        assertEquals(Resolution.SEARCHING, resolution.outcome());
        receive(15, good, address);
        assertEquals(Resolution.FOUND, resolution.outcome());
    }

    @Test
    void shouldBelieveNothingOfAMessageThatIsBroken() {
        Resolution resolution = resolve(0);
        byte[] whole = answer(srv(INSTANCE, 120, 5541, HOST), aaaa(HOST, 120, NEAR), txt("T=2"));
        int before = bench.responder.malformed();
        for (int cut = 12; cut < whole.length; cut++) {
            bench.receive(Arrays.copyOf(whole, cut), ANSWERER);
            bench.responder.poll(1);
            assertEquals(Resolution.SEARCHING, resolution.outcome());
            assertEquals(Resolution.ASK_SERVICE, resolution.state);
        }
        assertEquals(whole.length - 12, bench.responder.malformed() - before);
    }

    @Test
    void shouldNotReadWithoutEnd() {
        byte[][] records = new byte[35][];
        for (int i = 0; i < records.length; i++) {
            records[i] = aaaa("h" + i + ".local", 120, FAR);
        }
        records[30] = srv(INSTANCE, 120, 5541, HOST);
        records[32] = aaaa(HOST, 120, NEAR);
        Resolution resolution = resolve(0);
        receive(1, records);
        assertEquals(Resolution.ASK_HOST, resolution.state);
        records[31] = records[32];
        receive(2, records);
        assertEquals(Resolution.FOUND, resolution.outcome());
    }

    @Test
    void shouldTakeAnAnswerThatRepeatsTheQuestion() {
        Resolution resolution = resolve(0);
        byte[] message =
                MdnsBench.query(
                        77,
                        0x8400,
                        List.<Object[]>of(new Object[] {INSTANCE, DnsType.SRV, 1}),
                        srv(INSTANCE, 120, 5541, HOST),
                        aaaa(HOST, 120, NEAR));
        bench.receive(message, ANSWERER);
        bench.responder.poll(1);
        assertEquals(Resolution.FOUND, resolution.outcome());
    }

    @Test
    void shouldFindTwoAtATimeAndNoMore() {
        Resolution first = resolve(0);
        Resolution second = resolver.resolve(FABRIC, NODE + 1, 0);
        assertNull(resolver.resolve(FABRIC, NODE + 2, 0));
        bench.responder.poll(0);
        String other = INSTANCE.replace("0696", "0697");
        receive(
                5,
                srv(other, 120, 5542, "TWO.local"),
                srv(INSTANCE, 120, 5541, HOST),
                aaaa("TWO.local", 120, FAR),
                aaaa(HOST, 120, NEAR));
        assertEquals(List.of(at(NEAR, 5541)), addresses(first));
        assertEquals(List.of(at(FAR, 5542)), addresses(second));
        resolver.release(first);
        assertEquals(0, first.addressCount());
        Resolution third = resolver.resolve(FABRIC, NODE + 2, 10);
        assertEquals(Resolution.SEARCHING, third.outcome());
    }

    @Test
    void shouldNotLookForItself() {
        bench.responder.setHostNameFromHardware();
        Service own = bench.operational(FABRIC, NODE, 0);
        assertNull(resolver.resolve(FABRIC, NODE, 0));
        assertEquals(0, resolver.slots().inUse());
        bench.responder.withdraw(own, 0);
        assertNotNull(resolver.resolve(FABRIC, NODE, 0));
    }

    @Test
    void shouldStillAnswerQuestions() {
        bench.responder.setHostNameFromHardware();
        bench.operational(FABRIC, NODE + 9, 0);
        long now = bench.settle(0);
        resolve(now);
        bench.take();
        String own = INSTANCE.replace("0696", "069F");
        bench.receive(MdnsBench.query(own, DnsType.SRV, 1), ANSWERER);
        bench.responder.poll(now);
        assertEquals(1, bench.take().get(0).answers().size());
    }

    /** What controllers answered with, as they were heard. */
    @ParameterizedTest
    @ValueSource(strings = {"matterjs", "chip"})
    void shouldReadAnswersOfOthers(String run) throws IOException {
        int found = 0;
        for (JsonElement e :
                Vectors.read("commissioning.json").getAsJsonObject(run).getAsJsonArray("mdns")) {
            JsonObject packet = e.getAsJsonObject();
            byte[] raw = Vectors.hex(packet, "raw");
            Message message = new Message(raw);
            for (int section : new int[] {Section.ANSWER, Section.ADDITIONAL}) {
                for (Record record : message.getSection(section)) {
                    if (record instanceof SRVRecord srv
                            && srv.getName().toString().contains("._matter._tcp.")) {
                        found += finds(raw, message, srv) ? 1 : 0;
                    }
                }
            }
        }
        assertTrue(found > 0, "none");
    }

    private static boolean finds(byte[] raw, Message message, SRVRecord srv) {
        boolean response = message.getHeader().getFlag(org.xbill.DNS.Flags.QR);
        boolean hasAddress =
                message.getSection(Section.ADDITIONAL).stream()
                        .anyMatch(r -> r.getType() == Type.AAAA && r.getTTL() > 0);
        if (!response || srv.getTTL() == 0 || !hasAddress) {
            return false;
        }
        MdnsBench bench = MdnsBench.ipv6Only();
        MdnsResolver resolver = new MdnsResolver(bench.responder, 2);
        String name = srv.getName().toString();
        Resolution resolution =
                resolver.resolve(
                        Long.parseUnsignedLong(name.substring(0, 16), 16),
                        Long.parseUnsignedLong(name.substring(17, 33), 16),
                        0);
        bench.responder.poll(0);
        bench.receive(raw, ANSWERER);
        bench.responder.poll(1);
        assertEquals(Resolution.FOUND, resolution.outcome(), name);
        PeerAddress address = new PeerAddress();
        resolution.address(0, address);
        assertEquals(srv.getPort(), address.port);
        return true;
    }

    @Test
    void shouldAllocateNothing() {
        byte[] packet = answer(srv(INSTANCE, 120, 5541, HOST), aaaa(HOST, 120, NEAR), txt("T=2"));
        byte[] half = answer(srv(INSTANCE, 120, 5541, HOST));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        bench.keep = false;
        long before = 0;
        for (int round = 0; round < 300; round++) {
            if (round == 200) {
                before = threads.getThreadAllocatedBytes(thread);
            }
            long now = round * 10_000L;
            Resolution resolution = resolver.resolve(FABRIC, NODE, now);
            bench.responder.poll(now);
            bench.responder.received(half, 0, half.length, ANSWERER, now + 5);
            bench.responder.poll(now + 5);
            bench.responder.received(packet, 0, packet.length, ANSWERER, now + 9);
            assertEquals(Resolution.FOUND, resolution.outcome());
            resolver.release(resolution);
        }
        assertEquals(0, threads.getThreadAllocatedBytes(thread) - before);
    }
}
