package org.mattermote.firmware.testkit;

import org.mattermote.stack.port.DatagramPort;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.port.PortStatus;

/**
 * A socket between two rings of buffers: neither end allocates, so that what a poll allocates is
 * the device's own.
 */
public final class MemoryPort implements DatagramPort {
    public static final int LONGEST = 1600;

    /** Datagrams each way. */
    private static final int PLACES = 256;

    private final Ring in = new Ring();
    private final Ring out = new Ring();

    private static final class Ring {
        final byte[][] bytes = new byte[PLACES][LONGEST];
        final int[] lengths = new int[PLACES];
        final PeerAddress[] peers = new PeerAddress[PLACES];
        int first;
        int count;

        Ring() {
            for (int i = 0; i < PLACES; i++) {
                peers[i] = new PeerAddress();
            }
        }

        boolean put(byte[] from, int offset, int length, PeerAddress peer) {
            if (count == PLACES) {
                return false;
            }
            int at = (first + count++) % PLACES;
            System.arraycopy(from, offset, bytes[at], 0, length);
            lengths[at] = length;
            peers[at].set(peer);
            return true;
        }

        int take(byte[] to, int offset, int capacity, PeerAddress peer) {
            if (count == 0) {
                return PortStatus.NONE;
            }
            int at = first;
            first = (first + 1) % PLACES;
            count--;
            peer.set(peers[at]);
            if (lengths[at] > capacity) {
                return PortStatus.TOO_SMALL;
            }
            System.arraycopy(bytes[at], 0, to, offset, lengths[at]);
            return lengths[at];
        }
    }

    /** For the device to receive; false when there is no room. */
    public boolean arrive(byte[] bytes, int length, PeerAddress from) {
        return in.put(bytes, 0, length, from);
    }

    /** What the device sent, or NONE. */
    public int leave(byte[] to, PeerAddress peer) {
        return out.take(to, 0, to.length, peer);
    }

    public boolean isWaiting() {
        return in.count > 0;
    }

    @Override
    public int receive(byte[] buffer, int offset, int capacity, PeerAddress from) {
        return in.take(buffer, offset, capacity, from);
    }

    @Override
    public int send(byte[] buffer, int offset, int length, PeerAddress to) {
        return out.put(buffer, offset, length, to) ? PortStatus.OK : PortStatus.FAILED;
    }
}
