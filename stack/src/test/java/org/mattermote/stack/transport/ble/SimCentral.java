package org.mattermote.stack.transport.ble;

import java.util.ArrayDeque;
import java.util.HexFormat;
import java.util.Queue;
import org.mattermote.stack.port.BleController;
import org.mattermote.stack.sim.SimController;
import org.mattermote.stack.sim.SimNode;
import org.mattermote.stack.transport.btp.BtpCentral;

/**
 * A commissioner's Bluetooth: the device's controller, and a central on the other side of the air
 * that brings a {@link SimController}'s messages over BTP. Every PDU is a step; after how many of
 * them the central is gone, a test may say.
 */
public final class SimCentral implements SimNode, SimController.Connection {
    private static final int HANDLE = 0x40;
    private static final int REMOTE_USER_TERMINATED = 0x13;
    private static final HexFormat HEX = ScriptedController.HEX;

    /** PDUs of both sides before the central is gone; the connection counts as one. */
    public int stepsLeft = Integer.MAX_VALUE;

    /** PDUs of both sides since the last connection. */
    public int steps;

    /** ATT_MTU that is asked for, bytes. */
    public int mtu = 517;

    /** Window that is asked for, segments. */
    public int window = 255;

    private final ScriptedController controller = new ScriptedController();
    private final Queue<byte[]> unsent = new ArrayDeque<>();

    /** Null while there is no connection. */
    private BtpCentral btp;

    private int taken;

    /** An answer of the device is awaited: what follows it. */
    private Runnable answered;

    private long now;

    /** What the device has its controller in. */
    public BleController controller() {
        return controller;
    }

    /** Whether the device's controller answers no command. */
    public void silence(boolean silent) {
        controller.silent = silent ? -1 : 0;
    }

    public boolean isAdvertising() {
        return controller.isAdvertising;
    }

    public boolean isConnected() {
        return controller.handle >= 0;
    }

    /** Whether messages can go. */
    public boolean isOpen() {
        return btp != null && btp.isOpen();
    }

    /** Connects, and does all that comes before messages can go. */
    public void connect() {
        if (!controller.isAdvertising) {
            throw new IllegalStateException("nobody to connect to");
        }
        btp = new BtpCentral(mtu, window);
        btp.immediateAckAt = 1;
        taken = 0;
        steps = 0;
        controller.connect(HANDLE);
        if (step()) {
            write(
                    "02" + u16(mtu),
                    () ->
                            write(
                                    "12" + u16(GattDatabase.C1) + HEX.formatHex(btp.request()),
                                    () ->
                                            write(
                                                    "12"
                                                            + u16(GattDatabase.C2_CONFIGURATION)
                                                            + "0200",
                                                    null)));
        }
    }

    /** Another central comes while this one is there. */
    public void connectSecond() {
        controller.connect(HANDLE + 1);
    }

    /** The central walks away. */
    public void leave() {
        if (isConnected()) {
            controller.disconnected(REMOTE_USER_TERMINATED);
        }
        forget();
    }

    private void forget() {
        btp = null;
        answered = null;
        unsent.clear();
    }

    /** Counts a PDU; false if the central is gone with it. */
    private boolean step() {
        steps++;
        stepsLeft--;
        if (stepsLeft < 0 && isConnected()) {
            leave();
        }
        return isConnected();
    }

    private static String u16(int value) {
        return String.format("%04x", ScriptedController.swap(value));
    }

    private void write(String pdu, Runnable next) {
        answered = next == null ? () -> {} : next;
        if (step()) {
            controller.receive(ScriptedController.ATT, pdu);
        }
    }

    @Override
    public void send(byte[] message) {
        if (btp != null) {
            btp.send(message);
        }
    }

    @Override
    public byte[] receive() {
        return btp != null && taken < btp.received().size() ? btp.received().get(taken++) : null;
    }

    @Override
    public long poll(long nowMillis) {
        now = nowMillis;
        for (String sent : controller.take()) {
            if (btp != null && sent.startsWith("0004") && step()) {
                pdu(HEX.parseHex(sent.substring(5)));
            }
        }
        if (btp != null && !isConnected()) {
            forget();
        }
        if (btp != null && answered == null) {
            byte[] packet = btp.next(now);
            if (packet != null) {
                write("12" + u16(GattDatabase.C1) + HEX.formatHex(packet), null);
            }
        }
        boolean more = !controller.toHost.isEmpty();
        return more ? now : btp == null ? Long.MAX_VALUE : btp.deadline();
    }

    private void pdu(byte[] pdu) {
        if (pdu[0] == AttOpcode.HANDLE_VALUE_INDICATION) {
            byte[] value = new byte[pdu.length - 3];
            System.arraycopy(pdu, 3, value, 0, value.length);
            btp.indicated(value, now);
            if (step()) {
                controller.receive(ScriptedController.ATT, "1e");
            }
        } else if (pdu[0] == AttOpcode.ERROR_RESPONSE) {
            throw new AssertionError("refused: " + HEX.formatHex(pdu));
        } else if (answered != null) {
            Runnable next = answered;
            answered = null;
            next.run();
        }
    }
}
