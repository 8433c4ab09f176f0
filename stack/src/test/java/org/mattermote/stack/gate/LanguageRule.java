package org.mattermote.stack.gate;

import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TypeInsnNode;

/** The Java 7 subset of device code, as far as one instruction or one declaration shows it. */
final class LanguageRule implements Rule {
    static final String CLASS_FILE = "class file version";
    static final String DYNAMIC = "no invokedynamic";
    static final String INTERFACE_BODY = "no default or static interface method";
    static final String MONITOR = "no monitor";
    static final String THREAD = "no thread";
    static final String REFLECTION = "no reflection";
    static final String PRIMITIVE_CLASS = "no primitive class literal";
    static final String EXCEPTIONS = "no exception handling";
    static final String FLOATING_POINT = "no floating point";
    static final String BOXING = "no boxing";
    static final String STATIC_STATE = "no static mutable state";

    private static final Set<String> FOR_NAME = Set.of("forName", "newInstance");

    /** Wrapper, and the method that unboxes it. */
    private static final Map<String, String> WRAPPERS =
            Map.of(
                    "java/lang/Boolean", "booleanValue",
                    "java/lang/Byte", "byteValue",
                    "java/lang/Short", "shortValue",
                    "java/lang/Character", "charValue",
                    "java/lang/Integer", "intValue",
                    "java/lang/Long", "longValue",
                    "java/lang/Float", "floatValue",
                    "java/lang/Double", "doubleValue");

    private static final String FLOATING_POINT_OPCODE =
            "[FD](CONST_.|A?LOAD|A?STORE|ADD|SUB|MUL|DIV|REM|NEG|CMP[LG]|RETURN)"
                    + "|[ILFD]2[FD]|[FD]2[IL]";

    /** Opcode and name of each floating-point instruction. */
    private static final Map<Integer, String> FLOATING_POINT_OPCODES =
            Arrays.stream(Opcodes.class.getFields())
                    .filter(field -> field.getName().matches(FLOATING_POINT_OPCODE))
                    .collect(Collectors.toMap(LanguageRule::value, Field::getName));

    private static Integer value(Field constant) {
        try {
            return constant.getInt(null);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    static boolean isThreadOrReflection(String type) {
        return isThread(type) || isReflection(type);
    }

    static boolean isPrimitiveClass(String owner, String field) {
        return field.equals("TYPE")
                && (WRAPPERS.containsKey(owner) || owner.equals("java/lang/Void"));
    }

    private static boolean isThread(String type) {
        return type.equals("java/lang/Thread")
                || type.startsWith("java/lang/Thread$")
                || type.equals("java/lang/ThreadLocal")
                || type.equals("java/lang/ThreadGroup");
    }

    private static boolean isReflection(String type) {
        return type.startsWith("java/lang/reflect/") || type.startsWith("java/lang/invoke/");
    }

    @Override
    public void check(ClassSet classes, Consumer<Refusal> refused) {
        for (ClassNode type : classes.classes()) {
            new Visit(type, refused).type();
        }
    }

    /** One class being judged. */
    private static final class Visit {
        private final ClassNode type;
        private final Consumer<Refusal> refused;
        private String member = "(class)";

        Visit(ClassNode type, Consumer<Refusal> refused) {
            this.type = type;
            this.refused = refused;
        }

        void type() {
            if ((type.version & 0xFFFF) > Opcodes.V1_8) {
                refuse(CLASS_FILE, "major " + (type.version & 0xFFFF) + ", 52 is the newest", "");
            }
            ClassSet.supers(type).forEach(s -> use(Type.getObjectType(s), ""));
            type.fields.forEach(this::field);
            type.methods.forEach(this::method);
        }

        private void field(FieldNode field) {
            member = field.name;
            use(Type.getType(field.desc), "");
            int kind = Opcodes.ACC_STATIC | Opcodes.ACC_FINAL;
            if ((field.access & kind) == Opcodes.ACC_STATIC) {
                refuse(STATIC_STATE, "a static field that is not final", "");
            }
        }

        private void method(MethodNode method) {
            member = method.name + method.desc;
            useDescriptor(method.desc, "");
            if ((type.access & Opcodes.ACC_INTERFACE) != 0
                    && (method.access & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_SYNTHETIC)) == 0
                    && !method.name.equals("<clinit>")) {
                refuse(INTERFACE_BODY, "an interface method with a body", "");
            }
            if ((method.access & Opcodes.ACC_SYNCHRONIZED) != 0) {
                refuse(MONITOR, "synchronized", "");
            }
            if (!method.tryCatchBlocks.isEmpty()) {
                AbstractInsnNode start = method.tryCatchBlocks.get(0).start;
                refuse(EXCEPTIONS, "an exception table", ClassSet.line(start.getNext()));
            }
            method.instructions.forEach(this::instruction);
        }

        private void instruction(AbstractInsnNode i) {
            String line = ClassSet.line(i);
            int opcode = i.getOpcode();
            switch (opcode) {
                case Opcodes.INVOKEDYNAMIC -> refuse(DYNAMIC, "invokedynamic", line);
                case Opcodes.MONITORENTER -> refuse(MONITOR, "monitorenter", line);
                case Opcodes.ATHROW -> refuse(EXCEPTIONS, "athrow", line);
                default -> {
                    if (FLOATING_POINT_OPCODES.containsKey(opcode)) {
                        refuse(FLOATING_POINT, FLOATING_POINT_OPCODES.get(opcode), line);
                    }
                }
            }
            if (i instanceof LdcInsnNode ldc) {
                constant(ldc.cst, line);
            } else if (i instanceof TypeInsnNode t) {
                use(Type.getObjectType(t.desc), line);
            } else if (i instanceof FieldInsnNode f) {
                fieldUse(f, line);
            } else if (i instanceof MethodInsnNode m) {
                call(m, line);
            }
        }

        private void constant(Object constant, String line) {
            if (constant instanceof Float || constant instanceof Double) {
                refuse(FLOATING_POINT, "the constant " + constant, line);
            } else if (constant instanceof Handle || constant instanceof ConstantDynamic) {
                refuse(DYNAMIC, "a dynamic constant", line);
            } else if (constant instanceof Type t && t.getSort() == Type.METHOD) {
                refuse(DYNAMIC, "a method type", line);
            }
        }

        private void fieldUse(FieldInsnNode f, String line) {
            use(Type.getObjectType(f.owner), line);
            if (isPrimitiveClass(f.owner, f.name)) {
                refuse(PRIMITIVE_CLASS, f.owner + ".TYPE", line);
            } else {
                use(Type.getType(f.desc), line);
            }
        }

        private void call(MethodInsnNode m, String line) {
            String wrapped = WRAPPERS.get(m.owner);
            if (m.owner.equals("java/lang/Class") && FOR_NAME.contains(m.name)) {
                refuse(REFLECTION, "Class." + m.name, line);
            } else if (isThread(m.owner)) {
                refuse(THREAD, m.owner + "." + m.name, line);
            } else if (isReflection(m.owner)) {
                refuse(REFLECTION, m.owner + "." + m.name, line);
            } else if (wrapped != null && (m.name.equals(wrapped) || isBoxing(m))) {
                refuse(BOXING, m.owner + "." + m.name, line);
            } else {
                useDescriptor(m.desc, line);
            }
        }

        private static boolean isBoxing(MethodInsnNode m) {
            return m.name.equals("valueOf")
                    && Type.getArgumentTypes(m.desc)[0].getSort() < Type.ARRAY;
        }

        private void useDescriptor(String descriptor, String line) {
            use(Type.getReturnType(descriptor), line);
            for (Type argument : Type.getArgumentTypes(descriptor)) {
                use(argument, line);
            }
        }

        private void use(Type used, String line) {
            Type element = used.getSort() == Type.ARRAY ? used.getElementType() : used;
            if (element.getSort() == Type.FLOAT || element.getSort() == Type.DOUBLE) {
                refuse(FLOATING_POINT, element.getClassName(), line);
            } else if (element.getSort() == Type.OBJECT && isThread(element.getInternalName())) {
                refuse(THREAD, element.getInternalName(), line);
            } else if (element.getSort() == Type.OBJECT
                    && isReflection(element.getInternalName())) {
                refuse(REFLECTION, element.getInternalName(), line);
            }
        }

        private void refuse(String rule, String detail, String line) {
            refused.accept(new Refusal(type.name, member, rule, detail + line));
        }
    }
}
