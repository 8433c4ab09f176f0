package org.mattermote.stack.cluster;

import org.mattermote.stack.model.Subject;

/** The node that sleeps, as its cluster ICD Management sees it. */
public interface IcdServer {
    /** {@link #icdCounter}: the store refuses, so that a restart could take the counter back. */
    long NOT_DURABLE = -1;

    /**
     * Value of ICDCounter, 32 bits unsigned: every Check-In from now on has a later one, whatever
     * restarts come in between.
     *
     * @return {@link #NOT_DURABLE} when that cannot be promised
     */
    long icdCounter();

    /** Whether it operates as a long idle time ICD now: somebody is registered. */
    boolean isLongIdleTime();

    /**
     * StayActiveRequest.
     *
     * @param millis asked for, 32 bits unsigned
     * @return how long it stays active from now on at least, ms
     */
    long stayActive(long millis, long nowMillis);

    /** The client in this place of the table registered itself, or somebody else did for it. */
    void registered(int place, Subject by);
}
