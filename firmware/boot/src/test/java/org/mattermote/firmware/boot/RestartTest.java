package org.mattermote.firmware.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mattermote.bsp.common.FlashLog;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.model.AttributeFlags;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.Endpoint;
import org.mattermote.stack.model.Node;
import org.mattermote.stack.model.spec.AccessControlSpec;
import org.mattermote.stack.port.PortStatus;
import org.mattermote.stack.sim.SimAdministrator;
import org.mattermote.stack.sim.SimClient;
import org.mattermote.stack.sim.SimFabric;
import org.mattermote.stack.sim.SimNetwork;
import org.mattermote.stack.sim.SimPort;

/** Every attribute that can be written and that the specification calls non-volatile survives. */
@Timeout(300)
class RestartTest {
    private static final int BINDING = 0x1E;
    private static final int ACCESS_CONTROL = 0x1F;

    /** What an extension may hold: an anonymous list. */
    private static final byte[] EMPTY_LIST = {0x17, 0x18};

    private static final int GROUP_KEY_MANAGEMENT = 0x3F;
    private static final int USER_LABEL = 0x41;
    private static final int CONSTRAINT_ERROR = 0x87;
    private static final int NETWORK_COMMISSIONING = 0x31;
    private static final long CONTROLLER = 0x70001;

    /** What there is to write besides the present value: null, text, numbers small and large. */
    private static final long[] NUMBERS = {1, 2, 0, 3, 10, 77, 100, 200, 254, 1000, 2000, 30_000};

    private static final String[] TEXTS = {"DE", "Lamp", "en-US", "fr-FR", "de-DE"};

    private final SimNetwork network = new SimNetwork(3);
    private final SimPort port = network.attach();
    private final RecordedFlash flash = new RecordedFlash();
    private AppNode node;
    private SimAdministrator admin;

    static List<String> apps() {
        return Apps.names();
    }

    private void boot(String app) {
        if (node != null) {
            network.remove(node);
        }
        FlashLog log = new FlashLog(flash, 128);
        assertEquals(PortStatus.OK, log.open());
        node = new AppNode(app, port, log, (event, a, b, c) -> {}, network.now, network.now);
        network.add(node);
    }

    @ParameterizedTest
    @MethodSource("apps")
    void shouldKeepEveryNonVolatileAttribute(String app) {
        boot(app);
        SimFabric fabric = new SimFabric(7, 0xFAB7, false);
        admin = new SimAdministrator(network, network.attach(), port, fabric, CONTROLLER, 0x71, 17);
        admin.commission(AppNode.PASSCODE);
        // Attributes of which this device supports but one value.
        List<String> single = new ArrayList<>();
        List<String> names = new ArrayList<>();
        Node model = node.stack.node();
        for (int e = 0; e < model.endpointCount(); e++) {
            Endpoint endpoint = model.endpoint(e);
            for (int c = 0; c < endpoint.clusterCount(); c++) {
                Cluster cluster = endpoint.cluster(c);
                for (int attribute : cluster.attributes()) {
                    if (isKept(cluster, attribute)) {
                        String name = name(endpoint, cluster, attribute);
                        names.add(name);
                        if (!write(endpoint, cluster, attribute)) {
                            single.add(name);
                        }
                    }
                }
            }
        }
        assertTrue(single.size() <= 2, single::toString);
        assertTrue(names.size() - single.size() >= 4, names::toString);
        Map<String, String> written = values(names);
        // The power goes: nothing is said to the device.
        boot(app);
        assertEquals(written, values(names));
    }

    private Map<String, String> values(List<String> names) {
        Map<String, String> values = new TreeMap<>();
        for (String name : names) {
            String[] ids = name.split("/");
            Endpoint endpoint = node.stack.node().find(Integer.parseInt(ids[0]));
            Cluster cluster = endpoint.find(Integer.parseInt(ids[1], 16));
            values.put(name, read(cluster, Integer.parseInt(ids[2], 16)));
        }
        return values;
    }

    private static boolean isKept(Cluster cluster, int attribute) {
        int flags = cluster.spec().attribute(attribute);
        return AttributeFlags.has(flags, AttributeFlags.WRITE)
                && (AttributeFlags.has(flags, AttributeFlags.NON_VOLATILE)
                        || cluster.id() == ACCESS_CONTROL
                        || cluster.id() == GROUP_KEY_MANAGEMENT
                        || cluster.id() == BINDING
                        || cluster.id() == USER_LABEL)
                // The only interface there is stays enabled.
                && cluster.id() != NETWORK_COMMISSIONING;
    }

    private static String name(Endpoint endpoint, Cluster cluster, int attribute) {
        return String.format("%d/%04X/%04X", endpoint.id(), cluster.id(), attribute);
    }

    private String read(Cluster cluster, int attribute) {
        return HexFormat.of().formatHex(NodeState.value(cluster, attribute, admin.fabricIndex));
    }

    /** Writes something else than there is; false when everything else is out of range. */
    private boolean write(Endpoint endpoint, Cluster cluster, int attribute) {
        String before = read(cluster, attribute);
        for (Consumer<TlvWriter> value : candidates(cluster, attribute)) {
            SimClient.Transaction t =
                    admin.client.write(endpoint.id(), cluster.id(), attribute, value);
            assertTrue(network.run(() -> t.done, 60_000));
            String after = read(cluster, attribute);
            if (t.status == 0 && !after.equals(before)) {
                return true;
            }
            if (t.status != 0) {
                assertEquals(before, after, "refused, and taken");
                assertEquals(CONSTRAINT_ERROR, t.status, name(endpoint, cluster, attribute));
            }
        }
        return false;
    }

    private static List<Consumer<TlvWriter>> candidates(Cluster cluster, int attribute) {
        int flags = cluster.spec().attribute(attribute);
        List<Consumer<TlvWriter>> values = new ArrayList<>();
        switch (AttributeFlags.type(flags)) {
            case AttributeFlags.TYPE_BOOL:
                values.add(out -> out.putBool(2, true));
                values.add(out -> out.putBool(2, false));
                break;
            case AttributeFlags.TYPE_UTF8:
                for (String text : TEXTS) {
                    values.add(out -> out.putUtf8(2, text.getBytes(), 0, text.length()));
                }
                break;
            case AttributeFlags.TYPE_SIGNED:
                for (long number : NUMBERS) {
                    values.add(out -> out.putSigned(2, number));
                }
                break;
            case AttributeFlags.TYPE_STRUCT:
                values.add(RestartTest::viewport);
                break;
            case AttributeFlags.TYPE_ARRAY:
                values.add(list(cluster.id(), attribute));
                break;
            default:
                for (long number : NUMBERS) {
                    values.add(out -> out.putUnsigned(2, number));
                }
                break;
        }
        return values;
    }

    /** A quarter of the camera's picture. */
    private static void viewport(TlvWriter out) {
        out.startStruct(2);
        out.putUnsigned(0, 0);
        out.putUnsigned(1, 0);
        out.putUnsigned(2, 320);
        out.putUnsigned(3, 240);
        out.endContainer();
    }

    private static Consumer<TlvWriter> list(int cluster, int attribute) {
        return out -> {
            out.startArray(2);
            switch (cluster) {
                case ACCESS_CONTROL:
                    if (attribute == AccessControlSpec.ATTR_ACL) {
                        entry(out, 5, CONTROLLER);
                        entry(out, 3, CONTROLLER + 1);
                    } else {
                        out.startStruct(TlvTag.ANONYMOUS);
                        out.putBytes(1, EMPTY_LIST, 0, EMPTY_LIST.length);
                        out.endContainer();
                    }
                    break;
                case GROUP_KEY_MANAGEMENT:
                    out.startStruct(TlvTag.ANONYMOUS);
                    out.putUnsigned(1, 0x0102);
                    out.putUnsigned(2, 42);
                    out.endContainer();
                    break;
                case BINDING:
                    out.startStruct(TlvTag.ANONYMOUS);
                    out.putUnsigned(1, 0x1234);
                    out.putUnsigned(3, 1);
                    out.putUnsigned(4, 6);
                    out.endContainer();
                    break;
                case USER_LABEL:
                    out.startStruct(TlvTag.ANONYMOUS);
                    out.putUtf8(0, "room".getBytes(), 0, 4);
                    out.putUtf8(1, "hall".getBytes(), 0, 4);
                    out.endContainer();
                    break;
                default:
                    break;
            }
            out.endContainer();
        };
    }

    private static void entry(TlvWriter out, int privilege, long subject) {
        out.startStruct(TlvTag.ANONYMOUS);
        out.putUnsigned(1, privilege);
        out.putUnsigned(2, 2);
        out.startArray(3);
        out.putUnsigned(TlvTag.ANONYMOUS, subject);
        out.endContainer();
        out.putNull(4);
        out.endContainer();
    }
}
