package org.mattermote.firmware.ram;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Arrays that a class initialiser spells out and puts into a static field: {@code newarray, (dup,
 * index, value, store)*, putstatic}. The open VM has them in flash. One that is left empty there is
 * filled by code, so it is none.
 */
final class ConstantTables {
    private ConstantTables() {}

    /** The field that the array made at {@code i} is the constant of, or null. */
    static FieldInsnNode field(AbstractInsnNode i) {
        if (i.getOpcode() != Opcodes.NEWARRAY) {
            return null;
        }
        boolean spelt = i.getPrevious().getOpcode() == Opcodes.ICONST_0;
        AbstractInsnNode next = i.getNext();
        while (next.getOpcode() == Opcodes.DUP) {
            for (int part = 0; part < 2; part++) {
                next = next.getNext();
                boolean number =
                        next.getOpcode() >= Opcodes.ICONST_M1 && next.getOpcode() <= Opcodes.SIPUSH
                                || next.getOpcode() == Opcodes.LDC;
                if (!number) {
                    return null;
                }
            }
            next = next.getNext();
            if (next.getOpcode() < Opcodes.IASTORE || next.getOpcode() > Opcodes.SASTORE) {
                return null;
            }
            spelt = true;
            next = next.getNext();
        }
        return spelt && next instanceof FieldInsnNode field && next.getOpcode() == Opcodes.PUTSTATIC
                ? field
                : null;
    }

    /** Names of the fields of {@code type} that hold such an array. */
    static List<String> fields(ClassNode type) {
        List<String> fields = new ArrayList<>();
        for (MethodNode method : type.methods) {
            if (method.name.equals("<clinit>")) {
                for (AbstractInsnNode i : method.instructions) {
                    FieldInsnNode field = field(i);
                    if (field != null) {
                        fields.add(field.name);
                    }
                }
            }
        }
        return fields;
    }
}
