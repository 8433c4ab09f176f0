package org.mattermote.stack.explorer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Loads the project's classes anew, one of them with a bug: the code that ships has no switch for
 * it.
 */
public final class PlantingLoader extends ClassLoader {
    private static final String OURS = "org.mattermote.";

    private final Bug bug;

    /**
     * A call, a field's read or, with = before the name, a field's write in one method, and what
     * stands there instead.
     */
    public interface Bug {
        /** Class, by its internal name. */
        String type();

        String method();

        /** Names, with a space between them. */
        String places();

        /** In the place of an instruction that takes an object and gives a value, or nothing. */
        void plant(MethodVisitor out);
    }

    /** A bug that is instructions without an operand. */
    public record Plain(String type, String method, String places, int... instructions)
            implements Bug {
        @Override
        public void plant(MethodVisitor out) {
            for (int instruction : instructions) {
                out.visitInsn(instruction);
            }
        }
    }

    /** Those of the stack. */
    enum OfStack implements Bug {
        /** {@code Pool.find} takes a handle of any generation for the present one. */
        NO_GENERATION_CHECK("mem/Pool", "find", "generation", Opcodes.POP) {
            @Override
            public void plant(MethodVisitor out) {
                super.plant(out);
                out.visitVarInsn(Opcodes.ILOAD, 1);
                out.visitMethodInsn(
                        Opcodes.INVOKESTATIC,
                        "org/mattermote/stack/mem/Handle",
                        "generation",
                        "(I)I",
                        false);
            }
        },

        /** {@code Exchanges.evict} leaves what waits for an acknowledgement. */
        EVICTION_KEEPS_RETRANSMIT("exchange/Exchanges", "evict", "acknowledged", Opcodes.POP2),

        /** {@code Exchanges.findLive} finds an exchange in any state. */
        DROPPED_SHADOWS("exchange/Exchanges", "findLive", "state", Opcodes.POP, Opcodes.ICONST_1),

        /** {@code Exchanges.close} does not look whether there is anything to close. */
        CLOSE_ON_CLEARED_THROWS(
                "exchange/Exchanges", "close", "isTaken isOpen", Opcodes.POP, Opcodes.ICONST_1),

        /** {@code SecureSessions.evictable} gives away what is reserved for a newcomer. */
        RESERVED_HANDED_OUT(
                "message/SecureSessions", "evictable", "hasKeys", Opcodes.POP, Opcodes.ICONST_1),

        /** {@code BtpSender.acknowledged} leaves the time as it was. */
        BTP_ACK_TIMER_NOT_RESTARTED(
                "transport/btp/BtpSender", "acknowledged", "=ackBy", Opcodes.POP2, Opcodes.POP),

        /** An acknowledgement that goes alone takes no place in the peer's window. */
        BTP_ACK_TAKES_NO_PLACE("transport/btp/Btp", "indicateNext", "packetSent", Opcodes.POP2) {
            @Override
            public void plant(MethodVisitor out) {
                super.plant(out);
                out.visitMethodInsn(
                        Opcodes.INVOKEVIRTUAL,
                        "org/mattermote/stack/transport/btp/BtpSender",
                        "advance",
                        "()V",
                        false);
            }
        },

        /** {@code BtpReceiver.close} keeps the packet that messages are put together in. */
        BTP_PACKET_KEPT("transport/btp/BtpReceiver", "close", "release", Opcodes.POP2),

        /** {@code BtpReceiver.close} leaves the number that the next connection begins with. */
        BTP_SEQUENCE_NOT_RESET("transport/btp/BtpReceiver", "close", "=expected", Opcodes.POP2),

        /** {@code BtpReceiver.ack} widens the window while a message waits. */
        BTP_ACK_WHILE_FULL(
                "transport/btp/BtpReceiver", "ack", "whole", Opcodes.POP, Opcodes.ICONST_0);

        private final Plain plain;

        OfStack(String type, String method, String places, int... instructions) {
            plain =
                    new Plain(
                            OURS.replace('.', '/') + "stack/" + type, method, places, instructions);
        }

        @Override
        public String type() {
            return plain.type;
        }

        @Override
        public String method() {
            return plain.method;
        }

        @Override
        public String places() {
            return plain.places;
        }

        @Override
        public void plant(MethodVisitor out) {
            plain.plant(out);
        }
    }

    public PlantingLoader(Bug bug) {
        super(PlantingLoader.class.getClassLoader());
        this.bug = bug;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(OURS)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            if (loaded != null) {
                return loaded;
            }
            String internal = name.replace('.', '/');
            byte[] bytes = read(internal);
            if (internal.equals(bug.type())) {
                bytes = planted(bytes);
            }
            return defineClass(name, bytes, 0, bytes.length);
        }
    }

    private byte[] read(String internal) {
        try (InputStream in = getParent().getResourceAsStream(internal + ".class")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] planted(byte[] bytes) {
        ClassReader reader = new ClassReader(bytes);
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        int[] plants = {0};
        reader.accept(
                new ClassVisitor(Opcodes.ASM9, writer) {
                    @Override
                    public MethodVisitor visitMethod(
                            int access, String name, String type, String generic, String[] thrown) {
                        MethodVisitor next = super.visitMethod(access, name, type, generic, thrown);
                        return name.equals(bug.method()) ? new Planter(next, plants) : next;
                    }
                },
                0);
        if (plants[0] != bug.places().split(" ").length) {
            throw new IllegalStateException(plants[0] + " places for " + bug);
        }
        return writer.toByteArray();
    }

    private boolean isAt(String name) {
        return List.of(bug.places().split(" ")).contains(name);
    }

    private final class Planter extends MethodVisitor {
        private final int[] plants;

        Planter(MethodVisitor next, int[] plants) {
            super(Opcodes.ASM9, next);
            this.plants = plants;
        }

        @Override
        public void visitMethodInsn(
                int opcode, String owner, String name, String type, boolean isInterface) {
            if (opcode == Opcodes.INVOKEVIRTUAL && isAt(name)) {
                bug.plant(mv);
                plants[0]++;
            } else {
                super.visitMethodInsn(opcode, owner, name, type, isInterface);
            }
        }

        @Override
        public void visitFieldInsn(int opcode, String owner, String name, String type) {
            if (opcode == Opcodes.GETFIELD && isAt(name)
                    || opcode == Opcodes.PUTFIELD && isAt("=" + name)) {
                bug.plant(mv);
                plants[0]++;
            } else {
                super.visitFieldInsn(opcode, owner, name, type);
            }
        }
    }
}
