package org.mattermote.stack.fabric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A script of steps that each change what is stored: the power goes at each step of each of their
 * transactions, and what is there after a restart has to be all of the script's step or nothing.
 */
public final class PowerCuts<N> {
    private final Function<MemoryStore, N> boot;
    private final Function<MemoryStore, String> kept;
    private final List<String> course = new ArrayList<>();
    private int cuts;

    /**
     * @param boot a node over a store
     * @param kept what a node over a store says it has; the store is a copy
     */
    public PowerCuts(Function<MemoryStore, N> boot, Function<MemoryStore, String> kept) {
        this.boot = boot;
        this.kept = kept;
    }

    /** Runs the steps one after the other from what is in {@code store}, which stays as it is. */
    public void run(MemoryStore store, List<Consumer<N>> script) {
        MemoryStore from = store;
        for (Consumer<N> step : script) {
            MemoryStore done = copy(from);
            step.accept(boot.apply(done));
            assertNotEquals(from.contents(), done.contents());
            cut(from, step, kept.apply(copy(from)), kept.apply(copy(done)));
            course.add(kept.apply(copy(done)));
            from = done;
        }
    }

    private void cut(MemoryStore from, Consumer<N> step, String before, String after) {
        String first = null;
        String now = null;
        boolean cut = true;
        for (int power = 0; cut; power++) {
            MemoryStore failing = copy(from);
            N node = boot.apply(failing);
            failing.power = power;
            cut = false;
            try {
                step.accept(node);
            } catch (MemoryStore.PowerCut e) {
                cut = true;
                cuts++;
            }
            failing.power = Integer.MAX_VALUE;
            now = kept.apply(failing);
            assertTrue(now.equals(before) || now.equals(after), now);
            first = first == null ? now : first;
        }
        assertEquals(before, first);
        assertEquals(after, now);
    }

    /** What was there after each step. */
    public List<String> course() {
        return course;
    }

    /** How often the power went. */
    public int cuts() {
        return cuts;
    }

    private static MemoryStore copy(MemoryStore store) {
        MemoryStore copy = new MemoryStore();
        copy.copy(store);
        return copy;
    }
}
