package org.mattermote.stack.transport.dnssd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mattermote.stack.transport.dnssd.MdnsBench.peer;
import static org.mattermote.stack.transport.dnssd.MdnsBench.query;
import static org.mattermote.stack.transport.dnssd.MdnsBench.record;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.transport.dnssd.MdnsBench.Interface;
import org.mattermote.stack.transport.dnssd.MdnsBench.Sent;
import org.xbill.DNS.Section;

class MdnsResponderTest {
    private static final long INSTANCE = 0x92AB3077173B850DL;
    private static final String LIGHT = "92AB3077173B850D._matterc._udp.local";
    private static final String NODE = "4DF01DB7663268D3-0000000000000001._matter._tcp.local";
    private static final PeerAddress HOST = peer("fe80::2", 5353, 7);
    private static final PeerAddress RESOLVER = peer("fe80::2", 60974, 7);

    private final MdnsBench bench = MdnsBench.ipv6Only();
    private final MdnsResponder responder = bench.responder;

    private long publishedLight() {
        responder.setHostNameFromHardware();
        bench.light(INSTANCE, 3840, 1, 0);
        long now = bench.settle(0);
        bench.take();
        return now;
    }

    private List<Sent> ask(byte[] question, PeerAddress from, long now) {
        bench.receive(question, from);
        bench.settle(now);
        return bench.take();
    }

    private static TreeSet<String> set(String... texts) {
        return new TreeSet<>(Arrays.asList(texts));
    }

    @Test
    void shouldAnnounceTwiceOneSecondApart() {
        responder.setHostNameFromHardware();
        Service service = bench.light(INSTANCE, 3840, 1, 5000);
        assertEquals(Service.ANNOUNCING, service.state());
        assertEquals(6000, responder.poll(5000));
        assertEquals(Service.ANNOUNCING, service.state());
        assertEquals(1, bench.sent.size());
        assertEquals(6000, responder.poll(5999));
        assertEquals(1, bench.sent.size());
        assertEquals(Long.MAX_VALUE, responder.poll(6000));
        assertEquals(Service.ACTIVE, service.state());
        assertEquals(2, bench.sent.size());
        Sent first = bench.sent.get(0);
        assertArrayEquals(first.bytes, bench.sent.get(1).bytes);
        assertTrue(first.to.matches(peer("ff02::fb", 5353, 7)));
        assertEquals(7, first.to.interfaceIndex);
        assertEquals(
                set(
                        "_services._dns-sd._udp.local PTR 120 _matterc._udp.local",
                        "_matterc._udp.local PTR 120 " + LIGHT,
                        "_L3840._sub._matterc._udp.local PTR 120 " + LIGHT,
                        "_S15._sub._matterc._udp.local PTR 120 " + LIGHT,
                        "_V65521._sub._matterc._udp.local PTR 120 " + LIGHT,
                        "_T256._sub._matterc._udp.local PTR 120 " + LIGHT,
                        "_CM._sub._matterc._udp.local PTR 120 " + LIGHT,
                        LIGHT + " SRV flush 120 0 0 5540 02005E100001.local",
                        LIGHT
                                + " TXT flush 120 [CM=1, D=3840, DN=peer light, DT=256, PH=33,"
                                + " VP=65521+32768]",
                        "02005E100001.local AAAA flush 120 fe80:0:0:0:0:5eff:fe10:1",
                        "02005E100001.local AAAA flush 120 fd77:0:0:0:0:0:0:1"),
                first.answers());
        assertEquals(0x84, first.bytes[2] & 0xFF);
        assertTrue(first.bytes.length < 500, "compressed: " + first.bytes.length);
    }

    @Test
    void shouldRefuseToPublishWhatIsIncomplete() {
        Service service = responder.takeOperational();
        assertEquals(DnssdStatus.INCOMPLETE, responder.publish(service, 0));
        OperationalService.fill(service, 1, 2, 5540, new CommonText());
        assertEquals(DnssdStatus.INCOMPLETE, responder.publish(service, 0), "no host name");
        responder.setHostNameFromHardware();
        assertEquals(DnssdStatus.OK, responder.publish(service, 0));
        responder.withdraw(service, 0);
        assertEquals(DnssdStatus.INCOMPLETE, responder.publish(service, 0), "free");
    }

    @Test
    void shouldRunOutOfServicesAndTakeThemBack() {
        List<Service> taken = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            taken.add(responder.takeOperational());
            assertNotNull(taken.get(i));
        }
        assertNull(responder.takeOperational());
        responder.withdraw(taken.get(3), 0);
        assertEquals(taken.get(3), responder.takeOperational());
        assertTrue(bench.sent.isEmpty(), "nothing was published");
    }

    @Test
    void shouldAnswerSharedQuestionsAfter20To120Ms() {
        long now = publishedLight();
        Set<Long> delays = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            now += 10_000;
            bench.receive(query("_L3840._sub._matterc._udp.local", DnsType.PTR, 1), HOST);
            long due = responder.poll(now);
            assertTrue(bench.sent.isEmpty());
            assertTrue(due - now >= 20 && due - now <= 120, "delay " + (due - now));
            delays.add(due - now);
            assertEquals(due, responder.poll(due - 1));
            assertEquals(Long.MAX_VALUE, responder.poll(due));
            Sent answer = bench.take().get(0);
            assertEquals(set("_L3840._sub._matterc._udp.local PTR 120 " + LIGHT), answer.answers());
            assertEquals(4, answer.additionals().size());
            assertTrue(answer.to.matches(peer("ff02::fb", 5353, 7)));
        }
        assertTrue(delays.size() > 80, "values " + delays.size());
    }

    @Test
    void shouldJoinAnswersOfOneInterface() {
        long now = publishedLight();
        bench.receive(query("_matterc._udp.local", DnsType.PTR, 1), HOST);
        bench.receive(
                query("_CM._sub._matterc._udp.local", DnsType.PTR, 1), peer("fe80::3", 5353, 7));
        bench.settle(now);
        assertEquals(1, bench.sent.size());
        assertEquals(
                set(
                        "_matterc._udp.local PTR 120 " + LIGHT,
                        "_CM._sub._matterc._udp.local PTR 120 " + LIGHT),
                bench.sent.get(0).answers());
    }

    @Test
    void shouldAnswerUniqueQuestionsAtOnce() {
        long now = publishedLight();
        bench.receive(query(LIGHT, DnsType.SRV, 1), HOST);
        responder.poll(now);
        Sent answer = bench.take().get(0);
        assertEquals(set(LIGHT + " SRV flush 120 0 0 5540 02005E100001.local"), answer.answers());
        assertEquals(
                set(
                        "02005E100001.local AAAA flush 120 fe80:0:0:0:0:5eff:fe10:1",
                        "02005E100001.local AAAA flush 120 fd77:0:0:0:0:0:0:1"),
                answer.additionals());
        bench.receive(query("02005e100001.LOCAL", DnsType.AAAA, 1), HOST);
        responder.poll(now);
        assertEquals(2, bench.take().get(0).answers().size());
        bench.receive(query(LIGHT.toLowerCase(), DnsType.TXT, 255), HOST);
        responder.poll(now);
        assertEquals(1, bench.take().get(0).answers().size());
    }

    @Test
    void shouldSayWhatDoesNotExist() {
        long now = publishedLight();
        Sent host = ask(query("02005E100001.local", DnsType.A, 1), HOST, now).get(0);
        assertEquals(
                set("02005E100001.local NSEC flush 120 02005E100001.local. AAAA"), host.answers());
        Sent instance = ask(query(LIGHT, DnsType.AAAA, 1), HOST, now).get(0);
        assertEquals(set(LIGHT + " NSEC flush 120 " + LIGHT + ". TXT SRV"), instance.answers());
    }

    @Test
    void shouldAnswerUnicastWhereAsked() {
        long now = publishedLight();
        byte[] question =
                query(
                        77,
                        0,
                        List.<Object[]>of(
                                new Object[] {"_matterc._udp.local", DnsType.PTR, 0x8001},
                                new Object[] {LIGHT, DnsType.SRV, 1}));
        bench.receive(question, HOST);
        responder.poll(now);
        List<Sent> sent = bench.take();
        assertEquals(2, sent.size());
        assertTrue(sent.get(0).to.matches(HOST));
        assertEquals(77, sent.get(0).message.getHeader().getID());
        assertTrue(sent.get(0).message.getSection(Section.QUESTION).isEmpty());
        assertEquals(set("_matterc._udp.local PTR 120 " + LIGHT), sent.get(0).answers());
        assertTrue(sent.get(1).to.matches(peer("ff02::fb", 5353, 7)));
        assertEquals(0, sent.get(1).message.getHeader().getID());
    }

    @Test
    void shouldAnswerPlainResolvers() {
        long now = publishedLight();
        byte[] question =
                query(
                        0xBEEF,
                        0,
                        List.<Object[]>of(new Object[] {"_matterc._udp.local", DnsType.PTR, 1}));
        bench.receive(question, RESOLVER);
        responder.poll(now);
        Sent answer = bench.take().get(0);
        assertTrue(answer.to.matches(RESOLVER));
        assertEquals(0xBEEF, answer.message.getHeader().getID());
        assertEquals("_matterc._udp.local.", answer.message.getQuestion().getName().toString());
        assertEquals(set("_matterc._udp.local PTR 10 " + LIGHT), answer.answers());
        assertTrue(answer.additionals().contains(LIGHT + " SRV 10 0 0 5540 02005E100001.local"));
        assertEquals(4, answer.additionals().size());
    }

    @Test
    void shouldLeaveOutKnownAnswers() {
        long now = publishedLight();
        byte[] known = record("_matterc._udp.local", DnsType.PTR, 60, MdnsBench.name(LIGHT));
        assertTrue(ask(query("_matterc._udp.local", DnsType.PTR, 1, known), HOST, now).isEmpty());
        byte[] old = record("_matterc._udp.local", DnsType.PTR, 59, MdnsBench.name(LIGHT));
        assertEquals(1, ask(query("_matterc._udp.local", DnsType.PTR, 1, old), HOST, now).size());
        byte[] address = record("02005E100001.local", DnsType.AAAA, 120, MdnsBench.ip("fd77::1"));
        Sent rest = ask(query("02005E100001.local", DnsType.AAAA, 1, address), HOST, now).get(0);
        assertEquals(
                set("02005E100001.local AAAA flush 120 fe80:0:0:0:0:5eff:fe10:1"), rest.answers());
        byte[] srv =
                record(
                        LIGHT,
                        DnsType.SRV,
                        120,
                        MdnsBench.hex("0000000015a4" + "0c303230303545313030303031056c6f63616c00"));
        Sent txt = ask(query(LIGHT, DnsType.ANY, 1, srv), HOST, now).get(0);
        assertEquals(1, txt.answers().size());
        assertTrue(txt.answers().first().startsWith(LIGHT + " TXT"));
        byte[] type =
                record(
                        "_services._dns-sd._udp.local",
                        DnsType.PTR,
                        120,
                        MdnsBench.name("_matterc._udp.local"));
        assertTrue(
                ask(query("_services._dns-sd._udp.local", DnsType.PTR, 1, type), HOST, now)
                        .isEmpty());
    }

    @Test
    void shouldWaitForTheRestOfTheKnownAnswers() {
        long now = publishedLight();
        byte[] known = record("_matterc._udp.local", DnsType.PTR, 120, MdnsBench.name(LIGHT));
        byte[] first =
                query(
                        0,
                        0x0200,
                        List.<Object[]>of(new Object[] {"_matterc._udp.local", DnsType.PTR, 1}));
        bench.receive(first, HOST);
        long due = responder.poll(now);
        assertTrue(due - now >= 400 && due - now <= 500, "delay " + (due - now));
        bench.receive(query(0, 0, List.of(), known), HOST);
        assertEquals(Long.MAX_VALUE, responder.poll(now + 50));
        assertTrue(bench.take().isEmpty());

        // another host's knowledge takes nothing from the one that asked
        bench.receive(first, HOST);
        responder.poll(now);
        bench.receive(query(0, 0, List.of(), known), peer("fe80::3", 5353, 7));
        bench.settle(now);
        assertEquals(1, bench.take().size());
    }

    @Test
    void shouldSayGoodbye() {
        long now = publishedLight();
        Service light = responder.service(0);
        bench.receive(query("_matterc._udp.local", DnsType.PTR, 1), HOST);
        responder.poll(now);
        responder.withdraw(light, now);
        assertEquals(Service.FREE, light.state());
        Sent goodbye = bench.take().get(0);
        Set<String> kinds = new TreeSet<>();
        for (String text : goodbye.answers()) {
            assertTrue(text.contains(" 0 "), text);
            kinds.add(text.substring(0, text.indexOf(' ')));
        }
        assertEquals(8, goodbye.answers().size());
        assertEquals(
                set(
                        LIGHT,
                        "_matterc._udp.local",
                        "_CM._sub._matterc._udp.local",
                        "_L3840._sub._matterc._udp.local",
                        "_S15._sub._matterc._udp.local",
                        "_T256._sub._matterc._udp.local",
                        "_V65521._sub._matterc._udp.local"),
                kinds);
        assertTrue(goodbye.additionals().isEmpty());
        assertEquals(Long.MAX_VALUE, responder.poll(now + 500), "nothing is pending any more");
        assertTrue(bench.take().isEmpty());
        assertTrue(ask(query(LIGHT, DnsType.ANY, 1), HOST, now + 1000).isEmpty());
        assertTrue(ask(query("_services._dns-sd._udp.local", DnsType.PTR, 1), HOST, now).isEmpty());
    }

    @Test
    void shouldSayGoodbyeToEverythingWhenStopped() {
        responder.setHostNameFromHardware();
        bench.light(INSTANCE, 3840, 1, 0);
        bench.operational(0x4DF01DB7663268D3L, 1, 0);
        long now = bench.settle(0);
        bench.take();
        responder.withdrawAll(now);
        Sent goodbye = bench.take().get(0);
        assertEquals(8 + 4 + 2, goodbye.answers().size());
        for (String text : goodbye.answers()) {
            assertTrue(text.contains(" 0 "), text);
        }
        responder.withdrawAll(now);
        assertTrue(bench.take().isEmpty());
        assertNotNull(responder.takeCommissionable());
    }

    @Test
    void shouldKeepToThePacketLimit() {
        bench.interfaces.clear();
        String[] addresses = new String[20];
        for (int i = 0; i < addresses.length; i++) {
            addresses[i] = "fd77:1:2:3:4:5:6:" + (i + 1);
        }
        bench.interfaces.add(new Interface(7, MdnsBench.hex("0011223344556677"), addresses));
        responder.setHostNameFromHardware();
        CommissionableService values = new CommissionableService();
        byte[] text = new byte[128];
        Arrays.fill(text, (byte) 'x');
        values.discriminator = 4095;
        values.commissioningMode = 2;
        values.vendorId = 65535;
        values.productId = 65535;
        values.deviceType = 0xFFFFFFFFL;
        values.deviceName.set(text, 0, 32);
        values.rotatingId.set(text, 0, 50);
        values.pairingHint = 0xFFFFFFFFL;
        values.pairingInstruction.set(text, 0, 128);
        values.common.sessionIdleInterval = 3_600_000;
        values.common.sessionActiveInterval = 3_600_000;
        values.common.sessionActiveThreshold = 65535;
        values.common.tcp = 6;
        values.common.icd = 1;
        Service service = responder.takeCommissionable();
        assertEquals(DnssdStatus.OK, values.fill(service, -1, 65535));
        responder.publish(service, 0);
        for (int i = 0; i < 5; i++) {
            Service node = responder.takeOperational();
            OperationalService.fill(node, -1L - i, -1, 65535, values.common);
            responder.publish(node, 0);
        }
        responder.poll(0);
        List<Sent> packets = bench.take();
        assertTrue(packets.size() > 1);
        TreeSet<String> all = new TreeSet<>();
        int count = 0;
        for (Sent packet : packets) {
            assertTrue(packet.bytes.length <= 1232);
            all.addAll(packet.answers());
            count += packet.answers().size();
        }
        assertEquals(2 + 8 + 5 * 4 + 16, all.size());
        assertEquals(all.size(), count, "nothing twice");
        long now = bench.settle(0);
        bench.take();
        // a plain resolver gets one packet, and is told when it is not all
        List<Object[]> questions = new ArrayList<>();
        questions.add(new Object[] {"_matter._tcp.local", DnsType.PTR, 1});
        questions.add(new Object[] {"0011223344556677.local", DnsType.ANY, 1});
        questions.add(new Object[] {"FFFFFFFFFFFFFFFF._matterc._udp.local", DnsType.ANY, 1});
        for (int i = 0; i < 5; i++) {
            String node = String.format("%016X-FFFFFFFFFFFFFFFF._matter._tcp.local", -1L - i);
            questions.add(new Object[] {node, DnsType.ANY, 1});
        }
        byte[] everything = query(1, 0, questions);
        List<Sent> legacy = ask(everything, RESOLVER, now);
        assertEquals(1, legacy.size());
        assertTrue(legacy.get(0).message.getHeader().getFlag(org.xbill.DNS.Flags.TC));
        List<Sent> shared = ask(everything, HOST, now);
        assertTrue(shared.size() > 1);
    }

    @Test
    void shouldUseEachInterfacesOwnAddressesAndNoticeChanges() {
        bench.interfaces.add(
                new Interface(9, MdnsBench.hex("02005e100002"), "fe80::9", "192.0.2.9"));
        long now = publishedLight();
        assertEquals(List.of("7 IPv6", "9 IPv6", "9 IPv4"), bench.joins);
        Service node = bench.operational(1, 2, now);
        responder.poll(now);
        List<Sent> sent = bench.take();
        assertEquals(3, sent.size());
        assertEquals(7, sent.get(0).to.interfaceIndex);
        assertTrue(sent.get(0).answers().stream().noneMatch(t -> t.contains("192.0.2.9")));
        assertTrue(sent.get(2).to.matches(peer("224.0.0.251", 5353, 9)));
        assertTrue(sent.get(1).answers().contains("02005E100001.local A flush 120 192.0.2.9"));
        assertTrue(
                sent.get(2)
                        .answers()
                        .contains("02005E100001.local AAAA flush 120 fe80:0:0:0:0:0:0:9"));
        now = bench.settle(now);
        bench.take();
        // a question is answered on its own path only
        List<Sent> answers =
                ask(query("_matter._tcp.local", DnsType.PTR, 1), peer("192.0.2.1", 5353, 9), now);
        assertEquals(1, answers.size());
        assertTrue(answers.get(0).to.matches(peer("224.0.0.251", 5353, 9)));
        assertTrue(
                ask(query("_matter._tcp.local", DnsType.PTR, 1), peer("fe80::1", 5353, 4), now)
                        .isEmpty(),
                "an interface that is not ours");
        // interface 7 goes, 11 comes, 9 stays
        bench.interfaces.remove(0);
        bench.interfaces.add(new Interface(11, MdnsBench.hex("02005e100003"), "fe80::b"));
        bench.generation++;
        bench.joins.clear();
        assertEquals(now + 1000, responder.poll(now));
        assertEquals(List.of("11 IPv6"), bench.joins);
        List<Integer> used = new ArrayList<>();
        for (Sent packet : bench.take()) {
            used.add(packet.to.interfaceIndex);
        }
        assertEquals(List.of(11, 9, 9), used);
        assertEquals(Service.ANNOUNCING, node.state());
        // the last address goes: silence, and no failure
        bench.interfaces.clear();
        bench.generation++;
        bench.settle(now);
        bench.take();
        assertTrue(ask(query(NODE, DnsType.ANY, 1), HOST, now).isEmpty());
    }

    @Test
    void shouldReadFourPacketsAPoll() {
        long now = publishedLight();
        for (int i = 0; i < 6; i++) {
            bench.receive(query(LIGHT, DnsType.SRV, 1), HOST);
        }
        assertEquals(now, responder.poll(now));
        assertEquals(4, bench.take().size());
        assertEquals(Long.MAX_VALUE, responder.poll(now));
        assertEquals(2, bench.take().size());
    }

    @Test
    void shouldIgnoreAnswersAndOddOpcodes() {
        long now = publishedLight();
        byte[] response = query(LIGHT, DnsType.SRV, 1);
        response[2] = (byte) 0x84;
        assertTrue(ask(response, HOST, now).isEmpty());
        byte[] update = query(LIGHT, DnsType.SRV, 1);
        update[2] = 0x28;
        assertTrue(ask(update, HOST, now).isEmpty());
        assertTrue(ask(query(LIGHT, DnsType.SRV, 3), HOST, now).isEmpty(), "class CH");
        assertTrue(ask(query("other.local", DnsType.ANY, 1), HOST, now).isEmpty());
        assertTrue(
                ask(query("_L3841._sub._matterc._udp.local", DnsType.PTR, 1), HOST, now).isEmpty());
        assertTrue(ask(query("local", DnsType.ANY, 1), HOST, now).isEmpty());
        assertEquals(0, responder.malformed());
    }

    @Test
    void shouldRefusePointersThatLoopOrLeaveTheMessage() {
        long now = publishedLight();
        String header = "000000000001000000000000";
        String[] bad = {
            header + "c00c" + "00ff0001", // to itself
            header + "0161c00c" + "00ff0001", // back to its own start
            header + "c00e" + "c00c" + "00ff0001", // forward
            header + "c000" + "00ff0001", // into the header
            header + "ffff" + "00ff0001", // out of the message
            header + "8161" + "00ff0001", // reserved label type
            header + "3f61" + "00ff0001", // label longer than the message
            header + "0161", // no end
            header + "0000ff", // class cut
            header, // no question
            "0000000000000001", // header cut
            header.replace("00010000", "00000001") + "00000c000100000078000500", // data cut
            header.replace("00010000", "00000001") + "00000c0001000000780002c00c00", // name in data
        };
        int count = 0;
        for (String packet : bad) {
            assertTrue(ask(MdnsBench.hex(packet), HOST, now).isEmpty(), packet);
            count++;
            if (!packet.endsWith("c00c00")) {
                assertEquals(count, responder.malformed(), packet);
            }
        }
        StringBuilder longName = new StringBuilder(header);
        for (int i = 0; i < 5; i++) {
            longName.append("3f").append("61".repeat(63));
        }
        assertTrue(ask(MdnsBench.hex(longName + "0000ff0001"), HOST, now).isEmpty());
        assertTrue(ask(new byte[1500], HOST, now).isEmpty(), "longer than the buffer");
    }

    @Test
    void shouldSurviveMutatedPackets() {
        long now = publishedLight();
        bench.operational(0x4DF01DB7663268D3L, 1, now);
        now = bench.settle(now);
        byte[] known = record("_matterc._udp.local", DnsType.PTR, 60, MdnsBench.name(LIGHT));
        byte[] announcement = bench.take().get(0).bytes;
        byte[] asQuery = announcement.clone();
        asQuery[2] = 0;
        byte[][] seeds = {
            query("_matterc._udp.local", DnsType.PTR, 1, known),
            query(LIGHT, DnsType.ANY, 0x8001),
            query(NODE, DnsType.SRV, 1, known, known),
            MdnsBench.hex(
                    "000000000002000000000000085f6d617474657263045f756470056c6f63616c00000c0001"
                            + "065f4c33383430045f737562c00c000c0001"),
            asQuery,
        };
        Random random = new Random(4);
        for (int i = 0; i < 100_000; i++) {
            byte[] packet = seeds[random.nextInt(seeds.length)].clone();
            int changes = 1 + random.nextInt(6);
            for (int c = 0; c < changes; c++) {
                int at = random.nextInt(packet.length);
                packet[at] =
                        switch (random.nextInt(4)) {
                            case 0 -> (byte) random.nextInt(256);
                            case 1 -> (byte) (packet[at] ^ 1 << random.nextInt(8));
                            case 2 -> (byte) 0xC0;
                            default -> (byte) random.nextInt(64);
                        };
            }
            if (random.nextInt(4) == 0) {
                packet = Arrays.copyOf(packet, random.nextInt(packet.length + 1));
            }
            bench.receive(packet, random.nextBoolean() ? HOST : RESOLVER);
            long next = responder.poll(now);
            assertTrue(next > now && (next == Long.MAX_VALUE || next <= now + 500));
            now += random.nextInt(60);
            // each packet sent was read by dnsjava on its way
            bench.sent.clear();
        }
        assertTrue(responder.malformed() > 1000);
        assertTrue(responder.sent() > 1000);
    }

    @Test
    void shouldAllocateNothing() {
        responder.setHostNameFromHardware();
        byte[][] questions = {
            query("_matterc._udp.local", DnsType.PTR, 1),
            query(LIGHT, DnsType.ANY, 0x8001),
            query("02005E100001.local", DnsType.A, 1),
            query("_services._dns-sd._udp.local", DnsType.PTR, 1),
            query(
                    LIGHT,
                    DnsType.SRV,
                    1,
                    record("_matterc._udp.local", DnsType.PTR, 60, MdnsBench.name(LIGHT))),
        };
        bench.keep = false;
        CommissionableService values = new CommissionableService();
        CommonText common = new CommonText();
        for (int round = 0; round < 3; round++) {
            traffic(questions, values, common, 2000);
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        long between = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        traffic(questions, values, common, 2000);
        long after = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        assertEquals(between - before, after - between, "bytes allocated");
        assertTrue(responder.sent() > 1000);
    }

    private void traffic(
            byte[][] questions, CommissionableService values, CommonText common, int rounds) {
        long now = 1_000_000;
        for (int i = 0; i < rounds; i++) {
            if (i % 100 == 0) {
                responder.withdrawAll(now);
                Service light = responder.takeCommissionable();
                values.fill(light, INSTANCE, 5540);
                responder.publish(light, now);
                Service node = responder.takeOperational();
                OperationalService.fill(node, 1, 2, 5540, common);
                responder.publish(node, now);
                bench.generation++;
                bench.joins.clear();
            }
            byte[] question = questions[i % questions.length];
            responder.received(question, 0, question.length, i % 3 == 0 ? RESOLVER : HOST, now);
            responder.poll(now);
            now += 40;
        }
        assertFalse(now == 0);
    }
}
