package org.mattermote.app.light;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import org.mattermote.stack.mem.Pool;
import org.mattermote.stack.secure.PaseResponder;

/**
 * Every table in a device, found by walking its objects: how much of each is in use. So a table
 * that nobody thought of cannot lose a slot unseen.
 */
final class TableWatch {
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Object> open = new ArrayDeque<>();
    private final List<Table> tables = new ArrayList<>();

    private record Table(String what, IntSupplier used) {}

    /** Looks for the tables of a device, which stay the same objects. */
    TableWatch(Object device) {
        reach(device);
        while (!open.isEmpty()) {
            visit(open.remove());
        }
        seen.clear();
    }

    /** Slots in use by what they hold, places taken of shared tables, bytes of scratch. */
    static TreeMap<String, Integer> of(Object device) {
        return new TableWatch(device).inUse();
    }

    /** As {@link #of}, now. */
    TreeMap<String, Integer> inUse() {
        TreeMap<String, Integer> found = new TreeMap<>();
        for (Table table : tables) {
            found.merge(table.what(), table.used().getAsInt(), Integer::sum);
        }
        return found;
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
            watch(pool.at(0).getClass().getSimpleName(), pool::inUse);
        } else if (object instanceof PaseResponder pase) {
            watch("PASE", () -> pase.isUnderWay() ? 1 : 0);
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
                watch(object.getClass().getSimpleName() + " used", () -> number(field, object));
            }
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int number(Field field, Object object) {
        try {
            return field.getInt(object);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private void watch(String what, IntSupplier used) {
        tables.add(new Table(what, used));
    }
}
