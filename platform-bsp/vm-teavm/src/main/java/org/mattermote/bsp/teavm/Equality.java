package org.mattermote.bsp.teavm;

import org.teavm.model.BasicBlock;
import org.teavm.model.Instruction;
import org.teavm.model.MethodHolder;
import org.teavm.model.Program;
import org.teavm.model.instructions.BinaryInstruction;
import org.teavm.model.instructions.BinaryOperation;
import org.teavm.model.instructions.BranchingCondition;
import org.teavm.model.instructions.BranchingInstruction;
import org.teavm.model.instructions.NumericOperandType;

/**
 * Whether two ints are the same is asked of their difference. TeaVM asks it of their order, and
 * where a method asks twice about one pair it works out that order once, as a number of three
 * values: more code than to compare twice.
 */
final class Equality {
    private Equality() {}

    static void apply(MethodHolder method) {
        Program program = method.getProgram();
        for (int i = 0; i < program.basicBlockCount(); i++) {
            BasicBlock block = program.basicBlockAt(i);
            Instruction last = block.getLastInstruction();
            if (last instanceof BranchingInstruction) {
                ask((BranchingInstruction) last);
            }
        }
    }

    private static void ask(BranchingInstruction branch) {
        BranchingCondition condition = branch.getCondition();
        boolean isEquality =
                condition == BranchingCondition.EQUAL || condition == BranchingCondition.NOT_EQUAL;
        if (!isEquality || !(branch.getPrevious() instanceof BinaryInstruction)) {
            return;
        }
        BinaryInstruction order = (BinaryInstruction) branch.getPrevious();
        if (order.getOperation() == BinaryOperation.COMPARE_GREATER
                && order.getOperandType() == NumericOperandType.INT
                && order.getReceiver() == branch.getOperand()) {
            BinaryInstruction difference =
                    new BinaryInstruction(BinaryOperation.SUBTRACT, NumericOperandType.INT);
            difference.setFirstOperand(order.getFirstOperand());
            difference.setSecondOperand(order.getSecondOperand());
            difference.setReceiver(order.getReceiver());
            difference.setLocation(order.getLocation());
            order.replace(difference);
        }
    }
}
