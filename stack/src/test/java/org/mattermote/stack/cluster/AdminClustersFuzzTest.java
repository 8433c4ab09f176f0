package org.mattermote.stack.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.fabric.TestFabrics;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.ImStatus;

/** Whatever arrives in fields and values gets a status, and leaves a node that can be loaded. */
class AdminClustersFuzzTest {
    private final Random random = new Random(7);

    private void element(TlvWriter out, int tag, int depth) {
        switch (random.nextInt(depth > 3 ? 8 : 11)) {
            case 0:
            case 1:
            case 2:
                int bits = random.nextInt(65);
                out.putUnsigned(tag, bits == 0 ? 0 : random.nextLong() >>> 64 - bits);
                break;
            case 3:
                out.putSigned(tag, random.nextLong());
                break;
            case 4:
                out.putNull(tag);
                break;
            case 5:
                out.putBool(tag, random.nextBoolean());
                break;
            case 6:
                byte[] b = new byte[random.nextInt(4) == 0 ? random.nextInt(420) : 16];
                random.nextBytes(b);
                out.putBytes(tag, b, 0, b.length);
                break;
            case 7:
                byte[] text = new byte[random.nextInt(40)];
                random.nextBytes(text);
                out.putUtf8(tag, text, 0, text.length);
                break;
            case 8:
                out.startArray(tag);
                for (int i = random.nextInt(6); i > 0; i--) {
                    element(out, -1, depth + 1);
                }
                out.endContainer();
                break;
            default:
                out.startStruct(tag);
                members(out, depth + 1);
                out.endContainer();
                break;
        }
    }

    private void members(TlvWriter out, int depth) {
        int tag = 0;
        for (int i = random.nextInt(9); i > 0; i--) {
            element(out, tag, depth);
            tag += random.nextInt(8) == 0 ? 0 : 1;
        }
    }

    private static boolean isStatus(int status) {
        return status >= 0 && ImStatus.code(status) <= 0xD1;
    }

    @Test
    void shouldAnswerAnything() {
        AdminNode node = new AdminNode();
        node.fabrics.commission("Root01", "ICA01", "Node01_01");
        Cluster[] clusters = {
            node.acl, node.credentials, node.general, node.admin, node.keyManagement, node.groups
        };
        byte[] b = new byte[4000];
        TlvWriter out = new TlvWriter();
        for (int round = 0; round < 20000; round++) {
            if (random.nextBoolean()) {
                node.onCase(1, 101);
            } else {
                node.onPase();
            }
            node.fabrics.failSafe.arm(node.subject.fabricIndex, node.subject.session, 60, 0);
            out.wrap(b, 0, 2000);
            out.startStruct(-1);
            members(out, 0);
            out.endContainer();
            int length = out.position();
            if (random.nextInt(3) == 0) {
                b[random.nextInt(length)] ^= (byte) (1 << random.nextInt(8));
            }
            TlvReader reader = new TlvReader();
            reader.wrap(b, 0, length);
            if (reader.next() != CodecStatus.OK) {
                continue;
            }
            Cluster cluster = clusters[random.nextInt(clusters.length)];
            if (cluster.commands().length > 0) {
                int command = cluster.commands()[random.nextInt(cluster.commands().length)];
                assertTrue(isStatus(node.invoke(cluster, command, reader).status()));
            }
            Cluster written = random.nextBoolean() ? node.acl : node.keyManagement;
            int status =
                    node.write(
                            written,
                            0,
                            random.nextInt(2),
                            value -> {
                                if (random.nextBoolean()) {
                                    value.startArray(-1);
                                    element(value, -1, 1);
                                    value.endContainer();
                                } else {
                                    element(value, -1, 0);
                                }
                            });
            assertTrue(isStatus(status));
            if (node.fabrics.table.find(1) == null) {
                // A lucky RemoveFabric.
                node = new AdminNode();
                node.fabrics.commission("Root01", "ICA01", "Node01_01");
                clusters =
                        new Cluster[] {
                            node.acl,
                            node.credentials,
                            node.general,
                            node.admin,
                            node.keyManagement,
                            node.groups
                        };
            }
        }
        node.fabrics.failSafe.expire(0);
        AdminNode again = new AdminNode(node.store);
        assertEquals(0, again.fabrics.table.load());
        assertEquals(node.state(), again.state());
    }

    @Test
    void shouldAnswerAnyCertificate() {
        AdminNode node = new AdminNode();
        String[] names = {"Root01", "ICA01", "Node01_01"};
        for (int round = 0; round < 300; round++) {
            byte[] tlv = TestFabrics.tlv(names[round % 3]);
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                tlv[random.nextInt(tlv.length)] ^= (byte) (1 << random.nextInt(8));
            }
            TestFabrics.finish(
                    node.fabrics.chain, node.fabrics.chain.beginRoot(tlv, 0, tlv.length));
            byte[] root = TestFabrics.tlv("Root01");
            assertTrue(
                    TestFabrics.finish(
                                    node.fabrics.chain,
                                    node.fabrics.chain.begin(
                                            root,
                                            0,
                                            root.length,
                                            tlv,
                                            0,
                                            tlv.length,
                                            tlv,
                                            0,
                                            tlv.length,
                                            -1,
                                            0))
                            < 0);
        }
    }
}
