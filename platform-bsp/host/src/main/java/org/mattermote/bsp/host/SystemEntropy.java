package org.mattermote.bsp.host;

import java.security.SecureRandom;
import org.mattermote.stack.port.Entropy;
import org.mattermote.stack.port.PortStatus;

/** Randomness of the operating system. */
public final class SystemEntropy implements Entropy {
    private final SecureRandom random = new SecureRandom();

    @Override
    public int fill(byte[] out, int offset, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        System.arraycopy(bytes, 0, out, offset, length);
        return PortStatus.OK;
    }
}
