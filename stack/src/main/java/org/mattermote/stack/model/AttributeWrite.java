package org.mattermote.stack.model;

/** One attribute, or one item of a list attribute, being written. */
public final class AttributeWrite {
    /** The whole value is replaced (for a fabric-scoped list: the accessing fabric's entries). */
    public static final int REPLACE = 0;

    /** The value is one item to be put at the end of the list (ListIndex null). */
    public static final int APPEND = 1;

    /** Who writes; never null. */
    public final Subject subject;

    /** {@link #REPLACE} or {@link #APPEND}. */
    public int operation;

    /** Monotonic time. */
    public long nowMillis;

    public AttributeWrite(Subject subject) {
        this.subject = subject;
    }
}
