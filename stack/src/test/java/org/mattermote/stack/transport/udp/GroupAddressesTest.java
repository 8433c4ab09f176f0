package org.mattermote.stack.transport.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.fabric.Fabric;
import org.mattermote.stack.fabric.MemoryStore;
import org.mattermote.stack.fabric.TestFabrics;
import org.mattermote.stack.fabric.Vectors;
import org.mattermote.stack.port.NetworkPort;
import org.mattermote.stack.port.PortStatus;

class GroupAddressesTest {
    private static final byte[] NAME = {};

    private final TestFabrics fabrics = new TestFabrics(new MemoryStore());
    private final TreeSet<String> joined = new TreeSet<>();
    private int interfaces = 1;
    private int generation;
    private int calls;
    private final GroupAddresses addresses =
            new GroupAddresses(network(), fabrics.table, fabrics.groups);

    private NetworkPort network() {
        Object made =
                Proxy.newProxyInstance(
                        NetworkPort.class.getClassLoader(),
                        new Class<?>[] {NetworkPort.class},
                        (proxy, method, arguments) ->
                                switch (method.getName()) {
                                    case "generation" -> generation;
                                    case "interfaceCount" -> interfaces;
                                    default -> told(method.getName(), arguments);
                                });
        return (NetworkPort) made;
    }

    private int told(String what, Object[] arguments) throws UnknownHostException {
        byte[] group = ((byte[]) arguments[1]).clone();
        String name = arguments[0] + " " + InetAddress.getByAddress(group).getHostAddress();
        calls++;
        assertTrue(what.equals("join") ? joined.add(name) || generation > 0 : joined.remove(name));
        return PortStatus.OK;
    }

    private Fabric fabric(long id) {
        Fabric fabric = fabrics.commission("Root01", "ICA01", "Node01_01");
        fabric.fabricId = id;
        return fabric;
    }

    private void add(Fabric fabric, int group, int endpoint) {
        fabrics.groups.add(fabric.fabricIndex, group, endpoint, new byte[0], 0, 0);
        addresses.poll();
    }

    private void remove(Fabric fabric, int group, int endpoint) {
        fabrics.groups.remove(fabric.fabricIndex, group, endpoint);
        addresses.poll();
    }

    @Test
    void shouldJoinTheAddressesOfTheVectors() throws UnknownHostException {
        JsonArray vectors = Vectors.read("fabric_group.json").getAsJsonArray("group_multicast");
        Fabric fabric = fabric(1);
        for (JsonElement e : vectors) {
            JsonObject v = e.getAsJsonObject();
            fabric.fabricId = Long.parseUnsignedLong(v.get("fabric_id").getAsString(), 16);
            add(fabric, v.get("group_id").getAsInt(), 1);
            String address = v.get("address").getAsString();
            assertTrue(joined.contains("0 " + InetAddress.getByName(address).getHostAddress()));
            remove(fabric, v.get("group_id").getAsInt(), 1);
            assertEquals(0, joined.size());
        }
        assertEquals(4, calls);
    }

    @Test
    void shouldStayUntilTheLastEndpointLeaves() {
        Fabric fabric = fabric(1);
        add(fabric, 5, 1);
        add(fabric, 5, 2);
        remove(fabric, 5, 1);
        assertEquals(1, joined.size());
        remove(fabric, 5, 2);
        assertEquals(0, joined.size());
        addresses.poll();
        assertEquals(2, calls);
    }

    @Test
    void shouldFollowAGroupThatWentToAnotherPlace() {
        Fabric fabric = fabric(1);
        add(fabric, 5, 1);
        add(fabric, 6, 1);
        fabrics.groups.remove(fabric.fabricIndex, 5, 1);
        fabrics.groups.remove(fabric.fabricIndex, 6, 1);
        add(fabric, 6, 1);
        assertEquals(1, joined.size());
        assertTrue(joined.first().endsWith(":6"));
    }

    @Test
    void shouldJoinAgainWhenTheNetworkChanged() {
        Fabric fabric = fabric(1);
        add(fabric, 5, 1);
        interfaces = 2;
        generation = 1;
        addresses.poll();
        assertEquals(2, joined.size());
    }

    @Test
    void shouldLeaveWithTheFabric() {
        Fabric fabric = fabric(0xFFFFFFFF_FFFFFFFFL);
        add(fabric, 0xFFFF, 1);
        fabrics.groups.forget(fabric.fabricIndex);
        addresses.poll();
        assertEquals(0, joined.size());
    }
}
