package org.mattermote.stack.explorer;

import java.util.Arrays;
import org.mattermote.stack.sim.ScriptedDrbg;

/** No randomness: bytes that depend on whose message is being taken, and on nothing else. */
final class FakeRandom extends ScriptedDrbg {
    /** Makes what is drawn for different peers different. */
    int salt;

    /** Makes handshakes of ours different. */
    int nonce;

    FakeRandom() {
        super(1);
    }

    @Override
    public void generate(byte[] out, int off, int len) {
        Arrays.fill(out, off, off + len, (byte) (0x11 + salt));
    }

    @Override
    public int nextInt() {
        return 0x10000 + nonce;
    }
}
