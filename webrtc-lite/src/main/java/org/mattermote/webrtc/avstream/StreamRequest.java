package org.mattermote.webrtc.avstream;

import org.mattermote.stack.cluster.FieldTable;
import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvType;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.webrtc.spec.CameraAvStreamManagementSpec;

/** What a command wants to be allocated, read and checked by itself. */
final class StreamRequest {
    private final FieldTable fields;
    private final TlvReader inner;

    /** Or what else a field of one number is. */
    private int resolution;

    StreamRequest(FieldTable fields, TlvReader inner) {
        this.fields = fields;
        this.inner = inner;
    }

    /**
     * Reads the fields of an allocation, which are in the table.
     *
     * @param values takes them, in the order of {@link StreamFields}
     * @return SUCCESS; INVALID_COMMAND for what is missing or of another type; CONSTRAINT_ERROR
     */
    int read(int[] rules, int[] values) {
        int status = ImStatus.SUCCESS;
        int low = 0;
        for (int i = 0; i < rules.length; i++) {
            int rule = rules[i];
            if (StreamFields.isResolution(rule)) {
                if (!readResolution(i)) {
                    return ImStatus.INVALID_COMMAND;
                }
            } else {
                if (fields.u64(i) != CodecStatus.OK) {
                    return ImStatus.INVALID_COMMAND;
                }
                long number = fields.value(i);
                resolution = (int) number;
                if (number >>> 32 != 0) {
                    status = ImStatus.CONSTRAINT_ERROR;
                }
            }
            int value = resolution;
            if (!StreamFields.isValid(rule, value) || !StreamFields.isRange(rule, low, value)) {
                status = ImStatus.CONSTRAINT_ERROR;
            }
            low = StreamFields.isLower(rule) ? value : 0;
            values[i] = value;
        }
        return status;
    }

    /** Whether a field is a resolution, which is then {@link #resolution()}. */
    boolean readResolution(int tag) {
        if (!fields.open(tag, inner) || inner.type() != TlvType.STRUCT) {
            return false;
        }
        int width = CodecStatus.NOT_FOUND;
        int height = CodecStatus.NOT_FOUND;
        int walk = inner.enter();
        while (walk == CodecStatus.OK && (walk = inner.next()) == CodecStatus.OK) {
            int side = inner.u16();
            if (side == CodecStatus.OUT_OF_RANGE) {
                // a number, and none that may be
                side = 0;
            }
            if (inner.tag() == CameraAvStreamManagementSpec.VIDEO_RESOLUTION_STRUCT_WIDTH) {
                width = side;
            } else if (inner.tag() == CameraAvStreamManagementSpec.VIDEO_RESOLUTION_STRUCT_HEIGHT) {
                height = side;
            }
        }
        resolution = width <= 0 || height <= 0 ? 0 : width << 16 | height;
        return walk == CodecStatus.END && (width | height) >= 0;
    }

    /** Width in bits 31..16, height below; 0 when one of them may not be. */
    int resolution() {
        return resolution;
    }
}
