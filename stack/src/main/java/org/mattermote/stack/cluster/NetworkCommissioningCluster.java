package org.mattermote.stack.cluster;

import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.AttributeWrite;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.NetworkCommissioningSpec;
import org.mattermote.stack.port.NetworkPort;

/**
 * Network Commissioning of an Ethernet interface (Matter core 11.9): nothing to configure, so there
 * are no commands, one network, named like the interface, and nothing was ever tried.
 */
public final class NetworkCommissioningCluster extends Cluster {
    private static final int[] ATTRIBUTES = {
        NetworkCommissioningSpec.ATTR_MAX_NETWORKS,
        NetworkCommissioningSpec.ATTR_NETWORKS,
        NetworkCommissioningSpec.ATTR_INTERFACE_ENABLED,
        NetworkCommissioningSpec.ATTR_LAST_NETWORKING_STATUS,
        NetworkCommissioningSpec.ATTR_LAST_NETWORK_ID,
        NetworkCommissioningSpec.ATTR_LAST_CONNECT_ERROR_VALUE,
    };

    private static final int MAX_NETWORKS = 1;
    private static final int MAX_NAME = 32;

    private final NetworkPort network;
    private final byte[] name = new byte[MAX_NAME];
    private final byte[] candidate = new byte[MAX_NAME];
    private int nameLength;
    private boolean connected;
    private int generation;

    /**
     * @param network its first interface is the one; where none is up yet, the first that comes up
     */
    public NetworkCommissioningCluster(NetworkPort network) {
        super(
                new NetworkCommissioningSpec(),
                NetworkCommissioningSpec.FEATURE_ETHERNET_NETWORK_INTERFACE,
                ATTRIBUTES,
                null);
        this.network = network;
        generation = network.generation();
        look();
    }

    @Override
    public int read(int attribute, AttributeRead in, TlvWriter out) {
        switch (attribute) {
            case NetworkCommissioningSpec.ATTR_MAX_NETWORKS:
                out.putUnsigned(in.tag, MAX_NETWORKS);
                return ImStatus.SUCCESS;
            case NetworkCommissioningSpec.ATTR_NETWORKS:
                out.startArray(in.tag);
                if (nameLength > 0) {
                    out.startStruct(TlvTag.ANONYMOUS);
                    out.putBytes(
                            NetworkCommissioningSpec.NETWORK_INFO_STRUCT_NETWORK_ID,
                            name,
                            0,
                            nameLength);
                    out.putBool(NetworkCommissioningSpec.NETWORK_INFO_STRUCT_CONNECTED, connected);
                    out.endContainer();
                }
                out.endContainer();
                return ImStatus.SUCCESS;
            case NetworkCommissioningSpec.ATTR_INTERFACE_ENABLED:
                out.putBool(in.tag, true);
                return ImStatus.SUCCESS;
            case NetworkCommissioningSpec.ATTR_LAST_NETWORKING_STATUS:
            case NetworkCommissioningSpec.ATTR_LAST_NETWORK_ID:
            case NetworkCommissioningSpec.ATTR_LAST_CONNECT_ERROR_VALUE:
                out.putNull(in.tag);
                return ImStatus.SUCCESS;
            default:
                return ImStatus.UNSUPPORTED_ATTRIBUTE;
        }
    }

    /** The one interface cannot be disabled: false is refused as the specification asks for. */
    @Override
    public int write(int attribute, AttributeWrite in, TlvReader value) {
        if (attribute != NetworkCommissioningSpec.ATTR_INTERFACE_ENABLED) {
            return ImStatus.UNSUPPORTED_WRITE;
        }
        int enabled = value.bool();
        if (enabled < 0) {
            return ImStatus.INVALID_DATA_TYPE;
        }
        return enabled == 1 ? ImStatus.SUCCESS : ImStatus.INVALID_ACTION;
    }

    @Override
    public long poll(long nowMillis) {
        if (network.generation() != generation) {
            generation = network.generation();
            if (look()) {
                changed(NetworkCommissioningSpec.ATTR_NETWORKS);
            }
        }
        return NEVER;
    }

    /** Looks for the interface; answers whether it came, went or got its name. */
    private boolean look() {
        boolean was = connected;
        int before = nameLength;
        int count = network.interfaceCount();
        if (nameLength == 0 && count > 0) {
            nameLength = network.name(0, name, 0);
        }
        connected = false;
        for (int i = 0; i < count && !connected; i++) {
            int length = network.name(i, candidate, 0);
            connected = length == nameLength && Bytes.equal(candidate, 0, name, 0, length);
        }
        return was != connected || before != nameLength;
    }
}
