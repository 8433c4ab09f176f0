package org.mattermote.stack.cluster;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvType;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.fabric.StoreKeys;
import org.mattermote.stack.mem.Scratch;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.AttributeWrite;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.UserLabelSpec;
import org.mattermote.stack.port.LogPort;
import org.mattermote.stack.port.PortStatus;

/**
 * User Label (Matter core 9.9). The labels live in the store alone: they are read from there when
 * they are asked for, and a change replaces the record.
 *
 * <p>Record of an endpoint: structure {0 version, 1 array of structures {0 label, 1 value}}.
 */
public final class UserLabelCluster extends Cluster {
    /** Bytes of a label, and of a value, at most. */
    public static final int MAX_TEXT = 16;

    /** Labels of a node at least, over all its endpoints. */
    public static final int MIN_LABELS = 4;

    private static final int[] ATTRIBUTES = {UserLabelSpec.ATTR_LABEL_LIST};

    private static final int RECORD_VERSION = 1;
    private static final int TAG_LABELS = 1;

    /** A label in working memory: its length, the value's, and room for both. */
    private static final int ENTRY = 2 + 2 * MAX_TEXT;

    private final int max;
    private final StoredRecord record;
    private final FieldTable fields;
    private final Scratch scratch;

    /**
     * @param max labels of this endpoint, 1 to 12: what is in working memory while they change
     *     leaves room for their record
     */
    public UserLabelCluster(int endpoint, int max, ClusterWorkspace workspace, LogPort log) {
        super(new UserLabelSpec(), 0, ATTRIBUTES, null);
        this.max = max;
        record =
                new StoredRecord(
                        workspace.records, log, StoreKeys.userLabels(endpoint), RECORD_VERSION);
        fields = workspace.fields;
        scratch = workspace.scratch;
    }

    @Override
    public int read(int attribute, AttributeRead in, TlvWriter out) {
        if (attribute != UserLabelSpec.ATTR_LABEL_LIST) {
            return ImStatus.UNSUPPORTED_ATTRIBUTE;
        }
        int at = scratch.take(max * ENTRY);
        put(in.tag, at, Math.max(load(at), 0), out);
        scratch.release(at);
        return ImStatus.SUCCESS;
    }

    @Override
    public int write(int attribute, AttributeWrite in, TlvReader value) {
        if (attribute != UserLabelSpec.ATTR_LABEL_LIST) {
            return ImStatus.UNSUPPORTED_WRITE;
        }
        int at = scratch.take(max * ENTRY);
        int status = in.operation == AttributeWrite.APPEND ? append(value, at) : replace(value, at);
        scratch.release(at);
        if (status == ImStatus.SUCCESS) {
            changed(attribute);
        }
        return status;
    }

    private int append(TlvReader value, int at) {
        int count = load(at);
        if (count < 0) {
            return ImStatus.FAILURE;
        }
        if (count == max) {
            return ImStatus.RESOURCE_EXHAUSTED;
        }
        int status = take(value, at + count * ENTRY);
        return status == ImStatus.SUCCESS ? store(at, count + 1) : status;
    }

    private int replace(TlvReader value, int at) {
        if (value.type() != TlvType.ARRAY || value.enter() != CodecStatus.OK) {
            return ImStatus.INVALID_DATA_TYPE;
        }
        int count = 0;
        int walk = value.next();
        while (walk == CodecStatus.OK) {
            if (count == max) {
                return ImStatus.RESOURCE_EXHAUSTED;
            }
            int status = take(value, at + count * ENTRY);
            if (status != ImStatus.SUCCESS) {
                return status;
            }
            count++;
            walk = value.next();
        }
        return walk == CodecStatus.END ? store(at, count) : ImStatus.INVALID_DATA_TYPE;
    }

    /** Takes the label {@code value} stands on into working memory; an ImStatus. */
    private int take(TlvReader value, int entry) {
        if (fields.collect(value) != CodecStatus.OK) {
            return ImStatus.INVALID_DATA_TYPE;
        }
        int label = fields.utf8(UserLabelSpec.LABEL_STRUCT_LABEL, 0, MAX_TEXT);
        int text = fields.utf8(UserLabelSpec.LABEL_STRUCT_VALUE, 0, MAX_TEXT);
        int worst = Math.min(label, text);
        if (worst < 0) {
            return CommandFields.writeStatus(worst);
        }
        byte[] to = scratch.bytes;
        to[entry] = (byte) label;
        to[entry + 1] = (byte) text;
        System.arraycopy(
                fields.array(),
                fields.offset(UserLabelSpec.LABEL_STRUCT_LABEL),
                to,
                entry + 2,
                label);
        System.arraycopy(
                fields.array(),
                fields.offset(UserLabelSpec.LABEL_STRUCT_VALUE),
                to,
                entry + 2 + MAX_TEXT,
                text);
        return ImStatus.SUCCESS;
    }

    /** Brings the stored labels into working memory; how many, or −1 when they are damaged. */
    private int load(int at) {
        if (record.damaged()) {
            return -1;
        }
        int status = record.open();
        if (status != PortStatus.OK) {
            return status == PortStatus.NONE ? 0 : -1;
        }
        TlvReader reader = record.reader();
        int count = 0;
        int walk =
                reader.find(TAG_LABELS) == CodecStatus.OK && reader.enter() == CodecStatus.OK
                        ? reader.next()
                        : CodecStatus.MALFORMED;
        while (walk == CodecStatus.OK && count < max) {
            walk =
                    take(reader, at + count * ENTRY) == ImStatus.SUCCESS
                            ? reader.next()
                            : CodecStatus.MALFORMED;
            count++;
        }
        record.close();
        if (walk != CodecStatus.END && walk != CodecStatus.OK) {
            record.reject(PortStatus.DAMAGED);
            return -1;
        }
        return count;
    }

    private int store(int at, int count) {
        if (record.damaged()) {
            return ImStatus.FAILURE;
        }
        put(TAG_LABELS, at, count, record.begin());
        return record.commit() == PortStatus.OK ? ImStatus.SUCCESS : ImStatus.FAILURE;
    }

    private void put(int tag, int at, int count, TlvWriter out) {
        out.startArray(tag);
        for (int i = 0; i < count; i++) {
            int entry = at + i * ENTRY;
            out.startStruct(TlvTag.ANONYMOUS);
            out.putUtf8(
                    UserLabelSpec.LABEL_STRUCT_LABEL,
                    scratch.bytes,
                    entry + 2,
                    scratch.bytes[entry]);
            out.putUtf8(
                    UserLabelSpec.LABEL_STRUCT_VALUE,
                    scratch.bytes,
                    entry + 2 + MAX_TEXT,
                    scratch.bytes[entry + 1]);
            out.endContainer();
        }
        out.endContainer();
    }
}
