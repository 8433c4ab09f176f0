package org.mattermote.stack.interact;

import org.mattermote.stack.crypto.Drbg;
import org.mattermote.stack.mem.Pool;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.ImStatus;

/** The table of subscriptions: who gets a place and paths (Matter core 8.5, 2.11.2.2). */
final class Subscriptions {
    /** Subscriptions every fabric can count on; their paths are one account. */
    static final int GUARANTEED_PER_FABRIC = 3;

    private final Pool<Subscription> pool;
    private final PathTable paths;
    private final int guaranteedPaths;
    private final Drbg random;
    private int ages;

    /** Null where none outlives a restart. */
    private SubscriptionResumption resumption;

    Subscriptions(Subscription[] slots, PathTable paths, int pathsPerSubscription, Drbg random) {
        pool = new Pool<Subscription>(slots);
        this.paths = paths;
        guaranteedPaths = GUARANTEED_PER_FABRIC * pathsPerSubscription;
        this.random = random;
    }

    Pool<Subscription> pool() {
        return pool;
    }

    /** Lets them outlive a restart; once, at boot, when the fabrics are loaded. */
    void resume(SubscriptionResumption by) {
        resumption = by;
        by.load(this, paths);
    }

    /** Looks for the peers of those that outlived a restart. */
    void poll(long nowMillis) {
        if (resumption != null) {
            resumption.poll(nowMillis);
        }
    }

    /** When to do so again. */
    long deadline(long nowMillis) {
        return resumption == null ? Cluster.NEVER : resumption.deadline(nowMillis);
    }

    /** A peer has subscribed. */
    void made(Subscription subscription) {
        if (resumption != null) {
            resumption.made(subscription);
        }
    }

    /** A report was answered. */
    void reported(Subscription subscription) {
        if (resumption != null) {
            resumption.reported(subscription);
        }
    }

    /** Whether it has had no report since the restart that it outlived. */
    boolean isFirstReport(Subscription subscription) {
        return resumption != null && resumption.isFirstReport(subscription);
    }

    /** Whether its peer was looked for since the restart, in vain so far. */
    boolean isMissed(Subscription subscription) {
        return resumption != null && resumption.isMissed(subscription);
    }

    /** Whether one that cannot have its first report is kept until its peer is found. */
    boolean waitForPeer(Subscription subscription, long nowMillis) {
        return resumption != null && resumption.again(subscription, nowMillis);
    }

    /**
     * Whether a fabric may have one more subscription, by what is free or what it can count on.
     *
     * @param wanted paths of the subscription
     * @return SUCCESS, RESOURCE_EXHAUSTED for want of a place, or PATHS_EXHAUSTED
     */
    int admits(int fabricIndex, int wanted) {
        if (isFull() && count(fabricIndex) >= GUARANTEED_PER_FABRIC) {
            return ImStatus.RESOURCE_EXHAUSTED;
        }
        return paths.isRoomForSubscription(wanted) || paths(fabricIndex) + wanted <= guaranteedPaths
                ? ImStatus.SUCCESS
                : ImStatus.PATHS_EXHAUSTED;
    }

    /**
     * The subscription that has to go so that one with so many paths gets in. For want of a place
     * it is the oldest of the fabric that is furthest above what it can count on; for want of paths
     * the one with most paths of the fabric that is furthest above. Null when nobody has to go, or
     * nobody has more than that.
     */
    Subscription victimFor(int wanted) {
        if (isFull()) {
            return victim(false);
        }
        return paths.isRoomForSubscription(wanted) ? null : victim(true);
    }

    /** A fresh place in state PRIMING with its id, or null when all are in use. */
    Subscription take() {
        Subscription taken = pool.take();
        if (taken != null) {
            taken.id = freshId();
            taken.age = ages++;
        }
        return taken;
    }

    /** This place, at boot, for the subscription that was in it before. */
    Subscription take(int place) {
        Subscription taken = pool.take(place);
        taken.age = ages++;
        return taken;
    }

    /** Gives back a subscription and its paths. */
    void release(Subscription subscription) {
        paths.close(subscription);
        pool.release(subscription);
        if (resumption != null) {
            resumption.ended(subscription);
        }
    }

    /**
     * A subscription of a fabric that has not been heard of since the restart, of this peer rather
     * than another; null for none.
     */
    Subscription waiting(int fabricIndex, long peerNodeId) {
        Subscription found = null;
        for (int i = 0; i < pool.capacity(); i++) {
            Subscription s = pool.at(i);
            if (s.isTaken()
                    && s.state >= Subscription.WAITING
                    && s.fabricIndex == fabricIndex
                    && (found == null || s.peerNodeId == peerNodeId)) {
                found = s;
            }
        }
        return found;
    }

    /** Subscriptions of a fabric. */
    int count(int fabricIndex) {
        int count = 0;
        for (int i = 0; i < pool.capacity(); i++) {
            if (pool.at(i).isTaken() && pool.at(i).fabricIndex == fabricIndex) {
                count++;
            }
        }
        return count;
    }

    /** Paths of a fabric's subscriptions. */
    int paths(int fabricIndex) {
        int count = 0;
        for (int i = 0; i < pool.capacity(); i++) {
            if (pool.at(i).fabricIndex == fabricIndex) {
                count += pool.at(i).paths();
            }
        }
        return count;
    }

    private boolean isFull() {
        return pool.inUse() == pool.capacity();
    }

    private Subscription victim(boolean byPaths) {
        Subscription victim = null;
        int most = byPaths ? guaranteedPaths : GUARANTEED_PER_FABRIC;
        for (int i = 0; i < pool.capacity(); i++) {
            Subscription candidate = pool.at(i);
            if (candidate.isTaken()) {
                int fabricIndex = candidate.fabricIndex;
                int held = byPaths ? paths(fabricIndex) : count(fabricIndex);
                boolean sooner =
                        victim != null && held == most && goesBefore(candidate, victim, byPaths);
                if (held > most || sooner) {
                    victim = candidate;
                    most = held;
                }
            }
        }
        return victim;
    }

    private static boolean goesBefore(Subscription one, Subscription other, boolean byPaths) {
        if (byPaths && one.paths() != other.paths()) {
            return one.paths() > other.paths();
        }
        return one.age - other.age < 0;
    }

    private int freshId() {
        int id = random.nextInt();
        while (id == 0 || isUsed(id)) {
            id++;
        }
        return id;
    }

    /** Whether a subscription has this id. */
    boolean isUsed(int id) {
        for (int i = 0; i < pool.capacity(); i++) {
            if (pool.at(i).isTaken() && pool.at(i).id == id) {
                return true;
            }
        }
        return false;
    }
}
