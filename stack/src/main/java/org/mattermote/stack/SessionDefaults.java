package org.mattermote.stack;

import org.mattermote.stack.codec.SessionParameters;
import org.mattermote.stack.model.Revisions;
import org.mattermote.stack.model.SpecificationRevision;
import org.mattermote.stack.transport.dnssd.CommonText;

/** What the node says of itself to peers, in handshakes and over DNS-SD: an always-on node. */
final class SessionDefaults {
    /** ms. */
    static final int IDLE_INTERVAL = 500;

    /** ms. */
    static final int ACTIVE_INTERVAL = 300;

    /** ms. */
    static final int ACTIVE_THRESHOLD = 4000;

    private SessionDefaults() {}

    /**
     * @param maxPathsPerInvoke MaxPathsPerInvoke
     * @param revisions null for the stack's own
     */
    static SessionParameters parameters(int maxPathsPerInvoke, Revisions revisions) {
        SessionParameters own = new SessionParameters();
        own.setValue(SessionParameters.IDLE_INTERVAL, IDLE_INTERVAL);
        own.setValue(SessionParameters.ACTIVE_INTERVAL, ACTIVE_INTERVAL);
        own.setValue(SessionParameters.ACTIVE_THRESHOLD, ACTIVE_THRESHOLD);
        own.setValue(SessionParameters.DATA_MODEL_REVISION, SpecificationRevision.DATA_MODEL);
        own.setValue(
                SessionParameters.INTERACTION_MODEL_REVISION,
                SpecificationRevision.INTERACTION_MODEL);
        own.setValue(SessionParameters.SPECIFICATION_VERSION, SpecificationRevision.SPECIFICATION);
        own.setValue(SessionParameters.MAX_PATHS_PER_INVOKE, maxPathsPerInvoke);
        if (revisions != null) {
            own.setValue(SessionParameters.DATA_MODEL_REVISION, revisions.dataModel());
            own.setValue(
                    SessionParameters.INTERACTION_MODEL_REVISION, revisions.interactionModel());
            own.setValue(SessionParameters.SPECIFICATION_VERSION, revisions.specification());
        }
        return own;
    }

    static CommonText text() {
        CommonText text = new CommonText();
        text.sessionIdleInterval = IDLE_INTERVAL;
        text.sessionActiveInterval = ACTIVE_INTERVAL;
        text.sessionActiveThreshold = ACTIVE_THRESHOLD;
        return text;
    }
}
