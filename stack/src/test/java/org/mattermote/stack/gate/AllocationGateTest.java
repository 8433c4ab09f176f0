package org.mattermote.stack.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The allocation gate, proved by planting what it must refuse and nothing else. */
class AllocationGateTest {
    private static final String HEAD = "package org.mattermote.stack.codec;\n";
    private static final List<String> POLL = List.of("org.mattermote.stack.codec.Plant.poll(J)J");

    @TempDir Path folder;

    /** A rule, and the body of a method {@code run()} that breaks it alone. */
    static Stream<Arguments> plants() {
        return Stream.of(
                arguments(AllocationGate.OBJECT, "kept = new Object();"),
                arguments(AllocationGate.OBJECT, "kept = new Plant();"),
                arguments(AllocationGate.ARRAY, "kept = new byte[1];"),
                arguments(AllocationGate.ARRAY, "if (cold == 77) { kept = new byte[1]; }"),
                arguments(
                        AllocationGate.ARRAY,
                        "switch (cold) { case 5: kept = new int[] {1}; break; default: }"),
                arguments(AllocationGate.ARRAY, "kept = new Object[2];"),
                arguments(AllocationGate.ARRAY, "kept = new byte[3][];"),
                arguments(AllocationGate.ARRAY, "kept = new byte[3][2];"),
                arguments(AllocationGate.ARRAY, "kept = bytes.clone();"),
                arguments(AllocationGate.ARRAY, "varied(); "),
                arguments(AllocationGate.ARRAY, "varied(1, 2);"),
                arguments(AllocationGate.BOXING, "kept = cold;"),
                arguments(AllocationGate.BOXING, "kept = Long.valueOf(cold);"),
                arguments(AllocationGate.STRING_BUILDING, "kept = text + cold;"),
                arguments(AllocationGate.STRING_BUILDING, "kept = builder.append(cold);"),
                arguments(AllocationGate.STRING_BUILDING, "kept = text.concat(text);"),
                arguments(AllocationGate.STRING_BUILDING, "kept = String.valueOf(cold);"),
                arguments(AllocationGate.STRING_LITERAL, "kept = \"text\";"),
                arguments(AllocationGate.DYNAMIC, "kept = (Runnable) () -> {};"),
                arguments(AllocationGate.DYNAMIC, "kept = (Runnable) Plant::still;"),
                arguments(AllocationGate.LIBRARY, "cold = Integer.parseInt(text);"),
                arguments(AllocationGate.LIBRARY, "cold = kept.hashCode();"),
                arguments(AllocationGate.LIBRARY, "list.add(kept);"),
                arguments(AllocationGate.LIBRARY, "runnable.run();"),
                arguments(AllocationGate.LIBRARY, "digest.reset();"));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("plants")
    void shouldRefuseWhatIsPlanted(String rule, String body) throws IOException {
        List<Refusal> refusals = judge(plant("run();", body));
        assertEquals(
                Set.of(rule),
                refusals.stream().map(Refusal::rule).collect(Collectors.toSet()),
                refusals::toString);
        assertTrue(refusals.get(0).toString().endsWith(", Plant.poll > Plant.run"));
    }

    @Test
    void shouldSayTheWayFromPoll() throws IOException {
        ClassSet classes =
                compile(
                        "class Plant { long poll(long now) { return Middle.go(this); } }",
                        "class Middle { static long go(Plant p) { return new Leaf[1].length; } }",
                        "class Leaf {}");
        assertEquals(
                List.of(
                        "org.mattermote.stack.codec.Middle go(Lorg/mattermote/stack/codec/Plant;)J:"
                                + " [no array after boot] new org.mattermote.stack.codec.Leaf[]"
                                + " (line 2), Plant.poll > Middle.go"),
                judge(classes).stream().map(Refusal::toString).toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Whoever implements it; also where a class above it has the body.
                "interface Hook { void call(); } Hook hook;"
                        + " static class One implements Hook { public void call() { kept = new int[1]; } }",
                "interface Hook { void call(); } Hook hook;"
                        + " static class Up { public void call() { kept = new int[1]; } }"
                        + " static class One extends Up implements Hook {}",
                "static abstract class Hook { abstract void call(); } Hook hook;"
                        + " static class Up extends Hook { void call() {} }"
                        + " static class One extends Up { void call() { kept = new int[1]; } }",
                "static class Hook { void call() { kept = new int[1]; } } Hook hook;"
                        + " static class One extends Hook { void call() { super.call(); } }",
            })
    void shouldFollowAVirtualCallToEveryBody(String members) throws IOException {
        ClassSet classes =
                compile(
                        "class Plant { static Object kept; "
                                + members
                                + " long poll(long now) { hook.call(); return now; } }");
        assertEquals(
                Set.of(AllocationGate.ARRAY),
                judge(classes).stream().map(Refusal::rule).collect(Collectors.toSet()));
    }

    @Test
    void shouldFollowALibraryCallIntoTheWorld() throws IOException {
        List<Refusal> refusals =
                judge(
                        compile(
                                "class Plant { Object o; static Object kept;"
                                        + " public int hashCode() { kept = new int[1]; return 1; }"
                                        + " long poll(long now) { return o.hashCode(); } }"));
        assertEquals(
                Set.of(AllocationGate.ARRAY, AllocationGate.LIBRARY),
                refusals.stream().map(Refusal::rule).collect(Collectors.toSet()));
    }

    @Test
    void shouldEndAtPortsAndNotWalkWhatRanBefore() throws IOException {
        ClassSet classes =
                compile(
                        "import org.mattermote.stack.port.*; class Plant {"
                                + " static final byte[] TABLE = {1, 2};"
                                + " final byte[] own = new byte[5]; final DatagramPort udp;"
                                + " Plant(DatagramPort udp) { this.udp = udp; }"
                                + " void start() { own[0] = (byte) new byte[1].length; }"
                                + " long poll(long now) { udp.send(own, 0, TABLE[0], null);"
                                + " System.arraycopy(own, 0, TABLE, 0, 1);"
                                + " return Math.min(now, Math.max(1L, 2L)); } }");
        assertEquals(List.of(), judge(classes));
    }

    @Test
    void shouldWalkBouncyCastle() throws IOException {
        String imports = "import org.bouncycastle.math.raw.Nat256; ";
        String head = "class Plant { static int[] a, b, c; long poll(long now) { ";
        String pure = "Nat256.mul(a, b, c); Nat256.square(a, c); return now; } }";
        assertEquals(List.of(), judge(compile(imports + head + pure)));
        List<Refusal> refusals =
                judge(compile(imports + head + "a = Nat256.create(); return now; } }"));
        assertEquals(
                List.of("Plant.poll > Nat256.create"),
                refusals.stream().map(r -> r.detail().split(", ")[1]).toList());
    }

    @Test
    void shouldPassWhatOnlyReachesAThrowWhereItIsListed() throws IOException {
        String poll = "class Plant { static Object kept; long poll(long now) { ";
        ClassSet thrown =
                compile(
                        poll
                                + "if (now < 0) { String m = now == -1 ? \"a\" : \"b\";"
                                + " throw new IllegalStateException(m); } return now; } }");
        assertEquals(
                Set.of(AllocationGate.OBJECT, AllocationGate.STRING_LITERAL),
                judge(thrown).stream().map(Refusal::rule).collect(Collectors.toSet()));
        assertEquals(List.of(), judgeWithListedPoll(thrown));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Returns on one way.
                "Object o = new Object(); if (now < 0) { throw new Error(); } return now;",
                // Made again and again before it throws.
                "while (true) { kept = new Object(); if (kept == this) { throw new Error(); } }",
            })
    void shouldRefuseWhatMayNotThrowThoughItIsListed(String body) throws IOException {
        ClassSet classes =
                compile("class Plant { static Object kept; long poll(long now) { " + body + " } }");
        assertEquals(
                List.of("new java.lang.Object"),
                judgeWithListedPoll(classes).stream()
                        .map(r -> r.detail().split(" \\(")[0])
                        .toList());
    }

    @Test
    void shouldFailWithoutItsRoot() throws IOException {
        ClassSet classes = compile("class Plant { void poll() {} }");
        assertThrows(IllegalArgumentException.class, () -> judge(classes));
    }

    private ClassSet plant(String poll, String run) throws IOException {
        return compile(
                "class Plant { static Object kept; static byte[] bytes; static int cold;"
                        + " static String text; static StringBuilder builder;"
                        + " static java.util.ArrayList list; static Runnable runnable;"
                        + " static org.bouncycastle.crypto.Digest digest;"
                        + " static void varied(int... numbers) {} static void still() {}"
                        + " long poll(long now) { "
                        + poll
                        + " return now; }\nstatic void run() { "
                        + run
                        + " } }");
    }

    private ClassSet compile(String... sources) throws IOException {
        String[] whole = Stream.of(sources).map(source -> HEAD + source).toArray(String[]::new);
        return Plants.compile(folder, whole);
    }

    private static List<Refusal> judge(ClassSet classes) {
        return AllocationGate.judge(classes, POLL).refusals();
    }

    private static List<Refusal> judgeWithListedPoll(ClassSet classes) {
        ReasonList listed =
                ReasonList.ofMember("org/mattermote/stack/codec/Plant.poll(J)J", "a fault");
        return AllocationGate.judge(classes, POLL, listed).refusals();
    }
}
