package org.mattermote.firmware.ram;

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
import org.objectweb.asm.tree.ClassNode;

/**
 * Everything that can be reached from a sealed device, found by reflection; {@link ConstantTables},
 * which lie in flash, left out.
 */
public final class ObjectGraph {
    private final DeviceClasses device;
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final List<Object> found = new ArrayList<>();
    private final Deque<Object> open = new ArrayDeque<>();
    private final Tally tally = new Tally();

    /**
     * @param device classes of the device; objects of others are the platform's and end the walk
     * @param loader the one that the device was booted with
     */
    public ObjectGraph(DeviceClasses device, ClassLoader loader) {
        this.device = device;
        for (ClassNode type : device.all()) {
            for (String field : ConstantTables.fields(type)) {
                seen.add(constant(type.name.replace('/', '.'), field, loader));
            }
        }
    }

    private static Object constant(String type, String field, ClassLoader loader) {
        try {
            return value(Class.forName(type, true, loader).getDeclaredField(field), null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Walks from {@code root}; what was found before is not counted again. */
    public void walk(Object root) {
        reach(root);
        while (!open.isEmpty()) {
            Object object = open.remove();
            if (object instanceof Object[] elements) {
                for (Object element : elements) {
                    reach(element);
                }
            } else if (!object.getClass().isArray()) {
                follow(object);
            }
        }
    }

    /** The objects of a class that were found, constants left out. */
    public <T> List<T> all(Class<T> type) {
        return found.stream().filter(type::isInstance).map(type::cast).toList();
    }

    public Tally tally() {
        return tally;
    }

    boolean has(Object object) {
        return seen.contains(object);
    }

    private void reach(Object object) {
        if (object == null || seen.contains(object)) {
            return;
        }
        Class<?> type = object.getClass();
        if (type.isArray()) {
            String element = type.descriptorString().substring(1);
            add(object, type.descriptorString(), Layout.array(element, Array.getLength(object)));
        } else if (device.own(type.getName().replace('.', '/')).isPresent()) {
            add(object, type.getName().replace('.', '/'), Layout.object(hierarchy(type)));
        }
    }

    private void add(Object object, String type, int bytes) {
        seen.add(object);
        open.add(object);
        found.add(object);
        tally.add(type, bytes);
    }

    private void follow(Object object) {
        for (Class<?> level = object.getClass(); level != null; level = level.getSuperclass()) {
            for (Field field : level.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
                    reach(value(field, object));
                }
            }
        }
    }

    static Object value(Field field, Object object) {
        try {
            field.setAccessible(true);
            return field.get(object);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<List<String>> hierarchy(Class<?> type) {
        List<List<String>> levels = new ArrayList<>();
        for (Class<?> level = type; level != Object.class; level = level.getSuperclass()) {
            List<String> fields = new ArrayList<>();
            for (Field field : level.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    fields.add(field.getType().descriptorString());
                }
            }
            levels.add(0, fields);
        }
        return levels;
    }
}
