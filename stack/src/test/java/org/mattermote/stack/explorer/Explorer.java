package org.mattermote.stack.explorer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Looks at every state that a model can reach in so many actions, breadth first: the way to a
 * violation that it finds is a shortest one.
 */
public final class Explorer {
    private static final int MAX_ACTIONS = 256;

    private final Model model;
    private final int width;
    private final Parts parts = new Parts();
    private final Visited visited = new Visited();
    private final byte[] buffer = new byte[Model.LONGEST_PART];

    /** What the model's parts are now; −1 when that is not known. */
    private final int[] present;

    /** Of each state, in the order found: the one before it, and the action from there. */
    private int[] cameFrom = new int[1 << 16];

    private int[] cameBy = new int[1 << 16];
    private int states;
    private long transitions;
    private final long[] byKind;
    private final List<Integer> layers = new ArrayList<>();
    private String violation;
    private List<String> trace = List.of();

    /** States of one depth: their parts, one after the other, and their places in the order. */
    private static final class Layer {
        private final int width;
        private int[][] blocks = new int[4][];
        private int[] places = new int[1 << 10];
        private int size;

        private static final int BLOCK = 1 << 12;

        Layer(int width) {
            this.width = width;
        }

        void add(int[] state, int place) {
            int block = size / BLOCK;
            if (block == blocks.length) {
                blocks = Arrays.copyOf(blocks, 2 * block);
            }
            if (blocks[block] == null) {
                blocks[block] = new int[BLOCK * width];
            }
            System.arraycopy(state, 0, blocks[block], size % BLOCK * width, width);
            if (size == places.length) {
                places = Arrays.copyOf(places, 2 * size);
            }
            places[size++] = place;
        }

        void get(int index, int[] state) {
            System.arraycopy(blocks[index / BLOCK], index % BLOCK * width, state, 0, width);
        }
    }

    public Explorer(Model model) {
        this.model = model;
        width = model.parts();
        present = new int[width];
        byKind = new long[model.kinds().length];
    }

    /**
     * Explores, once.
     *
     * @param depth actions from the beginning
     * @param enough no further depth is begun with so many states seen
     * @return this
     */
    public Explorer explore(int depth, int enough) {
        model.reset();
        int[] state = new int[width];
        save(state);
        visited.add(Hash.of(state, 0, width));
        Layer layer = new Layer(width);
        layer.add(state, remember(-1, -1));
        layers.add(1);
        if (!isGood(state, 0)) {
            return this;
        }
        for (int d = 1; d <= depth && layer.size > 0 && states < enough; d++) {
            // The last layer is looked at, but nothing follows it.
            Layer next = new Layer(width);
            int before = states;
            if (!expand(layer, next, d < depth)) {
                return this;
            }
            layers.add(states - before);
            layer = next;
        }
        return this;
    }

    private boolean expand(Layer layer, Layer next, boolean keep) {
        int[] from = new int[width];
        int[] to = new int[width];
        int[] actions = new int[MAX_ACTIONS];
        for (int i = 0; i < layer.size; i++) {
            layer.get(i, from);
            load(from);
            int count = model.actions(actions);
            for (int a = 0; a < count; a++) {
                load(from);
                transitions++;
                byKind[model.kind(actions[a])]++;
                try {
                    model.act(actions[a]);
                    save(to);
                } catch (RuntimeException | AssertionError e) {
                    blame(remember(layer.places[i], actions[a]), e);
                    return false;
                }
                if (visited.add(Hash.of(to, 0, width))) {
                    int place = remember(layer.places[i], actions[a]);
                    if (!isGood(to, place)) {
                        return false;
                    }
                    if (keep) {
                        next.add(to, place);
                    }
                }
            }
        }
        return true;
    }

    private boolean isGood(int[] state, int place) {
        try {
            if (model.check(state)) {
                Arrays.fill(present, -1);
            }
            return true;
        } catch (RuntimeException | AssertionError e) {
            blame(place, e);
            return false;
        }
    }

    private void save(int[] state) {
        for (int i = 0; i < width; i++) {
            state[i] = parts.number(buffer, model.save(i, buffer));
            present[i] = state[i];
        }
    }

    private void load(int[] state) {
        for (int i = 0; i < width; i++) {
            if (present[i] != state[i]) {
                model.load(i, parts.bytes(state[i]));
                present[i] = state[i];
            }
        }
    }

    private int remember(int from, int by) {
        if (states == cameFrom.length) {
            cameFrom = Arrays.copyOf(cameFrom, 2 * states);
            cameBy = Arrays.copyOf(cameBy, 2 * states);
        }
        cameFrom[states] = from;
        cameBy[states] = by;
        return states++;
    }

    /** Goes the way again, from the beginning, for the names of its actions. */
    private void blame(int place, Throwable what) {
        violation = what instanceof Violation ? what.getMessage() : what.toString();
        List<Integer> way = new ArrayList<>();
        for (int at = place; cameFrom[at] >= 0; at = cameFrom[at]) {
            way.add(0, cameBy[at]);
        }
        trace = new ArrayList<>();
        model.reset();
        int[] state = new int[width];
        for (int action : way) {
            save(state);
            trace.add(model.name(action));
            try {
                model.act(action);
            } catch (RuntimeException | AssertionError e) {
                break;
            }
        }
    }

    /** Different states that were looked at. */
    public int states() {
        return states;
    }

    /** Actions that were done. */
    public long transitions() {
        return transitions;
    }

    /** Actions from the beginning to the states furthest away. */
    public int depth() {
        return layers.size() - 1;
    }

    /** Whether every state was seen that there is: none is left that something could follow. */
    public boolean isClosed() {
        return violation == null && layers.get(layers.size() - 1) == 0;
    }

    /** What was found wrong, or null. */
    public String violation() {
        return violation;
    }

    /** Actions that lead from the beginning to the violation. */
    public List<String> trace() {
        return trace;
    }

    /** The violation and the way to it, or the empty text. */
    public String blame() {
        StringBuilder text = new StringBuilder();
        if (violation != null) {
            text.append(violation).append("\n");
            for (int i = 0; i < trace.size(); i++) {
                text.append(String.format("  %2d. %s%n", i + 1, trace.get(i)));
            }
        }
        return text.toString();
    }

    /** Figures: states of each depth and actions of each kind. */
    public String summary() {
        StringBuilder text = new StringBuilder();
        text.append(
                String.format(
                        "%,d states visited to depth %d, %,d actions, %,d different parts of %,d"
                                + " bytes%n",
                        states, depth(), transitions, parts.size(), parts.volume()));
        text.append("  states by depth:");
        layers.forEach(size -> text.append(' ').append(size));
        text.append("\n  actions by kind:");
        for (int i = 0; i < byKind.length; i++) {
            text.append(String.format(" %s %,d", model.kinds()[i], byKind[i]));
            text.append(i + 1 < byKind.length ? "," : "\n");
        }
        return text.toString();
    }
}
