package org.mattermote.stack.secure;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mattermote.stack.message.SecureSession;

/** Looks into objects: what a test cannot ask for and must not stay anywhere. */
final class Internals {
    private Internals() {}

    static Object field(Object of, String name) {
        try {
            Field field = of.getClass().getDeclaredField(name);
            field.setAccessible(true);
            return field.get(of);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] i2rKey(SecureSession session) {
        return Arrays.copyOfRange((byte[]) field(session, "keys"), 0, 16);
    }

    static byte[] r2iKey(SecureSession session) {
        return Arrays.copyOfRange((byte[]) field(session, "keys"), 16, 32);
    }

    /** Where one of the secrets stands in the arrays that can be reached from {@code root}. */
    static List<String> find(List<byte[]> secrets, Object root) {
        return find(secrets, arrays(root));
    }

    static List<String> find(List<byte[]> secrets, Map<Object, String> arrays) {
        List<String> found = new ArrayList<>();
        arrays.forEach(
                (array, path) -> {
                    if (array instanceof byte[] bytes
                            ? containsAny(bytes, secrets)
                            : containsAny(bytes((int[]) array, false), secrets)
                                    || containsAny(bytes((int[]) array, true), secrets)) {
                        found.add(path);
                    }
                });
        return found;
    }

    /** Every byte and int array that can be reached; in a device they are the same for ever. */
    static Map<Object, String> arrays(Object root) {
        Map<Object, String> arrays = new IdentityHashMap<>();
        walk(root)
                .forEach(
                        (at, path) -> {
                            if (at instanceof byte[] || at instanceof int[]) {
                                arrays.put(at, path);
                            }
                        });
        return arrays;
    }

    /** Every object of one of the named classes that can be reached from one of the roots. */
    static Set<Object> objects(Set<String> classes, Object... roots) {
        Set<Object> found = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Object root : roots) {
            for (Object at : walk(root).keySet()) {
                if (classes.contains(at.getClass().getSimpleName())) {
                    found.add(at);
                }
            }
        }
        return found;
    }

    private static Map<Object, String> walk(Object root) {
        IdentityHashMap<Object, String> seen = new IdentityHashMap<>();
        ArrayDeque<Object> open = new ArrayDeque<>();
        visit(root, root.getClass().getSimpleName(), seen, open);
        while (!open.isEmpty()) {
            Object at = open.poll();
            String path = seen.get(at);
            if (at instanceof Object[] objects) {
                for (int i = 0; i < objects.length; i++) {
                    visit(objects[i], path + "[" + i + "]", seen, open);
                }
            } else if (at.getClass().getName().startsWith("org.mattermote.stack.")
                    && !at.getClass().getName().startsWith("org.mattermote.stack.sim.")) {
                fields(at, path, seen, open);
            }
        }
        return seen;
    }

    private static void fields(
            Object at, String path, IdentityHashMap<Object, String> seen, ArrayDeque<Object> open) {
        for (Class<?> type = at.getClass(); type != Object.class; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers()) || field.getType().isPrimitive()) {
                    continue;
                }
                try {
                    field.setAccessible(true);
                    visit(field.get(at), path + "." + field.getName(), seen, open);
                } catch (ReflectiveOperationException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    private static void visit(
            Object value,
            String path,
            IdentityHashMap<Object, String> seen,
            ArrayDeque<Object> open) {
        if (value != null && !seen.containsKey(value)) {
            seen.put(value, path);
            open.add(value);
        }
    }

    /** As little-endian words in order, or as big-endian ones from the last to the first. */
    private static byte[] bytes(int[] words, boolean backwards) {
        byte[] out = new byte[4 * words.length];
        for (int i = 0; i < words.length; i++) {
            for (int b = 0; b < 4; b++) {
                int word = backwards ? words[words.length - 1 - i] : words[i];
                out[4 * i + b] = (byte) (word >>> (backwards ? 24 - 8 * b : 8 * b));
            }
        }
        return out;
    }

    private static boolean containsAny(byte[] hay, List<byte[]> needles) {
        for (byte[] needle : needles) {
            if (contains(hay, needle)) {
                return true;
            }
        }
        return false;
    }

    static boolean contains(byte[] hay, byte[] needle) {
        for (int i = 0; i + needle.length <= hay.length; i++) {
            int n = 0;
            while (n < needle.length && hay[i + n] == needle[n]) {
                n++;
            }
            if (n == needle.length) {
                return true;
            }
        }
        return false;
    }
}
