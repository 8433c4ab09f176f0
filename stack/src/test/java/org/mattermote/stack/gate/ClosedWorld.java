package org.mattermote.stack.gate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Who answers a call in a closed world: every class that can be there at run time is known, so a
 * virtual call means each method that some class of the world has for it (class hierarchy
 * analysis). Bouncy Castle's classes are looked up as they are called.
 */
final class ClosedWorld {
    private static final String BOUNCY_CASTLE = "org/bouncycastle/";

    private final ClassSet classes;
    private final Map<String, Set<String>> subtypes = new HashMap<>();
    private final Map<String, Optional<ClassNode>> bouncyCastle = new HashMap<>();

    /** A method with the class that has its body. */
    record Method(ClassNode type, MethodNode node) {
        /** {@code owner.name(descriptor)}. */
        String name() {
            return type.name + "." + node.name + node.desc;
        }
    }

    ClosedWorld(ClassSet classes) {
        this.classes = classes;
        for (ClassNode type : classes.classes()) {
            for (String above : ClassSet.supers(type)) {
                subtypes.computeIfAbsent(above, name -> new TreeSet<>()).add(type.name);
            }
        }
    }

    Optional<ClassNode> find(String name) {
        if (name.startsWith(BOUNCY_CASTLE)) {
            return bouncyCastle.computeIfAbsent(name, ClosedWorld::load);
        }
        return classes.own(name);
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

    /** The bodies that {@code call} can reach; none if the world has none. */
    List<Method> targets(MethodInsnNode call) {
        Set<Method> found = new LinkedHashSet<>();
        inherited(call.owner, call.name, call.desc).ifPresent(found::add);
        boolean virtual =
                call.getOpcode() == Opcodes.INVOKEVIRTUAL
                        || call.getOpcode() == Opcodes.INVOKEINTERFACE;
        if (virtual) {
            for (String below : below(call.owner)) {
                // A class may inherit its body from one that does not know the called type.
                inherited(below, call.name, call.desc).ifPresent(found::add);
            }
        }
        return new ArrayList<>(found);
    }

    /** The body an object of exactly {@code type} has for a method. */
    Optional<Method> inherited(String type, String name, String descriptor) {
        for (Optional<ClassNode> level = find(type);
                level.isPresent();
                level =
                        level.flatMap(node -> Optional.ofNullable(node.superName))
                                .flatMap(this::find)) {
            ClassNode node = level.get();
            for (MethodNode method : node.methods) {
                if (method.name.equals(name)
                        && method.desc.equals(descriptor)
                        && (method.access & Opcodes.ACC_ABSTRACT) == 0) {
                    return Optional.of(new Method(node, method));
                }
            }
        }
        return Optional.empty();
    }

    /**
     * Whether {@code type} or what it inherits from declares the method, with a body or without.
     */
    boolean declares(String type, String name, String descriptor) {
        Optional<ClassNode> found = find(type);
        return found.isPresent()
                && (found.get().methods.stream()
                                .anyMatch(m -> m.name.equals(name) && m.desc.equals(descriptor))
                        || ClassSet.supers(found.get()).stream()
                                .anyMatch(s -> declares(s, name, descriptor)));
    }

    private Set<String> below(String type) {
        Set<String> all = new TreeSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(type));
        while (!open.isEmpty()) {
            for (String sub : subtypes.getOrDefault(open.remove(), Set.of())) {
                if (all.add(sub)) {
                    open.add(sub);
                }
            }
        }
        return all;
    }
}
