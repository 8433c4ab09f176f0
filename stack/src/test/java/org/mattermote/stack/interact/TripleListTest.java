package org.mattermote.stack.interact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TripleListTest {
    @Test
    void shouldKeepListsApartInOneTable() {
        Random random = new Random(7);
        TripleTable table = new TripleTable(40);
        List<TripleList> lists = new ArrayList<>();
        List<List<Integer>> expected = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            lists.add(new TripleList(table, 16));
            expected.add(new ArrayList<>());
        }
        for (int step = 0; step < 20000; step++) {
            int i = random.nextInt(5);
            int used = expected.stream().mapToInt(List::size).sum();
            if (random.nextInt(12) == 0) {
                lists.get(i).clear();
                expected.get(i).clear();
            } else {
                boolean room = expected.get(i).size() < 16 && used < 40;
                assertEquals(room, lists.get(i).add(step, -step, step ^ 5));
                if (room) {
                    expected.get(i).add(step);
                }
            }
            int read = random.nextInt(5);
            int count = expected.get(read).size();
            assertEquals(count, lists.get(read).count());
            if (count > 0) {
                int at = random.nextInt(count);
                int value = expected.get(read).get(at);
                assertEquals(value, lists.get(read).get(at, 0));
                assertEquals(-value, lists.get(read).get(at, 1));
                assertEquals(value ^ 5, lists.get(read).get(at, 2));
            }
        }
    }

    @Test
    void shouldLeaveToOthersWhatIsReserved() {
        TripleTable table = new TripleTable(10);
        TripleList greedy = new TripleList(table, 16);
        TripleList modest = new TripleList(table, 16);
        table.reserve(3);
        for (int i = 0; i < 7; i++) {
            assertTrue(greedy.add(i, 0, 0));
        }
        assertFalse(greedy.add(7, 0, 0));
        table.reserve(0);
        for (int i = 0; i < 3; i++) {
            assertTrue(modest.add(i, 0, 0));
        }
        assertFalse(modest.add(3, 0, 0));
    }
}
