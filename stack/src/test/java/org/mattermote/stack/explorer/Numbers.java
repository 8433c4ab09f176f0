package org.mattermote.stack.explorer;

import java.util.Arrays;
import java.util.List;
import org.mattermote.stack.codec.MessageHeader;
import org.mattermote.stack.codec.ProtocolHeader;
import org.mattermote.stack.exchange.Exchange;
import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.mem.Pool;
import org.mattermote.stack.message.MessageReceptionState;
import org.mattermote.stack.message.Packet;
import org.mattermote.stack.message.UnsecuredSession;

/**
 * Gives unsecured messages that still matter, those under way and those that may be sent again, the
 * numbers right before {@link Controller#NEXT}, in their order: what was sent and forgotten before
 * makes no difference. Numbers within sessions stay as they are.
 */
final class Numbers {
    /** An acknowledgement of what nobody waits for. */
    static final int STALE = 1;

    /** Message header of an unsecured message of the device. */
    private static final int HEADER = MessageHeader.MIN_LENGTH + 8;

    private static final int ACKED = HEADER + ProtocolHeader.MIN_LENGTH;

    private final Device device;
    private final Network network;
    private final List<Controller> controllers;
    private final Pool<Exchange> exchanges;
    private final Pool<UnsecuredSession> sessions;
    private final int[] live = new int[32];
    private int count;

    Numbers(Device device, Network network, List<Controller> controllers) {
        this.device = device;
        this.network = network;
        this.controllers = controllers;
        exchanges = device.sim.exchanges.slots();
        sessions = device.sim.unsecuredSessions.slots();
    }

    void order() {
        ofDevice();
        for (Controller c : controllers) {
            of(c);
        }
    }

    private void ofDevice() {
        count = 0;
        for (int i = 0; i < exchanges.capacity(); i++) {
            Packet packet = unsecured(exchanges.at(i));
            if (packet != null) {
                live[count++] = packet.counter;
            }
        }
        int kept = count;
        int[] awaited = Arrays.copyOf(live, kept);
        for (int i = 0; i < network.size; i++) {
            Letter letter = network.letters[i];
            if (!letter.toDevice && !letter.isSecure()) {
                live[count++] = letter.counter;
            }
        }
        sort();
        for (int i = 0; i < network.size; i++) {
            Letter letter = network.letters[i];
            if (!letter.isSecure() && !letter.toDevice) {
                letter.counter = renamed(letter.counter);
            } else if (!letter.isSecure() && letter.acknowledges()) {
                letter.acked = isIn(awaited, letter.acked) ? renamed(letter.acked) : STALE;
            }
        }
        for (Controller c : controllers) {
            Letter pending = c.pending;
            if (c.hasPending && !pending.isSecure() && pending.acknowledges()) {
                pending.acked = isIn(awaited, pending.acked) ? renamed(pending.acked) : STALE;
            }
        }
        for (int i = 0; i < exchanges.capacity(); i++) {
            Packet packet = unsecured(exchanges.at(i));
            if (packet != null) {
                packet.counter = renamed(packet.counter);
                Bytes.putU32le(
                        packet.bytes, packet.offset + MessageHeader.COUNTER_OFFSET, packet.counter);
            }
        }
        device.setUnsecuredCounter(Controller.NEXT);
    }

    /** The unacknowledged unsecured message of an exchange. */
    private static Packet unsecured(Exchange exchange) {
        return exchange.isTaken() && !exchange.anySession().isSecure()
                ? Device.unacknowledged(exchange)
                : null;
    }

    private void of(Controller c) {
        count = 0;
        boolean waits = c.hasPending && !c.pending.isSecure();
        int awaited = waits ? c.pending.counter : 0;
        if (waits) {
            live[count++] = awaited;
        }
        for (int i = 0; i < network.size; i++) {
            Letter letter = network.letters[i];
            if (letter.who == c.index && letter.toDevice && !letter.isSecure()) {
                live[count++] = letter.counter;
            }
        }
        for (int i = 0; i < sessions.capacity(); i++) {
            UnsecuredSession session = sessions.at(i);
            if (isOf(session, c) && awaitsOlder(session.reception())) {
                live[count++] = MessageReceptionState.max(session.reception());
            }
        }
        sort();
        for (int i = 0; i < sessions.capacity(); i++) {
            UnsecuredSession session = sessions.at(i);
            if (session.isTaken() && session.isPeerAt(c.address)) {
                ofExchanges(session, waits, awaited);
            }
            if (isOf(session, c)) {
                orderReception(session, c.next);
            }
        }
        for (int i = 0; i < network.size; i++) {
            Letter letter = network.letters[i];
            if (letter.who != c.index || letter.isSecure()) {
                continue;
            }
            if (letter.toDevice) {
                letter.counter = renamed(letter.counter);
            } else if (letter.acknowledges()) {
                letter.acked = ack(waits, awaited, letter.acked);
            }
        }
        if (waits) {
            c.pending.counter = renamed(awaited);
        }
        c.next = Controller.NEXT;
    }

    /** Whether the device heard the controller on this session. */
    private static boolean isOf(UnsecuredSession session, Controller c) {
        return session.isTaken()
                && session.isPeerAt(c.address)
                && (boolean) Inside.COUNTER_SEEN.get(session);
    }

    private int ack(boolean waits, int awaited, int acked) {
        return waits && acked == awaited ? renamed(acked) : STALE;
    }

    private void ofExchanges(UnsecuredSession session, boolean waits, int awaited) {
        for (int i = 0; i < exchanges.capacity(); i++) {
            Exchange exchange = exchanges.at(i);
            if (!exchange.isTaken() || exchange.anySession() != session) {
                continue;
            }
            if ((boolean) Inside.ACK_OWED.get(exchange)) {
                int owed = (int) Inside.ACK_COUNTER.get(exchange);
                Inside.ACK_COUNTER.set(exchange, ack(waits, awaited, owed));
            }
            Packet packet = Device.unacknowledged(exchange);
            if (packet != null
                    && (packet.bytes[packet.offset + HEADER] & ProtocolHeader.ACKNOWLEDGEMENT)
                            != 0) {
                int at = packet.offset + ACKED;
                int acked = Bytes.u32le(packet.bytes, at);
                Bytes.putU32le(packet.bytes, at, ack(waits, awaited, acked));
            }
        }
    }

    /** The device remembers of each message that still matters whether it came, and no other. */
    private void orderReception(UnsecuredSession session, int next) {
        long before = session.reception();
        int max = next - 1;
        for (int i = 0; i < count; i++) {
            if (!wasSeen(before, live[i])) {
                max = Math.min(max, live[i] - 1);
            }
        }
        max = Math.max(max, MessageReceptionState.max(before));
        int place = max == next - 1 ? Controller.NEXT - 1 : 0;
        int later = 0;
        for (int i = 0; i < count; i++) {
            later += live[i] > max ? 1 : 0;
        }
        int newMax = place != 0 ? place : Controller.NEXT - 1 - later;
        int bitmap = -1;
        for (int i = 0; i < count; i++) {
            int behind = newMax - renamed(live[i]);
            if (behind >= 1 && behind <= 32 && !wasSeen(before, live[i])) {
                bitmap &= ~(1 << behind - 1);
            }
        }
        Inside.RECEPTION.set(session, (long) newMax << 32 | bitmap & 0xFFFFFFFFL);
    }

    /** Whether a message may still come that was sent before the latest that came. */
    private boolean awaitsOlder(long reception) {
        for (int i = 0; i < count; i++) {
            if (live[i] < MessageReceptionState.max(reception) && !wasSeen(reception, live[i])) {
                return true;
            }
        }
        return false;
    }

    private static boolean wasSeen(long reception, int counter) {
        return MessageReceptionState.accept(MessageReceptionState.UNSECURED, reception, counter)
                == reception;
    }

    private void sort() {
        Arrays.sort(live, 0, count);
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (i == 0 || live[i] != live[kept - 1]) {
                live[kept++] = live[i];
            }
        }
        count = kept;
    }

    private int renamed(int number) {
        return Controller.NEXT - count + Arrays.binarySearch(live, 0, count, number);
    }

    private static boolean isIn(int[] numbers, int number) {
        for (int each : numbers) {
            if (each == number) {
                return true;
            }
        }
        return false;
    }
}
