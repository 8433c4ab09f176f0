package org.mattermote.stack.fabric;

/** Hears of fabrics that come, change their credentials, and go. Registered once, at boot. */
public interface FabricListener {
    /** AddNOC was done; the fabric is still under its fail-safe. Not called for loaded fabrics. */
    void fabricAdded(Fabric fabric, long now);

    /** Operational credentials were replaced (UpdateNOC), or put back when a fail-safe expired. */
    void fabricUpdated(Fabric fabric, long now);

    /** The fabric left the node: by RemoveFabric, or because its fail-safe expired. */
    void fabricRemoved(int fabricIndex, long now);
}
