package org.mattermote.stack.explorer;

/** Something that must never be. */
public final class Violation extends RuntimeException {
    public Violation(String what) {
        super(what);
    }

    /** Complains unless {@code good}. */
    public static void unless(boolean good, String what) {
        if (!good) {
            throw new Violation(what);
        }
    }
}
