package org.mattermote.app.dimmablelight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mattermote.firmware.testkit.DeviceNode;
import org.mattermote.firmware.testkit.MemoryFactory;
import org.mattermote.firmware.testkit.MemoryRecords;
import org.mattermote.stack.cluster.OnOffCluster;
import org.mattermote.stack.codec.ProtocolHeader;
import org.mattermote.stack.codec.SecureChannelOpcode;
import org.mattermote.stack.model.spec.GroupKeyManagementSpec;
import org.mattermote.stack.model.spec.OnOffSpec;
import org.mattermote.stack.port.PeerAddress;
import org.mattermote.stack.requirement.Tag;
import org.mattermote.stack.sim.Im;
import org.mattermote.stack.sim.Oracle;
import org.mattermote.stack.sim.SimAdministrator;
import org.mattermote.stack.sim.SimFabric;
import org.mattermote.stack.sim.SimGroup;
import org.mattermote.stack.sim.SimMembership;
import org.mattermote.stack.sim.SimNetwork;
import org.mattermote.stack.sim.SimNode;
import org.mattermote.stack.sim.SimPort;

/** A whole lamp whose key set has the policy CacheAndSync, over the network and a restart. */
class GroupSyncTest {
    private static final int GROUP = 0x0123;
    private static final int FEATURE_MAP = 0xFFFC;
    private static final long SENDER = 0x77;

    private final SimNetwork network = new SimNetwork(11);
    private final SimPort port = network.attach();
    private final SimPort senderPort = network.attach();
    private final MemoryRecords records = new MemoryRecords();
    private final SimFabric fabric = new SimFabric(21, 0xFB01, true);
    private final byte[] epochKey = fabric.random(16);
    private final SimAdministrator admin =
            new SimAdministrator(network, network.attach(), port, fabric, 0x91, 0x51, 7);
    private final SimMembership membership =
            new SimMembership(admin, DimmableLightApp.ENDPOINT, GROUP, 42);
    private final SimGroup sender = new SimGroup(fabric, epochKey, GROUP, SENDER, 0xFFFFFFF0);
    private final Sender answering = new Sender();
    private DeviceNode node = new DeviceNode(DimmableLightApp.class, port, records, 5, 0);

    /** The sender's host: it says where its counter is. */
    private final class Sender implements SimNode {
        private final byte[] bytes = new byte[1280];
        private final PeerAddress from = new PeerAddress();
        int asked;
        int answers;

        @Override
        public long poll(long now) {
            int length;
            while ((length = senderPort.receive(bytes, 0, bytes.length, from)) >= 0) {
                SimGroup.Opened request = sender.open(Arrays.copyOf(bytes, length));
                assertNotNull(request, "the lamp says nothing else to the sender");
                assertEquals(SecureChannelOpcode.MSG_COUNTER_SYNC_REQ, request.opcode());
                asked++;
                if (answers > 0) {
                    answers--;
                    byte[] response =
                            sender.control(
                                    request.source(),
                                    0,
                                    SecureChannelOpcode.MSG_COUNTER_SYNC_RSP,
                                    request.exchangeId(),
                                    Oracle.concat(Oracle.le(sender.counter, 4), request.payload()));
                    senderPort.send(response, 0, response.length, from);
                }
            }
            return Long.MAX_VALUE;
        }
    }

    @BeforeEach
    void join() {
        network.add(node);
        network.add(answering);
        admin.commission(MemoryFactory.PASSCODE);
        membership.join(SimMembership.CACHE_AND_SYNC, epochKey);
        membership.allow();
        turn(false);
    }

    @AfterEach
    void shouldHaveAllocatedNothing() {
        network.pass(60_000);
        assertEquals(0, node.allocated);
        assertEquals(DeviceNode.IDLE, node.usage());
    }

    private boolean isOn() {
        return ((OnOffCluster) node.stack.node().find(DimmableLightApp.ENDPOINT).find(OnOffSpec.ID))
                .isOn();
    }

    private void turn(boolean on) {
        if (isOn() != on) {
            node.button(network.now);
        }
    }

    private byte[] command(int command) {
        return sender.message(
                Im.INVOKE_REQUEST, Im.invoke(false, Im.ANY, OnOffSpec.ID, command, out -> {}));
    }

    private void send(byte[] message) {
        senderPort.send(message, 0, message.length, port.address);
        network.pass(1_000);
    }

    @Test
    void shouldSayThatItSynchronises() {
        byte[] report =
                admin.expect(
                                admin.client.read(0, GroupKeyManagementSpec.ID, FEATURE_MAP),
                                "FeatureMap")
                        .answer();
        assertEquals(
                GroupKeyManagementSpec.FEATURE_CACHE_AND_SYNC, Im.at(report, 1, -1, 1, 2).value());
    }

    @Test
    @Tag("session-layer R63")
    void shouldDoWhatItWasToldOnceTheSenderSaidWhereItsCounterIs() {
        answering.answers = 1;
        send(command(OnOffSpec.CMD_ON));
        assertTrue(isOn());
        assertEquals(1, answering.asked);
        send(command(OnOffSpec.CMD_OFF));
        assertFalse(isOn());
        assertEquals(1, answering.asked);
    }

    @Test
    @Tag("session-layer R63")
    @Tag("session-layer T23")
    void shouldDoNothingWhenTheSenderDoesNotAnswer() {
        send(command(OnOffSpec.CMD_ON));
        assertFalse(isOn());
        assertEquals(1, answering.asked);
        answering.answers = 1;
        send(command(OnOffSpec.CMD_ON));
        assertTrue(isOn());
    }

    @Test
    void shouldNotDoARecordedCommandAfterARestart() {
        answering.answers = 9;
        byte[] recorded = command(OnOffSpec.CMD_ON);
        sender.counter += 100;
        send(command(OnOffSpec.CMD_OFF));
        network.remove(node);
        node = new DeviceNode(DimmableLightApp.class, port, records, 6, network.now);
        network.add(node);
        turn(false);
        send(recorded);
        assertFalse(isOn());
        assertEquals(2, answering.asked);
        // Trusted with its first message, the lamp would have done it.
        admin.operational();
        membership.writeKeys(SimMembership.TRUST_FIRST, epochKey);
        network.remove(node);
        node = new DeviceNode(DimmableLightApp.class, port, records, 7, network.now);
        network.add(node);
        turn(false);
        send(recorded);
        assertTrue(isOn());
        assertEquals(2, answering.asked);
    }

    @Test
    @Tag("session-layer R62")
    @Tag("session-layer R34")
    void shouldTellItsCounterAndNeverTheSameAgain() {
        int last = told();
        assertEquals(last + 1, told());
        for (int boots = 0; boots < 3; boots++) {
            network.remove(node);
            node = new DeviceNode(DimmableLightApp.class, port, records, 8 + boots, network.now);
            network.add(node);
            int next = told();
            assertTrue(next - last > 1, "a batch further");
            last = next;
        }
    }

    /** The counter that the lamp tells. */
    private int told() {
        network.remove(answering);
        byte[] challenge = fabric.random(8);
        send(
                sender.control(
                        admin.deviceNodeId,
                        ProtocolHeader.INITIATOR,
                        SecureChannelOpcode.MSG_COUNTER_SYNC_REQ,
                        9,
                        challenge));
        byte[] bytes = new byte[1280];
        int length = senderPort.receive(bytes, 0, bytes.length, new PeerAddress());
        SimGroup.Opened opened = sender.open(Arrays.copyOf(bytes, length));
        assertEquals(SecureChannelOpcode.MSG_COUNTER_SYNC_RSP, opened.opcode());
        int counter = 0;
        for (int i = 3; i >= 0; i--) {
            counter = counter << 8 | opened.payload()[i] & 0xFF;
        }
        assertEquals(12, opened.payload().length);
        return counter;
    }
}
