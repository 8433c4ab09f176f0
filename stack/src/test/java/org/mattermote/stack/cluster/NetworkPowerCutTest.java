package org.mattermote.stack.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.fabric.MemoryStore;
import org.mattermote.stack.fabric.PowerCuts;
import org.mattermote.stack.model.AttributeWrite;
import org.mattermote.stack.model.spec.NetworkCommissioningSpec;
import org.mattermote.stack.sim.ScriptedRadio;

/** The power goes at each step of each transaction that changes networks. */
class NetworkPowerCutTest {
    /** Each is a whole fail-safe, or what needs none; and changes what is stored. */
    private static final List<Consumer<RadioNode>> SCRIPT =
            List.of(
                    node -> {
                        node.admin.fabrics.failSafe.armForPase(AdminNode.PASE_SESSION, 0);
                        node.addWiFi("home", "password", null);
                        node.admin.fabrics.add("Root01", "ICA01", "Node01_01");
                        node.admin.onCase(1, 1);
                        node.connect("home", null);
                        node.complete();
                    },
                    node -> {
                        node.admin.onCase(1, 1);
                        node.arm(60);
                        node.addWiFi("work", "secret99", null);
                        node.reorder("work", 0, null);
                        node.complete();
                    },
                    node -> enable(node, false),
                    node -> {
                        node.admin.fabrics.failSafe.armForPase(AdminNode.PASE_SESSION, 0);
                        node.remove("home", null);
                        node.admin.fabrics.add("Root02", "ICA02", "Node02_02");
                        node.admin.onCase(2, 1);
                        node.complete();
                    },
                    node -> node.admin.fabrics.table.remove(1, 0),
                    node -> enable(node, true),
                    node -> node.admin.fabrics.table.remove(2, 0));

    private static void enable(RadioNode node, boolean value) {
        node.admin.write(
                node.cluster,
                NetworkCommissioningSpec.ATTR_INTERFACE_ENABLED,
                AttributeWrite.REPLACE,
                out -> out.putBool(-1, value));
    }

    private static RadioNode boot(MemoryStore store) {
        ScriptedRadio radio = new ScriptedRadio();
        radio.reach.put(RadioNode.hex("home"), RadioNode.hex("password"));
        return RadioNode.wifi(store, radio).boot();
    }

    /** Fabrics and networks as they are after a restart. */
    private static String kept(MemoryStore store) {
        RadioNode node = boot(store);
        int fabrics = node.admin.fabrics.table.count();
        assertEquals(fabrics > 0, store.value(0x000A) != null, "a network without a fabric");
        return fabrics
                + " fabrics, networks "
                + node.networks()
                + ", enabled "
                + node.read(NetworkCommissioningSpec.ATTR_INTERFACE_ENABLED);
    }

    @Test
    void shouldDoEachStepWhollyOrNotAtAll() {
        PowerCuts<RadioNode> power =
                new PowerCuts<>(NetworkPowerCutTest::boot, NetworkPowerCutTest::kept);
        power.run(new MemoryStore(), SCRIPT);
        assertEquals(
                List.of(
                        "1 fabrics, networks home, enabled true",
                        "1 fabrics, networks work home, enabled true",
                        "1 fabrics, networks work home, enabled false",
                        "2 fabrics, networks work, enabled false",
                        "1 fabrics, networks work, enabled false",
                        "1 fabrics, networks work, enabled true",
                        "0 fabrics, networks , enabled true"),
                power.course());
        assertTrue(power.cuts() > 4 * SCRIPT.size(), power.cuts() + " cuts");
    }
}
