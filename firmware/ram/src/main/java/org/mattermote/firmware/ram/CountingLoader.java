package org.mattermote.firmware.ram;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.function.Predicate;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Loads the device's classes with a call to {@link AllocationLog} beside each instruction that
 * makes an object. {@link ConstantTables} are left alone: they lie in flash.
 */
final class CountingLoader extends ClassLoader {
    private static final String LOG = "org/mattermote/firmware/ram/AllocationLog";
    private static final String OURS = "org.mattermote.";

    private final Predicate<String> isDevice;

    /**
     * @param isDevice whether a class, by its internal name, is part of the device; of all other
     *     classes of the project only the objects of device classes they make are counted
     */
    CountingLoader(Predicate<String> isDevice) {
        super(CountingLoader.class.getClassLoader());
        this.isDevice = isDevice;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(OURS) || name.equals(AllocationLog.class.getName())) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : define(name);
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        String internal = name.replace('.', '/');
        try (InputStream in = getParent().getResourceAsStream(internal + ".class")) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            ClassReader reader = new ClassReader(in);
            ClassNode type = new ClassNode();
            reader.accept(type, 0);
            type.methods.forEach(method -> rewrite(type, method));
            ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
            type.accept(writer);
            byte[] bytes = writer.toByteArray();
            return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void rewrite(ClassNode type, MethodNode method) {
        boolean device = isDevice.test(type.name);
        boolean initialiser = method.name.equals("<clinit>");
        for (AbstractInsnNode i : method.instructions.toArray()) {
            if (isCounted(i, device) && !(initialiser && ConstantTables.field(i) != null)) {
                boolean object = i.getOpcode() == Opcodes.NEW;
                InsnList call = new InsnList();
                if (object) {
                    call.add(new LdcInsnNode(((TypeInsnNode) i).desc));
                } else {
                    call.add(new InsnNode(Opcodes.DUP));
                }
                call.add(new LdcInsnNode(type.name));
                String first = object ? "Ljava/lang/String;" : "Ljava/lang/Object;";
                call.add(call(object ? "object" : "array", "(" + first + "Ljava/lang/String;)V"));
                method.instructions.insert(i, call);
            }
        }
        if (device && (initialiser || method.name.equals("<init>"))) {
            for (AbstractInsnNode i : method.instructions.toArray()) {
                if (i.getOpcode() == Opcodes.RETURN) {
                    InsnList leave = new InsnList();
                    leave.add(
                            initialiser
                                    ? new InsnNode(Opcodes.ACONST_NULL)
                                    : new VarInsnNode(Opcodes.ALOAD, 0));
                    leave.add(call("leave", "(Ljava/lang/Object;)V"));
                    method.instructions.insertBefore(i, leave);
                }
            }
            InsnList enter = new InsnList();
            enter.add(new LdcInsnNode(initialiser ? type.name + ".<clinit>" : type.name));
            enter.add(call("enter", "(Ljava/lang/String;)V"));
            method.instructions.insert(enter);
        }
    }

    private static MethodInsnNode call(String name, String descriptor) {
        return new MethodInsnNode(Opcodes.INVOKESTATIC, LOG, name, descriptor);
    }

    private boolean isCounted(AbstractInsnNode i, boolean device) {
        return switch (i.getOpcode()) {
            case Opcodes.NEW, Opcodes.ANEWARRAY -> device || isDevice.test(((TypeInsnNode) i).desc);
            case Opcodes.NEWARRAY, Opcodes.MULTIANEWARRAY -> device;
            case Opcodes.INVOKEVIRTUAL -> {
                MethodInsnNode call = (MethodInsnNode) i;
                yield device && call.owner.startsWith("[") && call.name.equals("clone");
            }
            default -> false;
        };
    }

    /** Element descriptor of an array's. */
    static String element(String array) {
        return array.substring(1);
    }
}
