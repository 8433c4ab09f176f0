package org.mattermote.stack.cluster;

/** What a Level Control server dims. */
public interface LevelHook {
    /**
     * The output is {@code level} from now; called at boot and on every change that can be seen, at
     * most 50 times a second.
     *
     * @param level 0 dark (switched off), else MinLevel to MaxLevel
     * @param moving whether a transition goes on and the next level follows soon
     */
    void level(int endpoint, int level, boolean moving);
}
