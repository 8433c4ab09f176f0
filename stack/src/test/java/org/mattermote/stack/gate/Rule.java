package org.mattermote.stack.gate;

import java.util.function.Consumer;

/** One rule, applied to all classes of a module at once. */
public interface Rule {
    /** Reports every violation in {@code classes}. */
    void check(ClassSet classes, Consumer<Refusal> refused);
}
