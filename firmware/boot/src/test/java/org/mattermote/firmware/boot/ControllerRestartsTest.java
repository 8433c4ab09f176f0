package org.mattermote.firmware.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.mattermote.stack.requirement.Tag;
import org.mattermote.stack.sim.Restart;

/** Controllers that start again in the middle of CASE, over real sockets. */
class ControllerRestartsTest {
    private static final String BOARD = "mote.board";
    private static final int RESTARTS = 100;
    private static final int FEW = 20;
    private static final Set<Restart.Moment> AWAITING_SIGMA3 =
            EnumSet.of(Restart.Moment.SIGMA2_RECEIVED, Restart.Moment.SIGMA2_ACKNOWLEDGED);

    private static final int READY = 30_000;

    @TempDir Path folder;

    @Test
    @Timeout(120)
    @DisabledIfSystemProperty(named = BOARD, matches = ".+", disabledReason = "of the unit tests")
    @Tag("stale-exchange R36")
    void shouldServeEveryFirstAttemptOnAJvm() throws Exception {
        int port;
        try (DatagramSocket socket = new DatagramSocket()) {
            port = socket.getLocalPort();
        }
        String[] options = {"--storage", folder.toString(), "--port", Integer.toString(port)};
        try (MdnsProbe.Peer device = new MdnsProbe.Peer(List.of(), Main.class, options)) {
            assertNotNull(device.line(0, "mote: ready .*", READY), device::toString);
            InetSocketAddress at = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            try (ControllerRestarts restarts = new ControllerRestarts(at)) {
                for (Restart.Moment moment : Restart.Moment.values()) {
                    int count = AWAITING_SIGMA3.contains(moment) ? RESTARTS : FEW;
                    List<Long> times = restarts.run(count, moment);
                    assertEquals(count, times.size());
                    System.out.printf(
                            "mote: %d restarts over UDP, %s: %s%n",
                            count, moment, ControllerRestarts.text(times));
                }
            }
        }
    }

    /** In a network namespace of its own, for the emulator's tap device. */
    @Test
    @Timeout(600)
    @EnabledIfSystemProperty(
            named = BOARD,
            matches = ".+",
            disabledReason = "needs an image: ./mote test emulation")
    @Tag("stale-exchange R36")
    void shouldServeEveryFirstAttemptOnABoard() throws Exception {
        try (MdnsProbe.Peer restarts =
                new MdnsProbe.Peer(
                        List.of("unshare", "--user", "--map-root-user", "--net"),
                        ControllerRestarts.class,
                        Path.of("../../mote").toRealPath().toString(),
                        System.getProperty(BOARD),
                        folder.toString(),
                        Integer.toString(RESTARTS))) {
            int code = restarts.end();
            System.out.println(restarts);
            assertEquals(0, code);
            String last = restarts.line(0, ControllerRestarts.LAST, 0);
            assertTrue(last != null && last.endsWith(" 0"), last);
        }
    }
}
