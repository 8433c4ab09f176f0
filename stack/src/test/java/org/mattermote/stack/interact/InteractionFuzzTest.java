package org.mattermote.stack.interact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.model.Subject;

/** Whatever bytes come: no fault, an answer that is well-formed, and nothing left behind. */
class InteractionFuzzTest {
    private static final int ROUNDS = 100_000;

    private static final String[] OWN = {
        "{0:[<2:1,3:256,4:0>,<2:1,3:256,4:10>,<>],1:[<>,<1:1,2:256,3:1,4:true>],2:[{1:1}],"
                + "3:true,4:[{0:<1:1,2:256>,1:5}],255:12}",
        "{0:false,1:0,2:60,3:[<2:1>,<3:256,4:0>],4:[<4:true>],5:[{1:2}],7:true,"
                + "8:[{0:<1:1,2:256>,1:5}],255:12}",
        "{0:false,1:false,2:[{1:<2:1,3:256,4:8>,2:[1,2]},{1:<2:1,3:256,4:8,5:null>,2:5},"
                + "{1:<2:1,3:256,4:3>,2:[{1:5}]}],3:true,255:12}",
        "{1:false,2:[{0:7,1:<2:1,3:256,4:2>,2:'abc'},{1:<2:1,3:256,4:14>,2:-5}]}",
        "{0:false,1:false,2:[{0:<0:1,1:256,2:1>,1:{0:5},2:7},{0:<0:1,1:256,2:0>,2:8}]}",
        "{0:false,1:true,2:[{0:<0:1,1:256,2:2>,1:{0:5}}]}",
        "{0:false,1:false,2:[{0:<0:1,1:256,2:1>,1:{0:5},2:7},{0:<0:1,1:256,2:41>,1:{0:6},2:8},"
                + "{0:<0:1,1:256,2:42>,1:{0:900},2:9},{0:<0:1,1:256,2:40>,2:10}]}",
        "{0:true,1:false,2:[{0:<0:1,1:256,2:40>,1:{0:5}}]}",
        "{0:500,255:12}",
        "{0:0,255:12}"
    };

    private static final int[] OWN_OPCODES = {2, 3, 6, 6, 8, 8, 8, 8, 10, 1};

    private final Random random = new Random(42);

    @Test
    void shouldSurviveAnything() {
        List<byte[]> seeds = new ArrayList<>();
        List<Integer> opcodes = new ArrayList<>();
        for (int i = 0; i < OWN.length; i++) {
            seeds.add(TlvText.bytes(OWN[i]));
            opcodes.add(OWN_OPCODES[i]);
        }
        for (RecordedRequests.Message m : RecordedRequests.all()) {
            if (m.opcode() != ImOpcode.STATUS_RESPONSE) {
                seeds.add(m.payload());
                opcodes.add(m.opcode());
            }
        }
        InteractionSizes sizes = new InteractionSizes();
        sizes.pathsPerInvoke = 4;
        TestNode n = new TestNode(sizes);
        n.full.longCount = 30;
        n.full.longSize = 40;
        int[] answered = new int[12];
        int pending = 0;
        for (int i = 0; i < ROUNDS; i++) {
            n.outlet.room = 80 + random.nextInt(1120);
            n.outlet.lendable = random.nextInt(4);
            Subject who = who();
            Interaction in = n.open(who);
            int handle = in.handle();
            int steps = 1 + random.nextInt(12);
            for (int k = 0; k < steps && n.server.pool().find(handle) == in; k++) {
                int seed = random.nextInt(seeds.size());
                byte[] payload = seeds.get(seed).clone();
                int opcode = opcodes.get(seed);
                if (random.nextInt(10) == 0) {
                    opcode = random.nextInt(12);
                }
                if (k > 0 && random.nextInt(10) != 0) {
                    opcode = ImOpcode.STATUS_RESPONSE;
                    payload = TlvText.bytes("{0:0}");
                } else if (random.nextBoolean()) {
                    payload = mutate(payload, seeds);
                }
                n.server.subject().set(who);
                n.server.received(in, opcode, payload, 0, payload.length, n.now);
                while (n.server.hasPending() && random.nextInt(20) != 0) {
                    n.outlet.packetFree = random.nextInt(8) != 0;
                    n.server.proceed(n.now);
                    pending++;
                }
                n.outlet.packetFree = true;
            }
            for (FakeOutlet.Sent sent : n.outlet.sent) {
                assertTrue(sent.bytes().length <= n.outlet.room);
                TlvText.text(sent.bytes());
                answered[sent.opcode()]++;
            }
            n.outlet.sent.clear();
            n.outlet.closed.clear();
            if (n.server.pool().find(handle) == in) {
                n.server.ended(in, random.nextBoolean(), n.now);
            }
            assertEquals(0, n.server.pool().inUse());
            assertEquals(0, n.outlet.lent.size());
            assertEquals(pathsOfSubscriptions(n), n.server.paths().inUse());
            if (i % 100 == 0) {
                n.now += 10;
                reportAndAcknowledge(n);
            }
            n.full.longCount = random.nextInt(40);
            n.full.change(random.nextInt(16));
            n.full.onInvoke = null;
        }
        for (int opcode : new int[] {1, 4, 5, 7, 9}) {
            assertTrue(answered[opcode] > 300, "opcode " + opcode + ": " + answered[opcode]);
        }
        assertTrue(pending > 1000, "pending " + pending);
        assertTrue(n.full.memoryStays);
        n.server.fabricRemoved(1, n.now);
        assertEquals(0, n.server.subscriptions().inUse());
        assertEquals(0, n.server.pool().inUse());
    }

    private void reportAndAcknowledge(TestNode n) {
        n.server.poll(n.now);
        for (int i = 0; i < n.server.subscriptions().capacity(); i++) {
            Subscription s = n.server.subscriptions().at(i);
            while (s.isTaken() && s.state == Subscription.REPORTING) {
                Interaction in = n.carrying(s);
                if (random.nextInt(10) == 0) {
                    n.server.ended(in, random.nextBoolean(), n.now);
                } else {
                    n.send(in, ImOpcode.STATUS_RESPONSE, "{0:0}");
                }
            }
        }
        assertEquals(0, n.server.pool().inUse());
        n.outlet.sent.clear();
        n.outlet.closed.clear();
    }

    private static int pathsOfSubscriptions(TestNode n) {
        int paths = 0;
        for (int i = 0; i < n.server.subscriptions().capacity(); i++) {
            Subscription s = n.server.subscriptions().at(i);
            assertEquals(0, s.versionFilters);
            paths += s.paths();
        }
        return paths;
    }

    private Subject who() {
        return switch (random.nextInt(4)) {
            case 0 -> TestNode.commissioner();
            case 1 -> TestNode.operator();
            case 2 -> TestNode.stranger();
            default -> TestNode.admin();
        };
    }

    private byte[] mutate(byte[] seed, List<byte[]> seeds) {
        byte[] b = seed;
        for (int n = 1 + random.nextInt(3); n > 0 && b.length > 0; n--) {
            int at = random.nextInt(b.length);
            switch (random.nextInt(6)) {
                case 0 -> b[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> b[at] = (byte) random.nextInt(256);
                case 2 -> b = Arrays.copyOf(b, at);
                case 3 -> {
                    byte[] longer = new byte[b.length + 1];
                    System.arraycopy(b, 0, longer, 0, at);
                    longer[at] = (byte) random.nextInt(256);
                    System.arraycopy(b, at, longer, at + 1, b.length - at);
                    b = longer;
                }
                case 4 -> {
                    byte[] shorter = new byte[b.length - 1];
                    System.arraycopy(b, 0, shorter, 0, at);
                    System.arraycopy(b, at + 1, shorter, at, b.length - at - 1);
                    b = shorter;
                }
                default -> {
                    byte[] other = seeds.get(random.nextInt(seeds.size()));
                    int from = random.nextInt(other.length);
                    byte[] joined = Arrays.copyOf(b, at + other.length - from);
                    System.arraycopy(other, from, joined, at, other.length - from);
                    b = joined;
                }
            }
        }
        return b;
    }
}
