package org.mattermote.stack.interact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Whose subscription counts for a registered client (Matter core 9.16.5.3.2). */
class SubscribersTest {
    private static final String REQUEST = "{0:true,1:0,2:60,3:[<2:1,3:256,4:0>],7:true,255:12}";

    private TestNode n = new TestNode();

    private Interaction begin() {
        Interaction in = n.open(TestNode.operator());
        n.send(in, ImOpcode.SUBSCRIBE_REQUEST, REQUEST);
        return in;
    }

    private void subscribe() {
        Interaction in = begin();
        while (n.lastOpcode() == ImOpcode.REPORT_DATA) {
            n.send(in, ImOpcode.STATUS_RESPONSE, "{0:0,255:12}");
        }
        assertEquals(1, n.server.subscriptions().inUse());
    }

    private boolean has(int fabricIndex, long subject) {
        return n.server.hasSubscription(fabricIndex, subject);
    }

    @Test
    void shouldKnowASubscriberByItsNode() {
        assertFalse(has(1, 11));
        begin();
        assertTrue(has(1, 11), "being made");
        n = new TestNode();
        subscribe();
        assertTrue(has(1, 11));
        assertFalse(has(1, 10));
        assertFalse(has(2, 11));
        n.outlet.hasSession = false;
        assertTrue(has(1, 11));
    }

    @Test
    void shouldKnowASubscriberByItsTagOfThisVersionOrALater() {
        subscribe();
        long tag = 0xFFFFFFFDAA120002L;
        assertFalse(has(1, tag));
        n.server.subject().cats[1] = 0xAA120001;
        assertFalse(has(1, tag));
        n.server.subject().cats[1] = 0xAA120003;
        assertTrue(has(1, tag));
        assertFalse(has(2, tag));
        assertFalse(has(1, 0xFFFFFFFDAA130002L));
        // Without a session nobody knows its tags.
        n.outlet.hasSession = false;
        assertFalse(has(1, tag));
    }
}
