package org.mattermote.app.light;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.mattermote.bsp.host.EmulatedRadio;
import org.mattermote.firmware.ram.DeviceClasses;
import org.mattermote.firmware.ram.ObjectGraph;
import org.mattermote.firmware.ram.QuietBoot;
import org.mattermote.stack.Ports;
import org.mattermote.stack.Sizes;
import org.mattermote.stack.Stack;

/** What the comment of the networks' size says an entry costs, against the device with more. */
class NetworkCostTest {
    private static final Path SIZES =
            Path.of("../../../stack/src/main/java/org/mattermote/stack/Sizes.java");

    private static final Pattern COST =
            Pattern.compile(
                    "of Wi-Fi (\\d+) B an entry, of Thread (\\d+) B\\..{0,40}public int networks",
                    Pattern.DOTALL);

    private static final DeviceClasses DEVICE = DeviceClasses.holding(Stack.class, LightApp.class);
    private static final int MORE = 6;

    private static int bytes(BiConsumer<Stack, EmulatedRadio> network, int networks) {
        Sizes sizes = new Sizes();
        sizes.networks = networks;
        sizes.storageBuffer = 16384;
        Ports ports = QuietBoot.ports();
        Stack stack = new Stack(ports, sizes, 0);
        network.accept(stack, EmulatedRadio.wifi("home", "password"));
        LightApp app = new LightApp(stack, ports);
        stack.compose(app.rootClusters(stack), app.endpoints(stack), app.deviceType());
        ObjectGraph graph = new ObjectGraph(DEVICE, NetworkCostTest.class.getClassLoader());
        List.of(stack, app).forEach(graph::walk);
        return graph.tally().bytes();
    }

    private static int each(BiConsumer<Stack, EmulatedRadio> network) {
        return (bytes(network, 1 + MORE) - bytes(network, 1)) / MORE;
    }

    @Test
    void shouldSayWhatANetworkCosts() throws IOException {
        String text = Files.readString(SIZES).replaceAll("\\s*\\n\\s*\\*\\s*", " ");
        Matcher said = COST.matcher(text);
        int wifi = each(Stack::wifi);
        int thread = each(Stack::thread);
        int wired = bytes((stack, radio) -> {}, 1);
        System.out.printf(
                "mote: Wi-Fi instead of Ethernet: %d bytes, %d a network; Thread: %d, %d%n",
                bytes(Stack::wifi, 1) - wired, wifi, bytes(Stack::thread, 1) - wired, thread);
        assertEquals(true, said.find(), "Wi-Fi " + wifi + ", Thread " + thread);
        assertEquals(wifi, Integer.parseInt(said.group(1)), 2);
        assertEquals(thread, Integer.parseInt(said.group(2)), 2);
    }
}
