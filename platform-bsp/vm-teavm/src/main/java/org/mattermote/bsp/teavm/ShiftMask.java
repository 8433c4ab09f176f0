package org.mattermote.bsp.teavm;

import org.teavm.model.BasicBlock;
import org.teavm.model.Instruction;
import org.teavm.model.MethodHolder;
import org.teavm.model.Program;
import org.teavm.model.Variable;
import org.teavm.model.instructions.BinaryInstruction;
import org.teavm.model.instructions.BinaryOperation;
import org.teavm.model.instructions.IntegerConstantInstruction;
import org.teavm.model.instructions.NumericOperandType;

/**
 * Java shifts by the count modulo the width; C leaves a count of the width or more undefined, and
 * processors differ. Every count is masked; the C compiler drops what changes nothing.
 */
final class ShiftMask {
    private ShiftMask() {}

    static void apply(MethodHolder method) {
        Program program = method.getProgram();
        for (int i = 0; i < program.basicBlockCount(); i++) {
            BasicBlock block = program.basicBlockAt(i);
            Instruction each = block.getFirstInstruction();
            while (each != null) {
                Instruction next = each.getNext();
                if (each instanceof BinaryInstruction) {
                    mask(program, (BinaryInstruction) each);
                }
                each = next;
            }
        }
    }

    private static void mask(Program program, BinaryInstruction shift) {
        BinaryOperation operation = shift.getOperation();
        if (operation != BinaryOperation.SHIFT_LEFT
                && operation != BinaryOperation.SHIFT_RIGHT
                && operation != BinaryOperation.SHIFT_RIGHT_UNSIGNED) {
            return;
        }
        Variable bits = program.createVariable();
        IntegerConstantInstruction constant = new IntegerConstantInstruction();
        constant.setConstant(shift.getOperandType() == NumericOperandType.LONG ? 63 : 31);
        constant.setReceiver(bits);
        constant.setLocation(shift.getLocation());
        Variable count = program.createVariable();
        BinaryInstruction and = new BinaryInstruction(BinaryOperation.AND, NumericOperandType.INT);
        and.setFirstOperand(shift.getSecondOperand());
        and.setSecondOperand(bits);
        and.setReceiver(count);
        and.setLocation(shift.getLocation());
        shift.insertPrevious(constant);
        shift.insertPrevious(and);
        shift.setSecondOperand(count);
    }
}
