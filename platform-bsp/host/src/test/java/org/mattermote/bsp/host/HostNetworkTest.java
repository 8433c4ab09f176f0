package org.mattermote.bsp.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HostNetworkTest {
    private static String name(HostNetwork network, int i) {
        byte[] name = new byte[32];
        return new String(name, 0, network.name(i, name, 0), StandardCharsets.US_ASCII);
    }

    @Test
    void shouldHaveInterfacesWithIndexNameAndAddress() throws Exception {
        HostNetwork network = HostNetwork.open(null);
        assertTrue(network.interfaceCount() > 0);
        for (int i = 0; i < network.interfaceCount(); i++) {
            assertEquals(
                    network.interfaceIndex(i),
                    NetworkInterface.getByName(name(network, i)).getIndex());
            assertTrue(network.addressCount(i) > 0);
            int hardware = network.hardwareAddress(i, new byte[8], 0);
            assertTrue(hardware == 0 || hardware == 6 || hardware == 8);
        }
    }

    @Test
    void shouldUseOnlyTheInterfaceThatIsNamed() throws Exception {
        HostNetwork network = HostNetwork.open("lo");
        assertEquals(1, network.interfaceCount());
        assertEquals("lo", name(network, 0));
    }

    @Test
    void shouldSayWhichInterfacesThereAre() {
        String message =
                assertThrows(HostException.class, () -> HostNetwork.open("nope0")).getMessage();
        assertTrue(message.startsWith("interface nope0 is not there; usable: "), message);
        assertTrue(message.contains("lo"), message);
    }

    @Test
    void shouldKeepItsGenerationWhileNothingChanges() throws Exception {
        HostNetwork network = HostNetwork.open(null);
        int generation = network.generation();
        assertFalse(network.refresh());
        assertEquals(generation, network.generation());
    }
}
