package org.mattermote.stack.cluster;

import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.fabric.RecordStore;
import org.mattermote.stack.mem.Scratch;
import org.mattermote.stack.port.LogPort;

/**
 * What the clusters of a node work with, one after the other; nothing in it outlives a call of a
 * cluster.
 */
public final class ClusterWorkspace {
    private static final int TAGS = 10;

    /** Members of a command. */
    final FieldTable fields = new FieldTable(TAGS);

    final TlvReader reader = new TlvReader();
    final TlvWriter writer = new TlvWriter();
    final Scratch scratch;

    /** Not while something of {@link #scratch} is taken that leaves no room for a record. */
    final RecordStore records;

    private Scene scene;

    /**
     * @param scratch what {@code records} reads and writes in, too; with 1,000 bytes to take
     */
    public ClusterWorkspace(RecordStore records, Scratch scratch) {
        this.records = records;
        this.scratch = scratch;
    }

    /** Members of a command, for clusters of other modules. */
    public FieldTable fields() {
        return fields;
    }

    /** Working memory within one call, 1,000 bytes of it at least. */
    public Scratch scratch() {
        return scratch;
    }

    /** For what is inside of a member. */
    public TlvReader reader() {
        return reader;
    }

    /**
     * A record of a cluster of another module.
     *
     * @param key of {@code StoreKeys}
     * @param version of the layout, 1..255
     */
    public StoredRecord record(LogPort log, int key, int version) {
        return new StoredRecord(records, log, key, version);
    }

    /** The scene that is worked on; made for the first cluster that asks, at boot. */
    Scene scene() {
        if (scene == null) {
            scene = new Scene();
        }
        return scene;
    }
}
