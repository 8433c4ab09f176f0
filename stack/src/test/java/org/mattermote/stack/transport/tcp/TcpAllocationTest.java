package org.mattermote.stack.transport.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.message.LargeBuffer;
import org.mattermote.stack.message.Packet;
import org.mattermote.stack.message.Packets;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.port.PortStatus;
import org.mattermote.stack.port.StreamPort;

class TcpAllocationTest {
    /** One peer that comes, sends a short and a large message, and goes. */
    private static final class Line implements StreamPort, TcpListener {
        final byte[] stream = new byte[4 + 10 + 4 + 2000];
        boolean isThere;
        int at;

        Line() {
            stream[0] = 10;
            stream[14] = (byte) 2000;
            stream[15] = (byte) (2000 >> 8);
        }

        @Override
        public int capacity() {
            return 3;
        }

        @Override
        public int accept() {
            if (isThere) {
                return PortStatus.NONE;
            }
            isThere = true;
            at = 0;
            return 0;
        }

        @Override
        public int connect(PeerAddress to) {
            return PortStatus.FAILED;
        }

        @Override
        public int receive(int connection, byte[] buffer, int offset, int capacity) {
            int n = Math.min(capacity, stream.length - at);
            System.arraycopy(stream, at, buffer, offset, n);
            at += n;
            return n > 0 ? n : PortStatus.FAILED;
        }

        @Override
        public int send(int connection, byte[] buffer, int offset, int length) {
            return Math.min(length, 100);
        }

        @Override
        public void close(int connection) {
            isThere = false;
        }

        @Override
        public int use(int connection) {
            return RESTING;
        }

        @Override
        public void closed(int connection, long nowMillis) {}
    }

    private final Line line = new Line();
    private final Packets packets = new Packets(6, Packet.CAPACITY, 4);
    private final LargeBuffer large = new LargeBuffer(4096);
    private final Tcp tcp = new Tcp(line, packets, large, 2, 1000);
    private final PeerAddress from = new PeerAddress();
    private final byte[] buffer = new byte[1280];

    private void life(long now) {
        do {
            tcp.read(now);
            if (tcp.receive(buffer, 0, buffer.length, from) > 0) {
                Packet packet = packets.full().take();
                packet.length = 150;
                tcp.send(packets.settle(packet), from);
            }
            if (tcp.receiveLarge(from) != null) {
                large.handled();
            }
            tcp.poll(now);
        } while (tcp.inUse() > 0);
    }

    @Test
    void shouldAllocateNothing() {
        packets.setLarge(large);
        tcp.setListener(line);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        life(0);
        threads.getThreadAllocatedBytes(thread);
        long before = threads.getThreadAllocatedBytes(thread);
        for (int i = 1; i <= 1000; i++) {
            life(i);
        }
        assertEquals(0, threads.getThreadAllocatedBytes(thread) - before);
        assertEquals(2002, tcp.counters().rxMessages);
        assertEquals(1001, tcp.counters().txMessages);
    }
}
