package org.mattermote.webrtc.media;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.port.MediaWire;
import org.mattermote.stack.port.PortStatus;
import org.mattermote.stack.requirement.Tag;
import org.mattermote.webrtc.ice.IceCandidate;
import org.mattermote.webrtc.ice.IceCredentials;
import org.mattermote.webrtc.ice.IcePolicy;
import org.mattermote.webrtc.link.Frames;
import org.mattermote.webrtc.link.LinkPeer;
import org.mattermote.webrtc.link.TestWire;
import org.mattermote.webrtc.sdp.Agreement;
import org.mattermote.webrtc.sdp.Codec;
import org.mattermote.webrtc.sdp.Direction;
import org.mattermote.webrtc.sdp.Feedback;
import org.mattermote.webrtc.sdp.MediaKind;
import org.mattermote.webrtc.sdp.Setup;
import org.mattermote.webrtc.text.TextWriter;

class MediaLinkTest {
    private static final int SESSIONS = 3;
    private static final String OFFER = "chromium-viewer-offer.sdp";

    private final TestWire wire = new TestWire();
    private final MediaLink link = new MediaLink(wire, 0x1234, SESSIONS, Agreement.STREAMS);
    private final LinkPeer processor = new LinkPeer(0x77, itself(true), LinkPeer.PAYLOAD);
    private final List<String> heard = new ArrayList<>();
    private final IceCredentials credentials = new IceCredentials();
    private long now = 1;

    /** Writes down what it is told. */
    private final class Heard implements MediaEvents {
        @Override
        public void processorReady() {
            heard.add("ready");
        }

        @Override
        public void processorLost() {
            heard.add("lost");
            assertFalse(link.isReady());
        }

        @Override
        public void sourceReady() {
            heard.add("source");
        }

        @Override
        public void localCandidate(int id, IceCandidate candidate) {
            byte[] bytes = new byte[200];
            TextWriter text = new TextWriter();
            text.wrap(bytes, 0, bytes.length);
            candidate.write(text);
            heard.add(id + " " + new String(bytes, 0, text.length(), StandardCharsets.US_ASCII));
        }

        @Override
        public void gathered(int id) {
            heard.add("gathered " + id);
        }

        @Override
        public void connected(int id) {
            heard.add("connected " + id);
        }

        @Override
        public void failed(int id, int reason) {
            heard.add("failed " + id + " " + reason);
        }
    }

    MediaLinkTest() {
        link.attach(new Heard());
        credentials.make(new byte[IceCredentials.RANDOM_LENGTH], 0);
    }

    private static byte[] itself(boolean standby) {
        byte[] out = new byte[33];
        out[0] = (byte) (standby ? 1 : 0);
        for (int i = 1; i < out.length; i++) {
            out[i] = (byte) (100 + i);
        }
        return out;
    }

    private void settle() {
        boolean quiet = false;
        while (!quiet) {
            link.poll(now);
            quiet = true;
            for (byte[] frame : Frames.decode(wire.written())) {
                processor.take(frame);
                quiet = false;
            }
            for (byte[] f = processor.next(false); f != null; f = processor.next(false)) {
                wire.give(Frames.encode(f));
                quiet = false;
            }
        }
    }

    private void tell(String hex) {
        processor.toSend.add(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    private List<String> got() {
        List<String> out = new ArrayList<>();
        processor.received.forEach(each -> out.add(HexFormat.of().formatHex(each)));
        processor.received.clear();
        return out;
    }

    private int open(int id) {
        return link.open(id, credentials, IcePolicy.ALL, null);
    }

    private static IceCandidate candidate(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        IceCandidate candidate = new IceCandidate();
        assertEquals(0, candidate.read(bytes, 0, bytes.length));
        candidate.section = 1;
        return candidate;
    }

    @Test
    void shouldSayWhoTheProcessorIsOnceItHasSaidSo() {
        assertFalse(link.isReady());
        assertEquals(MediaStatus.INVALID_IN_STATE, open(1));
        assertEquals(MediaStatus.INVALID_IN_STATE, link.endOfCandidates(1));
        settle();
        assertTrue(link.isReady() && link.isStandby());
        byte[] fingerprint = new byte[34];
        link.fingerprint(fingerprint, 1);
        assertArrayEquals(
                Arrays.copyOfRange(itself(true), 1, 33), Arrays.copyOfRange(fingerprint, 1, 33));
        tell("81");
        settle();
        assertFalse(link.isStandby());
        tell("82");
        settle();
        assertTrue(link.isStandby());
        assertEquals(List.of("ready", "source"), heard);
    }

    @Test
    void shouldOpenWithTheServersThatFit() {
        settle();
        byte[] bytes = new byte[2000];
        TlvWriter w = new TlvWriter();
        w.wrap(bytes, 0, bytes.length);
        w.startArray(TlvTag.ANONYMOUS);
        server(w, "stun:a", null);
        server(w, "turn:" + "b".repeat(700), "x");
        server(w, "turn:c", "me");
        w.endContainer();
        TlvReader reader = new TlvReader();
        reader.wrap(bytes, 0, w.position());
        assertEquals(0, reader.next());
        assertEquals(MediaStatus.OK, link.open(0x0102, credentials, IcePolicy.RELAY, reader));
        settle();
        assertEquals(
                List.of(
                        "020201" + "000600" + hex("stun:a"),
                        "020201"
                                + "000600"
                                + hex("turn:c")
                                + "010200"
                                + hex("me")
                                + "020200"
                                + hex("me"),
                        "010201"
                                + "01"
                                + "0800"
                                + hex("A".repeat(8))
                                + "1800"
                                + hex("A".repeat(24))),
                got());
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void server(TlvWriter w, String url, String user) {
        w.startStruct(TlvTag.ANONYMOUS);
        w.startArray(0);
        byte[] text = url.getBytes(StandardCharsets.US_ASCII);
        w.putUtf8(TlvTag.ANONYMOUS, text, 0, text.length);
        w.endContainer();
        if (user != null) {
            byte[] name = user.getBytes(StandardCharsets.US_ASCII);
            w.putUtf8(1, name, 0, name.length);
            w.putUtf8(2, name, 0, name.length);
            w.putUnsigned(3, 7);
        }
        w.endContainer();
    }

    @Test
    void shouldSayWhatWasAgreed() {
        settle();
        open(5);
        Agreement agreed = new Agreement(OFFER);
        assertEquals(MediaStatus.OK, link.connect(5, agreed.peer, agreed.session, false));
        settle();
        ByteBuffer b = ByteBuffer.wrap(processor.received.get(1)).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(LinkMessage.PEER, b.get());
        assertEquals(5, b.getShort());
        assertEquals(Setup.ACTIVE, agreed.session.setup());
        assertEquals(LinkMessage.DTLS_CLIENT, b.get());
        assertEquals(said(agreed.text, "a=ice-ufrag:"), text(b));
        assertEquals(said(agreed.text, "a=ice-pwd:"), text(b));
        byte[] fingerprint = new byte[32];
        b.get(fingerprint);
        assertEquals(
                said(agreed.text, "a=fingerprint:sha-256 "),
                HexFormat.ofDelimiter(":").withUpperCase().formatHex(fingerprint));
        IceCredentials ours = agreed.session.credentials();
        assertEquals(new String(ours.letters, ours.ufragAt, 8, StandardCharsets.US_ASCII), text(b));
        assertEquals(
                new String(ours.letters, ours.passwordAt(), 24, StandardCharsets.US_ASCII),
                text(b));
        int count = b.get();
        assertTrue(count >= 1);
        for (int i = 0; i < count; i++) {
            int section = b.get();
            int kind = b.get();
            assertEquals(agreed.peer.section(section).kind(), kind);
            boolean isVideo = kind == MediaKind.VIDEO;
            assertEquals(isVideo ? Codec.H264 : Codec.OPUS, b.get());
            assertEquals(agreed.session.direction(section), b.get());
            assertTrue(Direction.sends(agreed.session.direction(section)));
            assertEquals(agreed.session.payloadType(section), b.get());
            assertEquals(agreed.session.feedback(section), b.get());
            assertTrue(!isVideo || (agreed.session.feedback(section) & Feedback.NACK) != 0);
            assertEquals(isVideo ? 0 : 1, b.get());
            assertEquals(Integer.toString(section), text(b));
        }
        assertFalse(b.hasRemaining());
    }

    private static String said(String sdp, String line) {
        Matcher matcher = Pattern.compile(Pattern.quote(line) + "(\\S+)").matcher(sdp);
        assertTrue(matcher.find());
        return matcher.group(1);
    }

    private static String text(ByteBuffer b) {
        byte[] out = new byte[b.getShort()];
        b.get(out);
        return new String(out, StandardCharsets.US_ASCII);
    }

    /** R57: 256 letters each; the session is new, and nothing has gone to the processor yet. */
    @Tag("webrtc-provider R57")
    @Test
    void shouldTakeAPeerOfTheLongestCredentials() {
        settle();
        got();
        Agreement longest =
                new Agreement(OFFER, "(a=ice-(?:ufrag|pwd):)\\S+", "$1" + "x".repeat(256));
        open(5);
        assertEquals(MediaStatus.OK, link.connect(5, longest.peer, longest.session, true));
        assertEquals(
                MediaStatus.RESOURCE_EXHAUSTED,
                link.connect(5, longest.peer, longest.session, true));
        settle();
        assertEquals(2, processor.received.size());
        byte[] peer = processor.received.get(1);
        assertTrue(peer.length > 2 * LinkPeer.PAYLOAD);
        assertEquals(LinkMessage.CONTROLLING | LinkMessage.DTLS_CLIENT, peer[3]);
    }

    /** At least sixteen candidates wait that come at once. */
    @Tag("webrtc-provider R29")
    @Test
    void shouldHoldSixteenCandidates() {
        settle();
        open(5);
        settle();
        IceCandidate each =
                candidate(
                        "candidate:9 1 udp 2122262783 5e0f4a4b-9a35-4a5e-9b75-0e3f1f3c6d70.local 5"
                                + " typ host");
        for (int i = 0; i < 16; i++) {
            assertEquals(MediaStatus.OK, link.candidate(5, each), "candidate " + i);
        }
    }

    /** Those of a description go behind what was agreed. */
    @ParameterizedTest
    @CsvSource({
        "192.168.1.5, 20",
        "2001:db8::5, 14",
        "5e0f4a4b-9a35-4a5e-9b75-0e3f1f3c6d70.local, 14"
    })
    void shouldHoldTheCandidatesOfADescription(String address, int count) {
        settle();
        open(5);
        Agreement agreed = new Agreement(OFFER);
        link.connect(5, agreed.peer, agreed.session, false);
        IceCandidate each = candidate("candidate:9 1 udp 2122262783 " + address + " 5 typ host");
        int taken = 0;
        while (link.candidate(5, each) == MediaStatus.OK) {
            taken++;
        }
        assertEquals(count, taken);
    }

    @Test
    void shouldCarryCandidatesOfEveryKindBothWays() {
        settle();
        open(5);
        settle();
        got();
        String[] all = {
            "candidate:1 1 udp 2130706431 192.168.1.5 50000 typ host",
            "candidate:7 2 udp 1694498815 2001:db8::5 50000 typ srflx raddr 10.0.0.1 rport 9",
            "candidate:8 1 tcp 5 10.0.0.1 9 typ relay raddr 2001:db8::1 rport 4 tcptype active",
            "candidate:9 1 udp 2122262783 5e0f4a4b-9a35-4a5e-9b75-0e3f1f3c6d70.local 5 typ host",
            "candidate:4294967295 256 udp 77 camera.local 65535 typ host"
        };
        for (String each : all) {
            byte[] bytes = each.getBytes(StandardCharsets.US_ASCII);
            IceCandidate candidate = new IceCandidate();
            candidate.read(bytes, 0, bytes.length);
            assertEquals(MediaStatus.OK, link.candidate(5, candidate));
        }
        assertEquals(MediaStatus.OK, link.endOfCandidates(5));
        settle();
        List<byte[]> requests = new ArrayList<>(processor.received);
        assertEquals(all.length + 1, requests.size());
        assertEquals("050500", HexFormat.of().formatHex(requests.remove(all.length)));
        for (byte[] each : requests) {
            each[0] = (byte) LinkMessage.LOCAL_CANDIDATE;
            processor.toSend.add(each);
        }
        settle();
        List<String> expected = new ArrayList<>(List.of("ready"));
        for (String each : all) {
            expected.add("5 " + each);
        }
        assertEquals(expected, heard);
    }

    @Test
    void shouldHaveTheBytesOfTheTable() {
        settle();
        open(5);
        settle();
        got();
        link.candidate(5, candidate("candidate:1 1 udp 2130706431 192.168.1.5 50000 typ host"));
        settle();
        assertEquals(
                List.of(
                        "040500"
                                + "01000000"
                                + "01000000"
                                + "ffffff7e"
                                + "50c3"
                                + "01c0a80105"
                                + "00"),
                got());
    }

    /** A processor may know reasons that the peer's command has no number for. */
    @Tag("webrtc-provider R39")
    @Test
    void shouldTellAReasonOfNoNameAsUnknown() {
        settle();
        open(5);
        open(6);
        settle();
        tell("860500 0c");
        tell("860600 28");
        settle();
        assertEquals(List.of("ready", "failed 5 12", "failed 6 12"), heard);
    }

    @Test
    void shouldTellWhatBecomesOfASession() {
        settle();
        open(5);
        open(6);
        settle();
        tell("840500");
        tell("850500");
        tell("860500 01");
        tell("840600");
        settle();
        assertEquals(
                List.of("ready", "gathered 5", "connected 5", "failed 5 1", "gathered 6"), heard);
        link.close(6);
        got();
        settle();
        assertEquals(List.of("060600"), got());
        assertEquals(5, heard.size());
    }

    /** What the next gathering goes by is part of the offer that fails. */
    @Tag("webrtc-provider R26")
    @Test
    void shouldLeaveNothingOfALaterOfferThatDoesNotFit() {
        settle();
        open(5);
        settle();
        got();
        byte[] bytes = new byte[200];
        TlvWriter w = new TlvWriter();
        w.wrap(bytes, 0, bytes.length);
        w.startArray(TlvTag.ANONYMOUS);
        server(w, "stun:" + "b".repeat(95), null);
        w.endContainer();
        TlvReader reader = new TlvReader();
        reader.wrap(bytes, 0, w.position());
        assertEquals(0, reader.next());
        Agreement longest =
                new Agreement(OFFER, "(a=ice-(?:ufrag|pwd):)\\S+", "$1" + "x".repeat(256));
        link.renew(5, credentials, IcePolicy.RELAY, reader);
        assertEquals(
                MediaStatus.RESOURCE_EXHAUSTED,
                link.connect(5, longest.peer, longest.session, false));
        settle();
        assertEquals(List.of(), got());
        link.renew(5, credentials, IcePolicy.ALL, null);
        assertEquals(MediaStatus.OK, link.connect(5, longest.peer, longest.session, false));
        settle();
        assertEquals(2, got().size());
    }

    @Test
    void shouldPassOverWhatIsNoMessage() {
        settle();
        open(5);
        String[] none = {
            "00",
            "8005",
            "83",
            "830500",
            "8305",
            "86 0500",
            "99 0500",
            "83 0500 01000000 01000000 ffff007f 50c3 01c0a80105",
            "83 0500 01000000 01000000 ffff007f 50c3 01c0a801",
            "83 0500 01000000 01000000 ffff007f 50c3 05c0a8010500",
            "83 0500 01000400 01000000 ffff007f 50c3 01c0a8010500",
            "83 0500 01000009 01000000 ffff007f 50c3 01c0a8010500",
            "83 0500 01000000 01000000 00000000 50c3 01c0a8010500",
            "83 0500 01000000 01000000 ffff007f 50c3 00 00",
            "83 0500 01000000 01000000 ffff007f 50c3 01c0a80105 01c0a8010505"
        };
        for (String each : none) {
            tell(each);
        }
        settle();
        assertEquals(none.length, link.ignored());
        assertEquals(List.of("ready"), heard);
        tell("83 0500 01000000 01000000 ffff007f 50c3 01c0a80105 01c0a80105 0500");
        settle();
        assertEquals(2, heard.size());
    }

    @Test
    void shouldTakeEveryEnd() {
        settle();
        for (int id = 1; id <= SESSIONS; id++) {
            assertEquals(MediaStatus.OK, open(id));
        }
        settle();
        got();
        IceCandidate candidate = candidate("candidate:1 1 udp 1 1.2.3.4 5 typ host");
        int taken = 0;
        while (link.candidate(1, candidate) == MediaStatus.OK) {
            taken++;
        }
        assertTrue(taken >= 12, "room for " + taken + " candidates");
        while (link.endOfCandidates(1) == MediaStatus.OK) {
            taken++;
        }
        List<String> ends = new ArrayList<>();
        for (int id = SESSIONS; id >= 1; id--) {
            link.close(id);
            ends.add(String.format("06%02x00", id));
        }
        assertEquals(MediaStatus.RESOURCE_EXHAUSTED, open(2));
        settle();
        List<String> got = got();
        assertEquals(ends, got.subList(taken, got.size()));
        assertEquals(MediaStatus.OK, open(2));
    }

    @Test
    void shouldLoseEverySessionWithTheProcessor() {
        settle();
        open(1);
        settle();
        processor.restart(0x99);
        settle();
        assertEquals(List.of("ready", "lost", "ready"), heard);
        for (int id = 1; id <= SESSIONS; id++) {
            assertEquals(MediaStatus.OK, open(id));
        }
    }

    /** Takes all and gives what was laid before it. */
    private static final class Silent implements MediaWire {
        byte[] next = new byte[0];
        int at;
        long written;

        @Override
        public int read(byte[] buffer, int offset, int capacity) {
            int count = Math.min(capacity, next.length - at);
            System.arraycopy(next, at, buffer, offset, count);
            at += count;
            return count == 0 ? PortStatus.NONE : count;
        }

        @Override
        public int write(byte[] bytes, int offset, int length) {
            written += length;
            return length;
        }
    }

    /** Tells nobody. */
    private static final class Deaf implements MediaEvents {
        @Override
        public void processorReady() {}

        @Override
        public void processorLost() {}

        @Override
        public void sourceReady() {}

        @Override
        public void localCandidate(int id, IceCandidate candidate) {}

        @Override
        public void gathered(int id) {}

        @Override
        public void connected(int id) {}

        @Override
        public void failed(int id, int reason) {}
    }

    /** Everything that is asked and told, without a byte allocated. */
    @Test
    void shouldAllocateNothing() {
        Silent quiet = new Silent();
        MediaLink one = new MediaLink(quiet, 0x1234, SESSIONS, Agreement.STREAMS);
        one.attach(new Deaf());
        Agreement agreed = new Agreement(OFFER);
        IceCandidate candidate = candidate("candidate:1 1 udp 1 1.2.3.4 5 typ host");
        LinkPeer peer = new LinkPeer(0x77, itself(false), LinkPeer.PAYLOAD);
        peer.deviceEpoch = 0x1234;
        byte[] hello = Frames.encode(peer.next(false));
        byte[][] answers = {
            Frames.encode(new byte[] {1}),
            Frames.encode(new byte[] {1 | 8}),
            Frames.encode(new byte[] {0, (byte) 0x85, 5, 0}),
            Frames.encode(new byte[] {4 | 8, (byte) 0x84, 5, 0})
        };
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        long before = 0;
        for (int i = 0; i < 3000; i++) {
            if (i == 2000) {
                before = threads.getThreadAllocatedBytes(thread);
            }
            quiet.next = hello;
            quiet.at = 0;
            one.poll(now);
            one.open(5, credentials, 0, null);
            one.connect(5, agreed.peer, agreed.session, true);
            one.candidate(5, candidate);
            one.close(5);
            for (int k = 0; k < 12; k++) {
                quiet.next = answers[k % 4];
                quiet.at = 0;
                one.poll(now);
            }
        }
        assertEquals(0, threads.getThreadAllocatedBytes(thread) - before, 2048);
        assertTrue(quiet.written > 500_000, quiet.written + " bytes");
    }
}
