package org.mattermote.stack.mem;

/**
 * A fixed table of slots that its owner made at boot. Taking a slot may fail and never grows the
 * table; releasing one advances its generation, so that handles given out before are dead.
 */
public final class Pool<T extends Slot> implements Occupancy {
    private final T[] slots;
    private int inUse;
    private int highWater;
    private int refusals;

    /**
     * @param slots every slot of the table, all free; the pool keeps the array
     */
    public Pool(T[] slots) {
        this.slots = slots;
        for (int i = 0; i < slots.length; i++) {
            slots[i].index = (char) i;
        }
    }

    /** A free slot, now taken; null when all are in use (counted in {@link #refusals()}). */
    public T take() {
        for (int i = 0; i < slots.length; i++) {
            T slot = slots[i];
            if (!slot.isTaken()) {
                slot.setTaken(true);
                inUse++;
                highWater = Math.max(highWater, inUse);
                return slot;
            }
        }
        refusals++;
        return null;
    }

    /** Slot {@code index}, now taken; null when it is in use. */
    public T take(int index) {
        T slot = slots[index];
        if (slot.isTaken()) {
            return null;
        }
        slot.setTaken(true);
        inUse++;
        highWater = Math.max(highWater, inUse);
        return slot;
    }

    /** Clears {@code slot} and gives it back. A slot that is free already stays as it is. */
    public void release(T slot) {
        if (slot.isTaken()) {
            slot.clear();
            slot.setTaken(false);
            slot.setGeneration(slot.generation() + 1);
            inUse--;
        }
    }

    /** Counts the taken slots after {@link SlotState#load} of all of them. */
    public void recount() {
        inUse = 0;
        for (int i = 0; i < slots.length; i++) {
            inUse += slots[i].isTaken() ? 1 : 0;
        }
        highWater = Math.max(highWater, inUse);
    }

    /** The slot that {@code handle} names, or null when it was released since. */
    public T find(int handle) {
        int index = Handle.index(handle);
        if (handle < 0 || index >= slots.length) {
            return null;
        }
        T slot = slots[index];
        return slot.isTaken() && slot.generation() == Handle.generation(handle) ? slot : null;
    }

    /** Slot {@code index}, taken or free: ask {@link Slot#isTaken()}. */
    public T at(int index) {
        return slots[index];
    }

    @Override
    public int capacity() {
        return slots.length;
    }

    @Override
    public int inUse() {
        return inUse;
    }

    @Override
    public int highWater() {
        return highWater;
    }

    @Override
    public int refusals() {
        return refusals;
    }
}
