package org.mattermote.stack.model;

/** An endpoint: its device types and clusters, ascending by id. Made at boot, never changed. */
public final class Endpoint {
    private final int id;
    private final int[] deviceTypes;
    private final Cluster[] clusters;

    /** Null for the stack's own. */
    private Revisions revisions;

    /**
     * @param id endpoint number, 0..65534
     * @param deviceTypes pairs of device type id and revision
     * @param clusters server clusters in any order; sorted here
     */
    public Endpoint(int id, int[] deviceTypes, Cluster[] clusters) {
        this.id = id;
        this.deviceTypes = deviceTypes;
        this.clusters = clusters;
        for (int i = 1; i < clusters.length; i++) {
            Cluster moved = clusters[i];
            int at = i;
            while (at > 0 && clusters[at - 1].id() > moved.id()) {
                clusters[at] = clusters[at - 1];
                at--;
            }
            clusters[at] = moved;
        }
    }

    /** While the node is wired: it announces these revisions. */
    void revise(Revisions others) {
        revisions = others;
    }

    public int id() {
        return id;
    }

    /** SpecificationVersion of the node. */
    public int specification() {
        return revisions == null ? SpecificationRevision.SPECIFICATION : revisions.specification();
    }

    /** DataModelRevision of the node. */
    public int dataModel() {
        return revisions == null ? SpecificationRevision.DATA_MODEL : revisions.dataModel();
    }

    /** ClusterRevision of a cluster of the node. */
    public int revision(ClusterSpec spec) {
        return revisions == null ? spec.revision() : revisions.cluster(spec.id(), spec.revision());
    }

    public int deviceTypeCount() {
        return deviceTypes.length / 2;
    }

    public int deviceType(int i) {
        return deviceTypes[2 * i];
    }

    public int deviceTypeRevision(int i) {
        return deviceTypes[2 * i + 1];
    }

    public int clusterCount() {
        return clusters.length;
    }

    public Cluster cluster(int i) {
        return clusters[i];
    }

    /** The cluster with this id, or null. */
    public Cluster find(int clusterId) {
        for (int i = 0; i < clusters.length; i++) {
            if (clusters[i].id() == clusterId) {
                return clusters[i];
            }
        }
        return null;
    }

    boolean hasDeviceType(int type) {
        for (int i = 0; i < deviceTypes.length; i += 2) {
            if (deviceTypes[i] == type) {
                return true;
            }
        }
        return false;
    }
}
