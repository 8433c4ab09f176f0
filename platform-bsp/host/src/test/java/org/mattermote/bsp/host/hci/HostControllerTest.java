package org.mattermote.bsp.host.hci;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mattermote.bsp.host.ConsoleInput;
import org.mattermote.bsp.host.Device;
import org.mattermote.bsp.host.HostBoot;
import org.mattermote.bsp.host.HostClock;
import org.mattermote.bsp.host.HostLoop;
import org.mattermote.bsp.host.HostNetwork;
import org.mattermote.stack.port.PortStatus;

/** A controller on a TCP port, with the main loop that waits on it. */
@Timeout(20)
class HostControllerTest {
    private static final byte[] RESET = {1, 3, 0x0C, 0};
    private static final byte[] COMPLETE = {4, 0x0E, 4, 1, 3, 0x0C, 0};

    private final HostClock clock = new HostClock();
    private final List<String> lines = new ArrayList<>();
    private final byte[] buffer = new byte[300];
    private ServerSocket server;
    private HostController controller;
    private HostLoop loop;
    private long pause = 60_000;

    @BeforeEach
    void open() throws Exception {
        server = new ServerSocket(0);
        controller = opened(server.getLocalPort());
        loop =
                new HostLoop(
                        clock,
                        new HostBoot(HostBoot.POWER_ON),
                        HostNetwork.open(null),
                        new ConsoleInput(new ByteArrayInputStream(new byte[0])));
        loop.watch(controller);
    }

    private HostController opened(int port) throws Exception {
        HostController made = HostController.open(HciSpec.of("tcp:127.0.0.1:" + port), clock);
        made.tells(lines::add);
        return made;
    }

    @AfterEach
    void close() throws Exception {
        loop.close();
        controller.close();
        server.close();
    }

    /** What the device does each time it is polled. */
    private interface Poll {
        void poll() throws Exception;
    }

    private void run(Poll poll) {
        loop.run(
                new Device() {
                    private boolean stopped;

                    @Override
                    public long poll(long nowMillis) {
                        try {
                            poll.poll();
                        } catch (Exception e) {
                            throw new AssertionError(e);
                        }
                        return nowMillis + pause;
                    }

                    @Override
                    public void stop(long nowMillis) {
                        stopped = true;
                    }

                    @Override
                    public boolean stopped() {
                        return stopped;
                    }

                    @Override
                    public void consoleLine(String line, long nowMillis) {}
                });
    }

    private byte[] received() {
        int length = controller.receive(buffer, 0, buffer.length);
        return length < 0 ? new byte[0] : Arrays.copyOf(buffer, length);
    }

    @Test
    void shouldWakeForEachPacketOfWhatCameTogether() throws Exception {
        try (Socket peer = server.accept()) {
            byte[] three = {4, 0x13, 1, 7, 4, 0x13, 0, 2, 0x40, 0x20, 2, 0, 5, 6};
            List<String> all = new ArrayList<>();
            long start = clock.millis();
            int[] polls = {0};
            run(
                    () -> {
                        if (polls[0]++ == 0) {
                            peer.getOutputStream().write(three);
                        }
                        byte[] packet = received();
                        while (packet.length > 0) {
                            all.add(Arrays.toString(packet));
                            packet = received();
                        }
                        if (all.size() == 3) {
                            loop.stop();
                        }
                    });
            assertEquals(List.of("[4, 19, 1, 7]", "[4, 19, 0]", "[2, 64, 32, 2, 0, 5, 6]"), all);
            assertTrue(clock.millis() - start < 900, "it waited for something else");
            assertTrue(polls[0] < 20, "it did not wait: " + polls[0]);
        }
    }

    @Test
    void shouldNotSpinOnHalfAPacket() throws Exception {
        try (Socket peer = server.accept()) {
            peer.getOutputStream().write(new byte[] {4, 0x13, 9, 1});
            int[] polls = {0};
            long until = clock.millis() + 300;
            Thread later =
                    new Thread(
                            () -> {
                                while (clock.millis() < until) {
                                    Thread.onSpinWait();
                                }
                                loop.stop();
                            });
            later.start();
            run(
                    () -> {
                        polls[0]++;
                        assertEquals(0, received().length);
                    });
            later.join();
            assertTrue(polls[0] < 10, polls[0] + " polls");
        }
    }

    /** As one whose commissioning window is closed. */
    @Test
    void shouldNotSpinUnderADeviceThatDoesNotListen() throws Exception {
        try (Socket peer = server.accept()) {
            byte[] much = new byte[100_000];
            peer.getOutputStream().write(much);
            assertTrue(pollsIn(300) < 20);
        }
        assertTrue(pollsIn(300) < 20);
    }

    private int pollsIn(long millis) throws Exception {
        int[] polls = {0};
        long until = clock.millis() + millis;
        Thread later =
                new Thread(
                        () -> {
                            while (clock.millis() < until) {
                                Thread.onSpinWait();
                            }
                            loop.stop();
                        });
        later.start();
        run(() -> polls[0]++);
        later.join();
        return polls[0];
    }

    @Test
    void shouldSayOnceThatItIsGoneAndOnceThatItIsBack() throws Exception {
        try (Socket peer = server.accept()) {
            assertEquals(PortStatus.OK, controller.send(RESET, 0, 4));
            assertArrayEquals(RESET, peer.getInputStream().readNBytes(4));
        }
        String name = "BLE controller tcp:127.0.0.1:" + server.getLocalPort();
        int[] tries = {0};
        pause = 50;
        Socket[] again = {null};
        run(
                () -> {
                    if (again[0] == null
                            && controller.receive(buffer, 0, 300) == PortStatus.FAILED) {
                        tries[0]++;
                        if (controller.send(RESET, 0, 4) == PortStatus.OK) {
                            again[0] = server.accept();
                            assertArrayEquals(RESET, again[0].getInputStream().readNBytes(4));
                            again[0].getOutputStream().write(COMPLETE);
                        }
                    } else if (again[0] != null && Arrays.equals(COMPLETE, received())) {
                        loop.stop();
                    }
                });
        again[0].close();
        assertTrue(tries[0] > 1);
        assertEquals(
                List.of(
                        name + ": the connection was closed; goes on without Bluetooth",
                        name + " is there again"),
                lines);
    }

    @Test
    void shouldSayThatItCannotBeUnderstood() throws Exception {
        try (Socket peer = server.accept()) {
            peer.getOutputStream().write("HTTP/1.1 400 Bad Request".getBytes());
            run(
                    () -> {
                        if (controller.receive(buffer, 0, 300) == PortStatus.FAILED) {
                            loop.stop();
                        }
                    });
        }
        assertEquals(
                List.of(
                        "BLE controller tcp:127.0.0.1:"
                                + server.getLocalPort()
                                + ": what it sends is no HCI, or parts of it are missing"),
                lines);
    }

    @Test
    void shouldBeginWithoutOneThatIsNotThere() throws Exception {
        int port;
        try (ServerSocket nobody = new ServerSocket(0)) {
            port = nobody.getLocalPort();
        }
        try (HostController none = opened(port)) {
            assertFalse(none.isThere());
            String name = "BLE controller tcp:127.0.0.1:" + port;
            assertEquals(List.of(name + ": Connection refused; goes on without Bluetooth"), lines);
            for (int i = 0; i < 3; i++) {
                assertEquals(PortStatus.FAILED, none.send(RESET, 0, 4));
                assertEquals(PortStatus.FAILED, none.receive(buffer, 0, 300));
            }
            assertEquals(1, lines.size());
        }
    }
}
