package org.mattermote.stack.explorer;

import org.mattermote.stack.exchange.Exchange;
import org.mattermote.stack.mem.Pool;
import org.mattermote.stack.mem.Slot;
import org.mattermote.stack.message.Packet;
import org.mattermote.stack.message.SecureSession;
import org.mattermote.stack.message.Session;
import org.mattermote.stack.message.UnsecuredSession;

/** What must hold of a device between two actions, whatever happened before. */
final class Invariants {
    private static final byte OPEN = 1;
    private static final byte REFUSED = 11;
    private static final int PASE = 0x7FFF;

    /** Beginning of the scalar and of the nonce's randomness in the responder's work. */
    private static final int SECRET_WORK = 96;

    /** Its states in which the scalar exists: after MAKE_KEY began, until AGREE is done. */
    private static final int AGREE = 2;

    private static final int SIGN = 3;
    private static final int AWAIT_RESUMED = 10;

    /** Last state of a handshake of ours with a private key. */
    private static final int AGREE_ASKED = 4;

    /** State of one of ours that has randomness for its signature. */
    private static final int SIGN_ASKED = 8;

    private final Device device;
    private final Pool<Exchange> exchanges;
    private final Pool<SecureSession> secure;
    private final Pool<UnsecuredSession> unsecured;
    private final Pool<? extends Slot> contexts;
    private final Pool<? extends Slot> asked;

    Invariants(Device device) {
        this.device = device;
        exchanges = device.sim.exchanges.slots();
        secure = device.sim.sessions.slots();
        unsecured = device.sim.unsecuredSessions.slots();
        contexts = device.contexts();
        asked = device.asked();
    }

    void check() {
        for (int i = 0; i < exchanges.capacity(); i++) {
            if (exchanges.at(i).isTaken()) {
                exchange(exchanges.at(i));
            }
        }
        for (int i = 0; i < secure.capacity(); i++) {
            session(secure.at(i));
        }
        for (int i = 0; i < unsecured.capacity(); i++) {
            counted(unsecured.at(i));
        }
        for (int i = 0; i < contexts.capacity(); i++) {
            context(contexts.at(i), i);
        }
        for (int i = 0; i < asked.capacity(); i++) {
            context(asked.at(i), i);
            int at = Device.stateOf(asked.at(i));
            Violation.unless(
                    at > 0 && at <= AGREE_ASKED
                            // It ends when it is its turn to compute.
                            || at == REFUSED
                            || isZero((byte[]) Inside.INITIATOR_SCALAR.get(asked.at(i)), 0),
                    "a private key of a handshake of ours outlives its use");
        }
        packets(device.sim.outbox.packets());
        packets(device.sim.outbox.shortPackets());
        pase();
        residue();
    }

    private void exchange(Exchange exchange) {
        Session session = exchange.anySession();
        Violation.unless(session != null && session.isTaken(), "an exchange outlives its session");
        Packet packet = Device.unacknowledged(exchange);
        Violation.unless(
                packet == null || !(boolean) Inside.RESTART_EVICTED.get(exchange),
                "an evicted exchange keeps a message for retransmission");
        if (!exchange.isOpen()) {
            return;
        }
        for (int i = exchange.index() + 1; i < exchanges.capacity(); i++) {
            Exchange other = exchanges.at(i);
            Violation.unless(
                    !other.isTaken()
                            || !other.isOpen()
                            || other.anySession() != session
                            || other.id() != exchange.id()
                            || other.isInitiator() != exchange.isInitiator(),
                    "two live exchanges of one session, id and role");
        }
        Violation.unless(willEnd(exchange), "nobody will ever end an exchange");
    }

    /** Somebody waits with a deadline, computes, or holds it. */
    private boolean willEnd(Exchange exchange) {
        if ((long) Inside.RESPONSE_DEADLINE.get(exchange) != Device.NEVER
                || Device.unacknowledged(exchange) != null
                || device.server.holds(exchange)) {
            return true;
        }
        if (exchange.owner == PASE) {
            return device.paseState() != Device.IDLE
                    && Inside.PASE_EXCHANGE.get(device.sim.pase) == exchange;
        }
        if (exchange.isInitiator()) {
            return exchange.owner >= 0
                    && exchange.owner < asked.capacity()
                    && asked.at(exchange.owner).isTaken()
                    && Inside.CONTEXT_EXCHANGE.get(asked.at(exchange.owner)) == exchange
                    && !Device.isAsking(Device.stateOf(asked.at(exchange.owner)));
        }
        return exchange.owner >= 0
                && exchange.owner < contexts.capacity()
                && contexts.at(exchange.owner).isTaken()
                && Inside.CONTEXT_EXCHANGE.get(contexts.at(exchange.owner)) == exchange
                && !Device.isWaiting(device.contextState(exchange.owner));
    }

    private void counted(Session session) {
        int count = 0;
        for (int i = 0; i < exchanges.capacity(); i++) {
            Exchange exchange = exchanges.at(i);
            count += exchange.isTaken() && exchange.anySession() == session ? 1 : 0;
        }
        Violation.unless(
                !session.isTaken() ? count == 0 : count == session.exchangeCount(),
                "a session counts its exchanges wrongly");
    }

    private void session(SecureSession session) {
        counted(session);
        int owners = device.sim.pase.isUnderWay() && ofPase() == session ? 1 : 0;
        boolean resuming = false;
        for (int i = 0; i < contexts.capacity() + asked.capacity(); i++) {
            Slot context = handshake(i);
            if (context.isTaken() && Inside.CONTEXT_SESSION.get(context) == session) {
                owners++;
                // A report is awaited by both sides in the same state.
                int at = Device.stateOf(context);
                resuming |= at == AWAIT_RESUMED || at == REFUSED;
            }
        }
        boolean reserved = session.isTaken() && !session.hasKeys();
        Violation.unless(
                owners == (reserved ? 1 : 0),
                "a session that is "
                        + (reserved ? "reserved" : "none of a handshake")
                        + " belongs to handshakes: "
                        + owners);
        Violation.unless(
                !session.isTaken() || !session.isExpired() || session.exchangeCount() > 0,
                "an expired session without exchanges stays");
        if (!session.isTaken() || reserved && !resuming) {
            Violation.unless(
                    isZero((byte[]) Inside.SESSION_KEYS.get(session), 0)
                            && isZero((byte[]) Inside.SESSION_CHALLENGE.get(session), 0),
                    "keys of a session that is no more");
        }
    }

    /** Those it answers, then those it asked for. */
    private Slot handshake(int index) {
        int answered = contexts.capacity();
        return index < answered ? contexts.at(index) : asked.at(index - answered);
    }

    private SecureSession ofPase() {
        return (SecureSession) Inside.PASE_SESSION.get(device.sim.pase);
    }

    private void context(Slot context, int index) {
        if (!context.isTaken()) {
            Violation.unless(
                    isZero((byte[]) Inside.CONTEXT_BYTES.get(context), 0),
                    "secrets of a handshake that is no more");
            return;
        }
        Exchange exchange = (Exchange) Inside.CONTEXT_EXCHANGE.get(context);
        Violation.unless(
                exchange.isTaken() && exchange.isOpen() && exchange.owner == index,
                "a handshake outlives its exchange");
    }

    private void packets(Pool<Packet> packets) {
        for (int i = 0; i < packets.capacity(); i++) {
            Packet packet = packets.at(i);
            int owners = 0;
            for (int n = 0; n < exchanges.capacity(); n++) {
                Exchange exchange = exchanges.at(n);
                owners += exchange.isTaken() && Device.unacknowledged(exchange) == packet ? 1 : 0;
            }
            for (int n = 0; n < contexts.capacity() + asked.capacity(); n++) {
                Slot context = handshake(n);
                owners +=
                        context.isTaken() && Inside.CONTEXT_MESSAGE.get(context) == packet ? 1 : 0;
            }
            Violation.unless(
                    owners == (packet.isTaken() ? 1 : 0),
                    "a packet "
                            + (packet.isTaken() ? "in use" : "free")
                            + " has "
                            + owners
                            + " owners");
        }
    }

    private void pase() {
        if (device.paseState() == Device.IDLE) {
            Violation.unless(isZero(device.paseBytes(), 0), "secrets of a PASE that is no more");
            return;
        }
        Exchange exchange = (Exchange) Inside.PASE_EXCHANGE.get(device.sim.pase);
        Violation.unless(
                exchange.isTaken() && exchange.isOpen() && exchange.owner == PASE,
                "PASE outlives its exchange");
    }

    /** Nothing that a computation leaves is found when it is over. */
    private void residue() {
        boolean hasScalar = false;
        boolean computes = device.paseState() == 2 || device.paseState() == 3;
        for (int i = 0; i < contexts.capacity(); i++) {
            int at = device.contextState(i);
            hasScalar |= at > 0 && at <= SIGN;
            computes |= at > 0 && at <= SIGN || at == 7 || at == 8;
        }
        for (int i = 0; i < asked.capacity(); i++) {
            int at = Device.stateOf(asked.at(i));
            computes |= at > 0 && !Device.isAsking(at);
            hasScalar |= at == SIGN_ASKED;
        }
        Violation.unless(
                hasScalar || isZero(device.work(), SECRET_WORK),
                "a private key of a handshake that is no more");
        Violation.unless(
                Inside.COMPUTING.get(device.sim.computation) != null || isZero(device.work(), 0),
                "a computation leaves what it worked on");
        Violation.unless(computes || device.crypto.isIdle(), "the crypto port works for nobody");
        Object keys = Inside.KEYS.get(device.sim.computation);
        Violation.unless(
                isZero((byte[]) Inside.KEYS_KEY.get(keys), 0)
                        && isZero((byte[]) Inside.KEYS_SALT.get(keys), 0),
                "a derived key outlives its use");
        Violation.unless(device.sim.fabrics.scratch.isIdle(), "working memory is not given back");
        Violation.unless(
                Inside.BEGUN.get(device.sim.exchanges) == null, "a message was only begun");
    }

    private static boolean isZero(byte[] bytes, int from) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether nothing is under way any more. */
    void checkIdle() {
        Violation.unless(exchanges.inUse() == 0, "an exchange is never free again");
        Violation.unless(
                device.sim.outbox.packets().inUse() + device.sim.outbox.shortPackets().inUse() == 0,
                "a packet is never free again");
        Violation.unless(contexts.inUse() + asked.inUse() == 0, "a CASE handshake never ends");
        Violation.unless(device.paseState() == Device.IDLE, "a PASE handshake never ends");
        for (int i = 0; i < secure.capacity(); i++) {
            SecureSession session = secure.at(i);
            Violation.unless(
                    !session.isTaken() || session.isActive(), "a session is never free again");
        }
    }
}
