package org.mattermote.firmware.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code mote new} writes compiles, is formatted, and passes its tests and the gates. */
class NewTest {
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final String GENERATOR = "stack/generator";
    private static final int MINUTES = 15;

    @TempDir Path folder;

    private record Run(int exit, String output) {}

    private static Run run(Path in, String... command) throws Exception {
        Process process =
                new ProcessBuilder(command)
                        .directory(in.toFile())
                        .redirectErrorStream(true)
                        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(MINUTES, TimeUnit.MINUTES));
        return new Run(process.exitValue(), output);
    }

    @BeforeAll
    static void needsTheModel() {
        Path model = ROOT.resolve(GENERATOR).resolve("node_modules/@matter/model");
        assumeTrue(Files.isDirectory(model), "npm ci in stack/generator was not run");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cluster; cluster NAME|0xID, for example",
                "cluster Toaster; Toaster is no cluster of the model",
                "cluster Fan; perhaps FanControl",
                "cluster 0x0006; On/Off is there already",
                "cluster FanControl --fast; --fast is unknown",
                "app; app NAME --device-type NAME|0xID",
                "app Fan --device-type Fan; a name is small letters",
                "app light --device-type Fan; app light is there already",
                "app x --device-type Nope; Nope is no device type of the model",
                "app x --device-type RootNode; Root Node is no application",
                "app x --device-type Oven; write this app by hand",
                "window; window is unknown; cluster NAME|0xID",
            })
    void shouldRefuseInOneLine(String line) throws Exception {
        String[] parts = line.split("; ", 2);
        Run run = run(ROOT, command(ROOT, parts[0].split(" ")));
        assertEquals(2, run.exit(), run.output());
        assertEquals(1, run.output().lines().count(), run.output());
        assertTrue(run.output().startsWith("mote: new: "), run.output());
        assertTrue(run.output().contains(parts[1]), run.output());
    }

    private static String[] command(Path root, String... arguments) {
        String script = root.resolve(GENERATOR).resolve("new.mjs").toString();
        return Stream.concat(Stream.of("node", script), Stream.of(arguments))
                .toArray(String[]::new);
    }

    @Test
    @Tag("long")
    void shouldWriteWhatCompilesAndPasses() throws Exception {
        copyTree();
        List<String> wanted =
                List.of(
                        "cluster DoorLock",
                        "app bedroom-fan --device-type Fan",
                        "app my-lamp --device-type DimmableLight",
                        "app wall-switch --device-type 0x0103");
        for (String line : wanted) {
            Run run = run(folder, command(folder, line.split(" ")));
            assertEquals(0, run.exit(), run.output());
        }
        maven("spotless:apply");
        maven(
                "test",
                "-Dtest=DoorLockClusterTest,FanControlClusterTest,GeneratedSpec*Test,GateTest,"
                        + "BedroomFanAppTest,MyLampAppTest,WallSwitchAppTest,AppsTest",
                "-Dsurefire.failIfNoSpecifiedTests=false");
    }

    private void maven(String... arguments) throws Exception {
        String[] command =
                Stream.concat(Stream.of("mvn", "-o", "-q", "-B"), Stream.of(arguments))
                        .toArray(String[]::new);
        Run run = run(folder, command);
        assertEquals(0, run.exit(), run.output());
    }

    /** What git has, and what it would take, without what was built. */
    private void copyTree() throws Exception {
        Run list = run(ROOT, "git", "ls-files", "-co", "--exclude-standard");
        assumeTrue(list.exit() == 0, "no git here");
        for (String name : list.output().lines().toList()) {
            Path to = folder.resolve(name);
            if (Files.isRegularFile(ROOT.resolve(name))) {
                Files.createDirectories(to.getParent());
                Files.copy(ROOT.resolve(name), to);
            }
        }
        Path modules = Path.of(GENERATOR, "node_modules");
        Files.createSymbolicLink(folder.resolve(modules), ROOT.resolve(modules));
    }
}
