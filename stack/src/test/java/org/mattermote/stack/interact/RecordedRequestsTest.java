package org.mattermote.stack.interact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.crypto.Drbg;
import org.mattermote.stack.model.AccessControlEntry;
import org.mattermote.stack.model.AccessControlList;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.Endpoint;
import org.mattermote.stack.model.EventLog;
import org.mattermote.stack.model.Node;
import org.mattermote.stack.model.Privilege;
import org.mattermote.stack.model.Subject;

/** Real requests, against a node with the clusters of a light but simple ones. */
class RecordedRequestsTest {
    private static final int[] ROOT = {29, 31, 40, 48, 49, 51, 60, 62, 63};
    private static final int[] LIGHT = {3, 4, 6, 29, 98};

    private final FakeOutlet outlet = new FakeOutlet();
    private final InteractionServer server = server();

    private InteractionServer server() {
        Node node =
                new Node(
                        new Endpoint[] {
                            new Endpoint(0, new int[] {22, 3}, clusters(ROOT)),
                            new Endpoint(1, new int[] {256, 3}, clusters(LIGHT))
                        },
                        1);
        node.useEvents(new EventLog(1024, 64, 1));
        node.events().begin(node.find(0).find(40), 0, 0);
        node.events().commit(5);
        AccessControlList access = new AccessControlList(4);
        AccessControlEntry entry = new AccessControlEntry();
        entry.fabricIndex = 1;
        entry.privilege = Privilege.ADMINISTER;
        entry.authMode = Subject.AUTH_MODE_CASE;
        access.add(entry);
        Drbg random = new Drbg();
        random.instantiate(new byte[48], 0, 48);
        return new InteractionServer(outlet, node, access, null, random, new InteractionSizes());
    }

    private static Cluster[] clusters(int[] ids) {
        Cluster[] clusters = new Cluster[ids.length];
        for (int i = 0; i < ids.length; i++) {
            TestCluster cluster = new TestCluster(ids[i]);
            cluster.longCount = 20;
            cluster.longSize = 50;
            clusters[i] = cluster;
        }
        return clusters;
    }

    @Test
    void shouldAnswerEveryRecordedRequest() {
        Map<String, Interaction> open = new HashMap<>();
        int requests = 0;
        int subscriptions = 0;
        for (RecordedRequests.Message m : RecordedRequests.all()) {
            if (m.opcode() == ImOpcode.STATUS_RESPONSE) {
                continue;
            }
            requests++;
            String key = m.run() + m.exchange();
            Interaction in = open.containsKey(key) ? open.get(key) : server.take(1, 0);
            Subject subject = server.subject();
            subject.authMode = m.pase() ? Subject.AUTH_MODE_PASE : Subject.AUTH_MODE_CASE;
            subject.fabricIndex = m.pase() ? 0 : 1;
            subject.nodeId = 112233;
            int before = outlet.sent.size();
            receive(in, m.opcode(), m.payload());
            FakeOutlet.Sent answer = last();
            String where = m.run() + " " + m.number() + ": " + answer.text();
            assertEquals(before + 1, outlet.sent.size(), where);
            assertEquals(answerTo(m.opcode()), answer.opcode(), where);
            if (m.opcode() == ImOpcode.TIMED_REQUEST) {
                open.put(key, in);
                continue;
            }
            open.remove(key);
            while (!last().last()) {
                assertEquals(ImOpcode.REPORT_DATA, last().opcode(), where);
                assertTrue(last().bytes().length <= 1200);
                TlvText.text(last().bytes());
                receive(in, ImOpcode.STATUS_RESPONSE, TlvText.bytes("{0:0,255:12}"));
            }
            if (m.opcode() == ImOpcode.SUBSCRIBE_REQUEST) {
                assertEquals(ImOpcode.SUBSCRIBE_RESPONSE, last().opcode());
                subscriptions++;
            }
            assertFalse(where.contains("{0:128,255"), where);
        }
        assertEquals(66, requests);
        assertTrue(subscriptions >= 2);
        assertEquals(0, server.pool().inUse());
        assertNotEquals(0, server.subscriptions().inUse());
    }

    private void receive(Interaction in, int opcode, byte[] payload) {
        server.received(in, opcode, payload, 0, payload.length, 1000);
    }

    private FakeOutlet.Sent last() {
        return outlet.sent.get(outlet.sent.size() - 1);
    }

    private static int answerTo(int opcode) {
        return switch (opcode) {
            case ImOpcode.READ_REQUEST, ImOpcode.SUBSCRIBE_REQUEST -> ImOpcode.REPORT_DATA;
            case ImOpcode.WRITE_REQUEST -> ImOpcode.WRITE_RESPONSE;
            case ImOpcode.INVOKE_REQUEST -> ImOpcode.INVOKE_RESPONSE;
            default -> ImOpcode.STATUS_RESPONSE;
        };
    }
}
