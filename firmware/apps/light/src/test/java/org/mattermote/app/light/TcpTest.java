package org.mattermote.app.light;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mattermote.firmware.testkit.DeviceNode;
import org.mattermote.firmware.testkit.MemoryFactory;
import org.mattermote.firmware.testkit.MemoryRecords;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.sim.Im;
import org.mattermote.stack.sim.SimAdministrator;
import org.mattermote.stack.sim.SimClient;
import org.mattermote.stack.sim.SimFabric;
import org.mattermote.stack.sim.SimNetwork;
import org.mattermote.stack.sim.SimPort;
import org.mattermote.stack.sim.SimStream;
import org.mattermote.stack.sim.Tlv;
import org.mattermote.stack.transport.tcp.ScriptedStreams;

/** A whole device, sealed, that talks over TCP, and large messages over it. */
class TcpTest {
    private static final int CLUSTER = LargeApp.CLUSTER;

    private final SimNetwork network = new SimNetwork(3);
    private final SimPort port = network.attach();
    private final ScriptedStreams streams = new ScriptedStreams(3);
    private final DeviceNode node =
            new DeviceNode(
                    LargeApp.class,
                    port,
                    null,
                    null,
                    stack -> stack.tcp(streams),
                    new MemoryRecords(),
                    3,
                    0);
    private final LargeApp.LargeCluster cluster = ((LargeApp) node.app).cluster();
    private final SimAdministrator admin =
            new SimAdministrator(
                    network, network.attach(), port, new SimFabric(1, 0xFAB1, true), 9, 5, 1);
    private SimStream stream;

    @BeforeEach
    void commission() {
        network.add(node);
        admin.commission(MemoryFactory.PASSCODE);
    }

    /** Whoever has a session makes one over TCP, too. */
    private void connect() {
        stream = new SimStream(streams);
        network.add(stream);
        admin.controller.connection = stream;
        admin.operational();
    }

    private SimClient.Transaction invoke(int command, byte[] value) {
        SimClient.Transaction t = start(command, value);
        assertTrue(network.run(() -> t.done, 60_000));
        return t;
    }

    private SimClient.Transaction start(int command, byte[] value) {
        return admin.client.invoke(1, CLUSTER, command, out -> Tlv.bytes(out, 0, value));
    }

    private SimClient.Transaction give(int length) {
        SimClient.Transaction t =
                admin.client.invoke(1, CLUSTER, LargeApp.GIVE, out -> out.putUnsigned(0, length));
        assertTrue(network.run(() -> t.done, 60_000));
        return t;
    }

    private SimClient.Transaction read() {
        SimClient.Transaction t = admin.client.read(1, CLUSTER, LargeApp.ATTRIBUTE);
        assertTrue(network.run(() -> t.done, 60_000));
        return t;
    }

    private static byte[] value(int length) {
        byte[] value = new byte[length];
        for (int i = 0; i < length; i++) {
            value[i] = (byte) (i * 13 + length);
        }
        return value;
    }

    private void assertNothingLeft() {
        network.pass(2_000);
        assertEquals(DeviceNode.IDLE, node.usage());
        assertEquals(0, node.allocated);
    }

    private byte[] taken() {
        return Arrays.copyOf(cluster.taken, cluster.takenLength);
    }

    @Test
    void shouldTakeALargeCommandOverTcpOnly() {
        assertEquals(ImStatus.INVALID_TRANSPORT_TYPE, invoke(LargeApp.TAKE, value(100)).status);
        connect();
        for (int length : new int[] {100, 1200, 1300, 3000, 4000}) {
            assertEquals(0, invoke(LargeApp.TAKE, value(length)).status);
            assertArrayEquals(value(length), taken());
            assertNothingLeft();
        }
        assertEquals(0, node.stack.counters().mrpRetransmissions);
    }

    @Test
    void shouldReportALargeAttributeInOneMessageOverTcpOnly() {
        assertEquals(ImStatus.RESOURCE_EXHAUSTED, read().status);
        connect();
        SimClient.Transaction t = read();
        assertEquals(0, t.status);
        assertEquals(1, t.answers.size());
        assertTrue(t.answer().length > LargeApp.LENGTH);
        assertTrue(stream.longest <= 4096);
        assertNothingLeft();
    }

    @Test
    void shouldAnswerAsLongAsTheLargeBufferIs() {
        connect();
        for (int length : new int[] {10, 1100, 1200, 1300, 3900}) {
            SimClient.Transaction t = give(length);
            assertEquals(0, t.status, "length " + length);
            assertArrayEquals(Arrays.copyOf(cluster.given, length), Im.bytesField(t.answer(), 0));
            assertNothingLeft();
        }
        assertEquals(ImStatus.RESOURCE_EXHAUSTED, give(4096).status);
        assertNothingLeft();
    }

    @Test
    void shouldAnswerNoLongerThanThePeerTakes() {
        admin.controller.longestOverTcp = 2_000;
        connect();
        assertEquals(0, give(1_900).status);
        assertEquals(ImStatus.RESOURCE_EXHAUSTED, give(2_000).status);
        assertTrue(stream.longest <= 2_000 - 4, "the length before it may count");
        admin.controller.longestOverTcp = 100;
        connect();
        assertEquals(0, give(1_000).status, "a datagram's length goes always");
        assertEquals(ImStatus.RESOURCE_EXHAUSTED, give(1_300).status);
        assertNothingLeft();
    }

    @Test
    void shouldHoldALargeCommandThatTakesLonger() {
        connect();
        assertEquals(0, invoke(LargeApp.TAKE_SLOWLY, value(3500)).status);
        assertArrayEquals(value(3500), taken());
        assertEquals(3, cluster.steps);
        assertNothingLeft();
        assertEquals(0, invoke(LargeApp.TAKE, value(3501)).status, "the buffer is free");
        assertArrayEquals(value(3501), taken());
    }

    @Test
    void shouldCancelALargeCommandWhoseConnectionBreaks() {
        connect();
        start(LargeApp.TAKE_SLOWLY, value(3500));
        assertTrue(network.run(() -> cluster.steps > 0, 1_000));
        stream.peer.broken = true;
        network.pass(100);
        assertEquals(1, cluster.cancels);
        assertTrue(stream.peer.closed);
        admin.controller.connection = null;
        assertNothingLeft();
        connect();
        assertEquals(0, invoke(LargeApp.TAKE, value(3000)).status);
    }

    @Test
    void shouldEndASessionWithItsConnection() {
        int before = node.stack.sessionCount();
        connect();
        assertEquals(before + 1, node.stack.sessionCount());
        stream.peer.ended = true;
        network.pass(100);
        assertTrue(stream.peer.closed);
        assertEquals(before, node.stack.sessionCount());
        SimClient.Transaction late = admin.client.read(1, 0x1D, 0);
        SimStream second = new SimStream(streams);
        network.add(second);
        network.pass(1_000);
        admin.controller.connection = second;
        SimClient.Transaction other = admin.client.read(1, 0x1D, 0);
        network.pass(5_000);
        assertFalse(late.done || other.done, "nor does it move to another");
        admin.operational();
        assertEquals(0, invoke(LargeApp.TAKE, value(2000)).status);
        assertNothingLeft();
    }

    @Test
    void shouldBeCommissionedOverTcpToo() {
        connect();
        SimAdministrator other =
                new SimAdministrator(
                        network, network.attach(), port, new SimFabric(2, 0xFAB2, true), 8, 4, 2);
        admin.openBasicWindow(300);
        SimStream second = new SimStream(streams);
        network.add(second);
        other.commission(MemoryFactory.PASSCODE, second);
        assertEquals(2, node.stack.fabricCount());
        assertNothingLeft();
    }

    @Test
    void shouldKeepAConnectionThatASubscriptionReportsOverAndEndItWhenItRests() {
        connect();
        admin.expect(admin.client.subscribe(true, 0, 600, 1, 0x1D, 0), "subscription");
        network.pass(4_000_000);
        assertFalse(stream.peer.closed);
        assertTrue(admin.client.reports >= 6);
        SimClient.Transaction other = admin.client.subscribe(false, 0, 600, 1, 0x77, 0);
        network.run(() -> other.done, 60_000);
        network.pass(301_000);
        assertTrue(stream.peer.closed, "no subscription any more");
        admin.controller.connection = null;
        assertNothingLeft();
    }

    @Test
    void shouldReportALargeAttributeWhenTheBufferIsFreeAgain() {
        connect();
        admin.expect(
                admin.client.subscribe(true, 0, 600, 1, CLUSTER, LargeApp.ATTRIBUTE),
                "subscription");
        int reports = admin.client.reports;
        stream.peer.send(ScriptedStreams.prefix(3000));
        stream.peer.send(new byte[1000]);
        network.pass(100);
        cluster.change();
        network.pass(1_000);
        assertEquals(reports, admin.client.reports);
        assertEquals(1, node.stack.subscriptionCount());
        stream.peer.send(new byte[2000]);
        network.pass(1_000);
        assertEquals(reports + 1, admin.client.reports);
        assertTrue(stream.longest > LargeApp.LENGTH);
        assertEquals(0, node.allocated);
    }

    @Test
    void shouldGiveUpAPeerThatFellSilentWithoutEndingItsConnection() {
        int before = node.stack.sessionCount();
        connect();
        admin.expect(admin.client.subscribe(true, 0, 60, 1, 0x1D, 0), "subscription");
        assertEquals(1, node.stack.subscriptionCount());
        admin.controller.connection = null;
        long messages = stream.messages;
        assertTrue(network.run(() -> stream.messages > messages, 61_000), "a report");
        network.pass(29_000);
        assertEquals(before + 1, node.stack.sessionCount());
        network.pass(1_100);
        assertEquals(before, node.stack.sessionCount(), "the session over UDP is left");
        network.pass(61_000);
        assertTrue(stream.peer.closed);
        assertEquals(0, node.allocated);
    }

    @Test
    void shouldTakeNoLargeMessageWithoutASession() {
        connect();
        int messages = stream.messages;
        byte[] message = new byte[3000];
        Arrays.fill(message, (byte) 0x15);
        for (int sessionType = 0; sessionType < 4; sessionType++) {
            for (int session = 0; session < 2; session++) {
                message[0] = (byte) (session == 0 ? 4 : 0);
                message[1] = (byte) session;
                message[2] = 0;
                message[3] = (byte) sessionType;
                // PBKDFParamRequest, Sigma1, and an exchange of no protocol.
                for (int opcode : new int[] {0x20, 0x30, 0x99}) {
                    message[16] = 5;
                    message[17] = (byte) opcode;
                    message[20] = 0;
                    message[21] = 0;
                    stream.send(message);
                }
            }
        }
        network.pass(3_000);
        assertEquals(messages, stream.messages);
        assertFalse(stream.peer.closed);
        assertNothingLeft();
    }

    @Test
    void shouldEndTheConnectionOfAStrangerWhoseMessageIsLarge() {
        connect();
        SimStream stranger = new SimStream(streams);
        network.add(stranger);
        stranger.peer.send(ScriptedStreams.prefix(3000));
        network.pass(100);
        assertTrue(stranger.peer.closed);
        assertEquals(0, invoke(LargeApp.TAKE, value(3000)).status, "the buffer is free");
        assertNothingLeft();
    }
}
