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
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Each rule of the language profile, proved by planting what it must refuse and nothing else. */
class DeviceGateTest {
    @TempDir Path folder;

    /** A rule, the member that breaks it, and the body of a class that breaks it alone. */
    static Stream<Arguments> plants() {
        return Stream.of(
                // The library.
                plant(ApiRule.NAME, "f(", "static int f(int x) { return Integer.bitCount(x); }"),
                plant(
                        ApiRule.NAME,
                        "f(",
                        "static int f(int x) { return Integer.reverseBytes(x); }"),
                plant(
                        ApiRule.NAME,
                        "f(",
                        "static boolean f(Object a) { return java.util.Objects.equals(a, a); }"),
                plant(
                        ApiRule.NAME,
                        "f(",
                        "static void f(byte[] a) { java.util.Arrays.fill(a, (byte) 0); }"),
                plant(
                        ApiRule.NAME,
                        "f(",
                        "static void f(java.util.List l) { java.util.Collections.sort(l); }"),
                plant(ApiRule.NAME, "field", "java.math.BigInteger field;"),
                plant(ApiRule.NAME, "f(", "static void f() throws java.net.SocketException {}"),
                plant(
                        ApiRule.NAME,
                        "f(",
                        "static Object f() { return java.util.ArrayDeque.class; }"),
                plant(ApiRule.NAME, "f(", "static Object f() { return new java.util.BitSet[1]; }"),
                plant(
                        ApiRule.NAME,
                        "f(",
                        "static boolean f(Object o) { return o instanceof java.util.BitSet; }"),
                plant(ApiRule.NAME, "f(", "static Object f() { return \"a b\".split(\" \"); }"),
                // javac's hidden call.
                plant(
                        ApiRule.NAME,
                        "f(",
                        "class Inner {} static Object f(Plant p) { return p.new Inner(); }"),
                // A member that the super class of the class file's owner does not have either.
                plant(
                        ApiRule.NAME,
                        "f(",
                        "static class Sub extends java.util.ArrayList {}"
                                + " static void f(Sub s) { s.replaceAll(null); }"),
                // The language.
                plant(LanguageRule.DYNAMIC, "f(", "static Runnable f() { return () -> {}; }"),
                plant(
                        LanguageRule.DYNAMIC,
                        "f(",
                        "static Runnable f() { return Plant::g; } static void g() {}"),
                plant(
                        LanguageRule.INTERFACE_BODY,
                        "f(",
                        "interface I { default int f() { return 1; } }"),
                plant(
                        LanguageRule.INTERFACE_BODY,
                        "f(",
                        "interface I { static int f() { return 1; } }"),
                plant(LanguageRule.MONITOR, "f(", "synchronized void f() {}"),
                plant(LanguageRule.THREAD, "f(", "static void f() { Thread.yield(); }"),
                plant(LanguageRule.THREAD, "field", "Thread field;"),
                plant(LanguageRule.THREAD, "(class)", "static class T extends Thread {}"),
                plant(
                        LanguageRule.REFLECTION,
                        "f(",
                        "static Object f() throws ClassNotFoundException { return Class.forName(\"A\"); }"),
                plant(
                        LanguageRule.REFLECTION,
                        "f(",
                        "static Object f(Class c) throws Exception { return c.newInstance(); }"),
                plant(LanguageRule.REFLECTION, "field", "java.lang.reflect.Method field;"),
                plant(
                        LanguageRule.PRIMITIVE_CLASS,
                        "f(",
                        "static Object f() { return int.class; }"),
                plant(
                        LanguageRule.PRIMITIVE_CLASS,
                        "f(",
                        "static Object f() { return void.class; }"),
                plant(LanguageRule.BOXING, "f(", "static Object f(int x) { return x; }"),
                plant(LanguageRule.BOXING, "f(", "static int f(Integer x) { return x; }"),
                plant(LanguageRule.STATIC_STATE, "field", "static int field;"),
                // Law 7.
                plant(
                        LanguageRule.EXCEPTIONS,
                        "f(",
                        "static int f(int x) { try { return 1 / x; } catch (ArithmeticException e) { return 0; } }"),
                plant(
                        LanguageRule.EXCEPTIONS,
                        "f(",
                        "static void f(RuntimeException e) { throw e; }"),
                plant(
                        LanguageRule.EXCEPTIONS,
                        "f(",
                        "static void f() { try { g(); } finally { g(); } } static void g() {}"),
                // Floating point.
                plant(LanguageRule.FLOATING_POINT, "field", "float field;"),
                plant(LanguageRule.FLOATING_POINT, "field", "double[] field;"),
                plant(LanguageRule.FLOATING_POINT, "f(", "static void f(double x) {}"),
                plant(
                        LanguageRule.FLOATING_POINT,
                        "f(",
                        "static int f(int x) { return (int) (x * 1.5f); }"),
                plant(
                        LanguageRule.FLOATING_POINT,
                        "f(",
                        "static long f(long x) { return (long) (x / 3.0); }"),
                plant(
                        LanguageRule.FLOATING_POINT,
                        "f(",
                        "static int f(int x) { return (int) Math.sqrt(x); }"),
                // Objects.
                plant(ReferenceFieldRule.NAME, "(class)", references(0, 32)),
                plant(
                        ReferenceFieldRule.NAME,
                        "(class)",
                        "static class Up {"
                                + references(0, 16)
                                + "} static class Down extends Up {"
                                + references(16, 32)
                                + "}"),
                // Natives.
                plant(NativeRule.NAME, "f(", "static native int f();"),
                plant(
                        NativeRule.NAME,
                        "f(",
                        "static class InnerNatives { static native int f(); }"),
                // Initialisers.
                plant(
                        InitialiserCycleRule.NAME,
                        "<clinit>",
                        "static class A { static final int[] X = new int[B.Y.length]; }"
                                + " static class B { static final int[] Y = new int[A.X.length]; }"),
                plant(
                        InitialiserCycleRule.NAME,
                        "<clinit>",
                        "static class A { static final int[] X = new C().make(); }"
                                + " static class B { static final int[] Y = new int[A.X.length]; }"
                                + " static class C { int[] make() { return null; } }"
                                + " static class D extends C { int[] make() { return B.Y; } }"));
    }

    private static Arguments plant(String rule, String member, String body) {
        return arguments(rule, member, body);
    }

    private static String references(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> (i % 2 == 0 ? "Object o" : "byte[] o") + i + ";")
                .collect(Collectors.joining());
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("plants")
    void shouldRefuseWhatIsPlanted(String rule, String member, String body) throws IOException {
        assertRefused(rule, "Plant", member, compile("class Plant { " + body + " }"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "native int f();",
                "static native int f(); static native int f(int x);",
                "static native int f(int a, int b, int c, int d, int e, int g, int h, int i, int j,"
                        + " int k, int l, int m, int n, int o, int p, int q);",
                "static native int f(long[] x);",
                "static native int f(byte[][] x);",
                "static native int f(String x);",
                "static native byte[] f();",
                "static native void f();",
            })
    void shouldRefuseNativesThatNotEveryMachineBinds(String body) throws IOException {
        ClassSet classes = compile("class RadioNatives { " + body + " }");
        assertRefused(NativeRule.NAME, "RadioNatives", "f(", classes);
    }

    @Test
    void shouldRefuseAMonitor() {
        ClassSet classes = made(Opcodes.V1_8, Opcodes.MONITORENTER);
        assertRefused(LanguageRule.MONITOR, "Plant", "f(", classes);
    }

    @Test
    void shouldRefuseClassFilesOfNewerJava() {
        ClassSet classes = made(Opcodes.V11, Opcodes.POP);
        assertRefused(LanguageRule.CLASS_FILE, "Plant", "(class)", classes);
    }

    @Test
    void shouldSayTheLine() throws IOException {
        ClassSet classes =
                compile("class Plant {\nstatic int f(int x) {\nreturn (int) (x * 2f);\n}\n}");
        assertEquals(
                "org.mattermote.stack.codec.Plant f(I)I: [no floating point] I2F (line 4)",
                DeviceGate.device(classes).get(0).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "static byte[] f(byte[] a) { return a.clone(); }",
                "static int f(int a) { return Math.max(a, 3) >>> 1; }",
                "static void f(byte[] a) { System.arraycopy(a, 0, a, 1, 2); }",
                "static int f(Plant p) { return p.hashCode() + p.getClass().hashCode(); }",
                "static int f(Runnable r, byte[] a) { return r.hashCode() + a.hashCode(); }",
                "interface I { int X = 3; int f(); } static int f(I i) { return i.f() + i.hashCode(); }",
                "enum E { A, B }",
                "static class Up { int x; int f() { return x; } } static class Down extends Up {}"
                        + " static int f(Down d) { return d.x + d.f(); }",
                "static final int[] X = {1, 2}; static class B { static final int[] Y = {X[0]}; }",
                "static Object f() { return Plant.class; }",
                "static int f(org.bouncycastle.crypto.Digest d) { return d.getDigestSize(); }",
            })
    void shouldPassWhatEveryMachineTakes(String body) throws IOException {
        assertEquals(List.of(), DeviceGate.device(compile("class Plant { " + body + " }")));
    }

    @Test
    void shouldPassThirtyOneReferencesAndFifteenParameters() throws IOException {
        ClassSet classes =
                compile(
                        "class RadioNatives { "
                                + references(0, 31)
                                + " long count; static native int f(int a, byte[] b, short[] c, char[] d, int[] e,"
                                + " boolean[] g, long h, int i, int j, int k, int l, int m, int n,"
                                + " int o, int p); static native long g(boolean a); }");
        assertEquals(List.of(), DeviceGate.device(classes));
    }

    @Test
    void shouldRefuseAFolderWithoutClasses() {
        assertThrows(IllegalArgumentException.class, () -> DeviceGate.device(folder));
    }

    private ClassSet compile(String source) throws IOException {
        return Plants.compile(folder, "package org.mattermote.stack.codec;\n" + source);
    }

    /** {@code static void f(Object)} with one instruction on its argument. */
    private static ClassSet made(int version, int opcode) {
        ClassWriter type = new ClassWriter(0);
        String name = "org/mattermote/stack/codec/Plant";
        type.visit(version, Opcodes.ACC_SUPER, name, null, "java/lang/Object", null);
        MethodVisitor method =
                type.visitMethod(Opcodes.ACC_STATIC, "f", "(Ljava/lang/Object;)V", null, null);
        method.visitCode();
        method.visitVarInsn(Opcodes.ALOAD, 0);
        method.visitInsn(opcode);
        method.visitInsn(Opcodes.RETURN);
        method.visitMaxs(1, 1);
        method.visitEnd();
        type.visitEnd();
        return ClassSet.of(List.of(type.toByteArray()));
    }

    private static void assertRefused(String rule, String type, String member, ClassSet classes) {
        List<Refusal> refusals = DeviceGate.device(classes);
        assertEquals(
                Set.of(rule),
                refusals.stream().map(Refusal::rule).collect(Collectors.toSet()),
                refusals::toString);
        assertTrue(
                refusals.stream()
                        .map(Refusal::toString)
                        .anyMatch(
                                said ->
                                        said.startsWith("org.mattermote.stack.codec." + type)
                                                && said.contains(" " + member)
                                                && said.contains("[" + rule + "]")),
                refusals::toString);
    }
}
