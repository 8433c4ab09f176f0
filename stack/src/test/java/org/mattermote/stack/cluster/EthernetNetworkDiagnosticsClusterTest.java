package org.mattermote.stack.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.EthernetNetworkDiagnosticsSpec;

class EthernetNetworkDiagnosticsClusterTest {
    private static final int RATE = EthernetNetworkDiagnosticsSpec.ATTR_PHY_RATE;
    private static final int DUPLEX = EthernetNetworkDiagnosticsSpec.ATTR_FULL_DUPLEX;
    private static final int RX = EthernetNetworkDiagnosticsSpec.ATTR_PACKET_RX_COUNT;
    private static final int OVERRUN = EthernetNetworkDiagnosticsSpec.ATTR_OVERRUN_COUNT;
    private static final int CARRIER = EthernetNetworkDiagnosticsSpec.ATTR_CARRIER_DETECT;
    private static final int SINCE = EthernetNetworkDiagnosticsSpec.ATTR_TIME_SINCE_RESET;

    private final Fakes.Network network = new Fakes.Network();

    private EthernetNetworkDiagnosticsCluster boot(long... link) {
        network.interfaces.clear();
        network.interfaces.add(new Fakes.Interface("eth0", new byte[6], List.of()));
        network.link.clear();
        for (int i = 0; i < link.length; i++) {
            network.link.put(i, link[i]);
        }
        EthernetNetworkDiagnosticsCluster cluster = new EthernetNetworkDiagnosticsCluster(network);
        Fakes.node(cluster);
        return cluster;
    }

    @Test
    void shouldHaveWhatTheLinkCanTell() {
        EthernetNetworkDiagnosticsCluster cluster = boot(9, 8, 7, 6, 5, 1000, 1, 1);
        Fakes.checkAgainstModel(cluster);
        assertEquals(3, cluster.featureMap());
        assertEquals(9, cluster.attributes().length);
        assertEquals(2, Fakes.read(cluster, RATE).u8());
        assertEquals(1, Fakes.read(cluster, DUPLEX).bool());
        assertEquals(1, Fakes.read(cluster, CARRIER).bool());
        cluster = boot(9, 8);
        Fakes.checkAgainstModel(cluster);
        assertEquals(1, cluster.featureMap());
        assertTrue(cluster.hasCommand(EthernetNetworkDiagnosticsSpec.CMD_RESET_COUNTS));
        assertFalse(cluster.hasAttribute(OVERRUN));
        cluster = boot();
        Fakes.checkAgainstModel(cluster);
        assertEquals(0, cluster.featureMap());
        assertEquals(0, cluster.commands().length);
        assertTrue(Fakes.read(cluster, RATE).isNull());
        assertTrue(Fakes.read(cluster, DUPLEX).isNull());
        assertTrue(Fakes.read(cluster, CARRIER).isNull());
    }

    @Test
    void shouldCountFromTheBootAndFromTheReset() {
        EthernetNetworkDiagnosticsCluster cluster = boot(1000, 8, 7, 6, 5);
        assertEquals(0, Fakes.read(cluster, RX).value());
        network.link.put(0, 1007L);
        network.link.put(4, 6L);
        assertEquals(7, Fakes.read(cluster, RX).value());
        assertEquals(1, Fakes.read(cluster, OVERRUN).value());
        assertEquals(
                ImStatus.SUCCESS,
                Fakes.invoke(
                        cluster,
                        EthernetNetworkDiagnosticsSpec.CMD_RESET_COUNTS,
                        Fakes.noFields(),
                        0));
        assertEquals(0, Fakes.read(cluster, RX).value());
        assertEquals(0, Fakes.read(cluster, OVERRUN).value());
        network.link.put(0, 1010L);
        assertEquals(3, Fakes.read(cluster, RX).value());
        // The link came anew.
        network.link.put(0, 2L);
        assertEquals(2, Fakes.read(cluster, RX).value());
        network.link.put(0, 9L);
        assertEquals(9, Fakes.read(cluster, RX).value());
    }

    @Test
    void shouldLiveWithoutItsInterface() {
        EthernetNetworkDiagnosticsCluster cluster = boot(9, 8, 7, 6, 5, 10, 0, 1);
        assertEquals(0, Fakes.read(cluster, RATE).u8());
        assertEquals(0, Fakes.read(cluster, DUPLEX).bool());
        assertEquals(2, Fakes.read(cluster, SINCE, 179_999).value());
        Fakes.Interface gone = network.interfaces.remove(0);
        network.generation++;
        cluster.poll(180_000);
        assertNotEquals(0, cluster.changeStamp(CARRIER));
        assertTrue(Fakes.read(cluster, CARRIER).isNull());
        assertEquals(0, Fakes.read(cluster, RX).value());
        network.interfaces.add(gone);
        network.generation++;
        cluster.poll(240_000);
        assertEquals(1, Fakes.read(cluster, SINCE, 300_000).value());
    }

    @Test
    void shouldNameEveryRate() {
        long[] rates = {10, 100, 1000, 2500, 5000, 10_000, 40_000, 100_000, 200_000, 400_000};
        for (int i = 0; i < rates.length; i++) {
            EthernetNetworkDiagnosticsCluster cluster = boot(0, 0, 0, 0, 0, rates[i]);
            assertEquals(i, Fakes.read(cluster, RATE).u8());
        }
        assertTrue(Fakes.read(boot(0, 0, 0, 0, 0, 11), RATE).isNull());
    }
}
