package org.mattermote.stack.model;

/**
 * What the specification says of one cluster: ids, access, qualities and limits, as switch methods.
 *
 * <p>The subclasses in {@code model.spec} are generated. They hold what is particular to the
 * cluster as a server; the attributes every cluster has are in {@link GlobalAttributes}. An element
 * is listed whatever its conformance asks for: which of them a device has is for the cluster to
 * say.
 */
public abstract class ClusterSpec {
    /** {@link #response} when a command is answered by a status. */
    public static final int NO_RESPONSE = -1;

    /** {@link #minimum} when there is none. */
    public static final int NO_MINIMUM = Integer.MIN_VALUE;

    /** {@link #maximum} when there is none. */
    public static final int NO_MAXIMUM = Integer.MAX_VALUE;

    /** {@link #maxLength} when there is none. */
    public static final int NO_MAX_LENGTH = Integer.MAX_VALUE;

    /** Cluster id. */
    public abstract int id();

    /** Value of the attribute ClusterRevision, where {@link Endpoint} announces no other. */
    public abstract int revision();

    /** Quality K: left out of wildcard paths that skip diagnostics clusters. */
    public boolean diagnostics() {
        return false;
    }

    /**
     * {@link AttributeFlags} of an attribute id, or 0 when the cluster has no such attribute.
     * Global attributes answer 0.
     */
    public abstract int attribute(int attributeId);

    /**
     * {@link CommandFlags} of a client-to-server command id, or 0 when there is no such command.
     */
    public abstract int command(int commandId);

    /** Response command id of an accepted command, or {@link #NO_RESPONSE}. */
    public abstract int response(int commandId);

    /** {@link EventFlags} of an event id, or 0 when the cluster has no such event. */
    public abstract int event(int eventId);

    /**
     * Least value that may be written to a numeric attribute, or {@link #NO_MINIMUM}. Null is not a
     * value. Limits that depend on other attributes or on hardware are the cluster's own affair;
     * attributes that cannot be written have none here.
     */
    public int minimum(int attributeId) {
        return NO_MINIMUM;
    }

    /**
     * Greatest value that may be written to a numeric attribute, or {@link #NO_MAXIMUM}. For an
     * enumeration it is the last of its values (there may be gaps below), for a bitmap all of its
     * bits.
     */
    public int maximum(int attributeId) {
        return NO_MAXIMUM;
    }

    /** Least length of a written string (bytes) or list (entries). */
    public int minLength(int attributeId) {
        return 0;
    }

    /** Greatest length of a written string (bytes) or list (entries), or {@link #NO_MAX_LENGTH}. */
    public int maxLength(int attributeId) {
        return NO_MAX_LENGTH;
    }
}
