package org.mattermote.app.light;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.mattermote.firmware.testkit.MemoryPort;

/**
 * Everything that can change in a sealed device, as it was once. No object is made after the seal,
 * so it is enough to put fields and elements of arrays back: a fraction of what a boot takes.
 */
final class Snapshot {
    private record Place(Field field, Object object, Object value) {}

    private record Elements(Object array, Object copy, int length) {}

    private final List<Place> fields = new ArrayList<>();
    private final List<Elements> arrays = new ArrayList<>();
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Object> open = new ArrayDeque<>();

    /** Of all that can be reached from {@code roots}, ports of datagrams left out. */
    Snapshot(Object... roots) {
        for (Object root : roots) {
            reach(root);
        }
        while (!open.isEmpty()) {
            visit(open.remove());
        }
        seen.clear();
    }

    /** Makes it so again. */
    void restore() {
        for (Elements elements : arrays) {
            System.arraycopy(elements.copy(), 0, elements.array(), 0, elements.length());
        }
        for (Place place : fields) {
            try {
                place.field().set(place.object(), place.value());
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void reach(Object object) {
        if (object == null || object instanceof MemoryPort) {
            return;
        }
        Class<?> type = object.getClass();
        if ((type.isArray() || type.getName().startsWith("org.mattermote.")) && seen.add(object)) {
            open.add(object);
        }
    }

    private void visit(Object object) {
        Class<?> type = object.getClass();
        if (type.isArray()) {
            int length = Array.getLength(object);
            Object copy = Array.newInstance(type.getComponentType(), length);
            System.arraycopy(object, 0, copy, 0, length);
            arrays.add(new Elements(object, copy, length));
            if (object instanceof Object[] elements) {
                for (Object element : elements) {
                    reach(element);
                }
            }
            return;
        }
        for (Class<?> level = type; level != Object.class; level = level.getSuperclass()) {
            for (Field field : level.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    take(field, object);
                }
            }
        }
    }

    private void take(Field field, Object object) {
        try {
            field.setAccessible(true);
            Object value = field.get(object);
            if (!Modifier.isFinal(field.getModifiers())) {
                fields.add(new Place(field, object, value));
            }
            if (!field.getType().isPrimitive()) {
                reach(value);
            }
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
