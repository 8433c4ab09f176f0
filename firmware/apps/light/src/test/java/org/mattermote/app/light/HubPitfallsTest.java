package org.mattermote.app.light;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mattermote.firmware.testkit.MemoryFactory;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvTag;
import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.diag.Tables;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.stack.sim.Im;
import org.mattermote.stack.sim.SimAdministrator;
import org.mattermote.stack.sim.SimClient;
import org.mattermote.stack.sim.Tlv;

/** What hubs are known to do, and devices to stumble over: one test each, on the whole light. */
class HubPitfallsTest {
    private static final int BASIC_INFORMATION = 0x28;
    private static final int DESCRIPTOR = 0x1D;
    private static final int OPERATIONAL_CREDENTIALS = 0x3E;
    private static final int IDENTIFY = 3;
    private static final int ON_OFF = 6;
    private static final int NODE_LABEL = 5;
    private static final int LONGEST_NAME = 32;
    private static final int ANY = Im.ANY;

    private final Hub hub = Hub.commissioned();

    private static void text(TlvWriter out, int tag, String text) {
        byte[] b = text.getBytes(StandardCharsets.UTF_8);
        out.putUtf8(tag, b, 0, b.length);
    }

    // ---- What the device is --------------------------------------------------------

    @Test
    void shouldHaveItsApplicationOnEndpointOne() {
        SimClient.Transaction parts = hub.done(hub.client().read(0, DESCRIPTOR, 3));
        TlvReader list = Im.data(parts.answer());
        list.enter();
        list.next();
        assertEquals(1, list.u16());
        SimClient.Transaction types = hub.done(hub.client().read(1, DESCRIPTOR, 0));
        assertEquals(0x0100, Im.at(types.answer(), 1, -1, 1, 2, -1, 0).u16());
        assertEquals(0, hub.invoke(1, ON_OFF, 1, out -> {}));
        assertTrue(hub.node.isOn());
    }

    // ---- Forms of TLV --------------------------------------------------------------

    @Test
    void shouldSendTheSmallestFormOfEverything() {
        hub.done(hub.client().readEverything());
        hub.done(hub.client().subscribe(true, 0, 60, 1, ANY, ANY));
        hub.invoke(0, OPERATIONAL_CREDENTIALS, 4, out -> Tlv.bytes(out, 0, new byte[32]));
        hub.invoke(1, ON_OFF, 9, out -> {});
        hub.write(0, BASIC_INFORMATION, NODE_LABEL, out -> text(out, 2, "hall"));
        assertTrue(hub.heard.size() > 5);
        for (byte[] message : hub.heard) {
            new SmallestForms(message).check();
        }
    }

    @Test
    void shouldTakeLongerFormsThanNeeded() {
        // Eight bytes for each number of the path, and for the length of the name.
        byte[] label = "porch".getBytes(StandardCharsets.UTF_8);
        byte[] write =
                new LongForms()
                        .struct(TlvTag.ANONYMOUS)
                        .bool(0, false)
                        .bool(1, false)
                        .array(2)
                        .struct(TlvTag.ANONYMOUS)
                        .list(1)
                        .number(2, 0)
                        .number(3, BASIC_INFORMATION)
                        .number(4, NODE_LABEL)
                        .end()
                        .text(2, label)
                        .end()
                        .end()
                        .number(0xFF, 12)
                        .end()
                        .bytes();
        assertEquals(0, hub.done(hub.client().request(Im.WRITE_REQUEST, write)).status);
        byte[] read =
                new LongForms()
                        .struct(TlvTag.ANONYMOUS)
                        .array(0)
                        .list(TlvTag.ANONYMOUS)
                        .number(2, 0)
                        .number(3, BASIC_INFORMATION)
                        .number(4, NODE_LABEL)
                        .end()
                        .end()
                        .bool(3, true)
                        .number(0xFF, 12)
                        .end()
                        .bytes();
        SimClient.Transaction t = hub.done(hub.client().request(Im.READ_REQUEST, read));
        TlvReader data = Im.data(t.answer());
        assertArrayEquals(
                label,
                Arrays.copyOfRange(
                        data.array(), data.dataOffset(), data.dataOffset() + data.dataLength()));
        byte[] identify =
                new LongForms()
                        .struct(TlvTag.ANONYMOUS)
                        .bool(0, false)
                        .bool(1, false)
                        .array(2)
                        .struct(TlvTag.ANONYMOUS)
                        .list(0)
                        .number(0, 1)
                        .number(1, IDENTIFY)
                        .number(2, 0)
                        .end()
                        .struct(1)
                        .number(0, 5)
                        .end()
                        .end()
                        .end()
                        .number(0xFF, 12)
                        .end()
                        .bytes();
        assertEquals(0, hub.done(hub.client().request(Im.INVOKE_REQUEST, identify)).status);
    }

    // ---- What is not there ---------------------------------------------------------

    private int statusOfRead(int endpoint, int cluster, int attribute) {
        List<Im.Report> reports = hub.read(endpoint, cluster, attribute);
        assertEquals(1, reports.size());
        assertEquals(endpoint, reports.get(0).endpoint());
        assertEquals(cluster, reports.get(0).cluster());
        assertEquals(attribute, reports.get(0).attribute());
        return reports.get(0).status();
    }

    @Test
    void shouldSayCleanlyWhatIsAbsent() {
        assertEquals(ImStatus.UNSUPPORTED_ENDPOINT, statusOfRead(2, ON_OFF, 0));
        assertEquals(ImStatus.UNSUPPORTED_CLUSTER, statusOfRead(1, 0x300, 7));
        assertEquals(ImStatus.UNSUPPORTED_ATTRIBUTE, statusOfRead(1, ON_OFF, 0x7777));
        assertEquals(
                ImStatus.UNSUPPORTED_ENDPOINT,
                hub.write(9, BASIC_INFORMATION, NODE_LABEL, out -> text(out, 2, "x")));
        assertEquals(
                ImStatus.UNSUPPORTED_CLUSTER, hub.write(1, 0x300, 7, out -> out.putUnsigned(2, 1)));
        assertEquals(
                ImStatus.UNSUPPORTED_ATTRIBUTE,
                hub.write(0, BASIC_INFORMATION, 0x7777, out -> out.putUnsigned(2, 1)));
        assertEquals(ImStatus.UNSUPPORTED_ENDPOINT, hub.invoke(2, ON_OFF, 1, out -> {}));
        assertEquals(ImStatus.UNSUPPORTED_CLUSTER, hub.invoke(1, 0x300, 7, out -> {}));
        assertEquals(ImStatus.UNSUPPORTED_COMMAND, hub.invoke(1, ON_OFF, 0x77, out -> {}));
    }

    @Test
    void shouldReadAbsentClustersAmongWildcards() {
        int[] paths = {
            0,
            BASIC_INFORMATION,
            ANY, // there
            1,
            0x300,
            7, // Color Control
            0,
            0x2F,
            0, // Power Source
            1,
            ON_OFF,
            ANY, // there
            1,
            0x8,
            0, // Level Control
            0,
            0x35,
            0, // Thread Network Diagnostics
            ANY,
            0x300,
            ANY, // nowhere: nothing is said
            1,
            0x5,
            0, // Scenes, the old one
            3,
            ANY,
            ANY, // no such endpoint: nothing is said
        };
        List<Im.Report> reports = hub.read(paths);
        List<Im.Report> absent = reports.stream().filter(report -> report.status() != 0).toList();
        assertEquals(
                List.of(0x300, 0x2F, 0x8, 0x35, 0x5),
                absent.stream().map(Im.Report::cluster).toList());
        absent.forEach(
                report -> assertEquals(ImStatus.UNSUPPORTED_CLUSTER, report.status(), "" + report));
        assertTrue(reports.stream().anyMatch(r -> r.cluster() == ON_OFF && r.attribute() == 0));
        assertTrue(
                reports.stream()
                        .anyMatch(
                                r ->
                                        r.cluster() == BASIC_INFORMATION
                                                && r.attribute() == NODE_LABEL));
    }

    // ---- Fabrics -------------------------------------------------------------------

    @Test
    void shouldServeSeveralFabricsWithAndWithoutIntermediate() {
        SimAdministrator[] all = new SimAdministrator[5];
        all[0] = hub.admin;
        for (int i = 1; i < all.length; i++) {
            hub.admin.openBasicWindow(180);
            all[i] = hub.another(i % 2 == 0);
            all[i].commission(MemoryFactory.PASSCODE);
        }
        for (int i = 0; i < all.length; i++) {
            SimClient.Transaction t =
                    all[i].expect(all[i].client.read(0, OPERATIONAL_CREDENTIALS, 5), "index");
            assertEquals(i + 1, Im.data(t.answer()).u8());
            all[i].expect(all[i].client.invoke(1, ON_OFF, 2, out -> {}), "toggle");
            all[i].resume();
        }
        assertEquals(all.length, hub.node.stack.fabricCount());
    }

    // ---- Subscriptions -------------------------------------------------------------

    private int granted(int min, int max) {
        SimClient.Transaction t = hub.done(hub.client().subscribe(false, min, max, 1, ON_OFF, 0));
        assertEquals(0, t.status);
        return Im.at(t.answer(), 2).u16();
    }

    @Test
    void shouldTakeIntervalsFromZeroToTheLargest() {
        for (int[] interval : new int[][] {{0, 0}, {0, 1}, {0, 65535}, {65535, 65535}, {1, 3600}}) {
            int max = granted(interval[0], interval[1]);
            assertTrue(max >= interval[0], "interval " + max);
            assertTrue(max >= 1 && max <= Math.max(3600, interval[1]), "interval " + max);
            assertEquals(1, hub.node.stack.subscriptionCount());
            int reports = hub.client().reports;
            hub.network.pass(5_000);
            // Nobody is flooded.
            assertTrue(hub.client().reports - reports <= 6, "reports");
        }
        SimClient.Transaction wrong = hub.done(hub.client().subscribe(true, 10, 5, 1, ON_OFF, 0));
        assertEquals(ImStatus.INVALID_ACTION, wrong.status);
        assertEquals(1, hub.node.stack.subscriptionCount());
    }

    @Test
    void shouldSubscribeToEverythingThreeTimesOver() {
        int[] paths = {ANY, ANY, ANY, ANY, ANY, ANY, ANY, ANY, ANY};
        SimClient.Transaction t = hub.done(hub.client().subscribe(false, 0, 60, paths));
        assertEquals(0, t.status);
        int all = t.attributes();
        assertTrue(all > 100, "attributes " + all);
        int before = hub.client().reports;
        hub.invoke(1, ON_OFF, 2, out -> {});
        hub.network.pass(2_000);
        assertTrue(hub.client().reports > before, "no report");
        assertEquals(1, hub.node.stack.subscriptionCount());
    }

    // ---- Long and filtered reads ---------------------------------------------------

    private static byte[] filtered(long version) {
        return Im.message(
                out -> {
                    Im.putPaths(out, 0, 0, BASIC_INFORMATION, ANY, 1, ON_OFF, 0);
                    out.putBool(3, true);
                    out.startArray(4);
                    out.startStruct(TlvTag.ANONYMOUS);
                    out.startList(0);
                    out.putUnsigned(1, 0);
                    out.putUnsigned(2, BASIC_INFORMATION);
                    out.endContainer();
                    out.putUnsigned(1, version);
                    out.endContainer();
                    out.endContainer();
                });
    }

    @Test
    void shouldLeaveOutWhatAHubHasAlready() {
        SimClient.Transaction t = hub.done(hub.client().read(0, BASIC_INFORMATION, NODE_LABEL));
        long version = Im.at(t.answer(), 1, -1, 1, 0).value();
        List<Im.Report> known =
                hub.reported(hub.done(hub.client().request(Im.READ_REQUEST, filtered(version))));
        assertEquals(List.of(ON_OFF), known.stream().map(Im.Report::cluster).toList());
        List<Im.Report> stale =
                hub.reported(
                        hub.done(hub.client().request(Im.READ_REQUEST, filtered(version + 1))));
        assertTrue(stale.size() > 10, "attributes " + stale.size());
    }

    @Test
    void shouldReadVeryManyPaths() {
        for (int count : new int[] {9, 10, 20, 24}) {
            int[] paths = new int[3 * count];
            for (int i = 0; i < count; i++) {
                paths[3 * i] = i % 3 == 2 ? 2 : 1;
                paths[3 * i + 1] = ON_OFF;
                paths[3 * i + 2] = i % 3 == 0 ? 0 : 0x4000;
            }
            List<Im.Report> reports = hub.read(paths);
            assertEquals(count, reports.size());
            assertEquals(
                    count / 3,
                    reports.stream()
                            .filter(r -> r.status() == ImStatus.UNSUPPORTED_ENDPOINT)
                            .count());
        }
        int[] tooMany = new int[3 * 60];
        Arrays.fill(tooMany, 0, 90, 0);
        SimClient.Transaction refused = hub.done(hub.client().read(tooMany));
        assertEquals(ImStatus.PATHS_EXHAUSTED, refused.status);
        assertEquals(1, hub.read(1, ON_OFF, 0).size());
    }

    // ---- Names ---------------------------------------------------------------------

    @Test
    void shouldTakeNamesOfEveryLegalLength() {
        for (String letter : new String[] {"a", "\u00e9", "\u6237", "\ud83d\udca1"}) {
            int bytes = letter.getBytes(StandardCharsets.UTF_8).length;
            for (int n = 0; n * bytes <= LONGEST_NAME; n++) {
                String name = letter.repeat(n);
                assertEquals(
                        0, hub.write(0, BASIC_INFORMATION, NODE_LABEL, out -> text(out, 2, name)));
                SimClient.Transaction t =
                        hub.done(hub.client().read(0, BASIC_INFORMATION, NODE_LABEL));
                TlvReader data = Im.data(t.answer());
                assertEquals(name.getBytes(StandardCharsets.UTF_8).length, data.dataLength());
                SimClient.Transaction label =
                        hub.done(
                                hub.client()
                                        .invoke(
                                                0,
                                                OPERATIONAL_CREDENTIALS,
                                                9,
                                                out -> text(out, 0, name)));
                assertEquals(0, label.status);
                assertEquals(0, Im.field(label.answer(), 0), "label of " + n);
            }
        }
        String tooLong = "x".repeat(LONGEST_NAME + 1);
        assertEquals(
                ImStatus.CONSTRAINT_ERROR,
                hub.write(0, BASIC_INFORMATION, NODE_LABEL, out -> text(out, 2, tooLong)));
        assertNotEquals(0, hub.invoke(0, OPERATIONAL_CREDENTIALS, 9, out -> text(out, 0, tooLong)));
    }

    // ---- Fields --------------------------------------------------------------------

    @Test
    void shouldPassOverUnknownFields() {
        assertEquals(
                0,
                hub.invoke(
                        1,
                        IDENTIFY,
                        0,
                        out -> {
                            out.putUnsigned(0, 3);
                            out.putUnsigned(7, 9);
                            out.startStruct(99);
                            out.putNull(1);
                            out.endContainer();
                        }));
        assertEquals(0, hub.invoke(1, ON_OFF, 1, out -> out.putBool(5, true)));
        assertTrue(hub.node.isOn());
        // In the message too.
        byte[] read =
                Im.message(
                        out -> {
                            Im.putPaths(out, 0, 1, ON_OFF, 0);
                            out.putBool(3, true);
                            out.putUnsigned(77, 1);
                        });
        assertEquals(1, hub.reported(hub.done(hub.client().request(Im.READ_REQUEST, read))).size());
    }

    @Test
    void shouldTellNullFromAbsent() {
        // Nullable, with a fallback when it is absent: StartUpOnOff.
        assertEquals(0, hub.write(1, ON_OFF, 0x4003, out -> out.putNull(2)));
        assertEquals(0, hub.write(1, ON_OFF, 0x4003, out -> out.putUnsigned(2, 1)));
        assertEquals(0, hub.write(1, ON_OFF, 0x4003, out -> out.putNull(2)));
        // Not nullable.
        assertNotEquals(0, hub.write(0, BASIC_INFORMATION, NODE_LABEL, out -> out.putNull(2)));
        assertNotEquals(0, hub.invoke(1, IDENTIFY, 0, out -> out.putNull(0)));
        // Mandatory, and not there.
        assertEquals(ImStatus.INVALID_COMMAND, hub.invoke(1, IDENTIFY, 0, out -> {}));
        // A command without fields, and without the structure for them.
        byte[] bare =
                Im.message(
                        out -> {
                            out.putBool(0, false);
                            out.putBool(1, false);
                            out.startArray(2);
                            out.startStruct(TlvTag.ANONYMOUS);
                            out.startList(0);
                            out.putUnsigned(0, 1);
                            out.putUnsigned(1, ON_OFF);
                            out.putUnsigned(2, 1);
                            out.endContainer();
                            out.endContainer();
                            out.endContainer();
                        });
        assertEquals(0, hub.done(hub.client().request(Im.INVOKE_REQUEST, bare)).status);
        assertTrue(hub.node.isOn());
    }

    // ---- Reconnecting --------------------------------------------------------------

    @Test
    void shouldTakeANewSessionAtEveryReconnect() {
        assertEquals(0, hub.done(hub.client().subscribe(true, 0, 60, 1, ON_OFF, 0)).status);
        for (int n = 0; n < 40; n++) {
            // The hub forgets the old one and never closes it.
            hub.controller().forget(hub.controller().session);
            hub.admin.operational();
            assertEquals(0, hub.invoke(1, ON_OFF, 2, out -> {}));
        }
        assertFalse(hub.node.isOn());
        assertTrue(hub.node.inUse(Tables.SECURE_SESSIONS) <= 16);
        assertEquals(1, hub.node.stack.fabricCount());
        hub.network.pass(300_000);
        assertEquals(LightNode.IDLE, hub.node.usage());
        assertEquals(0, hub.node.allocated);
    }
}
