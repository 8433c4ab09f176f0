package org.mattermote.stack.model;

/** The revision of the specification this stack speaks: Matter 1.4.2. */
public final class SpecificationRevision {
    /** Basic Information, DataModelRevision. */
    public static final int DATA_MODEL = 19;

    /** InteractionModelRevision, the last member of every Interaction Model message. */
    public static final int INTERACTION_MODEL = 12;

    /** Basic Information, SpecificationVersion: major, minor, dot, reserved, a byte each. */
    public static final int SPECIFICATION = 0x01040200;

    private SpecificationRevision() {}
}
