package org.mattermote.stack.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.mattermote.stack.cluster.AdminNode;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.crypto.Drbg;
import org.mattermote.stack.fabric.FabricStatus;
import org.mattermote.stack.fabric.MemoryStore;
import org.mattermote.stack.model.Cluster;
import org.mattermote.stack.model.Endpoint;
import org.mattermote.stack.model.Node;
import org.mattermote.stack.tls.spec.TlsCertificateManagementSpec;
import org.mattermote.stack.tls.spec.TlsClientManagementSpec;

/** A node of two fabrics with both clusters, over a store, and those who ask it. */
final class TlsNode {
    static final Integer NULL = null;
    static final byte[] NONCE = HexFormat.of().parseHex("a1".repeat(32));

    final AdminNode admin;
    final TlsCertificateManagementCluster certificates;
    final TlsClientManagementCluster client;

    TlsNode(MemoryStore store) {
        this(store, null);
    }

    /**
     * @param fixed all that is drawn at random is this; null for what differs
     */
    TlsNode(MemoryStore store, byte[] fixed) {
        admin = new AdminNode(store);
        Random random = new Random(1);
        Drbg drbg =
                new Drbg() {
                    @Override
                    public void generate(byte[] out, int off, int len) {
                        for (int i = 0; i < len; i++) {
                            out[off + i] = fixed == null ? (byte) random.nextInt() : fixed[i % 32];
                        }
                    }
                };
        TlsRoom room =
                new TlsRoom(
                        new TlsSizes(),
                        admin.fabrics.table,
                        admin.fabrics.records,
                        admin.time,
                        drbg,
                        admin.fabrics.sha,
                        admin.fabrics.ecdsa,
                        admin.fabrics.jobs,
                        admin.workspace);
        certificates = room.certificates;
        client = room.client;
        new Node(
                new Endpoint[] {
                    new Endpoint(0, new int[] {0x16, 4}, new Cluster[] {certificates, client})
                },
                1);
        if (admin.fabrics.table.load() != FabricStatus.OK) {
            throw new AssertionError("damaged");
        }
        admin.micros = TlsCertificates.micros(TlsCertificates.NOW);
        admin.subject.largeMessages = true;
    }

    /** Two fabrics; who asks next is of the first. */
    TlsNode join() {
        admin.fabrics.commission("Root01", "ICA01", "Node01_01");
        admin.fabrics.commission("Root02", "ICA02", "Node02_01");
        return as(1);
    }

    TlsNode as(int fabric) {
        admin.onCase(fabric, 0x1111);
        return this;
    }

    static void put(TlvWriter out, int tag, Integer value) {
        if (value == null) {
            out.putNull(tag);
        } else {
            out.putUnsigned(tag, value);
        }
    }

    static void put(TlvWriter out, int tag, byte[] value) {
        out.putBytes(tag, value, 0, value.length);
    }

    AdminNode.Answer provisionRoot(byte[] certificate, Integer caid) {
        return admin.invoke(
                certificates,
                TlsCertificateManagementSpec.CMD_PROVISION_ROOT_CERTIFICATE,
                out -> {
                    put(out, 0, certificate);
                    put(out, 1, caid);
                });
    }

    /** A new root; its CAID. */
    int root(byte[] certificate) {
        return id(provisionRoot(certificate, NULL));
    }

    AdminNode.Answer csr(byte[] nonce, Integer ccdid) {
        return admin.invoke(
                certificates,
                TlsCertificateManagementSpec.CMD_CLIENT_CSR,
                out -> {
                    put(out, 0, nonce);
                    put(out, 1, ccdid);
                });
    }

    AdminNode.Answer provisionClient(int ccdid, byte[] certificate, List<byte[]> chain) {
        return admin.invoke(
                certificates,
                TlsCertificateManagementSpec.CMD_PROVISION_CLIENT_CERTIFICATE,
                out -> {
                    out.putUnsigned(0, ccdid);
                    put(out, 1, certificate);
                    out.startArray(2);
                    for (byte[] one : chain) {
                        put(out, TlvTag.ANONYMOUS, one);
                    }
                    out.endContainer();
                });
    }

    /** A command of one member that is an id. */
    AdminNode.Answer one(int command, Integer id) {
        return admin.invoke(certificates, command, out -> put(out, 0, id));
    }

    AdminNode.Answer lookUp(int command, byte[] fingerprint) {
        return admin.invoke(certificates, command, out -> put(out, 0, fingerprint));
    }

    AdminNode.Answer provisionEndpoint(String host, int port, int caid, Integer ccdid, Integer id) {
        return admin.invoke(
                client,
                TlsClientManagementSpec.CMD_PROVISION_ENDPOINT,
                out -> {
                    put(out, 0, host.getBytes(StandardCharsets.ISO_8859_1));
                    out.putUnsigned(1, port);
                    out.putUnsigned(2, caid);
                    put(out, 3, ccdid);
                    put(out, 4, id);
                });
    }

    AdminNode.Answer endpoint(int command, int id) {
        return admin.invoke(client, command, out -> out.putUnsigned(0, id));
    }

    List<?> roots() {
        return (List<?>)
                admin.read(
                        certificates,
                        TlsCertificateManagementSpec.ATTR_PROVISIONED_ROOT_CERTIFICATES,
                        true);
    }

    List<?> clients() {
        return (List<?>)
                admin.read(
                        certificates,
                        TlsCertificateManagementSpec.ATTR_PROVISIONED_CLIENT_CERTIFICATES,
                        true);
    }

    List<?> endpoints() {
        return (List<?>)
                admin.read(client, TlsClientManagementSpec.ATTR_PROVISIONED_ENDPOINTS, true);
    }

    /** Everything of both fabrics that can be read. */
    String state() {
        StringBuilder text = new StringBuilder();
        for (int fabric = 1; fabric <= 2; fabric++) {
            as(fabric);
            text.append(roots()).append(clients()).append(endpoints()).append('\n');
        }
        return text.toString();
    }

    /** Records of what has a place, of all fabrics. */
    static long records(MemoryStore store) {
        return store.contents()
                .lines()
                .filter(line -> line.matches("7[89a-e][0-9a-f]{2}=.*"))
                .count();
    }

    /** The id in an answer that has to be good. */
    static int id(AdminNode.Answer answer) {
        if (answer.status() != 0) {
            throw new AssertionError("status " + Integer.toHexString(answer.status()));
        }
        return ((Long) answer.field(0)).intValue();
    }

    /** The key that a request asks a certificate for. */
    static SubjectPublicKeyInfo key(AdminNode.Answer csr) {
        try {
            byte[] request = HexFormat.of().parseHex((String) csr.field(1));
            return new PKCS10CertificationRequest(request).getSubjectPublicKeyInfo();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] fingerprint(byte[] certificate) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(certificate);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
