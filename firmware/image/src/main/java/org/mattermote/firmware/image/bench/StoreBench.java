package org.mattermote.firmware.image.bench;

import org.mattermote.bsp.common.FlashLog;
import org.mattermote.stack.port.PortStatus;

/**
 * A value of 1 KB that is kept where there is room for it, and then where the bank is full and what
 * is valid, {@link #RECORDS} of them, is copied to the other one.
 */
public final class StoreBench {
    public static final int COUNT = 2;

    private static final int RECORDS = 12;

    private static final int PAGES = 16;
    private static final int PAGE = 2048;
    private static final int LENGTH = 1024;

    /** Bytes of a record in flash, and of a commit. */
    private static final int STORED = LENGTH + 16 + 12;

    private final FlashLog log = new FlashLog(new BenchFlash(PAGES, PAGE), RECORDS);
    private final byte[] value = new byte[LENGTH];

    /** False when it could not be made. */
    public final boolean isReady;

    public StoreBench() {
        boolean good = log.open() == PortStatus.OK;
        for (int i = 0; i < PAGES / 2 * PAGE / STORED - 1; i++) {
            good &= write(i % RECORDS);
        }
        isReady = good;
    }

    /** False if it cannot be done. */
    public boolean run() {
        return write(0);
    }

    private boolean write(int key) {
        value[key]++;
        return log.begin() == PortStatus.OK
                && log.put(key, value, 0, LENGTH) == PortStatus.OK
                && log.commit() == PortStatus.OK;
    }
}
