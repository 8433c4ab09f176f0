package org.mattermote.app.light;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.provider.MethodSource;
import org.mattermote.firmware.testkit.MemoryFactory;
import org.mattermote.firmware.testkit.MemoryRecords;
import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.fabric.StoreKeys;
import org.mattermote.stack.fuzz.Kept;
import org.mattermote.stack.fuzz.Parts;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.Endpoint;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.Node;
import org.mattermote.stack.model.Subject;
import org.mattermote.stack.port.KeyValueStore;
import org.mattermote.stack.sim.SimPort;

/**
 * A light that starts with anything in its records: it works, shows every attribute well formed and
 * starts again as it was, or it is uncommissioned and touches no fabric's record.
 */
class StorageJazzerTest {
    private static final int MOST = 8;
    private static final int REMOVE = 0x80;
    private static final int FABRICS = 3;

    /** Keys an input can name by a number: every kind of record, those of fabrics of three. */
    private static final int[] KEYS = keys();

    private static final FuzzDevice DEVICE = new FuzzDevice();
    private static final MemoryRecords COMMISSIONED = DEVICE.node.records;

    static {
        DEVICE.admin.commission(MemoryFactory.PASSCODE);
        byte[] label = {'x'};
        DEVICE.admin.expect(
                DEVICE.admin.client.write(
                        0, 0x28, 5, out -> out.putUtf8(2, label, 0, label.length)),
                "label");
        DEVICE.admin.expect(
                DEVICE.admin.client.invoke(
                        1,
                        4,
                        0,
                        out -> {
                            out.putUnsigned(0, 0x102);
                            out.putUtf8(1, label, 0, label.length);
                        }),
                "group");
        DEVICE.admin.expect(DEVICE.admin.client.invoke(1, 6, 1, out -> {}), "on");
        DEVICE.quiet();
        DEVICE.network.pass(FuzzDevice.DAY);
        DEVICE.admin.operational();
        DEVICE.admin.expect(DEVICE.admin.client.subscribe(false, 0, 60, 1, 6, 0), "subscription");
        // What a clean stop keeps.
        DEVICE.node.stack.stop(DEVICE.network.now);
    }

    private static int[] keys() {
        List<Integer> keys = new ArrayList<>();
        for (int key = StoreKeys.FABRIC_TABLE; key <= StoreKeys.NETWORKS; key++) {
            keys.add(key);
        }
        for (int fabric = 1; fabric <= FABRICS; fabric++) {
            for (int kind = 0x0100; kind <= 0x0B00; kind += 0x0100) {
                keys.add(kind + fabric);
            }
        }
        for (int endpoint = 0; endpoint <= 1; endpoint++) {
            keys.add(StoreKeys.onOff(endpoint));
            keys.add(StoreKeys.level(endpoint));
            keys.add(StoreKeys.cameraStreams(endpoint));
            keys.add(StoreKeys.subscription(endpoint));
        }
        return keys.stream().mapToInt(key -> key).toArray();
    }

    private static final MemoryRecords RECORDS = new MemoryRecords();

    private final MemoryRecords records = RECORDS;
    private final SimPort port = DEVICE.port;

    static List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        for (Map.Entry<Integer, byte[]> record : COMMISSIONED.all().entrySet()) {
            for (int i = 0; i < KEYS.length; i++) {
                if (KEYS[i] == record.getKey()) {
                    seeds.add(Parts.row(i, record.getValue()));
                    seeds.add(Parts.row(i | REMOVE));
                }
            }
        }
        return Kept.with(StorageJazzerTest.class, seeds);
    }

    /** For each record its place in the table of keys and its content. */
    @MethodSource("seeds")
    @FuzzTest(maxDuration = "", maxExecutions = 100_000)
    void shouldBootOrBeRefused(byte[] data) {
        records.copy(COMMISSIONED);
        Parts parts = new Parts(data);
        for (int n = 0; n < MOST && !parts.isEmpty(); n++) {
            int number = parts.number();
            byte[] value = (number & REMOVE) != 0 ? null : parts.string();
            if (value == null || value.length <= KeyValueStore.MAX_VALUE) {
                records.set(KEYS[(number & ~REMOVE) % KEYS.length], value);
            }
        }
        Map<Integer, byte[]> before = records.all();
        LightNode node = new LightNode(port, records, 3, 0);
        long now = 0;
        for (int polls = 0; now < FuzzDevice.MINUTE; polls++) {
            assertTrue(polls < 1000, "never at rest");
            long next = node.stack.poll(now);
            now = next <= now ? now + 1 : next;
        }
        assertTrue(node.allocated == 0);
        readAll(node.stack.node());
        int fabrics = node.stack.fabricCount();
        if (!node.stack.isStoreGood()) {
            assertEquals(0, fabrics);
            Map<Integer, byte[]> after = records.all();
            for (int key : KEYS) {
                if (key == StoreKeys.FABRIC_TABLE || key >= 0x0100 && key < 0x1000) {
                    assertArrayEquals(before.get(key), after.get(key), "record " + key);
                }
            }
        }
        LightNode again = new LightNode(port, records, 4, 0);
        assertEquals(node.stack.isStoreGood(), again.stack.isStoreGood());
        assertEquals(fabrics, again.stack.fabricCount());
    }

    private static void readAll(Node node) {
        Subject subject = new Subject();
        subject.authMode = Subject.AUTH_MODE_CASE;
        subject.fabricIndex = 1;
        AttributeRead read = new AttributeRead(subject);
        read.tag = TlvTag.ANONYMOUS;
        for (int e = 0; e < node.endpointCount(); e++) {
            Endpoint endpoint = node.endpoint(e);
            for (int c = 0; c < endpoint.clusterCount(); c++) {
                Cluster cluster = endpoint.cluster(c);
                for (int attribute : cluster.attributes()) {
                    readOne(cluster, attribute, read);
                }
            }
        }
    }

    private static void readOne(Cluster cluster, int attribute, AttributeRead read) {
        byte[] out = new byte[2048];
        TlvWriter writer = new TlvWriter();
        writer.wrap(out, 0, out.length);
        int items = cluster.listSize(attribute, read);
        int status = ImStatus.SUCCESS;
        for (int i = 0; i < items && status == ImStatus.SUCCESS; i++) {
            status = cluster.readItem(attribute, i, read, writer);
        }
        if (items < 0) {
            status = cluster.read(attribute, read, writer);
        }
        String what = cluster.id() + "/" + attribute;
        assertEquals(ImStatus.SUCCESS, status, what);
        assertTrue(!writer.overflowed(), what);
        TlvReader reader = new TlvReader();
        reader.wrap(out, 0, writer.position());
        int next;
        int elements = 0;
        while ((next = reader.next()) == CodecStatus.OK) {
            assertEquals(CodecStatus.OK, reader.validate(), what);
            elements++;
        }
        assertEquals(CodecStatus.END, next, what);
        assertTrue(items < 0 ? elements == 1 : elements <= items, what);
    }
}
