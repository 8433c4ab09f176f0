package org.mattermote.firmware.ram;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * RAM by room, as the build prints it. A line is the slots of a pool, or one object of a room with
 * everything made for it but the slots. A room is a package of the stack, or {@code app}; objects
 * that hold rooms together count as {@code stack}.
 */
public final class RamTable {
    private static final String STACK = "org/mattermote/stack/";
    private static final String APP = "org/mattermote/app/";
    private static final String WEBRTC = "org/mattermote/webrtc/";
    private static final String DNSSD = STACK + "transport/dnssd/";

    static final String APP_ROOM = "app";
    static final String WEBRTC_ROOM = "webrtc-lite";

    private static final String ROW = "| %s | %s | %s | %s | %,d |\n";

    private static final class Line {
        private final boolean slots;
        private int count;
        private int bytes;

        Line(boolean slots) {
            this.slots = slots;
        }
    }

    private final Map<String, Map<String, Line>> rooms = new TreeMap<>();

    void add(String room, String owner, boolean slot, int count, int bytes) {
        Line line =
                rooms.computeIfAbsent(room, name -> new LinkedHashMap<>())
                        .computeIfAbsent(owner, name -> new Line(slot));
        line.count += count;
        line.bytes += bytes;
    }

    static boolean isComposition(String type) {
        return type.startsWith(STACK) && type.indexOf('/', STACK.length()) < 0;
    }

    static String room(String type) {
        if (type.startsWith(DNSSD)) {
            return "dnssd";
        }
        if (type.startsWith(APP)) {
            return APP_ROOM;
        }
        if (type.startsWith(WEBRTC)) {
            return WEBRTC_ROOM;
        }
        return isComposition(type) || !type.startsWith(STACK)
                ? "stack"
                : type.substring(STACK.length(), type.indexOf('/', STACK.length()));
    }

    public int total() {
        return rooms.keySet().stream().mapToInt(this::bytes).sum();
    }

    /** Rooms, the largest first. */
    public List<String> rooms() {
        return rooms.keySet().stream()
                .sorted(Comparator.comparing((String room) -> -bytes(room)))
                .toList();
    }

    public int bytes(String room) {
        return rooms.get(room).values().stream().mapToInt(line -> line.bytes).sum();
    }

    /**
     * Bytes of one slot of the pool of {@code type} (internal name) with all that is made for it.
     */
    public int slotBytes(String type) {
        Line line = rooms.get(room(type)).get(type);
        return line.bytes / line.count;
    }

    /** Slot classes, internal names. */
    public List<String> slots() {
        List<String> slots = new ArrayList<>();
        for (Map<String, Line> lines : rooms.values()) {
            lines.forEach(
                    (owner, line) -> {
                        if (line.slots) {
                            slots.add(owner);
                        }
                    });
        }
        return slots;
    }

    /**
     * The table in Markdown, rooms and lines by bytes.
     *
     * @param whole every line, or else the pools alone and the rest of each room in one line
     */
    public String markdown(boolean whole) {
        StringBuilder out = new StringBuilder();
        out.append("| room | what | count | bytes each | bytes |\n");
        out.append("| --- | --- | ---: | ---: | ---: |\n");
        rooms().forEach(room -> room(out, room, whole));
        out.append(row("**total**", "", "", "", total()));
        return out.toString();
    }

    private void room(StringBuilder out, String room, boolean whole) {
        out.append(row("**" + room + "**", "", "", "", bytes(room)));
        int[] rest = {0};
        rooms.get(room).entrySet().stream()
                .sorted(Comparator.comparing(entry -> -entry.getValue().bytes))
                .forEach(
                        entry -> {
                            if (whole || entry.getValue().slots) {
                                out.append(line(entry.getKey(), entry.getValue()));
                            } else {
                                rest[0] += entry.getValue().bytes;
                            }
                        });
        if (rest[0] > 0 && rest[0] < bytes(room)) {
            out.append(row("", "everything else", "", "", rest[0]));
        }
    }

    private static String line(String type, Line line) {
        String name = type.substring(type.lastIndexOf('/') + 1);
        boolean one = line.count <= 1;
        String count = one ? "" : String.valueOf(line.count);
        return row("", name, count, one ? "" : number(line.bytes / line.count), line.bytes);
    }

    private static String row(String room, String what, String count, String each, int bytes) {
        return String.format(Locale.ROOT, ROW, room, what, count, each, bytes);
    }

    private static String number(int value) {
        return String.format(Locale.ROOT, "%,d", value);
    }
}
