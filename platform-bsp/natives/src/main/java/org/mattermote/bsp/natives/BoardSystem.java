package org.mattermote.bsp.natives;

import org.mattermote.stack.port.BootPort;
import org.mattermote.stack.port.Entropy;
import org.mattermote.stack.port.LogPort;
import org.mattermote.stack.port.UtcClock;

/** Time, randomness, log and restarts of the board. */
public final class BoardSystem implements BootPort, Entropy, LogPort, UtcClock {
    public static final int NOTHING = 0;
    public static final int RESTART = 1;
    public static final int FACTORY_RESET = 2;

    private int asked = NOTHING;

    @Override
    public int reason() {
        return BoardNatives.bootReason();
    }

    @Override
    public void restart() {
        if (asked == NOTHING) {
            asked = RESTART;
        }
    }

    @Override
    public void factoryReset() {
        asked = FACTORY_RESET;
    }

    /** What the device wants to happen to it. */
    public int asked() {
        return asked;
    }

    @Override
    public int fill(byte[] out, int offset, int length) {
        return BoardNatives.entropy(out, offset, length);
    }

    @Override
    public void event(int event, long a, long b, long c) {
        BoardNatives.log(event, a, b, c);
    }

    @Override
    public long epochMicros() {
        return BoardNatives.epochMicros();
    }
}
