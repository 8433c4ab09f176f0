package org.mattermote.stack.interact;

import java.util.ArrayList;
import java.util.List;
import org.mattermote.stack.crypto.Drbg;
import org.mattermote.stack.fabric.MemoryStore;
import org.mattermote.stack.fabric.TestFabrics;
import org.mattermote.stack.model.Subject;

/**
 * A node of fabrics 1 and 2 whose subscriptions outlive it; made anew on its store for a restart.
 */
final class RestartingNode {
    static final int SUBSCRIBE = ImOpcode.SUBSCRIBE_REQUEST;
    static final String OK = "{0:0,255:12}";

    /** INVALID_SUBSCRIPTION. */
    static final String UNKNOWN = "{0:125,255:12}";

    static final String BOOL = "<2:1,3:256,4:0>";

    final MemoryStore store;
    final TestFabrics fabrics;
    final FakePeers peers = new FakePeers();
    final TestNode n;
    final SubscriptionResumption resumption;

    /** Keys of records that could not be read or written. */
    final List<Integer> failures = new ArrayList<>();

    RestartingNode(MemoryStore store, int seed) {
        this(store, seed, new InteractionSizes());
    }

    RestartingNode(MemoryStore store, int seed, InteractionSizes sizes) {
        this.store = store;
        fabrics = new TestFabrics(store);
        n = new TestNode(sizes);
        Drbg random = new Drbg();
        byte[] entropy = new byte[48];
        entropy[0] = (byte) seed;
        random.instantiate(entropy, 0, entropy.length);
        resumption =
                new SubscriptionResumption(
                        fabrics.records,
                        fabrics.table,
                        peers,
                        random,
                        (event, a, b, c) -> failures.add((int) a),
                        sizes.subscriptions);
        fabrics.table.load();
        n.server.resume(resumption);
    }

    /** What two administrators leave in a store: fabrics 1 and 2. */
    static MemoryStore commissioned() {
        MemoryStore store = new MemoryStore();
        TestFabrics fabrics = new TestFabrics(store);
        commission(fabrics, "Root01", "ICA01", "Node01_01");
        commission(fabrics, "Root02", "ICA02", "Node02_01");
        return store;
    }

    private static void commission(TestFabrics fabrics, String root, String icac, String noc) {
        fabrics.failSafe.armForPase(77, 0);
        fabrics.add(root, icac, noc);
        if (fabrics.failSafe.commit(0) != 0) {
            throw new IllegalStateException("commissioning");
        }
    }

    static String request(boolean keep, int min, int max, String paths) {
        return "{0:" + keep + ",1:" + min + ",2:" + max + ",3:[" + paths + "],7:true,255:12}";
    }

    /** The same node after a restart, at time 0. */
    RestartingNode restarted() {
        RestartingNode again = new RestartingNode(store, 2, n.sizes);
        again.n.now = 0;
        return again;
    }

    /** Subscribes to the end. */
    Subscription subscribe(Subject who, String request) {
        Interaction in = n.open(who);
        n.send(in, SUBSCRIBE, request);
        while (n.lastOpcode() == ImOpcode.REPORT_DATA) {
            n.send(in, ImOpcode.STATUS_RESPONSE, OK);
        }
        if (n.lastOpcode() != ImOpcode.SUBSCRIBE_RESPONSE) {
            throw new IllegalStateException(n.last().text());
        }
        Subscription newest = null;
        for (Subscription s : subscriptions()) {
            newest = newest == null || s.age > newest.age ? s : newest;
        }
        return newest;
    }

    List<Subscription> subscriptions() {
        List<Subscription> taken = new ArrayList<>();
        for (int i = 0; i < n.server.subscriptions().capacity(); i++) {
            if (n.server.subscriptions().at(i).isTaken()) {
                taken.add(n.server.subscriptions().at(i));
            }
        }
        return taken;
    }

    /** The only one there is. */
    Subscription only() {
        if (subscriptions().size() != 1) {
            throw new AssertionError(subscriptions().size() + " subscriptions");
        }
        return subscriptions().get(0);
    }

    /** Polls whenever the node wants to, until this time. */
    void passTo(long time) {
        while (n.now <= time) {
            long next = n.server.poll(n.now);
            n.now = Math.max(n.now + 1, Math.min(next, time + 1));
        }
        n.now = time;
    }

    /** Polls until something was sent or asked for, at most for so long; false when nothing was. */
    boolean passUntilActive(long millis) {
        int sent = n.outlet.sent.size();
        int asked = peers.requests.size();
        long end = n.now + millis;
        while (n.now <= end) {
            long next = n.server.poll(n.now);
            if (n.outlet.sent.size() > sent || peers.requests.size() > asked) {
                return true;
            }
            n.now = Math.max(n.now + 1, Math.min(next, end + 1));
        }
        return false;
    }

    void answer(Subscription s, String status) {
        n.send(n.carrying(s), ImOpcode.STATUS_RESPONSE, status);
    }
}
