package org.mattermote.bsp.common;

/**
 * Raw NOR flash: pages that are erased whole, words of four bytes that are written once.
 *
 * <p>An erased byte reads 0xFF. Each aligned word may be programmed once between two erases.
 * Programming works in ascending order of address, so a power cut leaves a prefix of the words
 * programmed, one word with only some of its zero bits, and the rest erased. A cut erase leaves any
 * bits in its page.
 */
public interface Flash {
    /** Bytes of a word: the granularity of offset and length in {@link #program}. */
    int WORD = 4;

    /** Pages, 2 or more. */
    int pageCount();

    /** Bytes a page, a multiple of {@link #WORD}. */
    int pageSize();

    /**
     * Reads inside one page.
     *
     * @return {@link org.mattermote.stack.port.PortStatus#OK} or FAILED
     */
    int read(int page, int offset, byte[] out, int outOffset, int length);

    /**
     * Programs erased words inside one page; {@code offset} and {@code length} are multiples of
     * {@link #WORD}.
     *
     * @return {@link org.mattermote.stack.port.PortStatus#OK}, or FAILED with the words in any
     *     state
     */
    int program(int page, int offset, byte[] bytes, int from, int length);

    /**
     * Erases a page to 0xFF.
     *
     * @return {@link org.mattermote.stack.port.PortStatus#OK}, or FAILED with the page in any state
     */
    int erase(int page);

    /**
     * Returns when everything programmed and erased so far will survive a power cut. Flash without
     * a cache above it has nothing to do here.
     *
     * @return {@link org.mattermote.stack.port.PortStatus#OK} or FAILED
     */
    int sync();
}
