package org.mattermote.bsp.teavm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Methods that the C runtime may have in a faster form: those that {@value #HEADER} defines, if the
 * processor's part of it does. The one made of Java is renamed to {@code java_…}, and is what is
 * called where C has none.
 */
final class FastMethods {
    static final String HEADER = "fast.h";

    private static final Pattern NAME = Pattern.compile("(?m)^#define (meth_\\w+) ");

    private final List<Path> files;
    private final Set<String> names = new TreeSet<>();

    /**
     * @param runtime folder of the runtime's C
     */
    FastMethods(Path runtime) throws IOException {
        Matcher matcher = NAME.matcher(Files.readString(runtime.resolve(HEADER)));
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        try (Stream<Path> all = Files.list(runtime)) {
            files =
                    all.filter(file -> file.getFileName().toString().matches("fast\\w*\\.[ch]"))
                            .collect(Collectors.toList());
        }
    }

    /** Renames definitions and declarations; calls stay. */
    String rename(String file, String text) {
        String start =
                file.endsWith(".c")
                        ? "(?m)^((?!\\s|return\\b)[\\w *]+?)\\b"
                        : "(?m)^(extern .*?)\\b";
        String end = file.endsWith(".c") ? "(\\(.*\\) \\{)$" : "(\\(.*\\);)$";
        String result = text;
        for (String name : names) {
            if (result.contains(name)) {
                result = result.replaceAll(start + name + end, "$1java_" + name + "$2");
            }
        }
        return result;
    }

    /** Puts the C beside the image's, and what says whose form is called. */
    void copy(Path folder) throws IOException {
        for (Path file : files) {
            Files.copy(file, folder.resolve(file.getFileName().toString()));
        }
        StringBuilder reserve = new StringBuilder("#pragma once\n");
        for (String name : names) {
            reserve.append(String.format("#ifndef %1$s%n#define %1$s java_%1$s%n#endif%n", name));
        }
        Files.writeString(folder.resolve("reserve.h"), reserve);
    }
}
