package org.mattermote.bsp.teavm;

import org.teavm.model.BasicBlock;
import org.teavm.model.ClassHierarchy;
import org.teavm.model.Instruction;
import org.teavm.model.MethodHolder;
import org.teavm.model.MethodReference;
import org.teavm.model.Program;
import org.teavm.model.Variable;
import org.teavm.model.instructions.ConstructInstruction;
import org.teavm.model.instructions.InvocationType;
import org.teavm.model.instructions.InvokeInstruction;
import org.teavm.model.instructions.RaiseInstruction;

/**
 * A class of the Java runtime throws, and nobody catches: the place where it throws becomes the
 * fault, and the exception, with its message, is not made.
 */
final class Throws {
    private static final MethodReference THROWN =
            new MethodReference(Intrinsics.class, "thrown", RuntimeException.class);

    private Throws() {}

    static void apply(MethodHolder method, ClassHierarchy hierarchy) {
        Program program = method.getProgram();
        for (int i = 0; i < program.basicBlockCount(); i++) {
            BasicBlock block = program.basicBlockAt(i);
            if (block.getLastInstruction() instanceof RaiseInstruction) {
                cut(program, (RaiseInstruction) block.getLastInstruction(), hierarchy);
            }
        }
    }

    private static void cut(Program program, RaiseInstruction raise, ClassHierarchy hierarchy) {
        Instruction first = raise;
        for (Instruction each = raise; each != null; each = each.getPrevious()) {
            if (each instanceof ConstructInstruction
                    && hierarchy.isSuperType(
                            "java.lang.Throwable",
                            ((ConstructInstruction) each).getType(),
                            false)) {
                first = each;
            }
        }
        while (first != raise) {
            Instruction next = first.getNext();
            first.delete();
            first = next;
        }
        Variable nothing = program.createVariable();
        InvokeInstruction call = new InvokeInstruction();
        call.setType(InvocationType.SPECIAL);
        call.setMethod(THROWN);
        call.setReceiver(nothing);
        call.setLocation(raise.getLocation());
        raise.insertPrevious(call);
        raise.setException(nothing);
    }
}
