package org.mattermote.webrtc.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mattermote.stack.mem.ByteSpan;
import org.mattermote.stack.requirement.Tag;
import org.mattermote.webrtc.ice.IceCandidate;
import org.mattermote.webrtc.ice.IceStatus;
import org.mattermote.webrtc.text.Words;

/**
 * Descriptions that Chromium, Firefox, aiortc, libdatachannel and pion made, read by us and by
 * splitting them; offers among them answered.
 */
class RecordedTest {
    static List<String> all() {
        return SdpBench.recorded(".sdp");
    }

    static List<String> offers() {
        return SdpBench.recorded("offer.sdp");
    }

    static List<String> candidates() {
        return SdpBench.recorded("candidates.txt");
    }

    /** The lines of each section, those before the first of them too. */
    private static List<List<String>> split(String text) {
        List<List<String>> parts = new ArrayList<>(List.of(new ArrayList<>()));
        for (String line : text.split("\r\n")) {
            if (line.startsWith("m=")) {
                parts.add(new ArrayList<>());
            }
            parts.get(parts.size() - 1).add(line);
        }
        return parts;
    }

    private static String value(List<List<String>> parts, int section, String name) {
        for (int part : new int[] {section + 1, 0}) {
            for (String line : parts.get(part)) {
                if (line.startsWith(name)) {
                    return line.substring(name.length());
                }
            }
        }
        return "";
    }

    private static String text(ByteSpan span) {
        return new String(span.array, span.offset, span.length, StandardCharsets.US_ASCII);
    }

    private static String direction(List<String> section) {
        for (String line : section) {
            if (line.matches("a=(sendrecv|sendonly|recvonly|inactive)")) {
                return line.substring(2);
            }
        }
        return "sendrecv";
    }

    private static boolean isRejected(List<String> section) {
        return section.get(0).split(" ")[1].equals("0") && !section.contains("a=bundle-only");
    }

    @Test
    void shouldBeOfFiveImplementations() {
        Set<String> names = new TreeSet<>();
        all().forEach(name -> names.add(name.substring(0, name.indexOf('-'))));
        assertEquals(Set.of("aiortc", "chromium", "firefox", "libdatachannel", "pion"), names);
        assertTrue(offers().size() > 25 && all().size() - offers().size() > 25);
    }

    @Tag("webrtc-provider R55")
    @ParameterizedTest
    @MethodSource("all")
    void shouldReadAll(String name) {
        String text = SdpBench.recordedText(name);
        SdpBench bench = SdpBench.camera();
        SdpDescription read = bench.take(text).description;
        List<List<String>> parts = split(text);
        assertEquals(parts.size() - 1, read.sections());
        ByteSpan span = new ByteSpan();
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < read.sections(); i++) {
            List<String> section = parts.get(i + 1);
            String[] media = section.get(0).split(" ");
            int kind = List.of("m=audio", "m=video", "m=application").indexOf(media[0]);
            assertEquals(kind, read.section(i).kind());
            assertEquals(isRejected(section), read.section(i).isRejected());
            assertEquals(value(parts, i, "a=mid:"), text(read.mid(i, span)));
            assertEquals(
                    direction(section),
                    Words.of(SdpAttribute.WORDS)
                            .get(SdpAttribute.DIRECTIONS + read.section(i).direction()));
            assertEquals(section.contains("a=rtcp-mux"), read.section(i).hasRtcpMux());
            assertEquals(
                    Math.min(16, kind == 2 ? 0 : media.length - 3), read.section(i).payloadTypes());
            if (!read.section(i).isRejected()) {
                assertEquals(value(parts, i, "a=ice-ufrag:"), text(read.ufrag(i, span)));
                assertEquals(value(parts, i, "a=ice-pwd:"), text(read.password(i, span)));
                assertEquals(
                        value(parts, i, "a=fingerprint:sha-256 "), text(read.fingerprint(i, span)));
                assertEquals(
                        value(parts, i, "a=setup:"),
                        Words.of(Setup.WORDS).get(read.section(i).setup() - 1));
            }
            section.stream().filter(line -> line.startsWith("a=candidate")).forEach(lines::add);
        }
        assertEquals(lines.size(), read.candidates() + read.skippedCandidates());
        IceCandidate candidate = new IceCandidate();
        for (int i = 0; i < read.candidates(); i++) {
            int status = read.candidate(i, candidate);
            boolean tcp = lines.get(i).toLowerCase().contains(" tcp ");
            assertEquals(tcp ? IceStatus.IGNORED : IceStatus.OK, status, lines.get(i));
        }
    }

    /** An answer that fits its offer, and that we read ourselves. */
    @Tag("webrtc-provider R58")
    @ParameterizedTest
    @MethodSource("offers")
    void shouldAnswerAll(String name) {
        String offer = SdpBench.recordedText(name);
        boolean h264 = offer.contains("H264");
        SdpBench bench = new SdpBench(h264 ? SdpBench.PICTURE : SdpBench.VP8, SdpBench.SOUND);
        String answer = bench.answer(offer);
        List<List<String>> offered = split(offer);
        List<List<String>> answered = split(answer);
        assertEquals(offered.size(), answered.size());
        int accepted = 0;
        for (int i = 1; i < offered.size(); i++) {
            String[] before = offered.get(i).get(0).split(" ");
            String[] after = answered.get(i).get(0).split(" ");
            assertEquals(before[0], after[0]);
            assertEquals(before[2], after[2]);
            assertEquals(value(offered, i - 1, "a=mid:"), value(answered, i - 1, "a=mid:"));
            assertTrue(Arrays.asList(before).lastIndexOf(after[3]) >= 3, after[3]);
            boolean wanted = !isRejected(offered.get(i)) && !before[0].equals("m=application");
            assertEquals(wanted, after[1].equals("9"), answer);
            if (wanted) {
                accepted++;
                String map = value(offered, i - 1, "a=rtpmap:" + after[3] + " ");
                assertEquals(map, value(answered, i - 1, "a=rtpmap:" + after[3] + " "));
                assertEquals("active", value(answered, i - 1, "a=setup:"));
                String mid = value(answered, i - 1, "a=mid:");
                assertTrue((value(answered, 0, "a=group:BUNDLE") + " ").contains(" " + mid + " "));
            }
        }
        assertTrue(accepted > 0);
        assertTrue(answer.length() <= 1024, "R37: " + answer.length());
        bench.take(answer);
        assertEquals(offered.size() - 1, bench.description.sections());
    }

    /** Measured, beside what the gate says: all offers read and answered, again and again. */
    @Tag("webrtc-provider T32")
    @Test
    void shouldAllocateNothing() {
        List<byte[]> texts = new ArrayList<>();
        offers().forEach(name -> texts.add(SdpBench.recordedText(name).getBytes()));
        SdpBench bench = new SdpBench(SdpBench.PICTURE, SdpBench.SOUND, SdpBench.VP8);
        IceCandidate candidate = new IceCandidate();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = 0;
        for (int round = 0; round < 20; round++) {
            if (round == 10) {
                before = threads.getCurrentThreadAllocatedBytes();
            }
            for (int i = 0; i < texts.size(); i++) {
                byte[] text = texts.get(i);
                bench.parser.read(text, 0, text.length, bench.description);
                for (int k = 0; k < bench.description.candidates(); k++) {
                    bench.description.candidate(k, candidate);
                }
                bench.session.clear();
                bench.write(bench.tryAnswer());
                bench.write(bench.tryOffer());
            }
        }
        assertEquals(0, threads.getCurrentThreadAllocatedBytes() - before);
    }

    /** Trickled candidates: each known, the last an end; and the same once written and read. */
    @Tag("webrtc-provider R61")
    @ParameterizedTest
    @MethodSource("candidates")
    void shouldReadCandidates(String name) {
        String[] lines = SdpBench.recordedText(name).split("\n", -1);
        assertTrue(lines.length > 2);
        IceCandidate candidate = new IceCandidate();
        for (String line : lines) {
            byte[] bytes = line.getBytes(StandardCharsets.US_ASCII);
            int status = candidate.read(bytes, 0, bytes.length);
            int expected = line.toLowerCase().contains(" tcp ") ? IceStatus.IGNORED : IceStatus.OK;
            assertEquals(line.isEmpty() ? IceStatus.END_OF_CANDIDATES : expected, status, line);
        }
    }
}
