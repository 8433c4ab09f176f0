package org.mattermote.stack.cluster;

/** Hardware that detects people, and hears how long they count as there. */
public interface OccupancyHook extends SensorHook {
    /** The endpoint is occupied from now on, or HoldTime after the last detection not any more. */
    void occupancy(int endpoint, boolean occupied);
}
