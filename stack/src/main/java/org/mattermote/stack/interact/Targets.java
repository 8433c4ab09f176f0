package org.mattermote.stack.interact;

import org.mattermote.stack.model.AccessControlList;
import org.mattermote.stack.model.AttributeFlags;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.Endpoint;
import org.mattermote.stack.model.EventFlags;
import org.mattermote.stack.model.GlobalAttributes;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.Node;
import org.mattermote.stack.model.Privilege;
import org.mattermote.stack.model.Subject;

/**
 * What a path points to and who may touch it. Whoever may not even view a place is told nothing of
 * what is there.
 */
final class Targets {
    /** An attribute or event that no metadata describes: readable by whoever may view. */
    private static final int UNDESCRIBED =
            AttributeFlags.EXISTS
                    | AttributeFlags.READ
                    | Privilege.VIEW << AttributeFlags.READ_PRIVILEGE_SHIFT;

    final Node node;
    final AccessControlList access;

    Targets(Node node, AccessControlList access) {
        this.node = node;
        this.access = access;
    }

    /** {@link AttributeFlags} of an attribute the cluster has, 0 for one it has not. */
    static int attribute(Cluster cluster, int attribute) {
        int flags = GlobalAttributes.attribute(attribute);
        if (flags != 0) {
            return flags;
        }
        if (!cluster.hasAttribute(attribute)) {
            return 0;
        }
        flags = cluster.spec().attribute(attribute);
        return flags == 0 ? UNDESCRIBED : flags;
    }

    /** Whether {@code subject} may read an existing attribute with these flags. */
    boolean mayRead(Subject subject, Cluster cluster, int flags) {
        return AttributeFlags.has(flags, AttributeFlags.READ)
                && access.allows(
                        subject,
                        AttributeFlags.readPrivilege(flags),
                        cluster.endpoint(),
                        cluster.id());
    }

    boolean mayView(Subject subject, Cluster cluster) {
        return access.allows(subject, Privilege.VIEW, cluster.endpoint(), cluster.id());
    }

    /** Status of a place without the wanted element: what is missing, or UNSUPPORTED_ACCESS. */
    int missing(Subject subject, int endpointId, int clusterId, int elementStatus) {
        Endpoint endpoint = node.find(endpointId);
        if (!access.allows(subject, Privilege.VIEW, endpointId, endpoint, clusterId)) {
            return ImStatus.UNSUPPORTED_ACCESS;
        }
        if (endpoint == null) {
            return ImStatus.UNSUPPORTED_ENDPOINT;
        }
        return endpoint.find(clusterId) == null ? ImStatus.UNSUPPORTED_CLUSTER : elementStatus;
    }

    /** The cluster at a place, or null. */
    Cluster find(int endpointId, int clusterId) {
        Endpoint endpoint = node.find(endpointId);
        return endpoint == null ? null : endpoint.find(clusterId);
    }

    /** Whether a read of this attribute succeeds, or why not (Matter core 8.4.3.2). */
    int checkRead(Subject subject, int endpointId, int clusterId, int attribute) {
        Cluster cluster = find(endpointId, clusterId);
        int flags = cluster == null ? 0 : attribute(cluster, attribute);
        if (flags == 0) {
            return missing(subject, endpointId, clusterId, ImStatus.UNSUPPORTED_ATTRIBUTE);
        }
        if (!AttributeFlags.has(flags, AttributeFlags.READ)) {
            return mayView(subject, cluster)
                    ? ImStatus.UNSUPPORTED_READ
                    : ImStatus.UNSUPPORTED_ACCESS;
        }
        return mayRead(subject, cluster, flags) ? ImStatus.SUCCESS : ImStatus.UNSUPPORTED_ACCESS;
    }

    /** Whether a read of this event succeeds, or why not (Matter core 8.4.3.2). */
    int checkEvent(Subject subject, int endpointId, int clusterId, int event) {
        Cluster cluster = find(endpointId, clusterId);
        int flags = cluster == null ? 0 : cluster.spec().event(event);
        if (flags == 0) {
            return missing(subject, endpointId, clusterId, ImStatus.UNSUPPORTED_EVENT);
        }
        boolean allowed =
                mayView(subject, cluster)
                        && access.allows(
                                subject,
                                EventFlags.privilege(flags),
                                cluster.endpoint(),
                                clusterId);
        return allowed ? ImStatus.SUCCESS : ImStatus.UNSUPPORTED_ACCESS;
    }
}
