package org.mattermote.app.light;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mattermote.firmware.testkit.MemoryFactory;
import org.mattermote.firmware.testkit.MemoryRecords;
import org.mattermote.stack.cluster.SoftwareDiagnosticsCluster;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.model.Endpoint;
import org.mattermote.stack.model.EventLog;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.model.spec.DiagnosticLogsSpec;
import org.mattermote.stack.model.spec.GeneralDiagnosticsSpec;
import org.mattermote.stack.model.spec.SoftwareDiagnosticsSpec;
import org.mattermote.stack.model.spec.TimeSynchronizationSpec;
import org.mattermote.stack.sim.Im;
import org.mattermote.stack.sim.SimAdministrator;
import org.mattermote.stack.sim.SimClient;
import org.mattermote.stack.sim.SimFabric;
import org.mattermote.stack.sim.SimNetwork;
import org.mattermote.stack.sim.SimPort;

/** The optional clusters of endpoint 0, on the whole light and over the network. */
class RootClustersTest {
    /** µs since 2000, in 2025. */
    private static final long UTC = 800_000_000_000_000L;

    private static final long POSIX_TO_MATTER_MILLIS = 946_684_800_000L;
    private static final byte[] KEY = "TestEventTrigger".getBytes(StandardCharsets.US_ASCII);

    private final SimNetwork network = new SimNetwork(8);
    private final SimPort port = network.attach();
    private final LightNode node = new LightNode(port, new MemoryRecords(), 8, 0);
    private final SimAdministrator admin =
            new SimAdministrator(
                    network,
                    network.attach(),
                    port,
                    new SimFabric(7, 0xFAB7, false),
                    0x99,
                    0x55,
                    8);

    @BeforeEach
    void commission() {
        network.add(node);
        admin.commission(MemoryFactory.PASSCODE);
    }

    private void setUtc() {
        admin.invoke(
                TimeSynchronizationSpec.ID,
                TimeSynchronizationSpec.CMD_SET_UTC_TIME,
                out -> {
                    out.putUnsigned(0, UTC);
                    out.putUnsigned(1, 3);
                });
    }

    private TlvReader posixTime() {
        byte[] snapshot =
                admin.invoke(
                        GeneralDiagnosticsSpec.ID,
                        GeneralDiagnosticsSpec.CMD_TIME_SNAPSHOT,
                        out -> {});
        return Im.at(
                snapshot, 1, -1, 0, 1, GeneralDiagnosticsSpec.TIME_SNAPSHOT_RESPONSE_POSIX_TIME_MS);
    }

    /** Status of the one command in the answer. */
    private int trigger(byte[] key, long trigger) {
        SimClient.Transaction t =
                admin.client.invoke(
                        0,
                        GeneralDiagnosticsSpec.ID,
                        GeneralDiagnosticsSpec.CMD_TEST_EVENT_TRIGGER,
                        out -> {
                            out.putBytes(0, key, 0, key.length);
                            out.putUnsigned(1, trigger);
                        });
        assertTrue(network.run(() -> t.done, 10_000));
        return Im.resultOf(Im.INVOKE_RESPONSE, t.answer());
    }

    private int last(int cluster) {
        EventLog events = node.stack.events();
        int found = EventLog.NONE;
        for (int at = events.first(0); at != EventLog.NONE; at = events.next(at)) {
            found = events.cluster(at) == cluster ? at : found;
        }
        return found;
    }

    @Test
    void shouldHaveTheTimeEverywhereOnceItIsSet() {
        assertTrue(posixTime().isNull());
        setUtc();
        long millis = posixTime().value() - POSIX_TO_MATTER_MILLIS - UTC / 1000;
        assertTrue(millis >= 0 && millis < 10_000, () -> "" + millis);
        assertEquals(UTC / 1_000_000, node.stack.time().epochSeconds(), 10);
        int event = last(TimeSynchronizationSpec.ID);
        assertEquals(
                TimeSynchronizationSpec.EVENT_DST_TABLE_EMPTY, node.stack.events().event(event));
        assertTrue(node.stack.events().isEpoch(event));
    }

    @Test
    void shouldTriggerTestEventsWithTheKeyOnly() {
        long fault = SoftwareDiagnosticsCluster.SOFTWARE_FAULT_TRIGGER;
        assertEquals(ImStatus.CONSTRAINT_ERROR, trigger(new byte[16], fault));
        assertEquals(ImStatus.INVALID_COMMAND, trigger(KEY, 0xFFFF_FFFF_0000_0000L));
        assertEquals(EventLog.NONE, last(SoftwareDiagnosticsSpec.ID));
        assertEquals(ImStatus.SUCCESS, trigger(KEY, fault));
        assertTrue(last(SoftwareDiagnosticsSpec.ID) >= 0);
    }

    @Test
    void shouldAnswerPayloadTestsAsFarAsTheyFit() {
        for (int count : new int[] {0, 100, 1000, 2048}) {
            SimClient.Transaction t =
                    admin.client.invoke(
                            0,
                            GeneralDiagnosticsSpec.ID,
                            GeneralDiagnosticsSpec.CMD_PAYLOAD_TEST_REQUEST,
                            out -> {
                                out.putBytes(0, KEY, 0, KEY.length);
                                out.putUnsigned(1, 0xA5);
                                out.putUnsigned(2, count);
                            });
            assertTrue(network.run(() -> t.done, 10_000));
            byte[] payload = new byte[count];
            Arrays.fill(payload, (byte) 0xA5);
            if (count <= 1000) {
                assertArrayEquals(payload, Im.bytesField(t.answer(), 0));
            } else {
                assertNull(Im.bytesField(t.answer(), 0));
                assertEquals(
                        ImStatus.RESOURCE_EXHAUSTED, Im.resultOf(Im.INVOKE_RESPONSE, t.answer()));
            }
        }
    }

    @Test
    void shouldRetrieveItsLogs() {
        String[] beginnings = {"number=", "rx.datagrams="};
        for (int intent = 0; intent < beginnings.length; intent++) {
            int wanted = intent;
            byte[] response =
                    admin.invoke(
                            DiagnosticLogsSpec.ID,
                            DiagnosticLogsSpec.CMD_RETRIEVE_LOGS_REQUEST,
                            out -> {
                                out.putUnsigned(0, wanted);
                                out.putUnsigned(1, 0);
                            });
            assertEquals(DiagnosticLogsSpec.STATUS_SUCCESS, Im.field(response, 0));
            String log = new String(Im.bytesField(response, 1), StandardCharsets.US_ASCII);
            assertTrue(log.startsWith(beginnings[intent]), log);
            assertTrue(log.endsWith("\n"), log);
        }
    }

    @Test
    void shouldKeepItsTimeWithoutFabrics() {
        Endpoint root = node.stack.node().find(0);
        setUtc();
        admin.command(0x3E, 10, 0, out -> out.putUnsigned(0, admin.fabricIndex));
        network.pass(5_000);
        assertEquals(0, node.stack.fabricCount());
        // The time is the node's own.
        assertTrue(node.stack.time().isSet());
        assertTrue(root.find(TimeSynchronizationSpec.ID).hasAttribute(0));
        admin.commission(MemoryFactory.PASSCODE);
    }
}
