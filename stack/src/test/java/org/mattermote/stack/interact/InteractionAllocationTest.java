package org.mattermote.stack.interact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.model.Subject;

/** Nothing of this room allocates once it has been made. */
class InteractionAllocationTest {
    private static final byte[] READ =
            TlvText.bytes(
                    "{0:[<>,<2:1,3:256,4:99>],1:[<>,<1:1,2:9,3:9>],3:true,"
                            + "4:[{0:<1:0,2:51>,1:5}],255:12}");
    private static final byte[] WRITE =
            TlvText.bytes(
                    "{1:false,2:[{1:<2:1,3:256,4:8>,2:[1,2]},"
                            + "{1:<2:1,3:256,4:8,5:null>,2:3},{1:<2:1,3:256,4:0>,2:true}]}");
    private static final byte[] INVOKE =
            TlvText.bytes("{0:false,1:true,2:[{0:<0:1,1:256,2:1>,1:{0:5}}]}");
    private static final byte[] SLOW =
            TlvText.bytes("{0:false,1:false,2:[{0:<0:1,1:256,2:41>,1:{0:5}}]}");
    private static final byte[] TIMED = TlvText.bytes("{0:500}");
    private static final byte[] SUBSCRIBE =
            TlvText.bytes("{0:false,1:0,2:60,3:[<>],4:[<4:true>],7:true}");
    private static final byte[] OK = TlvText.bytes("{0:0}");
    private static final byte[] BAD = TlvText.bytes("{9:0}");

    private final TestNode n = new TestNode();
    private final Subject admin = TestNode.admin();

    private Interaction open() {
        return n.server.take(1, n.now);
    }

    private void send(Interaction in, int opcode, byte[] payload) {
        n.server.subject().set(admin);
        n.server.received(in, opcode, payload, 0, payload.length, n.now);
    }

    private void sendAll(int opcode, byte[] payload) {
        Interaction in = open();
        int handle = in.handle();
        send(in, opcode, payload);
        while (n.server.pool().find(handle) == in) {
            send(in, ImOpcode.STATUS_RESPONSE, OK);
        }
    }

    private void round() {
        for (int i = 0; i < 50; i++) {
            n.now += 100;
            sendAll(ImOpcode.READ_REQUEST, READ);
            sendAll(ImOpcode.READ_REQUEST, BAD);
            sendAll(ImOpcode.WRITE_REQUEST, WRITE);
            Interaction in = open();
            send(in, ImOpcode.TIMED_REQUEST, TIMED);
            send(in, ImOpcode.INVOKE_REQUEST, INVOKE);
            send(open(), ImOpcode.INVOKE_REQUEST, SLOW);
            while (n.server.hasPending()) {
                n.server.proceed(n.now);
            }
            sendAll(ImOpcode.SUBSCRIBE_REQUEST, SUBSCRIBE);
            n.full.change(TestSpec.BOOL);
            n.events.begin(n.full, TestSpec.INFO_EVENT, 0).putUnsigned(0, i);
            n.events.commit(n.now);
            n.server.poll(n.now);
            for (int s = 0; s < n.server.subscriptions().capacity(); s++) {
                Subscription subscription = n.server.subscriptions().at(s);
                while (subscription.state == Subscription.REPORTING) {
                    send(n.carrying(subscription), ImOpcode.STATUS_RESPONSE, OK);
                }
            }
        }
    }

    @Test
    void shouldNotAllocate() {
        n.outlet.keep = false;
        n.outlet.room = 300;
        n.outlet.who = in -> admin;
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        // The first rounds let the virtual machine settle.
        for (int i = 0; i < 5; i++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            round();
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        long idle = threads.getCurrentThreadAllocatedBytes() - before;
        assertEquals(0, least - idle);
        assertEquals(0, n.server.pool().inUse());
        assertEquals(1, n.server.subscriptions().inUse());
        assertTrue(n.outlet.messages > 5 * 50 * 10, "messages " + n.outlet.messages);
    }
}
