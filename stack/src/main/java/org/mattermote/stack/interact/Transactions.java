package org.mattermote.stack.interact;

import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.mem.Pool;
import org.mattermote.stack.model.ImStatus;

/**
 * The interactions in progress: who gets one, and all the ways in which one ends.
 *
 * <p>Every fabric can count on one for a request of its own (Matter core 2.11.2.1). When all are in
 * use, a report to a subscriber gives way and comes again; without one, an interaction of the
 * fabric that has most, but not a command that is pending.
 */
final class Transactions {
    /** Until a report is tried again for which no exchange or packet was free. */
    static final long RETRY_MILLIS = 50;

    final Outlet outlet;
    final Pool<Interaction> pool;
    final PathTable paths;
    final Subscriptions subscriptions;

    /** Answers BUSY when the pool is empty. */
    final Interaction spare;

    private final HeldInvoke held;

    /**
     * @param interactions all there are
     */
    Transactions(
            Outlet outlet,
            Interaction[] interactions,
            PathTable paths,
            Subscriptions subscriptions,
            HeldInvoke held) {
        this.outlet = outlet;
        this.paths = paths;
        this.subscriptions = subscriptions;
        this.held = held;
        pool = new Pool<Interaction>(interactions);
        spare = new Interaction(interactions.length);
    }

    /** A fresh interaction for a request of a fabric, or null when it has to wait. */
    Interaction take(int fabricIndex, long nowMillis) {
        boolean full = pool.inUse() == pool.capacity();
        if (full && requests(fabricIndex) == 0) {
            Interaction victim = victim();
            if (victim != null && isReport(victim)) {
                postpone(victim, nowMillis);
            } else if (victim != null) {
                refuse(victim, ImStatus.BUSY, nowMillis);
            }
        }
        Interaction taken = pool.take();
        if (taken != null) {
            taken.fabricIndex = (short) fabricIndex;
        }
        return taken;
    }

    /**
     * No packet is free, or none that is long enough: a read or first report is given up, a later
     * report comes again.
     */
    void postpone(Interaction in, long nowMillis) {
        Subscription s = in.subscription;
        if (s != null && s.state != Subscription.PRIMING) {
            in.subscription = null;
            s.reportAgain(nowMillis + RETRY_MILLIS);
        }
        abort(in, nowMillis);
    }

    /** Ends an interaction and every subscription it carried, without a word. */
    void abort(Interaction in, long nowMillis) {
        if (in.subscription != null) {
            subscriptions.release(in.subscription);
        }
        close(in, nowMillis);
    }

    void refuse(Interaction in, int status, long nowMillis) {
        if (in.subscription != null) {
            subscriptions.release(in.subscription);
            in.subscription = null;
        }
        TlvWriter w = in.group ? null : outlet.begin(in);
        if (w == null) {
            close(in, nowMillis);
            return;
        }
        ImMessage.statusResponse(w, status);
        finish(in, ImOpcode.STATUS_RESPONSE, nowMillis);
    }

    void await(Interaction in, int opcode, long nowMillis) {
        if (outlet.sendAndAwait(in, opcode, nowMillis) < 0) {
            postpone(in, nowMillis);
        }
    }

    void finish(Interaction in, int opcode, long nowMillis) {
        if (outlet.sendLast(in, opcode, nowMillis) < 0) {
            outlet.close(in, nowMillis);
        }
        release(in);
    }

    void close(Interaction in, long nowMillis) {
        outlet.close(in, nowMillis);
        release(in);
    }

    void release(Interaction in) {
        if (in == spare) {
            spare.clear();
        } else {
            held.ended(in.handle());
            paths.close(in);
            pool.release(in);
        }
    }

    /** Releases a subscription and the report of it that is under way. */
    void drop(Subscription s, long nowMillis) {
        Interaction in = pool.find(s.interaction);
        subscriptions.release(s);
        if (in != null) {
            in.subscription = null;
            close(in, nowMillis);
        }
    }

    /** A later report to a subscriber, which nobody asked for now. */
    private static boolean isReport(Interaction in) {
        return in.subscription != null && in.subscription.state != Subscription.PRIMING;
    }

    private int requests(int fabricIndex) {
        int count = 0;
        for (int i = 0; i < pool.capacity(); i++) {
            Interaction in = pool.at(i);
            if (in.isTaken() && in.fabricIndex == fabricIndex && !isReport(in)) {
                count++;
            }
        }
        return count;
    }

    private Interaction victim() {
        Interaction victim = null;
        int most = 1;
        for (int i = 0; i < pool.capacity(); i++) {
            Interaction in = pool.at(i);
            if (isReport(in)) {
                return in;
            }
            int count = requests(in.fabricIndex);
            if (count > most && in.state != Interaction.PENDING) {
                victim = in;
                most = count;
            }
        }
        return victim;
    }
}
