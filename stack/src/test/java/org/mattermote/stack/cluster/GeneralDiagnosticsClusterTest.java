package org.mattermote.stack.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
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

    private final Fakes.Network network = new Fakes.Network();
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
        return Fakes.invoke(
                cluster,
                GeneralDiagnosticsSpec.CMD_TEST_EVENT_TRIGGER,
                Fakes.fields(
                        out -> {
                            out.putBytes(0, key, 0, key.length);
                            out.putUnsigned(1, -1);
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
        assertEquals(
                ImStatus.UNSUPPORTED_COMMAND,
                Fakes.invoke(
                        cluster,
                        GeneralDiagnosticsSpec.CMD_PAYLOAD_TEST_REQUEST,
                        Fakes.noFields(),
                        0));
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
