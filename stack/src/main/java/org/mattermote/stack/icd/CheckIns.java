package org.mattermote.stack.icd;

import org.mattermote.stack.cluster.IcdSettings;
import org.mattermote.stack.codec.MatterCertificate;
import org.mattermote.stack.codec.SecureChannelOpcode;
import org.mattermote.stack.crypto.Drbg;
import org.mattermote.stack.exchange.Outbox;
import org.mattermote.stack.fabric.RegisteredClients;
import org.mattermote.stack.interact.Subscribers;
import org.mattermote.stack.mem.Bytes;
import org.mattermote.stack.message.MessageStatus;
import org.mattermote.stack.message.PersistedCounter;
import org.mattermote.stack.message.UnsecuredSessions;
import org.mattermote.stack.port.LogEvent;
import org.mattermote.stack.port.LogPort;
import org.mattermote.stack.port.PeerAddress;

/**
 * To whom a Check-In goes, and when (Matter core 9.15.1): a registered client whose monitored
 * subject has no subscription.
 *
 * <table>
 * <caption>States of a client</caption>
 * <tr><th>state</th><th>event</th><th>next</th></tr>
 * <tr><td>SUBSCRIBED</td><td>its subscription is lost</td><td>CALLED, at once</td></tr>
 * <tr><td>SILENT</td><td>active mode begins, no Check-In went in vain or the next is due</td>
 * <td>CALLED</td></tr>
 * <tr><td>SILENT</td><td>the next is due after one in vain</td><td>CALLED; wakes the node</td></tr>
 * <tr><td>SILENT</td><td>user active mode trigger</td><td>CALLED</td></tr>
 * <tr><td>CALLED</td><td>address found</td><td>Check-In leaves, SILENT</td></tr>
 * <tr><td>CALLED</td><td>not found in time</td><td>to where it was last, if known; SILENT</td></tr>
 * <tr><td>any</td><td>it subscribes</td><td>SUBSCRIBED</td></tr>
 * </table>
 *
 * The time between two Check-Ins in vain doubles, from IdleModeDuration to MaximumCheckInBackOff.
 * All that are called in one poll share a value of the counter: their keys are different.
 */
final class CheckIns {
    /** How long receivers are looked for at most, ms; the search for one ends before. */
    static final int SEARCH_TIME = 60_000;

    /** Between two looks for what the search has found, ms. */
    private static final int SEARCH_INTERVAL = 100;

    /** Check-Ins that leave in one poll. */
    private static final int MAX_PER_POLL = 2;

    private static final byte SILENT = 0;
    private static final byte SUBSCRIBED = 1;
    private static final byte CALLED = 2;

    private static final int DATA_LENGTH = 2;
    private static final long NEVER = Long.MAX_VALUE;

    private final IcdSettings settings;
    private final RegisteredClients clients;
    private final PersistedCounter counter;
    private final CheckInMessage message;
    private final UnsecuredSessions sessions;
    private final Outbox outbox;
    private final Drbg drbg;
    private final LogPort log;

    /** By place of the table. */
    private final byte[] states;

    private final byte[] bytes = new byte[CheckInMessage.MIN_LENGTH + DATA_LENGTH];
    private final PeerAddress to = new PeerAddress();

    /** When those that are called were. */
    private long calledAt;

    /** Somebody was called since the last poll, and the question has yet to leave. */
    private boolean begun;

    /** Counter of those that are called. */
    private int value;

    /** Null when only the address counts where a client was last. */
    private PeerAddresses addresses;

    CheckIns(
            IcdSettings settings,
            RegisteredClients clients,
            PersistedCounter counter,
            CheckInMessage message,
            UnsecuredSessions sessions,
            Outbox outbox,
            Drbg drbg,
            LogPort log) {
        this.settings = settings;
        this.clients = clients;
        this.counter = counter;
        this.message = message;
        this.sessions = sessions;
        this.outbox = outbox;
        this.drbg = drbg;
        this.log = log;
        states = new byte[clients.capacity()];
    }

    void setAddresses(PeerAddresses found) {
        addresses = found;
    }

    /**
     * Looks whose subscriptions came and went.
     *
     * @param begins whether active mode has begun
     * @return whether somebody is called that was not
     */
    boolean look(Subscribers subscribers, boolean begins, long nowMillis) {
        boolean called = false;
        for (int i = 0; i < states.length; i++) {
            if (!clients.isTaken(i)) {
                leave(i, SILENT);
            } else if (subscribers.hasSubscription(
                    clients.fabricIndex(i), clients.monitoredSubject(i))) {
                leave(i, SUBSCRIBED);
                clients.answered(i);
            } else if (states[i] == SUBSCRIBED
                    || states[i] == SILENT && isDue(i, begins, nowMillis)) {
                states[i] = CALLED;
                called = true;
            }
        }
        return called && begin(nowMillis);
    }

    /** The user wants the node to be found: everybody without a subscription is called. */
    boolean callAll(long nowMillis) {
        boolean called = false;
        for (int i = 0; i < states.length; i++) {
            if (clients.isTaken(i) && states[i] == SILENT) {
                clients.answered(i);
                states[i] = CALLED;
                called = true;
            }
        }
        return called && begin(nowMillis);
    }

    /** The client in this place is another one, or has another key. */
    void registered(int place) {
        leave(place, SILENT);
    }

    /** Whether somebody is being looked for. */
    boolean isPending() {
        for (int i = 0; i < states.length; i++) {
            if (states[i] == CALLED) {
                return true;
            }
        }
        return false;
    }

    /**
     * Sends what can be sent.
     *
     * @return when the next Check-In is due, or its receiver to be looked for
     */
    long poll(long nowMillis) {
        long next = NEVER;
        int left = MAX_PER_POLL;
        for (int i = 0; i < states.length; i++) {
            if (states[i] == CALLED) {
                int found = left == 0 ? PeerAddresses.SEARCHING : find(i, nowMillis);
                if (found == PeerAddresses.SEARCHING) {
                    next = Math.min(next, nowMillis + (left == 0 || begun ? 0 : SEARCH_INTERVAL));
                } else {
                    left--;
                    finish(i, found == PeerAddresses.FOUND, nowMillis);
                }
            }
            if (clients.isTaken(i) && states[i] == SILENT && clients.attempts(i) > 0) {
                next = Math.min(next, clients.nextCheckIn(i));
            }
        }
        begun = false;
        return next;
    }

    private void leave(int place, byte to) {
        if (states[place] == CALLED && addresses != null) {
            addresses.forget(place);
        }
        states[place] = to;
    }

    private boolean isDue(int place, boolean begins, long nowMillis) {
        return clients.attempts(place) == 0 ? begins : nowMillis >= clients.nextCheckIn(place);
    }

    /** Takes a value of the counter for those that are called; without one nobody is. */
    private boolean begin(long nowMillis) {
        if (counter.reserve() == MessageStatus.OK) {
            value = counter.next();
            calledAt = nowMillis;
            begun = true;
            return true;
        }
        for (int i = 0; i < states.length; i++) {
            if (states[i] == CALLED) {
                calledAt = nowMillis;
                postpone(i);
            }
        }
        return false;
    }

    private int find(int place, long nowMillis) {
        int found =
                addresses == null
                        ? PeerAddresses.UNKNOWN
                        : addresses.find(
                                place,
                                clients.fabricIndex(place),
                                clients.checkInNodeId(place),
                                to,
                                nowMillis);
        boolean late = found == PeerAddresses.SEARCHING && nowMillis - calledAt >= SEARCH_TIME;
        if (found == PeerAddresses.UNKNOWN || late) {
            return clients.address(place, to) ? PeerAddresses.FOUND : PeerAddresses.UNKNOWN;
        }
        return found;
    }

    private void finish(int place, boolean found, long nowMillis) {
        postpone(place);
        if (!found) {
            return;
        }
        Bytes.putU16le(bytes, CheckInMessage.DATA, settings.activeModeThreshold);
        int length =
                message.seal(
                        clients.keys(), clients.keyOffset(place), value, bytes, 0, DATA_LENGTH);
        outbox.sendAlone(
                sessions.passing(ephemeralNodeId(), to, nowMillis),
                SecureChannelOpcode.CHECK_IN,
                bytes,
                length,
                nowMillis);
        log.event(
                LogEvent.CHECK_IN,
                clients.fabricIndex(place),
                clients.checkInNodeId(place),
                value & 0xFFFFFFFFL);
    }

    /** Doubles the time to the next one; what the search took is part of it. */
    private void postpone(int place) {
        leave(place, SILENT);
        long wait = settings.idleModeDuration;
        for (int i = 0; i < clients.attempts(place) && wait < settings.maximumCheckInBackOff; i++) {
            wait *= 2;
        }
        clients.sent(place, calledAt + 1000 * Math.min(wait, settings.maximumCheckInBackOff));
    }

    /** Random, of the operational range: another one for each message. */
    private long ephemeralNodeId() {
        long id;
        do {
            id = drbg.nextLong();
        } while (!MatterCertificate.isOperationalNodeId(id));
        return id;
    }
}
