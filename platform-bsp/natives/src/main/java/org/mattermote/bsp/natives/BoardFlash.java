package org.mattermote.bsp.natives;

import org.mattermote.bsp.common.Flash;

/** An area of the board's flash. */
public final class BoardFlash implements Flash {
    public static final int STORE = 0;
    public static final int FACTORY = 1;

    private final int area;

    public BoardFlash(int area) {
        this.area = area;
    }

    @Override
    public int pageCount() {
        return BoardNatives.flashPages(area);
    }

    @Override
    public int pageSize() {
        return BoardNatives.flashPageSize(area);
    }

    @Override
    public int read(int page, int offset, byte[] out, int outOffset, int length) {
        return BoardNatives.flashRead(area, page, offset, out, outOffset, length);
    }

    @Override
    public int program(int page, int offset, byte[] bytes, int from, int length) {
        return BoardNatives.flashProgram(area, page, offset, bytes, from, length);
    }

    @Override
    public int erase(int page) {
        return BoardNatives.flashErase(area, page);
    }

    @Override
    public int sync() {
        return BoardNatives.flashSync(area);
    }
}
