package org.mattermote.stack.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.fabric.BindingTable;
import org.mattermote.stack.fabric.Fabric;
import org.mattermote.stack.fabric.FabricStatus;
import org.mattermote.stack.fabric.MemoryStore;
import org.mattermote.stack.fabric.TestFabrics;
import org.mattermote.stack.model.AttributeRead;
import org.mattermote.stack.model.AttributeWrite;
import org.mattermote.stack.model.Endpoint;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.Node;
import org.mattermote.stack.model.Subject;
import org.mattermote.stack.model.spec.BindingSpec;

class BindingClusterTest {
    private static final int LIST = BindingSpec.ATTR_BINDING;
    private static final int[] CLIENTS = {6, 8};
    private static final Long NO = null;

    private final MemoryStore store = new MemoryStore();
    private TestFabrics fabrics = new TestFabrics(store);
    private BindingTable table = new BindingTable(5, 4);
    private BindingCluster first;
    private BindingCluster second;
    private Node node;

    BindingClusterTest() {
        fabrics.table.addRecords(table);
        boot();
    }

    private void boot() {
        ClusterWorkspace workspace = new ClusterWorkspace(fabrics.records, fabrics.scratch);
        first = new BindingCluster(1, CLIENTS, fabrics.table, table, workspace);
        second = new BindingCluster(2, CLIENTS, fabrics.table, table, workspace);
        node =
                new Node(
                        new Endpoint[] {
                            new Endpoint(1, new int[] {0x0103, 3}, new BindingCluster[] {first}),
                            new Endpoint(2, new int[] {0x0103, 3}, new BindingCluster[] {second}),
                        },
                        1);
    }

    private void restart() {
        fabrics = new TestFabrics(store);
        table = new BindingTable(5, 4);
        fabrics.table.addRecords(table);
        assertEquals(FabricStatus.OK, fabrics.table.load());
        boot();
    }

    private record Target(Long node, Long group, Long endpoint, Long cluster) {
        void put(TlvWriter out) {
            out.startStruct(TlvTag.ANONYMOUS);
            put(1, node, out);
            put(2, group, out);
            put(3, endpoint, out);
            put(4, cluster, out);
            // Written by clients, and of no account.
            out.putUnsigned(254, 9);
            out.endContainer();
        }

        private static void put(int tag, Long value, TlvWriter out) {
            if (value != null) {
                out.putUnsigned(tag, value);
            }
        }
    }

    private static AttributeWrite by(int fabricIndex, int operation) {
        AttributeWrite in = new AttributeWrite(new Subject());
        in.subject.authMode = Subject.AUTH_MODE_CASE;
        in.subject.fabricIndex = fabricIndex;
        in.operation = operation;
        return in;
    }

    private static int write(BindingCluster cluster, int fabricIndex, Target... targets) {
        AttributeWrite in = by(fabricIndex, AttributeWrite.REPLACE);
        TlvReader list =
                Fakes.element(
                        out -> {
                            out.startArray(2);
                            for (Target target : targets) {
                                target.put(out);
                            }
                            out.endContainer();
                        });
        int status = cluster.write(LIST, in, list);
        return status == ImStatus.SUCCESS ? cluster.listWritten(LIST, in) : status;
    }

    private static int append(BindingCluster cluster, int fabricIndex, Target target) {
        AttributeWrite in = by(fabricIndex, AttributeWrite.APPEND);
        int status = cluster.write(LIST, in, Fakes.element(target::put));
        return status == ImStatus.SUCCESS ? cluster.listWritten(LIST, in) : status;
    }

    /** What a fabric is shown; entries of others have their fabric index alone. */
    private static List<Object> read(BindingCluster cluster, int fabricIndex, boolean filtered) {
        AttributeRead in = new AttributeRead(new Subject());
        in.subject.fabricIndex = fabricIndex;
        in.fabricFiltered = filtered;
        in.tag = TlvTag.ANONYMOUS;
        List<Object> targets = new ArrayList<>();
        for (int i = 0; i < cluster.listSize(LIST, in); i++) {
            byte[] bytes = new byte[64];
            TlvWriter out = new TlvWriter();
            out.wrap(bytes, 0, bytes.length);
            assertEquals(ImStatus.SUCCESS, cluster.readItem(LIST, i, in, out));
            if (out.position() == 0) {
                continue;
            }
            TlvReader reader = new TlvReader();
            reader.wrap(bytes, 0, out.position());
            reader.next();
            reader.enter();
            Long[] members = new Long[5];
            long fabric = 0;
            while (reader.next() == CodecStatus.OK) {
                if (reader.tag() == 254) {
                    fabric = reader.value();
                } else {
                    members[reader.tag()] = reader.value();
                }
            }
            targets.add(
                    fabric == fabricIndex
                            ? new Target(members[1], members[2], members[3], members[4])
                            : fabric);
        }
        return targets;
    }

    private static final Target GROUP = new Target(NO, 1L, NO, NO);
    private static final Target ONE = new Target(1L, NO, 1L, 6L);
    private static final Target TWO = new Target(0xFFFFFFEFFFFFFFFFL, NO, 0xFFFEL, NO);

    @Test
    void shouldHaveWhatTheModelDemands() {
        Fakes.checkAgainstModel(first);
    }

    @Test
    void shouldKeepBindingsByFabricAndEndpoint() {
        fabrics.commission("Root01", "ICA01", "Node01_01");
        fabrics.commission("Root02", "ICA02", "Node02_03");
        assertEquals(ImStatus.SUCCESS, write(first, 1, GROUP, ONE, TWO));
        assertEquals(ImStatus.SUCCESS, write(second, 1, TWO));
        assertEquals(ImStatus.SUCCESS, append(first, 2, ONE));
        for (int round = 0; round < 2; round++) {
            assertEquals(List.of(GROUP, ONE, TWO), read(first, 1, true));
            assertEquals(List.of(TWO), read(second, 1, true));
            assertEquals(List.of(ONE), read(first, 2, true));
            assertEquals(List.of(), read(second, 2, true));
            assertEquals(4, read(first, 2, false).size());
            assertEquals(3, read(first, 2, false).stream().filter(t -> t.equals(1L)).count());
            restart();
        }
        assertEquals(ImStatus.SUCCESS, write(first, 1, ONE));
        assertEquals(List.of(TWO), read(second, 1, true));
        assertEquals(List.of(ONE), read(first, 2, true));
        assertEquals(ImStatus.SUCCESS, write(first, 1));
        assertEquals(List.of(), read(first, 1, true));
    }

    @Test
    void shouldForgetARemovedFabric() {
        fabrics.commission("Root01", "ICA01", "Node01_01");
        fabrics.commission("Root02", "ICA02", "Node02_03");
        write(first, 1, ONE);
        write(second, 2, TWO);
        int version = first.dataVersion();
        assertEquals(FabricStatus.OK, fabrics.table.remove(1, 0));
        node.fabricRemoved(1);
        assertNotEquals(version, first.dataVersion());
        assertEquals(List.of(), read(first, 2, false));
        assertEquals(List.of(TWO), read(second, 2, true));
        restart();
        assertEquals(1, table.size());
    }

    @Test
    void shouldRefuseWhatIsNoTarget() {
        fabrics.commission("Root01", "ICA01", "Node01_01");
        assertEquals(ImStatus.SUCCESS, write(first, 1, ONE));
        int version = first.dataVersion();
        Target[] wrong = {
            new Target(NO, NO, NO, NO),
            new Target(1L, 1L, 1L, 6L),
            new Target(1L, NO, NO, NO),
            new Target(NO, NO, 1L, NO),
            new Target(NO, 1L, 1L, NO),
            new Target(1L, 1L, NO, NO),
            new Target(NO, 0L, NO, NO),
            new Target(NO, 0x10000L, NO, NO),
            new Target(0L, NO, 1L, NO),
            new Target(0xFFFFFFF000000000L, NO, 1L, NO),
            new Target(1L, NO, 0xFFFFL, NO),
            new Target(1L, NO, 1L, 7L),
            new Target(NO, 1L, NO, 0x1_0000_0006L),
        };
        for (Target target : wrong) {
            assertEquals(ImStatus.CONSTRAINT_ERROR, write(first, 1, TWO, target), target::toString);
            assertEquals(ImStatus.CONSTRAINT_ERROR, append(first, 1, target), target::toString);
        }
        assertEquals(
                ImStatus.INVALID_DATA_TYPE,
                first.write(LIST, by(1, AttributeWrite.REPLACE), Fakes.utf8("x")));
        assertEquals(ImStatus.UNSUPPORTED_ACCESS, write(first, 7, ONE));
        assertEquals(List.of(ONE), read(first, 1, true));
        assertEquals(version, first.dataVersion());
    }

    @Test
    void shouldHaveRoomForSomeOfEachFabric() {
        fabrics.commission("Root01", "ICA01", "Node01_01");
        fabrics.commission("Root02", "ICA02", "Node02_03");
        assertEquals(ImStatus.SUCCESS, write(second, 1, ONE));
        assertEquals(ImStatus.RESOURCE_EXHAUSTED, write(first, 1, ONE, ONE, ONE, ONE));
        assertEquals(List.of(), read(first, 1, true));
        assertEquals(ImStatus.SUCCESS, write(first, 1, ONE, ONE, TWO));
        assertEquals(ImStatus.RESOURCE_EXHAUSTED, append(first, 1, ONE));
        assertEquals(ImStatus.SUCCESS, write(first, 2, ONE, ONE, TWO, TWO));
        assertEquals(ImStatus.SUCCESS, write(first, 1, TWO, TWO, TWO));
        assertEquals(List.of(TWO, TWO, TWO), read(first, 1, true));
        assertEquals(List.of(ONE), read(second, 1, true));
    }

    @Test
    void shouldKeepNothingOfAFabricThatIsNotCommitted() {
        Fabric fabric = fabrics.commission("Root01", "ICA01", "Node01_01");
        assertFalse(fabric.pending);
        int before = store.commits;
        write(first, 1, ONE);
        assertEquals(before + 1, store.commits);
        fabric.pending = true;
        write(first, 1, TWO);
        assertEquals(before + 1, store.commits);
        restart();
        assertEquals(List.of(ONE), read(first, 1, true));
    }
}
