package org.mattermote.bsp.teavm;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.teavm.interop.Import;
import org.teavm.model.AnnotationHolder;
import org.teavm.model.AnnotationValue;
import org.teavm.model.ClassHolder;
import org.teavm.model.ElementModifier;
import org.teavm.model.MethodHolder;
import org.teavm.model.MethodReference;
import org.teavm.model.ValueType;

/**
 * Binds each {@code static native} of a class {@code XxxNatives} to the C function of its SNI name:
 * {@code Java_}, then package, class and method with {@code _} between them; {@code _} itself is
 * {@code _1}.
 */
final class NativeBinding {
    private static final String SUFFIX = "Natives";

    /** By symbol. */
    private static final SortedMap<String, String> PROTOTYPES =
            Collections.synchronizedSortedMap(new TreeMap<>());

    private NativeBinding() {}

    /** C declarations of all that was bound. */
    static String prototypes() {
        return "#pragma once\n#include <stdint.h>\n"
                + String.join("\n", PROTOTYPES.values())
                + "\n";
    }

    static boolean isBound(MethodReference method) {
        return PROTOTYPES.containsKey(name(method.getClassName(), method.getName()));
    }

    static void apply(ClassHolder holder) {
        if (!holder.getName().endsWith(SUFFIX)) {
            return;
        }
        for (MethodHolder method : holder.getMethods()) {
            if (method.hasModifier(ElementModifier.NATIVE)
                    && method.hasModifier(ElementModifier.STATIC)) {
                String symbol = name(holder.getName(), method.getName());
                bind(method, symbol);
                PROTOTYPES.put(symbol, prototype(symbol, method));
            }
        }
    }

    static void bind(MethodHolder method, String symbol) {
        AnnotationHolder annotation = new AnnotationHolder(Import.class.getName());
        annotation.getValues().put("name", new AnnotationValue(symbol));
        method.getAnnotations().add(annotation);
    }

    private static String prototype(String symbol, MethodHolder method) {
        StringBuilder text = new StringBuilder("extern ");
        text.append(type(method.getResultType())).append(' ').append(symbol).append('(');
        for (int i = 0; i < method.parameterCount(); i++) {
            text.append(i == 0 ? "" : ", ").append(type(method.parameterType(i)));
        }
        return text.append(method.parameterCount() == 0 ? "void);" : ");").toString();
    }

    private static String type(ValueType type) {
        if (type instanceof ValueType.Array) {
            return type(((ValueType.Array) type).getItemType()) + "*";
        }
        if (type == ValueType.VOID) {
            return "void";
        }
        switch (((ValueType.Primitive) type).getKind()) {
            case BOOLEAN:
            case BYTE:
                return "int8_t";
            case SHORT:
                return "int16_t";
            case CHARACTER:
                return "uint16_t";
            case INTEGER:
                return "int32_t";
            case LONG:
                return "int64_t";
            default:
                throw new IllegalArgumentException("no native has a parameter of type " + type);
        }
    }

    static String name(String className, String method) {
        return "Java_" + mangled(className) + "_" + mangled(method);
    }

    private static String mangled(String name) {
        return name.replace("_", "_1").replace('.', '_');
    }
}
