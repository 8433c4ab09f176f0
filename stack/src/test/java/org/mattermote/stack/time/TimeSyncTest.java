package org.mattermote.stack.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.crypto.Drbg;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.TimeSynchronizationSpec;
import org.mattermote.stack.port.DatagramPort;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.sim.Im;
import org.mattermote.stack.sim.SimController;
import org.mattermote.stack.sim.SimPort;

/** Who is asked for the time, when, and what becomes of it. */
class TimeSyncTest {
    private static final int NO_TIME = 0;
    private static final int MINUTES = 1;
    private static final int SECONDS = 2;
    private static final int MILLIS = 3;

    private static final int ADMIN = TimeSynchronizationSpec.TIME_SOURCE_ADMIN;
    private static final int NODE = TimeSynchronizationSpec.TIME_SOURCE_NODE_TIME_CLUSTER;
    private static final int SNTP = TimeSynchronizationSpec.TIME_SOURCE_NON_MATTER_SNTP;

    private static final int MISSING = TimeSynchronizationSpec.EVENT_MISSING_TRUSTED_TIME_SOURCE;
    private static final int FAILURE = TimeSynchronizationSpec.EVENT_TIME_FAILURE;

    private static final int HOUR = 3_600_000;
    private static final int HALF_DAY = 12 * HOUR;

    private final TimeNode n = new TimeNode();

    private void is(int source, int granularity) {
        assertEquals(source, n.source());
        assertEquals(granularity, n.granularity());
        assertTrue(Math.abs(n.error()) <= 1500, "off by " + n.error());
    }

    private int reads() {
        int reads = n.peer.heard.size();
        n.peer.heard.clear();
        return reads;
    }

    private void connected() {
        n.peer.connect();
        n.network.pass(10);
    }

    // ---- The trusted node -----------------------------------------------------------------------

    @Test
    void shouldReadTheTimeOfTheTrustedNode() {
        connected();
        assertEquals(ImStatus.SUCCESS, n.trust(TimeNode.PEER, TimeNode.ENDPOINT));
        n.network.pass(1_000);
        is(NODE, SECONDS);
        assertEquals(
                (TimeNode.T + 2_000_000) / 1_000_000, n.device.fabrics.table.lastKnownGood(), 2);
        assertNotEquals(0, n.cluster.changeStamp(TimeSynchronizationSpec.ATTR_UTC_TIME));
        assertNotEquals(0, n.cluster.changeStamp(TimeSynchronizationSpec.ATTR_TIME_SOURCE));
        assertNotEquals(0, n.cluster.changeStamp(TimeSynchronizationSpec.ATTR_GRANULARITY));
        assertEquals(1, reads());
        assertEquals(List.of(), n.happened(MISSING));
    }

    @Test
    void shouldMakeASessionForIt() {
        n.trust(TimeNode.PEER, TimeNode.ENDPOINT);
        n.network.pass(100);
        assertEquals(List.of(TimeNode.PEER), n.peers.requests);
        n.peers.succeed(n.fabric, n.peer);
        n.network.pass(100);
        is(NODE, SECONDS);
    }

    @Test
    void shouldReadItAgainAfterHalfADay() {
        connected();
        n.trust(TimeNode.PEER, TimeNode.ENDPOINT);
        n.network.pass(HALF_DAY - 10);
        assertEquals(1, reads());
        n.peerTime += 3_000_000;
        n.network.pass(HALF_DAY / 4 + 2_000);
        assertEquals(1, reads());
        assertEquals(3_000_000, n.error(), 1500);
        n.network.pass(10L * HALF_DAY);
        int more = reads();
        assertTrue(more >= 8 && more <= 10, "" + more);
        is(NODE, SECONDS, 3_000_000);
    }

    private void is(int source, int granularity, long off) {
        assertEquals(source, n.source());
        assertEquals(granularity, n.granularity());
        assertEquals(off, n.error(), 1500);
    }

    @Test
    void shouldReadItAfterARestart() {
        n.trust(TimeNode.PEER, TimeNode.ENDPOINT);
        n.boot();
        connected();
        n.network.pass(5_000);
        assertEquals(1, reads());
        is(NODE, SECONDS);
    }

    @Test
    void shouldBelieveItAsFarAsItBelievesItself() {
        connected();
        int[] becomes = {NO_TIME, MINUTES, SECONDS, SECONDS, SECONDS};
        for (int granularity = 0; granularity < becomes.length; granularity++) {
            n.boot();
            n.peerGranularity = granularity;
            n.trust(TimeNode.PEER, TimeNode.ENDPOINT);
            n.network.pass(1_000);
            assertEquals(becomes[granularity], n.granularity());
        }
    }

    /** The report comes after more than SecondsGranularity lasts. */
    @Test
    void shouldBelieveASlowAnswerLess() {
        connected();
        List<SimController.Talk> held = new ArrayList<>();
        n.peer.answer = (talk, message) -> held.add(talk);
        n.trust(TimeNode.PEER, TimeNode.ENDPOINT);
        n.network.pass(5_500);
        n.peer.send(held.get(0), Im.REPORT_DATA, n.peerReport());
        n.network.pass(100);
        is(NODE, MINUTES, 2_750_000);
    }

    @Test
    void shouldKeepABetterTimeThanThat() {
        connected();
        n.happened(FAILURE);
        n.setUtc(n.utc(), 4);
        assertEquals(MILLIS, n.granularity());
        n.trust(TimeNode.PEER, TimeNode.ENDPOINT);
        n.network.pass(HOUR);
        assertEquals(1, reads());
        assertEquals(ADMIN, n.source());
        assertEquals(List.of(), n.happened(FAILURE));
        n.setUtc(n.utc(), 3);
        n.trust(TimeNode.PEER, TimeNode.ENDPOINT);
        n.network.pass(100);
        is(NODE, SECONDS);
        n.setUtc(n.utc(), 3);
        is(ADMIN, SECONDS);
    }

    @Test
    void shouldPreferItToThePlatform() {
        n.platform = 5;
        n.boot();
        connected();
        assertEquals(SECONDS, n.granularity());
        assertEquals(TimeSynchronizationSpec.TIME_SOURCE_UNKNOWN, n.source());
        n.trust(TimeNode.PEER, TimeNode.ENDPOINT);
        n.network.pass(100);
        is(NODE, SECONDS);
    }

    private void finds(Consumer<TimeNode> wrong) {
        connected();
        wrong.accept(n);
        n.trust(TimeNode.PEER, TimeNode.ENDPOINT);
        n.network.pass(200);
        assertEquals(1, reads());
        assertEquals(NO_TIME, n.granularity());
        // It is there, but has no time.
        assertEquals(List.of(), n.happened(MISSING));
        assertEquals(1, n.happened(FAILURE).size());
    }

    @Test
    void shouldTakeNoTimeOfANodeThatHasNone() {
        finds(n -> n.peerTime = null);
    }

    @Test
    void shouldTakeNoTimeOfANodeThatIsNotSure() {
        finds(n -> n.peerGranularity = 0);
    }

    @Test
    void shouldTakeNoTimeOfANodeThatRefuses() {
        finds(
                n ->
                        n.peer.answer =
                                (talk, message) ->
                                        n.peer.send(
                                                talk,
                                                Im.STATUS_RESPONSE,
                                                Im.status(ImStatus.UNSUPPORTED_ACCESS)));
    }

    @Test
    void shouldSayThatItCannotBeReached() {
        n.trust(TimeNode.PEER, TimeNode.ENDPOINT);
        n.happened(FAILURE);
        n.network.pass(100);
        long failed = n.network.now;
        n.peers.fail(n.fabric, TimeNode.PEER);
        assertEquals(List.of(failed), n.happened(MISSING));
        // Once an hour, however often it is tried.
        for (int i = 0; i < 5; i++) {
            int asked = n.peers.requests.size();
            assertTrue(n.network.run(() -> n.peers.requests.size() > asked, 2 * HOUR));
            n.peers.fail(n.fabric, TimeNode.PEER);
        }
        assertEquals(List.of(), n.happened(MISSING));
        int asked = n.peers.requests.size();
        n.network.run(() -> n.peers.requests.size() > asked, 2 * HOUR);
        n.peers.fail(n.fabric, TimeNode.PEER);
        assertEquals(1, n.happened(MISSING).size());
    }

    @Test
    void shouldTryLessAndLessOften() {
        n.trust(TimeNode.PEER, TimeNode.ENDPOINT);
        n.network.pass(1);
        long last = n.network.now;
        n.peers.fail(n.fabric, TimeNode.PEER);
        long[] minutes = {1, 2, 4, 8, 16, 32, 60, 60, 60};
        for (long least : minutes) {
            int asked = n.peers.requests.size();
            assertTrue(n.network.run(() -> n.peers.requests.size() > asked, 2 * HOUR));
            long rest = n.network.now - last;
            assertTrue(
                    rest >= least * 60_000 && rest <= least * 75_000 + 1_000, least + ": " + rest);
            last = n.network.now;
            n.peers.fail(n.fabric, TimeNode.PEER);
        }
        // One that is there makes it forget that.
        connected();
        n.network.pass(2 * HOUR);
        is(NODE, SECONDS);
        n.device.exchanges.dropSession(n.peers.find(n.fabric, TimeNode.PEER), n.network.now);
        int asked = n.peers.requests.size();
        assertTrue(n.network.run(() -> n.peers.requests.size() > asked, 2 * HALF_DAY));
        last = n.network.now;
        n.peers.fail(n.fabric, TimeNode.PEER);
        n.network.run(() -> n.peers.requests.size() > asked + 1, 2 * HOUR);
        assertTrue(n.network.now - last <= 76_000);
    }

    @Test
    void shouldAskWhoWasSetLast() {
        n.trust(0x77, 1);
        n.network.pass(100);
        n.trust(TimeNode.PEER, TimeNode.ENDPOINT);
        n.network.pass(100);
        assertEquals(List.of(0x77L, TimeNode.PEER), n.peers.requests);
        n.peers.fail(n.fabric, 0x77);
        assertEquals(List.of(), n.happened(MISSING));
        n.peers.succeed(n.fabric, n.peer);
        n.network.pass(100);
        is(NODE, SECONDS);
    }

    @Test
    void shouldAskNobodyWhenThereIsNobody() {
        n.network.pass(3 * HALF_DAY);
        assertEquals(List.of(), n.peers.requests);
        assertEquals(List.of(), n.questions);
        assertEquals(List.of(), n.happened(MISSING));
        n.trust(TimeNode.PEER, TimeNode.ENDPOINT);
        n.network.pass(10);
        assertEquals(1, n.peers.requests.size());
        n.trustNobody();
        n.network.pass(3 * HALF_DAY);
        assertEquals(1, n.peers.requests.size());
        assertEquals(1, n.happened(MISSING).size());
        assertEquals(0, n.device.exchanges.slots().inUse());
    }

    @Test
    void shouldStopWithTheFabric() {
        connected();
        n.peer.answer = null;
        n.trust(TimeNode.PEER, TimeNode.ENDPOINT);
        n.network.pass(100);
        assertEquals(1, n.device.exchanges.slots().inUse());
        n.leave();
        n.network.pass(10);
        assertEquals(0, n.device.exchanges.slots().inUse());
        assertEquals(1, n.happened(MISSING).size());
        n.network.pass(HALF_DAY);
        assertEquals(List.of(), n.peers.requests);
    }

    // ---- The NTP server -------------------------------------------------------------------------

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
