package org.mattermote.stack.cluster;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvType;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.fabric.RecordStore;
import org.mattermote.stack.mem.Scratch;
import org.mattermote.stack.model.AttributeFlags;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.AttributeWrite;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.CommandFlags;
import org.mattermote.stack.model.CommandInvocation;
import org.mattermote.stack.model.Endpoint;
import org.mattermote.stack.model.EventSink;
import org.mattermote.stack.model.Node;
import org.mattermote.stack.model.Subject;
import org.mattermote.stack.port.BootPort;
import org.mattermote.stack.port.CryptoPort;
import org.mattermote.stack.port.DeviceDataPort;
import org.mattermote.stack.port.KeyValueStore;
import org.mattermote.stack.port.LogPort;
import org.mattermote.stack.port.NetworkPort;
import org.mattermote.stack.port.PortStatus;

/** Ports that live in memory, and the engine's part of a read, a write and an invoke. */
public final class Fakes {
    private Fakes() {}

    /** Over a store, and with memory for its largest record. */
    static ClusterWorkspace workspace(KeyValueStore store) {
        Scratch scratch = new Scratch(1024);
        return new ClusterWorkspace(new RecordStore(store, scratch), scratch);
    }

    static final class Store implements KeyValueStore {
        final Map<Integer, byte[]> records = new TreeMap<>();
        final Map<Integer, Integer> getErrors = new HashMap<>();
        int beginStatus = PortStatus.OK;
        int commitStatus = PortStatus.OK;
        int commits;
        private Map<Integer, byte[]> open;

        @Override
        public int get(int key, byte[] out, int offset, int capacity) {
            if (getErrors.containsKey(key)) {
                return getErrors.get(key);
            }
            byte[] value = records.get(key);
            if (value == null) {
                return PortStatus.NONE;
            }
            if (value.length > capacity) {
                return PortStatus.TOO_SMALL;
            }
            System.arraycopy(value, 0, out, offset, value.length);
            return value.length;
        }

        @Override
        public int begin() {
            if (beginStatus < 0 || open != null) {
                return PortStatus.FAILED;
            }
            open = new HashMap<>();
            return PortStatus.OK;
        }

        @Override
        public int put(int key, byte[] value, int offset, int length) {
            byte[] copy = new byte[length];
            System.arraycopy(value, offset, copy, 0, length);
            open.put(key, copy);
            return PortStatus.OK;
        }

        @Override
        public int remove(int key) {
            open.put(key, null);
            return PortStatus.OK;
        }

        @Override
        public int commit() {
            Map<Integer, byte[]> changes = open;
            open = null;
            if (commitStatus < 0) {
                return commitStatus;
            }
            commits++;
            changes.forEach(
                    (key, value) -> {
                        if (value == null) {
                            records.remove(key);
                        } else {
                            records.put(key, value);
                        }
                    });
            return PortStatus.OK;
        }

        @Override
        public void abandon() {
            open = null;
        }

        @Override
        public int erase() {
            records.clear();
            return PortStatus.OK;
        }
    }

    public static final class Log implements LogPort {
        public final List<List<Long>> events = new ArrayList<>();

        @Override
        public void event(int event, long a, long b, long c) {
            events.add(List.of((long) event, a, b));
        }
    }

    /** Switched and not looked at. */
    static final class Lamp implements OnOffHook {
        @Override
        public void onOff(int endpoint, boolean on) {}

        @Override
        public void offWithEffect(int endpoint, int effect, int variant) {}
    }

    static final class Device implements DeviceDataPort {
        final Map<Integer, String> texts = new HashMap<>();
        int softwareVersion = 7;
        final List<List<String>> fixedLabels = new ArrayList<>();
        byte[] testEventKey;

        Device() {
            texts.put(TEXT_VENDOR_NAME, "Maker");
            texts.put(TEXT_PRODUCT_NAME, "Lamp");
            texts.put(TEXT_SERIAL_NUMBER, "S-1");
            texts.put(TEXT_UNIQUE_ID, "unique");
            texts.put(TEXT_HARDWARE_VERSION, "h1");
            texts.put(TEXT_SOFTWARE_VERSION, "s1");
        }

        @Override
        public int vendorId() {
            return 0xFFF1;
        }

        @Override
        public int productId() {
            return 0x8000;
        }

        @Override
        public int hardwareVersion() {
            return 2;
        }

        @Override
        public int softwareVersion() {
            return softwareVersion;
        }

        @Override
        public int discriminator() {
            return 3840;
        }

        @Override
        public int text(int item, byte[] out, int offset, int capacity) {
            if (!texts.containsKey(item)) {
                return PortStatus.NONE;
            }
            byte[] text = texts.get(item).getBytes(StandardCharsets.UTF_8);
            if (text.length > capacity) {
                return PortStatus.TOO_SMALL;
            }
            System.arraycopy(text, 0, out, offset, text.length);
            return text.length;
        }

        @Override
        public int certificate(int type, byte[] out, int offset, int capacity) {
            return PortStatus.NONE;
        }

        @Override
        public int signWithAttestationKey(
                CryptoPort crypto,
                byte[] hash,
                int hashOffset,
                byte[] extra,
                int extraOffset,
                byte[] signature,
                int signatureOffset) {
            return PortStatus.FAILED;
        }

        @Override
        public int testEventKey(byte[] out, int offset, int capacity) {
            if (testEventKey == null) {
                return PortStatus.NONE;
            }
            System.arraycopy(testEventKey, 0, out, offset, testEventKey.length);
            return testEventKey.length;
        }

        @Override
        public int fixedLabel(int endpoint, int index, byte[] out, int offset, int capacity) {
            if (endpoint != 1 || index >= fixedLabels.size()) {
                return PortStatus.NONE;
            }
            byte[] label = fixedLabels.get(index).get(0).getBytes(StandardCharsets.UTF_8);
            byte[] value = fixedLabels.get(index).get(1).getBytes(StandardCharsets.UTF_8);
            System.arraycopy(label, 0, out, offset, label.length);
            System.arraycopy(value, 0, out, offset + label.length, value.length);
            return label.length << 8 | value.length;
        }

        @Override
        public int verifierIterations() {
            return 1000;
        }

        @Override
        public int verifierSalt(byte[] out, int offset, int capacity) {
            return PortStatus.NONE;
        }

        @Override
        public int verifier(byte[] out, int offset, int capacity) {
            return PortStatus.NONE;
        }
    }

    record Interface(String name, byte[] hardwareAddress, List<byte[]> addresses) {}

    static final class Network implements NetworkPort {
        final List<Interface> interfaces = new ArrayList<>();
        final Map<Integer, Long> link = new HashMap<>();
        int generation = 1;

        @Override
        public int generation() {
            return generation;
        }

        @Override
        public int interfaceCount() {
            return interfaces.size();
        }

        @Override
        public int interfaceIndex(int i) {
            return i + 1;
        }

        @Override
        public int hardwareAddress(int i, byte[] out, int offset) {
            byte[] address = interfaces.get(i).hardwareAddress();
            System.arraycopy(address, 0, out, offset, address.length);
            return address.length;
        }

        @Override
        public int name(int i, byte[] out, int offset) {
            byte[] name = interfaces.get(i).name().getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(name, 0, out, offset, name.length);
            return name.length;
        }

        @Override
        public long link(int i, int what) {
            Long value = link.get(what);
            return value == null ? PortStatus.NONE : value;
        }

        @Override
        public int addressCount(int i) {
            return interfaces.get(i).addresses().size();
        }

        @Override
        public void address(int i, int n, byte[] out, int offset) {
            System.arraycopy(interfaces.get(i).addresses().get(n), 0, out, offset, 16);
        }

        @Override
        public int join(int i, byte[] group, int offset) {
            return PortStatus.OK;
        }

        @Override
        public int leave(int i, byte[] group, int offset) {
            return PortStatus.OK;
        }
    }

    static final class Boot implements BootPort {
        int reason;

        @Override
        public int reason() {
            return reason;
        }

        @Override
        public void restart() {}

        @Override
        public void factoryReset() {}
    }

    /** Each event as cluster, event, fabric, time and its one field, −1 without. */
    public static final class Events implements EventSink {
        public final List<List<Long>> events = new ArrayList<>();
        private final TlvWriter writer = new TlvWriter();
        private final byte[] bytes = new byte[192];
        private long cluster;
        private long event;
        private long fabric;

        @Override
        public TlvWriter begin(Cluster cluster, int event, int fabricIndex) {
            this.cluster = cluster.id();
            this.event = event;
            this.fabric = fabricIndex;
            writer.wrap(bytes, 0, bytes.length);
            return writer;
        }

        @Override
        public int commit(long nowMillis) {
            TlvReader reader = new TlvReader();
            reader.wrap(bytes, 0, writer.position());
            long field = -1;
            if (reader.next() == CodecStatus.OK) {
                field = reader.tag() == 0 ? reader.value() : -2;
            }
            events.add(List.of(cluster, event, fabric, nowMillis, field));
            return 0;
        }

        /** Before the first field of the latest event. */
        TlvReader fields() {
            TlvReader reader = new TlvReader();
            reader.wrap(bytes, 0, writer.position());
            return reader;
        }
    }

    public static final class Invocation extends CommandInvocation {
        final byte[] bytes = new byte[256];
        final TlvWriter writer = new TlvWriter();
        int response = -1;

        public Invocation() {
            super(new Subject());
        }

        @Override
        public TlvWriter respond(int responseCommand) {
            response = responseCommand;
            writer.wrap(bytes, 0, bytes.length);
            writer.startStruct(TlvTag.ANONYMOUS);
            return writer;
        }

        TlvReader fields() {
            writer.endContainer();
            TlvReader reader = new TlvReader();
            reader.wrap(bytes, 0, writer.position());
            reader.next();
            reader.enter();
            return reader;
        }
    }

    public interface Content {
        void put(TlvWriter out);
    }

    /** Puts a cluster on endpoint 1 of a node of its own. */
    public static Node node(Cluster... clusters) {
        return new Node(
                new Endpoint[] {new Endpoint(1, new int[] {0x0100, 3}, clusters)}, 0x12345678);
    }

    /** A reader that stands on the one element {@code content} writes. */
    static TlvReader element(Content content) {
        byte[] bytes = new byte[512];
        TlvWriter writer = new TlvWriter();
        writer.wrap(bytes, 0, bytes.length);
        content.put(writer);
        TlvReader reader = new TlvReader();
        reader.wrap(bytes, 0, writer.position());
        reader.next();
        return reader;
    }

    /** Command fields. */
    public static TlvReader fields(Content members) {
        return element(
                out -> {
                    out.startStruct(TlvTag.ANONYMOUS);
                    members.put(out);
                    out.endContainer();
                });
    }

    static TlvReader utf8(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return element(out -> out.putUtf8(2, bytes, 0, bytes.length));
    }

    /** Reads an attribute as the engine does, under tag 2; the reader stands on the value. */
    public static TlvReader read(Cluster cluster, int attribute, long nowMillis) {
        AttributeRead in = new AttributeRead(new Subject());
        in.nowMillis = nowMillis;
        in.tag = 2;
        byte[] bytes = new byte[2048];
        TlvWriter writer = new TlvWriter();
        writer.wrap(bytes, 0, bytes.length);
        int status = 0;
        int size = cluster.listSize(attribute, in);
        if (size < 0) {
            status = cluster.read(attribute, in, writer);
        } else {
            writer.startArray(in.tag);
            in.tag = TlvTag.ANONYMOUS;
            for (int i = 0; i < size && status == 0; i++) {
                status = cluster.readItem(attribute, i, in, writer);
            }
            writer.endContainer();
        }
        if (status != 0 || writer.overflowed()) {
            throw new AssertionError("attribute " + attribute + " status " + status);
        }
        TlvReader reader = new TlvReader();
        reader.wrap(bytes, 0, writer.position());
        if (reader.next() != CodecStatus.OK
                || reader.tag() != 2
                || reader.validate() != CodecStatus.OK
                || reader.elementEnd() != writer.position()) {
            throw new AssertionError("attribute " + attribute + " is not one element");
        }
        return reader;
    }

    static TlvReader read(Cluster cluster, int attribute) {
        return read(cluster, attribute, 0);
    }

    public static String text(TlvReader reader) {
        return new String(
                reader.array(), reader.dataOffset(), reader.dataLength(), StandardCharsets.UTF_8);
    }

    static byte[] bytes(TlvReader reader) {
        byte[] copy = new byte[reader.dataLength()];
        System.arraycopy(reader.array(), reader.dataOffset(), copy, 0, copy.length);
        return copy;
    }

    /** Items of an array of numbers. */
    static List<Long> numbers(TlvReader reader) {
        List<Long> items = new ArrayList<>();
        reader.enter();
        while (reader.next() == CodecStatus.OK) {
            items.add(reader.value());
        }
        return items;
    }

    static int write(Cluster cluster, int attribute, TlvReader value, long nowMillis) {
        AttributeWrite in = new AttributeWrite(new Subject());
        in.operation = AttributeWrite.REPLACE;
        in.nowMillis = nowMillis;
        return cluster.write(attribute, in, value);
    }

    static int invoke(Cluster cluster, int command, TlvReader fields, long nowMillis) {
        Invocation in = new Invocation();
        in.nowMillis = nowMillis;
        return cluster.invoke(command, in, fields);
    }

    public static TlvReader noFields() {
        return fields(out -> {});
    }

    /** What the cluster claims exists and has the type of the model; what must exist does. */
    public static void checkAgainstModel(Cluster cluster) {
        int last = -1;
        for (int id : cluster.attributes()) {
            int flags = cluster.spec().attribute(id);
            check(id > last, "attributes ascend", id);
            check(flags != 0, "attribute exists", id);
            last = id;
            TlvReader value = read(cluster, id);
            if (value.isNull()) {
                check(AttributeFlags.has(flags, AttributeFlags.NULLABLE), "may be null", id);
            } else {
                check(value.type() == tlvType(AttributeFlags.type(flags)), "type", id);
            }
        }
        last = -1;
        for (int id : cluster.commands()) {
            check(id > last, "commands ascend", id);
            check(cluster.spec().command(id) != 0, "command exists", id);
            last = id;
        }
        for (int id = 0; id < 0x5000; id++) {
            if (AttributeFlags.has(cluster.spec().attribute(id), AttributeFlags.MANDATORY)) {
                check(cluster.hasAttribute(id), "mandatory attribute", id);
            }
            if (CommandFlags.has(cluster.spec().command(id), CommandFlags.MANDATORY)) {
                check(cluster.hasCommand(id), "mandatory command", id);
            }
        }
    }

    private static int tlvType(int modelType) {
        return switch (modelType) {
            case AttributeFlags.TYPE_BOOL -> TlvType.BOOL;
            case AttributeFlags.TYPE_SIGNED -> TlvType.SIGNED;
            case AttributeFlags.TYPE_UTF8 -> TlvType.UTF8;
            case AttributeFlags.TYPE_BYTES -> TlvType.BYTES;
            case AttributeFlags.TYPE_STRUCT -> TlvType.STRUCT;
            case AttributeFlags.TYPE_ARRAY -> TlvType.ARRAY;
            default -> TlvType.UNSIGNED;
        };
    }

    private static void check(boolean holds, String what, int id) {
        if (!holds) {
            throw new AssertionError(what + ": 0x" + Integer.toHexString(id));
        }
    }
}
