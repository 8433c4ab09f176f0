package org.mattermote.bsp.host;

import java.nio.channels.SelectableChannel;
import java.util.function.BiConsumer;

/** A port that wakes the loop when something comes in. */
public interface Waking {
    /**
     * @param channels is given each channel that does not block, and the operations of its
     *     selection key, whenever they change
     * @param now wakes at once, from any thread
     */
    void watchedBy(BiConsumer<SelectableChannel, Integer> channels, Runnable now);

    /**
     * The loop has waited. What lies in a channel is taken, whether the device looks at it in its
     * next poll or not: else the loop would never wait again.
     */
    void came();
}
