package org.mattermote.webrtc.avstream;

/** A picture in the maker's memory. */
public final class Picture {
    public byte[] bytes;
    public int offset;

    /** Bytes. */
    public int length;

    /** Pixels, from 1. */
    public int width;

    public int height;
}
