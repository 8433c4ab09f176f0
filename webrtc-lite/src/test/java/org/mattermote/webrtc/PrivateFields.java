package org.mattermote.webrtc;

import java.lang.reflect.Field;
import java.util.HashMap;
import java.util.Map;

/** Fields that a model of a class looks into and puts right. */
public final class PrivateFields {
    private static final Map<Class<?>, Map<String, Field>> FIELDS = new HashMap<>();

    private PrivateFields() {}

    private static Field field(Object of, String name) {
        return FIELDS.computeIfAbsent(of.getClass(), type -> new HashMap<>())
                .computeIfAbsent(name, any -> find(of.getClass(), name));
    }

    private static Field find(Class<?> of, String name) {
        for (Class<?> type = of; type != null; type = type.getSuperclass()) {
            try {
                Field field = type.getDeclaredField(name);
                field.setAccessible(true);
                return field;
            } catch (NoSuchFieldException e) {
                continue;
            }
        }
        throw new IllegalArgumentException(name);
    }

    /** What is in a field of {@code of} or of what it extends. */
    public static Object get(Object of, String name) {
        try {
            return field(of, name).get(of);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    public static void set(Object of, String name, Object value) {
        try {
            field(of, name).set(of, value);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
