package org.mattermote.stack.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Consumer;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.fabric.MemoryStore;
import org.mattermote.stack.fabric.PowerCuts;
import org.mattermote.stack.tls.spec.TlsCertificateManagementSpec;
import org.mattermote.stack.tls.spec.TlsClientManagementSpec;

/** The power goes at each step of each transaction that changes what there is for TLS. */
class TlsPowerCutTest {
    private static final Integer NULL = TlsNode.NULL;
    private static final byte[] LONG = TlsCertificates.rootOf(3000);
    private static final byte[] SHORT = TlsCertificates.root();
    private static final byte[] OTHER = TlsCertificates.root();

    /** Each changes what is stored. */
    private static final List<Consumer<TlsNode>> SCRIPT =
            List.of(
                    node -> node.root(LONG),
                    node -> node.root(SHORT),
                    node -> node.as(2).root(LONG),
                    node -> TlsNode.id(node.csr(TlsNode.NONCE, NULL)),
                    node -> provision(node, List.of(LONG, SHORT)),
                    node -> provision(node, List.of()),
                    node -> good(node.provisionEndpoint("a.example", 443, 0, 0, NULL).status()),
                    node -> good(node.provisionEndpoint("b.example", 443, 1, NULL, 0).status()),
                    node -> good(node.provisionRoot(OTHER, 0).status()),
                    node ->
                            good(
                                    node.endpoint(TlsClientManagementSpec.CMD_REMOVE_ENDPOINT, 0)
                                            .status()),
                    node ->
                            good(
                                    node.one(
                                                    TlsCertificateManagementSpec
                                                            .CMD_REMOVE_ROOT_CERTIFICATE,
                                                    1)
                                            .status()),
                    node -> good(node.admin.fabrics.table.remove(1, 0)),
                    node -> good(node.admin.fabrics.table.remove(2, 0)));

    private static void good(int status) {
        assertEquals(0, status);
    }

    private static void provision(TlsNode node, List<byte[]> chain) {
        SubjectPublicKeyInfo key = TlsNode.key(node.csr(TlsNode.NONCE, 0));
        good(node.provisionClient(0, TlsCertificates.of(key), chain).status());
    }

    /** All that is there after a restart, and how many records of it. */
    private static String kept(MemoryStore store) {
        TlsNode node = new TlsNode(store);
        return TlsNode.records(store)
                + " records\n"
                + node.state().replaceAll("[0-9a-f]{80,}", "...");
    }

    @Test
    void shouldDoEachStepWhollyOrNotAtAll() {
        MemoryStore store = new MemoryStore();
        new TlsNode(store).join();
        PowerCuts<TlsNode> power =
                new PowerCuts<>(from -> new TlsNode(from).as(1), TlsPowerCutTest::kept);
        power.run(store, SCRIPT);
        assertEquals("0 records\n[][][]\n[][][]\n", power.course().get(power.course().size() - 1));
        assertTrue(power.cuts() > 5 * SCRIPT.size(), power.cuts() + " cuts");
    }
}
