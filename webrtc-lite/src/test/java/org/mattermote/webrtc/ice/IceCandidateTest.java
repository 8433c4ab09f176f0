package org.mattermote.webrtc.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mattermote.stack.requirement.Tag;
import org.mattermote.webrtc.text.AddressText;
import org.mattermote.webrtc.text.TextWriter;

class IceCandidateTest {
    private final IceCandidate candidate = new IceCandidate();

    private int read(String text) {
        byte[] bytes = ("x" + text + " 7").getBytes(StandardCharsets.US_ASCII);
        return candidate.read(bytes, 1, text.length());
    }

    static String written(IceCandidate candidate, int capacity) {
        byte[] out = new byte[capacity];
        TextWriter writer = new TextWriter();
        writer.wrap(out, 0, capacity);
        candidate.write(writer);
        return writer.length() < 0
                ? "too long"
                : new String(out, 0, writer.length(), StandardCharsets.US_ASCII);
    }

    /** Text of Chromium, Firefox, libjuice and RFC 6544, and what we make of it. */
    @Tag("webrtc-provider R61")
    @Tag("webrtc-provider R64")
    @ParameterizedTest
    @CsvSource({
        "candidate:1 1 udp 2130706431 192.168.1.5 50000 typ host, 0,"
                + " candidate:1 1 udp 2130706431 192.168.1.5 50000 typ host",
        "a=candidate:1 1 udp 2130706431 192.168.1.5 50000 typ host, 0,"
                + " candidate:1 1 udp 2130706431 192.168.1.5 50000 typ host",
        "candidate:4234997325 1 udp 2043278322 3d1d0cbe-0b44-4fd1-9a5f-fc2d3d3bb3b1.local 56688"
                + " typ host generation 0 ufrag 6O7y network-id 1 network-cost 50, 0,"
                + " candidate:4234997325 1 udp 2043278322"
                + " 3d1d0cbe-0b44-4fd1-9a5f-fc2d3d3bb3b1.local 56688 typ host",
        "candidate:2 1 UDP 1685987327 203.0.113.7 40001 typ srflx raddr 0.0.0.0 rport 0, 0,"
                + " candidate:2 1 udp 1685987327 203.0.113.7 40001 typ srflx raddr 0.0.0.0 rport 0",
        "candidate:3 256 UDP 1 2001:DB8::7 1 typ relay raddr 2001:db8::1 rport 65535, 0,"
                + " candidate:3 256 udp 1 2001:db8::7 1 typ relay raddr 2001:db8::1 rport 65535",
        "candidate:0 1 udp 2147483647 fd00::1 9 typ prflx raddr fd00::2 rport 4, 0,"
                + " candidate:0 1 udp 2147483647 fd00::1 9 typ prflx raddr fd00::2 rport 4",
        "candidate:7 1 udp 5 fd00::1 9 typ srflx, 0,"
                + " candidate:7 1 udp 5 fd00::1 9 typ srflx raddr :: rport 0",
        "candidate:7 1 udp 5 1.2.3.4 9 typ srflx raddr hidden.example rport 8, 0,"
                + " candidate:7 1 udp 5 1.2.3.4 9 typ srflx raddr 0.0.0.0 rport 8",
        "candidate:1 1 TCP 2105458943 192.168.1.2 9 typ host tcptype active, 4,"
                + " candidate:1 1 tcp 2105458943 192.168.1.2 9 typ host tcptype active",
        "candidate:1 1 tcp 2105458943 192.168.1.2 0 typ host tcptype passive, 4,"
                + " candidate:1 1 tcp 2105458943 192.168.1.2 0 typ host tcptype passive",
        "candidate:1 1 tcp 2105458943 10.0.0.1 65535 typ host tcptype so generation 0, 4,"
                + " candidate:1 1 tcp 2105458943 10.0.0.1 65535 typ host tcptype so",
    })
    void shouldReadAndWrite(String text, int status, String again) {
        assertEquals(status, read(text));
        assertEquals(again, written(candidate, 192));
    }

    @Tag("webrtc-provider T33")
    @Test
    void shouldTellHostTcpEndAndGarbage() {
        assertEquals(
                IceStatus.OK, read("a=candidate:1 1 udp 2130706431 192.168.1.5 50000 typ host"));
        assertEquals(IceCandidate.HOST, candidate.type);
        assertEquals(AddressText.IPV4, candidate.addressKind);
        assertEquals(50000, candidate.port);
        assertEquals(1, candidate.foundation);
        assertEquals(IceCandidate.UDP, candidate.transport);
        assertEquals(
                IceStatus.IGNORED,
                read("candidate:1 1 tcp 1518280447 192.168.1.5 9 typ host tcptype active"));
        assertEquals(IceStatus.END_OF_CANDIDATES, read(""));
        assertEquals(IceStatus.MALFORMED, read("garbage"));
    }

    @Tag("webrtc-provider R61")
    @Tag("webrtc-provider R57")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=",
                "candidate:",
                "1 1 udp 1 1.2.3.4 9 typ host",
                "candidate:1 1 udp 1 1.2.3.4 9 typ",
                "candidate:1 1 udp 1 1.2.3.4 9 host",
                "candidate:1 1 udp 1 1.2.3.4 9 tip host",
                "candidate:1 0 udp 1 1.2.3.4 9 typ host",
                "candidate:1 257 udp 1 1.2.3.4 9 typ host",
                "candidate:1 x udp 1 1.2.3.4 9 typ host",
                "candidate:1 1 udp 0 1.2.3.4 9 typ host",
                "candidate:1 1 udp 2147483648 1.2.3.4 9 typ host",
                "candidate:1 1 udp 99999999999 1.2.3.4 9 typ host",
                "candidate:1 1 udp 1 1.2.3.4 65536 typ host",
                "candidate:1 1 udp 1 1.2.3.4 -1 typ host",
                "candidate:1 1 udp 1 1.2.3.4 9 typ host generation",
                "candidate:1 1 udp 1 1.2.3.4 9 typ srflx raddr 1.2.3.4 rport 65536",
                "candidate:1 1 tcp 1 1.2.3.4 9 typ host tcptype lazy",
                "candidate:_ 1 udp 1 1.2.3.4 9 typ host",
                "candidate:123456789012345678901234567890123 1 udp 1 1.2.3.4 9 typ host",
            })
    void shouldRefuseWhatIsNoCandidate(String text) {
        assertEquals(IceStatus.MALFORMED, read(text));
    }

    @Tag("webrtc-provider R61")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "candidate:1 1 sctp 1 1.2.3.4 9 typ host",
                "candidate:1 1 udp 1 example.org 9 typ host",
                "candidate:1 1 udp 1 1.2.3.4 9 typ satellite",
            })
    void shouldTellWhatNobodyHereKnows(String text) {
        assertEquals(IceStatus.UNKNOWN, read(text));
    }

    @Test
    void shouldTakeTheLongestFoundationAndKeepOthersApart() {
        assertEquals(
                IceStatus.OK,
                read("candidate:12345678901234567890123456789012 1 udp 1 ::1 9 typ host"));
        int longest = candidate.foundation;
        read("candidate:4294967295 1 udp 1 ::1 9 typ host");
        assertEquals(-1, candidate.foundation);
        read("candidate:4294967296 1 udp 1 ::1 9 typ host");
        assertTrue(candidate.foundation != 0 && candidate.foundation != longest);
        read("candidate:01 1 udp 1 ::1 9 typ host");
        assertTrue(candidate.foundation != 1);
    }

    @Test
    void shouldSayWhereTheUserFragmentIs() {
        String text = "candidate:1 1 udp 1 ::1 9 typ host generation 0 ufrag Ab+/ network-cost 999";
        assertEquals(IceStatus.OK, read(text));
        assertEquals(1 + text.indexOf("Ab+/"), candidate.ufragAt);
        assertEquals(4, candidate.ufragLength);
        read("candidate:1 1 udp 1 ::1 9 typ host");
        assertEquals(0, candidate.ufragLength);
    }

    @Tag("webrtc-provider R63")
    @Test
    void shouldHaveThePriorityOfItsType() {
        assertEquals(2130706431, IceCandidate.priority(IceCandidate.HOST, 1));
        assertEquals(1862270975, IceCandidate.priority(IceCandidate.PRFLX, 1));
        assertEquals(1694498815, IceCandidate.priority(IceCandidate.SRFLX, 1));
        assertEquals(16777215, IceCandidate.priority(IceCandidate.RELAY, 1));
        assertEquals(2130706430, IceCandidate.priority(IceCandidate.HOST, 2));
        assertEquals(16776960, IceCandidate.priority(IceCandidate.RELAY, 256));
    }

    @Tag("webrtc-provider R64")
    @Test
    void shouldFitItsLine() {
        read("candidate:4294967295 256 udp 2147483647 255.255.255.255 65535 typ host");
        assertTrue(written(candidate, 96).startsWith("candidate:4294967295 256 udp "));
        String v6 = "fe80:1111:2222:3333:4444:5555:6666:7777";
        String longest =
                "candidate:4294967295 256 udp 2147483647 "
                        + v6
                        + " 65535 typ srflx raddr "
                        + v6
                        + " rport 65535";
        read(longest);
        assertEquals(longest, written(candidate, 192));
        assertEquals(longest, written(candidate, longest.length()));
        assertEquals("too long", written(candidate, longest.length() - 1));
    }
}
