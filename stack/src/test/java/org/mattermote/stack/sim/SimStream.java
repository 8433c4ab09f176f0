package org.mattermote.stack.sim;

import java.util.ArrayDeque;
import java.util.Deque;
import org.mattermote.stack.transport.tcp.ScriptedStreams;

/** A controller's TCP connection to a device. */
public final class SimStream implements SimNode, SimController.Connection {
    public final ScriptedStreams.Peer peer;
    private final Deque<byte[]> received = new ArrayDeque<>();
    private int unread;

    /** Length of the longest message that came. */
    public int longest;

    /** How many came. */
    public int messages;

    public SimStream(ScriptedStreams device) {
        peer = device.connect();
    }

    @Override
    public void send(byte[] message) {
        peer.sendMessage(message);
    }

    @Override
    public byte[] receive() {
        return received.poll();
    }

    /** At once again as long as bytes move. */
    @Override
    public long poll(long now) {
        boolean moved = peer.unread() != unread;
        unread = peer.unread();
        for (byte[] message : peer.messages()) {
            received.add(message);
            longest = Math.max(longest, message.length);
            messages++;
            moved = true;
        }
        return moved ? now : Long.MAX_VALUE;
    }
}
