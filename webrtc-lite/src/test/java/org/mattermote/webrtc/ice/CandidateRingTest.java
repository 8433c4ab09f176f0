package org.mattermote.webrtc.ice;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.mem.ByteSpan;
import org.mattermote.stack.mem.Pool;
import org.mattermote.stack.mem.SlotState;
import org.mattermote.stack.requirement.Tag;

class CandidateRingTest {
    private static final int CAPACITY = 24;

    private final CandidateRing ring = new CandidateRing(CAPACITY);
    private final IceCandidate candidate = new IceCandidate();

    /** A host candidate with this port. */
    static IceCandidate host(int port) {
        return candidate(IceCandidate.HOST, 1, port, 1000);
    }

    static IceCandidate candidate(int type, int lastByte, int port, int priority) {
        IceCandidate made = new IceCandidate();
        made.foundation = 7;
        made.component = 1;
        made.priority = priority;
        made.addressKind = 1;
        made.address[15] = (byte) lastByte;
        made.port = port;
        made.type = type;
        return made;
    }

    private int next() {
        int status = ring.next(candidate);
        return status == IceStatus.OK ? candidate.port : -status;
    }

    @Tag("webrtc-provider R66")
    @Test
    void shouldGiveInTheOrderTheyCame() {
        for (int port = 1; port <= CAPACITY; port++) {
            assertEquals(IceStatus.OK, ring.add(host(port)));
        }
        for (int port = 1; port <= CAPACITY; port++) {
            assertEquals(port, next());
        }
        assertEquals(-IceStatus.NOTHING, next());
        assertEquals(CAPACITY, ring.underWay());
    }

    /** The first of a type has what a host of one address says, and no two have the same. */
    @Tag("webrtc-provider R63")
    @Test
    void shouldHavePrioritiesOfItsOwn() {
        int[] types = {
            IceCandidate.HOST, IceCandidate.SRFLX, IceCandidate.PRFLX, IceCandidate.RELAY
        };
        int[] first = {2130706431, 1694498815, 1862270975, 16777215};
        for (int i = 0; i < types.length; i++) {
            ring.clear();
            ring.add(candidate(types[i], 1, 1, 9));
            ring.add(candidate(types[i], 2, 2, 9));
            ring.next(candidate);
            assertEquals(first[i], candidate.priority);
            int foundation = candidate.foundation;
            ring.next(candidate);
            assertEquals(first[i] - 256, candidate.priority);
            assertNotEquals(foundation, candidate.foundation);
            assertTrue(foundation >= 0 && foundation <= 0xFFFF);
        }
    }

    /** The 25th. */
    @Tag("webrtc-provider R62")
    @Test
    void shouldRefuseANewcomerRatherThanDropWhatIsNotAcknowledged() {
        for (int port = 1; port <= CAPACITY; port++) {
            ring.add(host(port));
        }
        assertEquals(IceStatus.FULL, ring.add(candidate(IceCandidate.HOST, 1, 25, 9999)));
        assertEquals(1, ring.refusals());
        for (int i = 0; i < 5; i++) {
            next();
        }
        assertEquals(IceStatus.FULL, ring.add(host(25)));
        ring.acknowledge(ring.cursor());
        for (int port = 25; port < 30; port++) {
            assertEquals(IceStatus.OK, ring.add(host(port)));
        }
        assertEquals(IceStatus.FULL, ring.add(host(30)));
        for (int port = 6; port < 30; port++) {
            assertEquals(port, next());
        }
    }

    @Tag("webrtc-provider R62")
    @Test
    void shouldKnowDuplicatesAlsoOfWhatThePeerHas() {
        ring.add(host(1));
        assertEquals(IceStatus.DUPLICATE, ring.add(candidate(IceCandidate.SRFLX, 1, 1, 5)));
        next();
        ring.acknowledge(ring.cursor());
        assertEquals(IceStatus.DUPLICATE, ring.add(host(1)));
        assertEquals(IceStatus.OK, ring.add(candidate(IceCandidate.HOST, 2, 1, 5)));
        IceCandidate other = host(1);
        other.component = 2;
        assertEquals(IceStatus.IGNORED, ring.add(other), "RTCP goes the same way as RTP");
        assertEquals(1, ring.waiting());
    }

    @Tag("webrtc-provider R41")
    @Test
    void shouldGiveAgainWhatThePeerDidNotAcknowledge() {
        ring.add(host(1));
        ring.add(host(2));
        ring.add(host(3));
        next();
        int first = ring.cursor();
        next();
        ring.rewind(first);
        assertEquals(2, next());
        ring.acknowledge(first);
        ring.rewind(0);
        assertEquals(2, next());
        assertEquals(3, next());
        ring.acknowledge(1);
        ring.acknowledge(99);
        assertEquals(0, ring.underWay());
        ring.rewind(0);
        assertEquals(-IceStatus.NOTHING, next());
    }

    @Test
    void shouldEndOnceAndBeforeNothing() {
        ring.add(host(1));
        ring.end();
        assertEquals(IceStatus.ENDED, ring.add(host(2)));
        assertEquals(2, ring.waiting());
        assertEquals(1, next());
        assertEquals(-IceStatus.END_OF_CANDIDATES, next());
        assertEquals(-IceStatus.NOTHING, next());
        ring.rewind(1);
        assertEquals(-IceStatus.END_OF_CANDIDATES, next());
        ring.acknowledge(ring.cursor());
        ring.rewind(0);
        assertEquals(-IceStatus.NOTHING, next());
        ring.restart();
        assertEquals(IceStatus.OK, ring.add(host(1)));
    }

    /** Gatherings end in their order, each once. */
    @Tag("webrtc-provider R60")
    @Test
    void shouldTakeNothingOfAGatheringFromBeforeARestart() {
        assertEquals(IceStatus.OK, ring.add(host(1)));
        ring.restart();
        assertEquals(IceStatus.ENDED, ring.add(host(2)));
        ring.restart();
        assertFalse(ring.end());
        assertEquals(IceStatus.ENDED, ring.add(host(3)));
        assertFalse(ring.end());
        assertEquals(IceStatus.OK, ring.add(host(4)));
        assertEquals(1, ring.waiting());
        assertTrue(ring.end());
        assertFalse(ring.end());
        ring.restart();
        assertEquals(IceStatus.OK, ring.add(host(5)));
        ring.restart();
        ring.clear();
        assertEquals(IceStatus.OK, ring.add(host(6)));
    }

    @Tag("webrtc-provider R65")
    @Test
    void shouldKeepToItselfWhatThePolicyForbids() {
        ring.setPolicy(IcePolicy.RELAY);
        assertEquals(IceStatus.SUPPRESSED, ring.add(host(1)));
        assertEquals(IceStatus.SUPPRESSED, ring.add(candidate(IceCandidate.SRFLX, 1, 2, 5)));
        assertEquals(IceStatus.OK, ring.add(candidate(IceCandidate.RELAY, 1, 3, 5)));
        ring.clear();
        assertEquals(IceStatus.OK, ring.add(host(1)));
    }

    @Tag("webrtc-provider R65")
    @Test
    void shouldKnowThePolicies() {
        assertEquals(IcePolicy.ALL, IcePolicy.of("xall".getBytes(), 1, 3));
        assertEquals(IcePolicy.RELAY, IcePolicy.of("relay".getBytes(), 0, 5));
        assertEquals(IcePolicy.UNKNOWN, IcePolicy.of("Relay".getBytes(), 0, 5));
        assertEquals(IcePolicy.UNKNOWN, IcePolicy.of("nohost".getBytes(), 0, 6));
        assertEquals(IcePolicy.UNKNOWN, IcePolicy.of(new byte[1], 0, 0));
    }

    /** A list that forgets nothing is what the ring must look like to the peer. */
    @Tag("webrtc-provider R41")
    @Test
    void shouldLoseNothingInAnyOrderOfEvents() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            CandidateRing small = new CandidateRing(3);
            List<Integer> added = new ArrayList<>();
            int taken = 0;
            int acknowledged = 0;
            for (int step = 0; step < 200; step++) {
                switch (random.nextInt(4)) {
                    case 0 -> {
                        int port = step + 1;
                        int expected =
                                added.size() - acknowledged == 3 ? IceStatus.FULL : IceStatus.OK;
                        assertEquals(expected, small.add(host(port)));
                        if (expected == IceStatus.OK) {
                            added.add(port);
                        }
                    }
                    case 1 -> {
                        int status = small.next(candidate);
                        assertEquals(
                                taken < added.size() ? IceStatus.OK : IceStatus.NOTHING, status);
                        if (status == IceStatus.OK) {
                            assertEquals(added.get(taken++), candidate.port);
                        }
                    }
                    case 2 -> {
                        int cursor = random.nextInt(taken + 1);
                        small.acknowledge(cursor);
                        acknowledged = Math.max(acknowledged, cursor);
                    }
                    default -> {
                        small.rewind(acknowledged);
                        taken = acknowledged;
                    }
                }
                assertEquals(added.size() - taken, small.waiting());
                assertEquals(taken - acknowledged, small.underWay());
            }
        }
    }

    @SuppressWarnings("unchecked")
    @Test
    void shouldSaveAndLoadItsState() {
        ring.setPolicy(IcePolicy.RELAY);
        for (int port = 1; port < 9; port++) {
            ring.add(candidate(IceCandidate.RELAY, port, port, 5));
        }
        next();
        next();
        ring.acknowledge(1);
        ring.end();
        SlotState state = new SlotState(new Pool[0], new Object[0]);
        ByteSpan saved = new ByteSpan().set(new byte[4096], 0, 4096);
        state.beginSaving(saved);
        ring.state(state);
        int length = state.length();
        assertTrue(length > CAPACITY * CandidateRing.ROW);
        CandidateRing other = new CandidateRing(CAPACITY);
        state.beginLoading(saved);
        other.state(state);
        ByteSpan again = new ByteSpan().set(new byte[4096], 0, 4096);
        state.beginSaving(again);
        other.state(state);
        assertEquals(length, state.length());
        assertArrayEquals(saved.array, again.array);
        assertEquals(7, other.waiting());
        assertEquals(IceStatus.SUPPRESSED, other.add(host(77)));
    }
}
