package org.mattermote.stack.interact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PathTableTest {
    private final InteractionSizes sizes = new InteractionSizes();
    private final Interaction[] reads = new Interaction[sizes.interactions];
    private final Subscription[] subscriptions = new Subscription[sizes.subscriptions];
    private final PathTable table;
    private final Path path = new Path();
    private final VersionFilter filter = new VersionFilter();

    PathTableTest() {
        for (int i = 0; i < reads.length; i++) {
            reads[i] = new Interaction(i);
        }
        for (int i = 0; i < subscriptions.length; i++) {
            subscriptions[i] = new Subscription();
        }
        table = new PathTable(reads, subscriptions, sizes);
    }

    private boolean open(int holder, int paths) {
        return holder < reads.length
                ? table.open(reads[holder], paths)
                : table.open(subscriptions[holder - reads.length], paths);
    }

    private PathHolder at(int holder) {
        return holder < reads.length ? reads[holder] : subscriptions[holder - reads.length];
    }

    private List<List<Integer>> contents(PathHolder holder) {
        List<List<Integer>> paths = new ArrayList<>();
        for (int i = 0; i < holder.attributePaths; i++) {
            table.readAttribute(holder, i, path);
            paths.add(List.of(path.endpoint, path.cluster, path.element, path.flags));
        }
        for (int i = 0; i < holder.eventPaths; i++) {
            table.readEvent(holder, i, path);
            paths.add(List.of(path.endpoint, path.cluster, path.element, path.flags));
        }
        return paths;
    }

    @Test
    void shouldKeepHoldersApart() {
        Random random = new Random(11);
        Map<Integer, List<List<Integer>>> expected = new HashMap<>();
        int holders = reads.length + subscriptions.length;
        for (int step = 0; step < 20_000; step++) {
            int i = random.nextInt(holders);
            PathHolder holder = at(i);
            if (expected.containsKey(i)) {
                if (random.nextBoolean()) {
                    table.closeFilters(holder);
                } else {
                    table.close(holder);
                    expected.remove(i);
                }
            } else {
                int attributes = random.nextInt(6);
                int events = random.nextInt(4);
                if (open(i, attributes + events)) {
                    expected.put(i, fill(random, holder, attributes, events));
                    for (int f = random.nextInt(30); f > 0; f--) {
                        table.addFilter(holder, filter);
                    }
                }
            }
            int used = 0;
            for (int h = 0; h < holders; h++) {
                assertEquals(expected.getOrDefault(h, List.of()), contents(at(h)));
                used += at(h).paths() + at(h).versionFilters;
            }
            assertEquals(used, table.inUse());
        }
        assertEquals(table.capacity(), table.highWater());
    }

    private List<List<Integer>> fill(Random random, PathHolder holder, int attributes, int events) {
        List<List<Integer>> paths = new ArrayList<>();
        for (int p = 0; p < attributes + events; p++) {
            path.endpoint = random.nextInt(0x10000);
            path.cluster = random.nextInt();
            path.element = random.nextInt();
            path.flags = random.nextInt(0x10000);
            paths.add(List.of(path.endpoint, path.cluster, path.element, path.flags));
            if (p < attributes) {
                table.addAttribute(holder, path);
            } else {
                table.addEvent(holder, path);
            }
        }
        return paths;
    }

    private void hold(PathHolder holder, int paths) {
        path.endpoint = 1;
        path.cluster = 6;
        path.element = 0;
        path.flags = 0;
        for (int i = 0; i < paths; i++) {
            table.addAttribute(holder, path);
        }
    }

    @Test
    void shouldFindFiltersOfTheHolderOnly() {
        for (int i = 0; i < 2; i++) {
            assertTrue(table.open(reads[i], 2));
            hold(reads[i], 2);
            filter.endpoint = 1;
            filter.cluster = 6;
            filter.version = 70 + i;
            table.addFilter(reads[i], filter);
        }
        assertTrue(table.hasFilter(reads[0], 1, 6, 70));
        assertFalse(table.hasFilter(reads[0], 1, 6, 71));
        table.close(reads[0]);
        assertTrue(table.hasFilter(reads[1], 1, 6, 71));
        table.closeFilters(reads[1]);
        assertFalse(table.hasFilter(reads[1], 1, 6, 71));
        assertEquals(2, table.inUse());
    }

    @Test
    void shouldLetNoLongReadKeepAnyOtherFromItsNinePaths() {
        int longest = sizes.pathsPerRead + sizes.furtherReadPaths;
        assertFalse(table.open(reads[0], longest + 1));
        assertTrue(table.open(reads[0], longest));
        hold(reads[0], longest);
        for (int i = 1; i < reads.length; i++) {
            assertFalse(table.open(reads[i], sizes.pathsPerRead + 1));
            assertTrue(table.open(reads[i], sizes.pathsPerRead));
            hold(reads[i], sizes.pathsPerRead);
        }
        assertTrue(table.open(subscriptions[0], 75));
        hold(subscriptions[0], 75);
        assertEquals(table.capacity(), table.inUse());
        assertEquals(reads.length, table.refusals());
    }
}
