package org.mattermote.stack.message;

import org.mattermote.stack.mem.Pool;

/**
 * The packets of the node: those that messages of any length are written in, and short ones that
 * keep most of them while they wait.
 */
public final class Packets {
    private final Pool<Packet> full;
    private final Pool<Packet> brief;

    /** Null when no message is longer than a packet. */
    private LargeBuffer large;

    /**
     * @param fullCount messages of any length that wait; each is written in one of these packets
     * @param fullBytes bytes of each, {@link Packet#CAPACITY} at least
     * @param shortCount further ones of {@link Packet#SHORT} bytes
     */
    public Packets(int fullCount, int fullBytes, int shortCount) {
        full = pool(fullCount, fullBytes);
        brief = pool(shortCount, Packet.SHORT);
    }

    private static Pool<Packet> pool(int count, int bytes) {
        Packet[] slots = new Packet[count];
        for (int i = 0; i < count; i++) {
            slots[i] = new Packet(bytes);
        }
        return new Pool<Packet>(slots);
    }

    /** To write messages in, and to keep long ones. */
    public Pool<Packet> full() {
        return full;
    }

    /** To keep short messages. */
    public Pool<Packet> brief() {
        return brief;
    }

    /** Names what longer messages are in; once, at boot. */
    public void setLarge(LargeBuffer large) {
        this.large = large;
    }

    /** Lends the large buffer; null when there is none, or somebody has it. */
    public Packet lendLarge() {
        return large == null ? null : large.lend();
    }

    /** Takes over the large buffer, if these are its bytes, from who handed the message in it. */
    public Packet takeOver(byte[] bytes) {
        return large == null ? null : large.takeOver(bytes);
    }

    /** Longest message that may be written in a packet of these, bytes. */
    public int longest(Packet packet) {
        return large != null && large.is(packet)
                ? packet.bytes.length - Packet.PAYLOAD
                : Packet.MAX_UDP_MESSAGE;
    }

    /**
     * Longest message over a transport of large ones; as over UDP, if there is no buffer for it.
     */
    public int longestLarge() {
        return large == null ? Packet.MAX_UDP_MESSAGE : large.capacity() - Packet.PAYLOAD;
    }

    /**
     * Lends a packet to keep {@code length} bytes: a short one if they fit, else a full one while
     * more than half of these are left. Null when there is none; {@link #release} gives it back.
     */
    public Packet keep(int length) {
        if (length <= Packet.SHORT && hasShort()) {
            return brief.take();
        }
        return 2 * full.inUse() < full.capacity() ? full.take() : null;
    }

    /**
     * Where the message is kept while it waits: a short packet, if it is short and one is free; not
     * the large buffer, if it fits another.
     */
    public Packet settle(Packet packet) {
        if (large != null && large.is(packet)) {
            return large.settle(packet, this);
        }
        if (!packet.isShort() || !hasShort()) {
            return packet;
        }
        Packet kept = brief.take();
        kept.copy(packet);
        full.release(packet);
        return kept;
    }

    private boolean hasShort() {
        return brief.inUse() < brief.capacity();
    }

    /** A packet of any kind is free. */
    public void release(Packet packet) {
        if (large != null && large.is(packet)) {
            large.release(packet);
        } else if (packet.bytes.length == Packet.SHORT) {
            brief.release(packet);
        } else {
            full.release(packet);
        }
    }
}
