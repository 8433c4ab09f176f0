package org.mattermote.app.light;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.mattermote.stack.Stack;
import org.mattermote.stack.gate.AllocationGate;
import org.mattermote.stack.gate.ClassSet;

/**
 * Runs every class initialiser of the device before the seal, as its images do: a lazy one would
 * allocate later, and so would the loading of the class.
 */
final class Initialisers {
    private static final Set<String> CLASSES = new TreeSet<>();

    static {
        ClassSet device = ClassSet.holding(anchor(Stack.class), anchor(LightApp.class));
        device.classes().forEach(type -> CLASSES.add(type.name.replace('/', '.')));
        AllocationGate.judge(device, List.of("org.mattermote.stack.Stack.poll(J)J"))
                .methods()
                .forEach(
                        m ->
                                CLASSES.add(
                                        m.substring(0, m.lastIndexOf('.', m.indexOf('(')))
                                                .replace('/', '.')));
    }

    private static final Set<ClassLoader> DONE = Collections.newSetFromMap(new IdentityHashMap<>());

    private Initialisers() {}

    /** The class as the build made it, whoever loaded the one given. */
    private static Class<?> anchor(Class<?> type) {
        try {
            return Class.forName(type.getName(), false, ClassSet.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    /** For the classes as {@code loader} has them, once. */
    static void run(ClassLoader loader) {
        if (!DONE.add(loader)) {
            return;
        }
        for (String name : CLASSES) {
            try {
                Class.forName(name, true, loader);
            } catch (ClassNotFoundException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
