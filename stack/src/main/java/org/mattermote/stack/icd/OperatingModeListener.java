package org.mattermote.stack.icd;

/** Hears when the node becomes a long or a short idle time ICD. */
public interface OperatingModeListener {
    /**
     * @param longIdleTime what it operates as from now on
     */
    void operatingMode(boolean longIdleTime, long nowMillis);
}
