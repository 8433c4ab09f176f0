package org.mattermote.stack.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.Subject;
import org.mattermote.stack.model.spec.GeneralDiagnosticsSpec;
import org.mattermote.stack.port.LogEvent;

class GeneralDiagnosticsClusterTest {
    private static final int INTERFACES = GeneralDiagnosticsSpec.ATTR_NETWORK_INTERFACES;
    private static final int KEY = 0x0004;
    private static final byte[] KEY_OF_TESTS = {
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
    };

    private final Fakes.Network network = new Fakes.Network();
    private final Fakes.Device device = new Fakes.Device();
    private final Fakes.Boot boot = new Fakes.Boot();
    private final Fakes.Store store = new Fakes.Store();
    private final Fakes.Log log = new Fakes.Log();
    private final Fakes.Events events = new Fakes.Events();
    private long epochMicros = -1;

    private GeneralDiagnosticsCluster boot() {
        GeneralDiagnosticsCluster cluster =
                new GeneralDiagnosticsCluster(
                        network,
                        boot,
                        device,
                        () -> epochMicros,
                        Fakes.workspace(store),
                        log,
                        events,
                        GeneralDiagnosticsSpec.INTERFACE_TYPE_ETHERNET);
        Fakes.node(cluster);
        return cluster;
    }

    private static byte[] ipv6(int last) {
        byte[] address = new byte[16];
        address[0] = (byte) 0xFE;
        address[1] = (byte) 0x80;
        address[15] = (byte) last;
        return address;
    }

    private static byte[] ipv4(int last) {
        byte[] address = new byte[16];
        address[10] = -1;
        address[11] = -1;
        address[12] = 10;
        address[15] = (byte) last;
        return address;
    }

    private static int trigger(GeneralDiagnosticsCluster cluster, byte[] key) {
        return trigger(cluster, key, -1);
    }

    private static int trigger(GeneralDiagnosticsCluster cluster, byte[] key, long trigger) {
        return Fakes.invoke(
                cluster,
                GeneralDiagnosticsSpec.CMD_TEST_EVENT_TRIGGER,
                Fakes.fields(
                        out -> {
                            out.putBytes(0, key, 0, key.length);
                            out.putUnsigned(1, trigger);
                        }),
                0);
    }

    @Test
    void shouldHaveWhatTheModelDemands() {
        GeneralDiagnosticsCluster cluster = boot();
        Fakes.checkAgainstModel(cluster);
        assertEquals(0, cluster.featureMap());
        assertEquals(
                0,
                Fakes.read(cluster, GeneralDiagnosticsSpec.ATTR_TEST_EVENT_TRIGGERS_ENABLED)
                        .bool());
    }

    @Test
    void shouldCountBoots() {
        assertEquals(1, boot().rebootCount());
        assertEquals(2, boot().rebootCount());
        assertEquals(3, Fakes.read(boot(), GeneralDiagnosticsSpec.ATTR_REBOOT_COUNT).u16());
        store.records.put(
                KEY, new byte[] {0x15, 0x24, 0, 1, 0x25, 1, (byte) 0xFF, (byte) 0xFF, 0x18});
        assertEquals(0xFFFF, boot().rebootCount());
        assertTrue(log.events.isEmpty());
    }

    @Test
    void shouldLeaveADamagedCountAlone() {
        byte[] damaged = {0x15, 0x24, 0, 1, 0x26, 1, 0, 0, 1, 0, 0x18};
        store.records.put(KEY, damaged);
        assertEquals(1, boot().rebootCount());
        assertArrayEquals(damaged, store.records.get(KEY));
        assertEquals(List.of(List.of((long) LogEvent.STORE_FAILED, (long) KEY, -5L)), log.events);
    }

    @Test
    void shouldTellUpTimeAndBootReason() {
        boot.reason = 6;
        GeneralDiagnosticsCluster cluster = boot();
        int upTime = GeneralDiagnosticsSpec.ATTR_UP_TIME;
        assertEquals(0, Fakes.read(cluster, upTime, 999).value());
        assertEquals(5_000_000, Fakes.read(cluster, upTime, 5_000_000_999L).value());
        assertEquals(6, Fakes.read(cluster, GeneralDiagnosticsSpec.ATTR_BOOT_REASON).u8());
        cluster.startUp(12);
        assertEquals(List.of(List.of(0x33L, 3L, 0L, 12L, 6L)), events.events);
    }

    @Test
    void shouldListInterfaces() {
        byte[] mac = {2, 0, 0, 0, 0, 1};
        network.interfaces.add(
                new Fakes.Interface("eth0", mac, List.of(ipv6(1), ipv4(2), ipv6(3))));
        TlvReader list = Fakes.read(boot(), INTERFACES);
        list.enter();
        assertEquals(CodecStatus.OK, list.next());
        list.enter();
        assertEquals(CodecStatus.OK, list.find(0));
        assertEquals("eth0", Fakes.text(list));
        assertEquals(CodecStatus.OK, list.find(1));
        assertEquals(1, list.bool());
        assertEquals(CodecStatus.OK, list.find(2));
        assertTrue(list.isNull());
        assertEquals(CodecStatus.OK, list.find(3));
        assertTrue(list.isNull());
        assertEquals(CodecStatus.OK, list.find(4));
        assertArrayEquals(mac, Fakes.bytes(list));
        assertEquals(CodecStatus.OK, list.find(5));
        list.enter();
        assertEquals(CodecStatus.OK, list.next());
        assertArrayEquals(new byte[] {10, 0, 0, 2}, Fakes.bytes(list));
        assertEquals(CodecStatus.END, list.next());
        list.exit();
        assertEquals(CodecStatus.OK, list.find(6));
        list.enter();
        assertEquals(CodecStatus.OK, list.next());
        assertArrayEquals(ipv6(1), Fakes.bytes(list));
        assertEquals(CodecStatus.OK, list.next());
        assertArrayEquals(ipv6(3), Fakes.bytes(list));
        assertEquals(CodecStatus.END, list.next());
        list.exit();
        assertEquals(CodecStatus.OK, list.find(7));
        assertEquals(2, list.u8());
        list.exit();
        assertEquals(CodecStatus.END, list.next());
    }

    @Test
    void shouldKeepTheLimitsOfTheLists() {
        List<byte[]> addresses = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            addresses.add(ipv4(i));
            addresses.add(ipv6(i));
        }
        for (int i = 0; i < 9; i++) {
            network.interfaces.add(
                    new Fakes.Interface(
                            "i".repeat(32), i == 0 ? new byte[0] : new byte[8], addresses));
        }
        GeneralDiagnosticsCluster cluster = boot();
        assertEquals(8, cluster.listSize(INTERFACES, new AttributeRead(new Subject())));
        TlvReader list = Fakes.read(cluster, INTERFACES);
        list.enter();
        list.next();
        assertTrue(list.elementEnd() - list.elementOffset() <= 280);
        list.enter();
        list.find(4);
        assertEquals(6, list.dataLength());
        list.find(5);
        assertEquals(4, Fakes.numbers(list).size());
        list.exit();
        list.find(6);
        assertEquals(8, Fakes.numbers(list).size());
        list.exit();
        list.exit();
        list.next();
        list.enter();
        list.find(4);
        assertEquals(8, list.dataLength());
    }

    @Test
    void shouldReportChangesOfTheInterfaces() {
        GeneralDiagnosticsCluster cluster = boot();
        int version = cluster.dataVersion();
        cluster.poll(1);
        assertEquals(version, cluster.dataVersion());
        network.generation++;
        cluster.poll(2);
        cluster.poll(3);
        assertEquals(version + 1, cluster.dataVersion());
        assertTrue(cluster.changeStamp(INTERFACES) != 0);
    }

    @Test
    void shouldRefuseTestEvents() {
        GeneralDiagnosticsCluster cluster = boot();
        int command = GeneralDiagnosticsSpec.CMD_TEST_EVENT_TRIGGER;
        byte[] key = new byte[16];
        assertEquals(ImStatus.CONSTRAINT_ERROR, trigger(cluster, key));
        key[3] = 1;
        assertEquals(ImStatus.CONSTRAINT_ERROR, trigger(cluster, key));
        assertEquals(ImStatus.CONSTRAINT_ERROR, trigger(cluster, new byte[15]));
        assertEquals(ImStatus.INVALID_COMMAND, Fakes.invoke(cluster, command, Fakes.noFields(), 0));
        assertEquals(
                ImStatus.INVALID_COMMAND,
                Fakes.invoke(cluster, command, Fakes.fields(out -> out.putBool(0, true)), 0));
        assertFalse(cluster.hasCommand(GeneralDiagnosticsSpec.CMD_PAYLOAD_TEST_REQUEST));
    }

    @Test
    void shouldTakeAnAllZeroKeyForNone() {
        device.testEventKey = new byte[16];
        GeneralDiagnosticsCluster cluster = boot();
        assertEquals(0, cluster.featureMap());
        assertEquals(
                0,
                Fakes.read(cluster, GeneralDiagnosticsSpec.ATTR_TEST_EVENT_TRIGGERS_ENABLED)
                        .bool());
        assertEquals(ImStatus.CONSTRAINT_ERROR, trigger(cluster, new byte[16]));
    }

    @Test
    void shouldTriggerTestEventsOfTheirParts() {
        device.testEventKey = KEY_OF_TESTS;
        GeneralDiagnosticsCluster cluster = boot();
        Fakes.checkAgainstModel(cluster);
        assertEquals(
                1,
                Fakes.read(cluster, GeneralDiagnosticsSpec.ATTR_TEST_EVENT_TRIGGERS_ENABLED)
                        .bool());
        List<Long> triggered = new ArrayList<>();
        for (long own = 5; own < 7; own++) {
            long wanted = own;
            cluster.addTestEvents(
                    (trigger, now) -> {
                        if (trigger != wanted) {
                            return ImStatus.INVALID_COMMAND;
                        }
                        triggered.add(trigger);
                        return ImStatus.SUCCESS;
                    });
        }
        assertEquals(ImStatus.SUCCESS, trigger(cluster, KEY_OF_TESTS, 6));
        assertEquals(ImStatus.SUCCESS, trigger(cluster, KEY_OF_TESTS, 5));
        assertEquals(ImStatus.INVALID_COMMAND, trigger(cluster, KEY_OF_TESTS, 7));
        assertEquals(ImStatus.CONSTRAINT_ERROR, trigger(cluster, new byte[16], 5));
        byte[] wrong = KEY_OF_TESTS.clone();
        wrong[15] ^= 1;
        assertEquals(ImStatus.CONSTRAINT_ERROR, trigger(cluster, wrong, 5));
        assertEquals(List.of(6L, 5L), triggered);
    }

    private static TlvReader payload(byte[] key, int value, int count) {
        return Fakes.fields(
                out -> {
                    out.putBytes(0, key, 0, key.length);
                    out.putUnsigned(1, value);
                    out.putUnsigned(2, count);
                });
    }

    @Test
    void shouldAnswerPayloadTestsOfAnySize() {
        int command = GeneralDiagnosticsSpec.CMD_PAYLOAD_TEST_REQUEST;
        device.testEventKey = KEY_OF_TESTS;
        GeneralDiagnosticsCluster cluster = boot();
        assertEquals(GeneralDiagnosticsSpec.FEATURE_DATA_MODEL_TEST, cluster.featureMap());
        for (int count : new int[] {0, 1, 200}) {
            Fakes.Invocation in = new Fakes.Invocation();
            assertEquals(
                    ImStatus.SUCCESS,
                    cluster.invoke(command, in, payload(KEY_OF_TESTS, 165, count)));
            TlvReader response = in.fields();
            assertEquals(CodecStatus.OK, response.find(0));
            byte[] expected = new byte[count];
            Arrays.fill(expected, (byte) 165);
            assertArrayEquals(expected, Fakes.bytes(response));
        }
        Fakes.Invocation in = new Fakes.Invocation();
        // The engine turns what does not fit into RESOURCE_EXHAUSTED.
        assertEquals(ImStatus.SUCCESS, cluster.invoke(command, in, payload(KEY_OF_TESTS, 1, 2048)));
        assertTrue(in.writer.overflowed());
        assertEquals(
                ImStatus.CONSTRAINT_ERROR,
                Fakes.invoke(cluster, command, payload(KEY_OF_TESTS, 1, 2049), 0));
        assertEquals(
                ImStatus.CONSTRAINT_ERROR,
                Fakes.invoke(cluster, command, payload(KEY_OF_TESTS, 256, 1), 0));
        assertEquals(
                ImStatus.CONSTRAINT_ERROR,
                Fakes.invoke(cluster, command, payload(new byte[16], 1, 1), 0));
        assertEquals(ImStatus.INVALID_COMMAND, Fakes.invoke(cluster, command, Fakes.noFields(), 0));
    }

    @Test
    void shouldKeepHoursOfOperation() {
        int hours = GeneralDiagnosticsSpec.ATTR_TOTAL_OPERATIONAL_HOURS;
        GeneralDiagnosticsCluster cluster = boot();
        assertEquals(3_600_000, cluster.poll(0));
        assertEquals(0, Fakes.read(cluster, hours, 3_599_999).value());
        int commits = store.commits;
        cluster.poll(3_599_999);
        assertEquals(commits, store.commits);
        assertEquals(3 * 3_600_000, cluster.poll(2 * 3_600_000 + 5));
        cluster.poll(2 * 3_600_000 + 6);
        assertEquals(commits + 1, store.commits);
        assertEquals(2, Fakes.read(cluster, hours, 2 * 3_600_000 + 6).value());
        cluster = boot();
        assertEquals(2, cluster.rebootCount());
        assertEquals(2, Fakes.read(cluster, hours, 0).value());
        cluster.poll(3_600_000);
        assertEquals(3, Fakes.read(boot(), hours, 0).value());
    }

    @Test
    void shouldReadRecordsOfBeforeThereWereHours() {
        store.records.put(KEY, new byte[] {0x15, 0x24, 0, 1, 0x24, 1, 9, 0x18});
        assertEquals(10, boot().rebootCount());
        assertEquals(11, boot().rebootCount());
        assertTrue(log.events.isEmpty());
    }

    @Test
    void shouldTellFaultsAndTheirChanges() {
        network.interfaces.add(new Fakes.Interface("eth0", new byte[6], List.of()));
        GeneralDiagnosticsCluster cluster = boot();
        int radio = GeneralDiagnosticsSpec.ATTR_ACTIVE_RADIO_FAULTS;
        int hardware = GeneralDiagnosticsSpec.ATTR_ACTIVE_HARDWARE_FAULTS;
        assertEquals(List.of(), Fakes.numbers(Fakes.read(cluster, radio)));
        cluster.setFault(radio, GeneralDiagnosticsSpec.RADIO_FAULT_BLE_FAULT, true, 10);
        cluster.setFault(radio, GeneralDiagnosticsSpec.RADIO_FAULT_BLE_FAULT, true, 11);
        cluster.setFault(radio, GeneralDiagnosticsSpec.RADIO_FAULT_THREAD_FAULT, true, 12);
        assertEquals(List.of(3L, 5L), Fakes.numbers(Fakes.read(cluster, radio)));
        assertEquals(List.of(), Fakes.numbers(Fakes.read(cluster, hardware)));
        assertEquals(2, events.events.size());
        assertEquals(List.of(0x33L, 1L, 0L, 12L), events.events.get(1).subList(0, 4));
        TlvReader fields = events.fields();
        assertEquals(CodecStatus.OK, fields.next());
        assertEquals(0, fields.tag());
        assertEquals(List.of(3L, 5L), Fakes.numbers(fields));
        fields.exit();
        assertEquals(CodecStatus.OK, fields.next());
        assertEquals(1, fields.tag());
        assertEquals(List.of(5L), Fakes.numbers(fields));
        assertTrue(cluster.changeStamp(radio) != 0);
        assertEquals(0, cluster.changeStamp(hardware));
        cluster.setFault(radio, GeneralDiagnosticsSpec.RADIO_FAULT_BLE_FAULT, false, 13);
        assertEquals(List.of(3L), Fakes.numbers(Fakes.read(cluster, radio)));
        cluster.setFault(hardware, GeneralDiagnosticsSpec.HARDWARE_FAULT_TAMPER_DETECTED, true, 14);
        assertEquals(List.of(10L), Fakes.numbers(Fakes.read(cluster, hardware)));
        assertEquals(0L, events.events.get(3).get(1));
    }

    @Test
    void shouldCallAMissingNetworkAFault() {
        GeneralDiagnosticsCluster cluster = boot();
        int faults = GeneralDiagnosticsSpec.ATTR_ACTIVE_NETWORK_FAULTS;
        assertEquals(List.of(3L), Fakes.numbers(Fakes.read(cluster, faults)));
        assertTrue(cluster.hasFault(faults, 3));
        network.interfaces.add(new Fakes.Interface("eth0", new byte[6], List.of()));
        network.generation++;
        cluster.poll(7);
        assertEquals(List.of(), Fakes.numbers(Fakes.read(cluster, faults)));
        assertEquals(List.of(0x33L, 2L, 0L, 7L), events.events.get(0).subList(0, 4));
    }

    @Test
    void shouldTakeTimeSnapshots() {
        GeneralDiagnosticsCluster cluster = boot();
        Fakes.Invocation in = new Fakes.Invocation();
        in.nowMillis = 1234;
        int command = GeneralDiagnosticsSpec.CMD_TIME_SNAPSHOT;
        assertEquals(ImStatus.SUCCESS, cluster.invoke(command, in, Fakes.noFields()));
        assertEquals(GeneralDiagnosticsSpec.CMD_TIME_SNAPSHOT_RESPONSE, in.response);
        TlvReader response = in.fields();
        assertEquals(CodecStatus.OK, response.find(0));
        assertEquals(1234, response.value());
        assertEquals(CodecStatus.OK, response.find(1));
        assertTrue(response.isNull());
        epochMicros = 1_000_000L;
        cluster.invoke(command, in, Fakes.noFields());
        response = in.fields();
        assertEquals(CodecStatus.OK, response.find(1));
        assertEquals(946_684_801_000L, response.value());
    }
}
