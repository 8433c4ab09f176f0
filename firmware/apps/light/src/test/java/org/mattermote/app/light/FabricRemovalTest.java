package org.mattermote.app.light;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mattermote.firmware.testkit.MemoryFactory;
import org.mattermote.firmware.testkit.MemoryRecords;
import org.mattermote.stack.codec.SecureChannelOpcode;
import org.mattermote.stack.sim.Im;
import org.mattermote.stack.sim.SimAdministrator;
import org.mattermote.stack.sim.SimController;
import org.mattermote.stack.sim.SimFabric;
import org.mattermote.stack.sim.SimNetwork;
import org.mattermote.stack.sim.SimPort;

/** A fabric goes while its members are in the middle of something. */
class FabricRemovalTest {
    private static final byte[] INVALID_PARAMETER = {1, 0, 0, 0, 0, 0, 2, 0};

    private final SimNetwork network = new SimNetwork(5);
    private final SimPort port = network.attach();
    private final LightNode node = new LightNode(port, new MemoryRecords(), 5, 0);
    private final SimAdministrator admin =
            new SimAdministrator(
                    network,
                    network.attach(),
                    port,
                    new SimFabric(7, 0xFAB7, false),
                    0x99,
                    0x55,
                    6);

    @Test
    void shouldAnswerItsRemovalAndEveryHandshakeUnderWay() {
        network.add(node);
        admin.commission(MemoryFactory.PASSCODE);
        SimController member = new SimController(network.attach(), port, 7);
        network.add(member);
        member.tamper = (opcode, payload) -> opcode == SecureChannelOpcode.SIGMA3 ? null : payload;
        SimController.Talk waiting = member.operational(admin.own, admin.deviceNodeId);
        network.run(() -> !waiting.received.isEmpty(), 1_000);
        SimController.Talk computing = member.operational(admin.own, admin.deviceNodeId);
        byte[] response = admin.invoke(0x3E, 10, out -> out.putUnsigned(0, admin.fabricIndex));
        assertEquals(0, Im.field(response, 0));
        network.pass(5_000);
        for (SimController.Talk talk : List.of(waiting, computing)) {
            assertEquals(SecureChannelOpcode.STATUS_REPORT, talk.last().opcode());
            assertArrayEquals(INVALID_PARAMETER, talk.last().payload());
        }
        assertEquals(0, node.stack.fabricCount());
        assertEquals(0, node.stack.sessionCount());
        assertEquals(LightNode.IDLE, node.usage());
        // As new: it can be commissioned again.
        admin.commission(MemoryFactory.PASSCODE);
        assertTrue(admin.client.read(1, 6, 0).talk != null);
    }
}
