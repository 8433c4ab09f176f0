package org.mattermote.stack.model;

/**
 * Another revision of the specification than {@link SpecificationRevision}, for an app whose device
 * type needs it: what the node announces. Subclasses are generated; nodes without one have none of
 * this.
 */
public abstract class Revisions {
    /** Basic Information, SpecificationVersion: major, minor, dot, reserved, a byte each. */
    public abstract int specification();

    /** Basic Information, DataModelRevision. */
    public abstract int dataModel();

    /** InteractionModelRevision, in session parameters; messages have the stack's. */
    public abstract int interactionModel();

    /** Device types of endpoint 0, each with its revision. Not to be changed. */
    public abstract int[] rootTypes();

    /**
     * ClusterRevision.
     *
     * @param cluster id
     * @param own what the cluster's metadata says
     */
    public abstract int cluster(int cluster, int own);
}
