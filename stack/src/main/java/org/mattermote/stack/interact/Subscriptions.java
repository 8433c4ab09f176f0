package org.mattermote.stack.interact;

import org.mattermote.stack.crypto.Drbg;
import org.mattermote.stack.mem.Pool;
import org.mattermote.stack.model.EventLog;
import org.mattermote.stack.model.Node;
import org.mattermote.stack.model.Subject;

/** The table of subscriptions: who gets a place, and what is due (Matter core 8.5, 2.11.2.2). */
final class Subscriptions {
    /** Subscriptions every fabric can count on. */
    static final int GUARANTEED_PER_FABRIC = 3;

    private static final int GUARANTEED_PATHS = InteractionSizes.GUARANTEED_SUBSCRIPTION_PATHS;

    private final Pool<Subscription> pool;

    /** One subscription with all it may have, and every other with what it can count on. */
    private final TripleTable table;

    private final Node node;
    private final ReportGenerator reports;
    private final Drbg random;
    private int ages;

    Subscriptions(InteractionSizes sizes, Node node, ReportGenerator reports, Drbg random) {
        table = new TripleTable(sizes.subscriptionTable());
        Subscription[] slots = new Subscription[sizes.subscriptions];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = new Subscription(table, sizes.pathsPerSubscription);
        }
        pool = new Pool<Subscription>(slots);
        this.node = node;
        this.reports = reports;
        this.random = random;
    }

    Pool<Subscription> pool() {
        return pool;
    }

    /** A fresh place in state PRIMING with its id and subject set, or null when all are in use. */
    Subscription take(Subject subject) {
        Subscription taken = pool.take();
        if (taken != null) {
            taken.subject.set(subject);
            taken.id = freshId();
            taken.age = ages++;
            table.reserve((pool.capacity() - pool.inUse()) * GUARANTEED_PATHS);
        }
        return taken;
    }

    /**
     * The subscription that has to go so that {@code fabricIndex} gets one of its guaranteed
     * places: the oldest of the fabric that is furthest above its own guarantee. Null when the
     * fabric has what it is guaranteed, or nobody has more than that.
     */
    Subscription victimFor(int fabricIndex) {
        if (count(fabricIndex) >= GUARANTEED_PER_FABRIC) {
            return null;
        }
        Subscription victim = null;
        int most = GUARANTEED_PER_FABRIC;
        for (int i = 0; i < pool.capacity(); i++) {
            Subscription candidate = pool.at(i);
            if (candidate.isTaken()) {
                int held = count(candidate.subject.fabricIndex);
                boolean older = victim != null && held == most && candidate.age - victim.age < 0;
                if (held > most || older) {
                    victim = candidate;
                    most = held;
                }
            }
        }
        return victim;
    }

    int count(int fabricIndex) {
        int count = 0;
        for (int i = 0; i < pool.capacity(); i++) {
            Subscription subscription = pool.at(i);
            if (subscription.isTaken() && subscription.subject.fabricIndex == fabricIndex) {
                count++;
            }
        }
        return count;
    }

    /**
     * Looks at what changed since the last look, so that {@link Subscription#nextReport} is right.
     */
    void look(Subscription s) {
        int stamp = node.changes().value();
        EventLog log = node.events();
        long events = log == null ? 0 : log.nextNumber();
        if (!s.due && stamp != s.checkedStamp) {
            s.due = reports.hasChanges(s.subject, s.attributes, s.reportedStamp);
        }
        if (!s.due && events != s.checkedEvents) {
            s.due = reports.hasUrgentEvents(s.subject, s.events, s.fabricFiltered, s.checkedEvents);
        }
        s.checkedStamp = stamp;
        s.checkedEvents = events;
    }

    private int freshId() {
        int id = random.nextInt();
        while (id == 0 || isUsed(id)) {
            id++;
        }
        return id;
    }

    private boolean isUsed(int id) {
        for (int i = 0; i < pool.capacity(); i++) {
            if (pool.at(i).isTaken() && pool.at(i).id == id) {
                return true;
            }
        }
        return false;
    }
}
