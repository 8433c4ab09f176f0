package org.mattermote.stack.cluster;

/** How an endpoint shows itself to a person who looks for it. */
public interface IdentifyHook {
    /**
     * Starts or ends identifying; the cluster counts and calls again when it ends.
     *
     * @param seconds how long from now, 0 to stop
     */
    void identify(int endpoint, int seconds);

    /**
     * Plays a visual effect, in its one variant.
     *
     * @param effect EFFECT_IDENTIFIER constant of {@code IdentifySpec}
     */
    void effect(int endpoint, int effect);
}
