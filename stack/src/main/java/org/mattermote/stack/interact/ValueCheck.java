package org.mattermote.stack.interact;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvType;
import org.mattermote.stack.model.AttributeFlags;
import org.mattermote.stack.model.ClusterSpec;
import org.mattermote.stack.model.ImStatus;

/**
 * Checks a value that is to be written against the cluster's metadata: its type
 * (INVALID_DATA_TYPE), then width, range and length (CONSTRAINT_ERROR). Fields of structures are
 * for the cluster to check.
 */
final class ValueCheck {
    private final TlvReader entries;

    /**
     * @param entries goes over the entries of a list
     */
    ValueCheck(TlvReader entries) {
        this.entries = entries;
    }

    /**
     * @param flags {@link AttributeFlags} of the attribute
     * @param item true when the value is one entry of the list attribute
     * @param value stands on the value and stays there
     * @return SUCCESS, INVALID_DATA_TYPE or CONSTRAINT_ERROR
     */
    int check(ClusterSpec spec, int attribute, int flags, boolean item, TlvReader value) {
        boolean list = AttributeFlags.has(flags, AttributeFlags.LIST);
        if (list && item) {
            return checkType(flags, value);
        }
        if (value.isNull()) {
            return AttributeFlags.has(flags, AttributeFlags.NULLABLE)
                    ? ImStatus.SUCCESS
                    : ImStatus.INVALID_DATA_TYPE;
        }
        if (list) {
            return checkList(spec, attribute, flags, value);
        }
        int status = checkType(flags, value);
        return status == ImStatus.SUCCESS ? checkLimits(spec, attribute, flags, value) : status;
    }

    private int checkList(ClusterSpec spec, int attribute, int flags, TlvReader value) {
        if (value.type() != TlvType.ARRAY) {
            return ImStatus.INVALID_DATA_TYPE;
        }
        entries.copyFrom(value);
        entries.enter();
        int count = 0;
        while (entries.next() == CodecStatus.OK) {
            int status = checkType(flags, entries);
            if (status != ImStatus.SUCCESS) {
                return status;
            }
            count++;
        }
        return count < spec.minLength(attribute) || count > spec.maxLength(attribute)
                ? ImStatus.CONSTRAINT_ERROR
                : ImStatus.SUCCESS;
    }

    /** Type and width of a single value or of a list's entry. */
    private static int checkType(int flags, TlvReader value) {
        int width = AttributeFlags.width(flags);
        switch (AttributeFlags.entryType(flags)) {
            case AttributeFlags.TYPE_BOOL:
                return typeIs(value, TlvType.BOOL);
            case AttributeFlags.TYPE_UNSIGNED:
            case AttributeFlags.TYPE_ENUM:
            case AttributeFlags.TYPE_BITMAP:
                if (value.type() != TlvType.UNSIGNED) {
                    return ImStatus.INVALID_DATA_TYPE;
                }
                return width == 0 || width >= 8 || value.value() >>> 8 * width == 0
                        ? ImStatus.SUCCESS
                        : ImStatus.CONSTRAINT_ERROR;
            case AttributeFlags.TYPE_SIGNED:
                if (value.type() != TlvType.SIGNED) {
                    return ImStatus.INVALID_DATA_TYPE;
                }
                long above = width == 0 || width >= 8 ? 0 : value.value() >> 8 * width - 1;
                return above == 0 || above == -1 ? ImStatus.SUCCESS : ImStatus.CONSTRAINT_ERROR;
            case AttributeFlags.TYPE_UTF8:
                if (value.type() != TlvType.UTF8) {
                    return ImStatus.INVALID_DATA_TYPE;
                }
                return value.validUtf8() ? ImStatus.SUCCESS : ImStatus.CONSTRAINT_ERROR;
            case AttributeFlags.TYPE_BYTES:
                return typeIs(value, TlvType.BYTES);
            case AttributeFlags.TYPE_STRUCT:
                return typeIs(value, TlvType.STRUCT);
            default:
                return ImStatus.SUCCESS;
        }
    }

    private static int typeIs(TlvReader value, int type) {
        return value.type() == type ? ImStatus.SUCCESS : ImStatus.INVALID_DATA_TYPE;
    }

    private static int checkLimits(ClusterSpec spec, int attribute, int flags, TlvReader value) {
        long v = value.value();
        boolean valid;
        switch (AttributeFlags.type(flags)) {
            case AttributeFlags.TYPE_UNSIGNED:
            case AttributeFlags.TYPE_ENUM:
                valid = inRange(spec, attribute, v, v < 0) && !isReservedForNull(flags, v);
                break;
            case AttributeFlags.TYPE_BITMAP:
                valid =
                        spec.maximum(attribute) == ClusterSpec.NO_MAXIMUM
                                || (v & ~spec.maximum(attribute)) == 0;
                break;
            case AttributeFlags.TYPE_SIGNED:
                valid = inRange(spec, attribute, v, false) && !isReservedForNull(flags, v);
                break;
            case AttributeFlags.TYPE_UTF8:
            case AttributeFlags.TYPE_BYTES:
                valid =
                        value.dataLength() >= spec.minLength(attribute)
                                && value.dataLength() <= spec.maxLength(attribute);
                break;
            default:
                valid = true;
                break;
        }
        return valid ? ImStatus.SUCCESS : ImStatus.CONSTRAINT_ERROR;
    }

    /**
     * @param huge unsigned and 2^63 or more
     */
    private static boolean inRange(ClusterSpec spec, int attribute, long v, boolean huge) {
        int least = spec.minimum(attribute);
        int most = spec.maximum(attribute);
        return (most == ClusterSpec.NO_MAXIMUM || !huge && v <= most)
                && (least == ClusterSpec.NO_MINIMUM || huge || v >= least);
    }

    /**
     * The value that stands for null in storage is none for a nullable integer (Matter core
     * 7.19.2).
     */
    private static boolean isReservedForNull(int flags, long v) {
        int bits = 8 * AttributeFlags.width(flags);
        if (bits == 0 || !AttributeFlags.has(flags, AttributeFlags.NULLABLE)) {
            return false;
        }
        if (AttributeFlags.type(flags) == AttributeFlags.TYPE_SIGNED) {
            return v == Long.MIN_VALUE >> 64 - bits;
        }
        return v == -1L >>> 64 - bits;
    }
}
