package org.mattermote.webrtc.link;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/** The other end of a link, frame by frame: it says what it would send when it is told to. */
public final class LinkPeer {
    public static final int PAYLOAD = 251;

    private final byte[] itself;
    private final int longest;
    public int epoch;
    public int deviceEpoch;
    public boolean isUp;
    private int number;
    private int expected;
    private boolean helloDue = true;
    private boolean ackDue;

    /** Offset in the first message that is acknowledged. */
    private int done;

    public final Deque<byte[]> toSend = new ArrayDeque<>();
    private ByteArrayOutputStream part = new ByteArrayOutputStream();
    public final List<byte[]> received = new ArrayList<>();

    /** How often everything began anew. */
    public int beginnings;

    /**
     * @param itself what it says of itself in its HELLO
     * @param longest bytes of a message that it sends in one frame
     */
    public LinkPeer(int epoch, byte[] itself, int longest) {
        this.epoch = epoch;
        this.itself = itself;
        this.longest = longest;
    }

    /** A frame came. */
    public void take(byte[] frame) {
        int kind = frame[0] & 3;
        if (kind == 2) {
            ByteBuffer b = ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN);
            int its = b.getInt(3);
            if (its != deviceEpoch) {
                deviceEpoch = its;
                isUp = false;
            }
            if (b.getInt(7) == epoch && !isUp) {
                begin();
            }
            helloDue |= (frame[2] & 1) != 0;
        } else if (isUp) {
            if (!toSend.isEmpty() && (frame[0] >> 3 & 1) == number && underWay) {
                underWay = false;
                number ^= 1;
                done += Math.min(longest, toSend.peek().length - done);
                if (done == toSend.peek().length) {
                    toSend.remove();
                    done = 0;
                }
            }
            if (kind == 0) {
                data(frame);
            }
        }
    }

    private boolean underWay;

    private void begin() {
        isUp = true;
        beginnings++;
        number = 0;
        expected = 0;
        underWay = false;
        done = 0;
        toSend.clear();
        part.reset();
        ackDue = false;
    }

    private void data(byte[] frame) {
        ackDue = true;
        if ((frame[0] >> 2 & 1) != expected) {
            return;
        }
        expected ^= 1;
        part.write(frame, 1, frame.length - 1);
        if ((frame[0] >> 4 & 1) == 0) {
            received.add(part.toByteArray());
            part.reset();
        }
    }

    /** What it has to send: the frame once more that nobody acknowledged, if {@code again}. */
    public byte[] next(boolean again) {
        if (helloDue || !isUp && again) {
            helloDue = false;
            ByteBuffer b = ByteBuffer.allocate(11 + itself.length).order(ByteOrder.LITTLE_ENDIAN);
            b.put((byte) 2).put((byte) 1).put((byte) (isUp ? 0 : 1));
            b.putInt(epoch).putInt(deviceEpoch).put(itself);
            return b.array();
        }
        int acknowledged = (expected ^ 1) << 3;
        if (isUp && !toSend.isEmpty() && (!underWay || again)) {
            underWay = true;
            ackDue = false;
            byte[] message = toSend.peek();
            int count = Math.min(longest, message.length - done);
            byte[] frame = new byte[1 + count];
            boolean more = done + count < message.length;
            frame[0] = (byte) (number << 2 | acknowledged | (more ? 16 : 0));
            System.arraycopy(message, done, frame, 1, count);
            return frame;
        }
        if (ackDue) {
            ackDue = false;
            return new byte[] {(byte) (1 | acknowledged)};
        }
        return null;
    }

    /** Another life of it. */
    public void restart(int newEpoch) {
        epoch = newEpoch;
        deviceEpoch = 0;
        isUp = false;
        helloDue = true;
        underWay = false;
        toSend.clear();
        part.reset();
        number = 0;
        expected = 0;
        done = 0;
        ackDue = false;
    }

    /** All of its state but what it received. */
    public void save(ByteBuffer out) {
        out.putInt(epoch).putInt(deviceEpoch).putInt(done);
        for (boolean flag : new boolean[] {isUp, helloDue, ackDue, underWay}) {
            out.put((byte) (flag ? 1 : 0));
        }
        out.put((byte) number).put((byte) expected);
        out.putShort((short) part.size()).put(part.toByteArray());
        out.put((byte) toSend.size());
        for (byte[] each : toSend) {
            out.putShort((short) each.length).put(each);
        }
    }

    public void load(ByteBuffer in) {
        epoch = in.getInt();
        deviceEpoch = in.getInt();
        done = in.getInt();
        isUp = in.get() != 0;
        helloDue = in.get() != 0;
        ackDue = in.get() != 0;
        underWay = in.get() != 0;
        number = in.get();
        expected = in.get();
        part.reset();
        byte[] begun = bytes(in);
        part.write(begun, 0, begun.length);
        toSend.clear();
        for (int i = in.get(); i > 0; i--) {
            toSend.add(bytes(in));
        }
    }

    private static byte[] bytes(ByteBuffer in) {
        byte[] out = new byte[in.getShort()];
        in.get(out);
        return out;
    }

    @Override
    public String toString() {
        return (isUp ? "up " : "down ")
                + epoch
                + "/"
                + deviceEpoch
                + " "
                + received.size()
                + Arrays.toString(toSend.stream().map(m -> m.length).toArray());
    }
}
