package org.mattermote.stack.cluster;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvType;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.fabric.BindingTable;
import org.mattermote.stack.fabric.Fabric;
import org.mattermote.stack.fabric.FabricStatus;
import org.mattermote.stack.fabric.FabricTable;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.AttributeWrite;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.BindingSpec;

/** Binding (Matter core 9.6) of one endpoint; the table holds those of all endpoints. */
public final class BindingCluster extends Cluster {
    private static final int[] ATTRIBUTES = {BindingSpec.ATTR_BINDING};

    private static final int MAX_ENDPOINT = 0xFFFE;

    /** Greatest operational node id; unsigned the rest are above it. */
    private static final long MAX_NODE = 0xFFFFFFEFFFFFFFFFL;

    private final int localEndpoint;
    private final int[] clients;
    private final FabricTable fabrics;
    private final BindingTable table;
    private final FieldTable fields;
    private final TlvReader check;

    private long node;
    private int group;
    private int endpoint;
    private int cluster;

    /**
     * @param clients ids of the client clusters of the endpoint: what a binding may be for
     * @param table among the records of {@code fabrics}
     */
    public BindingCluster(
            int localEndpoint,
            int[] clients,
            FabricTable fabrics,
            BindingTable table,
            ClusterWorkspace workspace) {
        super(new BindingSpec(), 0, ATTRIBUTES, null);
        this.localEndpoint = localEndpoint;
        this.clients = clients;
        this.fabrics = fabrics;
        this.table = table;
        fields = workspace.fields;
        check = workspace.reader;
    }

    @Override
    public int read(int attribute, AttributeRead in, TlvWriter out) {
        return ImStatus.UNSUPPORTED_ATTRIBUTE;
    }

    @Override
    public int listSize(int attribute, AttributeRead in) {
        return attribute == BindingSpec.ATTR_BINDING ? table.size() : -1;
    }

    @Override
    public int readItem(int attribute, int index, AttributeRead in, TlvWriter out) {
        if (index >= table.size()
                || table.local(index) != localEndpoint
                || !in.includes(table.fabricIndex(index))) {
            return ImStatus.SUCCESS;
        }
        out.startStruct(in.tag);
        if (in.maySee(table.fabricIndex(index))) {
            putTarget(index, out);
        }
        out.putUnsigned(BindingSpec.TARGET_STRUCT_FABRIC_INDEX, table.fabricIndex(index));
        out.endContainer();
        return ImStatus.SUCCESS;
    }

    @Override
    public int write(int attribute, AttributeWrite in, TlvReader value) {
        if (attribute != BindingSpec.ATTR_BINDING) {
            return ImStatus.UNSUPPORTED_WRITE;
        }
        Fabric fabric = fabrics.find(in.subject.fabricIndex);
        if (fabric == null) {
            return ImStatus.UNSUPPORTED_ACCESS;
        }
        int status =
                in.operation == AttributeWrite.APPEND
                        ? append(fabric.fabricIndex, value)
                        : replace(fabric.fabricIndex, value);
        if (status == ImStatus.SUCCESS) {
            changed(attribute);
        }
        return status;
    }

    @Override
    public int listWritten(int attribute, AttributeWrite in) {
        Fabric fabric = fabrics.find(in.subject.fabricIndex);
        if (fabric == null || fabrics.persist(fabric, table) == FabricStatus.OK) {
            return ImStatus.SUCCESS;
        }
        changed(attribute);
        return ImStatus.FAILURE;
    }

    @Override
    public void fabricRemoved(int fabricIndex) {
        changed(BindingSpec.ATTR_BINDING);
    }

    private void putTarget(int index, TlvWriter out) {
        if (table.group(index) == BindingTable.NONE) {
            out.putUnsigned(BindingSpec.TARGET_STRUCT_NODE, table.node(index));
            out.putUnsigned(BindingSpec.TARGET_STRUCT_ENDPOINT, table.endpoint(index));
        } else {
            out.putUnsigned(BindingSpec.TARGET_STRUCT_GROUP, table.group(index));
        }
        if (table.cluster(index) != BindingTable.NONE) {
            out.putUnsigned(BindingSpec.TARGET_STRUCT_CLUSTER, table.cluster(index) & 0xFFFFFFFFL);
        }
    }

    private int append(int fabricIndex, TlvReader value) {
        int status = parse(value);
        return status == ImStatus.SUCCESS ? add(fabricIndex) : status;
    }

    /** All are looked at before the first takes the place of what was. */
    private int replace(int fabricIndex, TlvReader value) {
        check.copyFrom(value);
        int status = walk(check, fabricIndex, false);
        if (status != ImStatus.SUCCESS) {
            return status;
        }
        table.clear(fabricIndex, localEndpoint);
        return walk(value, fabricIndex, true);
    }

    private int walk(TlvReader value, int fabricIndex, boolean take) {
        if (value.type() != TlvType.ARRAY || value.enter() != CodecStatus.OK) {
            return ImStatus.INVALID_DATA_TYPE;
        }
        int room = table.perFabric() - table.count(fabricIndex, localEndpoint);
        int walk = value.next();
        while (walk == CodecStatus.OK) {
            int status = parse(value);
            if (status == ImStatus.SUCCESS && take) {
                status = add(fabricIndex);
            }
            if (status != ImStatus.SUCCESS) {
                return status;
            }
            if (room == 0) {
                return ImStatus.RESOURCE_EXHAUSTED;
            }
            room--;
            walk = value.next();
        }
        return walk == CodecStatus.END ? ImStatus.SUCCESS : ImStatus.INVALID_DATA_TYPE;
    }

    private int add(int fabricIndex) {
        return table.add(fabricIndex, localEndpoint, node, group, endpoint, cluster)
                        == FabricStatus.OK
                ? ImStatus.SUCCESS
                : ImStatus.RESOURCE_EXHAUSTED;
    }

    /** Takes in the target {@code value} stands on: a node with an endpoint, or a group. */
    private int parse(TlvReader value) {
        if (fields.collect(value) != CodecStatus.OK) {
            return ImStatus.INVALID_DATA_TYPE;
        }
        boolean hasNode = fields.has(BindingSpec.TARGET_STRUCT_NODE);
        boolean hasGroup = fields.has(BindingSpec.TARGET_STRUCT_GROUP);
        boolean hasEndpoint = fields.has(BindingSpec.TARGET_STRUCT_ENDPOINT);
        boolean hasCluster = fields.has(BindingSpec.TARGET_STRUCT_CLUSTER);
        int worst = CodecStatus.OK;
        if (hasNode) {
            worst = fields.u64(BindingSpec.TARGET_STRUCT_NODE);
        }
        group = BindingTable.NONE;
        if (hasGroup) {
            group = fields.unsigned(BindingSpec.TARGET_STRUCT_GROUP, 0xFFFF);
            worst = Math.min(worst, group);
        }
        endpoint = BindingTable.NONE;
        if (hasEndpoint) {
            endpoint = fields.unsigned(BindingSpec.TARGET_STRUCT_ENDPOINT, MAX_ENDPOINT);
            worst = Math.min(worst, endpoint);
        }
        long id = BindingTable.NONE;
        if (hasCluster) {
            worst = Math.min(worst, fields.u64(BindingSpec.TARGET_STRUCT_CLUSTER));
            id = fields.value(BindingSpec.TARGET_STRUCT_CLUSTER);
        }
        if (worst < 0) {
            return CommandFields.writeStatus(worst);
        }
        node = hasNode ? fields.value(BindingSpec.TARGET_STRUCT_NODE) : 0;
        cluster = (int) id;
        boolean unicast = hasNode && hasEndpoint && !hasGroup && isOperational(node);
        boolean groupcast = hasGroup && group > 0 && !hasNode && !hasEndpoint;
        return (unicast || groupcast) && (!hasCluster || isClient(id))
                ? ImStatus.SUCCESS
                : ImStatus.CONSTRAINT_ERROR;
    }

    private static boolean isOperational(long node) {
        return node != 0 && node + Long.MIN_VALUE <= MAX_NODE + Long.MIN_VALUE;
    }

    private boolean isClient(long id) {
        for (int i = 0; i < clients.length; i++) {
            if ((clients[i] & 0xFFFFFFFFL) == id) {
                return true;
            }
        }
        return false;
    }
}
