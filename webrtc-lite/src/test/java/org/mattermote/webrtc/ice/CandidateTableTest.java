package org.mattermote.webrtc.ice;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.requirement.Tag;

class CandidateTableTest {
    private static final int CAPACITY = 24;

    private final CandidateTable table = new CandidateTable(CAPACITY);
    private final IceCandidate candidate = new IceCandidate();

    private int add(int port, int priority) {
        return table.add(
                IceStatus.OK, CandidateRingTest.candidate(IceCandidate.HOST, 1, port, priority));
    }

    private TreeSet<Integer> priorities() {
        TreeSet<Integer> all = new TreeSet<>();
        for (int i = 0; i < table.count(); i++) {
            table.at(i, candidate);
            all.add(candidate.priority);
        }
        return all;
    }

    /** The 25th, of lower and of higher priority than the lowest. */
    @Tag("webrtc-provider R62")
    @Test
    void shouldLetTheLowestGoForAHigherOne() {
        for (int i = 0; i < CAPACITY; i++) {
            assertEquals(IceStatus.OK, add(i + 1, 100 + (i * 7) % CAPACITY));
        }
        assertEquals(IceStatus.FULL, add(77, 99));
        assertEquals(IceStatus.FULL, add(77, 100));
        assertEquals(100, priorities().first());
        assertEquals(IceStatus.OK, add(77, 500));
        assertEquals(101, priorities().first());
        assertEquals(500, priorities().last());
        assertEquals(CAPACITY, table.count());
        assertEquals(3, table.skipped());
    }

    @Tag("webrtc-provider R62")
    @Test
    void shouldDropDuplicates() {
        add(1, 5);
        assertEquals(IceStatus.DUPLICATE, add(1, 6));
        assertEquals(1, table.count());
        assertEquals(0, table.skipped());
    }

    /** One that is no candidate among three. */
    @Tag("webrtc-provider R28")
    @Tag("webrtc-provider T24")
    @Test
    void shouldSkipAndCountWhatIsNoCandidate() {
        for (String text :
                new String[] {
                    "candidate:1 1 udp 9 10.0.0.1 4 typ host",
                    "candidate:nonsense",
                    "candidate:1 1 tcp 9 10.0.0.1 4 typ host tcptype active",
                    "candidate:1 1 udp 9 10.0.0.2 4 typ host"
                }) {
            byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            table.add(candidate.read(bytes, 0, bytes.length), candidate);
        }
        assertEquals(2, table.count());
        assertEquals(2, table.skipped());
    }

    @Test
    void shouldGiveEachOnceAndThenTheEnd() {
        add(1, 5);
        add(2, 6);
        assertEquals(IceStatus.OK, table.next(candidate));
        assertEquals(IceStatus.OK, table.next(candidate));
        assertEquals(2, candidate.port);
        assertEquals(IceStatus.NOTHING, table.next(candidate));
        table.add(IceStatus.END_OF_CANDIDATES, candidate);
        assertEquals(IceStatus.END_OF_CANDIDATES, table.next(candidate));
        table.clear();
        assertEquals(IceStatus.NOTHING, table.next(candidate));
    }

    @Test
    void shouldGiveOneThatReplacesATakenOne() {
        CandidateTable small = new CandidateTable(1);
        small.add(IceStatus.OK, CandidateRingTest.candidate(IceCandidate.HOST, 1, 1, 5));
        small.next(candidate);
        small.add(IceStatus.OK, CandidateRingTest.candidate(IceCandidate.HOST, 1, 2, 6));
        assertEquals(IceStatus.OK, small.next(candidate));
        assertEquals(2, candidate.port);
    }
}
