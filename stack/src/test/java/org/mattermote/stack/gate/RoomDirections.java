package org.mattermote.stack.gate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.Remapper;
import org.objectweb.asm.tree.ClassNode;

/**
 * Who may know whom. Inside the stack, an arrow points to what is known:
 *
 * <pre>
 * every room -> port, mem
 * codec <- crypto <- fabric <- message <- transport <- exchange <- secure
 * model <- interact <- cluster <- commission, icd, ota, diag, time, tls <- Stack
 * interact -> exchange      cluster -> fabric      model -> codec      commission -> secure
 * </pre>
 *
 * <p>In webrtc-lite: {@code text <- ice <- sdp <- every other room}.
 *
 * <p>An arrow goes on: a room may know what the rooms it knows may know. The exception is {@code
 * cluster}: of the first row it knows {@code fabric} and what is below, so that no cluster sends.
 * Around the stack: a platform knows {@code port} (and {@code mem}, whose spans a port may carry),
 * an app the stack, firmware everything.
 */
public final class RoomDirections implements Rule {
    public static final String NAME = "room directions";

    private static final String STACK = "org/mattermote/stack/";
    private static final String[] FIRST_ROW = {
        "codec", "crypto", "fabric", "message", "transport", "exchange", "secure"
    };

    private static final String WEBRTC = "org/mattermote/webrtc/";

    /** Of webrtc-lite: each knows those before it, and all others know these. */
    private static final List<String> TEXT_ROOMS = List.of("text", "ice", "sdp");

    private static final Map<String, Set<String>> ROOMS = rooms();

    private static Map<String, Set<String>> rooms() {
        Map<String, Set<String>> rooms = new LinkedHashMap<>();
        Set<String> below = new TreeSet<>(Set.of("port", "mem"));
        rooms.put("port", Set.copyOf(below));
        rooms.put("mem", Set.copyOf(below));
        for (String room : FIRST_ROW) {
            rooms.put(room, Set.copyOf(below));
            below.add(room);
        }
        rooms.put("model", with(Set.of("port", "mem"), "codec"));
        rooms.put("interact", with(rooms.get("exchange"), "exchange", "model"));
        rooms.put("cluster", with(rooms.get("fabric"), "fabric", "model", "interact"));
        for (String room : new String[] {"commission", "icd", "ota", "diag", "time", "tls"}) {
            rooms.put(room, with(rooms.get("interact"), "interact", "cluster"));
        }
        rooms.put("commission", with(rooms.get("commission"), "secure"));
        return rooms;
    }

    private static Set<String> with(Set<String> known, String... more) {
        Set<String> all = new TreeSet<>(known);
        all.addAll(Set.of(more));
        return Set.copyOf(all);
    }

    @Override
    public void check(ClassSet classes, Consumer<Refusal> refused) {
        for (ClassNode type : classes.classes()) {
            for (String used : used(type)) {
                String wrong = wrong(type.name, used);
                if (wrong != null) {
                    refused.accept(new Refusal(type.name, "(class)", NAME, wrong));
                }
            }
        }
    }

    /** Every type the class file names. */
    private static Set<String> used(ClassNode type) {
        Set<String> names = new TreeSet<>();
        Remapper collector =
                new Remapper() {
                    @Override
                    public String map(String name) {
                        names.add(name);
                        return name;
                    }
                };
        type.accept(new ClassRemapper(new ClassWriter(0), collector));
        return names;
    }

    private static String wrong(String from, String to) {
        if (!to.startsWith("org/mattermote/")) {
            return null;
        }
        String said = to.replace('/', '.');
        if (from.startsWith(STACK)) {
            if (!to.startsWith(STACK)) {
                return "the stack knows " + said;
            }
            String knower = room(from);
            String known = room(to);
            if (knower.isEmpty() || knower.equals(known)) {
                return null;
            }
            if (known.isEmpty()) {
                return knower + " knows " + said + ", which is above the rooms";
            }
            if (!ROOMS.containsKey(knower)) {
                return knower + " is no room of the stack";
            }
            return ROOMS.get(knower).contains(known) ? null : knower + " knows " + said;
        }
        if (from.startsWith("org/mattermote/bsp/")) {
            boolean allowed =
                    to.startsWith("org/mattermote/bsp/")
                            || to.startsWith(STACK + "port/")
                            || to.startsWith(STACK + "mem/");
            return allowed ? null : "a platform knows " + said;
        }
        if (from.startsWith(WEBRTC)) {
            boolean allowed = to.startsWith(WEBRTC) || to.startsWith(STACK);
            return allowed && !isAbove(from, to) ? null : "webrtc-lite knows " + said;
        }
        if (from.startsWith("org/mattermote/app/")) {
            boolean allowed =
                    to.startsWith(appOf(from)) || to.startsWith(WEBRTC) || to.startsWith(STACK);
            return allowed ? null : "an app knows " + said;
        }
        boolean judged = from.startsWith("org/mattermote/firmware/") || !to.equals(from);
        return judged ? null : "is in no package of the house";
    }

    /** Whether {@code from} is a room for text, and {@code to} another room that comes after it. */
    private static boolean isAbove(String from, String to) {
        int knower = TEXT_ROOMS.indexOf(webrtcRoom(from));
        if (knower < 0 || !to.startsWith(WEBRTC)) {
            return false;
        }
        int known = TEXT_ROOMS.indexOf(webrtcRoom(to));
        return known < 0 || known > knower;
    }

    private static String webrtcRoom(String type) {
        int end = type.indexOf('/', WEBRTC.length());
        return end < 0 ? "" : type.substring(WEBRTC.length(), end);
    }

    /**
     * {@code codec} for {@code org/mattermote/stack/codec/TlvReader}; empty for what is above the
     * rooms.
     */
    private static String room(String type) {
        int end = type.indexOf('/', STACK.length());
        return end < 0 ? "" : type.substring(STACK.length(), end);
    }

    /** {@code org/mattermote/app/light/} for every class of the light. */
    private static String appOf(String type) {
        int start = "org/mattermote/app/".length();
        int end = type.indexOf('/', start);
        return end < 0 ? type : type.substring(0, end + 1);
    }
}
