package org.mattermote.firmware.image.bench;

import org.mattermote.bsp.common.Flash;
import org.mattermote.stack.port.PortStatus;

/** Flash in memory, erased to begin with. */
public final class BenchFlash implements Flash {
    private final int pageSize;
    private final byte[] bytes;

    public BenchFlash(int pages, int pageSize) {
        this.pageSize = pageSize;
        bytes = new byte[pages * pageSize];
        for (int page = 0; page < pages; page++) {
            erase(page);
        }
    }

    @Override
    public int pageCount() {
        return bytes.length / pageSize;
    }

    @Override
    public int pageSize() {
        return pageSize;
    }

    @Override
    public int read(int page, int offset, byte[] out, int outOffset, int length) {
        System.arraycopy(bytes, page * pageSize + offset, out, outOffset, length);
        return PortStatus.OK;
    }

    @Override
    public int program(int page, int offset, byte[] from, int fromOffset, int length) {
        System.arraycopy(from, fromOffset, bytes, page * pageSize + offset, length);
        return PortStatus.OK;
    }

    @Override
    public int erase(int page) {
        int at = page * pageSize;
        bytes[at] = -1;
        // Flash does this by itself: as few instructions as may be.
        for (int done = 1; done < pageSize; done += done) {
            System.arraycopy(bytes, at, bytes, at + done, Math.min(done, pageSize - done));
        }
        return PortStatus.OK;
    }

    @Override
    public int sync() {
        return PortStatus.OK;
    }
}
