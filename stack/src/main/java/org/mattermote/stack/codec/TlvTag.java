package org.mattermote.stack.codec;

/**
 * TLV tags as ints (Matter core appendix A.2): 0 to 255 is a context tag, negative numbers say that
 * there is another form of tag or none.
 */
public final class TlvTag {
    /** No tag. */
    public static final int ANONYMOUS = -1;

    /**
     * A profile tag: implicit, common or fully qualified. {@link TlvReader#tagNumber()} and {@link
     * TlvReader#tagProfile()} tell which, {@link TlvWriter#profileTag} chooses one for writing.
     */
    public static final int PROFILE = -2;

    /** Profile of implicit tags, whose profile only the context tells. */
    public static final int IMPLICIT_PROFILE = -1;

    /** Profile (vendor 0, profile 0) of the tags common to all. */
    public static final int COMMON_PROFILE = 0;

    private TlvTag() {}
}
