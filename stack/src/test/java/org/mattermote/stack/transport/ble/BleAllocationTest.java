package org.mattermote.stack.transport.ble;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.mem.Scratch;
import org.mattermote.stack.port.BleController;
import org.mattermote.stack.port.PortStatus;

/** Nothing of this room allocates once it has been made. */
class BleAllocationTest implements BleController, GattHandler {
    /** What the controller says, one a poll: from bring-up to the end of a connection. */
    private static final byte[][] PACKETS = {
        event("0e 01 030c 00"),
        event("0e 01 010c 00"),
        event("0e 01 6d0c 01"),
        event("0e 01 0120 00"),
        event("0e 01 0220 00 1b00 20"),
        event("0e 01 2420 00"),
        event("0e 01 0520 00"),
        event("0e 01 0620 00"),
        event("0e 01 0820 00"),
        event("0e 01 0a20 00"),
        event("3e 01 00 4000 01 00 c0c1c2c3c4c5 1800 0000 4801 00"),
        data("0400 02 f700"),
        data("0400 10 0100 ffff 0028"),
        data("0400 08 0700 ffff 0328"),
        data("0400 04 0100 ffff"),
        data("0400 06 0100 ffff 0028 f6ff"),
        data("0400 0a 0e00"),
        data("0400 0c 0e00 0100"),
        data("0400 12 0900 0102030405"),
        data("0400 12 0c00 0200"),
        event("13 01 4000 ffff"),
        data("0400 1e"),
        event("13 01 4000 ffff"),
        data("0400 18 01"),
        data("0500 12 01 0800 0600 0c00 0000 f401"),
        data("0600 01 03 00 01 10 07 07"),
        event("3e 05 4000 0000000000000000 0000"),
        event("0e 01 1b20 00 4000"),
        event("3e 06 4000 0600 0c00 0000 f401"),
        event("0e 01 2020 00 4000"),
        event("05 00 4000 13"),
        event("10 00")
    };

    private final BlePeripheral peripheral = new BlePeripheral(this, new Scratch(300));
    private final byte[] value = new byte[100];
    private int next = PACKETS.length;
    private int sent;
    private int told;
    private boolean isTaken;

    private static byte[] event(String codeAndParameters) {
        byte[] given = ScriptedController.hex(codeAndParameters);
        byte[] packet = new byte[given.length + 2];
        packet[0] = EVENT;
        packet[1] = given[0];
        packet[2] = (byte) (given.length - 1);
        System.arraycopy(given, 1, packet, 3, given.length - 1);
        return packet;
    }

    private static byte[] data(String channelAndPayload) {
        byte[] given = ScriptedController.hex(channelAndPayload);
        byte[] packet = new byte[given.length + 7];
        packet[0] = ACL_DATA;
        packet[1] = 0x40;
        packet[2] = 0x20;
        packet[3] = (byte) (given.length + 2);
        packet[5] = (byte) (given.length - 2);
        System.arraycopy(given, 0, packet, 7, given.length);
        return packet;
    }

    @Test
    void shouldNotAllocate() {
        peripheral.setHandler(this);
        peripheral.setAdditionalData(new byte[23]);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        // The first rounds let the virtual machine settle.
        for (int i = 0; i < 5; i++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            round(i * 1_000_000L);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        long idle = threads.getCurrentThreadAllocatedBytes() - before;
        assertEquals(0, least - idle);
        assertEquals(5 * 200 * 5, told);
        assertTrue(sent > 0);
    }

    private void round(long now) {
        for (int n = 0; n < 200; n++) {
            peripheral.open(3840, 0xFFF1, 0x8000, now + 60_000, n, now);
            next = 0;
            isTaken = false;
            while (next < PACKETS.length) {
                peripheral.poll(now);
                if (peripheral.canIndicate()) {
                    peripheral.indicate(value, 0, value.length, now);
                }
            }
            peripheral.poll(now);
            peripheral.close(now);
            peripheral.poll(now);
        }
    }

    /** One a poll, so that what it asks for is sent before the next one. */
    @Override
    public int receive(byte[] buffer, int offset, int capacity) {
        isTaken = !isTaken;
        if (isTaken || next == PACKETS.length) {
            return PortStatus.NONE;
        }
        byte[] packet = PACKETS[next++];
        System.arraycopy(packet, 0, buffer, offset, packet.length);
        return packet.length;
    }

    @Override
    public int send(byte[] packet, int offset, int length) {
        sent++;
        return PortStatus.OK;
    }

    @Override
    public void connected(long nowMillis) {
        told++;
    }

    @Override
    public int written(byte[] bytes, int offset, int length, long nowMillis) {
        told++;
        return TAKEN;
    }

    @Override
    public void subscribed(boolean indications, long nowMillis) {
        told++;
    }

    @Override
    public void confirmed(long nowMillis) {
        told++;
    }

    @Override
    public void disconnected(long nowMillis) {
        told++;
    }
}
