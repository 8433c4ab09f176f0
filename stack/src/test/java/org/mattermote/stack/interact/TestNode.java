package org.mattermote.stack.interact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.mattermote.stack.crypto.Drbg;
import org.mattermote.stack.model.AccessControlEntry;
import org.mattermote.stack.model.AccessControlList;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.Endpoint;
import org.mattermote.stack.model.EventLog;
import org.mattermote.stack.model.Node;
import org.mattermote.stack.model.Privilege;
import org.mattermote.stack.model.Subject;

/**
 * A node with endpoints 0 and 1 and its interaction server. Fabric 1 has an administrator (node
 * 10), an operator of endpoint 1 (node 11) and a stranger without rights (node 12).
 */
final class TestNode {
    static final int CLUSTER = 0x0100;
    static final int SMALL_CLUSTER = 0x0101;
    static final int DIAGNOSTICS = 0x0033;
    static final int VENDOR_CLUSTER = 0xFFF1FC01;

    final FakeOutlet outlet = new FakeOutlet();
    final int[] few = {TestSpec.BOOL, TestSpec.FIXED_U8};
    final TestCluster root = new TestCluster(SMALL_CLUSTER, few);
    final TestCluster diagnostics = new TestCluster(DIAGNOSTICS, few);
    final TestCluster full = new TestCluster(CLUSTER);
    final TestCluster vendor = new TestCluster(VENDOR_CLUSTER, few);
    final EventLog events = new EventLog(2048, 256, 1);
    final AccessControlList access = new AccessControlList(20);
    final InteractionSizes sizes = new InteractionSizes();
    final Node node;
    final InteractionServer server;
    private final Map<Interaction, Subject> senders = new HashMap<>();
    long now = 1000;

    TestNode() {
        this(new InteractionSizes());
    }

    TestNode(InteractionSizes sizes) {
        this(sizes, null);
    }

    TestNode(InteractionSizes sizes, GroupMembership groups) {
        node =
                new Node(
                        new Endpoint[] {
                            new Endpoint(0, new int[] {22, 3}, new Cluster[] {root, diagnostics}),
                            new Endpoint(1, new int[] {256, 3}, new Cluster[] {vendor, full})
                        },
                        7);
        node.useEvents(events);
        outlet.who = senders::get;
        Drbg random = new Drbg();
        random.instantiate(new byte[48], 0, 48);
        server = new InteractionServer(outlet, node, access, groups, random, sizes);
        allow(1, Privilege.ADMINISTER, 10, AccessControlEntry.ANY);
        allow(1, Privilege.OPERATE, 11, 1);
        for (int fabric = 2; fabric <= 6; fabric++) {
            allow(fabric, Privilege.ADMINISTER, 10, AccessControlEntry.ANY);
        }
    }

    void allow(int fabric, int privilege, long nodeId, int endpoint) {
        AccessControlEntry entry = new AccessControlEntry();
        entry.fabricIndex = fabric;
        entry.privilege = privilege;
        entry.authMode = Subject.AUTH_MODE_CASE;
        entry.subjects[0] = nodeId;
        entry.subjectCount = 1;
        if (endpoint != AccessControlEntry.ANY) {
            entry.targetCount = 1;
            entry.targetEndpoint[0] = endpoint;
            entry.targetCluster[0] = AccessControlEntry.ANY;
            entry.targetDeviceType[0] = AccessControlEntry.ANY;
        }
        access.add(entry);
    }

    static Subject subject(int fabric, long nodeId) {
        Subject subject = new Subject();
        subject.authMode = Subject.AUTH_MODE_CASE;
        subject.fabricIndex = fabric;
        subject.nodeId = nodeId;
        return subject;
    }

    static Subject admin() {
        return subject(1, 10);
    }

    static Subject operator() {
        return subject(1, 11);
    }

    static Subject stranger() {
        return subject(1, 12);
    }

    static Subject commissioner() {
        Subject subject = new Subject();
        subject.authMode = Subject.AUTH_MODE_PASE;
        return subject;
    }

    static Subject group(int fabric, int groupId) {
        Subject subject = subject(fabric, groupId);
        subject.authMode = Subject.AUTH_MODE_GROUP;
        return subject;
    }

    /** A new interaction of somebody. */
    Interaction open(Subject who) {
        Interaction in = server.take(who.fabricIndex, now);
        senders.put(in, who);
        return in;
    }

    /** Hands a message in; its answers are in the outlet. */
    void send(Interaction in, int opcode, String text) {
        send(in, opcode, TlvText.bytes(text));
    }

    void send(Interaction in, int opcode, byte[] bytes) {
        byte[] framed = new byte[bytes.length + 20];
        System.arraycopy(bytes, 0, framed, 10, bytes.length);
        byte[] before = framed.clone();
        Subscription s = in.subscription;
        server.subject().set(s == null ? senders.get(in) : subject(s.fabricIndex, s.peerNodeId));
        server.received(in, opcode, framed, 10, bytes.length, now);
        assertTrue(Arrays.equals(before, framed), "the request was changed");
    }

    /** The only answer to one message of somebody, on an exchange that is over then. */
    String ask(Subject who, int opcode, String text) {
        int before = outlet.sent.size();
        send(open(who), opcode, text);
        assertEquals(before + 1, outlet.sent.size(), "answers");
        assertTrue(last().last(), "the exchange goes on");
        return last().text();
    }

    /** A timed action: its only answer. */
    String askTimed(Subject who, int opcode, String text) {
        Interaction in = open(who);
        send(in, ImOpcode.TIMED_REQUEST, "{0:1000,255:12}");
        assertEquals("{0:0,255:12}", last().text());
        send(in, opcode, text);
        assertTrue(last().last(), "the exchange goes on");
        return last().text();
    }

    FakeOutlet.Sent last() {
        return outlet.sent.get(outlet.sent.size() - 1);
    }

    int lastOpcode() {
        return last().opcode();
    }

    Interaction carrying(Subscription s) {
        return server.pool().find(s.interaction);
    }

    static String version(Cluster cluster) {
        return Long.toString(cluster.dataVersion() & 0xFFFFFFFFL);
    }
}
