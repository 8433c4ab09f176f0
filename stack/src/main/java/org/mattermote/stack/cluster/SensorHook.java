package org.mattermote.stack.cluster;

import org.mattermote.stack.model.Cluster;

/** Hardware that measures. It tells its cluster what it sees; the cluster asks it to look. */
public interface SensorHook {
    /**
     * Looks at the hardware and tells the cluster of the endpoint what is there, at once. Called
     * first when the node starts, then when the time of the last answer has come.
     *
     * @return when to look again, after {@code nowMillis}; {@link Cluster#NEVER} for hardware that
     *     speaks up by itself
     */
    long sample(int endpoint, long nowMillis);
}
