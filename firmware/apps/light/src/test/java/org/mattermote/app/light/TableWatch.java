package org.mattermote.app.light;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.TreeMap;
import org.mattermote.stack.mem.Pool;
import org.mattermote.stack.secure.PaseResponder;

/**
 * Every table in a device, found by walking its objects: how much of each is in use. So a table
 * that nobody thought of cannot lose a slot unseen.
 */
final class TableWatch {
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Object> open = new ArrayDeque<>();
    private final TreeMap<String, Integer> found = new TreeMap<>();

    private TableWatch() {}

    /** Slots in use by what they hold, places taken of shared tables, bytes of scratch. */
    static TreeMap<String, Integer> of(Object device) {
        TableWatch watch = new TableWatch();
        watch.reach(device);
        while (!watch.open.isEmpty()) {
            watch.visit(watch.open.remove());
        }
        return watch.found;
    }

    private void reach(Object object) {
        boolean followed =
                object instanceof Object[]
                        || object != null && object.getClass().getName().contains("mattermote");
        if (followed && seen.add(object)) {
            open.add(object);
        }
    }

    private void visit(Object object) {
        if (object instanceof Object[] elements) {
            for (Object element : elements) {
                reach(element);
            }
            return;
        }
        if (object instanceof Pool<?> pool && pool.capacity() > 0) {
            count(pool.at(0).getClass().getSimpleName(), pool.inUse());
        } else if (object instanceof PaseResponder pase) {
            count("PASE", pase.isUnderWay() ? 1 : 0);
        }
        for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    follow(object, field);
                }
            }
        }
    }

    private void follow(Object object, Field field) {
        try {
            field.setAccessible(true);
            if (!field.getType().isPrimitive()) {
                reach(field.get(object));
            } else if (field.getName().equals("used") && field.getType() == int.class) {
                count(object.getClass().getSimpleName() + " used", field.getInt(object));
            }
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private void count(String what, int number) {
        found.merge(what, number, Integer::sum);
    }
}
