package org.mattermote.bsp.teavm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Turns what TeaVM wrote into C for a device: one translation unit, {@value #UNIT}, with its own
 * runtime instead of TeaVM's; descriptors of classes and constant arrays are constants, which a
 * linker puts into flash.
 */
final class GeneratedC {
    static final String UNIT = "image.c";

    /** Methods of the Java runtime that the C runtime has instead. */
    private static final String REPLACED =
            "meth_(?:otr_Allocator_\\w+|otr_ExceptionHandling_\\w+|jl_System_(?:fastA|a)rraycopy)";

    private static final Pattern DEFINITION =
            Pattern.compile("(?m)^(\\w[\\w *]*?)\\b(" + REPLACED + ")\\((.*)\\) \\{$");
    private static final Pattern DESCRIPTOR =
            Pattern.compile("(?m)^alignas\\(8\\) (\\w+) (\\w+_Cls) = \\{$");
    private static final Pattern DESCRIPTOR_FIELD =
            Pattern.compile(
                    "(?m)^\\s*\\.(?:flags|modifiers|arrayType|isSupertypeOf|superclass|layout"
                            + "|enumValues|services|name|simpleName|init|classObject|next"
                            + "|superinterfaceCount|superinterfaces|reflection|declaringClass"
                            + "|enclosingClass|itemType) = .*?,?$\\n");

    /** Nobody outside of the one unit calls them: the C compiler may do as it likes. */
    private static final Pattern OURS =
            Pattern.compile(
                    "(?m)^(?:extern )?((?:\\w[\\w *]*[ *])(?:java_)?(?:meth|supertypeof)_\\w+\\([^;{]*\\)(?: \\{|;))$");

    private static final Pattern DESCRIPTOR_DECLARATION =
            Pattern.compile("(?m)^extern (\\w+) (\\w+_Cls);$");
    private static final Pattern CONSTANT =
            Pattern.compile(
                    "(?m)^    (sfld_\\w+) = TEAVM_WITH_CALL_SITE_ID\\(\\d+,"
                            + " teavm_fill(Byte|Boolean|Short|Char|Int|Long)Array\\("
                            + "(?:TEAVM_WITH_CALL_SITE_ID\\(\\d+, )?meth_otr_Allocator_allocateArray"
                            + "\\(&(Arr_\\w)_Cls, (?:INT32_C\\()?(\\d+)\\)?\\)\\)?, (.*)\\)\\);$");

    /** A table of one item, which TeaVM does not fill: allocated, set, kept. */
    private static final Pattern CONSTANT_OF_ONE =
            Pattern.compile(
                    "(?m)^    (teavm_local_\\d+) = TEAVM_WITH_CALL_SITE_ID\\(\\d+,"
                            + " (meth_otr_Allocator_allocateArray\\(&Arr_([BSCI])_Cls,"
                            + " INT32_C\\(1\\)\\))\\);\\n"
                            + "    TEAVM_ARRAY_AT\\(\\1, \\w+, INT32_C\\(0\\)\\) = (INT32_C\\(-?\\d+\\));\\n"
                            + "    (sfld_\\w+) = \\1;$");

    private static final Map<String, String> FILLED =
            Map.of("B", "Byte", "S", "Short", "C", "Char", "I", "Int");

    /** Whether a class is that of an array of base type: there is one class of each. */
    private static final Pattern ITEM_ASKED =
            Pattern.compile(
                    "(?m)^    TeaVM_Class\\* itemType = cls->itemType;\\n.*\\n"
                            + "    return itemType == &(\\w)_Cls;$");

    /** What is null whatever happens, TeaVM turns into an exception. */
    private static final Pattern NULL_MADE =
            Pattern.compile(
                    "(?m)^\\s*\\w+ = TEAVM_WITH_CALL_SITE_ID\\(\\d+, meth_otr_Allocator_allocate"
                            + "\\(&jl_NullPointerException_Cls\\)\\);$");

    private static final Pattern NULL_CONSTRUCTED =
            Pattern.compile(
                    "(?m)^\\s*TEAVM_WITH_CALL_SITE_ID\\(\\d+, meth_jl_NullPointerException__init_"
                            + "\\(\\w+\\)\\);$\\n");

    private static final Pattern CLASS_INITIALISER =
            Pattern.compile("(?m)^    (meth_\\w+__clinit_)\\(\\);$");

    private static final Map<String, String> ITEMS =
            Map.of(
                    "Byte", "int8_t",
                    "Boolean", "int8_t",
                    "Short", "int16_t",
                    "Char", "char16_t",
                    "Int", "int32_t",
                    "Long", "int64_t");

    private final Path folder;
    private final String mainClass;
    private final Set<String> booleans;
    private final Map<String, String> texts = new TreeMap<>();
    private final StringBuilder constants = new StringBuilder();
    private final Set<String> constantNames = new HashSet<>();

    /**
     * @param booleans "class field" of each field that is one, the class as TeaVM names it in C
     */
    GeneratedC(Path folder, String mainClass, Set<String> booleans) {
        this.folder = folder;
        this.mainClass = mainClass;
        this.booleans = booleans;
    }

    /**
     * @return classes whose initialisers need each other: symbols with commas
     */
    List<String> rewrite(Path runtime, String prototypes) throws IOException {
        read();
        FastMethods fast = new FastMethods(runtime);
        for (Map.Entry<String, String> file : texts.entrySet()) {
            if (file.getKey().endsWith(".c")) {
                file.setValue(liftConstants(file.getValue()));
            }
        }
        for (Map.Entry<String, String> file : texts.entrySet()) {
            String text = fast.rename(file.getKey(), adapt(file.getKey(), file.getValue()));
            file.setValue(OURS.matcher(text).replaceAll("static $1"));
        }
        Unborn.drop(texts);
        References.narrow(texts);
        Fields.arrange(texts, booleans);
        String main = texts.remove("main.c");
        List<String> units =
                texts.keySet().stream()
                        .filter(name -> name.endsWith(".c") && isOurs(name))
                        .collect(Collectors.toList());
        MethodTables.shorten(texts, units);
        dropRuntime();
        for (Map.Entry<String, String> file : texts.entrySet()) {
            Files.writeString(folder.resolve(file.getKey()), file.getValue());
        }
        for (String name : List.of("board.h", "core.h", "fault.h", "fault.c", "runtime.c")) {
            Files.copy(runtime.resolve(name), folder.resolve(name));
        }
        fast.copy(folder);
        Files.writeString(folder.resolve("natives.h"), prototypes);
        Files.writeString(
                folder.resolve("runtime.h"),
                "#pragma once\n#include \"core.h\"\n#include \"natives.h\"\n"
                        + "#include \"constants.h\"\n#include \"fast.h\"\n"
                        + "#include \"reserve.h\"\n");
        Files.writeString(folder.resolve("constants.h"), constants());
        for (String empty :
                List.of(
                        "arrayclass.h",
                        "time.h",
                        "log.h",
                        "fiber.h",
                        "heaptrace.h",
                        "string.h",
                        "memory.h",
                        "exceptions.h",
                        "reflection.h",
                        "reflection_gen.h")) {
            Files.writeString(folder.resolve(empty), "#pragma once\n#include \"runtime.h\"\n");
        }
        Initialisers initialisers = initialisers(main);
        Files.writeString(folder.resolve(UNIT), unit(initialisers, units));
        return initialisers.rings();
    }

    private void read() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(Files::isRegularFile).collect(Collectors.toList());
        }
        for (Path file : files) {
            String name = folder.relativize(file).toString();
            if (name.matches("[acp]/.*|main\\.c|strings\\.[ch]")) {
                texts.put(name, Files.readString(file, StandardCharsets.UTF_8));
            }
        }
    }

    /** Whether a file holds what a device may need; the rest is threads and the collector. */
    private static boolean isOurs(String name) {
        return !name.startsWith("c/o/t/")
                && !name.matches("c/j/l/(?:Thread|System|Class|r/|.*Exception|Throwable).*");
    }

    /** Takes tables out of class initialisers; a table that is set elsewhere stays what it is. */
    private String liftConstants(String original) {
        String text =
                CONSTANT_OF_ONE
                        .matcher(original)
                        .replaceAll(
                                one ->
                                        "    "
                                                + one.group(5)
                                                + " = TEAVM_WITH_CALL_SITE_ID(0, teavm_fill"
                                                + FILLED.get(one.group(3))
                                                + "Array("
                                                + one.group(2)
                                                + ", "
                                                + one.group(4)
                                                + "));");
        Matcher matcher = CONSTANT.matcher(text);
        StringBuilder rest = new StringBuilder();
        while (matcher.find()) {
            String name = matcher.group(1);
            int settings = text.split("\\b" + name + " = ", -1).length - 1;
            boolean nulled = text.contains("\n" + name + " = NULL;");
            if (settings != (nulled ? 2 : 1)) {
                continue;
            }
            matcher.appendReplacement(rest, "");
            constantNames.add(name);
            constants
                    .append("static const struct { TeaVM_Array hdr; alignas(")
                    .append(ITEMS.get(matcher.group(2)))
                    .append(") ")
                    .append(ITEMS.get(matcher.group(2)))
                    .append(" data[")
                    .append(matcher.group(4))
                    .append("]; } mote_")
                    .append(name)
                    .append(" = {MOTE_HEAD(")
                    .append(matcher.group(3))
                    .append("_Cls, ")
                    .append(matcher.group(4))
                    .append("), {")
                    .append(matcher.group(5))
                    .append("}};\n#define ")
                    .append(name)
                    .append(" ((TeaVM_Array*) &mote_")
                    .append(name)
                    .append(")\n");
        }
        matcher.appendTail(rest);
        return rest.toString();
    }

    private String constants() {
        StringBuilder all = new StringBuilder("#pragma once\n#include \"core.h\"\n");
        // Their class is declared again, the same, by its own header.
        for (String item : List.of("Z", "B", "S", "C", "I", "J")) {
            all.append("extern const struct Arr_X_Table Arr_X_Cls;\n".replace("X", item));
        }
        return all.append(constants).toString();
    }

    private String adapt(String name, String text) {
        String result = text;
        if (name.endsWith(".c")) {
            result = DEFINITION.matcher(result).replaceAll("$1java_$2($3) {");
            result = result.replaceAll("(?ms)^void initclass_\\w+\\(\\) \\{.*?^\\}$", "");
            result = NULL_MADE.matcher(result).replaceAll("    MOTE_FAIL(MOTE_FAULT_NULL);");
            result = NULL_CONSTRUCTED.matcher(result).replaceAll("");
            result = DESCRIPTOR_FIELD.matcher(result).replaceAll("");
            result =
                    result.replaceAll(
                            "\\.size = .*sizeof\\((cls_\\w+)\\).*", ".size = MOTE_SIZE($1),");
            result =
                    ITEM_ASKED.matcher(result).replaceAll("    return (void*) cls == &Arr_$1_Cls;");
            result = DESCRIPTOR.matcher(result).replaceAll("const $1 $2 = {");
            result =
                    result.replaceAll(
                            "(?m)^alignas\\(8\\) TeaVM_Class (\\w+_Cls)", "const TeaVM_Class $1");
            result = withoutLines(result, "^TeaVM_Array\\* (sfld_\\w+);$");
            result = withoutLines(result, "^(sfld_\\w+) = NULL;$");
            result =
                    result.replaceAll(
                            "(?ms)^(?:static )?void\\*\\* teavm_gc_localStaticRoots_.*?;$", "");
            result = result.replaceAll("(?m)^\\s*teavm_registerStaticGcRoots\\(.*$", "");
        } else {
            result = result.replaceAll("(?m)^extern .*\\b" + REPLACED + "\\(.*\\);$", "");
            result = DESCRIPTOR_DECLARATION.matcher(result).replaceAll("extern const $1 $2;");
            result = withoutLines(result, "^extern TeaVM_Array\\* (sfld_\\w+);$");
            result = result.replaceAll("(?m)^    int64_t (fld_\\w+);", "    mote_wide $1;");
        }
        if (name.equals("strings.h")) {
            result =
                    result.replace("extern TeaVM_String* teavm_stringPool[];", "")
                            .replace("extern void teavm_initStringPool();", "");
        }
        if (name.equals("strings.c")) {
            int end = result.indexOf("void teavm_initStringPool()");
            result =
                    result.substring(0, end)
                            .replaceFirst(
                                    "(?m)^TeaVM_String\\* teavm_stringPool",
                                    "static TeaVM_String* const teavm_stringPool")
                            .replace("#include \"stringhash.h\"", "")
                            .replace(
                                    "#include \"c/j/l/String.h\"",
                                    "#include \"c/j/l/String.h\"\n#include \"a/p/char.h\"");
        }
        return result;
    }

    private String withoutLines(String text, String pattern) {
        Matcher matcher = Pattern.compile("(?m)" + pattern).matcher(text);
        StringBuilder rest = new StringBuilder();
        while (matcher.find()) {
            if (constantNames.contains(matcher.group(1))) {
                matcher.appendReplacement(rest, "");
            }
        }
        matcher.appendTail(rest);
        return rest.toString();
    }

    private void dropRuntime() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : all.filter(Files::isRegularFile).collect(Collectors.toList())) {
                Files.delete(file);
            }
        }
    }

    private Initialisers initialisers(String main) {
        Set<String> functions = new LinkedHashSet<>();
        Matcher matcher = CLASS_INITIALISER.matcher(main);
        while (matcher.find()) {
            if (!matcher.group(1).startsWith("meth_otr_")) {
                functions.add(matcher.group(1));
            }
        }
        return new Initialisers(functions, texts.values(), constantNames);
    }

    private String unit(Initialisers initialisers, List<String> units) {
        StringBuilder unit =
                new StringBuilder(
                        "#include \"runtime.h\"\n#include \"runtime.c\"\n"
                                + "#include \"fault.c\"\n");
        unit.append("#include \"fast.c\"\n#include \"strings.c\"\n");
        // A function by itself, so that boot counts to its class and not to the runtime.
        String entry = entry();
        unit.append("__attribute__((noinline)) static void ")
                .append(entry)
                .append("(TeaVM_Array*);\n");
        for (String name : units) {
            if (!name.equals("strings.c")) {
                unit.append("#include \"").append(name).append("\"\n");
            }
        }
        unit.append("\nvoid mote_start(void) {\n");
        for (String initialiser : initialisers.order()) {
            unit.append("    ").append(initialiser).append("();\n");
        }
        unit.append("    ").append(entry).append("(NULL);\n}\n");
        return unit.toString();
    }

    private String entry() {
        Map<String, String> found = new HashMap<>();
        Pattern pattern = Pattern.compile("(?m)^static void (meth_\\w+_main)\\(TeaVM_Array\\* ");
        String simple = mainClass.substring(mainClass.lastIndexOf('.') + 1);
        for (Map.Entry<String, String> file : texts.entrySet()) {
            if (file.getKey().endsWith("/" + simple + ".c")) {
                Matcher matcher = pattern.matcher(file.getValue());
                if (matcher.find()) {
                    found.put(file.getKey(), matcher.group(1));
                }
            }
        }
        if (found.size() != 1) {
            throw new IllegalStateException("main of " + mainClass + ": " + found);
        }
        return found.values().iterator().next();
    }
}
