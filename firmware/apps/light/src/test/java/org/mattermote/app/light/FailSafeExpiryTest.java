package org.mattermote.app.light;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mattermote.firmware.testkit.MemoryFactory;
import org.mattermote.firmware.testkit.MemoryRecords;
import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.sim.Im;
import org.mattermote.stack.sim.SimAdministrator;
import org.mattermote.stack.sim.SimClient;
import org.mattermote.stack.sim.SimController;
import org.mattermote.stack.sim.SimFabric;
import org.mattermote.stack.sim.SimNetwork;
import org.mattermote.stack.sim.SimPort;

/**
 * A fail-safe ends without CommissioningComplete, in every state that commands can bring it to: by
 * its time, on request, or with the power. What is stored and what can be read is then as it was
 * before it; what another fabric changed meanwhile stays.
 */
class FailSafeExpiryTest {
    private static final int ACCESS_CONTROL = 0x1F;
    private static final int BASIC_INFORMATION = 0x28;
    private static final int GENERAL_COMMISSIONING = 0x30;
    private static final int ADMINISTRATOR_COMMISSIONING = 0x3C;
    private static final int OPERATIONAL_CREDENTIALS = 0x3E;
    private static final int GROUP_KEYS = 0x3F;
    private static final int GROUPS = 4;

    /** How the fail-safe ends. */
    private static final String TIME = "time";

    private static final String REQUEST = "request";
    private static final String POWER_CUT = "power cut";

    /** Counters that go on: operational hours, events, group messages. */
    private static final Set<Integer> STORED_ANYWAY = Set.of(0x0004, 0x0005, 0x0006);

    /** Resumption records, which each CASE session changes. */
    private static final int RESUMPTION = 0x08;

    /** Records of subscriptions, which are kept a while after they are made. */
    private static final int SUBSCRIPTIONS = 0x7;

    /** Diagnostics and the time: they tell of what happened. */
    private static final Set<Integer> CLUSTERS_OF_NO_MATTER = Set.of(0x33, 0x34, 0x37, 0x38);

    private final SimNetwork network = new SimNetwork(8);
    private final SimPort port = network.attach();
    private final MemoryRecords records = new MemoryRecords();
    private LightNode node = new LightNode(port, records, 5, 0);
    private final SimAdministrator first = administrator(7);
    private final SimAdministrator second = administrator(8);

    private SimAdministrator administrator(int number) {
        return new SimAdministrator(
                network,
                network.attach(),
                port,
                new SimFabric(number, 0xFAB0 + number, number == 7),
                0x90 + number,
                0x50 + number,
                number);
    }

    /** What is done under the fail-safe; who does it may be in the fabric, or not yet. */
    private enum State {
        ARMED,
        REGULATED,
        KEY_PAIR,
        ROOT_ADDED,
        NOC_ADDED,
        OPERATIONAL,
        LABEL_WRITTEN,
        ACL_WRITTEN,
        GROUP_KEYS_WRITTEN,
        ALL
    }

    static Stream<Arguments> states() {
        return Stream.of(TIME, REQUEST, POWER_CUT)
                .flatMap(end -> Arrays.stream(State.values()).map(s -> Arguments.of(s, end)));
    }

    static Stream<Arguments> updates() {
        List<State> after =
                List.of(
                        State.ARMED,
                        State.KEY_PAIR,
                        State.NOC_ADDED,
                        State.LABEL_WRITTEN,
                        State.ACL_WRITTEN,
                        State.GROUP_KEYS_WRITTEN,
                        State.ALL);
        return Stream.of(TIME, REQUEST, POWER_CUT)
                .flatMap(end -> after.stream().map(s -> Arguments.of(s, end)));
    }

    @ParameterizedTest
    @MethodSource("states")
    void shouldLeaveNothingOfAFabricThatWasToCome(State state, String end) {
        network.add(node);
        first.commission(MemoryFactory.PASSCODE);
        Map<String, String> readable = read(first);
        Map<Integer, String> stored = stored();
        first.openBasicWindow(900);
        second.pase(MemoryFactory.PASSCODE);
        second.arm(100);
        if (state != State.ARMED) {
            second.regulate(1, "DE");
        }
        if (state.compareTo(State.KEY_PAIR) >= 0) {
            SimFabric.Identity device = second.certify(false);
            if (state.compareTo(State.ROOT_ADDED) >= 0) {
                second.addRoot();
            }
            if (state.compareTo(State.NOC_ADDED) >= 0) {
                second.addNoc(device);
            }
            if (state.compareTo(State.OPERATIONAL) >= 0) {
                second.operational();
                write(second, state);
                assertEquals(2, node.stack.fabricCount());
            }
        }
        assertEquals(stored, stored());
        relabel(first, "kept");
        end(second, end);
        if (!end.equals(POWER_CUT)) {
            first.invoke(OPERATIONAL_CREDENTIALS, 9, out -> utf8(out, 0, "kept"));
            revoke(first);
        }
        check(first, readable, stored);
        assertEquals(0, node.stack.subscriptionCount());
        // Nothing hinders the next.
        first.openBasicWindow(900);
        second.commission(MemoryFactory.PASSCODE);
        assertEquals(2, second.fabricIndex);
        assertEquals(2, node.stack.fabricCount());
    }

    @ParameterizedTest
    @MethodSource("updates")
    void shouldPutTheOldCredentialsBack(State state, String end) {
        network.add(node);
        first.commission(MemoryFactory.PASSCODE);
        first.openBasicWindow(900);
        second.commission(MemoryFactory.PASSCODE);
        // The other way round from now on: the first has the fail-safe.
        Map<String, String> readable = read(second);
        Map<Integer, String> stored = stored();
        first.operational();
        first.arm(100);
        first.regulate(1, "DE");
        if (state != State.ARMED) {
            SimFabric.Identity device = first.certify(true);
            if (state != State.KEY_PAIR) {
                first.updateNoc(device);
                write(first, state);
            }
        }
        assertEquals(stored, stored());
        relabel(second, "kept");
        end(first, end);
        second.operational();
        check(second, readable, stored);
        first.operational();
        first.expect(first.client.invoke(1, 6, 1, out -> {}), "On");
        assertTrue(node.isOn());
    }

    /** What an administrator does in its fabric. */
    private void write(SimAdministrator admin, State state) {
        boolean all = state == State.ALL;
        if (all || state == State.LABEL_WRITTEN) {
            relabel(admin, "gone");
        }
        if (all || state == State.ACL_WRITTEN) {
            admin.expect(
                    admin.client.write(
                            0, ACCESS_CONTROL, 0, out -> putAccess(admin.own.nodeId(), out)),
                    "ACL");
        }
        if (all || state == State.GROUP_KEYS_WRITTEN) {
            admin.invoke(GROUP_KEYS, 0, FailSafeExpiryTest::putKeySet);
            admin.expect(
                    admin.client.write(0, GROUP_KEYS, 0, FailSafeExpiryTest::putKeyMap),
                    "GroupKeyMap");
            admin.expect(
                    admin.client.invoke(
                            1,
                            GROUPS,
                            0,
                            out -> {
                                out.putUnsigned(0, 5);
                                utf8(out, 1, "");
                            }),
                    "AddGroup");
        }
        if (all) {
            admin.expect(admin.client.subscribe(false, 0, 60, 1, 6, 0), "subscription");
        }
    }

    private static void utf8(TlvWriter out, int tag, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.putUtf8(tag, bytes, 0, bytes.length);
    }

    private static void relabel(SimAdministrator admin, String label) {
        admin.command(OPERATIONAL_CREDENTIALS, 9, 0, out -> utf8(out, 0, label));
    }

    private static void putAccess(long administrator, TlvWriter out) {
        out.startArray(2);
        for (int privilege = 5; privilege >= 3; privilege -= 2) {
            out.startStruct(TlvTag.ANONYMOUS);
            out.putUnsigned(1, privilege);
            out.putUnsigned(2, 2);
            out.startArray(3);
            out.putUnsigned(TlvTag.ANONYMOUS, administrator);
            out.endContainer();
            out.putNull(4);
            out.endContainer();
        }
        out.endContainer();
    }

    private static void putKeySet(TlvWriter out) {
        out.startStruct(0);
        out.putUnsigned(0, 42);
        out.putUnsigned(1, 0);
        out.putBytes(2, new byte[16], 0, 16);
        out.putUnsigned(3, 1);
        for (int tag = 4; tag <= 7; tag++) {
            out.putNull(tag);
        }
        out.endContainer();
    }

    private static void putKeyMap(TlvWriter out) {
        out.startArray(2);
        out.startStruct(TlvTag.ANONYMOUS);
        out.putUnsigned(1, 5);
        out.putUnsigned(2, 42);
        out.endContainer();
        out.endContainer();
    }

    private void end(SimAdministrator holder, String end) {
        switch (end) {
            case TIME -> network.pass(101_000);
            case REQUEST -> {
                holder.command(
                        GENERAL_COMMISSIONING,
                        0,
                        0,
                        out -> {
                            out.putUnsigned(0, 0);
                            out.putUnsigned(1, 0);
                        });
                network.pass(1_000);
            }
            default -> {
                network.remove(node);
                node = new LightNode(port, records, 6, network.now);
                network.add(node);
                first.operational();
            }
        }
    }

    private void revoke(SimAdministrator admin) {
        SimClient.Transaction t =
                admin.client.invokeTimed(0, ADMINISTRATOR_COMMISSIONING, 2, out -> {});
        admin.expect(t, "RevokeCommissioning");
    }

    /** The change of the other fabric is there, and everything else as it was. */
    private void check(
            SimAdministrator other, Map<String, String> readable, Map<Integer, String> stored) {
        String kept = HexFormat.of().formatHex("kept".getBytes(StandardCharsets.UTF_8));
        assertTrue(stored().get(0x0100 + other.fabricIndex).contains(kept));
        assertTrue(read(other).get("0/62/1").contains(kept));
        relabel(other, "");
        assertEquals(text(stored), text(stored()));
        assertEquals(text(readable), text(read(other)));
        network.pass(5_000);
        assertEquals(LightNode.IDLE, node.usage());
    }

    private static String text(Map<?, String> map) {
        StringBuilder text = new StringBuilder();
        map.forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
        return text.toString();
    }

    private Map<Integer, String> stored() {
        Map<Integer, String> stored = new TreeMap<>();
        for (Map.Entry<Integer, byte[]> e : records.all().entrySet()) {
            if (!STORED_ANYWAY.contains(e.getKey())
                    && e.getKey() >> 8 != RESUMPTION
                    && e.getKey() >> 12 != SUBSCRIPTIONS) {
                stored.put(e.getKey(), HexFormat.of().formatHex(e.getValue()));
            }
        }
        return stored;
    }

    /** All attributes by endpoint/cluster/attribute, as their TLV; lists item by item. */
    private Map<String, String> read(SimAdministrator admin) {
        SimClient.Transaction t = admin.expect(admin.client.readEverything(), "everything");
        Map<String, String> read = new TreeMap<>();
        for (SimController.Message message : t.answers) {
            byte[] report = message.payload();
            TlvReader reader = Im.at(report, 1);
            if (reader == null) {
                continue;
            }
            reader.enter();
            while (reader.next() == CodecStatus.OK) {
                int at = reader.elementOffset();
                put(read, Arrays.copyOfRange(report, at, reader.elementEnd()));
            }
        }
        assertNotEquals(0, read.size());
        return read;
    }

    private static void put(Map<String, String> read, byte[] report) {
        int cluster = (int) Im.at(report, 1, 1, 3).value();
        String path =
                Im.at(report, 1, 1, 2).value()
                        + "/"
                        + cluster
                        + "/"
                        + Im.at(report, 1, 1, 4).value();
        TlvReader data = Im.at(report, 1, 2);
        String value = HexFormat.of().formatHex(report, data.elementOffset(), data.elementEnd());
        if (!CLUSTERS_OF_NO_MATTER.contains(cluster)) {
            read.merge(path, value, (a, b) -> a + " " + b);
        }
    }
}
