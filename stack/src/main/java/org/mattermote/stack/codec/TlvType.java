package org.mattermote.stack.codec;

/** Element types of TLV (Matter core appendix A.7.1), all widths of one type under one number. */
public final class TlvType {
    /** No element: before the first, after the last. */
    public static final int NONE = 0;

    public static final int SIGNED = 1;
    public static final int UNSIGNED = 2;
    public static final int BOOL = 3;
    public static final int FLOAT = 4;
    public static final int UTF8 = 5;
    public static final int BYTES = 6;
    public static final int NULL = 7;
    public static final int STRUCT = 8;
    public static final int ARRAY = 9;
    public static final int LIST = 10;

    private TlvType() {}

    public static boolean isContainer(int type) {
        return type >= STRUCT;
    }
}
