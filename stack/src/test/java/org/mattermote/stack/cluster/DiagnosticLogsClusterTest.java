package org.mattermote.stack.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.DiagnosticLogsSpec;

class DiagnosticLogsClusterTest implements LogSource {
    private static final int REQUEST = DiagnosticLogsSpec.CMD_RETRIEVE_LOGS_REQUEST;
    private static final int ABSENT = -1;

    private long utc = -1;
    private String log = "a line\n";
    private final DiagnosticLogsCluster cluster =
            new DiagnosticLogsCluster(this, () -> utc, Fakes.workspace(new Fakes.Store()));
    private final Fakes.Invocation in = new Fakes.Invocation();

    @Override
    public int newest(int intent, long nowMillis, byte[] out, int offset, int capacity) {
        if (intent != DiagnosticLogsSpec.INTENT_END_USER_SUPPORT) {
            return NO_LOG;
        }
        byte[] bytes = log.getBytes();
        System.arraycopy(bytes, 0, out, offset, bytes.length);
        return bytes.length;
    }

    @Override
    public long oldestMillis() {
        return 2000;
    }

    private int retrieve(int intent, int protocol, String designator) {
        in.nowMillis = 5000;
        return cluster.invoke(
                REQUEST,
                in,
                Fakes.fields(
                        out -> {
                            if (intent != ABSENT) {
                                out.putUnsigned(0, intent);
                            }
                            out.putUnsigned(1, protocol);
                            if (designator != null) {
                                byte[] text = designator.getBytes();
                                out.putUtf8(2, text, 0, text.length);
                            }
                        }));
    }

    /** Status, content, and what else is in the response. */
    private String response() {
        assertEquals(DiagnosticLogsSpec.CMD_RETRIEVE_LOGS_RESPONSE, in.response);
        TlvReader fields = in.fields();
        assertEquals(CodecStatus.OK, fields.find(0));
        String text = fields.value() + " ";
        assertEquals(CodecStatus.OK, fields.find(1));
        text += new String(Fakes.bytes(fields)).strip();
        while (fields.next() == CodecStatus.OK) {
            text += " " + fields.tag() + "=" + fields.value();
        }
        return text;
    }

    @Test
    void shouldHaveWhatTheModelDemands() {
        Fakes.node(cluster);
        Fakes.checkAgainstModel(cluster);
    }

    @Test
    void shouldAnswerWithTheLog() {
        assertEquals(ImStatus.SUCCESS, retrieve(0, 0, null));
        assertEquals("0 a line 3=2000000", response());
        utc = 10_000_000;
        assertEquals(ImStatus.SUCCESS, retrieve(0, 0, null));
        assertEquals("0 a line 2=7000000 3=2000000", response());
    }

    @Test
    void shouldAnswerWhoAsksForBulkDataThatThisIsAll() {
        assertEquals(ImStatus.SUCCESS, retrieve(0, 1, "file"));
        assertEquals("1 a line", response());
        assertEquals(ImStatus.SUCCESS, retrieve(0, 1, "f".repeat(32)));
    }

    @Test
    void shouldSayThatThereIsNoLog() {
        assertEquals(ImStatus.SUCCESS, retrieve(1, 0, null));
        assertEquals("2 ", response());
        assertEquals(ImStatus.SUCCESS, retrieve(2, 1, "file"));
        assertEquals("2 ", response());
    }

    @Test
    void shouldRefuseWhatIsNoRequest() {
        assertEquals(ImStatus.INVALID_COMMAND, retrieve(0, 1, null));
        assertEquals(ImStatus.INVALID_COMMAND, retrieve(3, 0, null));
        assertEquals(ImStatus.INVALID_COMMAND, retrieve(0, 2, null));
        assertEquals(ImStatus.INVALID_COMMAND, retrieve(ABSENT, 0, null));
        assertEquals(ImStatus.CONSTRAINT_ERROR, retrieve(0, 1, "f".repeat(33)));
        assertEquals(ImStatus.INVALID_COMMAND, Fakes.invoke(cluster, REQUEST, Fakes.utf8("x"), 0));
        assertEquals(-1, in.response);
    }
}
