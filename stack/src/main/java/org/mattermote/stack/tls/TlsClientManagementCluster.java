package org.mattermote.stack.tls;

import org.mattermote.stack.cluster.ClusterWorkspace;
import org.mattermote.stack.cluster.FieldTable;
import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.fabric.Fabric;
import org.mattermote.stack.fabric.FabricTable;
import org.mattermote.stack.fabric.NodeTime;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.CommandInvocation;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.tls.spec.TlsClientManagementSpec;

/**
 * TLS Client Management (Matter core 14.5): servers, by host and port, each with the root that
 * vouches for it and the certificate that the node shows it. Whoever in the node uses one says so
 * by {@link #retain}, and it stays; so do the certificates that it names.
 *
 * <p>Host names are of letters, digits, and what else stands in a name or an address; whether there
 * is such a host is not looked at.
 */
public final class TlsClientManagementCluster extends Cluster {
    private static final int[] ATTRIBUTES = {
        TlsClientManagementSpec.ATTR_MAX_PROVISIONED,
        TlsClientManagementSpec.ATTR_PROVISIONED_ENDPOINTS,
    };

    private static final int[] COMMANDS = {
        TlsClientManagementSpec.CMD_PROVISION_ENDPOINT,
        TlsClientManagementSpec.CMD_FIND_ENDPOINT,
        TlsClientManagementSpec.CMD_REMOVE_ENDPOINT,
    };

    private static final int HOST = TlsClientManagementSpec.PROVISION_ENDPOINT_HOSTNAME;
    private static final int PORT = TlsClientManagementSpec.PROVISION_ENDPOINT_PORT;
    private static final int CAID = TlsClientManagementSpec.PROVISION_ENDPOINT_CAID;
    private static final int CCDID = TlsClientManagementSpec.PROVISION_ENDPOINT_CCDID;
    private static final int ENDPOINT = TlsClientManagementSpec.PROVISION_ENDPOINT_ENDPOINT_ID;

    private static final int MIN_HOST = 4;
    private static final int MAX_HOST = 253;
    private static final int MAX_PORT = 0xFFFF;
    private static final int MAX_REFERENCES = 0xFF;

    private final TlsRecords records;
    private final TlsTables tables;
    private final StoredTls stored;
    private final TlsTable endpoints;
    private final FabricTable fabrics;
    private final NodeTime time;
    private final FieldTable fields;

    TlsClientManagementCluster(
            TlsRecords records, FabricTable fabrics, NodeTime time, ClusterWorkspace workspace) {
        super(new TlsClientManagementSpec(), 0, ATTRIBUTES, COMMANDS);
        this.records = records;
        tables = records.tables;
        stored = records.stored;
        this.fabrics = fabrics;
        this.time = time;
        endpoints = tables.endpoints;
        fields = workspace.fields();
    }

    /**
     * Something in the node uses an endpoint from now on, which then cannot be removed. To be said
     * again after a restart.
     *
     * @return whether the fabric has such an endpoint
     */
    public boolean retain(int fabricIndex, int endpointId) {
        return refer(fabricIndex, endpointId, 1);
    }

    /** It does not any more. */
    public void release(int fabricIndex, int endpointId) {
        refer(fabricIndex, endpointId, -1);
    }

    private boolean refer(int fabricIndex, int endpointId, int by) {
        int entry = endpoints.find(fabricIndex, endpointId);
        int count = entry == TlsTable.NONE ? -1 : tables.references(entry) + by;
        if (count < 0 || count > MAX_REFERENCES) {
            return false;
        }
        tables.setReferences(entry, count);
        changed(TlsClientManagementSpec.ATTR_PROVISIONED_ENDPOINTS);
        return true;
    }

    @Override
    public int read(int attribute, AttributeRead in, TlvWriter out) {
        if (attribute != TlsClientManagementSpec.ATTR_MAX_PROVISIONED) {
            return ImStatus.UNSUPPORTED_ATTRIBUTE;
        }
        out.putUnsigned(in.tag, endpoints.perFabric());
        return ImStatus.SUCCESS;
    }

    @Override
    public int listSize(int attribute, AttributeRead in) {
        return attribute == TlsClientManagementSpec.ATTR_PROVISIONED_ENDPOINTS
                ? endpoints.capacity()
                : -1;
    }

    @Override
    public int readItem(int attribute, int index, AttributeRead in, TlvWriter out) {
        int fabricIndex = endpoints.fabricIndex(index);
        return fabricIndex == 0 || !in.maySee(fabricIndex)
                ? ImStatus.SUCCESS
                : put(index, in.tag, out);
    }

    private int put(int entry, int tag, TlvWriter out) {
        out.startStruct(tag);
        out.putUnsigned(
                TlsClientManagementSpec.TLS_ENDPOINT_STRUCT_ENDPOINT_ID, endpoints.id(entry));
        boolean good =
                stored.putHost(
                        entry,
                        TlsClientManagementSpec.TLS_ENDPOINT_STRUCT_HOSTNAME,
                        TlsClientManagementSpec.TLS_ENDPOINT_STRUCT_PORT,
                        out);
        out.putUnsigned(TlsClientManagementSpec.TLS_ENDPOINT_STRUCT_CAID, tables.caid(entry));
        int ccdid = tables.ccdid(entry);
        if (ccdid == TlsTables.NO_ID) {
            out.putNull(TlsClientManagementSpec.TLS_ENDPOINT_STRUCT_CCDID);
        } else {
            out.putUnsigned(TlsClientManagementSpec.TLS_ENDPOINT_STRUCT_CCDID, ccdid);
        }
        out.putUnsigned(
                TlsClientManagementSpec.TLS_ENDPOINT_STRUCT_REFERENCE_COUNT,
                tables.references(entry));
        out.putUnsigned(
                TlsClientManagementSpec.TLS_ENDPOINT_STRUCT_FABRIC_INDEX,
                endpoints.fabricIndex(entry));
        out.endContainer();
        return good ? ImStatus.SUCCESS : ImStatus.FAILURE;
    }

    @Override
    public int invoke(int command, CommandInvocation in, TlvReader request) {
        Fabric fabric = fabrics.find(in.subject.fabricIndex);
        if (fabric == null) {
            return ImStatus.UNSUPPORTED_ACCESS;
        }
        if (fields.collect(request) != CodecStatus.OK) {
            return ImStatus.INVALID_COMMAND;
        }
        switch (command) {
            case TlsClientManagementSpec.CMD_PROVISION_ENDPOINT:
                return provisionEndpoint(fabric, in);
            case TlsClientManagementSpec.CMD_FIND_ENDPOINT:
                return findEndpoint(fabric, in);
            case TlsClientManagementSpec.CMD_REMOVE_ENDPOINT:
                return removeEndpoint(fabric);
            default:
                return ImStatus.UNSUPPORTED_COMMAND;
        }
    }

    @Override
    public void fabricRemoved(int fabricIndex) {
        changed(TlsClientManagementSpec.ATTR_PROVISIONED_ENDPOINTS);
    }

    private int provisionEndpoint(Fabric fabric, CommandInvocation in) {
        int host = fields.bytes(HOST, MIN_HOST, MAX_HOST);
        int port = fields.unsigned(PORT, MAX_PORT);
        int caid = fields.unsigned(CAID, TlsTable.MAX_ID);
        int ccdid = nullableId(CCDID);
        int id = nullableId(ENDPOINT);
        int least = Math.min(Math.min(host, port), Math.min(caid, Math.min(ccdid, id)));
        if (least < 0) {
            return TlsCertificateManagementCluster.status(least);
        }
        if (port == 0 || !isHost(fields.array(), fields.offset(HOST), host)) {
            return ImStatus.CONSTRAINT_ERROR;
        }
        int index = fabric.fabricIndex;
        if (time.epochMicros() < 0) {
            return refuse(TlsClientManagementSpec.STATUS_CODE_INVALID_TIME);
        }
        if (tables.roots.find(index, caid) == TlsTable.NONE) {
            return refuse(TlsClientManagementSpec.STATUS_CODE_ROOT_CERTIFICATE_NOT_FOUND);
        }
        if (ccdid != TlsTables.NO_ID && tables.clients.find(index, ccdid) == TlsTable.NONE) {
            return refuse(TlsClientManagementSpec.STATUS_CODE_CLIENT_CERTIFICATE_NOT_FOUND);
        }
        int entry = TlsTable.NONE;
        if (id != TlsTables.NO_ID) {
            entry = endpoints.find(index, id);
            if (entry == TlsTable.NONE) {
                return ImStatus.NOT_FOUND;
            }
        } else if (endpoints.isFull(index)) {
            return ImStatus.RESOURCE_EXHAUSTED;
        }
        int at = fields.offset(HOST);
        int same = stored.findHost(index, fields.array(), at, host, port);
        if (same != TlsTable.NONE && same != entry) {
            return refuse(TlsClientManagementSpec.STATUS_CODE_ENDPOINT_ALREADY_INSTALLED);
        }
        int status =
                records.keepEndpoint(fabric, entry, fields.array(), at, host, port, caid, ccdid);
        if (status == ImStatus.SUCCESS) {
            changed(TlsClientManagementSpec.ATTR_PROVISIONED_ENDPOINTS);
            in.respond(TlsClientManagementSpec.CMD_PROVISION_ENDPOINT_RESPONSE)
                    .putUnsigned(
                            TlsClientManagementSpec.PROVISION_ENDPOINT_RESPONSE_ENDPOINT_ID,
                            records.changedId());
        }
        return status;
    }

    private int findEndpoint(Fabric fabric, CommandInvocation in) {
        int id =
                fields.unsigned(TlsClientManagementSpec.FIND_ENDPOINT_ENDPOINT_ID, TlsTable.MAX_ID);
        if (id < 0) {
            return TlsCertificateManagementCluster.status(id);
        }
        int entry = endpoints.find(fabric.fabricIndex, id);
        return entry == TlsTable.NONE
                ? ImStatus.NOT_FOUND
                : put(
                        entry,
                        TlsClientManagementSpec.FIND_ENDPOINT_RESPONSE_ENDPOINT,
                        in.respond(TlsClientManagementSpec.CMD_FIND_ENDPOINT_RESPONSE));
    }

    private int removeEndpoint(Fabric fabric) {
        int id =
                fields.unsigned(
                        TlsClientManagementSpec.REMOVE_ENDPOINT_ENDPOINT_ID, TlsTable.MAX_ID);
        if (id < 0) {
            return TlsCertificateManagementCluster.status(id);
        }
        int entry = endpoints.find(fabric.fabricIndex, id);
        if (entry == TlsTable.NONE) {
            return ImStatus.NOT_FOUND;
        }
        if (tables.references(entry) > 0) {
            return ImStatus.INVALID_IN_STATE;
        }
        int status = records.remove(fabric, endpoints, entry);
        if (status == ImStatus.SUCCESS) {
            changed(TlsClientManagementSpec.ATTR_PROVISIONED_ENDPOINTS);
        }
        return status;
    }

    private static int refuse(int clusterStatus) {
        return ImStatus.withClusterStatus(ImStatus.FAILURE, clusterStatus);
    }

    private int nullableId(int tag) {
        return fields.isNull(tag) ? TlsTables.NO_ID : fields.unsigned(tag, TlsTable.MAX_ID);
    }

    /** Whether it can be a name or an address: no empty label, nothing but what stands in one. */
    private static boolean isHost(byte[] b, int offset, int length) {
        int before = '.';
        for (int i = offset; i < offset + length; i++) {
            int c = b[i];
            boolean good =
                    c >= 'a' && c <= 'z'
                            || c >= 'A' && c <= 'Z'
                            || c >= '0' && c <= '9'
                            || c == '-'
                            || c == '_'
                            || c == ':'
                            || c == '.' && before != '.';
            if (!good) {
                return false;
            }
            before = c;
        }
        return true;
    }
}
