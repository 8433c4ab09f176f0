package org.mattermote.stack.mem;

/**
 * An entry of a {@link Pool}. Its owner extends it with the fields of one exchange, session, …; the
 * pool writes the fields here.
 */
public abstract class Slot {
    private static final int TAKEN = 1;

    /** Of the generation. */
    private static final int SHIFT = 1;

    char index;

    /** {@link #TAKEN}, below the fifteen bits of the generation: there are many slots. */
    private char tenure;

    /** As in a {@link Handle}, 0 to 0x7FFF. */
    final int generation() {
        return tenure >> SHIFT;
    }

    final void setGeneration(int generation) {
        tenure = (char) (tenure & TAKEN | generation << SHIFT);
    }

    final void setTaken(boolean taken) {
        tenure = (char) (tenure & ~TAKEN | (taken ? TAKEN : 0));
    }

    /** This slot's handle in its present generation; dead as soon as the slot is released. */
    public final int handle() {
        return Handle.of(index, generation());
    }

    /** Position in the pool, 0 to capacity − 1. */
    public final int index() {
        return index;
    }

    public final boolean isTaken() {
        return (tenure & TAKEN) != 0;
    }

    /** Brings every field back to its state at boot, keys zeroed. Called when released. */
    protected abstract void clear();

    /**
     * Puts every field that changes through {@code state} and takes back what it gives, in an order
     * that is always the same.
     */
    protected abstract void state(SlotState state);
}
