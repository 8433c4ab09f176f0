package org.mattermote.bsp.common;

import java.io.ByteArrayOutputStream;
import org.mattermote.stack.port.PortStatus;

/** A stream of bytes in memory: what a controller sent, and what it was sent. */
final class HciBytes implements HciStream {
    final ByteArrayOutputStream sent = new ByteArrayOutputStream();

    /** What the next calls answer instead; OK for nothing. */
    int failure = PortStatus.OK;

    boolean full;
    private byte[] waiting = {};

    void come(int... bytes) {
        byte[] all = new byte[waiting.length + bytes.length];
        System.arraycopy(waiting, 0, all, 0, waiting.length);
        for (int i = 0; i < bytes.length; i++) {
            all[waiting.length + i] = (byte) bytes[i];
        }
        waiting = all;
    }

    void discard() {
        waiting = new byte[0];
    }

    int waiting() {
        return waiting.length;
    }

    @Override
    public int read(byte[] out, int offset, int length) {
        if (failure != PortStatus.OK) {
            return failure;
        }
        if (length > waiting.length) {
            return PortStatus.NONE;
        }
        System.arraycopy(waiting, 0, out, offset, length);
        byte[] rest = new byte[waiting.length - length];
        System.arraycopy(waiting, length, rest, 0, rest.length);
        waiting = rest;
        return PortStatus.OK;
    }

    @Override
    public int write(byte[] bytes, int offset, int length) {
        if (failure == PortStatus.FAILED) {
            return failure;
        }
        if (full) {
            return PortStatus.NONE;
        }
        sent.write(bytes, offset, length);
        return PortStatus.OK;
    }
}
