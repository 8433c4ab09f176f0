package org.mattermote.stack.cluster;

import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.PowerSourceSpec;

/**
 * Power Source with the feature Wired (Matter core 11.7): the one source of a node, which is there
 * as long as the node runs. With it endpoint 0 is of device type Power Source, too.
 */
public final class WiredPowerSourceCluster extends Cluster {
    private static final int[] ATTRIBUTES = {
        PowerSourceSpec.ATTR_STATUS,
        PowerSourceSpec.ATTR_ORDER,
        PowerSourceSpec.ATTR_DESCRIPTION,
        PowerSourceSpec.ATTR_WIRED_CURRENT_TYPE,
        PowerSourceSpec.ATTR_ENDPOINT_LIST,
    };

    private final int currentType;
    private final byte[] description;

    /**
     * @param currentType WIRED_CURRENT_TYPE constant of {@link PowerSourceSpec}
     * @param description for people, UTF-8, at most 60 bytes; not to be changed
     */
    public WiredPowerSourceCluster(int currentType, byte[] description) {
        super(new PowerSourceSpec(), PowerSourceSpec.FEATURE_WIRED, ATTRIBUTES, null);
        this.currentType = currentType;
        this.description = description;
    }

    @Override
    public int read(int attribute, AttributeRead in, TlvWriter out) {
        switch (attribute) {
            case PowerSourceSpec.ATTR_STATUS:
                out.putUnsigned(in.tag, PowerSourceSpec.POWER_SOURCE_STATUS_ACTIVE);
                return ImStatus.SUCCESS;
            case PowerSourceSpec.ATTR_ORDER:
                out.putUnsigned(in.tag, 0);
                return ImStatus.SUCCESS;
            case PowerSourceSpec.ATTR_DESCRIPTION:
                out.putUtf8(in.tag, description, 0, description.length);
                return ImStatus.SUCCESS;
            case PowerSourceSpec.ATTR_WIRED_CURRENT_TYPE:
                out.putUnsigned(in.tag, currentType);
                return ImStatus.SUCCESS;
            case PowerSourceSpec.ATTR_ENDPOINT_LIST:
                // Empty: the whole node.
                out.startArray(in.tag);
                out.endContainer();
                return ImStatus.SUCCESS;
            default:
                return ImStatus.UNSUPPORTED_ATTRIBUTE;
        }
    }
}
