package org.mattermote.firmware.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.IntInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Loads the project's classes anew, one of them with {@code kept = new byte[1]} planted where a
 * counter is raised.
 */
public final class PlantLoader extends ClassLoader {
    private static final String OURS = "org.mattermote.";

    /** What reads the build's class files reads them where the build's own classes are. */
    private static final String GATE = "org.mattermote.stack.gate.";

    private static final String COUNT = "org.mattermote.firmware.ram.";

    private final String type;
    private final String counter;

    /**
     * @param type internal name of the class that gets the plant, null for none
     * @param counter field whose raising the plant follows
     */
    public PlantLoader(String type, String counter) {
        super(PlantLoader.class.getClassLoader());
        this.type = type;
        this.counter = counter;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(OURS) || name.startsWith(GATE) || name.startsWith(COUNT)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            if (loaded != null) {
                return loaded;
            }
            byte[] bytes = classFile(name.replace('.', '/'));
            return defineClass(name, bytes, 0, bytes.length);
        }
    }

    /** The class file of an internal name, with the plant if it is that one. */
    public byte[] classFile(String internal) {
        try (InputStream in = getParent().getResourceAsStream(internal + ".class")) {
            byte[] bytes = in.readAllBytes();
            return internal.equals(type) ? planted(bytes) : bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] planted(byte[] bytes) {
        ClassNode node = new ClassNode();
        new ClassReader(bytes).accept(node, 0);
        int access = Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC;
        node.fields.add(new FieldNode(access, "kept", "[B", null, null));
        int plants = 0;
        for (MethodNode method : node.methods) {
            for (AbstractInsnNode i : method.instructions.toArray()) {
                if (i.getOpcode() == Opcodes.PUTFIELD && ((FieldInsnNode) i).name.equals(counter)) {
                    InsnList plant = new InsnList();
                    plant.add(new InsnNode(Opcodes.ICONST_1));
                    plant.add(new IntInsnNode(Opcodes.NEWARRAY, Opcodes.T_BYTE));
                    plant.add(new FieldInsnNode(Opcodes.PUTSTATIC, type, "kept", "[B"));
                    method.instructions.insert(i, plant);
                    plants++;
                }
            }
        }
        if (plants != 1) {
            throw new IllegalStateException(plants + " places");
        }
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        node.accept(writer);
        return writer.toByteArray();
    }
}
