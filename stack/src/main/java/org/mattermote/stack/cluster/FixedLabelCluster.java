package org.mattermote.stack.cluster;

import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.mem.Scratch;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.FixedLabelSpec;
import org.mattermote.stack.port.DeviceDataPort;

/** Fixed Label (Matter core 9.8): what the factory data say of an endpoint. */
public final class FixedLabelCluster extends Cluster {
    private static final int[] ATTRIBUTES = {FixedLabelSpec.ATTR_LABEL_LIST};

    /** Bytes of a label and its value at most. */
    private static final int MAX_LABEL = 32;

    private final int endpointId;
    private final DeviceDataPort device;
    private final Scratch scratch;

    /**
     * @param device asked for its labels whenever they are read
     */
    public FixedLabelCluster(int endpoint, DeviceDataPort device, ClusterWorkspace workspace) {
        super(new FixedLabelSpec(), 0, ATTRIBUTES, null);
        endpointId = endpoint;
        this.device = device;
        scratch = workspace.scratch;
    }

    @Override
    public int read(int attribute, AttributeRead in, TlvWriter out) {
        if (attribute != FixedLabelSpec.ATTR_LABEL_LIST) {
            return ImStatus.UNSUPPORTED_ATTRIBUTE;
        }
        out.startArray(in.tag);
        int at = scratch.take(MAX_LABEL);
        int index = 0;
        int lengths = device.fixedLabel(endpointId, index, scratch.bytes, at, MAX_LABEL);
        while (lengths >= 0) {
            int label = lengths >>> 8;
            out.startStruct(TlvTag.ANONYMOUS);
            out.putUtf8(FixedLabelSpec.LABEL_STRUCT_LABEL, scratch.bytes, at, label);
            out.putUtf8(
                    FixedLabelSpec.LABEL_STRUCT_VALUE, scratch.bytes, at + label, lengths & 0xFF);
            out.endContainer();
            index++;
            lengths = device.fixedLabel(endpointId, index, scratch.bytes, at, MAX_LABEL);
        }
        scratch.release(at);
        out.endContainer();
        return ImStatus.SUCCESS;
    }
}
