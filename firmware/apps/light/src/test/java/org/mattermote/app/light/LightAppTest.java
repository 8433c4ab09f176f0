package org.mattermote.app.light;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.cluster.ClusterWorkspace;
import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.fabric.RecordStore;
import org.mattermote.stack.mem.Scratch;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.Endpoint;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.Node;
import org.mattermote.stack.model.Subject;
import org.mattermote.stack.model.spec.DescriptorSpec;
import org.mattermote.stack.model.spec.GroupsSpec;
import org.mattermote.stack.model.spec.IdentifySpec;
import org.mattermote.stack.port.KeyValueStore;
import org.mattermote.stack.port.LogEvent;
import org.mattermote.stack.port.PortStatus;

class LightAppTest {
    private final Store store = new Store();
    private final List<List<Long>> log = new ArrayList<>();

    private LightApp boot() {
        Scratch scratch = new Scratch(64);
        return new LightApp(
                new ClusterWorkspace(new RecordStore(store, scratch), scratch),
                (event, a, b, c) -> log.add(List.of((long) event, a, b)));
    }

    private static Endpoint endpoint(LightApp app) {
        Endpoint endpoint = app.endpoint(new Groups());
        new Node(new Endpoint[] {endpoint}, 1);
        return endpoint;
    }

    private static List<Long> descriptor(Endpoint endpoint, int attribute) {
        byte[] bytes = new byte[256];
        TlvWriter writer = new TlvWriter();
        writer.wrap(bytes, 0, bytes.length);
        AttributeRead in = new AttributeRead(new Subject());
        in.tag = TlvTag.ANONYMOUS;
        assertEquals(0, endpoint.find(DescriptorSpec.ID).read(attribute, in, writer));
        TlvReader reader = new TlvReader();
        reader.wrap(bytes, 0, writer.position());
        reader.next();
        List<Long> numbers = new ArrayList<>();
        collect(reader, numbers);
        return numbers;
    }

    private static void collect(TlvReader reader, List<Long> numbers) {
        reader.enter();
        while (reader.next() == CodecStatus.OK) {
            if (reader.dataLength() == 0) {
                collect(reader, numbers);
            } else {
                numbers.add(reader.value());
            }
        }
        reader.exit();
    }

    @Test
    void shouldBeAnOnOffLight() {
        Endpoint endpoint = endpoint(boot());
        assertEquals(1, endpoint.id());
        assertEquals(
                List.of(0x0100L, 3L), descriptor(endpoint, DescriptorSpec.ATTR_DEVICE_TYPE_LIST));
        assertEquals(
                List.of(0x03L, 0x04L, 0x06L, 0x1DL),
                descriptor(endpoint, DescriptorSpec.ATTR_SERVER_LIST));
        assertEquals(List.of(), descriptor(endpoint, DescriptorSpec.ATTR_CLIENT_LIST));
        assertEquals(List.of(), descriptor(endpoint, DescriptorSpec.ATTR_PARTS_LIST));
        // The device type makes it mandatory.
        assertTrue(endpoint.find(IdentifySpec.ID).hasCommand(IdentifySpec.CMD_TRIGGER_EFFECT));
    }

    @Test
    void shouldSwitchTheLampByItsButtonAndRemember() {
        LightApp app = boot();
        endpoint(app);
        app.start();
        assertEquals(List.of(), log);
        app.toggle(10);
        app.toggle(20);
        app.toggle(30);
        assertEquals(List.of(onOff(1), onOff(0), onOff(1)), log);
        log.clear();
        LightApp after = boot();
        endpoint(after);
        after.start();
        assertEquals(List.of(onOff(1)), log);
        assertTrue(after.onOff().isOn());
    }

    @Test
    void shouldShowWhereItIs() {
        LightApp app = boot();
        endpoint(app);
        app.identify().identify(2, 0);
        app.identify().poll(2000);
        assertEquals(
                List.of(
                        List.of((long) LogEvent.IDENTIFY, 1L, 2L),
                        List.of((long) LogEvent.IDENTIFY, 1L, 0L)),
                log);
    }

    private static List<Long> onOff(long value) {
        return List.of((long) LogEvent.ON_OFF, 1L, value);
    }

    private static final class Groups extends Cluster {
        Groups() {
            super(new GroupsSpec(), 0, new int[] {GroupsSpec.ATTR_NAME_SUPPORT}, null);
        }

        @Override
        public int read(int attribute, AttributeRead in, TlvWriter out) {
            return ImStatus.FAILURE;
        }
    }

    private static final class Store implements KeyValueStore {
        private final Map<Integer, byte[]> records = new HashMap<>();

        @Override
        public int get(int key, byte[] out, int offset, int capacity) {
            byte[] value = records.get(key);
            if (value == null) {
                return PortStatus.NONE;
            }
            System.arraycopy(value, 0, out, offset, value.length);
            return value.length;
        }

        @Override
        public int begin() {
            return PortStatus.OK;
        }

        @Override
        public int put(int key, byte[] value, int offset, int length) {
            byte[] copy = new byte[length];
            System.arraycopy(value, offset, copy, 0, length);
            records.put(key, copy);
            return PortStatus.OK;
        }

        @Override
        public int remove(int key) {
            records.remove(key);
            return PortStatus.OK;
        }

        @Override
        public int commit() {
            return PortStatus.OK;
        }

        @Override
        public void abandon() {}

        @Override
        public int erase() {
            records.clear();
            return PortStatus.OK;
        }
    }
}
