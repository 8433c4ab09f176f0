package org.mattermote.stack.transport.ble;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mattermote.stack.mem.Scratch;

/** A peripheral on a scripted controller, in virtual time. */
final class BleBench implements GattHandler {
    static final int DISCRIMINATOR = 3840;
    static final int VENDOR = 0xFFF1;
    static final int PRODUCT = 0x8000;
    static final int WINDOW = 900_000;
    static final long RANDOM = 0x0123456789ABCDEFL;
    static final int HANDLE = 0x40;

    final ScriptedController controller = new ScriptedController();
    final Scratch scratch = new Scratch(16, 300);
    final BlePeripheral peripheral = new BlePeripheral(controller, scratch);

    /** What the handler was told. */
    final List<String> told = new ArrayList<>();

    /** What {@link #written} answers. */
    int verdict;

    /** Indicated as soon as C1 is written. */
    byte[] reply;

    long now = 1000;
    private boolean isConnected;

    BleBench() {
        peripheral.setHandler(this);
    }

    /** Opens a window of 15 minutes and lets everything happen that happens at once. */
    BleBench open() {
        peripheral.open(DISCRIMINATOR, VENDOR, PRODUCT, now + WINDOW, RANDOM, now);
        settle();
        return this;
    }

    /** With a central. */
    BleBench connected() {
        open();
        controller.connect(HANDLE);
        settle();
        assertEquals(List.of("connected"), take());
        return this;
    }

    /** With a central that has indications. */
    BleBench subscribed() {
        connected();
        assertEquals("13", att("12 0c00 0200"));
        assertEquals(List.of("subscribed true"), take());
        return this;
    }

    /** Polls until nothing is left to do now; the next deadline. */
    long settle() {
        for (int i = 0; i < 1000; i++) {
            long next = peripheral.poll(now);
            assertTrue(scratch.isIdle());
            if (next > now && (controller.toHost.isEmpty() || !peripheral.isOpen())) {
                return next;
            }
        }
        throw new AssertionError("never at rest");
    }

    /** Lets time pass, from deadline to deadline. */
    void pass(long millis) {
        long end = now + millis;
        for (int i = 0; i < 100_000; i++) {
            long next = settle();
            if (next > end) {
                now = end;
                settle();
                return;
            }
            now = next;
        }
        throw new AssertionError("too many deadlines");
    }

    /** The one answer to an ATT PDU, or nothing. */
    String att(String pdu) {
        return exchange(ScriptedController.ATT, pdu);
    }

    /** The one answer on a channel, or nothing. */
    String exchange(int channel, String pdu) {
        controller.take();
        controller.receive(channel, pdu);
        settle();
        List<String> answers = controller.take();
        assertTrue(answers.size() <= 1, answers::toString);
        if (answers.isEmpty()) {
            return "";
        }
        assertEquals(String.format("%04x", channel), answers.get(0).substring(0, 4));
        return answers.get(0).substring(5);
    }

    List<String> take() {
        List<String> taken = List.copyOf(told);
        told.clear();
        return taken;
    }

    @Override
    public void connected(long nowMillis) {
        assertTrue(!isConnected);
        isConnected = true;
        told.add("connected");
    }

    @Override
    public int written(byte[] value, int offset, int length, long nowMillis) {
        assertTrue(isConnected);
        byte[] copy = Arrays.copyOfRange(value, offset, offset + length);
        told.add("written " + ScriptedController.HEX.formatHex(copy));
        if (reply != null) {
            told.add("indicated " + peripheral.indicate(reply, 0, reply.length, nowMillis));
        }
        return verdict;
    }

    @Override
    public void subscribed(boolean indications, long nowMillis) {
        assertTrue(isConnected);
        told.add("subscribed " + indications);
    }

    @Override
    public void confirmed(long nowMillis) {
        assertTrue(isConnected);
        told.add("confirmed");
    }

    @Override
    public void disconnected(long nowMillis) {
        assertTrue(isConnected);
        isConnected = false;
        told.add("disconnected");
    }
}
