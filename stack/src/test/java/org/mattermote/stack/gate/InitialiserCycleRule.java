package org.mattermote.stack.gate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TypeInsnNode;

/**
 * The virtual machines without lazy initialisation run all class initialisers at boot in one static
 * order, so no two may need each other. An initialiser needs each class whose static member it uses
 * or that it creates, itself or in any method it can reach; a virtual call reaches every override.
 */
final class InitialiserCycleRule implements Rule {
    static final String NAME = "no cycle of static initialisers";
    private static final String INITIALISER = "<clinit>()V";

    @Override
    public void check(ClassSet classes, Consumer<Refusal> refused) {
        new Graph(classes).report(refused);
    }

    private static final class Graph {
        private final Map<String, ClassNode> types = new TreeMap<>();
        private final Map<String, List<String>> subTypes = new HashMap<>();
        private final Map<String, Set<String>> needs = new TreeMap<>();

        Graph(ClassSet classes) {
            classes.classes().forEach(type -> types.put(type.name, type));
            for (ClassNode type : types.values()) {
                for (String parent : ClassSet.supers(type)) {
                    subTypes.computeIfAbsent(parent, key -> new ArrayList<>()).add(type.name);
                }
            }
            types.values().forEach(type -> needs.put(type.name, needed(type)));
        }

        void report(Consumer<Refusal> refused) {
            Set<String> reported = new HashSet<>();
            for (String type : needs.keySet()) {
                if (reported.contains(type) || !hasInitialiser(type)) {
                    continue;
                }
                Set<String> cycle = new TreeSet<>();
                for (String other : reachable(type)) {
                    if (hasInitialiser(other) && reachable(other).contains(type)) {
                        cycle.add(other.replace('/', '.'));
                        reported.add(other);
                    }
                }
                if (cycle.size() > 1) {
                    refused.accept(new Refusal(type, INITIALISER, NAME, String.join(", ", cycle)));
                }
            }
        }

        private boolean hasInitialiser(String type) {
            return method(type, INITIALISER) != null;
        }

        private Set<String> reachable(String start) {
            Set<String> seen = new HashSet<>();
            Deque<String> open = new ArrayDeque<>(needs.get(start));
            while (!open.isEmpty()) {
                String next = open.pop();
                if (seen.add(next)) {
                    open.addAll(needs.get(next));
                }
            }
            return seen;
        }

        /** The classes that initialising {@code type} initialises; itself left out. */
        private Set<String> needed(ClassNode type) {
            Set<String> found = new TreeSet<>();
            if (type.superName != null && types.containsKey(type.superName)) {
                found.add(type.superName);
            }
            Set<String> seen = new HashSet<>();
            Deque<MethodNode> open = new ArrayDeque<>();
            reach(type.name, INITIALISER, false, seen, open);
            while (!open.isEmpty()) {
                for (AbstractInsnNode i : open.pop().instructions) {
                    if (i instanceof FieldInsnNode f && isStatic(f.getOpcode())) {
                        initialise(f.owner, found);
                    } else if (i instanceof TypeInsnNode t && t.getOpcode() == Opcodes.NEW) {
                        initialise(t.desc, found);
                    } else if (i instanceof MethodInsnNode m) {
                        boolean virtual =
                                m.getOpcode() == Opcodes.INVOKEVIRTUAL
                                        || m.getOpcode() == Opcodes.INVOKEINTERFACE;
                        if (m.getOpcode() == Opcodes.INVOKESTATIC) {
                            initialise(m.owner, found);
                        }
                        reach(m.owner, m.name + m.desc, virtual, seen, open);
                    }
                }
            }
            found.remove(type.name);
            return found;
        }

        private static boolean isStatic(int opcode) {
            return opcode == Opcodes.GETSTATIC || opcode == Opcodes.PUTSTATIC;
        }

        private void initialise(String type, Set<String> found) {
            if (types.containsKey(type)) {
                found.add(type);
            }
        }

        private void reach(
                String type,
                String signature,
                boolean virtual,
                Set<String> seen,
                Deque<MethodNode> open) {
            if (!types.containsKey(type)) {
                return;
            }
            if (seen.add(type + "." + signature + virtual)) {
                MethodNode method = method(type, signature);
                if (method != null) {
                    open.push(method);
                } else if (!signature.equals(INITIALISER)) {
                    ClassSet.supers(types.get(type))
                            .forEach(s -> reach(s, signature, false, seen, open));
                }
                if (virtual) {
                    subTypes.getOrDefault(type, List.of())
                            .forEach(s -> reach(s, signature, true, seen, open));
                }
            }
        }

        private MethodNode method(String type, String signature) {
            for (MethodNode method : types.get(type).methods) {
                if (signature.equals(method.name + method.desc)) {
                    return method;
                }
            }
            return null;
        }
    }
}
