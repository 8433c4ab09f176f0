package org.mattermote.stack.cluster;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.mattermote.stack.fabric.MemoryStore;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.Endpoint;
import org.mattermote.stack.model.Node;
import org.mattermote.stack.model.spec.NetworkCommissioningSpec;
import org.mattermote.stack.sim.ScriptedRadio;

/** A node on Wi-Fi or Thread, of its administrative clusters. */
final class RadioNode {
    static final int MAX_NETWORKS = 3;

    final AdminNode admin;
    final ScriptedRadio radio;
    final WirelessCommissioningCluster cluster;

    private RadioNode(MemoryStore store, ScriptedRadio radio, boolean thread) {
        admin = new AdminNode(store);
        this.radio = radio;
        cluster =
                thread
                        ? new ThreadCommissioningCluster(
                                radio,
                                MAX_NETWORKS,
                                admin.fabrics.table,
                                admin.fabrics.failSafe,
                                admin.workspace,
                                (event, a, b, c) -> admin.calls.add("log " + event))
                        : new WiFiCommissioningCluster(
                                radio,
                                MAX_NETWORKS,
                                admin.fabrics.table,
                                admin.fabrics.failSafe,
                                admin.workspace,
                                (event, a, b, c) -> admin.calls.add("log " + event));
        cluster.setGeneralCommissioning(admin.general);
        new Node(new Endpoint[] {new Endpoint(0, new int[] {0x16, 3}, new Cluster[] {cluster})}, 1);
    }

    static RadioNode wifi(MemoryStore store, ScriptedRadio radio) {
        return new RadioNode(store, radio, false);
    }

    static RadioNode wifi() {
        RadioNode node = wifi(new MemoryStore(), new ScriptedRadio());
        node.cluster.start(0);
        return node;
    }

    static RadioNode thread() {
        RadioNode node = new RadioNode(new MemoryStore(), new ScriptedRadio(), true);
        node.cluster.start(0);
        return node;
    }

    /** What a restart finds. */
    RadioNode boot() {
        admin.fabrics.table.load();
        cluster.start(admin.now);
        return this;
    }

    static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes());
    }

    /** Arms the fail-safe for whoever is set. */
    RadioNode arm(int seconds) {
        AdminNode.Answer armed =
                admin.invoke(
                        admin.general,
                        0,
                        out -> {
                            out.putUnsigned(0, seconds);
                            out.putUnsigned(1, 0);
                        });
        if (!armed.field(0).equals(0L)) {
            throw new AssertionError(armed);
        }
        return this;
    }

    /** CommissioningComplete. */
    AdminNode.Answer complete() {
        return admin.invoke(admin.general, 4, out -> {});
    }

    /** Time passes, a poll every 50 ms. */
    void pass(long millis) {
        for (long end = admin.now + millis; admin.now < end; admin.now += 50) {
            admin.fabrics.failSafe.poll(admin.now);
            cluster.poll(admin.now);
        }
    }

    AdminNode.Answer invoke(int command, AdminNode.Content content) {
        return admin.invoke(cluster, command, content);
    }

    AdminNode.Answer addWiFi(String ssid, String credentials, Integer breadcrumb) {
        return invoke(
                NetworkCommissioningSpec.CMD_ADD_OR_UPDATE_WIFI_NETWORK,
                out -> {
                    out.putBytes(0, ssid.getBytes(), 0, ssid.length());
                    out.putBytes(1, credentials.getBytes(), 0, credentials.length());
                    if (breadcrumb != null) {
                        out.putUnsigned(2, breadcrumb);
                    }
                });
    }

    AdminNode.Answer addThread(byte[] dataset, Integer breadcrumb) {
        return invoke(
                NetworkCommissioningSpec.CMD_ADD_OR_UPDATE_THREAD_NETWORK,
                out -> {
                    out.putBytes(0, dataset, 0, dataset.length);
                    if (breadcrumb != null) {
                        out.putUnsigned(1, breadcrumb);
                    }
                });
    }

    /** RemoveNetwork or ConnectNetwork. */
    AdminNode.Answer byId(int command, String id, Integer breadcrumb) {
        return invoke(
                command,
                out -> {
                    out.putBytes(0, id.getBytes(), 0, id.length());
                    if (breadcrumb != null) {
                        out.putUnsigned(1, breadcrumb);
                    }
                });
    }

    AdminNode.Answer connect(String id, Integer breadcrumb) {
        return byId(NetworkCommissioningSpec.CMD_CONNECT_NETWORK, id, breadcrumb);
    }

    AdminNode.Answer remove(String id, Integer breadcrumb) {
        return byId(NetworkCommissioningSpec.CMD_REMOVE_NETWORK, id, breadcrumb);
    }

    AdminNode.Answer reorder(String id, int to, Integer breadcrumb) {
        return invoke(
                NetworkCommissioningSpec.CMD_REORDER_NETWORK,
                out -> {
                    out.putBytes(0, id.getBytes(), 0, id.length());
                    out.putUnsigned(1, to);
                    if (breadcrumb != null) {
                        out.putUnsigned(2, breadcrumb);
                    }
                });
    }

    Object read(int attribute) {
        return admin.read(cluster, attribute, false);
    }

    /** Ids in their order, "+" behind the one that is connected. */
    String networks() {
        StringBuilder all = new StringBuilder();
        for (Object item : (List<?>) read(NetworkCommissioningSpec.ATTR_NETWORKS)) {
            Map<?, ?> network = (Map<?, ?>) item;
            String id = (String) network.get(0);
            all.append(all.length() == 0 ? "" : " ");
            all.append(new String(HexFormat.of().parseHex(id)));
            all.append((Boolean) network.get(1) ? "+" : "");
        }
        return all.toString();
    }

    /** LastNetworkingStatus, LastNetworkID, LastConnectErrorValue. */
    String last() {
        Object id = read(NetworkCommissioningSpec.ATTR_LAST_NETWORK_ID);
        return read(NetworkCommissioningSpec.ATTR_LAST_NETWORKING_STATUS)
                + " "
                + (id == null ? null : new String(HexFormat.of().parseHex((String) id)))
                + " "
                + read(NetworkCommissioningSpec.ATTR_LAST_CONNECT_ERROR_VALUE);
    }

    Object breadcrumb() {
        return admin.read(admin.general, 0, false);
    }
}
