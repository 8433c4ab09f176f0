package org.mattermote.bsp.teavm;

import org.teavm.model.BasicBlock;
import org.teavm.model.ClassHierarchy;
import org.teavm.model.GenericValueType;
import org.teavm.model.Instruction;
import org.teavm.model.MethodHolder;
import org.teavm.model.MethodReader;
import org.teavm.model.Program;
import org.teavm.model.instructions.CastInstruction;
import org.teavm.model.instructions.InvokeInstruction;

/**
 * A method whose result is a type variable, {@code T at(int)} of a {@code Pool<T>}, is followed by
 * a cast that javac made and has proved before, since the build allows it no unchecked warning: it
 * goes. Casts that are written in a source stay.
 */
final class TypedResults {
    private TypedResults() {}

    static void apply(MethodHolder method, ClassHierarchy hierarchy) {
        Program program = method.getProgram();
        for (int i = 0; i < program.basicBlockCount(); i++) {
            BasicBlock block = program.basicBlockAt(i);
            Instruction each = block.getFirstInstruction();
            while (each != null) {
                Instruction next = each.getNext();
                if (each instanceof CastInstruction) {
                    trust((CastInstruction) each, hierarchy);
                }
                each = next;
            }
        }
    }

    private static void trust(CastInstruction cast, ClassHierarchy hierarchy) {
        Instruction before = cast.getPrevious();
        if (!(before instanceof InvokeInstruction)) {
            return;
        }
        InvokeInstruction call = (InvokeInstruction) before;
        MethodReader called = hierarchy.resolve(call.getMethod());
        if (called == null
                || call.getReceiver() != cast.getValue()
                || !(called.getGenericResultType() instanceof GenericValueType.Variable)) {
            return;
        }
        cast.setWeak(true);
    }
}
