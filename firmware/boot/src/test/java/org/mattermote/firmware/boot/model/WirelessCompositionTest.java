package org.mattermote.firmware.boot.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.mattermote.app.light.LightApp;
import org.mattermote.firmware.ram.QuietBoot;
import org.mattermote.stack.App;
import org.mattermote.stack.Ports;
import org.mattermote.stack.Sizes;
import org.mattermote.stack.Stack;
import org.mattermote.stack.cluster.EthernetNetworkDiagnosticsCluster;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.Node;
import org.mattermote.stack.model.spec.NetworkCommissioningSpec;
import org.mattermote.stack.sim.ScriptedRadio;

/** A product on Wi-Fi and on Thread is what the specification makes of it. */
class WirelessCompositionTest {
    private static final Specification SPECIFICATION = Specification.load();

    private static Node node(BiConsumer<Stack, ScriptedRadio> network, boolean wiredDiagnostics) {
        Ports ports = QuietBoot.ports();
        Stack stack = new Stack(ports, new Sizes(), 0);
        network.accept(stack, new ScriptedRadio());
        App app = new LightApp(stack, ports);
        Cluster[] root = app.rootClusters(stack);
        if (wiredDiagnostics) {
            root[0] = new EthernetNetworkDiagnosticsCluster(ports.network);
        }
        stack.compose(root, app.endpoints(stack), app.deviceType());
        return stack.node();
    }

    private static int features(Node node) {
        return node.find(0).find(NetworkCommissioningSpec.ID).featureMap();
    }

    private static List<String> flaws(Node node) {
        return CompositionCheck.flaws(SPECIFICATION, node);
    }

    @Test
    void shouldAcceptADeviceOnWiFi() {
        Node node = node(Stack::wifi, false);
        assertEquals(NetworkCommissioningSpec.FEATURE_WIFI_NETWORK_INTERFACE, features(node));
        assertEquals(List.of(), flaws(node));
    }

    @Test
    void shouldAcceptADeviceOnThread() {
        Node node = node(Stack::thread, false);
        assertEquals(NetworkCommissioningSpec.FEATURE_THREAD_NETWORK_INTERFACE, features(node));
        assertEquals(List.of(), flaws(node));
    }

    @Test
    void shouldAcceptADeviceOnEthernetAsEver() {
        Node node = node((stack, radio) -> {}, false);
        assertEquals(NetworkCommissioningSpec.FEATURE_ETHERNET_NETWORK_INTERFACE, features(node));
        assertEquals(List.of(), flaws(node));
    }

    @Test
    void shouldRefuseDiagnosticsOfANetworkThatIsNotThere() {
        assertTrue(
                flaws(node(Stack::wifi, true)).toString().contains("must not be there"),
                "Ethernet Network Diagnostics");
    }

    @Test
    void shouldNameEverything() {
        String text =
                Description.of(
                        SPECIFICATION,
                        "light",
                        node(Stack::thread, false),
                        org.mattermote.firmware.ram.BootCount.of(LightApp.class).table());
        assertTrue(text.contains("ThreadVersion"), text);
        assertTrue(!text.contains("?"), text);
    }
}
