package org.mattermote.app.light;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mattermote.firmware.testkit.MemoryFactory;
import org.mattermote.firmware.testkit.MemoryRecords;
import org.mattermote.stack.codec.MessageHeader;
import org.mattermote.stack.codec.ProtocolHeader;
import org.mattermote.stack.model.spec.OnOffSpec;
import org.mattermote.stack.requirement.Tag;
import org.mattermote.stack.sim.Im;
import org.mattermote.stack.sim.SimAdministrator;
import org.mattermote.stack.sim.SimFabric;
import org.mattermote.stack.sim.SimGroup;
import org.mattermote.stack.sim.SimMembership;
import org.mattermote.stack.sim.SimNetwork;
import org.mattermote.stack.sim.SimPort;

/** Messages to a group that the lamp is in: sealed by what is not the code under test. */
class GroupCommandTest {
    private static final int GROUP = 0x0123;
    private static final int KEY_SET = 42;
    private static final long SENDER = 0x77;

    private final SimNetwork network = new SimNetwork(11);
    private final SimPort port = network.attach();
    private final SimPort senderPort = network.attach();
    private final MemoryRecords records = new MemoryRecords();
    private final SimFabric fabric = new SimFabric(21, 0xFB01, true);
    private final byte[][] epochKeys = {fabric.random(16), fabric.random(16)};
    private LightNode node = new LightNode(port, records, 5, 0);
    private final SimAdministrator admin =
            new SimAdministrator(network, network.attach(), port, fabric, 0x91, 0x51, 7);
    private final SimMembership membership =
            new SimMembership(admin, LightApp.ENDPOINT, GROUP, KEY_SET);
    private final SimGroup sender = sender(0, GROUP, SENDER);

    private SimGroup sender(int key, int group, long nodeId) {
        return new SimGroup(fabric, epochKeys[key], group, nodeId, 0xFFFFFFFE);
    }

    @BeforeEach
    void join() {
        network.add(node);
        admin.commission(MemoryFactory.PASSCODE);
        membership.join(SimMembership.TRUST_FIRST, epochKeys);
        membership.allow();
    }

    @AfterEach
    void shouldHaveAllocatedNothing() {
        assertEquals(0, node.allocated);
    }

    private void send(byte[] message) {
        int before = network.sent.size();
        senderPort.send(message, 0, message.length, port.address);
        network.pass(2_000);
        for (int i = before + 1; i < network.sent.size(); i++) {
            assertFalse(
                    network.isFrom(network.sent.get(i), port.address),
                    "nothing is answered to a group");
        }
    }

    private static byte[] command(int endpoint, int command) {
        return Im.invoke(false, endpoint, OnOffSpec.ID, command, out -> {});
    }

    private void send(SimGroup from, int command) {
        send(from.message(Im.INVOKE_REQUEST, command(Im.ANY, command)));
    }

    private void assertIgnored(SimGroup from) {
        assertFalse(node.isOn());
        send(from, OnOffSpec.CMD_ON);
        assertFalse(node.isOn());
    }

    @Test
    void shouldDoWhatItsGroupIsTold() {
        send(sender, OnOffSpec.CMD_ON);
        assertTrue(node.isOn());
        send(sender, OnOffSpec.CMD_TOGGLE);
        assertFalse(node.isOn());
        // The counter has rolled over.
        send(sender, OnOffSpec.CMD_TOGGLE);
        assertTrue(node.isOn());
    }

    @Test
    void shouldTakeEveryKeyOfTheSetAndHiddenHeaders() {
        SimGroup second = sender(1, GROUP, SENDER + 1);
        second.isPrivate = true;
        send(second, OnOffSpec.CMD_ON);
        assertTrue(node.isOn());
        sender.isPrivate = true;
        send(sender, OnOffSpec.CMD_OFF);
        assertFalse(node.isOn());
    }

    @Test
    void shouldTakeAMessageOnce() {
        byte[] message = sender.message(Im.INVOKE_REQUEST, command(Im.ANY, OnOffSpec.CMD_TOGGLE));
        send(message);
        assertTrue(node.isOn());
        send(message);
        assertTrue(node.isOn());
    }

    @Test
    @Tag("session-layer R47")
    @Tag("session-layer R60")
    @Tag("session-layer T15")
    void shouldDropWhatAsksForOrIsAnAcknowledgement() {
        sender.flags = ProtocolHeader.INITIATOR | ProtocolHeader.RELIABLE;
        assertIgnored(sender);
        sender.flags = ProtocolHeader.INITIATOR | ProtocolHeader.ACKNOWLEDGEMENT;
        assertIgnored(sender);
    }

    @Test
    void shouldDropForgeries() {
        byte[] message = sender.message(Im.INVOKE_REQUEST, command(Im.ANY, OnOffSpec.CMD_ON));
        for (int i = 0; i < message.length; i++) {
            byte[] forged = message.clone();
            forged[i] ^= 0x10;
            senderPort.send(forged, 0, forged.length, port.address);
            network.pass(5);
            assertFalse(node.isOn(), "byte " + i);
        }
        for (int length = 0; length < message.length; length++) {
            senderPort.send(message, 0, length, port.address);
            network.pass(5);
            assertFalse(node.isOn(), "length " + length);
        }
        // What was forged has not moved the window.
        send(message);
        assertTrue(node.isOn());
    }

    @Test
    void shouldNotHearOtherGroupsNodesAndPaths() {
        assertIgnored(sender(0, GROUP + 1, SENDER));
        assertIgnored(sender(0, GROUP, 0));
        send(sender.message(Im.INVOKE_REQUEST, command(LightApp.ENDPOINT, OnOffSpec.CMD_ON)));
        assertFalse(node.isOn());
        send(sender.message(Im.READ_REQUEST, Im.readEverything()));
        sender.securityFlags |= MessageHeader.CONTROL;
        assertIgnored(sender);
    }

    @Test
    void shouldAskTheAccessControlList() {
        membership.forbid();
        assertIgnored(sender);
        membership.allow();
        send(sender, OnOffSpec.CMD_ON);
        assertTrue(node.isOn());
    }

    @Test
    void shouldHearNothingOnceItLeft() {
        assertEquals(1, node.network.groups);
        membership.leave();
        network.pass(100);
        assertIgnored(sender);
        assertEquals(0, node.network.groups);
    }

    @Test
    void shouldHearItsGroupsAfterARestart() {
        send(sender, OnOffSpec.CMD_ON);
        network.remove(node);
        node = new LightNode(port, records, 6, network.now);
        network.add(node);
        network.pass(100);
        assertEquals(1, node.network.groups);
        send(sender, OnOffSpec.CMD_OFF);
        assertFalse(node.isOn());
    }

    @Test
    void shouldForgetTheGroupsOfAFabricThatGoes() {
        send(sender, OnOffSpec.CMD_OFF);
        admin.invoke(0x3E, 10, out -> out.putUnsigned(0, admin.fabricIndex));
        network.pass(1_000);
        assertIgnored(sender);
        assertEquals(0, node.network.groups);
    }
}
