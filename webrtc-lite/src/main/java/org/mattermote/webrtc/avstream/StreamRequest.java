package org.mattermote.webrtc.avstream;

import org.mattermote.stack.cluster.FieldTable;
import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvType;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.webrtc.spec.CameraAvStreamManagementSpec;

/** What a command wants to be allocated, read and checked by itself. */
final class StreamRequest {
    /** In the order of {@link StreamFields}. */
    final int[] values = new int[StreamFields.MOST];

    private final FieldTable fields;
    private final TlvReader inner;

    StreamRequest(FieldTable fields, TlvReader inner) {
        this.fields = fields;
        this.inner = inner;
    }

    /**
     * Reads the fields of an allocation.
     *
     * @return SUCCESS; INVALID_COMMAND for what is missing or of another type; CONSTRAINT_ERROR
     */
    int read(int[] rules, TlvReader from) {
        if (fields.collect(from) != CodecStatus.OK) {
            return ImStatus.INVALID_COMMAND;
        }
        boolean inRange = true;
        for (int i = 0; i < rules.length; i++) {
            long value = StreamFields.isResolution(rules[i]) ? resolution(i) : number(i);
            if (value < 0) {
                return ImStatus.INVALID_COMMAND;
            }
            values[i] = (int) value;
            inRange &= value <= 0xFFFFFFFFL && StreamFields.isValid(rules[i], value);
        }
        for (int i = 0; i < rules.length && inRange; i++) {
            inRange =
                    !StreamFields.isLower(rules[i])
                            || StreamFields.isRange(rules[i], values[i], values[i + 1]);
        }
        return inRange ? ImStatus.SUCCESS : ImStatus.CONSTRAINT_ERROR;
    }

    /** What is above 63 bits is above everything. */
    private long number(int tag) {
        if (fields.u64(tag) != CodecStatus.OK) {
            return CodecStatus.WRONG_TYPE;
        }
        return fields.value(tag) < 0 ? Long.MAX_VALUE : fields.value(tag);
    }

    /**
     * Width in bits 31..16, height below; above 32 bits when a side is; negative: no such struct.
     */
    long resolution(int tag) {
        if (!fields.open(tag, inner)
                || inner.type() != TlvType.STRUCT
                || inner.enter() != CodecStatus.OK) {
            return CodecStatus.WRONG_TYPE;
        }
        long width = CodecStatus.NOT_FOUND;
        long height = CodecStatus.NOT_FOUND;
        int walk = inner.next();
        while (walk == CodecStatus.OK) {
            int member = inner.tag();
            boolean isWidth = member == CameraAvStreamManagementSpec.VIDEO_RESOLUTION_STRUCT_WIDTH;
            if (isWidth || member == CameraAvStreamManagementSpec.VIDEO_RESOLUTION_STRUCT_HEIGHT) {
                if (inner.type() != TlvType.UNSIGNED) {
                    return CodecStatus.WRONG_TYPE;
                }
                long side = inner.value() < 0 ? Integer.MAX_VALUE : inner.value();
                width = isWidth ? side : width;
                height = isWidth ? height : side;
            }
            walk = inner.next();
        }
        if (walk != CodecStatus.END || width < 0 || height < 0) {
            return CodecStatus.NOT_FOUND;
        }
        return width > 0xFFFF || height > 0xFFFF ? Long.MAX_VALUE : width << 16 | height;
    }
}
