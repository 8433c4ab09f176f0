package org.mattermote.stack.gate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.mattermote.stack.gate.ClosedWorld.Method;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.IntInsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.LookupSwitchInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.MultiANewArrayInsnNode;
import org.objectweb.asm.tree.TableSwitchInsnNode;
import org.objectweb.asm.tree.TypeInsnNode;

/**
 * No allocation after boot (law 1): walks every call from the methods that run after the seal and
 * refuses whatever makes an object, on a branch as cold as may be.
 *
 * <p>The world is closed: the classes given, and Bouncy Castle's static methods. A call goes to
 * each body the world has for it; at an interface of {@code port} it ends, the platform below
 * answers for itself; a member of the Java library is judged by {@code gate/library.txt}. Class
 * initialisers are not walked: they have run before the seal. Constructors are not walked: who
 * calls one has made an object and is refused for that.
 */
public final class AllocationGate {
    static final String OBJECT = "no object after boot";
    static final String ARRAY = "no array after boot";
    static final String BOXING = "no boxing after boot";
    static final String STRING_BUILDING = "no string building after boot";
    static final String STRING_LITERAL = "no string literal after boot";
    static final String DYNAMIC = "no lambda after boot";
    static final String LIBRARY = "judged library members only";

    private static final String PORT = "org/mattermote/stack/port/";
    private static final Set<String> BUILDERS =
            Set.of("java/lang/StringBuilder", "java/lang/StringBuffer", "java/lang/String");
    private static final Set<String> WRAPPERS =
            Set.of(
                    "java/lang/Boolean",
                    "java/lang/Byte",
                    "java/lang/Short",
                    "java/lang/Character",
                    "java/lang/Integer",
                    "java/lang/Long",
                    "java/lang/Float",
                    "java/lang/Double");

    private static final ReasonList LIBRARY_MEMBERS = ReasonList.of("/gate/library.txt");

    private final ClosedWorld world;
    private final ReasonList thrown;
    private final List<Refusal> refusals = new ArrayList<>();

    /** Every method reached, with the one that called it first; null for a root. */
    private final Map<Method, Method> callers = new LinkedHashMap<>();

    private final Deque<Method> open = new ArrayDeque<>();

    private AllocationGate(ClassSet classes, ReasonList thrown) {
        world = new ClosedWorld(classes);
        this.thrown = thrown;
    }

    /**
     * What was walked, and what of it is refused.
     *
     * @param methods {@code owner.name(descriptor)}, the owner with slashes
     */
    public record Verdict(Set<String> methods, List<Refusal> refusals) {}

    /**
     * Walks from {@code roots}, each {@code org.mattermote.stack.Stack.poll(J)J}; fails if one is
     * not there.
     */
    public static Verdict judge(ClassSet classes, List<String> roots) {
        return judge(classes, roots, ReasonList.of("/gate/thrown.txt"));
    }

    static Verdict judge(ClassSet classes, List<String> roots, ReasonList thrown) {
        AllocationGate gate = new AllocationGate(classes, thrown);
        for (String root : roots) {
            int descriptor = root.indexOf('(');
            int name = root.lastIndexOf('.', descriptor);
            Optional<Method> found =
                    gate.world.inherited(
                            root.substring(0, name).replace('.', '/'),
                            root.substring(name + 1, descriptor),
                            root.substring(descriptor));
            gate.reach(found.orElseThrow(() -> new IllegalArgumentException("no " + root)), null);
        }
        while (!gate.open.isEmpty()) {
            Method method = gate.open.remove();
            gate.new Visit(method).body();
        }
        Set<String> methods =
                gate.callers.keySet().stream().map(Method::name).collect(Collectors.toSet());
        return new Verdict(methods, gate.refusals);
    }

    private void reach(Method method, Method caller) {
        if (!callers.containsKey(method)) {
            callers.put(method, caller);
            open.add(method);
        }
    }

    /** {@code Stack.poll > MessageDispatch.poll > …}. */
    private String path(Method method) {
        StringBuilder said = new StringBuilder();
        for (Method m = method; m != null; m = callers.get(m)) {
            String type = m.type().name.substring(m.type().name.lastIndexOf('/') + 1);
            said.insert(0, type + "." + m.node().name + (said.length() == 0 ? "" : " > "));
        }
        return said.toString();
    }

    /** One method being judged. */
    private final class Visit {
        private final Method method;

        Visit(Method method) {
            this.method = method;
        }

        void body() {
            boolean listed = thrown.has(method.name());
            for (AbstractInsnNode i : method.node().instructions) {
                if (!listed || !onlyThrows(method.node(), i)) {
                    instruction(i);
                }
            }
        }

        private void instruction(AbstractInsnNode i) {
            switch (i.getOpcode()) {
                case Opcodes.NEW -> {
                    String made = ((TypeInsnNode) i).desc;
                    refuse(
                            BUILDERS.contains(made) ? STRING_BUILDING : OBJECT,
                            "new " + said(made),
                            i);
                }
                case Opcodes.NEWARRAY -> refuse(ARRAY, "new " + element((IntInsnNode) i) + "[]", i);
                case Opcodes.ANEWARRAY ->
                        refuse(ARRAY, "new " + said(((TypeInsnNode) i).desc) + "[]", i);
                case Opcodes.MULTIANEWARRAY ->
                        refuse(
                                ARRAY,
                                "new "
                                        + Type.getType(((MultiANewArrayInsnNode) i).desc)
                                                .getClassName(),
                                i);
                case Opcodes.INVOKEDYNAMIC -> refuse(DYNAMIC, "invokedynamic", i);
                case Opcodes.LDC -> {
                    if (((LdcInsnNode) i).cst instanceof String text) {
                        refuse(STRING_LITERAL, "\"" + text + "\"", i);
                    }
                }
                default -> {
                    if (i instanceof MethodInsnNode call) {
                        call(call);
                    }
                }
            }
        }

        private void call(MethodInsnNode call) {
            if (call.name.equals("<init>")) {
                return;
            }
            if (call.owner.startsWith("[")) {
                refuse(
                        call.name.equals("clone") ? ARRAY : LIBRARY,
                        "array " + call.name + "()",
                        call);
                return;
            }
            boolean bouncyCastle = call.owner.startsWith("org/bouncycastle/");
            if (bouncyCastle && call.getOpcode() != Opcodes.INVOKESTATIC) {
                refuse(
                        LIBRARY,
                        "a call to Bouncy Castle that is not static: " + member(call),
                        call);
                return;
            }
            world.targets(call).forEach(target -> reach(target, method));
            boolean port =
                    call.owner.startsWith(PORT) && call.getOpcode() == Opcodes.INVOKEINTERFACE;
            if (!port && !world.declares(call.owner, call.name, call.desc)) {
                library(call);
            }
        }

        private void library(MethodInsnNode call) {
            if (WRAPPERS.contains(call.owner) && call.name.equals("valueOf")) {
                refuse(BOXING, member(call), call);
            } else if (BUILDERS.contains(call.owner)) {
                refuse(STRING_BUILDING, member(call), call);
            } else if (!LIBRARY_MEMBERS.has(call.owner + "." + call.name + call.desc)) {
                refuse(LIBRARY, member(call), call);
            }
        }

        private void refuse(String rule, String what, AbstractInsnNode i) {
            String detail = what + ClassSet.line(i) + ", " + path(method);
            refusals.add(
                    new Refusal(
                            method.type().name,
                            method.node().name + method.node().desc,
                            rule,
                            detail));
        }
    }

    /** Whether every way on from {@code from} ends in a throw, without a turn of a loop. */
    private static boolean onlyThrows(MethodNode method, AbstractInsnNode from) {
        for (AbstractInsnNode i = from; i != null; i = i.getNext()) {
            int opcode = i.getOpcode();
            if (opcode == Opcodes.ATHROW) {
                return true;
            }
            if (i instanceof JumpInsnNode jump) {
                int here = method.instructions.indexOf(i);
                boolean forward = method.instructions.indexOf(jump.label) > here;
                if (!forward || !onlyThrows(method, jump.label)) {
                    return false;
                }
                if (opcode == Opcodes.GOTO) {
                    return true;
                }
            } else if (i instanceof TableSwitchInsnNode
                    || i instanceof LookupSwitchInsnNode
                    || opcode == Opcodes.RET
                    || (opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN)) {
                return false;
            }
        }
        return false;
    }

    private static String said(String type) {
        return Type.getObjectType(type).getClassName();
    }

    private static String member(MethodInsnNode call) {
        return said(call.owner) + "." + call.name + call.desc;
    }

    private static String element(IntInsnNode i) {
        return switch (i.operand) {
            case Opcodes.T_BOOLEAN -> "boolean";
            case Opcodes.T_CHAR -> "char";
            case Opcodes.T_FLOAT -> "float";
            case Opcodes.T_DOUBLE -> "double";
            case Opcodes.T_BYTE -> "byte";
            case Opcodes.T_SHORT -> "short";
            case Opcodes.T_INT -> "int";
            default -> "long";
        };
    }
}
