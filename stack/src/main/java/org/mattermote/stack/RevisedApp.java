package org.mattermote.stack;

import org.mattermote.stack.model.Node;
import org.mattermote.stack.model.Revisions;

/**
 * A product whose device type is of another revision of the specification than {@code
 * SpecificationRevision}.
 */
public interface RevisedApp extends App {
    /** What the node announces; what it has must be true to it. */
    Revisions revisions();

    /**
     * The data model is made, and may be told what others do not say, as the clients of endpoint 0.
     * Once, at boot.
     */
    void composed(Node node);
}
