package org.mattermote.stack.gate;

import java.util.Optional;
import java.util.function.Consumer;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;

/** A MicroEJ object has at most 31 fields that hold references, inherited ones included. */
final class ReferenceFieldRule implements Rule {
    static final String NAME = "at most 31 reference fields";
    private static final int LIMIT = 31;

    @Override
    public void check(ClassSet classes, Consumer<Refusal> refused) {
        for (ClassNode type : classes.classes()) {
            int references = 0;
            Optional<ClassNode> level = Optional.of(type);
            while (level.isPresent()) {
                references += declared(level.get());
                level = Optional.ofNullable(level.get().superName).flatMap(classes::find);
            }
            if (references > LIMIT) {
                refused.accept(
                        new Refusal(
                                type.name, "(class)", NAME, references + " with inherited ones"));
            }
        }
    }

    private static int declared(ClassNode type) {
        return (int)
                type.fields.stream()
                        .filter(f -> (f.access & Opcodes.ACC_STATIC) == 0)
                        .filter(f -> f.desc.startsWith("L") || f.desc.startsWith("["))
                        .count();
    }
}
