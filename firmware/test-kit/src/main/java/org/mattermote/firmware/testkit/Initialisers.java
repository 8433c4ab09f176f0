package org.mattermote.firmware.testkit;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.mattermote.firmware.ram.DeviceClasses;
import org.mattermote.stack.App;
import org.mattermote.stack.gate.AllocationGate;
import org.mattermote.stack.gate.ClassSet;

/**
 * Runs every class initialiser of the device before the seal, as its images do: a lazy one would
 * allocate later, and so would the loading of the class.
 */
public final class Initialisers {
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

    private static Set<String> classes(Class<? extends App> app) {
        Set<String> classes = new TreeSet<>();
        ClassSet device = ClassSet.holding(DeviceClasses.modules(anchor(app)));
        device.classes().forEach(type -> classes.add(type.name.replace('/', '.')));
        AllocationGate.judge(device, List.of("org.mattermote.stack.Stack.poll(J)J"))
                .methods()
                .forEach(
                        m ->
                                classes.add(
                                        m.substring(0, m.lastIndexOf('.', m.indexOf('(')))
                                                .replace('/', '.')));
        return classes;
    }

    /** For the classes of a product as its loader has them, once. */
    public static void run(Class<? extends App> app) {
        ClassLoader loader = app.getClassLoader();
        if (!DONE.add(loader)) {
            return;
        }
        for (String name : classes(app)) {
            try {
                Class.forName(name, true, loader);
            } catch (ClassNotFoundException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
