package org.mattermote.stack.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.cluster.AdminNode;
import org.mattermote.stack.fabric.MemoryStore;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.tls.spec.TlsCertificateManagementSpec;
import org.mattermote.stack.tls.spec.TlsClientManagementSpec;

class TlsClientManagementClusterTest {
    private static final int FIND = TlsClientManagementSpec.CMD_FIND_ENDPOINT;
    private static final int REMOVE = TlsClientManagementSpec.CMD_REMOVE_ENDPOINT;
    private static final Integer NULL = TlsNode.NULL;
    private static final String HOST = "media.example.com";

    private final MemoryStore store = new MemoryStore();
    private TlsNode node = new TlsNode(store).join();
    private int caid;
    private int ccdid;

    @BeforeEach
    void provision() {
        caid = node.root(TlsCertificates.root());
        ccdid = TlsNode.id(node.csr(TlsNode.NONCE, NULL));
    }

    private static Map<Object, Object> entry(
            int id, String host, int port, int caid, Integer ccdid, int references, int fabric) {
        Map<Object, Object> entry = new LinkedHashMap<>();
        entry.put(0, (long) id);
        entry.put(1, TlsNode.hex(host.getBytes(StandardCharsets.ISO_8859_1)));
        entry.put(2, (long) port);
        entry.put(3, (long) caid);
        entry.put(4, ccdid == null ? null : (long) ccdid);
        entry.put(5, (long) references);
        entry.put(254, (long) fabric);
        return entry;
    }

    private static int cluster(int status) {
        return ImStatus.withClusterStatus(ImStatus.FAILURE, status);
    }

    private int status(String host, int port, int root, Integer client, Integer id) {
        return node.provisionEndpoint(host, port, root, client, id).status();
    }

    @Test
    void shouldKeepEndpoints() {
        assertEquals(5L, node.admin.read(node.client, 0, true));
        assertEquals(List.of(), node.endpoints());
        assertEquals(ImStatus.NOT_FOUND, node.endpoint(FIND, 0).status());
        AdminNode.Answer answer = node.provisionEndpoint(HOST, 443, caid, ccdid, NULL);
        assertEquals(TlsClientManagementSpec.CMD_PROVISION_ENDPOINT_RESPONSE, answer.response());
        assertEquals(Map.of(0, 0L), answer.fields());
        assertEquals(1, TlsNode.id(node.provisionEndpoint(HOST, 65535, caid, NULL, NULL)));
        Map<Object, Object> first = entry(0, HOST, 443, caid, ccdid, 0, 1);
        Map<Object, Object> second = entry(1, HOST, 65535, caid, NULL, 0, 1);
        assertEquals(List.of(first, second), node.endpoints());
        AdminNode.Answer found = node.endpoint(FIND, 1);
        assertEquals(TlsClientManagementSpec.CMD_FIND_ENDPOINT_RESPONSE, found.response());
        assertEquals(second, found.field(0));
        assertEquals(0, node.endpoint(REMOVE, 0).status());
        assertEquals(List.of(second), node.endpoints());
        assertEquals(ImStatus.NOT_FOUND, node.endpoint(REMOVE, 0).status());
        assertEquals(2, TlsNode.id(node.provisionEndpoint(HOST, 443, caid, NULL, NULL)));
    }

    @Test
    void shouldReplaceAnEndpoint() {
        assertEquals(0, status(HOST, 443, caid, ccdid, NULL));
        assertEquals(0, status(HOST, 444, caid, NULL, NULL));
        AdminNode.Answer answer = node.provisionEndpoint("b.example", 1, caid, NULL, 0);
        assertEquals(Map.of(0, 0L), answer.fields());
        assertEquals(entry(0, "b.example", 1, caid, NULL, 0, 1), node.endpoint(FIND, 0).field(0));
        assertEquals(0, status("b.example", 1, caid, ccdid, 0), "its own host is no other's");
        assertEquals(ImStatus.NOT_FOUND, status("c.example", 1, caid, NULL, 2));
        assertEquals(
                cluster(TlsClientManagementSpec.STATUS_CODE_ENDPOINT_ALREADY_INSTALLED),
                status(HOST, 444, caid, NULL, 0));
    }

    @Test
    void shouldRefuseWithTheStatusOfTheReason() {
        assertEquals(0, status(HOST, 443, caid, NULL, NULL));
        assertEquals(
                cluster(TlsClientManagementSpec.STATUS_CODE_ENDPOINT_ALREADY_INSTALLED),
                status(HOST, 443, caid, ccdid, NULL));
        assertEquals(
                cluster(TlsClientManagementSpec.STATUS_CODE_ROOT_CERTIFICATE_NOT_FOUND),
                status("b.example", 443, caid + 1, ccdid, NULL));
        assertEquals(
                cluster(TlsClientManagementSpec.STATUS_CODE_CLIENT_CERTIFICATE_NOT_FOUND),
                status("b.example", 443, caid, ccdid + 1, NULL));
        node.admin.micros = -1;
        assertEquals(
                cluster(TlsClientManagementSpec.STATUS_CODE_INVALID_TIME),
                status("b.example", 443, caid, ccdid, NULL));
    }

    @Test
    void shouldRefuseMembersThatAreNot() {
        String longest = "abcdefghi.".repeat(25) + "abc";
        assertEquals(253, longest.length());
        assertEquals(0, status(longest, 1, caid, NULL, NULL));
        assertEquals(0, status("a.io", 1, caid, NULL, NULL));
        assertEquals(0, status("fd00::1", 1, caid, NULL, NULL));
        int bad = ImStatus.CONSTRAINT_ERROR;
        for (String host :
                List.of(
                        "a.b",
                        longest + "d",
                        "a b.example",
                        "a..example",
                        ".example",
                        "é.example")) {
            assertEquals(bad, status(host, 1, caid, NULL, NULL), host);
        }
        assertEquals(bad, status("b.example", 0, caid, NULL, NULL));
        assertEquals(bad, status("b.example", 65536, caid, NULL, NULL));
        assertEquals(bad, status("b.example", 1, 65535, NULL, NULL));
        assertEquals(bad, status("b.example", 1, caid, 65535, NULL));
        assertEquals(bad, status("b.example", 1, caid, NULL, 65535));
        assertEquals(bad, node.endpoint(FIND, 65535).status());
        assertEquals(bad, node.endpoint(REMOVE, 65535).status());
        for (int command : new int[] {0, FIND, REMOVE}) {
            assertEquals(
                    ImStatus.INVALID_COMMAND,
                    node.admin.invoke(node.client, command, out -> {}).status());
        }
        node.as(3);
        assertEquals(ImStatus.UNSUPPORTED_ACCESS, node.endpoint(FIND, 0).status());
    }

    @Test
    void shouldHaveRoomForEachFabric() {
        for (int i = 0; i < 5; i++) {
            assertEquals(0, status(HOST, 1 + i, caid, NULL, NULL));
        }
        assertEquals(ImStatus.RESOURCE_EXHAUSTED, status(HOST, 6, caid, NULL, NULL));
        node.as(2);
        assertEquals(
                cluster(TlsClientManagementSpec.STATUS_CODE_ROOT_CERTIFICATE_NOT_FOUND),
                status(HOST, 1, caid, NULL, NULL));
        int own = node.root(TlsCertificates.root());
        assertEquals(
                cluster(TlsClientManagementSpec.STATUS_CODE_CLIENT_CERTIFICATE_NOT_FOUND),
                status(HOST, 1, own, ccdid, NULL));
        assertEquals(5, TlsNode.id(node.provisionEndpoint(HOST, 1, own, NULL, NULL)));
        assertEquals(List.of(entry(5, HOST, 1, own, NULL, 0, 2)), node.endpoints());
        assertEquals(ImStatus.NOT_FOUND, node.endpoint(FIND, 0).status());
        assertEquals(ImStatus.NOT_FOUND, node.endpoint(REMOVE, 0).status());
        assertEquals(ImStatus.NOT_FOUND, status(HOST, 9, own, NULL, 0));
    }

    @Test
    void shouldKeepCertificatesThatAnEndpointNames() {
        assertEquals(0, status(HOST, 443, caid, ccdid, NULL));
        int removeRoot = TlsCertificateManagementSpec.CMD_REMOVE_ROOT_CERTIFICATE;
        int removeClient = TlsCertificateManagementSpec.CMD_REMOVE_CLIENT_CERTIFICATE;
        assertEquals(ImStatus.INVALID_IN_STATE, node.one(removeRoot, caid).status());
        assertEquals(ImStatus.INVALID_IN_STATE, node.one(removeClient, ccdid).status());
        assertEquals(0, status(HOST, 443, caid, NULL, 0));
        assertEquals(0, node.one(removeClient, ccdid).status());
        assertEquals(0, node.endpoint(REMOVE, 0).status());
        assertEquals(0, node.one(removeRoot, caid).status());
    }

    @Test
    void shouldKeepAnEndpointThatIsUsed() {
        assertFalse(node.client.retain(1, 0));
        assertEquals(0, status(HOST, 443, caid, ccdid, NULL));
        assertFalse(node.client.retain(2, 0));
        int version = node.client.dataVersion();
        assertTrue(node.client.retain(1, 0));
        assertTrue(node.client.retain(1, 0));
        assertEquals(version + 2, node.client.dataVersion());
        assertEquals(entry(0, HOST, 443, caid, ccdid, 2, 1), node.endpoint(FIND, 0).field(0));
        assertEquals(ImStatus.INVALID_IN_STATE, node.endpoint(REMOVE, 0).status());
        node.client.release(1, 0);
        assertEquals(ImStatus.INVALID_IN_STATE, node.endpoint(REMOVE, 0).status());
        assertEquals(0, status("b.example", 443, caid, ccdid, 0));
        node.client.release(1, 0);
        node.client.release(1, 0);
        assertEquals(0, node.endpoint(REMOVE, 0).status());
    }

    @Test
    void shouldKeepAllOverARestartButWhoUsesIt() {
        assertEquals(0, status(HOST, 443, caid, ccdid, NULL));
        assertEquals(0, status(HOST, 444, caid, NULL, NULL));
        String state = node.state();
        node.as(1);
        assertTrue(node.client.retain(1, 0));
        assertFalse(state.equals(node.state()));
        node = new TlsNode(store);
        assertEquals(state, node.state());
        node.as(1);
        assertEquals(
                ImStatus.INVALID_IN_STATE,
                node.one(TlsCertificateManagementSpec.CMD_REMOVE_CLIENT_CERTIFICATE, ccdid)
                        .status());
        assertEquals(2, TlsNode.id(node.provisionEndpoint(HOST, 445, caid, NULL, NULL)));
    }
}
