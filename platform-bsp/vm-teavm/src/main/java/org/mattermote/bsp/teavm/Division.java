package org.mattermote.bsp.teavm;

import java.util.Map;
import org.teavm.model.BasicBlock;
import org.teavm.model.Instruction;
import org.teavm.model.MethodHolder;
import org.teavm.model.MethodReference;
import org.teavm.model.Program;
import org.teavm.model.instructions.BinaryInstruction;
import org.teavm.model.instructions.BinaryOperation;
import org.teavm.model.instructions.InvocationType;
import org.teavm.model.instructions.InvokeInstruction;
import org.teavm.model.instructions.NumericOperandType;

/**
 * Java divides the smallest number by -1 and faults for 0; processors do either in their own way.
 * Each division goes through a C function that the C compiler inlines and, for a constant, folds.
 */
final class Division {
    private static final Map<String, MethodReference> FUNCTIONS =
            Map.of(
                    "INTDIVIDE", reference("divide", int.class),
                    "INTMODULO", reference("remainder", int.class),
                    "LONGDIVIDE", reference("divideLong", long.class),
                    "LONGMODULO", reference("remainderLong", long.class));

    private Division() {}

    private static MethodReference reference(String name, Class<?> type) {
        return new MethodReference(Intrinsics.class, name, type, type, type);
    }

    static void apply(MethodHolder method) {
        Program program = method.getProgram();
        for (int i = 0; i < program.basicBlockCount(); i++) {
            BasicBlock block = program.basicBlockAt(i);
            Instruction each = block.getFirstInstruction();
            while (each != null) {
                Instruction next = each.getNext();
                if (each instanceof BinaryInstruction) {
                    replace((BinaryInstruction) each);
                }
                each = next;
            }
        }
    }

    private static void replace(BinaryInstruction division) {
        BinaryOperation operation = division.getOperation();
        NumericOperandType type = division.getOperandType();
        MethodReference function = FUNCTIONS.get(type.name() + operation.name());
        if (function == null) {
            return;
        }
        InvokeInstruction call = new InvokeInstruction();
        call.setType(InvocationType.SPECIAL);
        call.setMethod(function);
        call.setArguments(division.getFirstOperand(), division.getSecondOperand());
        call.setReceiver(division.getReceiver());
        call.setLocation(division.getLocation());
        division.replace(call);
    }
}
