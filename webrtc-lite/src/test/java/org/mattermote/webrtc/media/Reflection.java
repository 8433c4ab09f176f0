package org.mattermote.webrtc.media;

import java.lang.reflect.Field;
import java.util.HashMap;
import java.util.Map;

/** Fields of objects under test that no method says. */
final class Reflection {
    private static final Map<String, Field> FIELDS = new HashMap<>();

    private Reflection() {}

    static Object get(Object of, String name) {
        try {
            return field(of, name).get(of);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    static void set(Object of, String name, Object value) {
        try {
            field(of, name).set(of, value);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Field field(Object of, String name) {
        return FIELDS.computeIfAbsent(
                of.getClass().getName() + '.' + name, any -> find(of.getClass(), name));
    }

    private static Field find(Class<?> of, String name) {
        for (Class<?> type = of; type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (field.getName().equals(name)) {
                    field.setAccessible(true);
                    return field;
                }
            }
        }
        throw new IllegalArgumentException(name);
    }
}
