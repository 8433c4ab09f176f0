package org.mattermote.stack.gate;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Natives that MicroEJ binds by their SNI names and our TeaVM plug-in by the same ones: static, in
 * top-level {@code XxxNatives} classes, not overloaded, at most 15 parameters, over base types and
 * one-dimensional arrays of byte, boolean, short, char or int, returning a base type.
 */
final class NativeRule implements Rule {
    static final String NAME = "natives";
    private static final int PARAMETERS = 15;
    private static final Set<String> TYPES =
            Set.of("Z", "B", "S", "C", "I", "J", "[Z", "[B", "[S", "[C", "[I");

    @Override
    public void check(ClassSet classes, Consumer<Refusal> refused) {
        for (ClassNode type : classes.classes()) {
            Set<String> names = new HashSet<>();
            for (MethodNode method : type.methods) {
                if ((method.access & Opcodes.ACC_NATIVE) != 0) {
                    String wrong = wrong(type, method, names);
                    if (wrong != null) {
                        String member = method.name + method.desc;
                        refused.accept(new Refusal(type.name, member, NAME, wrong));
                    }
                }
            }
        }
    }

    private static String wrong(ClassNode type, MethodNode method, Set<String> names) {
        Type[] parameters = Type.getArgumentTypes(method.desc);
        if ((method.access & Opcodes.ACC_STATIC) == 0) {
            return "a native is static";
        }
        if (!type.name.endsWith("Natives") || type.name.contains("$")) {
            return "a native lives in a top-level class whose name ends in Natives";
        }
        if (!names.add(method.name)) {
            return "a native is not overloaded";
        }
        if (parameters.length > PARAMETERS) {
            return parameters.length + " parameters, 15 are allowed";
        }
        for (Type parameter : parameters) {
            if (!TYPES.contains(parameter.getDescriptor())) {
                return "a parameter of type " + parameter.getClassName();
            }
        }
        Type returned = Type.getReturnType(method.desc);
        if (returned.getSort() == Type.ARRAY || !TYPES.contains(returned.getDescriptor())) {
            return "returns " + returned.getClassName() + ", a base type is allowed";
        }
        return null;
    }
}
