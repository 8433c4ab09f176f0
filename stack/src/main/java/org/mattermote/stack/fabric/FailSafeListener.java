package org.mattermote.stack.fabric;

/** Hears how a fail-safe ended. Registered once, at boot. */
public interface FailSafeListener {
    /**
     * The fail-safe ended without CommissioningComplete; credentials are rolled back already.
     *
     * @param fabricIndex fabric of the fail-safe, 0 when it never had one
     * @param fabricWasAdded whether that fabric was added under it, and is removed now
     */
    void failSafeExpired(int fabricIndex, boolean fabricWasAdded, long now);

    /** CommissioningComplete: everything of the fabric is stored. */
    void failSafeCommitted(int fabricIndex, long now);
}
