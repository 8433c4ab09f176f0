package org.mattermote.bsp.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.port.NetworkPort;
import org.mattermote.stack.port.PortStatus;

/** What every {@link NetworkPort} promises. It must have an interface that is up. */
public abstract class NetworkPortContract {
    private static final int PADDING = 4;

    private NetworkPort network;

    /** The port, open. */
    protected abstract NetworkPort network() throws Exception;

    @BeforeEach
    void open() throws Exception {
        network = network();
        assertTrue(network.interfaceCount() > 0);
    }

    @Test
    void shouldKeepToTheLengthsOfNamesAndAddresses() {
        for (int i = 0; i < network.interfaceCount(); i++) {
            byte[] name = new byte[32 + PADDING];
            int length = network.name(i, name, PADDING);
            assertTrue(length >= 1 && length <= 32, "name of " + length);
            int hardware = network.hardwareAddress(i, new byte[8 + PADDING], PADDING);
            assertTrue(hardware == 0 || hardware == 6 || hardware == 8, "address of " + hardware);
            assertTrue(network.interfaceIndex(i) > 0);
            for (int n = 0; n < network.addressCount(i); n++) {
                network.address(i, n, new byte[16 + PADDING], PADDING);
            }
        }
    }

    @Test
    void shouldTellOfItsLinksOrSayThatItCannot() {
        for (int i = 0; i < network.interfaceCount(); i++) {
            for (int what = NetworkPort.LINK_RX_PACKETS; what <= NetworkPort.LINK_CARRIER; what++) {
                assertTrue(network.link(i, what) >= PortStatus.NONE, "what=" + what);
            }
            assertTrue(network.link(i, NetworkPort.LINK_FULL_DUPLEX) <= 1);
            assertTrue(network.link(i, NetworkPort.LINK_CARRIER) <= 1);
            assertEquals(PortStatus.NONE, network.link(i, NetworkPort.LINK_CARRIER + 1));
        }
    }

    @Test
    void shouldCountUp() {
        for (int i = 0; i < network.interfaceCount(); i++) {
            for (int what = NetworkPort.LINK_RX_PACKETS;
                    what <= NetworkPort.LINK_OVERRUNS;
                    what++) {
                long before = network.link(i, what);
                assertTrue(network.link(i, what) >= before, "what=" + what);
            }
        }
    }
}
