package org.mattermote.stack.requirement;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Tests by what they are tagged with, read from the sources of every module: the classes of those
 * that are built later are not there when this runs.
 */
final class TaggedTests {
    private static final Set<String> TESTS =
            Set.of("Test", "ParameterizedTest", "RepeatedTest", "Property", "FuzzTest");

    private static final Set<String> PASSED_OVER =
            Set.of("target", "node_modules", ".git", ".venv", "main");

    private final Map<String, Set<String>> tests = new TreeMap<>();

    /** Tags on what is no test, or on a class without one. */
    final List<String> astray = new ArrayList<>();

    /**
     * @param root of the checkout
     */
    static TaggedTests under(Path root) throws IOException {
        TaggedTests found = new TaggedTests();
        found.read(sources(root));
        return found;
    }

    /** Each test with this tag: class and method, or the class alone. */
    Set<String> of(String tag) {
        return tests.getOrDefault(tag, Set.of());
    }

    Set<String> tags() {
        return tests.keySet();
    }

    private static List<Path> sources(Path root) throws IOException {
        List<Path> sources = new ArrayList<>();
        Files.walkFileTree(
                root,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path folder, BasicFileAttributes attributes) {
                        return !folder.equals(root)
                                        && PASSED_OVER.contains(folder.getFileName().toString())
                                ? FileVisitResult.SKIP_SUBTREE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        if (file.toString().endsWith(".java")
                                && Files.readString(file).contains("@Tag(\"")) {
                            sources.add(file);
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
        return sources;
    }

    private void read(List<Path> sources) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task =
                    (JavacTask)
                            compiler.getTask(
                                    null,
                                    files,
                                    null,
                                    null,
                                    null,
                                    files.getJavaFileObjectsFromPaths(sources));
            for (CompilationUnitTree unit : task.parse()) {
                unit.accept(new Reader(), null);
            }
        }
    }

    private final class Reader extends TreeScanner<Void, Void> {
        private final Deque<ClassTree> classes = new ArrayDeque<>();

        @Override
        public Void visitClass(ClassTree type, Void none) {
            classes.push(type);
            String name = type.getSimpleName().toString();
            boolean holdsTests =
                    type.getMembers().stream()
                            .anyMatch(
                                    member ->
                                            member instanceof MethodTree method
                                                    && isTest(method.getModifiers()));
            tags(type.getModifiers()).forEach(tag -> take(tag, name, holdsTests));
            super.visitClass(type, none);
            classes.pop();
            return null;
        }

        @Override
        public Void visitMethod(MethodTree method, Void none) {
            String name = classes.peek().getSimpleName() + "." + method.getName();
            boolean test = isTest(method.getModifiers());
            tags(method.getModifiers()).forEach(tag -> take(tag, name, test));
            return super.visitMethod(method, none);
        }

        private void take(String tag, String name, boolean test) {
            if (test) {
                tests.computeIfAbsent(tag, t -> new TreeSet<>()).add(name);
            } else {
                astray.add(tag + " on " + name);
            }
        }
    }

    private static boolean isTest(ModifiersTree modifiers) {
        boolean test = false;
        boolean disabled = false;
        for (AnnotationTree annotation : modifiers.getAnnotations()) {
            String name = annotation.getAnnotationType().toString();
            test |= TESTS.contains(name);
            disabled |= name.equals("Disabled");
        }
        return test && !disabled;
    }

    /** Those that name a requirement; JUnit's own tags have no space. */
    private static List<String> tags(ModifiersTree modifiers) {
        List<String> tags = new ArrayList<>();
        for (AnnotationTree annotation : modifiers.getAnnotations()) {
            if (annotation.getAnnotationType().toString().equals("Tag")) {
                String value = text(annotation.getArguments().get(0));
                if (value.indexOf(' ') > 0) {
                    tags.add(value);
                }
            }
        }
        return tags;
    }

    private static String text(ExpressionTree value) {
        ExpressionTree literal =
                value instanceof AssignmentTree named ? named.getExpression() : value;
        return literal instanceof LiteralTree text ? text.getValue().toString() : "";
    }
}
