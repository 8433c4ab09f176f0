package org.mattermote.firmware.ram;

import java.lang.reflect.Array;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Where rewritten classes report what they make. One boot at a time. */
public final class AllocationLog {
    /**
     * One allocation.
     *
     * @param type internal name of the class, or descriptor of the array
     * @param length of the array, −1 for an object
     * @param frames classes whose constructors or initialisers were running, outermost first, and
     *     last the class that made it
     */
    record Entry(String type, int length, List<String> frames) {}

    private static final Deque<String> FRAMES = new ArrayDeque<>();
    private static List<Entry> entries = new ArrayList<>();
    private static Map<Object, Entry> objects = new IdentityHashMap<>();

    private AllocationLog() {}

    static void restart() {
        FRAMES.clear();
        entries = new ArrayList<>();
        objects = new IdentityHashMap<>();
    }

    static List<Entry> entries() {
        return entries;
    }

    /** What was made, each with its entry. */
    static Map<Object, Entry> objects() {
        return objects;
    }

    /** A constructor or initialiser of {@code type} begins. */
    public static void enter(String type) {
        FRAMES.addLast(type);
    }

    /**
     * It ends, {@code made} with it unless a constructor below goes on; null for an initialiser.
     */
    public static void leave(Object made) {
        String type = FRAMES.removeLast();
        if (made != null && made.getClass().getName().replace('.', '/').equals(type)) {
            objects.put(made, new Entry(type, -1, frames(type)));
        }
    }

    public static void object(String type, String site) {
        entries.add(new Entry(type, -1, frames(site)));
    }

    public static void array(Object array, String site) {
        String type = array.getClass().descriptorString();
        Entry entry = new Entry(type, Array.getLength(array), frames(site));
        entries.add(entry);
        objects.put(array, entry);
        if (type.startsWith("[[")) {
            for (Object element : (Object[]) array) {
                if (element != null) {
                    array(element, site);
                }
            }
        }
    }

    private static List<String> frames(String site) {
        List<String> frames = new ArrayList<>(FRAMES);
        if (frames.isEmpty() || !frames.get(frames.size() - 1).equals(site)) {
            frames.add(site);
        }
        return frames;
    }
}
