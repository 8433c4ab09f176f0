package org.mattermote.stack.message;

import org.mattermote.stack.mem.Pool;

/**
 * The one packet of the node for messages that no other holds, in or out. Whoever has it has the
 * only one: a message that comes in meanwhile waits in its transport, and one that is written has
 * to fit a packet of another kind.
 */
public final class LargeBuffer {
    private final Pool<Packet> slot;

    /** Whether who was handed a message in it goes on using it. */
    private boolean takenOver;

    /**
     * @param bytes of the longest message, more than {@link Packet#CAPACITY}
     */
    public LargeBuffer(int bytes) {
        slot = new Pool<Packet>(new Packet[] {new Packet(bytes)});
    }

    /** Bytes of the longest message. */
    public int capacity() {
        return slot.at(0).bytes.length;
    }

    /** To be looked at. */
    public Pool<Packet> slot() {
        return slot;
    }

    Packet lend() {
        return slot.inUse() == 0 ? slot.take() : null;
    }

    boolean is(Packet packet) {
        return slot.at(0) == packet;
    }

    Packet takeOver(byte[] bytes) {
        Packet packet = slot.at(0);
        if (packet.bytes != bytes) {
            return null;
        }
        takenOver = true;
        return packet;
    }

    /** The message in it was handled: free again, unless somebody took it over meanwhile. */
    public void handled() {
        if (!takenOver) {
            slot.release(slot.at(0));
        }
    }

    void release(Packet packet) {
        takenOver = false;
        slot.release(packet);
    }

    /** Moves a message that fits into another packet, if there is one. */
    Packet settle(Packet packet, Packets packets) {
        Packet kept = packet.length <= Packet.CAPACITY ? packets.keep(packet.length) : null;
        if (kept == null) {
            return packet;
        }
        kept.copy(packet);
        slot.release(packet);
        return kept;
    }
}
