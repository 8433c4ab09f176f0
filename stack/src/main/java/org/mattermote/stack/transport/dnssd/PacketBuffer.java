package org.mattermote.stack.transport.dnssd;

import org.mattermote.stack.mem.Scratch;

/** Where packets of both directions lie while they are at hand: a stretch of the working memory. */
final class PacketBuffer {
    /** Behind a packet of ours, a name that turns out too long for it: see {@link DnsWriter}. */
    static final int LENGTH = ResponseSender.PACKET_LENGTH_MAX + 256;

    final byte[] bytes;
    private final Scratch scratch;
    private int start;

    PacketBuffer(Scratch scratch) {
        this.scratch = scratch;
        bytes = scratch.bytes;
    }

    /** Before it is used; within one call. */
    void take() {
        start = scratch.take(LENGTH);
    }

    /** Where it begins in {@link #bytes}. */
    int start() {
        return start;
    }

    /**
     * @param written whether anything was; what was not need not be cleared
     */
    void release(boolean written) {
        if (written) {
            scratch.release(start);
        } else {
            scratch.releaseUnused(start);
        }
    }
}
