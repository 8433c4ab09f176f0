package org.mattermote.webrtc.link;

import static org.mattermote.stack.explorer.Violation.unless;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.mattermote.stack.explorer.Model;
import org.mattermote.stack.mem.ByteSpan;
import org.mattermote.stack.mem.Pool;
import org.mattermote.stack.mem.Slot;
import org.mattermote.stack.mem.SlotState;
import org.mattermote.stack.port.MediaWire;
import org.mattermote.stack.port.PortStatus;

/**
 * The device's end of a link, the class that ships, with a peer, messages both ways, of one frame
 * and of two, a wire that loses frames, brings them twice, alters them and loses their ends, either
 * end starting anew, the device giving its peer up, and time.
 *
 * <p>A message says when its sender was up and its number since: whoever takes it must have taken
 * the one before, and no other, since it is up itself. Every state is then brought to an end in
 * which all goes well: both are up, everything that was taken for sending has arrived, and so does
 * one more each way.
 *
 * <p>What an end sends is on the wire at once; time passes for one end at a time, the device's to
 * its next deadline. It is always {@link #BASE} o'clock.
 */
final class LinkModel implements Model {
    private static final long BASE = 1_000_000;
    private static final int EPOCH = 100;
    private static final int PEER_EPOCH = 200;

    /** Frames on the way in one direction, for time to pass. */
    private static final int ON_THE_WAY = 2;

    /** Of two frames. */
    private static final int LONG = FrameLink.PAYLOAD + 2;

    private static final String[] KINDS = {
        "send",
        "send-long",
        "peer-send",
        "arrive",
        "arrive-device",
        "time",
        "peer-time",
        "lose",
        "lose-device",
        "twice",
        "twice-device",
        "alter-device",
        "unended-device",
        "restart",
        "restart-peer",
        "give-up"
    };
    private static final int SEND = 0;
    private static final int SEND_LONG = 1;
    private static final int PEER_SEND = 2;
    private static final int ARRIVE = 3;
    private static final int ARRIVE_DEVICE = 4;
    private static final int TIME = 5;
    private static final int PEER_TIME = 6;

    /** From here on: faults. */
    private static final int LOSE = 7;

    private static final int LOSE_DEVICE = 8;
    private static final int TWICE = 9;
    private static final int TWICE_DEVICE = 10;
    private static final int ALTER_DEVICE = 11;
    private static final int UNENDED_DEVICE = 12;
    private static final int RESTART = 13;
    private static final int RESTART_PEER = 14;
    private static final int GIVE_UP = 15;

    private final int messages;
    private final int faults;
    private final SlotState state;
    private final ByteSpan span = new ByteSpan();
    private final byte[] buffer = new byte[LONGEST_PART];
    private final byte[][] atBoot;

    private final LinkPeer peer = new LinkPeer(PEER_EPOCH, new byte[] {7}, 8);
    private final Deque<byte[]> toPeer = new ArrayDeque<>();
    private final Deque<byte[]> toDevice = new ArrayDeque<>();
    private final Wire wire = new Wire();
    private TransmitRoom room;
    private FrameLink link;
    private long now = BASE;

    // What happened.

    private int faulty;
    private int restarts;
    private int sent;
    private int peerSent;

    /** How often each was up, and messages since. */
    private int ups;

    private int sentUp;
    private int peerUps;
    private int peerSentUp;

    /** Since it is up: whose messages it took, and how many. */
    private int takenFrom;

    private int taken;
    private int peerTakenFrom;
    private int peerTaken;

    private final class Wire implements MediaWire {
        private byte[] coming = new byte[0];
        private int at;

        @Override
        public int read(byte[] into, int offset, int capacity) {
            int count = Math.min(capacity, coming.length - at);
            System.arraycopy(coming, at, into, offset, count);
            at += count;
            return count == 0 ? PortStatus.NONE : count;
        }

        private byte[] written = new byte[0];

        @Override
        public int write(byte[] bytes, int offset, int length) {
            int before = written.length;
            written = Arrays.copyOf(written, before + length);
            System.arraycopy(bytes, offset, written, before, length);
            return length;
        }
    }

    private final LinkEvents events =
            new LinkEvents() {
                @Override
                public boolean hello(byte[] bytes, int at, int length) {
                    return length == 1 && bytes[at] == 7;
                }

                @Override
                public void up() {
                    unless(link.isUp(), "up while down");
                    ups++;
                    sentUp = 0;
                    takenFrom = 0;
                    taken = 0;
                }

                @Override
                public void down() {
                    unless(!link.isUp(), "down while up");
                }

                @Override
                public void message(byte[] bytes, int at, int length) {
                    unless(link.isUp(), "a message while down");
                    unless(length == 3 && bytes[at] == 9, "a message that nobody sent");
                    unless(taken == 0 || takenFrom == bytes[at + 1], "of another life");
                    unless(++taken == bytes[at + 2], "out of order");
                    takenFrom = bytes[at + 1];
                }
            };

    /**
     * @param messages each way
     * @param faults that happen at most
     */
    @SuppressWarnings("unchecked")
    LinkModel(int messages, int faults) {
        this.messages = messages;
        this.faults = faults;
        state = new SlotState((Pool<? extends Slot>[]) new Pool<?>[0], new Object[0]);
        start();
        atBoot = new byte[parts()][];
        for (int i = 0; i < atBoot.length; i++) {
            atBoot[i] = Arrays.copyOf(buffer, save(i, buffer));
        }
    }

    private void start() {
        room = new TransmitRoom(600);
        link = new FrameLink(wire, room, 64, EPOCH + restarts, events);
    }

    @Override
    public void reset() {
        for (int i = 0; i < atBoot.length; i++) {
            load(i, atBoot[i]);
        }
    }

    @Override
    public int parts() {
        return 5;
    }

    @Override
    public int save(int part, byte[] to) {
        ByteBuffer out = ByteBuffer.wrap(to);
        switch (part) {
            case 0:
                span.set(to, 0, to.length);
                state.beginSaving(span);
                link.state(state, now);
                return state.length();
            case 1:
                peer.save(out);
                break;
            case 2:
                save(toPeer, out);
                break;
            case 3:
                save(toDevice, out);
                break;
            default:
                for (int each :
                        new int[] {
                            faulty,
                            restarts,
                            sent,
                            peerSent,
                            ups,
                            sentUp,
                            peerUps,
                            peerSentUp,
                            takenFrom,
                            taken,
                            peerTakenFrom,
                            peerTaken
                        }) {
                    out.put((byte) each);
                }
                break;
        }
        return out.position();
    }

    private static void save(Deque<byte[]> frames, ByteBuffer out) {
        out.put((byte) frames.size());
        for (byte[] each : frames) {
            out.putShort((short) each.length).put(each);
        }
    }

    @Override
    public void load(int part, byte[] from) {
        ByteBuffer in = ByteBuffer.wrap(from);
        switch (part) {
            case 0:
                now = BASE;
                span.set(from, 0, from.length);
                state.beginLoading(span);
                link.state(state, now);
                break;
            case 1:
                peer.load(in);
                break;
            case 2:
                load(toPeer, in);
                break;
            case 3:
                load(toDevice, in);
                break;
            default:
                faulty = in.get();
                restarts = in.get();
                sent = in.get();
                peerSent = in.get();
                ups = in.get();
                sentUp = in.get();
                peerUps = in.get();
                peerSentUp = in.get();
                takenFrom = in.get();
                taken = in.get();
                peerTakenFrom = in.get();
                peerTaken = in.get();
                break;
        }
    }

    private static void load(Deque<byte[]> frames, ByteBuffer in) {
        frames.clear();
        for (int i = in.get(); i > 0; i--) {
            byte[] frame = new byte[in.getShort()];
            in.get(frame);
            frames.add(frame);
        }
    }

    @Override
    public int actions(int[] out) {
        int count = 0;
        for (int action = 0; action < KINDS.length; action++) {
            if (isPossible(action)) {
                out[count++] = action;
            }
        }
        return count;
    }

    private boolean isPossible(int action) {
        if (action >= LOSE && faulty == faults) {
            return false;
        }
        switch (action) {
            case SEND:
            case SEND_LONG:
                return link.isUp() && sent < messages;
            case PEER_SEND:
                return peer.isUp && peerSent < messages;
            case ARRIVE:
            case LOSE:
            case TWICE:
                return !toPeer.isEmpty();
            case ARRIVE_DEVICE:
            case LOSE_DEVICE:
            case TWICE_DEVICE:
            case ALTER_DEVICE:
            case UNENDED_DEVICE:
                return !toDevice.isEmpty();
            case TIME:
                return toPeer.size() < ON_THE_WAY;
            case PEER_TIME:
                return toDevice.size() < ON_THE_WAY;
            case GIVE_UP:
                return link.isUp();
            default:
                return true;
        }
    }

    @Override
    public void act(int action) {
        faulty += action >= LOSE ? 1 : 0;
        switch (action) {
            case SEND:
                sent++;
                send(3);
                break;
            case SEND_LONG:
                sent++;
                send(LONG);
                break;
            case PEER_SEND:
                peerSent++;
                peerSend();
                break;
            case ARRIVE:
                arrive(toPeer.remove());
                break;
            case ARRIVE_DEVICE:
                arriveDevice(Frames.encode(toDevice.remove()));
                break;
            case TIME:
                now = Math.max(now, link.poll(now));
                now = now == Long.MAX_VALUE ? BASE : now;
                poll();
                break;
            case PEER_TIME:
                peerSays(true);
                break;
            case LOSE:
                toPeer.remove();
                break;
            case LOSE_DEVICE:
                toDevice.remove();
                break;
            case TWICE:
                arrive(toPeer.peek());
                break;
            case TWICE_DEVICE:
                arriveDevice(Frames.encode(toDevice.peek()));
                break;
            case ALTER_DEVICE:
                byte[] altered = Frames.encode(toDevice.remove());
                altered[altered.length / 2] ^= altered[altered.length / 2] == 1 ? 2 : 1;
                arriveDevice(altered);
                break;
            case UNENDED_DEVICE:
                byte[] whole = Frames.encode(toDevice.remove());
                arriveDevice(Arrays.copyOf(whole, whole.length - 1));
                break;
            case RESTART:
                restarts++;
                start();
                poll();
                break;
            case RESTART_PEER:
                restarts++;
                peer.restart(PEER_EPOCH + restarts);
                peerSays(false);
                break;
            default:
                now += 5_000;
                poll();
                break;
        }
    }

    private void send(int length) {
        byte[] message = new byte[length];
        message[0] = 8;
        message[1] = (byte) ups;
        message[2] = (byte) ++sentUp;
        room.beginMessage();
        room.bytes(message, 0, length);
        room.endMessage();
        unless(room.commit(), "no room");
        poll();
    }

    private void peerSend() {
        peer.toSend.add(new byte[] {9, (byte) peerUps, (byte) ++peerSentUp});
        peerSays(false);
    }

    private void poll() {
        link.poll(now);
        for (byte[] frame : Frames.decode(wire.written)) {
            unless(frame != null, "the device wrote something that is no frame");
            toPeer.add(frame);
        }
        wire.written = new byte[0];
    }

    private void arriveDevice(byte[] bytes) {
        wire.coming = bytes;
        wire.at = 0;
        poll();
    }

    private void arrive(byte[] frame) {
        int before = peer.beginnings;
        peer.take(frame);
        if (peer.beginnings != before) {
            peerUps++;
            peerSentUp = 0;
            peerTaken = 0;
        }
        for (byte[] each : peer.received) {
            unless(peer.isUp, "a message while the peer is down");
            unless(each[0] == 8 && (each.length == 3 || each.length == LONG), "nobody sent it");
            unless(peerTaken == 0 || peerTakenFrom == each[1], "of another life of the device");
            unless(++peerTaken == each[2], "out of order at the peer");
            peerTakenFrom = each[1];
        }
        peer.received.clear();
        peerSays(false);
    }

    private void peerSays(boolean again) {
        byte[] frame = peer.next(again);
        while (frame != null) {
            toDevice.add(frame);
            frame = peer.next(false);
        }
    }

    @Override
    public boolean check(int[] parts) {
        // an empty frame ends whatever is half there
        arriveDevice(new byte[1]);
        settle();
        unless(link.isUp() && peer.isUp, "they do not find each other again");
        int before = sentUp;
        unless(before == 0 || peerTaken == before && peerTakenFrom == ups, "some is lost");
        int peerBefore = peerSentUp;
        unless(peerBefore == 0 || taken == peerBefore && takenFrom == peerUps, "peer's is lost");
        send(3);
        peerSend();
        settle();
        unless(peerTaken == before + 1 && taken == peerBefore + 1, "one more does not arrive");
        return true;
    }

    /** All goes well from now on. */
    private void settle() {
        for (int i = 0; i < 60; i++) {
            while (!toPeer.isEmpty() || !toDevice.isEmpty()) {
                if (!toPeer.isEmpty()) {
                    arrive(toPeer.remove());
                }
                if (!toDevice.isEmpty()) {
                    arriveDevice(Frames.encode(toDevice.remove()));
                }
            }
            if (link.isUp() && peer.isUp && room.isEmpty() && peer.toSend.isEmpty()) {
                return;
            }
            if (!peer.isUp || !peer.toSend.isEmpty()) {
                peerSays(true);
            }
            long next = link.poll(now);
            now = next == Long.MAX_VALUE ? now : next;
            poll();
        }
    }

    @Override
    public String[] kinds() {
        return KINDS.clone();
    }

    @Override
    public int kind(int action) {
        return action;
    }

    @Override
    public String name(int action) {
        return KINDS[action];
    }
}
