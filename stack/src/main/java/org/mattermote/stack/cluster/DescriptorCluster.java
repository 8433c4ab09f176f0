package org.mattermote.stack.cluster;

import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.Endpoint;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.DescriptorSpec;

/** Descriptor (Matter core 9.5): what the endpoint is, read from the endpoint itself. */
public final class DescriptorCluster extends Cluster {
    private static final int[] ATTRIBUTES = {
        DescriptorSpec.ATTR_DEVICE_TYPE_LIST,
        DescriptorSpec.ATTR_SERVER_LIST,
        DescriptorSpec.ATTR_CLIENT_LIST,
        DescriptorSpec.ATTR_PARTS_LIST,
    };

    private int[] clients;
    private final int[] parts;

    /**
     * @param clients ids of the client clusters, ascending
     * @param parts numbers of the endpoints below this one; of endpoint 0 all others
     */
    public DescriptorCluster(int[] clients, int[] parts) {
        super(new DescriptorSpec(), 0, ATTRIBUTES, null);
        this.clients = clients;
        this.parts = parts;
    }

    /**
     * While the node is wired: these are its clients.
     *
     * @param clients ids of the client clusters, ascending
     */
    public void setClients(int[] clients) {
        this.clients = clients;
    }

    @Override
    public int read(int attribute, AttributeRead in, TlvWriter out) {
        Endpoint endpoint = endpoint();
        switch (attribute) {
            case DescriptorSpec.ATTR_DEVICE_TYPE_LIST:
                out.startArray(in.tag);
                for (int i = 0; i < endpoint.deviceTypeCount(); i++) {
                    out.startStruct(TlvTag.ANONYMOUS);
                    out.putUnsigned(
                            DescriptorSpec.DEVICE_TYPE_STRUCT_DEVICE_TYPE,
                            endpoint.deviceType(i) & 0xFFFFFFFFL);
                    out.putUnsigned(
                            DescriptorSpec.DEVICE_TYPE_STRUCT_REVISION,
                            endpoint.deviceTypeRevision(i));
                    out.endContainer();
                }
                out.endContainer();
                return ImStatus.SUCCESS;
            case DescriptorSpec.ATTR_SERVER_LIST:
                out.startArray(in.tag);
                for (int i = 0; i < endpoint.clusterCount(); i++) {
                    out.putUnsigned(TlvTag.ANONYMOUS, endpoint.cluster(i).id() & 0xFFFFFFFFL);
                }
                out.endContainer();
                return ImStatus.SUCCESS;
            case DescriptorSpec.ATTR_CLIENT_LIST:
                return putAll(clients, in, out);
            case DescriptorSpec.ATTR_PARTS_LIST:
                return putAll(parts, in, out);
            default:
                return ImStatus.UNSUPPORTED_ATTRIBUTE;
        }
    }

    private static int putAll(int[] ids, AttributeRead in, TlvWriter out) {
        out.startArray(in.tag);
        for (int i = 0; i < ids.length; i++) {
            out.putUnsigned(TlvTag.ANONYMOUS, ids[i] & 0xFFFFFFFFL);
        }
        out.endContainer();
        return ImStatus.SUCCESS;
    }
}
