package org.mattermote.stack.gate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.LineNumberNode;

/**
 * The class files of one module, and, to look up what they inherit, those of the project's modules
 * on the class path.
 */
public final class ClassSet {
    private static final String PROJECT = "org/mattermote/";

    private final Map<String, ClassNode> own = new TreeMap<>();
    private final Map<String, Optional<ClassNode>> others = new TreeMap<>();

    private ClassSet() {}

    /** All class files below {@code folder}. */
    public static ClassSet of(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            ClassSet set = new ClassSet();
            for (Path file : (Iterable<Path>) files.sorted()::iterator) {
                if (file.toString().endsWith(".class")) {
                    set.add(Files.readAllBytes(file));
                }
            }
            return set;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All class files of the folders or jars that hold {@code anchors}. */
    public static ClassSet holding(Class<?>... anchors) {
        ClassSet set = new ClassSet();
        for (Class<?> anchor : anchors) {
            Path source = Path.of(uri(anchor));
            if (Files.isDirectory(source)) {
                set.own.putAll(of(source).own);
            } else {
                try (FileSystem jar = FileSystems.newFileSystem(source)) {
                    set.own.putAll(of(jar.getPath("/")).own);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return set;
    }

    private static URI uri(Class<?> anchor) {
        return URI.create(anchor.getProtectionDomain().getCodeSource().getLocation().toString());
    }

    /** These class files. */
    public static ClassSet of(Collection<byte[]> classFiles) {
        ClassSet set = new ClassSet();
        classFiles.forEach(set::add);
        return set;
    }

    private void add(byte[] classFile) {
        ClassNode node = new ClassNode();
        new ClassReader(classFile).accept(node, ClassReader.SKIP_FRAMES);
        own.put(node.name, node);
    }

    /** The classes that are judged, by name. */
    public Collection<ClassNode> classes() {
        return own.values();
    }

    /** A class that is judged here. */
    public Optional<ClassNode> own(String name) {
        return Optional.ofNullable(own.get(name));
    }

    /** A class of the project, judged here or not; empty for all others. */
    public Optional<ClassNode> find(String name) {
        ClassNode node = own.get(name);
        if (node != null || !name.startsWith(PROJECT)) {
            return Optional.ofNullable(node);
        }
        return others.computeIfAbsent(name, ClassSet::load);
    }

    private static Optional<ClassNode> load(String name) {
        try (InputStream in = ClassLoader.getSystemResourceAsStream(name + ".class")) {
            if (in == null) {
                return Optional.empty();
            }
            ClassNode node = new ClassNode();
            new ClassReader(in).accept(node, ClassReader.SKIP_FRAMES);
            return Optional.of(node);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Super class and interfaces of {@code node}. */
    static List<String> supers(ClassNode node) {
        return Stream.concat(Stream.ofNullable(node.superName), node.interfaces.stream()).toList();
    }

    /** Where an instruction stands: {@code " (line 12)"}, or nothing. */
    static String line(AbstractInsnNode instruction) {
        for (AbstractInsnNode i = instruction; i != null; i = i.getPrevious()) {
            if (i instanceof LineNumberNode line) {
                return " (line " + line.line + ")";
            }
        }
        return "";
    }
}
