package org.mattermote.stack.model;

/** One attribute being read: what a cluster may want to know of the reader. */
public final class AttributeRead {
    /** Who reads; never null. */
    public final Subject subject;

    /** True: lists of fabric-scoped structures hold the accessing fabric's entries only. */
    public boolean fabricFiltered;

    /** Monotonic time. */
    public long nowMillis;

    /** Tag the value is to be written with: every {@code TlvWriter.put…} takes it first. */
    public int tag;

    public AttributeRead(Subject subject) {
        this.subject = subject;
    }

    /** Whether an entry of {@code fabricIndex} belongs into the answer. */
    public boolean includes(int fabricIndex) {
        return !fabricFiltered || fabricIndex == subject.fabricIndex;
    }

    /** Whether fabric-sensitive fields of an entry of {@code fabricIndex} may be shown. */
    public boolean maySee(int fabricIndex) {
        return fabricIndex == subject.fabricIndex;
    }
}
