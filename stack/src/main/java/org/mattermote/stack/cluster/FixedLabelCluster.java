package org.mattermote.stack.cluster;

import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.FixedLabelSpec;

/** Fixed Label (Matter core 9.8): what the maker says of an endpoint. */
public final class FixedLabelCluster extends Cluster {
    private static final int[] ATTRIBUTES = {FixedLabelSpec.ATTR_LABEL_LIST};

    private final byte[] labels;

    /**
     * @param labels label, value, label, value and so on in UTF-8, each of up to 16 bytes and ended
     *     by a zero byte
     */
    public FixedLabelCluster(byte[] labels) {
        super(new FixedLabelSpec(), 0, ATTRIBUTES, null);
        this.labels = labels;
    }

    @Override
    public int read(int attribute, AttributeRead in, TlvWriter out) {
        if (attribute != FixedLabelSpec.ATTR_LABEL_LIST) {
            return ImStatus.UNSUPPORTED_ATTRIBUTE;
        }
        out.startArray(in.tag);
        int at = 0;
        while (at < labels.length) {
            int value = end(at) + 1;
            out.startStruct(TlvTag.ANONYMOUS);
            out.putUtf8(FixedLabelSpec.LABEL_STRUCT_LABEL, labels, at, value - 1 - at);
            out.putUtf8(FixedLabelSpec.LABEL_STRUCT_VALUE, labels, value, end(value) - value);
            out.endContainer();
            at = end(value) + 1;
        }
        out.endContainer();
        return ImStatus.SUCCESS;
    }

    private int end(int at) {
        int end = at;
        while (labels[end] != 0) {
            end++;
        }
        return end;
    }
}
