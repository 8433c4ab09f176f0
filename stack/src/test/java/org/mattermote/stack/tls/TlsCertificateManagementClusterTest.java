package org.mattermote.stack.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.cluster.AdminNode;
import org.mattermote.stack.crypto.P256;
import org.mattermote.stack.fabric.Fabric;
import org.mattermote.stack.fabric.FabricStatus;
import org.mattermote.stack.fabric.MemoryStore;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.port.CryptoPort;
import org.mattermote.stack.tls.spec.TlsCertificateManagementSpec;

class TlsCertificateManagementClusterTest {
    private static final int PROVISION_ROOT =
            TlsCertificateManagementSpec.CMD_PROVISION_ROOT_CERTIFICATE;
    private static final int FIND_ROOT = TlsCertificateManagementSpec.CMD_FIND_ROOT_CERTIFICATE;
    private static final int LOOKUP_ROOT = TlsCertificateManagementSpec.CMD_LOOKUP_ROOT_CERTIFICATE;
    private static final int REMOVE_ROOT = TlsCertificateManagementSpec.CMD_REMOVE_ROOT_CERTIFICATE;
    private static final int CSR = TlsCertificateManagementSpec.CMD_CLIENT_CSR;
    private static final int PROVISION_CLIENT =
            TlsCertificateManagementSpec.CMD_PROVISION_CLIENT_CERTIFICATE;
    private static final int FIND_CLIENT = TlsCertificateManagementSpec.CMD_FIND_CLIENT_CERTIFICATE;
    private static final int LOOKUP_CLIENT =
            TlsCertificateManagementSpec.CMD_LOOKUP_CLIENT_CERTIFICATE;
    private static final int REMOVE_CLIENT =
            TlsCertificateManagementSpec.CMD_REMOVE_CLIENT_CERTIFICATE;
    private static final Integer NULL = TlsNode.NULL;
    private static final List<byte[]> NO_CHAIN = List.of();

    private final MemoryStore store = new MemoryStore();
    private TlsNode node = new TlsNode(store).join();

    private static Map<Object, Object> rootEntry(int caid, byte[] certificate, int fabric) {
        return Map.of(0, (long) caid, 1, TlsNode.hex(certificate), 254, (long) fabric);
    }

    private static Map<Object, Object> clientEntry(
            int ccdid, byte[] certificate, List<byte[]> chain, int fabric) {
        return Map.of(
                0,
                (long) ccdid,
                1,
                TlsNode.hex(certificate),
                2,
                chain.stream().map(TlsNode::hex).toList(),
                254,
                (long) fabric);
    }

    /** A client whose certificate is there; its id. */
    private int client() {
        AdminNode.Answer csr = node.csr(TlsNode.NONCE, NULL);
        int id = TlsNode.id(csr);
        byte[] certificate = TlsCertificates.of(TlsNode.key(csr));
        assertEquals(0, node.provisionClient(id, certificate, NO_CHAIN).status());
        return id;
    }

    // ---- Roots

    @Test
    void shouldSayHowManyThereCanBe() {
        assertEquals(5L, node.admin.read(node.certificates, 0, true));
        assertEquals(2L, node.admin.read(node.certificates, 2, true));
        assertEquals(List.of(), node.roots());
        assertEquals(List.of(), node.clients());
    }

    @Test
    void shouldKeepRoots() {
        byte[] first = TlsCertificates.root();
        byte[] second = TlsCertificates.root();
        AdminNode.Answer answer = node.provisionRoot(first, NULL);
        assertEquals(
                TlsCertificateManagementSpec.CMD_PROVISION_ROOT_CERTIFICATE_RESPONSE,
                answer.response());
        assertEquals(Map.of(0, 0L), answer.fields());
        assertEquals(1, node.root(second));
        assertEquals(List.of(rootEntry(0, first, 1), rootEntry(1, second, 1)), node.roots());
        AdminNode.Answer found = node.one(FIND_ROOT, 1);
        assertEquals(
                TlsCertificateManagementSpec.CMD_FIND_ROOT_CERTIFICATE_RESPONSE, found.response());
        assertEquals(List.of(rootEntry(1, second, 1)), found.field(0));
        assertEquals(
                List.of(rootEntry(0, first, 1), rootEntry(1, second, 1)),
                node.one(FIND_ROOT, NULL).field(0));
        AdminNode.Answer looked = node.lookUp(LOOKUP_ROOT, TlsNode.fingerprint(second));
        assertEquals(
                TlsCertificateManagementSpec.CMD_LOOKUP_ROOT_CERTIFICATE_RESPONSE,
                looked.response());
        assertEquals(Map.of(0, 1L), looked.fields());
        assertEquals(0, node.one(REMOVE_ROOT, 0).status());
        assertEquals(List.of(rootEntry(1, second, 1)), node.roots());
        assertEquals(ImStatus.NOT_FOUND, node.one(REMOVE_ROOT, 0).status());
        assertEquals(ImStatus.NOT_FOUND, node.one(FIND_ROOT, 0).status());
        assertEquals(
                ImStatus.NOT_FOUND, node.lookUp(LOOKUP_ROOT, TlsNode.fingerprint(first)).status());
    }

    @Test
    void shouldTellIdsAloneWhereMessagesAreShort() {
        node.root(TlsCertificates.root());
        int client = client();
        int waiting = TlsNode.id(node.csr(TlsNode.NONCE, NULL));
        node.admin.subject.largeMessages = false;
        assertEquals(List.of(Map.of(0, 0L, 254, 1L)), node.roots());
        List<?> clients = node.clients();
        assertEquals(Map.of(0, (long) client, 254, 1L), clients.get(0));
        Map<?, ?> second = (Map<?, ?>) clients.get(1);
        assertEquals((long) waiting, second.get(0));
        assertTrue(second.containsKey(1));
        assertEquals(null, second.get(1));
    }

    @Test
    void shouldReplaceARoot() {
        byte[] longer = TlsCertificates.rootOf(3000);
        byte[] shorter = TlsCertificates.root();
        assertEquals(0, node.root(longer));
        String before = store.contents();
        assertEquals(Map.of(0, 0L), node.provisionRoot(shorter, 0).fields());
        assertEquals(List.of(rootEntry(0, shorter, 1)), node.roots());
        assertTrue(before.lines().count() > store.contents().lines().count(), "pieces are left");
        assertEquals(
                ImStatus.NOT_FOUND, node.lookUp(LOOKUP_ROOT, TlsNode.fingerprint(longer)).status());
        assertEquals(ImStatus.NOT_FOUND, node.provisionRoot(longer, 1).status());
        assertEquals(ImStatus.ALREADY_EXISTS, node.provisionRoot(shorter, 0).status());
        assertEquals(ImStatus.ALREADY_EXISTS, node.provisionRoot(shorter, 1).status());
        assertEquals(Map.of(0, 0L), node.provisionRoot(longer, 0).fields());
        assertEquals(List.of(rootEntry(0, longer, 1)), node.roots());
    }

    @Test
    void shouldTakeCertificatesOfEveryLength() {
        for (int length : new int[] {600, 1020, 1021, 1024, 1025, 2044, 2045, 2999, 3000}) {
            byte[] certificate = TlsCertificates.rootOf(length);
            int caid = node.root(certificate);
            assertEquals(List.of(rootEntry(caid, certificate, 1)), node.roots());
            assertEquals(0, node.one(REMOVE_ROOT, caid).status());
        }
        byte[] tooLong = TlsCertificates.rootOf(3001);
        assertEquals(ImStatus.CONSTRAINT_ERROR, node.provisionRoot(tooLong, NULL).status());
    }

    @Test
    void shouldTakeAnyKindOfRootKey() {
        byte[] rsa = TlsCertificates.root(TlsCertificates.keys("RSA", 2048));
        byte[] p384 = TlsCertificates.root(TlsCertificates.keys("EC", 384));
        node.root(rsa);
        node.root(p384);
        assertEquals(List.of(rootEntry(0, rsa, 1), rootEntry(1, p384, 1)), node.roots());
    }

    @Test
    void shouldRefuseWhatIsNoCertificateOfNow() {
        byte[] good = TlsCertificates.root();
        byte[] cut = java.util.Arrays.copyOf(good, good.length - 1);
        byte[] longer = java.util.Arrays.copyOf(good, good.length + 1);
        Instant now = TlsCertificates.NOW;
        byte[] over = TlsCertificates.root(TlsCertificates.FROM, now.minusSeconds(1));
        byte[] toCome = TlsCertificates.root(now.plusSeconds(1), TlsCertificates.UNTIL);
        for (byte[] bad : List.of(new byte[0], new byte[] {0x30, 0}, cut, longer, over, toCome)) {
            assertEquals(ImStatus.DYNAMIC_CONSTRAINT_ERROR, node.provisionRoot(bad, NULL).status());
        }
        assertEquals(List.of(), node.roots());
        node.root(TlsCertificates.root(now, now));
        node.root(
                TlsCertificates.root(
                        Instant.parse("1999-12-31T00:00:00Z"),
                        Instant.parse("2051-01-01T00:00:00Z")));
        node.admin.micros = -1;
        assertEquals(ImStatus.INVALID_IN_STATE, node.provisionRoot(good, NULL).status());
    }

    @Test
    void shouldHaveRoomForEachFabric() {
        for (int fabric = 1; fabric <= 2; fabric++) {
            node.as(fabric);
            for (int i = 0; i < 5; i++) {
                assertEquals(5 * (fabric - 1) + i, node.root(TlsCertificates.root()));
            }
            assertEquals(
                    ImStatus.RESOURCE_EXHAUSTED,
                    node.provisionRoot(TlsCertificates.root(), NULL).status());
        }
        assertEquals(0, node.provisionRoot(TlsCertificates.root(), 5).status());
        assertEquals(0, node.one(REMOVE_ROOT, 7).status());
        assertEquals(10, node.root(TlsCertificates.root()));
        assertEquals(5, node.roots().size());
    }

    @Test
    void shouldKeepFabricsApart() {
        byte[] root = TlsCertificates.root();
        int caid = node.root(root);
        int ccdid = client();
        String state = node.state();
        node.as(2);
        assertEquals(List.of(), node.roots());
        assertEquals(List.of(), node.admin.read(node.certificates, 1, false));
        assertEquals(List.of(), node.admin.read(node.certificates, 3, false));
        for (int command : new int[] {FIND_ROOT, REMOVE_ROOT}) {
            assertEquals(ImStatus.NOT_FOUND, node.one(command, caid).status());
        }
        for (int command : new int[] {FIND_CLIENT, REMOVE_CLIENT}) {
            assertEquals(ImStatus.NOT_FOUND, node.one(command, ccdid).status());
        }
        assertEquals(ImStatus.NOT_FOUND, node.one(FIND_ROOT, NULL).status());
        assertEquals(ImStatus.NOT_FOUND, node.one(FIND_CLIENT, NULL).status());
        assertEquals(
                ImStatus.NOT_FOUND, node.lookUp(LOOKUP_ROOT, TlsNode.fingerprint(root)).status());
        assertEquals(ImStatus.NOT_FOUND, node.provisionRoot(TlsCertificates.root(), caid).status());
        assertEquals(ImStatus.NOT_FOUND, node.csr(TlsNode.NONCE, ccdid).status());
        assertEquals(
                ImStatus.NOT_FOUND,
                node.provisionClient(ccdid, TlsCertificates.root(), NO_CHAIN).status());
        assertEquals(state, node.state());
        // The same certificate is another one of another fabric.
        assertEquals(1, node.as(2).root(root));
    }

    @Test
    void shouldRefuseMembersThatAreNot() {
        AdminNode admin = node.admin;
        assertEquals(
                ImStatus.INVALID_COMMAND,
                admin.invoke(node.certificates, PROVISION_ROOT, out -> out.putNull(1)).status());
        assertEquals(
                ImStatus.INVALID_COMMAND,
                admin.invoke(
                                node.certificates,
                                PROVISION_ROOT,
                                out -> TlsNode.put(out, 0, TlsCertificates.root()))
                        .status());
        assertEquals(
                ImStatus.CONSTRAINT_ERROR,
                node.provisionRoot(TlsCertificates.root(), 65535).status());
        for (int command : new int[] {FIND_ROOT, FIND_CLIENT, REMOVE_ROOT, REMOVE_CLIENT}) {
            assertEquals(ImStatus.CONSTRAINT_ERROR, node.one(command, 65535).status());
            assertEquals(
                    ImStatus.INVALID_COMMAND,
                    admin.invoke(node.certificates, command, out -> {}).status());
        }
        for (int command : new int[] {REMOVE_ROOT, REMOVE_CLIENT}) {
            assertEquals(ImStatus.INVALID_COMMAND, node.one(command, NULL).status());
        }
        for (int command : new int[] {LOOKUP_ROOT, LOOKUP_CLIENT}) {
            assertEquals(ImStatus.CONSTRAINT_ERROR, node.lookUp(command, new byte[65]).status());
            assertEquals(ImStatus.NOT_FOUND, node.lookUp(command, new byte[64]).status());
            assertEquals(ImStatus.NOT_FOUND, node.lookUp(command, new byte[0]).status());
            assertEquals(ImStatus.INVALID_COMMAND, node.one(command, 1).status());
        }
        assertEquals(ImStatus.CONSTRAINT_ERROR, node.csr(new byte[31], NULL).status());
        assertEquals(ImStatus.CONSTRAINT_ERROR, node.csr(new byte[33], NULL).status());
        assertEquals(ImStatus.CONSTRAINT_ERROR, node.csr(TlsNode.NONCE, 65535).status());
        assertEquals(
                ImStatus.INVALID_COMMAND,
                admin.invoke(node.certificates, CSR, out -> TlsNode.put(out, 0, TlsNode.NONCE))
                        .status());
        assertEquals(
                ImStatus.UNSUPPORTED_COMMAND,
                admin.invoke(node.certificates, 99, out -> {}).status());
        node.as(3);
        assertEquals(
                ImStatus.UNSUPPORTED_ACCESS,
                node.provisionRoot(TlsCertificates.root(), NULL).status());
    }

    @Test
    void shouldGoOnWithIdsOverARestartAndBeginAnewAtTheEnd() {
        assertEquals(0, node.root(TlsCertificates.root()));
        assertEquals(1, node.root(TlsCertificates.root()));
        assertEquals(0, node.one(REMOVE_ROOT, 1).status());
        node = new TlsNode(store).as(1);
        assertEquals(2, node.root(TlsCertificates.root()));
        TlsTable table = new TlsTable(0, 5, 5);
        table.setNext(65533);
        assertEquals(65533, table.freeId());
        table.take(0, 1, 0);
        table.take(1, 1, 65534);
        table.setNext(TlsTable.after(65533));
        assertEquals(1, table.freeId(), "65534 and 0 are taken");
    }

    // ---- Clients

    @Test
    void shouldAskForACertificateWithAKeyOfItsOwn() throws Exception {
        AdminNode.Answer answer = node.csr(TlsNode.NONCE, NULL);
        assertEquals(TlsCertificateManagementSpec.CMD_CLIENT_CSR_RESPONSE, answer.response());
        assertEquals(0L, answer.field(0));
        PKCS10CertificationRequest request =
                new PKCS10CertificationRequest(HexFormat.of().parseHex((String) answer.field(1)));
        assertTrue(
                request.isSignatureValid(
                        new JcaContentVerifierProviderBuilder()
                                .setProvider(new BouncyCastleProvider())
                                .build(request.getSubjectPublicKeyInfo())));
        byte[] proof = HexFormat.of().parseHex((String) answer.field(2));
        assertEquals(64, proof.length);
        assertTrue(verifies(request.getSubjectPublicKeyInfo(), TlsNode.NONCE, proof));
        AdminNode.Answer other = node.csr(TlsNode.NONCE, NULL);
        assertEquals(1L, other.field(0));
        assertNotEquals(TlsNode.key(answer), TlsNode.key(other));
        assertEquals(ImStatus.RESOURCE_EXHAUSTED, node.csr(TlsNode.NONCE, NULL).status());
        AdminNode.Answer again = node.csr(new byte[32], 0);
        assertEquals(TlsNode.key(answer), TlsNode.key(again));
        assertTrue(
                verifies(
                        TlsNode.key(again),
                        new byte[32],
                        HexFormat.of().parseHex((String) again.field(2))));
        assertEquals(ImStatus.NOT_FOUND, node.csr(TlsNode.NONCE, 2).status());
        assertEquals(2, node.clients().size());
        assertTrue(node.admin.mostUnits <= CryptoPort.STEP_BUDGET + 60, "a long step");
    }

    private static boolean verifies(SubjectPublicKeyInfo key, byte[] message, byte[] raw)
            throws GeneralSecurityException, java.io.IOException {
        ASN1EncodableVector numbers = new ASN1EncodableVector();
        for (int i = 0; i < 64; i += 32) {
            byte[] half = java.util.Arrays.copyOfRange(raw, i, i + 32);
            numbers.add(new ASN1Integer(new BigInteger(1, half)));
        }
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initVerify(
                KeyFactory.getInstance("EC")
                        .generatePublic(new X509EncodedKeySpec(key.getEncoded())));
        signature.update(message);
        return signature.verify(new DERSequence(numbers).getEncoded());
    }

    @Test
    void shouldKeepWhatWasMadeOfItsRequest() {
        AdminNode.Answer csr = node.csr(TlsNode.NONCE, NULL);
        int id = TlsNode.id(csr);
        byte[] certificate = TlsCertificates.of(TlsNode.key(csr));
        List<byte[]> chain = List.of(TlsCertificates.rootOf(3000), TlsCertificates.root());
        AdminNode.Answer answer = node.provisionClient(id, certificate, chain);
        assertEquals(0, answer.status());
        assertEquals(-1, answer.response());
        assertEquals(List.of(clientEntry(id, certificate, chain, 1)), node.clients());
        assertEquals(
                List.of(clientEntry(id, certificate, chain, 1)),
                node.one(FIND_CLIENT, id).field(0));
        AdminNode.Answer looked = node.lookUp(LOOKUP_CLIENT, TlsNode.fingerprint(certificate));
        assertEquals(
                TlsCertificateManagementSpec.CMD_LOOKUP_CLIENT_CERTIFICATE_RESPONSE,
                looked.response());
        assertEquals(Map.of(0, (long) id), looked.fields());
        assertEquals(
                ImStatus.NOT_FOUND,
                node.lookUp(LOOKUP_CLIENT, TlsNode.fingerprint(chain.get(1))).status());
        assertEquals(
                ImStatus.ALREADY_EXISTS, node.provisionClient(id, certificate, NO_CHAIN).status());
        byte[] next = TlsCertificates.of(TlsNode.key(csr));
        assertEquals(0, node.provisionClient(id, next, NO_CHAIN).status());
        assertEquals(List.of(clientEntry(id, next, NO_CHAIN, 1)), node.clients());
        assertEquals(
                List.of(clientEntry(id, next, NO_CHAIN, 1)), node.one(FIND_CLIENT, NULL).field(0));
        assertEquals(0, node.one(REMOVE_CLIENT, id).status());
        assertEquals(List.of(), node.clients());
        assertEquals(ImStatus.NOT_FOUND, node.one(REMOVE_CLIENT, id).status());
    }

    @Test
    void shouldRefuseACertificateThatIsNotItsOwn() {
        assertEquals(
                ImStatus.NOT_FOUND,
                node.provisionClient(0, TlsCertificates.root(), NO_CHAIN).status());
        AdminNode.Answer csr = node.csr(TlsNode.NONCE, NULL);
        int id = TlsNode.id(csr);
        byte[] good = TlsCertificates.of(TlsNode.key(csr));
        byte[] bad = good.clone();
        bad[4]++;
        Instant now = TlsCertificates.NOW;
        byte[] over =
                TlsCertificates.of(TlsNode.key(csr), TlsCertificates.FROM, now.minusSeconds(1));
        int dynamic = ImStatus.DYNAMIC_CONSTRAINT_ERROR;
        assertEquals(dynamic, provision(id, TlsCertificates.root()));
        assertEquals(
                dynamic, provision(id, TlsCertificates.root(TlsCertificates.keys("RSA", 2048))));
        assertEquals(dynamic, provision(id, bad));
        assertEquals(dynamic, provision(id, over));
        assertEquals(dynamic, node.provisionClient(id, good, List.of(bad)).status());
        assertEquals(ImStatus.NOT_FOUND, provision(id + 1, good));
        assertEquals(ImStatus.CONSTRAINT_ERROR, provision(65535, good));
        assertEquals(ImStatus.CONSTRAINT_ERROR, provision(id, new byte[3001]));
        assertEquals(
                ImStatus.CONSTRAINT_ERROR,
                node.provisionClient(id, good, List.of(new byte[3001])).status());
        List<byte[]> chain = new ArrayList<>(Collections.nCopies(10, TlsCertificates.root()));
        assertEquals(0, node.provisionClient(id, good, chain).status());
        chain.add(chain.get(0));
        byte[] next = TlsCertificates.of(TlsNode.key(csr));
        assertEquals(ImStatus.CONSTRAINT_ERROR, node.provisionClient(id, next, chain).status());
        assertEquals(
                ImStatus.INVALID_COMMAND,
                node.admin
                        .invoke(
                                node.certificates,
                                PROVISION_CLIENT,
                                out -> {
                                    out.putUnsigned(0, id);
                                    TlsNode.put(out, 1, next);
                                })
                        .status());
        assertEquals(
                ImStatus.INVALID_COMMAND,
                node.admin
                        .invoke(
                                node.certificates,
                                PROVISION_CLIENT,
                                out -> {
                                    out.putUnsigned(0, id);
                                    TlsNode.put(out, 1, next);
                                    out.startArray(2);
                                    out.putUnsigned(-1, 3);
                                    out.endContainer();
                                })
                        .status());
        // Without the time nobody can say that it is over.
        node.admin.micros = -1;
        assertEquals(0, provision(id, over));
    }

    private int provision(int ccdid, byte[] certificate) {
        return node.provisionClient(ccdid, certificate, NO_CHAIN).status();
    }

    @Test
    void shouldRefuseAKeyThatItHas() {
        byte[] key = new byte[32];
        key[31] = 7;
        TlsNode fixed = new TlsNode(new MemoryStore(), key).join();
        assertEquals(0, TlsNode.id(fixed.csr(TlsNode.NONCE, NULL)));
        assertEquals(ImStatus.DYNAMIC_CONSTRAINT_ERROR, fixed.csr(TlsNode.NONCE, NULL).status());
        assertEquals(
                ImStatus.DYNAMIC_CONSTRAINT_ERROR, fixed.as(2).csr(TlsNode.NONCE, NULL).status());
        byte[] operational = fixed.admin.fabrics.table.find(2).privateKey.clone();
        fixed = new TlsNode(new MemoryStore(), operational).join();
        assertEquals(ImStatus.DYNAMIC_CONSTRAINT_ERROR, fixed.csr(TlsNode.NONCE, NULL).status());
        assertEquals(List.of(), fixed.clients());
    }

    @Test
    void shouldForgetACommandThatNobodyWaitsFor() {
        node.admin.between = () -> node.admin.fabrics.table.remove(1, 0);
        assertEquals(ImStatus.UNSUPPORTED_ACCESS, node.csr(TlsNode.NONCE, NULL).status());
        assertEquals(ImStatus.UNSUPPORTED_ACCESS, node.csr(TlsNode.NONCE, NULL).status());
        node.admin.between = () -> {};
        node.certificates.cancel(CSR);
        assertEquals(0, TlsNode.id(node.as(2).csr(TlsNode.NONCE, NULL)));
        // Removed while it signs: the key is gone.
        int[] calls = {0};
        node.admin.between =
                () -> {
                    if (++calls[0] == 6) {
                        node.admin.between = () -> {};
                        assertEquals(0, node.one(REMOVE_CLIENT, 0).status());
                    }
                };
        assertEquals(ImStatus.NOT_FOUND, node.csr(TlsNode.NONCE, 0).status());
        assertFalse(node.admin.fabrics.crypto.isBusy());
    }

    @Test
    void shouldStopComputingForAFabricThatIsGone() {
        for (int call = 2; call <= 8; call += 2) {
            TlsNode removed = new TlsNode(new MemoryStore()).join();
            int gone = call;
            int[] calls = {0};
            removed.admin.between =
                    () -> {
                        if (++calls[0] == gone) {
                            removed.admin.fabrics.table.remove(1, 0);
                        }
                    };
            assertEquals(ImStatus.UNSUPPORTED_ACCESS, removed.csr(TlsNode.NONCE, NULL).status());
            assertFalse(removed.admin.fabrics.crypto.isBusy(), "a job for nobody");
            AdminNode.Answer next = removed.as(2).csr(TlsNode.NONCE, NULL);
            assertEquals(0, next.status(), "after call " + call);
            byte[] certificate = TlsCertificates.of(TlsNode.key(next));
            assertEquals(
                    0, removed.provisionClient(TlsNode.id(next), certificate, NO_CHAIN).status());
        }
    }

    // ---- What stays, what goes

    @Test
    void shouldKeepAllOverARestart() {
        node.root(TlsCertificates.rootOf(2500));
        client();
        TlsNode.id(node.csr(TlsNode.NONCE, NULL));
        node.as(2).root(TlsCertificates.root());
        String state = node.state();
        node = new TlsNode(store);
        assertEquals(state, node.state());
        AdminNode.Answer csr = node.as(1).csr(TlsNode.NONCE, 1);
        assertEquals(
                0,
                node.provisionClient(1, TlsCertificates.of(TlsNode.key(csr)), NO_CHAIN).status());
    }

    @Test
    void shouldLoseAllWithItsFabric() {
        String before = new TlsNode(new MemoryStore()).join().admin.fabrics.store.contents();
        long plain = before.lines().count();
        node.root(TlsCertificates.rootOf(2500));
        client();
        assertEquals(0, node.provisionEndpoint("host.example", 443, 0, 0, NULL).status());
        node.as(2).root(TlsCertificates.root());
        assertEquals(FabricStatus.OK, node.admin.fabrics.table.remove(1, 0));
        assertEquals(1, node.roots().size());
        assertEquals(FabricStatus.OK, node.admin.fabrics.table.remove(2, 0));
        assertEquals(0, TlsNode.records(store));
        assertTrue(store.contents().lines().count() < plain);
        node.admin.fabrics.commission("Root01", "ICA01", "Node01_01");
        node.as(3);
        assertEquals(List.of(), node.roots());
        assertEquals(List.of(), node.clients());
        assertEquals(List.of(), node.endpoints());
        assertEquals(1, node.certificates.changeStamp(1) > 0 ? 1 : 0);
    }

    @Test
    void shouldChangeNothingWhileCredentialsWait() {
        int caid = node.root(TlsCertificates.root());
        int ccdid = client();
        byte[] next = TlsCertificates.of(TlsNode.key(node.csr(TlsNode.NONCE, ccdid)));
        Fabric fabric = node.admin.fabrics.table.find(1);
        node.admin.fabrics.failSafe.arm(1, 42, 60, 0);
        node.admin.fabrics.update(fabric, null, "Node01_02");
        String state = node.state();
        node.as(1);
        int wrong = ImStatus.INVALID_IN_STATE;
        assertEquals(wrong, node.provisionRoot(TlsCertificates.root(), NULL).status());
        assertEquals(wrong, node.provisionRoot(TlsCertificates.root(), caid).status());
        assertEquals(wrong, node.one(REMOVE_ROOT, caid).status());
        assertEquals(wrong, node.csr(TlsNode.NONCE, NULL).status());
        assertEquals(wrong, provision(ccdid, next));
        assertEquals(wrong, node.provisionEndpoint("a.example", 1, caid, NULL, NULL).status());
        assertEquals(wrong, node.one(REMOVE_CLIENT, ccdid).status());
        assertEquals(0, node.csr(TlsNode.NONCE, ccdid).status());
        assertEquals(state, node.state());
        node.admin.fabrics.failSafe.expire(0);
        assertEquals(state, node.state());
        node.as(1);
        assertEquals(0, provision(ccdid, next));
    }

    @Test
    void shouldChangeNothingThatTheStoreDoesNotTake() {
        int caid = node.root(TlsCertificates.root());
        String state = node.state();
        node.as(1);
        store.refuse = true;
        assertEquals(ImStatus.FAILURE, node.provisionRoot(TlsCertificates.root(), NULL).status());
        assertEquals(ImStatus.FAILURE, node.provisionRoot(TlsCertificates.root(), caid).status());
        assertEquals(ImStatus.FAILURE, node.one(REMOVE_ROOT, caid).status());
        assertEquals(ImStatus.FAILURE, node.csr(TlsNode.NONCE, NULL).status());
        assertEquals(
                ImStatus.FAILURE,
                node.provisionEndpoint("a.example", 1, caid, NULL, NULL).status());
        assertEquals(state, node.state());
        store.refuse = false;
        assertEquals(1, node.as(1).root(TlsCertificates.root()));
    }

    @Test
    void shouldSayThatTheStoreIsFull() {
        node.root(TlsCertificates.root());
        String state = node.state();
        node.as(1);
        store.putsLeft = 2;
        assertEquals(
                ImStatus.RESOURCE_EXHAUSTED,
                node.provisionRoot(TlsCertificates.rootOf(3000), NULL).status());
        store.putsLeft = Integer.MAX_VALUE;
        assertEquals(state, node.state());
    }

    /** 20 KB of them; others keep theirs. */
    @Test
    void shouldGiveNoFabricMoreThanItsPartOfTheStore() {
        for (int i = 0; i < 5; i++) {
            node.root(TlsCertificates.rootOf(3000));
        }
        AdminNode.Answer csr = node.csr(TlsNode.NONCE, NULL);
        byte[] own = TlsCertificates.of(TlsNode.key(csr));
        List<byte[]> chain = List.of(TlsCertificates.rootOf(2500), TlsCertificates.rootOf(2500));
        assertEquals(ImStatus.RESOURCE_EXHAUSTED, node.provisionClient(0, own, chain).status());
        assertEquals(0, node.provisionRoot(TlsCertificates.root(), 0).status());
        assertEquals(0, node.provisionClient(0, own, chain).status());
        assertEquals(
                ImStatus.RESOURCE_EXHAUSTED,
                node.provisionRoot(TlsCertificates.rootOf(3000), 0).status());
        assertEquals(0, node.provisionRoot(TlsCertificates.rootOf(3000), 1).status());
        node.as(2).root(TlsCertificates.rootOf(3000));
    }

    @Test
    void shouldRaiseTheVersionWithEachChange() {
        int version = node.certificates.dataVersion();
        int caid = node.root(TlsCertificates.root());
        assertEquals(version + 1, node.certificates.dataVersion());
        node.one(FIND_ROOT, NULL);
        node.provisionRoot(new byte[3], NULL);
        assertEquals(version + 1, node.certificates.dataVersion());
        AdminNode.Answer csr = node.csr(TlsNode.NONCE, NULL);
        assertEquals(version + 2, node.certificates.dataVersion());
        node.csr(TlsNode.NONCE, TlsNode.id(csr));
        assertEquals(version + 2, node.certificates.dataVersion());
        provision(TlsNode.id(csr), TlsCertificates.of(TlsNode.key(csr)));
        node.one(REMOVE_ROOT, caid);
        node.one(REMOVE_CLIENT, TlsNode.id(csr));
        assertEquals(version + 5, node.certificates.dataVersion());
    }

    @Test
    void shouldCheckItsSizes() {
        TlsSizes sizes = new TlsSizes();
        assertEquals(TlsSizes.OK, sizes.check(5));
        assertEquals(TlsSizes.TOO_MANY, sizes.check(11));
        sizes.clientCertificates = 1;
        assertEquals(TlsSizes.BAD_NUMBER, sizes.check(5));
        sizes.clientCertificates = 2;
        sizes.rootCertificates = 4;
        assertEquals(TlsSizes.BAD_NUMBER, sizes.check(5));
        sizes.rootCertificates = 255;
        assertEquals(TlsSizes.BAD_NUMBER, sizes.check(5));
        sizes.rootCertificates = 5;
        sizes.endpoints = 4;
        assertEquals(TlsSizes.BAD_NUMBER, sizes.check(5));
        sizes.endpoints = 5;
        sizes.certificatePieces = 2;
        assertEquals(TlsSizes.BAD_NUMBER, sizes.check(5));
        assertArrayEquals(new int[] {0, 1, 2, 3}, node.certificates.attributes());
        assertEquals(P256.POINT, StoredTls.PUBLIC_KEY);
    }
}
