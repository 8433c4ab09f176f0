package org.mattermote.bsp.common;

import java.util.Arrays;
import java.util.Random;
import org.mattermote.stack.port.PortStatus;

/**
 * Flash in memory that keeps the rules of {@link Flash} and can lose its power, or start to fail,
 * at any step. A step is one word programmed or one page erased.
 */
final class PowerCutFlash implements Flash {
    /** Thrown where the power goes: nothing of the code under test runs on. */
    static final class PowerCut extends RuntimeException {
        private static final long serialVersionUID = 1;

        PowerCut() {
            super(null, null, false, false);
        }
    }

    /** What the step at the cut leaves. */
    enum Tear {
        NOTHING_DONE,
        SOME_BITS,
        FIRST_HALF,
        LAST_HALF,
        ALL_DONE
    }

    private final int pageCount;
    private final int pageSize;
    private final byte[] content;
    private final Random random = new Random(42);

    private long steps;
    private long cutAt = Long.MAX_VALUE;
    private long failAt = Long.MAX_VALUE;
    private Tear tear = Tear.SOME_BITS;
    private boolean off;

    PowerCutFlash(int pageCount, int pageSize) {
        this.pageCount = pageCount;
        this.pageSize = pageSize;
        content = new byte[pageCount * pageSize];
        Arrays.fill(content, (byte) 0xFF);
    }

    /** The power goes in step {@code n}, counted from now, the first being 1. */
    void cutAfter(long n, Tear how) {
        cutAt = steps + n;
        tear = how;
    }

    /** From step {@code n} on every step fails, half done. */
    void failAfter(long n) {
        failAt = steps + n;
    }

    void restore() {
        off = false;
        cutAt = Long.MAX_VALUE;
        failAt = Long.MAX_VALUE;
    }

    long steps() {
        return steps;
    }

    byte[] content() {
        return content;
    }

    @Override
    public int pageCount() {
        return pageCount;
    }

    @Override
    public int pageSize() {
        return pageSize;
    }

    @Override
    public int read(int page, int offset, byte[] out, int outOffset, int length) {
        check(page, offset, length);
        System.arraycopy(content, page * pageSize + offset, out, outOffset, length);
        return PortStatus.OK;
    }

    @Override
    public int program(int page, int offset, byte[] bytes, int from, int length) {
        check(page, offset, length);
        if (offset % WORD != 0 || length % WORD != 0) {
            throw new IllegalStateException("not aligned: " + offset + " " + length);
        }
        for (int i = 0; i < length; i += WORD) {
            int at = page * pageSize + offset + i;
            for (int j = 0; j < WORD; j++) {
                if (content[at + j] != -1) {
                    throw new IllegalStateException("programmed twice: " + (at + j));
                }
            }
            steps++;
            if (steps == cutAt || steps >= failAt) {
                for (int j = 0; j < WORD; j++) {
                    content[at + j] &= (byte) (bytes[from + i + j] | kept(j, WORD));
                }
                return giveUp();
            }
            System.arraycopy(bytes, from + i, content, at, WORD);
        }
        return PortStatus.OK;
    }

    @Override
    public int erase(int page) {
        check(page, 0, 0);
        steps++;
        boolean torn = steps == cutAt || steps >= failAt;
        for (int i = 0; i < pageSize; i++) {
            int set = torn ? ~kept(i, pageSize) : 0xFF;
            content[page * pageSize + i] |= (byte) set;
        }
        return torn ? giveUp() : PortStatus.OK;
    }

    @Override
    public int sync() {
        return off ? PortStatus.FAILED : PortStatus.OK;
    }

    /** The bits of byte {@code i} of {@code n} that the torn step does not touch. */
    private int kept(int i, int n) {
        switch (tear) {
            case NOTHING_DONE:
                return 0xFF;
            case SOME_BITS:
                return random.nextInt(256);
            case FIRST_HALF:
                return i < n / 2 ? 0 : 0xFF;
            case LAST_HALF:
                return i < n / 2 ? 0xFF : 0;
            default:
                return 0;
        }
    }

    private int giveUp() {
        if (steps == cutAt) {
            off = true;
            throw new PowerCut();
        }
        return PortStatus.FAILED;
    }

    private void check(int page, int offset, int length) {
        if (off) {
            throw new IllegalStateException("used without power");
        }
        if (page < 0 || page >= pageCount || offset < 0 || offset + length > pageSize) {
            throw new IllegalStateException("out of the page: " + page + " " + offset);
        }
    }
}
