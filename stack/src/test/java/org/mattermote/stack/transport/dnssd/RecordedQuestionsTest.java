package org.mattermote.stack.transport.dnssd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.transport.dnssd.MdnsBench.Sent;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/**
 * What two real controllers asked, and what another light answered and announced: ours says the
 * same about itself. Differences that are meant: ours does not list sub-types as service types,
 * sets the cache-flush bit, leaves the host's addresses alive in a service's goodbye, and answers
 * port 60974 as the plain resolver it is.
 */
class RecordedQuestionsTest {
    private static JsonArray mdns(String run) throws Exception {
        try (Reader in =
                new InputStreamReader(
                        RecordedQuestionsTest.class.getResourceAsStream(
                                "/vectors/commissioning.json"),
                        StandardCharsets.UTF_8)) {
            return JsonParser.parseReader(in)
                    .getAsJsonObject()
                    .getAsJsonObject(run)
                    .getAsJsonArray("mdns");
        }
    }

    /** Owner, type and data, without time to live and cache-flush bit. */
    private static TreeSet<String> meaning(List<Record> records) {
        TreeSet<String> texts = new TreeSet<>();
        for (Record record : records) {
            String text = MdnsBench.text(record).replace(" flush ", " ");
            if (!(text.startsWith("_services") && text.contains("_sub."))) {
                texts.add(text.replaceFirst(" (\\d+) ", " "));
            }
        }
        return texts;
    }

    @ParameterizedTest
    @ValueSource(strings = {"matterjs", "chip"})
    void shouldAnswerAsTheRecordedLight(String run) throws Exception {
        JsonArray datagrams = mdns(run);
        String linkLocal = null;
        String hardware = null;
        MdnsBench bench = null;
        int questions = 0;
        int announcements = 0;
        int goodbyes = 0;
        long now = 10_000;
        Map<String, Service> published = new HashMap<>();
        for (JsonElement element : datagrams) {
            JsonObject datagram = element.getAsJsonObject();
            byte[] raw = MdnsBench.hex(datagram.get("raw").getAsString());
            Message message = new Message(raw);
            now += 5_000;
            if (datagram.get("dir").getAsString().equals("network>device")) {
                PeerAddress from =
                        MdnsBench.peer("fe80::99", datagram.get("from_port").getAsInt(), 7);
                bench.receive(raw, from);
                bench.settle(now);
                if (message.getSection(Section.QUESTION).isEmpty()) {
                    assertTrue(bench.take().isEmpty());
                }
                continue;
            }
            List<Record> answers = message.getSection(Section.ANSWER);
            if (bench == null) {
                for (Record record : answers) {
                    String text = MdnsBench.text(record);
                    if (text.contains(".local AAAA") && text.contains(" fe80")) {
                        linkLocal = text.substring(text.lastIndexOf(' ') + 1);
                        hardware = text.substring(0, 12);
                    }
                }
                bench = MdnsBench.recorded(hardware, linkLocal);
                byte[] host = (hardware + "0000").getBytes(StandardCharsets.US_ASCII);
                bench.responder.setHostName(host, 0, host.length);
            }
            String instance = null;
            boolean goodbye = answers.get(0).getTTL() == 0;
            boolean announcement = false;
            for (Record record : answers) {
                String text = MdnsBench.text(record);
                announcement |= text.startsWith("_services");
                String target = text.substring(text.lastIndexOf(' ') + 1);
                if (text.startsWith("_matter") && text.contains("PTR")) {
                    instance = target.substring(0, target.indexOf('.'));
                }
            }
            List<Sent> ours;
            if (goodbye) {
                bench.responder.withdraw(published.remove(instance), now);
                ours = bench.take();
                goodbyes++;
            } else if (announcement) {
                long first = Long.parseUnsignedLong(instance.substring(0, 16), 16);
                if (instance.length() > 16) {
                    long node = Long.parseUnsignedLong(instance.substring(17), 16);
                    published.put(instance, bench.operational(first, node, now));
                } else {
                    boolean enhanced = message.toString().contains("_L3841");
                    int discriminator = enhanced ? 3841 : 3840;
                    published.put(
                            instance, bench.light(first, discriminator, enhanced ? 2 : 1, now));
                }
                bench.responder.poll(now);
                ours = new ArrayList<>(bench.sent);
                bench.settle(now);
                bench.take();
                announcements++;
            } else {
                ours = bench.take();
                questions++;
            }
            assertFalse(ours.isEmpty(), "no answer");
            Sent sent = ours.get(0);
            TreeSet<String> expected = meaning(answers);
            if (goodbye) {
                expected.removeIf(text -> text.startsWith("_services"));
                String host = hardware + "0000.local";
                expected.removeIf(text -> text.startsWith(host));
            }
            assertEquals(expected, meaning(sent.message.getSection(Section.ANSWER)));
            assertEquals(
                    meaning(message.getSection(Section.ADDITIONAL)),
                    meaning(sent.message.getSection(Section.ADDITIONAL)));
        }
        assertTrue(questions >= (run.equals("chip") ? 2 : 1), "questions " + questions);
        assertTrue(announcements >= 3, "announcements " + announcements);
        assertTrue(goodbyes >= 3, "goodbyes " + goodbyes);
    }
}
