package org.mattermote.app.light;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.mattermote.firmware.testkit.MemoryFactory;
import org.mattermote.firmware.testkit.MemoryRecords;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.OnOffSpec;
import org.mattermote.stack.model.spec.OperationalCredentialsSpec;
import org.mattermote.stack.model.spec.ScenesManagementSpec;
import org.mattermote.stack.sim.Im;
import org.mattermote.stack.sim.SimAdministrator;
import org.mattermote.stack.sim.SimClient;
import org.mattermote.stack.sim.SimFabric;
import org.mattermote.stack.sim.SimMembership;
import org.mattermote.stack.sim.SimNetwork;
import org.mattermote.stack.sim.SimPort;

/** Two homes have scenes of the same names on one lamp, over the network and a restart. */
class ScenesOfTwoFabricsTest {
    private static final int SCENES = ScenesManagementSpec.ID;
    private static final int GROUP = 1;
    private static final int SCENE = 5;
    private static final int KEY_SET = 42;

    private final SimNetwork network = new SimNetwork(11);
    private final SimPort port = network.attach();
    private final MemoryRecords records = new MemoryRecords();
    private LightNode node = new LightNode(port, records, 5, 0);
    private final SimAdministrator first = administrator(1);
    private final SimAdministrator second = administrator(2);

    private SimAdministrator administrator(int i) {
        return new SimAdministrator(
                network,
                network.attach(),
                port,
                new SimFabric(20 + i, 0xFB00 + i, false),
                0x90 + i,
                0x50 + i,
                6 + i);
    }

    private static SimClient.Transaction invoke(
            SimAdministrator admin, int cluster, int command, Consumer<TlvWriter> fields) {
        return admin.expect(
                admin.client.invoke(LightApp.ENDPOINT, cluster, command, fields),
                cluster + "/" + command);
    }

    private static int scene(SimAdministrator admin, int command, Consumer<TlvWriter> more) {
        SimClient.Transaction t =
                invoke(
                        admin,
                        SCENES,
                        command,
                        out -> {
                            out.putUnsigned(0, GROUP);
                            out.putUnsigned(1, SCENE);
                            more.accept(out);
                        });
        return Im.field(t.answer(), 0);
    }

    private static int scene(SimAdministrator admin, int command) {
        return scene(admin, command, out -> {});
    }

    private static void join(SimAdministrator admin) {
        new SimMembership(admin, LightApp.ENDPOINT, GROUP, KEY_SET)
                .join(SimMembership.TRUST_FIRST, new byte[16]);
    }

    /** Adds the scene that switches to {@code on}. */
    private static int add(SimAdministrator admin, int on) {
        return scene(
                admin,
                ScenesManagementSpec.CMD_ADD_SCENE,
                out -> {
                    out.putUnsigned(2, 0);
                    out.putUtf8(3, "home".getBytes(), 0, 4);
                    out.startArray(4);
                    out.startStruct(TlvTag.ANONYMOUS);
                    out.putUnsigned(0, OnOffSpec.ID);
                    out.startArray(1);
                    out.startStruct(TlvTag.ANONYMOUS);
                    out.putUnsigned(0, OnOffSpec.ATTR_ON_OFF);
                    out.putUnsigned(1, on);
                    out.endContainer();
                    out.endContainer();
                    out.endContainer();
                    out.endContainer();
                });
    }

    private static void recall(SimAdministrator admin) {
        invoke(
                admin,
                SCENES,
                ScenesManagementSpec.CMD_RECALL_SCENE,
                out -> {
                    out.putUnsigned(0, GROUP);
                    out.putUnsigned(1, SCENE);
                });
    }

    /** A member of the fabric's own entry of FabricSceneInfo. */
    private static long info(SimAdministrator admin, int tag) {
        SimClient.Transaction t =
                admin.expect(
                        admin.client.read(
                                LightApp.ENDPOINT,
                                SCENES,
                                ScenesManagementSpec.ATTR_FABRIC_SCENE_INFO),
                        "FabricSceneInfo");
        TlvReader member = Im.at(t.answer(), 1, -1, 1, 2, -1, tag);
        assertNotNull(member);
        return member.value();
    }

    private static boolean valid(SimAdministrator admin) {
        return info(admin, ScenesManagementSpec.SCENE_INFO_STRUCT_SCENE_VALID) == 1;
    }

    private static long count(SimAdministrator admin) {
        return info(admin, ScenesManagementSpec.SCENE_INFO_STRUCT_SCENE_COUNT);
    }

    @Test
    void shouldKeepTwoHomesApart() {
        network.add(node);
        first.commission(MemoryFactory.PASSCODE);
        first.openBasicWindow(180);
        second.commission(MemoryFactory.PASSCODE);
        assertEquals(ImStatus.INVALID_COMMAND, scene(first, ScenesManagementSpec.CMD_STORE_SCENE));
        join(first);
        join(second);
        assertEquals(0, add(first, 1));
        assertEquals(0, add(second, 0));
        int[] reports = new int[1];
        second.client.onReport = report -> reports[0]++;
        second.expect(
                second.client.subscribe(
                        true,
                        0,
                        60,
                        LightApp.ENDPOINT,
                        SCENES,
                        ScenesManagementSpec.ATTR_FABRIC_SCENE_INFO),
                "subscription");

        recall(first);
        assertTrue(node.isOn());
        assertTrue(valid(first));
        recall(second);
        assertFalse(node.isOn());
        assertTrue(valid(second));
        assertFalse(valid(first));
        network.pass(1_000);
        assertTrue(reports[0] > 0);
        node.light.button(network.now);
        assertFalse(valid(second));

        // Left by the one, it is still there for the other.
        assertEquals(0, scene(first, ScenesManagementSpec.CMD_REMOVE_SCENE));
        assertEquals(ImStatus.NOT_FOUND, scene(first, ScenesManagementSpec.CMD_VIEW_SCENE));
        assertEquals(0, scene(second, ScenesManagementSpec.CMD_VIEW_SCENE));
        assertEquals(0, scene(first, ScenesManagementSpec.CMD_STORE_SCENE));

        network.remove(node);
        node = new LightNode(port, records, 6, network.now);
        network.add(node);
        first.operational();
        second.operational();
        assertTrue(node.isOn());
        assertEquals(1, count(first));
        recall(second);
        assertFalse(node.isOn());
        recall(first);
        assertTrue(node.isOn());

        first.invoke(
                OperationalCredentialsSpec.ID,
                OperationalCredentialsSpec.CMD_REMOVE_FABRIC,
                out -> out.putUnsigned(0, first.fabricIndex));
        network.pass(1_000);
        assertEquals(1, count(second));
        assertEquals(1, scenes());
        assertEquals(0, node.allocated);
    }

    /** Records of scenes in the store. */
    private int scenes() {
        byte[] record = new byte[256];
        int found = 0;
        for (int place = 0; place < 16; place++) {
            found += records.get(0x8010 + place, record, 0, record.length) >= 0 ? 1 : 0;
        }
        return found;
    }
}
