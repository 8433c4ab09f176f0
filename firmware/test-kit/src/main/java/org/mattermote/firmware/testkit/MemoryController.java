package org.mattermote.firmware.testkit;

import org.mattermote.stack.port.BleController;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.port.PortStatus;

/**
 * A BLE controller behind two rings of buffers, so that what a poll allocates is the device's own,
 * not the controller's.
 */
final class MemoryController implements BleController {
    private final BleController behind;
    private final MemoryPort packets = new MemoryPort();
    private final byte[] bytes = new byte[MemoryPort.LONGEST];
    private final PeerAddress none = new PeerAddress();

    MemoryController(BleController behind) {
        this.behind = behind;
    }

    /** Brings what the controller has for the device; true if there was something. */
    boolean arrive() {
        boolean any = false;
        int length;
        while ((length = behind.receive(bytes, 0, bytes.length)) >= 0) {
            packets.arrive(bytes, length, none);
            any = true;
        }
        return any;
    }

    /** Brings the controller what the device sent; true if there was something. */
    boolean leave() {
        boolean any = false;
        int length;
        while ((length = packets.leave(bytes, none)) >= 0) {
            if (behind.send(bytes, 0, length) != PortStatus.OK) {
                throw new IllegalStateException("the controller refuses a packet");
            }
            any = true;
        }
        return any;
    }

    @Override
    public int receive(byte[] buffer, int offset, int capacity) {
        return packets.receive(buffer, offset, capacity, none);
    }

    @Override
    public int send(byte[] packet, int offset, int length) {
        return packets.send(packet, offset, length, none);
    }
}
