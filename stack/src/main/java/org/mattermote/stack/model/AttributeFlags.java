package org.mattermote.stack.model;

/**
 * Access, qualities and type of an attribute in one int (Matter core 7.6, 7.7 and 7.19).
 *
 * <pre>
 *  31 28 27    24 23   20 19          9 8     6 5     3 2     1    0
 * +-----+--------+-------+-------------+-------+-------+-----+----+------+
 * |  0  | width  | type  | qualities   | write | read  |WRITE|READ|EXISTS|
 * +-----+--------+-------+-------------+-------+-------+-----+----+------+
 * </pre>
 *
 * Read and write are privileges: 1 View, 3 Operate, 4 Manage, 5 Administer. The generator of {@code
 * model.spec} reads the bit positions from this file.
 */
public final class AttributeFlags {
    /** The cluster has this attribute. */
    public static final int EXISTS = 1 << 0;

    public static final int READ = 1 << 1;
    public static final int WRITE = 1 << 2;
    public static final int READ_PRIVILEGE_SHIFT = 3;
    public static final int WRITE_PRIVILEGE_SHIFT = 6;

    /** T: written only in a timed interaction. */
    public static final int TIMED = 1 << 9;

    /** F: a list whose entries belong to fabrics. */
    public static final int FABRIC_SCOPED = 1 << 10;

    /** S: the value, or a field of its entries, is shown to its own fabric only. */
    public static final int FABRIC_SENSITIVE = 1 << 11;

    /** A list; the type field then says what its entries are. */
    public static final int LIST = 1 << 12;

    /** X: may be null. */
    public static final int NULLABLE = 1 << 13;

    /** F: never changes while the software stays the same. */
    public static final int FIXED = 1 << 14;

    /** C: changes are not reported, only periodic values are. */
    public static final int CHANGES_OMITTED = 1 << 15;

    /** Q: changes are reported less often than they happen. */
    public static final int QUIETER = 1 << 16;

    /** N: survives a restart. */
    public static final int NON_VOLATILE = 1 << 17;

    /** S: part of a scene. */
    public static final int SCENE = 1 << 18;

    /** Conformance is a bare M: present wherever the cluster is. */
    public static final int MANDATORY = 1 << 19;

    public static final int TYPE_SHIFT = 20;
    public static final int WIDTH_SHIFT = 24;

    public static final int TYPE_BOOL = 1;
    public static final int TYPE_UNSIGNED = 2;
    public static final int TYPE_SIGNED = 3;
    public static final int TYPE_ENUM = 4;
    public static final int TYPE_BITMAP = 5;
    public static final int TYPE_UTF8 = 6;
    public static final int TYPE_BYTES = 7;
    public static final int TYPE_STRUCT = 8;

    /** Answered by {@link #type} for every list; never in the type field itself. */
    public static final int TYPE_ARRAY = 9;

    private AttributeFlags() {}

    /** Whether all bits of {@code wanted} are set. */
    public static boolean has(int flags, int wanted) {
        return (flags & wanted) == wanted;
    }

    /** Privilege a read needs: 1, 3, 4 or 5; 0 when the attribute cannot be read. */
    public static int readPrivilege(int flags) {
        return flags >>> READ_PRIVILEGE_SHIFT & 7;
    }

    /** Privilege a write needs: 1, 3, 4 or 5; 0 when the attribute cannot be written. */
    public static int writePrivilege(int flags) {
        return flags >>> WRITE_PRIVILEGE_SHIFT & 7;
    }

    /** One of TYPE_BOOL to TYPE_ARRAY. */
    public static int type(int flags) {
        return (flags & LIST) != 0 ? TYPE_ARRAY : flags >>> TYPE_SHIFT & 15;
    }

    /** Type of the entries of a list; of anything else its own type. */
    public static int entryType(int flags) {
        return flags >>> TYPE_SHIFT & 15;
    }

    /** Bytes of an integer, enumeration or bitmap (of a list: of its entries), else 0. */
    public static int width(int flags) {
        return flags >>> WIDTH_SHIFT & 15;
    }
}
