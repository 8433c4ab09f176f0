package org.mattermote.app.light;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mattermote.firmware.testkit.MemoryFactory;
import org.mattermote.firmware.testkit.MemoryRecords;
import org.mattermote.stack.codec.SecureChannelOpcode;
import org.mattermote.stack.diag.Tables;
import org.mattermote.stack.requirement.Tag;
import org.mattermote.stack.sim.Im;
import org.mattermote.stack.sim.SimAdministrator;
import org.mattermote.stack.sim.SimClient;
import org.mattermote.stack.sim.SimController;
import org.mattermote.stack.sim.SimFabric;
import org.mattermote.stack.sim.SimNetwork;
import org.mattermote.stack.sim.SimPort;

/**
 * Five fabrics with three sessions and three subscriptions each, and as much under way as is
 * accepted: who still gets in, and who has to go for it.
 */
class FullTablesTest {
    private static final int FABRICS = 5;
    private static final int SESSIONS = 3;
    private static final int ON_OFF = 6;
    private static final int TABLE_FULL = 5;
    private static final byte[] BUSY = {8, 0, 0, 0, 0, 0, 4, 0};

    private final SimNetwork network = new SimNetwork(31);
    private final SimPort port = network.attach();
    private final LightNode node = new LightNode(port, new MemoryRecords(), 31, 0);
    private final List<SimAdministrator> admins = new ArrayList<>();

    /** Sessions of each administrator, the oldest first. */
    private final List<List<SimController.Session>> sessions = new ArrayList<>();

    /** In the order in which the device closed them. */
    private final List<SimController.Session> closed = new ArrayList<>();

    private final TableWatch watch = new TableWatch(node.stack);
    private TreeMap<String, Integer> atRest;

    private SimAdministrator administrator(int i) {
        SimAdministrator admin =
                new SimAdministrator(
                        network,
                        network.attach(),
                        port,
                        new SimFabric(80 + i, 0xFB00 + i, i % 2 == 0),
                        0x900 + i,
                        0x500 + i,
                        90 + i);
        Consumer<SimController.Talk> reports = admin.controller.acceptor;
        admin.controller.acceptor =
                talk -> {
                    reports.accept(talk);
                    Consumer<SimController.Message> report = talk.listener;
                    talk.listener = message -> received(talk.session, message, report);
                };
        admins.add(admin);
        return admin;
    }

    private void received(
            SimController.Session on,
            SimController.Message message,
            Consumer<SimController.Message> report) {
        if (message.opcode() == SecureChannelOpcode.STATUS_REPORT) {
            closed.add(on);
        } else {
            report.accept(message);
        }
    }

    @BeforeEach
    void fill() {
        network.add(node);
        for (int i = 0; i < FABRICS; i++) {
            SimAdministrator admin = administrator(i);
            if (i > 0) {
                admins.get(0).openBasicWindow(180);
            }
            admin.commission(MemoryFactory.PASSCODE);
            sessions.add(new ArrayList<>(List.of(admin.controller.session)));
        }
        for (int s = 0; s < SESSIONS; s++) {
            for (int i = 0; i < FABRICS; i++) {
                SimAdministrator admin = admins.get(i);
                if (s > 0) {
                    admin.operational();
                    sessions.get(i).add(admin.controller.session);
                }
                admin.expect(admin.client.subscribe(true, 0, 600, 1, ON_OFF, 0), "subscription");
                network.pass(500);
            }
        }
        network.pass(5_000);
        atRest = watch.inUse();
        admins.get(0).openBasicWindow(600);
        network.pass(1_000);
        closed.clear();
        assertEquals(FABRICS, node.stack.fabricCount());
        assertEquals(FABRICS * SESSIONS, node.inUse(Tables.SECURE_SESSIONS));
        assertEquals(FABRICS * SESSIONS, node.stack.subscriptionCount());
    }

    private SimController.Session session(int admin, int which) {
        return sessions.get(admin).get(which);
    }

    /** A request that keeps its exchange open until the interval is over. */
    private SimController.Talk hold(int admin, int which, int millis) {
        SimController.Talk talk =
                admins.get(admin)
                        .controller
                        .request(session(admin, which), Im.TIMED_REQUEST, Im.timed(millis));
        assertTrue(network.run(() -> !talk.received.isEmpty(), 100));
        assertEquals(Im.STATUS_RESPONSE, talk.last().opcode());
        network.pass(250);
        assertTrue(talk.isAcknowledged());
        return talk;
    }

    /** An interaction on a session of each fabric, until no more are accepted. */
    private void takeEveryInteraction() {
        for (int i = 0; i < FABRICS; i++) {
            hold(i, 0, 60_000);
        }
        hold(0, 1, 60_000);
        assertEquals(
                node.stack.tables().capacity(Tables.INTERACTIONS), node.inUse(Tables.INTERACTIONS));
    }

    /**
     * Reads whose answers are acknowledged late, on every session, until no packet is left that a
     * session may have. With the packets that there are the table of exchanges does not fill.
     */
    private void takeEveryPacket() {
        byte[] read = Im.read(1, ON_OFF, 0);
        int before = node.stack.counters().refusals;
        for (int i = 0; i < FABRICS; i++) {
            for (int s = 0; s < SESSIONS; s++) {
                admins.get(i).controller.request(session(i, s), Im.READ_REQUEST, read);
            }
        }
        network.pass(10);
        assertTrue(node.stack.counters().refusals > before);
        assertEquals(node.stack.tables().capacity(Tables.PACKETS) - 1, node.inUse(Tables.PACKETS));
    }

    private byte[] handshake(SimController.Talk talk) {
        assertTrue(
                network.run(
                        () -> talk.handshake().report != null || talk.handshake().refusal != null,
                        5_000));
        assertNull(talk.handshake().refusal);
        return talk.handshake().report;
    }

    /** Sessions that are left can be used, the others are unknown. */
    private void assertUsable() {
        for (int i = 0; i < FABRICS; i++) {
            for (SimController.Session on : sessions.get(i)) {
                SimAdministrator admin = admins.get(i);
                admin.controller.session = on;
                SimClient.Transaction read = admin.client.read(1, ON_OFF, 0);
                boolean answered = network.run(() -> read.done, 20_000);
                assertEquals(!closed.contains(on), answered);
            }
        }
    }

    @Test
    @Tag("session-layer R44")
    void shouldLetASixthAdministratorInAndTellItThatNoFabricIsFree() {
        takeEveryInteraction();
        takeEveryPacket();
        SimAdministrator sixth = administrator(FABRICS);
        sixth.pase(MemoryFactory.PASSCODE);
        assertEquals(FABRICS * SESSIONS + 1, node.inUse(Tables.SECURE_SESSIONS));
        sixth.arm(60);
        SimFabric.Identity device = sixth.certify(false);
        sixth.addRoot();
        assertEquals(TABLE_FULL, Im.field(sixth.askToAddNoc(device), 0));
        assertEquals(FABRICS, node.stack.fabricCount());
        assertEquals(List.of(), closed);
        assertUsable();
        // Its fail-safe runs out, and the window.
        network.pass(700_000);
        assertEquals(atRest, watch.inUse());
    }

    /** Establishes CASE once more, while the others still hold what they have. */
    private SimController.Session another(int admin) {
        SimController controller = admins.get(admin).controller;
        controller.session = null;
        SimController.Talk talk =
                controller.operational(admins.get(admin).own, admins.get(admin).deviceNodeId);
        byte[] report = handshake(talk);
        assertArrayEquals(new byte[8], report);
        return controller.session;
    }

    /** Commissioner of no fabric yet, who takes the place that is kept. */
    private SimAdministrator sixth() {
        SimAdministrator sixth = administrator(FABRICS);
        sixth.pase(MemoryFactory.PASSCODE);
        sixth.arm(600);
        return sixth;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Tag("session-layer R44")
    void shouldCloseTheOldestIdleSessionOfWhoComesAFourthTime(boolean commissionerIsThere) {
        if (commissionerIsThere) {
            sixth();
        }
        // The administrator's oldest session is in use; another's are older than its others.
        SimController.Talk held = hold(2, 0, 60_000);
        SimController.Session fourth = another(2);
        assertEquals(List.of(session(2, 1)), closed);
        sessions.get(2).add(fourth);
        // What was begun on the one in use is brought to its end.
        admins.get(2)
                .controller
                .send(held, 1, Im.INVOKE_REQUEST, Im.invoke(true, 1, ON_OFF, 2, out -> {}), true);
        assertTrue(network.run(() -> held.received.size() == 2, 1_000));
        assertEquals(Im.INVOKE_RESPONSE, held.last().opcode());
        assertTrue(node.isOn());
        assertUsable();
        assertEquals(List.of(session(2, 1)), closed);
    }

    @Test
    @Tag("session-layer R44")
    void shouldCloseNobodysSessionForWhoHasThreeInUse() {
        sixth();
        for (int s = 0; s < SESSIONS; s++) {
            hold(3, s, 60_000);
        }
        SimController controller = admins.get(3).controller;
        byte[] report =
                handshake(controller.operational(admins.get(3).own, admins.get(3).deviceNodeId));
        assertArrayEquals(BUSY, Arrays.copyOf(report, 8));
        assertEquals(List.of(), closed);
        // Another's fourth session still gets its place, by one of its own.
        sessions.get(4).add(another(4));
        assertEquals(List.of(session(4, 0)), closed);
        assertUsable();
        assertEquals(List.of(session(4, 0)), closed);
    }
}
