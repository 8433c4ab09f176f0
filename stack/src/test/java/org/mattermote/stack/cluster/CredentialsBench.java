package org.mattermote.stack.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.fabric.TestFabrics;
import org.mattermote.stack.model.ImStatus;

/** The commands of Operational Credentials, for tests of them to be made of. */
abstract class CredentialsBench {
    static final int ATTESTATION = 0x00;
    static final int CHAIN = 0x02;
    static final int CSR = 0x04;
    static final int ADD_NOC = 0x06;
    static final int UPDATE_NOC = 0x07;
    static final int LABEL = 0x09;
    static final int REMOVE = 0x0A;
    static final int ROOT = 0x0B;
    static final int SET_VID = 0x0C;
    static final int SIGN_VID = 0x0D;

    static final long OK = 0;
    static final long INVALID_PUBLIC_KEY = 1;
    static final long INVALID_NOC = 3;
    static final long MISSING_CSR = 4;
    static final long TABLE_FULL = 5;
    static final long INVALID_ADMIN_SUBJECT = 6;
    static final long FABRIC_CONFLICT = 9;
    static final long LABEL_CONFLICT = 10;
    static final long INVALID_FABRIC_INDEX = 11;

    final AdminNode node = new AdminNode();

    AdminNode.Answer invoke(int command, AdminNode.Content content) {
        return node.invoke(node.credentials, command, content);
    }

    int status(int command, AdminNode.Content content) {
        AdminNode.Answer answer = invoke(command, content);
        assertEquals(-1, answer.response());
        return answer.status();
    }

    Object nocStatus(int command, AdminNode.Content content) {
        AdminNode.Answer answer = invoke(command, content);
        assertEquals(ImStatus.SUCCESS, answer.status());
        assertEquals(8, answer.response());
        assertEquals(answer.field(0).equals(OK), answer.fields().containsKey(1));
        return answer.field(0);
    }

    static AdminNode.Content bytes(int tag, byte[] b) {
        return out -> out.putBytes(tag, b, 0, b.length);
    }

    static void put(TlvWriter out, int tag, byte[] b) {
        out.putBytes(tag, b, 0, b.length);
    }

    /** All of AddNOC's fields, each of which a test may replace. */
    static final class AddNoc implements AdminNode.Content {
        byte[] noc = TestFabrics.tlv("Node01_01");
        byte[] icac = TestFabrics.tlv("ICA01");
        byte[] ipk = TestFabrics.IPK_EPOCH;
        long subject = 112233;
        int vendor = 0xFFF1;

        @Override
        public void put(TlvWriter out) {
            CredentialsBench.put(out, 0, noc);
            if (icac != null) {
                CredentialsBench.put(out, 1, icac);
            }
            CredentialsBench.put(out, 2, ipk);
            out.putUnsigned(3, subject);
            out.putUnsigned(4, vendor);
        }

        AddNoc chain(String newIcac, String newNoc) {
            icac = newIcac == null ? null : TestFabrics.tlv(newIcac);
            noc = TestFabrics.tlv(newNoc);
            return this;
        }
    }

    void arm() {
        node.fabrics.failSafe.armForPase(AdminNode.PASE_SESSION, node.now);
    }

    AdminNode.Answer csr(String key, boolean forUpdate) {
        System.arraycopy(TestFabrics.key(key), 0, node.nextKey, 0, 32);
        return invoke(
                CSR,
                out -> {
                    out.putBytes(0, new byte[32], 0, 32);
                    out.putBool(1, forUpdate);
                });
    }

    void root(String name) {
        assertEquals(ImStatus.SUCCESS, status(ROOT, bytes(0, TestFabrics.tlv(name))));
    }

    void commission(String root, String icac, String noc, int index) {
        node.onPase();
        arm();
        assertEquals(ImStatus.SUCCESS, csr(noc, false).status());
        root(root);
        assertEquals(OK, nocStatus(ADD_NOC, new AddNoc().chain(icac, noc)));
        node.onCase(index, 112233);
        assertEquals(OK, node.invoke(node.general, 4, out -> {}).field(0));
    }
}
