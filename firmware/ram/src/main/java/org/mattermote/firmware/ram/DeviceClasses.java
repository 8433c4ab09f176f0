package org.mattermote.firmware.ram;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.mattermote.stack.Stack;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.tree.ClassNode;

/** The class files a device is made of. */
public final class DeviceClasses {
    private static final String PROJECT = "org.mattermote.";
    private static final String STACK = "org.mattermote.stack.";

    private final Map<String, ClassNode> nodes = new TreeMap<>();

    private DeviceClasses() {}

    /**
     * Of each module that a product is made of, a class: the stack's, its own, those of its fields.
     */
    public static Class<?>[] modules(Class<?> app) {
        List<Class<?>> anchors = new ArrayList<>(List.of(Stack.class, app));
        for (Field field : app.getDeclaredFields()) {
            Class<?> type = field.getType();
            if (type.getName().startsWith(PROJECT) && !type.getName().startsWith(STACK)) {
                anchors.add(type);
            }
        }
        return anchors.toArray(new Class<?>[0]);
    }

    /** All class files of the folders or jars that hold {@code anchors}. */
    public static DeviceClasses holding(Class<?>... anchors) {
        DeviceClasses classes = new DeviceClasses();
        for (Class<?> anchor : anchors) {
            Path source = Path.of(location(anchor));
            try {
                if (Files.isDirectory(source)) {
                    classes.addAll(source);
                } else {
                    try (FileSystem jar = FileSystems.newFileSystem(source)) {
                        classes.addAll(jar.getPath("/"));
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return classes;
    }

    private static URI location(Class<?> anchor) {
        return URI.create(anchor.getProtectionDomain().getCodeSource().getLocation().toString());
    }

    private void addAll(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (file.toString().endsWith(".class")) {
                    ClassNode node = new ClassNode();
                    new ClassReader(Files.readAllBytes(file)).accept(node, ClassReader.SKIP_FRAMES);
                    nodes.put(node.name, node);
                }
            }
        }
    }

    /** By name. */
    public Collection<ClassNode> all() {
        return nodes.values();
    }

    /** The class of an internal name, if it is part of the device. */
    public Optional<ClassNode> own(String name) {
        return Optional.ofNullable(nodes.get(name));
    }
}
