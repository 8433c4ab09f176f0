package org.mattermote.bsp.teavm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The project in {@code vm-microej}, as far as it can be looked at without MicroEJ's SDK. */
class MicroEjPortTest {
    private static final Path ROOT = Path.of("../..");
    private static final Path PROJECT = ROOT.resolve("platform-bsp/vm-microej");
    private static final Path PORT = PROJECT.resolve("src/main/c/port.c");
    private static final Path IMAGE = ROOT.resolve("firmware/image/src/main/java");
    private static final Path NATIVES = ROOT.resolve("platform-bsp/natives/src/main/java");
    private static final String BENCH = "BenchNatives.java";

    private static final Pattern NATIVE =
            Pattern.compile("static native (\\w+) (\\w+)\\(([^)]*)\\);");
    private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");
    private static final Pattern MACRO = Pattern.compile("(?m)^#define (\\w+)\\(name\\) (\\w+)##");
    private static final Pattern SOURCES = Pattern.compile("\"(\\.\\.[\\w./-]*/java)\"");
    private static final Pattern IMAGE_FILES = Pattern.compile("val image = setOf\\((.*)\\)");

    /** C prototypes of all natives of the device's Java, by name. */
    private static SortedMap<String, String> prototypes() throws IOException {
        SortedMap<String, String> found = new TreeMap<>();
        for (Path folder : List.of(NATIVES, IMAGE)) {
            for (Path file : files(folder)) {
                // What only `mote bench` has is no part of a device.
                if (file.toString().endsWith("Natives.java") && !file.endsWith(BENCH)) {
                    String text = Files.readString(file);
                    Matcher in = PACKAGE.matcher(text);
                    assertTrue(in.find());
                    String type = file.getFileName().toString().replace(".java", "");
                    String prefix = "Java_" + in.group(1).replace('.', '_') + "_" + type + "_";
                    Matcher method = NATIVE.matcher(text);
                    while (method.find()) {
                        String symbol = prefix + method.group(2);
                        found.put(
                                symbol,
                                "extern "
                                        + c(method.group(1))
                                        + " "
                                        + symbol
                                        + "("
                                        + parameters(method.group(3))
                                        + ");");
                    }
                }
            }
        }
        return found;
    }

    private static String parameters(String java) {
        if (java.isBlank()) {
            return "void";
        }
        return Stream.of(java.split(","))
                .map(parameter -> c(parameter.trim().split("\\s+")[0]))
                .collect(Collectors.joining(", "));
    }

    private static String c(String java) {
        return java.endsWith("[]") ? "j" + java.replace("[]", "*") : "j" + java;
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).sorted().collect(Collectors.toList());
        }
    }

    /** The names of all functions that the skeleton defines. */
    private static TreeSet<String> functions() throws IOException {
        String text = Files.readString(PORT);
        Matcher macro = MACRO.matcher(text);
        while (macro.find()) {
            text =
                    text.replaceAll(
                            "\\b" + macro.group(1) + "\\((\\w+)\\)\\(", macro.group(2) + "$1(");
        }
        TreeSet<String> found = new TreeSet<>();
        Matcher function = Pattern.compile("(?m)^j\\w+ (Java_\\w+)\\(").matcher(text);
        while (function.find()) {
            found.add(function.group(1));
        }
        return found;
    }

    @Test
    void shouldHaveAFunctionForEachNativeAndNoOther() throws IOException {
        assertEquals(String.join("\n", prototypes().keySet()), String.join("\n", functions()));
    }

    @Test
    void shouldCompileWithThePrototypesOfTheJava(@TempDir Path folder)
            throws IOException, InterruptedException {
        String compiler = "arm-none-eabi-gcc";
        assumeTrue(
                Stream.of(System.getenv("PATH").split(":"))
                        .anyMatch(path -> Files.isExecutable(Path.of(path, compiler))),
                compiler + " is not here");
        Path header = folder.resolve("prototypes.h");
        Files.writeString(
                header, "#include \"sni.h\"\n" + String.join("\n", prototypes().values()) + "\n");
        Process process =
                new ProcessBuilder(
                                compiler,
                                "-mcpu=cortex-m4",
                                "-mthumb",
                                "-std=gnu11",
                                "-Wall",
                                "-Werror",
                                "-fsyntax-only",
                                "-I" + PROJECT.resolve("src/main/c/open"),
                                "-include",
                                header.toString(),
                                PORT.toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), said);
    }

    @Test
    void shouldNameSourcesThatNeedNothingElse(@TempDir Path folder) throws IOException {
        String script = Files.readString(PROJECT.resolve("build.gradle.kts"));
        Matcher named = IMAGE_FILES.matcher(script);
        assertTrue(named.find());
        String image = named.group(1);
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "--release",
                                "8",
                                "-nowarn",
                                "-proc:none",
                                "-d",
                                folder.toString()));
        Matcher sources = SOURCES.matcher(script);
        while (sources.find()) {
            Path root = PROJECT.resolve(sources.group(1)).normalize();
            for (Path file : files(root)) {
                boolean ours =
                        !root.endsWith(Path.of("firmware/image/src/main/java"))
                                || image.contains("\"" + file.getFileName() + "\"")
                                        && file.getParent()
                                                .endsWith("org/mattermote/firmware/image");
                if (ours && file.toString().endsWith(".java")) {
                    arguments.add(file.toString());
                }
            }
        }
        int status =
                ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, arguments.toArray(new String[0]));
        assertEquals(0, status);
        assertTrue(Files.exists(folder.resolve("org/mattermote/firmware/image/LightImage.class")));
    }
}
