package org.mattermote.stack.cluster;

/** What an On/Off server switches. */
public interface OnOffHook {
    /** The state is {@code on} from now; called at boot and on every change. */
    void onOff(int endpoint, boolean on);

    /**
     * What is on goes off in a manner of its own; {@link #onOff} with false follows at once.
     *
     * @param effect EFFECT_IDENTIFIER constant of {@code OnOffSpec}
     * @param variant a variant of that effect, 0 for those this version does not know
     */
    void offWithEffect(int endpoint, int effect, int variant);
}
