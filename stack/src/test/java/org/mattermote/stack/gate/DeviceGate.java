package org.mattermote.stack.gate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The gates a module passes.
 *
 * <p>{@link #device} is for device code: the language profile that TeaVM, a JVM and a MicroEJ VM
 * share, the laws a class file shows, and the directions between rooms. {@link #host} is for host
 * code: the directions alone.
 *
 * <p>Not judged here, because it takes the whole closed world from {@code poll} on: allocation and
 * string literals reachable after boot: {@link AllocationGate}. A call with variable arguments
 * leaves no mark in a class file but the array it allocates, so it is judged there too.
 */
public final class DeviceGate {
    private static final List<Rule> DIRECTIONS = List.of(new RoomDirections());
    private static final List<Rule> DEVICE =
            List.of(
                    new ApiRule(),
                    new LanguageRule(),
                    new ReferenceFieldRule(),
                    new NativeRule(),
                    new InitialiserCycleRule(),
                    new RoomDirections());

    private DeviceGate() {}

    /**
     * What is refused in the device code below {@code folder}; fails if there is no class at all.
     */
    public static List<Refusal> device(Path folder) {
        return judge(DEVICE, notEmpty(folder));
    }

    /** What is refused in the host code below {@code folder}; fails if there is no class at all. */
    public static List<Refusal> host(Path folder) {
        return judge(DIRECTIONS, notEmpty(folder));
    }

    static List<Refusal> device(ClassSet classes) {
        return judge(DEVICE, classes);
    }

    private static ClassSet notEmpty(Path folder) {
        ClassSet classes = ClassSet.of(folder);
        if (classes.classes().isEmpty()) {
            throw new IllegalArgumentException("no class files below " + folder.toAbsolutePath());
        }
        return classes;
    }

    private static List<Refusal> judge(List<Rule> rules, ClassSet classes) {
        List<Refusal> refusals = new ArrayList<>();
        rules.forEach(rule -> rule.check(classes, refusals::add));
        return refusals;
    }
}
