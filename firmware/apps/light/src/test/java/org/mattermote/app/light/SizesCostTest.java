package org.mattermote.app.light;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.mattermote.firmware.ram.DeviceClasses;
import org.mattermote.firmware.ram.ObjectGraph;
import org.mattermote.firmware.ram.QuietBoot;
import org.mattermote.stack.Sizes;
import org.mattermote.stack.Stack;
import org.mattermote.stack.interact.InteractionSizes;

/** What the comments of the sizes say an entry costs, against the device with more of them. */
class SizesCostTest {
    private static final Path STACK = Path.of("../../../stack/src/main/java/org/mattermote/stack");

    private static final DeviceClasses DEVICE = DeviceClasses.holding(Stack.class, LightApp.class);

    /** A comment, and the size it is about. */
    private static final Pattern SIZE =
            Pattern.compile("/\\*\\*((?:(?!\\*/).)*)\\*/\\s*public int (\\w+) =", Pattern.DOTALL);

    private static final Pattern COST = Pattern.compile("([\\d,]+) B each");

    /** A comment need not be rewritten for every field. */
    private static final int TOLERANCE_PERCENT = 5;

    /** So many that alignment does not show. */
    private static final int MORE = 8;

    @Test
    void shouldSayWhatAnEntryCosts() throws IOException, ReflectiveOperationException {
        Map<String, Integer> said = new TreeMap<>(said(STACK.resolve("Sizes.java")));
        said.putAll(said(STACK.resolve("interact/InteractionSizes.java")));
        assertTrue(said.size() >= 12, said::toString);
        Map<String, Integer> measured = new TreeMap<>();
        int before = bytes(sizes());
        for (String name : said.keySet()) {
            Sizes sizes = sizes();
            Object owner = isOfInteraction(name) ? sizes.interaction : sizes;
            Field field = owner.getClass().getField(name);
            field.setInt(owner, field.getInt(owner) + MORE);
            measured.put(name, (bytes(sizes) - before) / MORE);
        }
        said.forEach(
                (name, bytes) -> {
                    int real = measured.get(name);
                    boolean close = Math.abs(bytes - real) <= TOLERANCE_PERCENT * real / 100;
                    assertTrue(close, name + ": said " + bytes + ", measured " + measured);
                });
    }

    /** With working memory for the longest record of all, so that it is no entry's. */
    private static Sizes sizes() {
        Sizes sizes = new Sizes();
        sizes.storageBuffer = 16384;
        return sizes;
    }

    private static boolean isOfInteraction(String name) {
        for (Field field : InteractionSizes.class.getFields()) {
            if (field.getName().equals(name)) {
                return true;
            }
        }
        return false;
    }

    private static int bytes(Sizes sizes) {
        ObjectGraph graph = new ObjectGraph(DEVICE, SizesCostTest.class.getClassLoader());
        new QuietBoot(LightApp.class.getName()).unsealed(sizes).forEach(graph::walk);
        return graph.tally().bytes();
    }

    private static Map<String, Integer> said(Path source) throws IOException {
        Map<String, Integer> said = new TreeMap<>();
        Matcher sizes = SIZE.matcher(Files.readString(source));
        while (sizes.find()) {
            Matcher cost = COST.matcher(sizes.group(1).replaceAll("\\s*\\n\\s*\\*\\s*", " "));
            if (cost.find()) {
                said.put(sizes.group(2), Integer.valueOf(cost.group(1).replace(",", "")));
            }
        }
        return said;
    }
}
