package org.mattermote.bsp.teavm;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.teavm.dependency.AbstractDependencyListener;
import org.teavm.dependency.DependencyAgent;
import org.teavm.dependency.MethodDependencyInfo;
import org.teavm.dependency.ValueDependencyInfo;
import org.teavm.model.BasicBlock;
import org.teavm.model.CallLocation;
import org.teavm.model.ClassReader;
import org.teavm.model.ElementModifier;
import org.teavm.model.Instruction;
import org.teavm.model.MethodHolder;
import org.teavm.model.MethodReader;
import org.teavm.model.MethodReference;
import org.teavm.model.Program;
import org.teavm.model.TextLocation;
import org.teavm.model.ValueType;
import org.teavm.model.Variable;
import org.teavm.model.instructions.ArrayElementType;
import org.teavm.model.instructions.BinaryInstruction;
import org.teavm.model.instructions.CastInstruction;
import org.teavm.model.instructions.CastNumberInstruction;
import org.teavm.model.instructions.ClassConstantInstruction;
import org.teavm.model.instructions.CloneArrayInstruction;
import org.teavm.model.instructions.ConstructInstruction;
import org.teavm.model.instructions.ConstructMultiArrayInstruction;
import org.teavm.model.instructions.DoubleConstantInstruction;
import org.teavm.model.instructions.FloatConstantInstruction;
import org.teavm.model.instructions.InvokeInstruction;
import org.teavm.model.instructions.IsInstanceInstruction;
import org.teavm.model.instructions.MonitorEnterInstruction;
import org.teavm.model.instructions.NegateInstruction;
import org.teavm.model.instructions.NumericOperandType;
import org.teavm.model.instructions.PutElementInstruction;
import org.teavm.model.instructions.RaiseInstruction;

/**
 * What no image can hold, in words, where a main class reaches it: one line a method and kind. Only
 * code of a device is looked at; what the Java runtime does behind a method that may be called is
 * its own matter.
 */
final class Refusals extends AbstractDependencyListener {
    static final String THREADS = "threads: a device has one";
    static final String MONITOR = "synchronized: a device has one thread";
    static final String REFLECTION = "reflection: an image has no names of classes";
    static final String STRINGS = "makes a string: a device has none but constant ones";
    static final String LAMBDA = "a lambda: it hides an object, name its class";
    static final String THROWS = "throws: a device answers with codes, nothing would catch it";
    static final String CATCHES = "catches: nothing is ever thrown";
    static final String FLOAT = "floating point: a device computes with integers";
    static final String BOXES = "an object for a number: numbers are base types";
    static final String CLONES = "clones an array: copy it to one that is there";
    static final String DIMENSIONS = "makes an array of several dimensions at once: make each row";
    static final String NATIVE = "native, but neither static nor in a class called ...Natives";
    static final String ARRAY_TYPE =
            "asks what kind of references an array holds: they have one class";

    /** Of the Java runtime, what an image can hold; small, and without allocation. */
    private static final Set<String> ALLOWED =
            Set.of(
                    "java.lang.Object.<init>",
                    "java.lang.Math.abs",
                    "java.lang.Math.max",
                    "java.lang.Math.min",
                    "java.lang.String.charAt",
                    "java.lang.String.length");

    /** By the beginning of class and method; the first that fits. */
    private static final Map<String, String> KINDS = new LinkedHashMap<>();

    static {
        KINDS.put("java.lang.Object.getClass", REFLECTION);
        KINDS.put("java.lang.Object.wait", THREADS);
        KINDS.put("java.lang.Object.notify", THREADS);
        KINDS.put("java.lang.Object.toString", STRINGS);
        KINDS.put("java.lang.Thread", THREADS);
        KINDS.put("java.lang.Runtime", THREADS);
        KINDS.put("java.util.concurrent.", THREADS);
        KINDS.put("java.util.Timer", THREADS);
        KINDS.put("java.lang.Class", REFLECTION);
        KINDS.put("java.lang.reflect.", REFLECTION);
        KINDS.put("java.lang.invoke.", LAMBDA);
        KINDS.put("java.lang.String", STRINGS);
        KINDS.put("java.text.", STRINGS);
        KINDS.put("java.util.Formatter", STRINGS);
        KINDS.put("java.lang.Float", FLOAT);
        KINDS.put("java.lang.Double", FLOAT);
        for (String box :
                new String[] {"Integer", "Long", "Short", "Byte", "Character", "Boolean"}) {
            KINDS.put("java.lang." + box + ".toString", STRINGS);
            KINDS.put("java.lang." + box + ".toHexString", STRINGS);
            KINDS.put("java.lang." + box + ".", BOXES);
        }
    }

    private DependencyAgent agent;

    @Override
    public void started(DependencyAgent newAgent) {
        agent = newAgent;
    }

    @Override
    public void complete() {
        Set<MethodReference> methods =
                new TreeSet<>((a, b) -> a.toString().compareTo(b.toString()));
        methods.addAll(agent.getReachableMethods());
        for (MethodReference reference : methods) {
            MethodDependencyInfo info = agent.getMethod(reference);
            ClassReader owner = agent.getClassSource().get(reference.getClassName());
            if (info == null || !info.isUsed() || owner == null || isLibrary(owner.getName())) {
                continue;
            }
            MethodReader method = owner.getMethod(reference.getDescriptor());
            if (method != null) {
                new Look(info, method).all();
            }
        }
    }

    static boolean isLibrary(String className) {
        return className.startsWith("java.")
                || className.startsWith("javax.")
                || className.startsWith("org.teavm.")
                || className.equals(Intrinsics.class.getName());
    }

    /** One method. */
    private final class Look {
        private final MethodDependencyInfo info;
        private final MethodReader method;
        private final Set<String> told = new TreeSet<>();

        Look(MethodDependencyInfo info, MethodReader method) {
            this.info = info;
            this.method = method;
        }

        private void refuse(TextLocation where, String words) {
            if (told.add(words)) {
                agent.getDiagnostics().error(new CallLocation(method.getReference(), where), words);
            }
        }

        void all() {
            if (method.hasModifier(ElementModifier.SYNCHRONIZED)) {
                refuse(null, MONITOR);
            }
            if (method.hasModifier(ElementModifier.NATIVE)
                    && !NativeBinding.isBound(method.getReference())) {
                refuse(null, NATIVE);
            }
            for (ValueType type : method.getSignature()) {
                if (type == ValueType.FLOAT || type == ValueType.DOUBLE) {
                    refuse(null, FLOAT);
                }
            }
            Program program =
                    method instanceof MethodHolder ? ((MethodHolder) method).getProgram() : null;
            for (int i = 0; program != null && i < program.basicBlockCount(); i++) {
                BasicBlock block = program.basicBlockAt(i);
                if (!block.getTryCatchBlocks().isEmpty()) {
                    refuse(block.getFirstInstruction().getLocation(), CATCHES);
                }
                for (Instruction each : block) {
                    one(each);
                }
            }
        }

        private void one(Instruction each) {
            String words = null;
            if (each instanceof MonitorEnterInstruction) {
                words = MONITOR;
            } else if (each instanceof RaiseInstruction) {
                words = THROWS;
            } else if (each instanceof ClassConstantInstruction) {
                words = REFLECTION;
            } else if (each instanceof CloneArrayInstruction) {
                words = CLONES;
            } else if (each instanceof ConstructMultiArrayInstruction) {
                words = DIMENSIONS;
            } else if (isFloating(each)) {
                words = FLOAT;
            } else if (each instanceof ConstructInstruction) {
                words = constructed(((ConstructInstruction) each).getType());
            } else if (each instanceof InvokeInstruction) {
                words = called((InvokeInstruction) each);
            } else if (each instanceof CastInstruction) {
                words = arrayType(((CastInstruction) each).getTargetType());
            } else if (each instanceof IsInstanceInstruction) {
                words = arrayType(((IsInstanceInstruction) each).getType());
            } else if (each instanceof PutElementInstruction) {
                PutElementInstruction put = (PutElementInstruction) each;
                if (put.getType() == ArrayElementType.OBJECT) {
                    words = stored(List.of(types(put.getValue())), put.getArray());
                }
            }
            if (words != null) {
                refuse(each.getLocation(), words);
            }
        }

        private String constructed(String className) {
            // TeaVM's name of the class that it makes of one.
            if (className.contains("$lambda$")) {
                return LAMBDA;
            }
            if (agent.getClassHierarchy().isSuperType("java.lang.Throwable", className, false)) {
                return THROWS;
            }
            return isLibrary(className) && !className.equals("java.lang.Object")
                    ? known(className + ".<init>")
                    : null;
        }

        private String called(InvokeInstruction call) {
            MethodReference target = call.getMethod();
            String name = target.getClassName() + "." + target.getName();
            if (target.getClassName().contains("$lambda$")) {
                return LAMBDA;
            }
            if (target.getClassName().startsWith("[")) {
                return CLONES;
            }
            if (isLibrary(target.getClassName())) {
                if (name.equals("java.lang.System.arraycopy")) {
                    return stored(itemsOf(call.getArguments().get(0)), call.getArguments().get(2));
                }
                if (ALLOWED.contains(name)
                        || target.getClassName().equals(Intrinsics.class.getName())) {
                    return null;
                }
                if (agent.getClassHierarchy()
                        .isSuperType("java.lang.Throwable", target.getClassName(), false)) {
                    return THROWS;
                }
                return known(name);
            }
            return null;
        }

        private String known(String name) {
            for (Map.Entry<String, String> kind : KINDS.entrySet()) {
                if (name.startsWith(kind.getKey())) {
                    return kind.getValue();
                }
            }
            return "calls " + name + ", which is not for devices";
        }

        /** All arrays of references have one class: a question for another cannot be answered. */
        private String arrayType(ValueType type) {
            return type instanceof ValueType.Array
                            && !(((ValueType.Array) type).getItemType()
                                    instanceof ValueType.Primitive)
                    ? ARRAY_TYPE
                    : null;
        }

        /** Stores of references are not checked at run time: each is proved, or refused. */
        private String stored(Collection<ValueType> values, Variable into) {
            for (ValueType item : itemsOf(into)) {
                for (ValueType value : values) {
                    if (!agent.getClassHierarchy().isSuperType(item, value, false)) {
                        return "stores " + name(value) + " in an array of " + name(item);
                    }
                }
            }
            return null;
        }

        /** Of arrays of references, what they are made to hold. */
        private Collection<ValueType> itemsOf(Variable variable) {
            List<ValueType> items = new ArrayList<>();
            for (ValueType array : types(variable)) {
                if (array instanceof ValueType.Array) {
                    ValueType item = ((ValueType.Array) array).getItemType();
                    if (!(item instanceof ValueType.Primitive)) {
                        items.add(item);
                    }
                }
            }
            return items;
        }

        private String name(ValueType type) {
            return type instanceof ValueType.Object
                    ? ((ValueType.Object) type).getClassName()
                    : type.toString();
        }

        private ValueType[] types(Variable variable) {
            ValueDependencyInfo node = info.getVariable(variable.getIndex());
            return node == null ? new ValueType[0] : node.getTypes();
        }
    }

    private static boolean isFloating(Instruction each) {
        if (each instanceof FloatConstantInstruction || each instanceof DoubleConstantInstruction) {
            return true;
        }
        if (each instanceof BinaryInstruction) {
            return isFloating(((BinaryInstruction) each).getOperandType());
        }
        if (each instanceof NegateInstruction) {
            return isFloating(((NegateInstruction) each).getOperandType());
        }
        if (each instanceof CastNumberInstruction) {
            CastNumberInstruction cast = (CastNumberInstruction) each;
            return isFloating(cast.getSourceType()) || isFloating(cast.getTargetType());
        }
        return false;
    }

    private static boolean isFloating(NumericOperandType type) {
        return type == NumericOperandType.FLOAT || type == NumericOperandType.DOUBLE;
    }
}
