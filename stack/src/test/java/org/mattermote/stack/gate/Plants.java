package org.mattermote.stack.gate;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles the small sources that the gates must refuse, as the build compiles device code. */
final class Plants {
    private static final Pattern PACKAGE = Pattern.compile("package ([a-z.]+);");
    private static final Pattern TYPE = Pattern.compile("(?:class|interface|enum) ([A-Z]\\w*)");

    private Plants() {}

    /** Class files of {@code sources}, each one top-level type that names its package. */
    static ClassSet compile(Path folder, String... sources) throws IOException {
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        List<JavaFileObject> files = new ArrayList<>();
        for (String source : sources) {
            files.add(new Source(source));
        }
        StringWriter said = new StringWriter();
        List<String> options =
                List.of(
                        "--release",
                        "8",
                        "-g",
                        "-Xlint:-options",
                        "-proc:none",
                        "-classpath",
                        System.getProperty("java.class.path"),
                        "-d",
                        Files.createDirectories(folder).toString());
        boolean compiled = javac.getTask(said, null, null, options, null, files).call();
        assertTrue(compiled, said::toString);
        return ClassSet.of(folder);
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String text) {
            super(URI.create("string:///" + name(text) + ".java"), Kind.SOURCE);
            this.text = text;
        }

        private static String name(String text) {
            return (first(PACKAGE, text) + "." + first(TYPE, text)).replace('.', '/');
        }

        private static String first(Pattern pattern, String text) {
            Matcher matcher = pattern.matcher(text);
            assertTrue(matcher.find(), text);
            return matcher.group(1);
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
