package org.mattermote.stack.model;

/** Metadata of a cluster under another revision of the specification. */
final class RevisedSpec extends ClusterSpec {
    private final ClusterSpec spec;
    private final Revisions revisions;

    RevisedSpec(ClusterSpec spec, Revisions revisions) {
        this.spec = spec;
        this.revisions = revisions;
    }

    @Override
    public int id() {
        return spec.id();
    }

    @Override
    public int revision() {
        return revisions.cluster(spec.id(), spec.revision());
    }

    @Override
    public int specification() {
        return revisions.specification();
    }

    @Override
    public int dataModel() {
        return revisions.dataModel();
    }

    @Override
    public boolean diagnostics() {
        return spec.diagnostics();
    }

    @Override
    public int attribute(int attributeId) {
        return spec.attribute(attributeId);
    }

    @Override
    public int command(int commandId) {
        return spec.command(commandId);
    }

    @Override
    public int response(int commandId) {
        return spec.response(commandId);
    }

    @Override
    public int event(int eventId) {
        return spec.event(eventId);
    }

    @Override
    public long minimum(int attributeId) {
        return spec.minimum(attributeId);
    }

    @Override
    public long maximum(int attributeId) {
        return spec.maximum(attributeId);
    }

    @Override
    public int minLength(int attributeId) {
        return spec.minLength(attributeId);
    }

    @Override
    public int maxLength(int attributeId) {
        return spec.maxLength(attributeId);
    }
}
