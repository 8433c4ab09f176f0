package org.mattermote.stack.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.model.AttributeWrite;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.Subject;
import org.mattermote.stack.port.PortStatus;

/** Fixed Label and User Label. */
class LabelClustersTest {
    private static final int LIST = 0;
    private static final int KEY = 0x6001;

    private final Fakes.Store store = new Fakes.Store();
    private final Fakes.Device device = new Fakes.Device();
    private final Fakes.Log log = new Fakes.Log();

    private UserLabelCluster user() {
        UserLabelCluster cluster = new UserLabelCluster(1, 4, Fakes.workspace(store), log);
        Fakes.node(cluster);
        return cluster;
    }

    private FixedLabelCluster fixed(int endpoint) {
        FixedLabelCluster cluster = new FixedLabelCluster(endpoint, device, Fakes.workspace(store));
        Fakes.node(cluster);
        return cluster;
    }

    private static List<String> labels(Cluster cluster) {
        List<String> labels = new ArrayList<>();
        TlvReader list = Fakes.read(cluster, LIST);
        list.enter();
        while (list.next() == CodecStatus.OK) {
            list.enter();
            assertEquals(CodecStatus.OK, list.find(0));
            String label = Fakes.text(list);
            assertEquals(CodecStatus.OK, list.find(1));
            labels.add(label + "=" + Fakes.text(list));
            list.exit();
        }
        return labels;
    }

    private static void put(TlvWriter out, String label) {
        String[] parts = label.split("=", -1);
        out.startStruct(TlvTag.ANONYMOUS);
        for (int i = 0; i < parts.length; i++) {
            byte[] text = parts[i].getBytes(StandardCharsets.UTF_8);
            out.putUtf8(i, text, 0, text.length);
        }
        out.endContainer();
    }

    private static TlvReader list(String... labels) {
        return Fakes.element(
                out -> {
                    out.startArray(2);
                    for (String label : labels) {
                        put(out, label);
                    }
                    out.endContainer();
                });
    }

    private static int write(Cluster cluster, String... labels) {
        return Fakes.write(cluster, LIST, list(labels), 0);
    }

    private static int append(Cluster cluster, String label) {
        AttributeWrite in = new AttributeWrite(new Subject());
        in.operation = AttributeWrite.APPEND;
        return cluster.write(LIST, in, Fakes.element(out -> put(out, label)));
    }

    @Test
    void shouldHaveWhatTheModelDemands() {
        Fakes.checkAgainstModel(user());
        Fakes.checkAgainstModel(fixed(1));
    }

    @Test
    void shouldShowTheLabelsOfTheMaker() {
        device.fixedLabels.add(List.of("room", "bedroom 2"));
        device.fixedLabels.add(List.of("empty", ""));
        device.fixedLabels.add(List.of("0123456789abcdef", "0123456789ABCDEF"));
        FixedLabelCluster cluster = fixed(1);
        assertEquals(
                List.of("room=bedroom 2", "empty=", "0123456789abcdef=0123456789ABCDEF"),
                labels(cluster));
        assertEquals(List.of(), labels(fixed(2)));
        assertEquals(ImStatus.UNSUPPORTED_WRITE, write(cluster, "a=b"));
    }

    @Test
    void shouldKeepLabelsOfUsers() {
        UserLabelCluster cluster = user();
        assertEquals(List.of(), labels(cluster));
        String longest = "0123456789abcdef=0123456789ABCDEF";
        assertEquals(ImStatus.SUCCESS, write(cluster, "room=bath", longest, "=", "ä=ß"));
        List<String> all = List.of("room=bath", longest, "=", "ä=ß");
        assertEquals(all, labels(cluster));
        assertEquals(all, labels(user()));
        assertFalse(cluster.changeStamp(LIST) == 0);
        assertEquals(ImStatus.SUCCESS, write(cluster));
        assertEquals(List.of(), labels(user()));
        for (int i = 0; i < 4; i++) {
            assertEquals(ImStatus.SUCCESS, append(cluster, "n=" + i));
        }
        assertEquals(ImStatus.RESOURCE_EXHAUSTED, append(cluster, "n=4"));
        assertEquals(List.of("n=0", "n=1", "n=2", "n=3"), labels(user()));
    }

    @Test
    void shouldRefuseWhatIsTooLongOrNotWhole() {
        UserLabelCluster cluster = user();
        assertEquals(ImStatus.SUCCESS, write(cluster, "a=b"));
        int version = cluster.dataVersion();
        String tooLong = "x".repeat(17);
        assertEquals(ImStatus.CONSTRAINT_ERROR, write(cluster, "a=c", tooLong + "=b"));
        assertEquals(ImStatus.CONSTRAINT_ERROR, write(cluster, "a=c", "b=" + tooLong));
        assertEquals(ImStatus.CONSTRAINT_ERROR, append(cluster, "b=" + tooLong));
        assertEquals(ImStatus.INVALID_DATA_TYPE, write(cluster, "a"));
        assertEquals(ImStatus.INVALID_DATA_TYPE, append(cluster, "a"));
        assertEquals(
                ImStatus.RESOURCE_EXHAUSTED, write(cluster, "a=1", "a=2", "a=3", "a=4", "a=5"));
        assertEquals(ImStatus.INVALID_DATA_TYPE, Fakes.write(cluster, LIST, Fakes.utf8("a=b"), 0));
        assertEquals(List.of("a=b"), labels(cluster));
        assertEquals(version, cluster.dataVersion());
        assertEquals(1, store.commits);
    }

    @Test
    void shouldLoseNothingWhenTheStoreFails() {
        UserLabelCluster cluster = user();
        assertEquals(ImStatus.SUCCESS, write(cluster, "a=b"));
        store.commitStatus = PortStatus.FAILED;
        assertEquals(ImStatus.FAILURE, write(cluster, "a=c"));
        assertEquals(ImStatus.FAILURE, append(cluster, "a=c"));
        assertEquals(List.of("a=b"), labels(cluster));
    }

    @Test
    void shouldLeaveADamagedRecordAlone() {
        byte[] damaged = {0x15, 0x24, 0, 1, 0x36, 1, 0x04, 7, 0x18, 0x18};
        store.records.put(KEY, damaged);
        UserLabelCluster cluster = user();
        assertEquals(List.of(), labels(cluster));
        assertEquals(ImStatus.FAILURE, append(cluster, "a=b"));
        assertEquals(ImStatus.FAILURE, write(cluster, "a=b"));
        assertArrayEquals(damaged, store.records.get(KEY));
        assertEquals(1, log.events.size());
    }
}
