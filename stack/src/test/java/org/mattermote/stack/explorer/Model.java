package org.mattermote.stack.explorer;

/**
 * What can be explored: objects that have one state at a time, saved and loaded in parts. Equal
 * states must save equal bytes, and after {@link #save} of all its parts the model must be in
 * exactly the state that {@link #load} of these bytes makes.
 */
public interface Model {
    /** Longest part, bytes. */
    int LONGEST_PART = 8192;

    /** Brings everything to the state at the beginning. */
    void reset();

    /** How many parts a state has. */
    int parts();

    /** Writes a part; its length. */
    int save(int part, byte[] to);

    void load(int part, byte[] from);

    /** Writes the actions that are possible now; their number. */
    int actions(int[] out);

    /**
     * Does one of them.
     *
     * @throws Violation when something is seen that must not be
     */
    void act(int action);

    /**
     * Looks at a state that was not seen before, saved already.
     *
     * @param parts its parts: equal numbers, equal bytes
     * @return whether the objects were changed in doing so, and must be loaded again
     * @throws Violation when something is as it must not be
     */
    boolean check(int[] parts);

    /** Kinds of actions, to be counted. */
    String[] kinds();

    /** Index into {@link #kinds}. */
    int kind(int action);

    /** What an action does in the present state. */
    String name(int action);
}
