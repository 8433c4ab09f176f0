package org.mattermote.firmware.boot;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.fabric.StoreKeys;
import org.mattermote.stack.model.AttributeFlags;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.Endpoint;
import org.mattermote.stack.model.Node;
import org.mattermote.stack.model.Subject;
import org.mattermote.stack.port.KeyValueStore;

/** What a node can be read to be: each attribute as TLV, as an administrator of each fabric. */
final class NodeState {
    /** Counters and clocks of this boot, and not what anybody set. */
    private static final int GENERAL_DIAGNOSTICS = 0x33;

    private static final int SOFTWARE_DIAGNOSTICS = 0x34;
    private static final int FABRICS = 5;
    private static final int FABRIC_RECORDS_END = 0x0C00;

    private NodeState() {}

    static Map<String, String> of(Node node) {
        Map<String, String> state = new TreeMap<>();
        for (int e = 0; e < node.endpointCount(); e++) {
            Endpoint endpoint = node.endpoint(e);
            for (int c = 0; c < endpoint.clusterCount(); c++) {
                Cluster cluster = endpoint.cluster(c);
                if (cluster.id() != GENERAL_DIAGNOSTICS && cluster.id() != SOFTWARE_DIAGNOSTICS) {
                    add(endpoint, cluster, state);
                }
            }
        }
        return state;
    }

    /**
     * The same, and what of fabrics is in the store and nobody reads, such as keys; records for
     * resuming sessions not among it.
     */
    static Map<String, String> of(Node node, KeyValueStore store) {
        Map<String, String> state = of(node);
        byte[] value = new byte[KeyValueStore.MAX_VALUE];
        for (int key = StoreKeys.fabric(0); key < FABRIC_RECORDS_END; key++) {
            int length = store.get(key, value, 0, value.length);
            if (length >= 0 && key >> 8 != StoreKeys.resumption(0) >> 8) {
                String text = HexFormat.of().formatHex(value, 0, length);
                state.put(String.format("record %04X", key), text);
            }
        }
        return state;
    }

    private static void add(Endpoint endpoint, Cluster cluster, Map<String, String> state) {
        for (int attribute : cluster.attributes()) {
            boolean scoped =
                    AttributeFlags.has(
                            cluster.spec().attribute(attribute), AttributeFlags.FABRIC_SCOPED);
            for (int fabric = 1; fabric <= (scoped ? FABRICS : 1); fabric++) {
                String name =
                        String.format(
                                "%d/%04X/%04X%s",
                                endpoint.id(),
                                cluster.id(),
                                attribute,
                                scoped ? " of " + fabric : "");
                state.put(name, HexFormat.of().formatHex(value(cluster, attribute, fabric)));
            }
        }
    }

    /** The attribute as a fabric's administrator reads it, all items of a list in a row. */
    static byte[] value(Cluster cluster, int attribute, int fabric) {
        Subject subject = new Subject();
        subject.authMode = Subject.AUTH_MODE_CASE;
        subject.fabricIndex = fabric;
        AttributeRead in = new AttributeRead(subject);
        in.fabricFiltered = true;
        in.tag = TlvTag.ANONYMOUS;
        TlvWriter out = new TlvWriter();
        out.wrap(new byte[8192], 0, 8192);
        int items = cluster.listSize(attribute, in);
        int status = items < 0 ? cluster.read(attribute, in, out) : 0;
        for (int i = 0; i < items; i++) {
            status |= cluster.readItem(attribute, i, in, out);
        }
        return status != 0
                ? new byte[] {(byte) status}
                : Arrays.copyOf(out.array(), out.position());
    }

    /** What of {@code now} is not as in {@code then}: a name each. */
    static String difference(Map<String, String> then, Map<String, String> now) {
        StringBuilder text = new StringBuilder();
        now.forEach(
                (name, value) -> {
                    if (!value.equals(then.get(name))) {
                        text.append(name).append(' ').append(then.get(name)).append(" -> ");
                        text.append(value).append('\n');
                    }
                });
        then.forEach(
                (name, value) -> {
                    if (!now.containsKey(name)) {
                        text.append(name).append(" is gone\n");
                    }
                });
        return text.toString();
    }
}
