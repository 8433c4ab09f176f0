package org.mattermote.stack.interact;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.message.Packet;
import org.mattermote.stack.model.Subject;

/** An outlet that keeps what is sent. */
final class FakeOutlet implements Outlet {
    /** A message that left. */
    record Sent(int lane, int opcode, byte[] bytes, boolean last) {
        String text() {
            return TlvText.text(bytes);
        }
    }

    final List<Sent> sent = new ArrayList<>();
    final List<Integer> closed = new ArrayList<>();
    final List<Integer> lanesOpened = new ArrayList<>();

    /** Largest payload. */
    int room = 1200;

    /** Largest payload there can be, if more than {@link #room}. */
    int longest;

    /** What {@link #open} answers. */
    int openAnswer = OPENED;

    /** What {@link #identify} answers. */
    boolean hasSession = true;

    boolean otherSession;

    /** Who sends on an exchange. */
    Function<Interaction, Subject> who;

    /** Packets that can be lent. */
    int lendable = 4;

    final List<Packet> lent = new ArrayList<>();

    private final List<Packet> free = new ArrayList<>();

    /** How often a computation was announced. */
    int expected;

    boolean packetFree = true;
    boolean keep = true;
    int messages;
    private final byte[] buffer = new byte[5000];
    private final TlvWriter w = new TlvWriter();
    private boolean begun;

    @Override
    public TlvWriter begin(Interaction interaction) {
        if (begun) {
            throw new IllegalStateException("begun twice");
        }
        if (!packetFree) {
            return null;
        }
        begun = true;
        w.wrap(buffer, 100, 100 + room);
        return w;
    }

    @Override
    public int longest(Interaction interaction) {
        return Math.max(longest, room);
    }

    @Override
    public int sendAndAwait(Interaction interaction, int opcode, long nowMillis) {
        return send(interaction, opcode, false);
    }

    @Override
    public int sendLast(Interaction interaction, int opcode, long nowMillis) {
        return send(interaction, opcode, true);
    }

    private int send(Interaction interaction, int opcode, boolean last) {
        if (!begun || w.overflowed()) {
            throw new IllegalStateException("nothing begun, or too much");
        }
        begun = false;
        messages++;
        if (keep) {
            byte[] bytes = Arrays.copyOfRange(buffer, 100, w.position());
            sent.add(new Sent(interaction.lane, opcode, bytes, last));
        }
        return 0;
    }

    @Override
    public void discard() {
        begun = false;
    }

    @Override
    public void close(Interaction interaction, long nowMillis) {
        if (keep) {
            closed.add((int) interaction.lane);
        }
    }

    @Override
    public Packet lend() {
        if (lent.size() == lendable) {
            return null;
        }
        Packet packet = free.isEmpty() ? new Packet() : free.remove(free.size() - 1);
        lent.add(packet);
        return packet;
    }

    @Override
    public Packet takeOver(byte[] bytes) {
        return null;
    }

    @Override
    public void giveBack(Packet packet) {
        if (!lent.remove(packet)) {
            throw new IllegalStateException("not lent");
        }
        Arrays.fill(packet.bytes, (byte) 0);
        free.add(packet);
    }

    @Override
    public void expectComputation(Interaction interaction) {
        expected++;
    }

    @Override
    public void identify(Interaction interaction, Subject into) {
        into.set(who.apply(interaction));
    }

    @Override
    public boolean identify(Subscription subscription, Subject into) {
        into.authMode = Subject.AUTH_MODE_CASE;
        into.fabricIndex = subscription.fabricIndex;
        into.nodeId = subscription.peerNodeId;
        return hasSession;
    }

    @Override
    public int open(Interaction interaction, Subscription subscription, long nowMillis) {
        if (openAnswer == OPENED && keep) {
            lanesOpened.add((int) interaction.lane);
        }
        return openAnswer;
    }

    @Override
    public boolean turnToOtherSession(Subscription subscription) {
        return otherSession;
    }
}
