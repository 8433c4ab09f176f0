package org.mattermote.stack.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.fabric.Fabric;
import org.mattermote.stack.fabric.StoreKeys;
import org.mattermote.stack.fabric.TestFabrics;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.sim.Oracle;

/** SetVIDVerificationStatement and SignVIDVerificationRequest. */
class VidVerificationTest extends CredentialsBench {
    private static final byte[] STATEMENT = new byte[85];
    private static final byte[] VVSC = new byte[400];

    static {
        Arrays.fill(STATEMENT, (byte) 0x21);
        Arrays.fill(VVSC, (byte) 7);
    }

    private static String hex(byte[] b) {
        return HexFormat.of().formatHex(b);
    }

    private Map<?, ?> item(int attribute, int index) {
        return (Map<?, ?>) ((List<?>) node.read(node.credentials, attribute, false)).get(index);
    }

    private AdminNode.Content all(int vendor, byte[] statement, byte[] vvsc) {
        return out -> {
            out.putUnsigned(0, vendor);
            put(out, 1, statement);
            put(out, 2, vvsc);
        };
    }

    @Test
    void shouldCheckTheStatement() {
        commission("Root01", "ICA01", "Node01_01", 1);
        String memory = node.state();
        String stored = node.store.contents();
        assertEquals(ImStatus.INVALID_COMMAND, status(SET_VID, out -> {}));
        for (int vendor : new int[] {0, 0xFFF5, 0x10000}) {
            assertEquals(
                    ImStatus.CONSTRAINT_ERROR, status(SET_VID, out -> out.putUnsigned(0, vendor)));
        }
        for (int length : new int[] {1, 84, 86}) {
            assertEquals(ImStatus.CONSTRAINT_ERROR, status(SET_VID, bytes(1, new byte[length])));
        }
        assertEquals(ImStatus.CONSTRAINT_ERROR, status(SET_VID, bytes(2, new byte[401])));
        assertEquals(ImStatus.INVALID_COMMAND, status(SET_VID, out -> out.putNull(1)));
        // Its fabric has an ICAC.
        assertEquals(ImStatus.INVALID_COMMAND, status(SET_VID, bytes(2, VVSC)));
        node.onCase(9, 112233);
        assertEquals(ImStatus.UNSUPPORTED_ACCESS, status(SET_VID, bytes(1, STATEMENT)));
        assertEquals(memory, node.state());
        assertEquals(stored, node.store.contents());
    }

    @Test
    void shouldKeepShowAndDropIt() {
        commission("Root01", null, "Node01_02", 1);
        assertFalse(item(0, 0).containsKey(3));
        assertFalse(item(1, 0).containsKey(6));
        String before = node.store.contents();
        assertEquals(ImStatus.SUCCESS, status(SET_VID, all(0xFFF2, STATEMENT, VVSC)));
        assertEquals(hex(VVSC), item(0, 0).get(3));
        assertEquals(hex(STATEMENT), item(1, 0).get(6));
        assertEquals(0xFFF2L, item(1, 0).get(2));
        AdminNode again = new AdminNode(node.store);
        again.fabrics.table.load();
        again.onCase(1, 112233);
        assertEquals(node.read(node.credentials, 1, true), again.read(again.credentials, 1, true));
        assertEquals(node.read(node.credentials, 0, true), again.read(again.credentials, 0, true));
        // One alone leaves the others.
        assertEquals(ImStatus.SUCCESS, status(SET_VID, out -> out.putUnsigned(0, 0xFFF1)));
        assertEquals(hex(STATEMENT), item(1, 0).get(6));
        assertEquals(ImStatus.SUCCESS, status(SET_VID, bytes(1, new byte[0])));
        assertFalse(item(1, 0).containsKey(6));
        assertEquals(hex(VVSC), item(0, 0).get(3));
        assertEquals(ImStatus.SUCCESS, status(SET_VID, bytes(2, new byte[0])));
        assertFalse(item(0, 0).containsKey(3));
        assertEquals(before, node.store.contents());
    }

    @Test
    void shouldChangeNothingWhenTheStoreRefuses() {
        commission("Root01", null, "Node01_02", 1);
        node.store.refuse = true;
        assertEquals(ImStatus.FAILURE, status(SET_VID, all(0xFFF2, STATEMENT, VVSC)));
        assertEquals(0xFFF1L, item(1, 0).get(2));
        assertFalse(item(1, 0).containsKey(6));
    }

    @Test
    void shouldComeAndGoWithTheFabric() {
        arm();
        csr("Node01_02", false);
        root("Root01");
        assertEquals(OK, nocStatus(ADD_NOC, new AddNoc().chain(null, "Node01_02")));
        node.onCase(1, 112233);
        assertEquals(ImStatus.SUCCESS, status(SET_VID, all(0xFFF2, STATEMENT, VVSC)));
        assertEquals(hex(VVSC), item(0, 0).get(3));
        assertEquals(hex(STATEMENT), item(1, 0).get(6));
        assertEquals("", node.store.contents());
        assertEquals(OK, node.invoke(node.general, 4, out -> {}).field(0));
        assertEquals(hex(VVSC), item(0, 0).get(3));
        assertEquals(hex(STATEMENT), item(1, 0).get(6));
        assertEquals(OK, nocStatus(REMOVE, out -> out.putUnsigned(0, 1)));
        assertNull(node.store.value(StoreKeys.vvsc(1)));
        assertNull(node.store.value(StoreKeys.vidVerificationStatement(1)));
    }

    @Test
    void shouldGoBackWithAnUpdateAndLoseTheVvscToAnIcac() {
        commission("Root01", null, "Node01_02", 1);
        assertEquals(ImStatus.SUCCESS, status(SET_VID, all(0xFFF2, STATEMENT, VVSC)));
        String stored = node.store.contents();
        node.fabrics.failSafe.arm(1, AdminNode.CASE_SESSION, 60, 0);
        csr("Node01_01", true);
        AdminNode.Content update =
                out -> {
                    put(out, 0, TestFabrics.tlv("Node01_01"));
                    put(out, 1, TestFabrics.tlv("ICA01"));
                };
        assertEquals(OK, nocStatus(UPDATE_NOC, update));
        assertFalse(item(0, 0).containsKey(3));
        assertEquals(hex(STATEMENT), item(1, 0).get(6));
        assertEquals(ImStatus.SUCCESS, status(SET_VID, bytes(1, new byte[0])));
        assertFalse(item(1, 0).containsKey(6));
        node.fabrics.failSafe.expire(0);
        assertEquals(stored, node.store.contents());
        assertEquals(hex(VVSC), item(0, 0).get(3));
        assertEquals(hex(STATEMENT), item(1, 0).get(6));
    }

    @Test
    void shouldSignForAFabric() throws Exception {
        commission("Root01", null, "Node01_02", 1);
        byte[] challenge = new byte[32];
        Arrays.fill(challenge, (byte) 0x5A);
        check(challenge, new byte[0]);
        assertEquals(ImStatus.SUCCESS, status(SET_VID, all(0xFFF2, STATEMENT, VVSC)));
        check(challenge, STATEMENT);
    }

    private void check(byte[] challenge, byte[] statement) throws Exception {
        AdminNode.Answer answer =
                invoke(
                        SIGN_VID,
                        out -> {
                            out.putUnsigned(0, 1);
                            put(out, 1, challenge);
                        });
        assertEquals(0x0E, answer.response());
        assertEquals(1L, answer.field(0));
        assertEquals(1L, answer.field(1));
        Fabric fabric = node.fabrics.table.find(1);
        ByteArrayOutputStream signed = new ByteArrayOutputStream();
        signed.write(1);
        signed.write(challenge);
        signed.write(AdminNode.CHALLENGE);
        signed.write(1);
        signed.write(1);
        signed.write(fabric.rootPublicKey);
        signed.write(ByteBuffer.allocate(8).putLong(fabric.fabricId).array());
        signed.write(fabric.vendorId >> 8);
        signed.write(fabric.vendorId);
        signed.write(statement);
        byte[] key =
                HexFormat.of()
                        .parseHex(
                                TestFabrics.certificate("Node01_02")
                                        .get("public_key")
                                        .getAsString());
        byte[] signature = HexFormat.of().parseHex((String) answer.field(2));
        assertTrue(Oracle.verify(key, signature, signed.toByteArray()));
    }

    @Test
    void shouldCheckTheRequestToSign() {
        commission("Root01", null, "Node01_02", 1);
        byte[] challenge = new byte[32];
        assertEquals(ImStatus.INVALID_COMMAND, status(SIGN_VID, out -> {}));
        assertEquals(ImStatus.INVALID_COMMAND, status(SIGN_VID, out -> out.putUnsigned(0, 1)));
        for (int length : new int[] {31, 33}) {
            assertEquals(
                    ImStatus.CONSTRAINT_ERROR,
                    status(
                            SIGN_VID,
                            out -> {
                                out.putUnsigned(0, 1);
                                put(out, 1, new byte[length]);
                            }));
        }
        for (int index : new int[] {0, 2, 255}) {
            assertEquals(
                    ImStatus.CONSTRAINT_ERROR,
                    status(
                            SIGN_VID,
                            out -> {
                                out.putUnsigned(0, index);
                                put(out, 1, challenge);
                            }));
        }
    }
}
