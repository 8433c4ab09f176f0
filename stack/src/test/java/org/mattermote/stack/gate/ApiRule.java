package org.mattermote.stack.gate;

import java.util.Optional;
import java.util.function.Consumer;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.MultiANewArrayInsnNode;
import org.objectweb.asm.tree.TypeInsnNode;

/**
 * Only types and members that every VM has: the {@link AllowList}, Bouncy Castle, the project's
 * own, and {@code clone()} of arrays. Threads, reflection and primitive class literals are {@link
 * LanguageRule}'s.
 */
final class ApiRule implements Rule {
    static final String NAME = "allowed API";

    private final AllowList allowed = AllowList.edc();

    @Override
    public void check(ClassSet classes, Consumer<Refusal> refused) {
        for (ClassNode type : classes.classes()) {
            new Visit(classes, type, refused).type();
        }
    }

    private static boolean isOwn(String type) {
        return type.startsWith("org/mattermote/") || type.startsWith("org/bouncycastle/");
    }

    private static boolean isField(ClassNode type, String name, String descriptor) {
        return type.fields.stream().anyMatch(f -> f.name.equals(name) && f.desc.equals(descriptor));
    }

    private static boolean isMethod(ClassNode type, String name, String descriptor) {
        return type.methods.stream()
                .anyMatch(m -> m.name.equals(name) && m.desc.equals(descriptor));
    }

    /** One class being judged. */
    private final class Visit {
        private final ClassSet classes;
        private final ClassNode type;
        private final Consumer<Refusal> refused;
        private String member = "(class)";

        Visit(ClassSet classes, ClassNode type, Consumer<Refusal> refused) {
            this.classes = classes;
            this.type = type;
            this.refused = refused;
        }

        void type() {
            ClassSet.supers(type).forEach(s -> use(Type.getObjectType(s), ""));
            for (FieldNode field : type.fields) {
                member = field.name;
                use(Type.getType(field.desc), "");
            }
            for (MethodNode method : type.methods) {
                member = method.name + method.desc;
                useDescriptor(method.desc, "");
                method.exceptions.forEach(e -> use(Type.getObjectType(e), ""));
                method.instructions.forEach(this::instruction);
            }
        }

        private void instruction(AbstractInsnNode instruction) {
            String line = ClassSet.line(instruction);
            if (instruction instanceof TypeInsnNode i) {
                use(Type.getObjectType(i.desc), line);
            } else if (instruction instanceof MultiANewArrayInsnNode i) {
                use(Type.getType(i.desc), line);
            } else if (instruction instanceof LdcInsnNode i && i.cst instanceof Type t) {
                use(t, line);
            } else if (instruction instanceof FieldInsnNode i) {
                useMember(i.owner, i.name, i.desc, false, line);
            } else if (instruction instanceof MethodInsnNode i) {
                useMember(i.owner, i.name, i.desc, true, line);
            }
        }

        private void useDescriptor(String descriptor, String line) {
            use(Type.getReturnType(descriptor), line);
            for (Type argument : Type.getArgumentTypes(descriptor)) {
                use(argument, line);
            }
        }

        private void use(Type used, String line) {
            if (used.getSort() == Type.ARRAY) {
                use(used.getElementType(), line);
            } else if (used.getSort() == Type.METHOD) {
                useDescriptor(used.getDescriptor(), line);
            } else if (used.getSort() == Type.OBJECT
                    && !isOwn(used.getInternalName())
                    && !LanguageRule.isThreadOrReflection(used.getInternalName())
                    && !allowed.hasType(used.getInternalName())) {
                refuse(used.getInternalName(), line);
            }
        }

        private void useMember(
                String owner, String name, String descriptor, boolean method, String line) {
            if (method && owner.startsWith("[") && name.equals("clone")) {
                return;
            }
            String start = owner.startsWith("[") ? "java/lang/Object" : owner;
            if (LanguageRule.isThreadOrReflection(start)
                    || LanguageRule.isPrimitiveClass(start, name)) {
                return;
            }
            String wanted = name + (method ? "" : ":") + descriptor;
            if (!isKnown(start, name, descriptor, wanted, method)) {
                refuse(owner + "." + wanted, line);
            }
        }

        /** Walks up from {@code owner} to the type that declares the member. */
        private boolean isKnown(
                String owner, String name, String descriptor, String wanted, boolean method) {
            if (!isOwn(owner)) {
                return allowed.hasMember(owner, wanted);
            }
            Optional<ClassNode> found = classes.find(owner);
            if (found.isEmpty()) {
                // Bouncy Castle's, or of a module that is judged where it is built.
                return true;
            }
            ClassNode node = found.get();
            if (method ? isMethod(node, name, descriptor) : isField(node, name, descriptor)) {
                return true;
            }
            return ClassSet.supers(node).stream()
                            .anyMatch(s -> isKnown(s, name, descriptor, wanted, method))
                    || ((node.access & Opcodes.ACC_INTERFACE) != 0
                            && allowed.hasMember("java/lang/Object", wanted));
        }

        private void refuse(String what, String line) {
            refused.accept(new Refusal(type.name, member, NAME, what + line));
        }
    }
}
