package org.mattermote.stack.codec;

/** What the methods of this room answer instead of a length or a value. */
public final class CodecStatus {
    public static final int OK = 0;

    /** End of the container, or of the data. */
    public static final int END = -1;

    /** The data ends inside an element or a header. */
    public static final int TRUNCATED = -2;

    /** The bytes break a rule of the format. */
    public static final int MALFORMED = -3;

    /** More than {@link TlvReader#MAX_DEPTH} containers inside each other. */
    public static final int TOO_DEEP = -4;

    /** The element is of another type than asked for. */
    public static final int WRONG_TYPE = -5;

    /** The value or length is outside of what the caller takes. */
    public static final int OUT_OF_RANGE = -6;

    /** The result does not fit the room given. */
    public static final int NO_SPACE = -7;

    /** No such member. */
    public static final int NOT_FOUND = -8;

    private CodecStatus() {}
}
