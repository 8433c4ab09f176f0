package org.mattermote.stack.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.fabric.TestFabrics;
import org.mattermote.stack.model.CommandInvocation;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.Subject;
import org.mattermote.stack.port.CryptoPort;

/** Commands that sign and verify: a piece a poll, and what happens in between. */
class CredentialsInStepsTest extends CredentialsBench {
    private void beforeAddNoc() {
        arm();
        csr("Node01_01", false);
        root("Root01");
    }

    @Test
    void shouldTakeNoLongStep() {
        invoke(ATTESTATION, bytes(0, new byte[32]));
        beforeAddNoc();
        assertEquals(OK, nocStatus(ADD_NOC, new AddNoc()));
        assertTrue(node.mostUnits > 100, "units " + node.mostUnits);
        assertTrue(node.mostUnits <= CryptoPort.STEP_BUDGET + 60, "units " + node.mostUnits);
    }

    @Test
    void shouldNotAddWhatTheFailSafeDoesNotCoverAnyMore() {
        beforeAddNoc();
        String before = node.state();
        node.between = () -> node.fabrics.failSafe.expire(0);
        assertEquals(ImStatus.FAILSAFE_REQUIRED, status(ADD_NOC, new AddNoc()));
        assertEquals(before, node.state());
        arm();
        assertEquals(ImStatus.FAILSAFE_REQUIRED, csr("Node01_01", false).status());
        assertFalse(node.fabrics.failSafe.hasKeyPair());
        arm();
        assertEquals(ImStatus.FAILSAFE_REQUIRED, status(ROOT, bytes(0, TestFabrics.tlv("Root01"))));
        assertEquals(0, node.fabrics.failSafe.rootLength());
        assertEquals(0, ((List<?>) node.read(node.credentials, 4, false)).size());
        // Nothing of it hinders the next.
        node.between = () -> {};
        beforeAddNoc();
        assertEquals(OK, nocStatus(ADD_NOC, new AddNoc()));
    }

    @Test
    void shouldNotUpdateAFabricThatIsGone() {
        commission("Root01", "ICA01", "Node01_01", 1);
        commission("Root02", "ICA02", "Node02_01", 2);
        node.onCase(1, 112233);
        node.fabrics.failSafe.arm(1, AdminNode.CASE_SESSION, 60, 0);
        csr("Node01_02", true);
        node.between =
                () -> {
                    if (node.fabrics.table.find(1) != null) {
                        node.fabrics.table.remove(1, 0);
                    }
                };
        AdminNode.Content noc = bytes(0, TestFabrics.tlv("Node01_02"));
        assertEquals(ImStatus.UNSUPPORTED_ACCESS, status(UPDATE_NOC, noc));
        assertNull(node.fabrics.table.find(1));
        assertEquals(1, node.fabrics.table.count());
    }

    @Test
    void shouldWaitForAHandshakeThatHasTheCryptoPort() {
        byte[] key = TestFabrics.key("Node01_01");
        byte[] out = new byte[65];
        int job = node.fabrics.crypto.startPublicKey(key, 0, out, 0);
        int[] calls = {0};
        node.between =
                () -> {
                    if (++calls[0] == 20) {
                        assertEquals(CryptoPort.DONE, node.fabrics.crypto.step(job, 10_000));
                    }
                };
        assertEquals(1, invoke(ATTESTATION, bytes(0, new byte[32])).response());
        assertTrue(calls[0] > 20);
    }

    @Test
    void shouldGiveTheCryptoPortBackWhenNobodyWaits() {
        beforeAddNoc();
        for (int command : new int[] {ATTESTATION, CSR, ADD_NOC}) {
            for (int calls = 0; calls <= 4; calls += 2) {
                assertEquals(ImStatus.PENDING, start(command, calls), "command " + command);
                node.credentials.cancel(command);
                assertFalse(node.fabrics.crypto.isBusy());
            }
        }
        assertEquals(OK, nocStatus(ADD_NOC, new AddNoc()));
    }

    /** A command that has had some calls; its latest status. */
    private int start(int command, int calls) {
        byte[] b = new byte[2000];
        TlvWriter out = new TlvWriter();
        out.wrap(b, 0, b.length);
        out.startStruct(TlvTag.ANONYMOUS);
        if (command == ADD_NOC) {
            new AddNoc().put(out);
        } else {
            out.putBytes(0, new byte[32], 0, 32);
        }
        out.endContainer();
        CommandInvocation in =
                new CommandInvocation(new Subject()) {
                    @Override
                    public TlvWriter respond(int responseCommand) {
                        throw new AssertionError();
                    }
                };
        in.subject.set(node.subject);
        TlvReader reader = new TlvReader();
        reader.wrap(b, 0, out.position());
        reader.next();
        int status = node.credentials.invoke(command, in, reader);
        in.memory = new byte[1280];
        in.memoryLength = in.memory.length;
        for (int i = 0; i < calls; i++) {
            reader.wrap(b, 0, out.position());
            reader.next();
            status = node.credentials.proceed(command, in, reader);
        }
        return status;
    }
}
