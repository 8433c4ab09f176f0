package org.mattermote.stack.transport.btp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.mem.Scratch;
import org.mattermote.stack.message.Packet;
import org.mattermote.stack.message.Packets;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.transport.ble.GattLink;

class BtpAllocationTest {
    /** Confirms everything at once, in the next round. */
    private static final class Link implements GattLink {
        boolean isBusy;
        int indications;

        @Override
        public int mtu() {
            return 247;
        }

        @Override
        public boolean canIndicate() {
            return !isBusy;
        }

        @Override
        public boolean indicate(byte[] value, int offset, int length, long nowMillis) {
            isBusy = true;
            indications++;
            return true;
        }

        @Override
        public void disconnect(long nowMillis) {}
    }

    private static final byte[] REQUEST = {0x65, 0x6C, 4, 0, 0, 0, 23, 0, 6};
    private final byte[] segment = {0x0D, 0, 0, 1, 0, 7};
    private final byte[] flawed = {0x03};
    private final byte[] buffer = new byte[1280];
    private final Packets packets = new Packets(3, 1280, 1);
    private final Link link = new Link();
    private final Btp btp = new Btp(packets, new Scratch(244), 6, 4);
    private final PeerAddress from = new PeerAddress();

    private void life(long now) {
        btp.connected(now);
        btp.written(REQUEST, 0, REQUEST.length, now);
        btp.subscribed(true, now);
        btp.poll(now);
        confirm(now);
        btp.written(segment, 0, segment.length, now);
        btp.receive(buffer, 0, buffer.length, from);
        Packet packet = packets.full().take();
        packet.length = 50;
        btp.send(packet, from);
        for (int i = 0; i < 4; i++) {
            btp.poll(now + i);
            confirm(now);
        }
        btp.poll(now + 3000);
        btp.written(flawed, 0, flawed.length, now);
        btp.poll(now);
        btp.disconnected(now);
    }

    private void confirm(long now) {
        if (link.isBusy) {
            link.isBusy = false;
            btp.confirmed(now);
        }
    }

    @Test
    void shouldAllocateNothing() {
        btp.setLink(link);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        long before = 0;
        for (int round = 0; round < 400; round++) {
            if (round == 300) {
                before = threads.getThreadAllocatedBytes(thread);
            }
            life(round * 10_000L);
        }
        assertEquals(0, threads.getThreadAllocatedBytes(thread) - before);
        assertEquals(400 * 4, link.indications, "the response and three segments");
        assertEquals(400, btp.counters().txMessages);
        assertEquals(400, btp.counters().rxMessages);
        assertEquals(0, packets.full().inUse());
    }
}
