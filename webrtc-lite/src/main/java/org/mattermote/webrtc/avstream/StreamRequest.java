package org.mattermote.webrtc.avstream;

import org.mattermote.stack.cluster.FieldTable;
import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvType;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.webrtc.spec.CameraAvStreamManagementSpec;

/** What a command wants to be allocated, read and checked by itself. */
final class StreamRequest {
    /** In the order of {@link StreamFields}; working memory between commands. */
    final int[] values = new int[StreamFields.MOST];

    private final FieldTable fields;
    private final TlvReader inner;
    private int resolution;

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
        boolean good = true;
        for (int i = 0; i < rules.length; i++) {
            int rule = rules[i];
            if (StreamFields.isResolution(rule)) {
                if (!readResolution(i)) {
                    return ImStatus.INVALID_COMMAND;
                }
                values[i] = resolution;
            } else {
                if (fields.u64(i) != CodecStatus.OK) {
                    return ImStatus.INVALID_COMMAND;
                }
                values[i] = (int) fields.value(i);
                good &= fields.value(i) >>> 32 == 0;
            }
            good &=
                    StreamFields.isValid(rule, values[i])
                            && (i == 0
                                    || !StreamFields.isLower(rules[i - 1])
                                    || StreamFields.isRange(rule, values[i - 1], values[i]));
        }
        return good ? ImStatus.SUCCESS : ImStatus.CONSTRAINT_ERROR;
    }

    /** Whether a field is a resolution, which is then {@link #resolution()}. */
    boolean readResolution(int tag) {
        if (!fields.open(tag, inner) || inner.type() != TlvType.STRUCT) {
            return false;
        }
        int width = CodecStatus.NOT_FOUND;
        int height = CodecStatus.NOT_FOUND;
        inner.enter();
        int walk = inner.next();
        while (walk == CodecStatus.OK) {
            int side = inner.u16();
            int member = inner.tag();
            if (member == CameraAvStreamManagementSpec.VIDEO_RESOLUTION_STRUCT_WIDTH) {
                width = side;
            } else if (member == CameraAvStreamManagementSpec.VIDEO_RESOLUTION_STRUCT_HEIGHT) {
                height = side;
            }
            walk = inner.next();
        }
        resolution = width <= 0 || height <= 0 ? 0 : width << 16 | height;
        return walk == CodecStatus.END && isSide(width) && isSide(height);
    }

    /** A number, though it may be too large. */
    private static boolean isSide(int side) {
        return side >= 0 || side == CodecStatus.OUT_OF_RANGE;
    }

    /** Width in bits 31..16, height below; 0 when one of them may not be. */
    int resolution() {
        return resolution;
    }
}
