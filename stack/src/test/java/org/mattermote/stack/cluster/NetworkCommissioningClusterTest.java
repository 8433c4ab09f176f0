package org.mattermote.stack.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.NetworkCommissioningSpec;

class NetworkCommissioningClusterTest {
    private static final int NETWORKS = NetworkCommissioningSpec.ATTR_NETWORKS;

    private final Fakes.Network network = new Fakes.Network();

    private NetworkCommissioningCluster boot() {
        NetworkCommissioningCluster cluster = new NetworkCommissioningCluster(network);
        Fakes.node(cluster);
        return cluster;
    }

    private void up(String name) {
        network.interfaces.add(new Fakes.Interface(name, new byte[6], List.of()));
        network.generation++;
    }

    private static String networks(NetworkCommissioningCluster cluster) {
        TlvReader list = Fakes.read(cluster, NETWORKS);
        list.enter();
        StringBuilder all = new StringBuilder();
        while (list.next() == CodecStatus.OK) {
            list.enter();
            list.find(0);
            assertTrue(list.bytes(1, 32) > 0);
            all.append(Fakes.text(list));
            list.find(1);
            all.append(list.bool() == 1 ? " connected;" : " down;");
            assertEquals(CodecStatus.END, list.next());
            list.exit();
        }
        return all.toString();
    }

    @Test
    void shouldHaveWhatTheModelDemands() {
        up("eth0");
        NetworkCommissioningCluster cluster = boot();
        Fakes.checkAgainstModel(cluster);
        assertEquals(4, cluster.featureMap());
        assertEquals(0, cluster.commands().length);
        assertEquals(1, Fakes.read(cluster, NetworkCommissioningSpec.ATTR_MAX_NETWORKS).value());
        assertEquals(
                1, Fakes.read(cluster, NetworkCommissioningSpec.ATTR_INTERFACE_ENABLED).bool());
        for (int id = 5; id <= 7; id++) {
            assertTrue(Fakes.read(cluster, id).isNull());
        }
        assertEquals("eth0 connected;", networks(cluster));
    }

    @Test
    void shouldFollowTheInterface() {
        up("eth0");
        up("eth1");
        NetworkCommissioningCluster cluster = boot();
        int version = cluster.dataVersion();
        cluster.poll(1);
        network.generation++;
        cluster.poll(2);
        assertEquals(version, cluster.dataVersion());
        Fakes.Interface first = network.interfaces.remove(0);
        network.generation++;
        cluster.poll(3);
        assertEquals(version + 1, cluster.dataVersion());
        assertEquals("eth0 down;", networks(cluster));
        network.interfaces.add(first);
        network.generation++;
        cluster.poll(4);
        assertEquals(version + 2, cluster.dataVersion());
        assertEquals("eth0 connected;", networks(cluster));
    }

    @Test
    void shouldTakeTheFirstInterfaceThatComesUp() {
        NetworkCommissioningCluster cluster = boot();
        assertEquals("", networks(cluster));
        up("veth-device");
        cluster.poll(1);
        assertEquals("veth-device connected;", networks(cluster));
    }

    @Test
    void shouldRefuseToDisableTheInterface() {
        NetworkCommissioningCluster cluster = boot();
        int enabled = NetworkCommissioningSpec.ATTR_INTERFACE_ENABLED;
        assertEquals(
                ImStatus.SUCCESS,
                Fakes.write(cluster, enabled, Fakes.element(out -> out.putBool(2, true)), 0));
        assertEquals(
                ImStatus.INVALID_ACTION,
                Fakes.write(cluster, enabled, Fakes.element(out -> out.putBool(2, false)), 0));
        assertEquals(
                ImStatus.INVALID_DATA_TYPE,
                Fakes.write(cluster, enabled, Fakes.element(out -> out.putNull(2)), 0));
        assertEquals(
                ImStatus.UNSUPPORTED_WRITE,
                Fakes.write(cluster, NETWORKS, Fakes.element(out -> out.putNull(2)), 0));
        assertEquals(
                ImStatus.UNSUPPORTED_COMMAND,
                Fakes.invoke(
                        cluster, NetworkCommissioningSpec.CMD_SCAN_NETWORKS, Fakes.noFields(), 0));
    }
}
