package org.mattermote.stack.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.crypto.Drbg;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.TimeSynchronizationSpec;
import org.mattermote.stack.port.DatagramPort;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.sim.SimPort;

/** The NTP server: when it is asked for the time, and what becomes of it. */
class NtpTimeTest extends TimeSyncBench {
    @Test
    void shouldAskTheServer() {
        n.setNtp(n.serverText());
        n.network.pass(100);
        is(SNTP, MILLIS);
        assertEquals(1, n.questions.size());
        n.network.pass(HALF_DAY - 200);
        assertEquals(1, n.questions.size());
        n.network.pass(HALF_DAY / 4 + 200);
        assertEquals(2, n.questions.size());
        // A node of its own to trust would come first.
        assertEquals(2, n.happened(MISSING).size());
    }

    @Test
    void shouldAskTheTrustedNodeFirst() {
        connected();
        n.setNtp(n.serverText());
        n.network.pass(100);
        n.boot();
        n.questions.clear();
        n.trust(TimeNode.PEER, TimeNode.ENDPOINT);
        n.network.pass(5_000);
        is(NODE, SECONDS);
        assertEquals(List.of(), n.questions);
        n.peerTime = null;
        n.trust(TimeNode.PEER, TimeNode.ENDPOINT);
        n.network.pass(1_000);
        is(SNTP, MILLIS);
        n.boot();
        n.peer.dead = true;
        n.network.run(() -> !n.peers.requests.isEmpty(), HOUR);
        n.peers.fail(n.fabric, TimeNode.PEER);
        n.network.pass(10);
        is(SNTP, MILLIS);
    }

    @Test
    void shouldTakeHalfTheWayOff() {
        long[] ways = {20, 20};
        n.network.fate =
                (datagram, random) ->
                        new long[] {ways[n.network.isFrom(datagram, n.port.address) ? 0 : 1]};
        n.setNtp(n.serverText());
        n.network.pass(100);
        is(SNTP, MILLIS);
        // What went slower one way is not known.
        n.boot();
        ways[0] = 800;
        ways[1] = 200;
        n.setNtp(n.serverText());
        n.network.pass(3_000);
        is(SNTP, SECONDS, 300_000);
        n.boot();
        ways[0] = 11_000;
        n.setNtp(n.serverText());
        n.network.pass(12_000);
        assertEquals(MINUTES, n.granularity());
    }

    @Test
    void shouldBelieveTheServerAsFarAsItBelievesItself() {
        n.server =
                nonce -> {
                    NtpAnswer answer = new NtpAnswer(nonce, n.utc());
                    answer.rootDispersion = 0x10000 / 20;
                    return answer;
                };
        n.setNtp(n.serverText());
        n.network.pass(100);
        is(SNTP, SECONDS);
    }

    @Test
    void shouldAskAgainWhatWasLost() {
        int[] lost = {2};
        n.server = nonce -> lost[0]-- > 0 ? null : new NtpAnswer(nonce, n.utc());
        n.setNtp(n.serverText());
        n.network.pass(29_900);
        assertEquals(2, n.questions.size());
        assertEquals(NO_TIME, n.granularity());
        n.network.pass(200);
        is(SNTP, MILLIS);
        assertEquals(15_000, n.questions.get(1) - n.questions.get(0));
        assertEquals(15_000, n.questions.get(2) - n.questions.get(1));
        assertEquals(1, n.happened(FAILURE).size());
    }

    /** The first question is lost; what is refused meanwhile is not asked. */
    @Test
    void shouldStayWithTheServerWhenAnotherIsRefused() {
        int[] lost = new int[1];
        n.server = nonce -> lost[0]-- > 0 ? null : new NtpAnswer(nonce, n.utc());
        for (boolean full : new boolean[] {false, true}) {
            lost[0] = 1;
            n.boot();
            n.questions.clear();
            n.setNtp(n.serverText());
            n.network.pass(100);
            n.device.fabrics.store.refuse = full;
            assertEquals(
                    full ? ImStatus.FAILURE : ImStatus.INVALID_COMMAND,
                    n.setNtp(full ? "2001:db8::2" : "ntp.example"));
            n.device.fabrics.store.refuse = false;
            n.network.pass(15_000);
            assertEquals(2, n.questions.size());
            is(SNTP, MILLIS);
        }
    }

    @Test
    void shouldGiveUpAServerThatSaysNothing() {
        n.network.pass(5_000);
        assertEquals(1, n.happened(FAILURE).size());
        n.server = null;
        n.setNtp(n.serverText());
        n.network.pass(50_000);
        assertEquals(3, n.questions.size());
        n.network.pass(2 * HOUR);
        List<Long> failed = n.happened(FAILURE);
        assertTrue(failed.size() >= 2 && failed.size() <= 3, "" + failed);
        long last = n.questions.get(2);
        long[] minutes = {1, 2, 4, 8, 16, 32};
        for (int i = 0; i < minutes.length; i++) {
            long rest = n.questions.get(3 * i + 3) - last - 15_000;
            assertTrue(rest >= minutes[i] * 60_000 && rest <= minutes[i] * 75_000, "" + rest);
            last = n.questions.get(3 * i + 5);
        }
    }

    private void noTime(Consumer<NtpAnswer> wrong) {
        n.boot();
        n.questions.clear();
        n.happened(FAILURE);
        n.server =
                nonce -> {
                    NtpAnswer answer = new NtpAnswer(nonce, n.utc());
                    wrong.accept(answer);
                    return answer;
                };
        n.setNtp(n.serverText());
        n.network.pass(50_000);
        assertEquals(NO_TIME, n.granularity());
        assertEquals(-1, n.number(TimeSynchronizationSpec.ATTR_UTC_TIME));
    }

    @Test
    void shouldTakeNoTimeThatIsNone() {
        List<Consumer<NtpAnswer>> refusals =
                List.of(
                        answer -> answer.leap = 3,
                        answer -> answer.stratum = 0,
                        answer -> answer.stratum = 16,
                        answer -> answer.rootDelay = 0x10000,
                        answer -> answer.rootDispersion = -1,
                        answer -> answer.transmit = 0,
                        answer -> answer.receive = answer.transmit + 1,
                        // It held the question longer than it was away.
                        answer -> answer.receive -= 1L << 32);
        for (Consumer<NtpAnswer> wrong : refusals) {
            noTime(wrong);
            assertEquals(1, n.questions.size());
            assertEquals(1, n.happened(FAILURE).size());
        }
    }

    @Test
    void shouldPassOverWhatIsNotTheAnswer() {
        List<Consumer<NtpAnswer>> others =
                List.of(
                        answer -> answer.origin++,
                        answer -> answer.origin = 0,
                        answer -> answer.mode = 3,
                        answer -> answer.mode = 5,
                        answer -> answer.version = 3,
                        answer -> answer.length = 47,
                        answer -> answer.length = 68);
        for (Consumer<NtpAnswer> wrong : others) {
            noTime(wrong);
            assertEquals(3, n.questions.size());
        }
    }

    @Test
    void shouldLeaveAServerAloneThatRefuses() {
        for (String code : List.of("DENY", "RSTR")) {
            noTime(
                    answer -> {
                        answer.stratum = 0;
                        answer.reference = NtpPacketTest.word(code);
                    });
            n.network.pass(2 * HALF_DAY);
            assertEquals(1, n.questions.size());
        }
        n.setNtp(n.serverText());
        n.network.pass(10);
        assertEquals(2, n.questions.size());
        // The trusted node may still have the time.
        n.trust(TimeNode.PEER, TimeNode.ENDPOINT);
        n.network.pass(10);
        n.peers.succeed(n.fabric, n.peer);
        n.network.pass(10);
        is(NODE, SECONDS);
    }

    @Test
    void shouldNotAskWhoDeniedBecauseAnotherNodeIsTrusted() {
        noTime(
                answer -> {
                    answer.stratum = 0;
                    answer.reference = NtpPacketTest.word("DENY");
                });
        n.trust(TimeNode.PEER, TimeNode.ENDPOINT);
        n.network.pass(10);
        n.peers.fail(n.fabric, TimeNode.PEER);
        n.network.pass(10);
        n.trustNobody();
        n.network.pass(10);
        assertEquals(1, n.questions.size());
    }

    @Test
    void shouldAskLessOftenWhenToldTo() {
        noTime(
                answer -> {
                    answer.stratum = 0;
                    answer.reference = NtpPacketTest.word("RATE");
                });
        n.network.pass(10_000L + HOUR);
        assertTrue(n.questions.get(1) - n.questions.get(0) >= 120_000);
        assertTrue(n.questions.get(2) - n.questions.get(1) >= 480_000);
    }

    /** Somebody else answers first, who does not know the question. */
    @Test
    void shouldNotBelieveWhoWasNotAsked() {
        SimPort other = n.network.attach();
        other.address.port = 123;
        n.server =
                nonce -> {
                    byte[] forged = new NtpAnswer(nonce, 5).bytes();
                    other.send(forged, 0, 48, n.port.address);
                    // The server's address, and another port.
                    other.address.set(n.serverPort.address);
                    other.address.port = 124;
                    other.send(forged, 0, 48, n.port.address);
                    return null;
                };
        n.setNtp(n.serverText());
        n.network.pass(10_000);
        assertEquals(NO_TIME, n.granularity());
        n.server =
                nonce -> {
                    for (int i = 0; i < 10; i++) {
                        byte[] forged = new NtpAnswer(nonce + i + 1, 5).bytes();
                        n.serverPort.send(forged, 0, 48, n.port.address);
                    }
                    return new NtpAnswer(nonce, n.utc());
                };
        n.network.pass(10_000);
        is(SNTP, MILLIS);
    }

    @Test
    void shouldNotTakeALateAnswerForTheNext() {
        n.network.fate =
                (datagram, random) ->
                        new long[] {n.network.isFrom(datagram, n.port.address) ? 1 : 20_000};
        n.setNtp(n.serverText());
        n.network.pass(60_000);
        assertEquals(NO_TIME, n.granularity());
        assertEquals(3, n.questions.size());
    }

    /** Messages come through the same socket meanwhile. */
    @Test
    void shouldKeepNothingFromMatter() {
        n.server = null;
        n.setNtp(n.serverText());
        n.network.pass(10);
        n.peer.connect();
        assertEquals(1, n.device.sessions.slots().inUse());
    }

    @Test
    void shouldAskOneAfterTheOtherThroughALossyNetwork() {
        connected();
        n.network.fate = org.mattermote.stack.sim.Fate.noisy(40, 20, 20, 300);
        n.setNtp(n.serverText());
        n.trust(TimeNode.PEER, TimeNode.ENDPOINT);
        for (int i = 0; i < 40 && n.granularity() == NO_TIME; i++) {
            int asked = n.peers.requests.size();
            n.network.run(
                    () -> n.granularity() != NO_TIME || n.peers.requests.size() > asked, HOUR);
            if (n.peers.requests.size() > asked) {
                n.peers.fail(n.fabric, TimeNode.PEER);
            }
        }
        assertTrue(n.granularity() >= SECONDS);
        assertEquals(0, n.error(), 400_000);
    }

    @Test
    void shouldNotAllocate() {
        DatagramPort udp =
                new DatagramPort() {
                    private final byte[] answer = new byte[48];
                    private final PeerAddress server = new PeerAddress();
                    private boolean asked;

                    @Override
                    public int receive(byte[] buffer, int offset, int capacity, PeerAddress from) {
                        if (!asked) {
                            return -1;
                        }
                        asked = false;
                        from.set(server);
                        System.arraycopy(answer, 0, buffer, offset, 48);
                        return 48;
                    }

                    @Override
                    public int send(byte[] buffer, int offset, int length, PeerAddress to) {
                        server.set(to);
                        answer[0] = 0x24;
                        answer[1] = 1;
                        System.arraycopy(buffer, 40, answer, 24, 8);
                        System.arraycopy(buffer, 40, answer, 32, 8);
                        System.arraycopy(buffer, 40, answer, 40, 8);
                        asked = true;
                        return 0;
                    }
                };
        NtpSocket socket = new NtpSocket(udp);
        Drbg drbg = new Drbg();
        drbg.instantiate(new byte[Drbg.SEED], 0, Drbg.SEED);
        SntpClient client = new SntpClient(socket, drbg);
        byte[] text = n.serverText().getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        byte[] buffer = new byte[1280];
        PeerAddress from = new PeerAddress();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        int found = 0;
        for (int round = 0; round < 5; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 200; i++) {
                Ipv6Text.parse(text, 0, text.length, socket.server());
                client.begin(i);
                socket.receive(buffer, 0, buffer.length, from);
                found += client.look(i) == NtpPacket.OK ? 1 : 0;
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        long idle = threads.getCurrentThreadAllocatedBytes() - before;
        assertEquals(0, least - idle);
        assertTrue(found > 900, "" + found);
    }
}
