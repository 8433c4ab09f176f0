package org.mattermote.stack.cluster;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvType;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.model.AttributeFlags;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.Endpoint;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.ScenesManagementSpec;

/**
 * The values of a scene between three shapes: attributes of clusters, {@link Scene}, and lists of
 * ExtensionFieldSetStruct (Matter application clusters 1.4.7.3 and 1.4.7.4).
 *
 * <p>A value travels in the field of the attribute's type and width, bool among the unsigned of 8
 * bits. One that the attribute cannot have becomes null where that is possible, else the nearest
 * one; another bool than 0 and 1 becomes false. Null travels as the number no attribute has (Matter
 * core 7.19.2).
 */
final class SceneValues {
    private static final int FIRST_VALUE =
            ScenesManagementSpec.ATTRIBUTE_VALUE_PAIR_STRUCT_VALUE_UNSIGNED8;
    private static final int LAST_VALUE =
            ScenesManagementSpec.ATTRIBUTE_VALUE_PAIR_STRUCT_VALUE_SIGNED64;

    private final Scene scene;

    SceneValues(Scene scene) {
        this.scene = scene;
    }

    /** Takes over the present values of all members. */
    void collect(Endpoint endpoint, SceneAttributes[] members, long nowMillis) {
        scene.clearValues();
        for (int m = 0; m < members.length; m++) {
            Cluster cluster = endpoint.find(members[m].id());
            int[] attributes = cluster.attributes();
            for (int i = 0; i < attributes.length; i++) {
                if (AttributeFlags.has(flags(cluster, attributes[i]), AttributeFlags.SCENE)) {
                    int value = members[m].sceneValue(attributes[i], nowMillis);
                    if (value != SceneAttributes.NO_VALUE) {
                        scene.set(cluster.id(), attributes[i], value);
                    }
                }
            }
        }
    }

    /**
     * Takes over a list of ExtensionFieldSetStruct. Of two sets for one cluster the later counts.
     *
     * @param list stands on it
     * @return SUCCESS, INVALID_COMMAND, or RESOURCE_EXHAUSTED when it holds more than a scene can
     */
    int take(TlvReader list, Endpoint endpoint, SceneAttributes[] members) {
        if (list.type() != TlvType.ARRAY) {
            return ImStatus.INVALID_COMMAND;
        }
        list.enter();
        int status = list.next();
        while (status == CodecStatus.OK) {
            int flaw = takeSet(list, endpoint, members);
            if (flaw != ImStatus.SUCCESS) {
                return flaw;
            }
            status = list.next();
        }
        return status == CodecStatus.END ? ImStatus.SUCCESS : ImStatus.INVALID_COMMAND;
    }

    private int takeSet(TlvReader list, Endpoint endpoint, SceneAttributes[] members) {
        if (list.type() != TlvType.STRUCT) {
            return ImStatus.INVALID_COMMAND;
        }
        long cluster = CodecStatus.NOT_FOUND;
        boolean hasPairs = false;
        list.enter();
        int status = list.next();
        while (status == CodecStatus.OK) {
            if (list.tag() == ScenesManagementSpec.EXTENSION_FIELD_SET_STRUCT_CLUSTER_ID) {
                cluster = list.u32();
            } else if (list.tag()
                    == ScenesManagementSpec.EXTENSION_FIELD_SET_STRUCT_ATTRIBUTE_VALUE_LIST) {
                scene.pairs.copyFrom(list);
                hasPairs = list.type() == TlvType.ARRAY;
            }
            status = list.next();
        }
        if (status != CodecStatus.END || cluster < 0 || !hasPairs) {
            return ImStatus.INVALID_COMMAND;
        }
        list.exit();
        for (int i = 0; i < members.length; i++) {
            if (members[i].id() == (int) cluster) {
                return takePairs(endpoint.find((int) cluster), members[i]);
            }
        }
        return ImStatus.SUCCESS;
    }

    private int takePairs(Cluster cluster, SceneAttributes member) {
        TlvReader pairs = scene.pairs;
        scene.clearValues(cluster.id());
        pairs.enter();
        int status = pairs.next();
        while (status == CodecStatus.OK) {
            int flaw = takePair(pairs, cluster, member);
            if (flaw != ImStatus.SUCCESS) {
                return flaw;
            }
            status = pairs.next();
        }
        return status == CodecStatus.END ? ImStatus.SUCCESS : ImStatus.INVALID_COMMAND;
    }

    private int takePair(TlvReader pairs, Cluster cluster, SceneAttributes member) {
        if (pairs.type() != TlvType.STRUCT) {
            return ImStatus.INVALID_COMMAND;
        }
        long attribute = CodecStatus.NOT_FOUND;
        int field = 0;
        long value = 0;
        boolean good = true;
        pairs.enter();
        int status = pairs.next();
        while (status == CodecStatus.OK) {
            int tag = pairs.tag();
            if (tag == ScenesManagementSpec.ATTRIBUTE_VALUE_PAIR_STRUCT_ATTRIBUTE_ID) {
                attribute = pairs.u32();
            } else if (tag >= FIRST_VALUE && tag <= LAST_VALUE) {
                good = good && field == 0 && fits(tag, pairs);
                field = tag;
                value = pairs.value();
            }
            status = pairs.next();
        }
        if (status != CodecStatus.END || attribute < 0 || !good) {
            return ImStatus.INVALID_COMMAND;
        }
        pairs.exit();
        int id = (int) attribute;
        int flags = cluster.hasAttribute(id) ? flags(cluster, id) : 0;
        if (!AttributeFlags.has(flags, AttributeFlags.SCENE) || field != fieldOf(flags)) {
            return ImStatus.INVALID_COMMAND;
        }
        return scene.set(cluster.id(), id, valid(value, id, flags, member))
                ? ImStatus.SUCCESS
                : ImStatus.RESOURCE_EXHAUSTED;
    }

    /** Whether the element is of the type and width of a Value field. */
    private static boolean fits(int field, TlvReader value) {
        int bits = 8 << (field - FIRST_VALUE) / 2;
        if (isSigned(field)) {
            long above = bits == 64 ? 0 : value.value() >> bits - 1;
            return value.type() == TlvType.SIGNED && (above == 0 || above == -1);
        }
        return value.type() == TlvType.UNSIGNED && (bits == 64 || value.value() >>> bits == 0);
    }

    /** Writes the values as a list of ExtensionFieldSetStruct. */
    void put(int tag, Endpoint endpoint, TlvWriter out) {
        boolean open = false;
        out.startArray(tag);
        for (int i = 0; i < scene.size(); i++) {
            Cluster cluster = endpoint.find(scene.cluster(i));
            if (i == 0 || scene.cluster(i) != scene.cluster(i - 1)) {
                endSet(open, out);
                open = cluster != null;
                startSet(open, scene.cluster(i), out);
            }
            int flags = cluster == null ? 0 : flags(cluster, scene.attribute(i));
            // What another version of the software knew is not shown.
            if (flags != 0) {
                putPair(scene.attribute(i), scene.value(i), flags, out);
            }
        }
        endSet(open, out);
        out.endContainer();
    }

    private static void startSet(boolean open, int cluster, TlvWriter out) {
        if (open) {
            out.startStruct(TlvTag.ANONYMOUS);
            out.putUnsigned(
                    ScenesManagementSpec.EXTENSION_FIELD_SET_STRUCT_CLUSTER_ID,
                    cluster & 0xFFFFFFFFL);
            out.startArray(ScenesManagementSpec.EXTENSION_FIELD_SET_STRUCT_ATTRIBUTE_VALUE_LIST);
        }
    }

    private static void endSet(boolean open, TlvWriter out) {
        if (open) {
            out.endContainer();
            out.endContainer();
        }
    }

    private static void putPair(int attribute, int value, int flags, TlvWriter out) {
        int field = fieldOf(flags);
        out.startStruct(TlvTag.ANONYMOUS);
        out.putUnsigned(
                ScenesManagementSpec.ATTRIBUTE_VALUE_PAIR_STRUCT_ATTRIBUTE_ID,
                attribute & 0xFFFFFFFFL);
        if (isSigned(field)) {
            out.putSigned(field, value == SceneAttributes.NO_VALUE ? least(flags) - 1 : value);
        } else {
            out.putUnsigned(field, value == SceneAttributes.NO_VALUE ? most(flags) + 1 : value);
        }
        out.endContainer();
    }

    /** The value as the attribute takes it, NO_VALUE for null. */
    private static int valid(long value, int attribute, int flags, SceneAttributes member) {
        boolean nullable = AttributeFlags.has(flags, AttributeFlags.NULLABLE);
        if (AttributeFlags.type(flags) == AttributeFlags.TYPE_BOOL) {
            boolean known = value == 0 || value == 1;
            return known ? (int) value : nullable ? SceneAttributes.NO_VALUE : 0;
        }
        boolean huge = value < 0 && !isSigned(fieldOf(flags));
        long inType = huge ? most(flags) : Math.max(least(flags), Math.min(most(flags), value));
        int nearest = member.nearestSceneValue(attribute, (int) inType);
        return nullable && nearest != value ? SceneAttributes.NO_VALUE : nearest;
    }

    /** Least value of the type, as far as a scene can hold it. */
    private static long least(int flags) {
        if (!isSigned(fieldOf(flags))) {
            return 0;
        }
        int bits = Math.min(32, 8 * AttributeFlags.width(flags));
        return (-1L << bits - 1) + 1;
    }

    /** Greatest value of the type, as far as a scene can hold it; not the one that means null. */
    private static long most(int flags) {
        int bits = 8 * AttributeFlags.width(flags);
        if (isSigned(fieldOf(flags))) {
            return (1L << Math.min(32, bits) - 1) - 1;
        }
        boolean nullable = AttributeFlags.has(flags, AttributeFlags.NULLABLE);
        return (1L << Math.min(31, bits)) - (nullable ? 2 : 1);
    }

    /** The Value field an attribute of this type uses. */
    private static int fieldOf(int flags) {
        int width = AttributeFlags.width(flags);
        int log = width <= 1 ? 0 : width == 2 ? 1 : width <= 4 ? 2 : 3;
        boolean signed = AttributeFlags.type(flags) == AttributeFlags.TYPE_SIGNED;
        return FIRST_VALUE + 2 * log + (signed ? 1 : 0);
    }

    private static boolean isSigned(int field) {
        return (field - FIRST_VALUE) % 2 == 1;
    }

    private static int flags(Cluster cluster, int attribute) {
        return cluster.spec().attribute(attribute);
    }
}
